# SPDX-License-Identifier: Apache-2.0
set(sources
    cloud_event.cpp
    decision_buffer.cpp
    decision_shapes.cpp
    decision_words.cpp
    identity.cpp
    line.cpp
    read_time.cpp
    read_value.cpp
    value_words.cpp)
