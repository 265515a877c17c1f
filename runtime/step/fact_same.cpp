// SPDX-License-Identifier: Apache-2.0
//
// Histories that are kept per key: `count of product_viewed with the same product`. The keys whose own last
// event is newest keep theirs; a key that was pushed out counts as never seen. What is forgotten of a key leaves it
// its place among them.
#include <cstring>

#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

Key key_in(const Moment& moment, std::uint32_t fact, std::int64_t key) {
  return planted(Fault::SameCountsAll)
             ? Key{}
             : key_of(moment.fact(fact).key, moment.layout(fact).key_width, key, moment.texts);
}

std::span<std::uint8_t> kept_in(const Moment& moment, std::uint32_t fact, std::uint8_t* kept) {
  return {kept, static_cast<std::size_t>(moment.layout_of_each(fact).most)};
}

// Of bytes that are zero.
void begin(const Moment& moment, std::uint32_t fact, std::span<std::uint8_t> kept) {
  const FactKind kind = moment.fact(fact).kind;
  if (kind == FactKind::First || kind == FactKind::Last) clear_single(kept);
}

void clear(const Moment& moment, std::uint32_t fact, std::span<std::uint8_t> kept) {
  std::memset(kept.data(), 0, kept.size());
  begin(moment, fact, kept);
}

}  // namespace

void update_same(Moment& moment, std::uint32_t fact, std::int64_t key, std::int64_t value) {
  const auto touched = KeyTable::touch(moment.record(fact), *moment.blob, record_of_fact(fact),
                                       moment.layout(fact), key_in(moment, fact, key));
  if (touched.pushed_out) ++moment.counts.pushed_out;
  const std::span<std::uint8_t> kept = kept_in(moment, fact, touched.kept);
  if (touched.is_new) begin(moment, fact, kept);
  update_at(moment, {fact, kept, moment.layout_of_each(fact)}, value);
  moment.touched = {moment.ordinal, fact, moment.blob->changes(), key, touched.kept, moment.blob};
}

void forget_same(Moment& moment, std::uint32_t fact, std::int64_t key) {
  if (planted(Fault::SameResetForgotten)) return;
  const KeyTable table(moment.record(fact), moment.layout(fact));
  const std::uint32_t entry = table.find(key_in(moment, fact, key));
  if (entry != KeyTable::kNone) clear(moment, fact, kept_in(moment, fact, table.kept(entry)));
}

Cell read_same(Moment& moment, std::uint32_t fact, std::int64_t key, const Question& question) {
  const Moment::Touched& touched = moment.touched;
  if (touched.fact == fact && touched.key == key && touched.ordinal == moment.ordinal &&
      touched.changes == moment.blob->changes() && touched.blob == moment.blob) {
    return read_at(moment, {fact, kept_in(moment, fact, touched.kept), moment.layout_of_each(fact)},
                   question);
  }
  const KeyTable table(moment.record(fact), moment.layout(fact));
  const std::uint32_t entry = table.find(key_in(moment, fact, key));
  std::span<std::uint8_t> kept;
  if (entry != KeyTable::kNone) kept = kept_in(moment, fact, table.kept(entry));
  return read_at(moment, {fact, kept, moment.layout_of_each(fact)}, question);
}

}  // namespace wend::runtime
