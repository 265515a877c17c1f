# SPDX-License-Identifier: Apache-2.0
#
# What an installation holds: the program, the libraries, the two public headers, the package file
# for find_package(Wend), the editor syntax. An embedder links wend::compiler, or wend::runtime when
# it only loads compiled packs: that needs neither ANTLR nor LLVM.
include(CMakePackageConfigHelpers)

set(wend_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Wend)
set(wend_compiler_libraries
    wend_base wend_diagnostics wend_grammar wend_syntax wend_schema wend_program wend_plan
    wend_native wend_verdict wend_format wend_stdlib wend_driver)

target_include_directories(wend_runtime INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(wend_runtime PROPERTIES EXPORT_NAME runtime)
set_target_properties(wend_driver PROPERTIES EXPORT_NAME compiler)

# Two export sets, so that the runtime can be found on a machine without ANTLR and LLVM.
install(TARGETS wend_runtime EXPORT WendRuntime ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS ${wend_compiler_libraries} EXPORT WendCompiler
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(part Runtime Compiler)
  install(EXPORT Wend${part} NAMESPACE wend:: DESTINATION ${wend_package_folder}
          FILE Wend${part}.cmake)
endforeach()

configure_package_config_file(cmake/WendConfig.cmake.in ${PROJECT_BINARY_DIR}/WendConfig.cmake
                              INSTALL_DESTINATION ${wend_package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/WendConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/WendConfig.cmake ${PROJECT_BINARY_DIR}/WendConfigVersion.cmake
              cmake/FindxxHash.cmake
        DESTINATION ${wend_package_folder})

install(DIRECTORY compiler/include/wend runtime/include/wend
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(DIRECTORY editors/vscode/ DESTINATION ${CMAKE_INSTALL_DATADIR}/wend/editors/vscode)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET wend)
  install(TARGETS wend RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
