// SPDX-License-Identifier: Apache-2.0
//
// Mentions: the instances of a kind that are followed for a customer, by their last mention. One that makes room for
// another, or whose life is over, ends in every fact that is kept per instance.
#include <cstring>

#include "runtime/step/armed.h"
#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

void drop_key(Moment& moment, std::uint32_t fact, const Key& key) {
  if (moment.record(fact).empty()) return;
  if (moment.fact(fact).kind == FactKind::Absence) return disarm_key(moment, fact, key);
  const KeyTable table(moment.record(fact), moment.layout(fact));
  const std::uint32_t entry = table.find(key);
  if (entry == KeyTable::kNone) return;
  moment.touched = {};
  if (table.count() == 1) {
    moment.blob->remove(record_of_fact(fact));
  } else {
    table.erase(entry);
  }
}

void end_instance(Moment& moment, std::uint32_t mentions, const Key& key) {
  if (!planted(Fault::CrowdedOutStays)) {
    for (const std::uint32_t fact : moment.prepared.facts_of_instances[mentions])
      drop_key(moment, fact, key);
  }
  drop_key(moment, mentions, key);
}

void make_room(Moment& moment, std::uint32_t fact, const Key& key) {
  const KeyTable table(moment.record(fact), moment.layout(fact));
  if (table.count() < moment.layout(fact).most_entries || table.find(key) != KeyTable::kNone)
    return;
  const std::uint32_t leaves = planted(Fault::CrowdsOutNewest) ? table.newest() : table.oldest();
  end_instance(moment, fact, table.key_of_entry(leaves));
  ++moment.counts.crowded_out;
}

bool is_over(const Moment& moment, std::uint32_t fact, std::int64_t mention) {
  if (planted(Fault::InstanceNeverEnds)) return false;
  const std::int64_t end = end_of(moment, mention, moment.fact(fact).span);
  return planted(Fault::LifeIsOpen) ? end <= moment.now() : end < moment.now();
}

void end_lives_in(Moment& moment, std::uint32_t fact) {
  for (;;) {
    const KeyTable table(moment.record(fact), moment.layout(fact));
    const std::uint32_t entry = table.oldest();
    if (entry == KeyTable::kNone) return;
    if (!is_over(moment, fact, load<std::int64_t>(table.kept(entry)))) return;
    end_instance(moment, fact, table.key_of_entry(entry));
  }
}

}  // namespace

void mention(Moment& moment, std::uint32_t fact, std::int64_t value) {
  const Key key =
      key_of(moment.fact(fact).value, moment.layout(fact).key_width, value, moment.texts);
  make_room(moment, fact, key);
  const auto touched = KeyTable::touch(moment.record(fact), *moment.blob, record_of_fact(fact),
                                       moment.layout(fact), key);
  if (touched.is_new || !planted(Fault::MentionCountsOnce)) store(touched.kept, moment.now());
}

void end_all_lives(Moment& moment) {
  for (const std::uint32_t fact : moment.prepared.mentions) end_lives_in(moment, fact);
}

}  // namespace wend::runtime
