// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/join.h"

#include <algorithm>
#include <cstring>

#include "runtime/step/armed.h"
#include "runtime/step/gaps.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

bool has_keys(const FactShape& fact) { return fact.keys > 0; }

void unite(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> from) {
  const FactShape& about = moment.fact(fact);
  const bool is_ledger = about.kind == FactKind::Ledger;
  if (planted(is_ledger ? Fault::JoinLedgerForgets : Fault::JoinForgets)) return;
  if (about.kind == FactKind::Distinct) return join_distinct(moment, fact, from);
  if (has_keys(about)) return join_keys(moment, fact, from);
  join_history(moment, {fact, moment.record(fact), moment.layout(fact)}, from);
}

void end(Moment& moment, std::uint32_t fact) {
  if (planted(Fault::JoinedLevelStays)) return;
  if (moment.fact(fact).kind == FactKind::Absence) return disarm(moment, fact);
  moment.blob->remove(record_of_fact(fact));
}

// A mistake that is planted.
void take_over(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> from) {
  if (moment.fact(fact).kind != FactKind::Sequence || from.empty()) return;
  const auto size = static_cast<std::uint32_t>(from.size());
  std::memcpy(moment.blob->resize(record_of_fact(fact), size).data(), from.data(), size);
}

void join_fact(Moment& moment, std::uint32_t fact, const Blob& from) {
  const std::span<std::uint8_t> record = from.find(record_of_fact(fact));
  switch (moment.prepared.joining[fact]) {
    case Joining::United:
      if (!record.empty() && moment.fact(fact).kind != FactKind::Absence)
        unite(moment, fact, record);
      break;
    case Joining::Own:
      if (planted(Fault::JoinOfOrder)) take_over(moment, fact, record);
      if (moment.fact(fact).kind == FactKind::Absence) moment.open_deadlines -= armed_count(record);
      break;
    case Joining::Ends:
      if (moment.fact(fact).kind == FactKind::Absence) moment.open_deadlines -= armed_count(record);
      end(moment, fact);
      break;
  }
}

// What was not known of one is not known of both.
void join_gaps(Moment& moment, const Blob& from) {
  const std::span<const std::uint8_t> gaps = from.find(record_of_gaps(moment.plan()));
  if (gaps.empty()) return;
  for (std::uint32_t fact = 0; fact < moment.plan().facts.size(); ++fact) {
    const bool is_united = moment.prepared.joining[fact] == Joining::United;
    if (is_united && is_named(gaps, fact)) add_gap(moment, fact);
  }
}

}  // namespace

void join_histories(Moment& moment, const Blob& from) {
  for (std::uint32_t fact = 0; fact < moment.plan().facts.size(); ++fact) {
    const std::span<std::uint8_t> record = from.find(record_of_fact(fact));
    if (!record.empty()) unite(moment, fact, record);
  }
}

void join(Moment& moment, Blob& from) {
  const auto facts = static_cast<std::uint32_t>(moment.plan().facts.size());
  for (std::uint32_t fact = 0; fact < facts; ++fact) {
    const bool waits = moment.fact(fact).kind == FactKind::Absence;
    if (waits && moment.prepared.joining[fact] == Joining::United) join_absence(moment, fact, from);
  }
  for (std::uint32_t fact = 0; fact < facts; ++fact) join_fact(moment, fact, from);
  join_gaps(moment, from);
  from = Blob();
  moment.soonest = std::min(moment.soonest, least_deadline(moment.prepared, *moment.blob));
}

}  // namespace wend::runtime
