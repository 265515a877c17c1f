# SPDX-License-Identifier: Apache-2.0
#
# How our code is compiled: C++20, optimised with debug information, every warning an error.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The program is at build/wend, whatever the folder of its target.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()
# Assertions stay on in the default build: CHECK is ours, but library assertions are worth keeping.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -D_GLIBCXX_ASSERTIONS")

find_program(WEND_CCACHE ccache)
if(WEND_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${WEND_CCACHE})
endif()

# Debian names the linker ld.lld-19; the compiler looks for ld.lld, which lies in LLVM's own folder.
find_program(WEND_LLD ld.lld HINTS /usr/lib/llvm-19/bin)
if(WEND_LLD)
  cmake_path(GET WEND_LLD PARENT_PATH wend_lld_folder)
  add_link_options(-B${wend_lld_folder} -fuse-ld=lld)
endif()

add_library(wend_settings INTERFACE)
target_compile_options(wend_settings INTERFACE
  $<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Werror>)
