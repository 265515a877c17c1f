# SPDX-License-Identifier: Apache-2.0
set(sources
    cloud_events.cpp
    line_shape.cpp
    native_text.cpp
    pack_file.cpp
    plain_line.cpp
    shaped_line.cpp)
