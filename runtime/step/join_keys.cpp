// SPDX-License-Identifier: Apache-2.0
//
// Two tables of keys as one, in which the keys whose last use is newest stay. A key does not know when it was used:
// those of the identity count as used when it is linked.
#include <algorithm>
#include <cstring>

#include "runtime/step/bytes.h"
#include "runtime/step/join.h"
#include "runtime/step/key_table.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::vector<std::uint32_t> oldest_first(const KeyTable& table) {
  std::vector<std::uint32_t> entries;
  for (std::uint32_t entry = table.newest(); entry != KeyTable::kNone; entry = table.older(entry))
    entries.push_back(entry);
  std::reverse(entries.begin(), entries.end());
  return entries;
}

std::uint32_t kept_width(const FactLayout& layout) { return layout.entry - layout.key_width; }

// What is kept of a key is laid out like a history of its own, as large as it can get.
FactLayout layout_of_key(const Moment& moment, std::uint32_t fact) {
  const FactShape& about = moment.fact(fact);
  if (has_history_per_key(about)) return moment.layout_of_each(fact);
  FactLayout layout;
  layout.entry = 8;
  layout.most_entries = std::max<std::uint32_t>(about.capacity, 1);
  layout.most = series_bytes(layout.most_entries, layout.entry, layout.most_entries);
  return layout;
}

KeyTable::Touched touch(Moment& moment, std::uint32_t fact, const Key& key) {
  const auto touched =
      KeyTable::touch(*moment.blob, record_of_fact(fact), moment.layout(fact), key);
  if (touched.pushed_out) ++moment.counts.pushed_out;
  return touched;
}

// A mistake that is planted.
void use_again(Moment& moment, std::uint32_t fact, std::size_t own) {
  std::vector<Key> keys;
  const KeyTable table(moment.record(fact), moment.layout(fact));
  for (const std::uint32_t entry : oldest_first(table)) keys.push_back(table.key_of_entry(entry));
  for (std::size_t i = 0; i < std::min(own, keys.size()); ++i) touch(moment, fact, keys[i]);
}

}  // namespace

void join_keys(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> from) {
  const FactLayout& layout = moment.layout(fact);
  const KeyTable table(from, layout);
  const FactLayout each = layout_of_key(moment, fact);
  const std::uint32_t width = kept_width(layout);
  const std::size_t own = KeyTable(moment.record(fact), layout).count();
  for (const std::uint32_t entry : oldest_first(table)) {
    const auto touched = touch(moment, fact, table.key_of_entry(entry));
    if (touched.is_new) {
      std::memcpy(touched.kept, table.kept(entry), width);
    } else {
      join_history(moment, {fact, {touched.kept, width}, each}, {table.kept(entry), width});
    }
  }
  if (planted(Fault::JoinedKeysAreOldest)) use_again(moment, fact, own);
}

// These know when.
void join_distinct(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> from) {
  struct Value {
    Key key;
    std::int64_t time;
  };
  const auto values_of = [&](std::span<std::uint8_t> record) {
    std::vector<Value> values;
    const KeyTable table(record, moment.layout(fact));
    for (const std::uint32_t entry : oldest_first(table))
      values.push_back({table.key_of_entry(entry), load<std::int64_t>(table.kept(entry))});
    return values;
  };
  const std::vector<Value> own = values_of(moment.record(fact));
  const std::vector<Value> joined = values_of(from);
  std::vector<Value> values;
  std::merge(own.begin(), own.end(), joined.begin(), joined.end(), std::back_inserter(values),
             [](const Value& a, const Value& b) { return a.time < b.time; });
  moment.blob->remove(record_of_fact(fact));
  for (const Value& value : values) {
    const auto touched =
        KeyTable::touch(*moment.blob, record_of_fact(fact), moment.layout(fact), value.key);
    store(touched.kept, value.time);
  }
}

}  // namespace wend::runtime
