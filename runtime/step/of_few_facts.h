// SPDX-License-Identifier: Apache-2.0
//
// What is known of few facts among thousands. Each fact is asked whether it is one of them, and hardly any is: that is a bit, so
// that the answers for all facts lie in a few lines of memory, also when nobody asked for long.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace wend::runtime {

template <typename Value>
class OfFewFacts {
 public:
  using Entry = std::pair<std::uint32_t, Value>;  // fact, value

  bool empty() const { return entries_.empty(); }
  bool has(std::uint32_t fact) const {
    return fact / 64 < bits_.size() && (bits_[fact / 64] >> (fact % 64) & 1) != 0;
  }
  Value of(std::uint32_t fact) const {  // Value{} if it has none
    return has(fact) ? place_of(entries_, fact)->second : Value{};
  }
  void set(std::uint32_t fact, Value value) {  // quickest in their order
    if (has(fact)) {
      place_of(entries_, fact)->second = value;
      return;
    }
    const bool is_last = empty() || entries_.back().first < fact;
    entries_.insert(is_last ? entries_.end() : place_of(entries_, fact), {fact, value});
    if (fact / 64 >= bits_.size()) bits_.resize(fact / 64 + 1);
    bits_[fact / 64] |= std::uint64_t{1} << (fact % 64);
  }
  const std::vector<Entry>& entries() const { return entries_; }  // by fact, ascending

 private:
  template <typename Entries>
  static auto place_of(Entries& entries, std::uint32_t fact) {
    return std::lower_bound(
        entries.begin(), entries.end(), fact,
        [](const Entry& entry, std::uint32_t wanted) { return entry.first < wanted; });
  }

  std::vector<std::uint64_t> bits_;
  std::vector<Entry> entries_;
};

}  // namespace wend::runtime
