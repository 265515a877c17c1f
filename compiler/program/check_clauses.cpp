// SPDX-License-Identifier: Apache-2.0
//
// The shape of a rule: which clauses, how many, in which order.
#include <array>

#include "compiler/program/rules.h"

namespace wend::program {
namespace {

constexpr std::array<const char*, 7> kClauses = {"when",  "if",       "do",    "also",
                                                 "limit", "priority", "decide"};
constexpr std::size_t kAlso = 3;

std::size_t rank_of(const syntax::Clause& clause) { return clause.kind.index(); }

void report_twice(Pack& pack, const syntax::Clause& clause, const syntax::Clause& first,
                  bool behind_limit) {
  const std::string word = kClauses[rank_of(clause)];
  Diagnostic& reported = pack.report(DiagnosticKind::ClauseTwice, clause.keyword, {word})
                             .with_label(first.keyword, "the first is here");
  if (word == "do") {
    reported.with_help("one more action is said with `also`, before `limit`");
    if (!behind_limit) reported.with_fix("write `also`", clause.keyword, "also");
  } else if (word == "if") {
    reported.with_help("join both tests with `and`");
  } else {
    reported.with_help("a rule has one; make a second rule");
  }
}

}  // namespace

bool check_clauses(Pack& pack, const syntax::Rule& rule) {
  bool fine = true;
  std::array<const syntax::Clause*, kClauses.size()> first{};
  const syntax::Clause* latest = nullptr;
  for (const syntax::Clause& clause : rule.clauses) {
    const std::size_t rank = rank_of(clause);
    if (first[rank] != nullptr && rank != kAlso) {
      report_twice(pack, clause, *first[rank], latest != nullptr && rank_of(*latest) > kAlso);
      fine = false;
      continue;
    }
    if (first[rank] == nullptr) first[rank] = &clause;
    if (latest != nullptr && rank_of(*latest) > rank) {
      pack.report(DiagnosticKind::ClauseOrder, clause.keyword,
                  {kClauses[rank], kClauses[rank_of(*latest)]})
          .with_label(latest->keyword, "this comes later")
          .with_help("the order is `when`, `if`, `do`, `also`, `limit`, `priority`, `decide`");
      fine = false;
    }
    latest = &clause;  // also if it stands wrong: one that stands too early is told once
  }
  if (first[0] == nullptr) {
    pack.report(DiagnosticKind::MissingWhen, rule.name.span, {rule.name.text})
        .with_help("say what it waits for, as in `when order_placed`");
  }
  if (first[2] == nullptr) {
    pack.report(DiagnosticKind::MissingDo, rule.name.span, {rule.name.text})
        .with_help("say what happens, as in `do send_offer(...)`");
  }
  if (first[4] == nullptr) {
    pack.report(DiagnosticKind::MissingLimit, rule.name.span, {rule.name.text})
        .with_help("say how often, as in `limit once per customer in 30 days` or `limit none`");
  }
  return fine && first[0] != nullptr && first[2] != nullptr && first[4] != nullptr;
}

}  // namespace wend::program
