// SPDX-License-Identifier: Apache-2.0
#include "compiler/base/source.h"

#include <algorithm>

namespace wend {

Span join(const Span& a, const Span& b) {
  return {a.file, std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

FileId Sources::add(SourceFile file) {
  files_.push_back(std::move(file));
  return {static_cast<std::uint32_t>(files_.size() - 1)};
}

Position Sources::position(const Span& span) const {
  const std::string& text = files_[span.file.value].text;
  Position at;
  const std::size_t end = std::min<std::size_t>(span.begin, text.size());
  for (std::size_t i = 0; i < end; ++i) {
    if (text[i] == '\n') {
      ++at.line;
      at.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++at.column;
    }
  }
  return at;
}

std::string_view Sources::text(const Span& span) const {
  const std::string_view all = files_[span.file.value].text;
  const std::size_t begin = std::min<std::size_t>(span.begin, all.size());
  const std::size_t end = std::min<std::size_t>(span.end, all.size());
  return all.substr(begin, end > begin ? end - begin : 0);
}

std::string_view Sources::line(FileId file, std::uint32_t line) const {
  std::string_view rest = files_[file.value].text;
  for (std::uint32_t n = 1; n < line; ++n) {
    const std::size_t newline = rest.find('\n');
    if (newline == std::string_view::npos) return {};
    rest.remove_prefix(newline + 1);
  }
  std::string_view found = rest.substr(0, rest.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

}  // namespace wend
