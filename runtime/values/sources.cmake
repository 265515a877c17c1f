# SPDX-License-Identifier: Apache-2.0
set(sources
    number.cpp
    unicode.cpp
    zone.cpp)
