// SPDX-License-Identifier: Apache-2.0
//
// What waits under either name waits on, unless what it awaits came under the other since it began to. Then as if all
// had been armed in the order of their deadlines.
#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "runtime/step/armed.h"
#include "runtime/step/join.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

class JoinedAbsence {
 public:
  JoinedAbsence(Moment& moment, std::uint32_t fact, const Blob& from)
      : moment_(moment), fact_(fact), layout_(moment.layout(fact)), from_(from) {}

  void join() {
    const ArmedRecord own = moment_.record(fact_);
    const ArmedRecord joined = from_.find(record_of_fact(fact_));
    std::int64_t open = armed_count(own);
    open += armed_count(joined);
    take(own, from_);
    if (!planted(Fault::JoinedWaitEnds)) take(joined, *moment_.blob);
    std::stable_sort(entries_.begin(), entries_.end(),
                     [&](const std::string& a, const std::string& b) {
                       return deadline_of(bytes(a)) < deadline_of(bytes(b));
                     });
    keep_anchored();
    keep_newest_keys();
    moment_.open_deadlines += static_cast<std::int64_t>(entries_.size()) - open;
    store_entries(own);
  }

 private:
  static const std::uint8_t* bytes(const std::string& entry) {
    return reinterpret_cast<const std::uint8_t*>(entry.data());
  }
  std::string key_of(const std::string& entry) const {
    return entry.substr(kArmedHead, layout_.key_width);
  }

  // Those that nothing ended which came under the other name.
  void take(ArmedRecord record, const Blob& other) {
    for (std::uint32_t i = 0; i < armed_count(record); ++i) {
      const std::uint8_t* entry = armed_at(record, layout_, i);
      const std::int64_t came = last_awaited(other, armed_at(record, layout_, i));
      const bool is_over = came != kForever &&
                           end_of(moment_, came, moment_.fact(fact_).span) > deadline_of(entry) &&
                           !planted(Fault::JoinedWaitsOn);
      if (!is_over) entries_.emplace_back(reinterpret_cast<const char*>(entry), layout_.entry);
    }
  }

  // When what the entry awaits came last; kForever: not that anybody knows.
  std::int64_t last_awaited(const Blob& state, std::uint8_t* entry) const {
    const std::uint32_t awaited = moment_.known_fact(fact_).awaited;
    if (awaited == Fact::kNoFact) return kForever;
    const std::span<std::uint8_t> record = state.find(record_of_fact(awaited));
    if (record.empty()) return kForever;
    if (moment_.fact(awaited).keys == 0) return load<std::int64_t>(record.data());
    Key key;
    std::memcpy(key.bytes, key_in(entry), layout_.key_width);
    const KeyTable table(record, moment_.layout(awaited));
    const std::uint32_t found = table.find(key);
    return found == KeyTable::kNone ? kForever : load<std::int64_t>(table.kept(found));
  }

  std::size_t open_of(const std::vector<std::string>& entries, const std::string& key) const {
    return static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(),
                      [&](const std::string& one) { return key_of(one) == key; }));
  }

  void keep_anchored() {
    const FactShape& about = moment_.fact(fact_);
    std::vector<std::string> kept;
    for (std::string& entry : entries_) {
      const std::string key = key_of(entry);
      const std::size_t open = open_of(kept, key);
      if (about.anchor == AbsenceAnchor::First && open > 0) continue;
      if (about.anchor == AbsenceAnchor::Last)
        std::erase_if(kept, [&](const std::string& one) { return key_of(one) == key; });
      if (about.anchor == AbsenceAnchor::Each && open >= std::max(about.capacity, 1U)) {
        ++moment_.counts.not_armed;
        continue;
      }
      kept.push_back(std::move(entry));
    }
    entries_ = std::move(kept);
  }

  // A key was armed when its latest entry was.
  void keep_newest_keys() {
    const std::uint32_t most = moment_.fact(fact_).keys;
    if (most == 0) return;
    std::vector<std::string> newest;  // first
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
      const std::string key = key_of(*entry);
      if (std::find(newest.begin(), newest.end(), key) == newest.end()) newest.push_back(key);
    }
    for (std::size_t i = most; i < newest.size(); ++i) {
      ++moment_.counts.pushed_out;
      std::erase_if(entries_, [&](const std::string& one) { return key_of(one) == newest[i]; });
    }
  }

  void store_entries(ArmedRecord own) {
    if (entries_.empty()) return moment_.blob->remove(record_of_fact(fact_));
    const std::uint64_t wanted =
        std::min<std::uint64_t>(std::bit_ceil(entries_.size()), layout_.most_entries);
    const auto size = static_cast<std::uint32_t>(kAbsenceHead + wanted * layout_.entry);
    const ArmedRecord record =
        own.size() >= size ? own : moment_.blob->resize(record_of_fact(fact_), size);
    std::memset(record.data(), 0, record.size());
    store(record.data(), static_cast<std::uint32_t>(entries_.size()));
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
      std::memcpy(armed_at(record, layout_, i), entries_[i].data(), layout_.entry);
  }

  Moment& moment_;
  std::uint32_t fact_;
  const FactLayout& layout_;
  const Blob& from_;
  std::vector<std::string> entries_;
};

}  // namespace

void join_absence(Moment& moment, std::uint32_t fact, const Blob& from) {
  JoinedAbsence(moment, fact, from).join();
}

}  // namespace wend::runtime
