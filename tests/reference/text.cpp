// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/text.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace wend::reference {

std::string folded(const std::string& text) {
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(text);
  wide.foldCase(U_FOLD_CASE_DEFAULT);
  std::string result;
  wide.toUTF8String(result);
  return result;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool starts_with(const std::string& text, const std::string& part) {
  return text.size() >= part.size() && text.substr(0, part.size()) == part;
}

bool ends_with(const std::string& text, const std::string& part) {
  return text.size() >= part.size() && text.substr(text.size() - part.size()) == part;
}

std::string composed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  const icu::UnicodeString wide = form->normalize(icu::UnicodeString::fromUTF8(text), status);
  std::string result;
  wide.toUTF8String(result);
  return result;
}

}  // namespace wend::reference
