// SPDX-License-Identifier: Apache-2.0
#include "cli/junit.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/verdict_text.h"

namespace wend::cli {
namespace {

// Also what an attribute may not hold. Control characters have no form in XML.
std::string escaped(const std::string& text) {
  std::string made;
  for (const char c : text) {
    switch (c) {
      case '&': made += "&amp;"; break;
      case '<': made += "&lt;"; break;
      case '>': made += "&gt;"; break;
      case '"': made += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') made += c;
    }
  }
  return made;
}

// The attributes of a failure are its first difference; its text is all of them.
std::string failure_of(const TestVerdict& verdict) {
  if (verdict.differences.empty()) return "";
  return fmt::format("      <failure message=\"{}\">{}</failure>\n",
                     escaped(verdict.differences.front().message), escaped(text_of(verdict)));
}

std::string case_of(const TestVerdict& verdict) {
  const std::string failure = failure_of(verdict);
  std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                  escaped(verdict.place.path), escaped(verdict.title), escaped(verdict.place.path),
                  verdict.place.line);
  return failure.empty() ? head + "/>\n" : head + ">\n" + failure + "    </testcase>\n";
}

}  // namespace

std::string junit_of(const std::vector<TestVerdict>& verdicts) {
  const auto failed = std::count_if(verdicts.begin(), verdicts.end(), [](const TestVerdict& one) {
    return !one.differences.empty();
  });
  std::string made = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites tests=\"{0}\" failures=\"{1}\">\n"
      "  <testsuite name=\"wend\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" skipped=\"0\">\n",
      verdicts.size(), failed);
  for (const TestVerdict& verdict : verdicts) made += case_of(verdict);
  return made + "  </testsuite>\n</testsuites>\n";
}

}  // namespace wend::cli
