# SPDX-License-Identifier: Apache-2.0
set(sources
    anonymous.cpp
    fact_carry.cpp
    fact_layout.cpp
    interval.cpp
    joining.cpp
    link_check.cpp
    native_bodies.cpp
    ops.cpp
    pack.cpp
    plan_check.cpp
    processor.cpp
    sealed_bytes.cpp
    table_check.cpp)
