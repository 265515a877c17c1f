// SPDX-License-Identifier: Apache-2.0
//
// Ledger: when a rule was issued [per key]. It may act while fewer than its capacity of issues lie in
// the window that ends now; what was issued stays issued.
#include <algorithm>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/households.h"
#include "runtime/step/key_table.h"
#include "runtime/step/series.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

Key key_in(const Moment& moment, std::uint32_t fact, std::int64_t key) {
  return planted(Fault::LimitIgnoresKey)
             ? Key{}
             : key_of(moment.fact(fact).value, moment.layout(fact).key_width, key, moment.texts);
}

// The customer's own, or that of all to whom it belongs.
std::span<std::uint8_t> ledger_in(Moment& moment, std::uint32_t fact) {
  if (moment.level == Moment::kAlone) return moment.record(fact);
  const Blob* shared = moment.households->find(moment.level, moment.texts.at(moment.household));
  return shared == nullptr ? std::span<std::uint8_t>() : shared->find(record_of_fact(fact));
}

Blob& ledger_blob(Moment& moment) {
  if (moment.level == Moment::kAlone) return *moment.blob;
  Blob& shared = moment.households->of(moment.level, moment.texts.at(moment.household));
  shared.prepare(moment.prepared.records);
  return shared;
}

// The issues that count, of this key if the ledger has keys.
Series issues_of(Moment& moment, std::uint32_t fact, std::int64_t key) {
  const FactShape& ledger = moment.fact(fact);
  const FactLayout& layout = moment.layout(fact);
  if (ledger.keys == 0) return Series::in(ledger_in(moment, fact), layout);
  const KeyTable table(moment.record(fact), layout);
  const std::uint32_t entry = table.find(key_in(moment, fact, key));
  return Series(entry == KeyTable::kNone ? nullptr : table.kept(entry), 8,
                std::max<std::uint32_t>(ledger.capacity, 1));
}

// What is issued late, behind a newer issue, counts from that one on: no limit is slipped under.
std::int64_t counted_at(const Moment& moment, const Series& issues) {
  if (issues.count() == 0 || planted(Fault::LateIssueCountsEarlier)) return moment.now();
  return std::max(moment.now(), load<std::int64_t>(issues.newest()));
}

}  // namespace

bool allows(Moment& moment, std::uint32_t fact, std::int64_t key) {
  const FactShape& ledger = moment.fact(fact);
  const Series issues = issues_of(moment, fact, key);
  std::uint32_t first = 0;
  if (!ledger.forever) {
    std::int64_t start = start_of(moment, counted_at(moment, issues), ledger.span);
    if (planted(Fault::LimitCountsFromStart)) start -= 1;
    first = issues.first_after(start);
  }
  const std::uint32_t allowed = ledger.capacity + (planted(Fault::LimitCountsTwice) ? 1 : 0);
  return issues.count() - first < allowed;
}

void record_issue(Moment& moment, std::uint32_t fact, std::int64_t key) {
  const FactShape& ledger = moment.fact(fact);
  const FactLayout& layout = moment.layout(fact);
  if (ledger.keys == 0) {
    Blob& blob = ledger_blob(moment);
    Series issues = Series::with_room(ledger_in(moment, fact), blob, record_of_fact(fact), layout);
    issues.push(counted_at(moment, issues));
    return;
  }
  const auto touched = KeyTable::touch(moment.record(fact), *moment.blob, record_of_fact(fact),
                                       layout, key_in(moment, fact, key));
  if (touched.pushed_out) ++moment.counts.pushed_out;
  Series issues(touched.kept, 8, std::max<std::uint32_t>(ledger.capacity, 1));
  issues.push(counted_at(moment, issues));
}

}  // namespace wend::runtime
