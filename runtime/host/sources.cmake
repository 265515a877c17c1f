# SPDX-License-Identifier: Apache-2.0
set(sources
    cloud_events.cpp
    code_debugger.cpp
    code_names.cpp
    line_shape.cpp
    native_text.cpp
    pack_file.cpp
    plain_line.cpp
    shaped_line.cpp)
