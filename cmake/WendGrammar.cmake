# SPDX-License-Identifier: Apache-2.0
#
# The generated parser, in a target of its own: it needs other flags than our code (its string
# literals predate char8_t), and its headers are slow to compile, so that only compiler/syntax uses
# it. The packaged antlr4_generate() wants a jar that Debian does not ship; the `antlr4` program
# does the same.

function(wend_antlr_library name grammar)
  find_program(WEND_ANTLR antlr4 REQUIRED)
  cmake_path(GET grammar STEM stem)
  set(folder ${PROJECT_BINARY_DIR}/generated/${name})
  set(generated)
  foreach(part Lexer Parser)
    list(APPEND generated ${folder}/${stem}${part}.cpp ${folder}/${stem}${part}.h)
  endforeach()
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${WEND_ANTLR} -Dlanguage=Cpp -no-visitor -no-listener -Werror -package ${name}
            -encoding utf-8 -Xexact-output-dir -o ${folder} ${PROJECT_SOURCE_DIR}/${grammar}
    DEPENDS ${PROJECT_SOURCE_DIR}/${grammar}
    COMMENT "Generating the parser from ${grammar}"
    VERBATIM)
  add_library(${name} STATIC ${generated})
  target_compile_options(${name} PRIVATE -fno-char8_t -w)
  # SYSTEM, so that users of the headers are compiled with our warnings and they are not.
  target_include_directories(${name} SYSTEM PUBLIC
    $<BUILD_INTERFACE:${folder}> $<BUILD_INTERFACE:${ANTLR4_INCLUDE_DIR}>)
  target_link_libraries(${name} PUBLIC antlr4_shared)
endfunction()
