// SPDX-License-Identifier: Apache-2.0
#include "cli/run_verdicts.h"

#include <fmt/format.h>

#include "runtime/values/unicode.h"

namespace wend::cli {
namespace {

constexpr std::size_t kShown = 3;

// As a JSON text. Bytes that are not UTF-8 become question marks.
void append_json(std::string& out, std::string_view text) {
  const bool is_utf8 = runtime::is_utf8(text);
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (out += '\\') += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += byte < 0x80 || is_utf8 ? c : '?';
    }
  }
  out += '"';
}

}  // namespace

void RunVerdicts::refuse(const door::Reject& reject) {
  ++refused_[std::string(reject.slug)];
  if (file_.is_open()) {
    write(reject);
  } else if (shown_.size() < kShown) {
    shown_.push_back(fmt::format("{}:{}: {} [{}]",
                                 reject.file == "-" ? "standard input" : reject.file, reject.line,
                                 reject.reason, reject.slug));
  }
}

void RunVerdicts::write(const door::Reject& reject) {
  std::string& line = file_.line();
  line += "{\"file\":";
  append_json(line, reject.file);
  line += fmt::format(",\"line\":{},\"slug\":", reject.line);
  append_json(line, reject.slug);
  line += ",\"reason\":";
  append_json(line, reject.reason);
  line += ",\"text\":";
  append_json(line, reject.text);
  line += "}\n";
  file_.line_done();
}

void RunVerdicts::restore(const CountsByName& skipped, const CountsByName& refused) {
  for (const auto& [name, count] : skipped) skipped_[name] = count;
  for (const auto& [name, count] : refused) refused_[name] = count;
}

std::uint64_t sum_of(const RunVerdicts::CountsByName& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

}  // namespace wend::cli
