// SPDX-License-Identifier: Apache-2.0
#include "compiler/base/source.h"

#include <algorithm>

namespace wend {

Span join(const Span& a, const Span& b) {
  return {a.file, std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

namespace {

bool begins_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

FileId Sources::add(SourceFile file) {
  indexes_.push_back(index_of(file.text));
  files_.push_back(std::move(file));
  return {static_cast<std::uint32_t>(files_.size() - 1)};
}

Position Sources::position(const Span& span) const {
  const std::vector<std::uint32_t>& lines = indexes_[span.file.value].lines;
  const std::size_t size = files_[span.file.value].text.size();
  const auto place = static_cast<std::uint32_t>(std::min<std::size_t>(span.begin, size));
  const auto behind = std::upper_bound(lines.begin(), lines.end(), place);
  const std::uint32_t before_line = code_points_before(span.file, *(behind - 1));
  return {static_cast<std::uint32_t>(behind - lines.begin()),
          code_points_before(span.file, place) - before_line + 1};
}

Sources::Index Sources::index_of(std::string_view text) {
  Index made{{0}, {}};
  std::uint32_t code_points = 0;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if (i % kStride == 0) made.code_points.push_back(code_points);
    if (begins_code_point(text[i])) ++code_points;
    if (text[i] == '\n') made.lines.push_back(i + 1);
  }
  made.code_points.push_back(code_points);
  return made;
}

std::uint32_t Sources::code_points_before(FileId file, std::uint32_t offset) const {
  const std::string& text = files_[file.value].text;
  const std::uint32_t start = offset / kStride * kStride;
  std::uint32_t code_points = indexes_[file.value].code_points[offset / kStride];
  for (std::uint32_t i = start; i < offset; ++i)
    if (begins_code_point(text[i])) ++code_points;
  return code_points;
}

std::string_view Sources::text(const Span& span) const {
  const std::string_view all = files_[span.file.value].text;
  const std::size_t begin = std::min<std::size_t>(span.begin, all.size());
  const std::size_t end = std::min<std::size_t>(span.end, all.size());
  return all.substr(begin, end > begin ? end - begin : 0);
}

std::string_view Sources::line(FileId file, std::uint32_t line) const {
  const std::vector<std::uint32_t>& lines = indexes_[file.value].lines;
  if (line > lines.size()) return {};
  std::string_view rest = files_[file.value].text;
  if (line > 0) rest.remove_prefix(lines[line - 1]);
  std::string_view found = rest.substr(0, rest.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

}  // namespace wend
