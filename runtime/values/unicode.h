// SPDX-License-Identifier: Apache-2.0
//
// Unicode as the language needs it: normal form C at the door, full case folding without locale for
// `ignoring case`, and cuts between code points. Plain ASCII takes a short way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wend::runtime {

bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);
// The text itself if it is in normal form C, else its normal form, kept in `room`.
std::string_view normal_form(std::string_view text, std::string& room);
// The text with its case folded, kept in `room`.
std::string_view folded(std::string_view text, std::string& room);
// At most `bytes` bytes of it, ending between code points.
std::string_view cut_to(std::string_view text, std::size_t bytes);

}  // namespace wend::runtime
