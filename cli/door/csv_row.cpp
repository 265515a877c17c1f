// SPDX-License-Identifier: Apache-2.0
#include "cli/door/csv_row.h"

#include <bit>
#include <cstddef>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace wend::door {
namespace {

// The delimiters and line ends of a text in turn, 16 bytes looked at together. May look at up to 16
// bytes behind the end.
class Marks {
 public:
  Marks(const char* at, const char* end, char delimiter) : end_(end), delimiter_(delimiter) {
    restart(at);
  }
  // Requires: `at` is not behind the end.
  void restart(const char* at) {
    at_ = at;
    look();
  }
  // The next one, or the end.
  const char* next() {
    while (found_ == 0) {
      at_ += kTogether;
      if (at_ >= end_) return end_;
      look();
    }
    const char* const mark = at_ + std::countr_zero(found_);
    found_ &= found_ - 1;
    return mark < end_ ? mark : end_;
  }

 private:
  static constexpr std::ptrdiff_t kTogether = 16;

  void look() {
#if defined(__SSE2__)
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at_));
    found_ = static_cast<unsigned>(
        _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter_)),
                                       _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')))));
#else
    found_ = 0;
    for (unsigned i = 0; i < kTogether; ++i) {
      if (at_[i] == delimiter_ || at_[i] == '\n') found_ |= 1u << i;
    }
#endif
  }

  const char* at_ = nullptr;
  const char* end_;
  unsigned found_ = 0;  // bit i: at_[i] is one, and was not given yet
  char delimiter_;
};

const char* find(const char* at, const char* end, char wanted) {
  return static_cast<const char*>(std::memchr(at, wanted, static_cast<std::size_t>(end - at)));
}

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

CsvRow::Split CsvRow::split(std::string_view text, bool is_all) {
  columns.clear();
  if (!unescaped_.empty()) unescaped_.clear();
  inner_lines = 0;
  problem = {};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (Marks marks(at, end, delimiter_);;) {
    const char* stop;
    if (at < end && *at == '"') {
      stop = quoted_value(at + 1, end);
      if (stop == nullptr) return problem.empty() ? Split::NeedsMore : Split::Problem;
      if (stop < end) marks.restart(stop + 1);
    } else {
      stop = marks.next();
      const bool ends_line = stop == end || *stop == '\n';
      columns.push_back(between(at, ends_line && stop > at && stop[-1] == '\r' ? stop - 1 : stop));
    }
    if (stop == end) {
      length = text.size();
      return is_all ? Split::Complete : Split::NeedsMore;
    }
    at = stop + 1;
    if (*stop == '\n') break;
  }
  length = static_cast<std::size_t>(at - text.data());
  return Split::Complete;
}

// Appends the value whose opening mark lies before `at`; returns the delimiter, line end or end
// behind it, or null when it is not complete or has a problem.
const char* CsvRow::quoted_value(const char* at, const char* end) {
  const char* const begin = at;
  bool has_doubled = false;
  for (;;) {
    at = find(at, end, '"');
    if (at == nullptr) return nullptr;
    if (at + 1 == end || at[1] != '"') break;
    has_doubled = true;
    at += 2;
  }
  const std::string_view value = between(begin, at);
  count_inner_lines(value);
  columns.push_back(has_doubled ? with_single_marks(value) : value);
  const char* stop = at + 1;
  if (stop < end && *stop == '\r' && (stop + 1 == end || stop[1] == '\n')) ++stop;
  if (stop == end || *stop == delimiter_ || *stop == '\n') return stop;
  problem = "text stands behind a closing quotation mark";
  return nullptr;
}

void CsvRow::count_inner_lines(std::string_view value) {
  const char* const end = value.data() + value.size();
  for (const char* at = value.data(); (at = find(at, end, '\n')) != nullptr; ++at) ++inner_lines;
}

std::string_view CsvRow::with_single_marks(std::string_view value) {
  std::string& plain = unescaped_.emplace_back();
  for (std::size_t i = 0; i < value.size(); ++i) {
    plain += value[i];
    if (value[i] == '"') ++i;
  }
  return plain;
}

}  // namespace wend::door
