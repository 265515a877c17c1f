# SPDX-License-Identifier: Apache-2.0
#
# Run as a script: installs BUILD into a new folder, builds SOURCE/examples/embed against that
# installation and runs the tests which that project declares with add_test.
set(prefix ${BUILD}/install_test/prefix)
set(embed ${BUILD}/install_test/embed)
file(REMOVE_RECURSE ${BUILD}/install_test)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "failed: ${line}\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE}/examples/embed -B ${embed}
    -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_COMPILER=${COMPILER})
run(${CMAKE_COMMAND} --build ${embed} --parallel 2)
run(${CMAKE_CTEST_COMMAND} --test-dir ${embed} --output-on-failure --no-tests=ignore)
file(REMOVE_RECURSE ${BUILD}/install_test)
