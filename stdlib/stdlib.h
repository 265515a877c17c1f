// SPDX-License-Identifier: Apache-2.0
//
// The library of the language, carried by the compiler: the .wend files of this folder as bytes.
// The build generates the definition (cmake/embed_files.cmake).
#pragma once

#include <span>
#include <string_view>

namespace wend::stdlib {

struct File {
  std::string_view name;  // from the root of the repository, such as "stdlib/time.wend"
  std::string_view text;
};

// Every file of the library, ordered by name.
std::span<const File> files();

}  // namespace wend::stdlib
