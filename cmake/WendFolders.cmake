# SPDX-License-Identifier: Apache-2.0
#
# Libraries from folders. A folder's sources.cmake only sets the list `sources`, with names relative
# to the folder:
#
#   set(sources
#       source.cpp
#       limits.cpp)
#
# A folder without sources.cmake, or with headers only, gives an empty library that can be linked.

function(wend_sources_of folder result)
  set(sources)
  include(${PROJECT_SOURCE_DIR}/${folder}/sources.cmake OPTIONAL)
  # A change of the list, or its first appearance, configures again.
  file(GLOB list_file CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/sources.cmake)
  set(paths)
  foreach(source IN LISTS sources)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${folder}/${source})
      list(APPEND paths ${PROJECT_SOURCE_DIR}/${folder}/${source})
    else()
      message(FATAL_ERROR "${folder}/sources.cmake names ${source}, which does not exist")
    endif()
  endforeach()
  set(${result} ${paths} PARENT_SCOPE)
endfunction()

# wend_library(name folder...): a static library with the sources of these folders.
function(wend_library name)
  set(all_sources)
  foreach(folder IN LISTS ARGN)
    wend_sources_of(${folder} folder_sources)
    list(APPEND all_sources ${folder_sources})
  endforeach()
  add_library(${name} STATIC ${all_sources} ${PROJECT_SOURCE_DIR}/CMakeLists.txt)
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:wend_settings>)
endfunction()

# wend_executable(name folder): a program, absent as long as its folder lists no sources.
function(wend_executable name folder)
  wend_sources_of(${folder} folder_sources)
  if(folder_sources)
    add_executable(${name} ${folder_sources})
    target_link_libraries(${name} PRIVATE wend_settings)
    target_compile_definitions(${name} PRIVATE WEND_VERSION="${PROJECT_VERSION}")
  else()
    message(STATUS "${name} is not built: ${folder}/sources.cmake lists nothing yet")
  endif()
endfunction()

function(wend_link_executable name)
  if(TARGET ${name})
    target_link_libraries(${name} PRIVATE ${ARGN})
  endif()
endfunction()
