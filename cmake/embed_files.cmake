# SPDX-License-Identifier: Apache-2.0
#
# Run as a script: writes OUTPUT, a C++ file with the bytes of FILES (names relative to ROOT).

set(text "// Generated from the files it names. Do not edit.\n#include \"${HEADER}\"\n\n#include <array>\n\n")
string(APPEND text "namespace wend::stdlib {\nnamespace {\n\n")
set(rows)
set(count 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "(('....',)('....',)('....',)('....',)('....',)('....',)('....',)('....',))"
                       "\\1\n    " bytes "${bytes}")
  file(SIZE ${ROOT}/${file} size)
  # One byte more than the text: an empty file is still an array.
  string(APPEND text "// ${file}\nconstexpr char kBytes${count}[] = {\n    ${bytes}'\\0'};\n\n")
  string(APPEND rows "    File{\"${file}\", std::string_view(kBytes${count}, ${size})},\n")
  math(EXPR count "${count} + 1")
endforeach()
string(APPEND text "constexpr std::array<File, ${count}> kFiles = {{\n${rows}}};\n\n}  // namespace\n\n")
string(APPEND text "std::span<const File> files() { return kFiles; }\n\n}  // namespace wend::stdlib\n")
file(WRITE ${OUTPUT} "${text}")
