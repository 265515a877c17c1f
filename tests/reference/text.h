// SPDX-License-Identifier: Apache-2.0
//
// The judge's text tests: bytes against bytes; ignoring case, both are fully case-folded first
// (meaning.md, 37).
#pragma once

#include <string>

namespace wend::reference {

std::string folded(const std::string& text);
bool contains(const std::string& text, const std::string& part);
bool starts_with(const std::string& text, const std::string& part);
bool ends_with(const std::string& text, const std::string& part);

// Text as the door keeps it: Unicode normalisation form C.
std::string composed(const std::string& text);

}  // namespace wend::reference
