// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/coverage.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/abi/plan.h"

namespace wend::differential {
namespace {

Features operations() {
  Features all;
  for (std::size_t code = 0; code < op_count(); ++code)
    all.insert(fmt::format("operation {}", row_of(static_cast<OpCode>(code)).spelling));
  return all;
}

Features fact_kinds() {
  Features all;
  for (const char* name :
       {"times", "first", "last", "totals", "panes", "items", "distinct", "sequence", "absence",
        "keyed", "cycle", "level", "ledger", "visit", "mentions", "journey"})
    all.insert(fmt::format("fact {}", name));
  return all;
}

const char* const kFactNames[] = {"times",    "first",    "last",     "totals", "panes", "items",
                                  "distinct", "sequence", "absence",  "keyed",  "cycle", "level",
                                  "ledger",   "visit",    "mentions", "journey"};

}  // namespace

// Rows of programs, streams and outcomes; features_of must not give others (a test holds that).
const Features& all_features() {
  static const Features all = [] {
    Features rows = operations();
    rows.merge(fact_kinds());
    for (const char* row : {
#define FEATURE(words) words,
#include "tests/differential/trials/features.def"
#undef FEATURE
         })
      rows.insert(row);
    return rows;
  }();
  return all;
}

Features features_of(const Plan& plan) {
  Features found;
  for (const Op& op : plan.ops) found.insert(fmt::format("operation {}", row_of(op.code).spelling));
  for (const Fact& fact : plan.facts)
    found.insert(fmt::format("fact {}", kFactNames[static_cast<std::size_t>(fact.kind)]));
  constexpr std::size_t kOfBitmap = 64, kOthers = 2;  // the profile, and what is not known
  if (plan.facts.size() + kOthers > kOfBitmap) found.insert("fact: more than a bitmap has bits");
  for (const Fact& fact : plan.facts)
    if (fact.late != LateEvents::Ignored)
      found.insert(fmt::format("late events: {}", kFactNames[static_cast<std::size_t>(fact.kind)]));
  return found;
}

Features features_of(const Outcome& outcome) {
  Features found;
  if (!outcome.decisions.empty()) found.insert("outcome: something is decided");
  for (const auto& counts : outcome.rules) {
    if (counts.not_true > 0) found.insert("outcome: a condition is no");
    if (counts.unknown > 0) found.insert("outcome: a condition is unknown");
    if (counts.limited > 0) found.insert("outcome: a limit stops");
    if (counts.issued > 1) found.insert("outcome: a rule acts again");
  }
  if (outcome.reached > 1) found.insert("outcome: an event reaches several customers");
  if (outcome.reached_nobody > 0) found.insert("outcome: an event reaches nobody");
  if (outcome.links_forgotten > 0) found.insert("outcome: a link makes room");
  if (outcome.rows_left_out > 0) found.insert("outcome: a table has no room");
  if (outcome.disproved > 0) found.insert("outcome: what was decided at once is disproved");
  if (outcome.late > 0) found.insert("outcome: an event is later than stated");
  if (outcome.linked_late > 0) found.insert("outcome: a linking event is later than stated");
  if (outcome.linked_out_of_turn > outcome.linked_late)
    found.insert("outcome: a link takes effect out of its turn");
  if (outcome.closed_early > 0) found.insert("outcome: an open event closes early");
  return found;
}

void Coverage::add(const Features& features) {
  for (const std::string& one : features) ++pairs_[one];
}

void Coverage::add(const Coverage& other) {
  for (const auto& [row, pairs] : other.pairs_) pairs_[row] += pairs;
}

std::string Coverage::table(std::uint64_t enough) const {
  std::string text;
  for (const std::string& row : all_features()) {
    const auto found = pairs_.find(row);
    const std::uint64_t pairs = found == pairs_.end() ? 0 : found->second;
    text += fmt::format("{:>9}  {}{}\n", pairs, row, pairs < enough ? "   <-- too few" : "");
  }
  for (const auto& [row, pairs] : pairs_)
    if (!all_features().contains(row))
      text += fmt::format("{:>9}  {}   <-- not in features.def\n", pairs, row);
  return text;
}

}  // namespace wend::differential
