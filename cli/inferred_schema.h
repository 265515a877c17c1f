// SPDX-License-Identifier: Apache-2.0
//
// A first schema guessed from a sample of events: what values a field has seen decides its type.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wend/runtime.h"

namespace wend::cli {

// What was seen of one field. All kinds start possible; each value rules some out.
class SeenField {
 public:
  void add(std::string_view text);
  std::uint64_t count() const { return count_; }
  // A field type of the language. `choice`: the name to use if the values make a choice.
  std::string type(const std::string& choice) const;
  // The values, when they are few and look like words.
  std::optional<std::vector<std::string>> choice_values() const;

 private:
  static constexpr unsigned kYesNo = 1, kWhole = 2, kDecimal = 4, kInstant = 8, kDate = 16;
  std::uint64_t count_ = 0;
  unsigned kinds_ = kYesNo | kWhole | kDecimal | kInstant | kDate;
  std::size_t places_ = 0;
  std::size_t longest_ = 0;
  bool too_many_values_ = false;
  std::set<std::string, std::less<>> values_;
};

struct SeenTouchpoint {
  std::uint64_t count = 0;
  std::set<std::string> channels;
  std::map<std::string, SeenField> fields;
};

struct SeenEvents {
  std::map<std::string, SeenTouchpoint> touchpoints;
  std::map<std::string, SeenField> customer;
  std::uint64_t profile_events = 0;
  std::string first_day;  // 2026-03-02
  std::uint64_t rows = 0;
  std::uint64_t unreadable = 0;
};

// Reads the sample: CloudEvents lines, or CSV with a header, whose rows become one touchpoint named
// after the file.
Expected<SeenEvents> seen_in(const std::string& log);

// The text of a .wend file. Names that the language does not allow are changed, with a comment.
std::string schema_text(const SeenEvents& seen, const std::string& log);
// A name of the language: `Invoice No` becomes invoice_no.
std::string name_from(std::string_view text);

}  // namespace wend::cli
