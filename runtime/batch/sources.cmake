# SPDX-License-Identifier: Apache-2.0
set(sources
    backtest.cpp
    batch.cpp
    bit_kernels.cpp
    bit_program.cpp
    code_kernels.cpp
    conditions.cpp
    encode.cpp
    row_tests.cpp)
