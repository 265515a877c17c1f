# SPDX-License-Identifier: Apache-2.0
set(sources
    cloud_events.cpp
    native_text.cpp
    pack_file.cpp
    plain_line.cpp)
