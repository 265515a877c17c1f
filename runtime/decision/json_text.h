// SPDX-License-Identifier: Apache-2.0
//
// Texts as they stand in JSON.
#pragma once

#include <string>
#include <string_view>

namespace wend::runtime {

// Whether it stands there as it is.
bool is_plain_json(std::string_view text);
// Without quotes. Bytes that are no UTF-8 (identifiers are kept as given) become the replacement character one by one.
void append_content(std::string& out, std::string_view text);

inline void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  append_content(out, text);
  out.push_back('"');
}
inline void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(name);
  append_string(out, text);
}

}  // namespace wend::runtime
