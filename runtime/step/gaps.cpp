// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/gaps.h"

#include "runtime/abi/fading.h"

namespace wend::runtime {
namespace {

bool are_panes_known(const Moment& moment, std::uint32_t fact, const Question& question) {
  const FactShape& about = moment.fact(fact);
  const std::int64_t newest = pane_of(moment, about, moment.now());
  const std::int64_t asked = question.part == FactPart::Fading
                                 ? std::int64_t{kFadingPanes}
                                 : (question.cap & 0xFFFF) + std::int64_t{question.cap >> 16};
  const std::int64_t known_from = moment.known_from.of(fact);
  return known_from == kForever || newest - asked >= pane_of(moment, about, known_from);
}

// More would not change it.
bool is_certain(const Moment& moment, std::uint32_t fact, const Question& question,
                const Cell& answer) {
  if (answer.status != Status::Known) return false;
  if (question.part == FactPart::Exists) return answer.value != 0;
  const FactKind kind = moment.fact(fact).kind;
  // It came after the gap.
  if (kind == FactKind::Last || kind == FactKind::Journey) return true;
  if (kind != FactKind::Times || question.part != FactPart::Count || question.cap == 0)
    return false;
  return answer.value == std::int64_t{question.cap} * kMillionth ||
         question.cap <= moment.newest_known.of(fact);
}

}  // namespace

bool has_gap(const Moment& moment, std::uint32_t fact) {
  return is_named(moment.blob->find(record_of_gaps(moment.plan())), fact);
}

void add_gap(Moment& moment, std::uint32_t fact) {
  const std::uint32_t record = record_of_gaps(moment.plan());
  std::span<std::uint8_t> gaps = moment.blob->find(record);
  if (gaps.empty()) gaps = moment.blob->resize(record, bytes_of_gaps(moment.plan()));
  name(gaps, fact);
}

void close_gap(Moment& moment, std::uint32_t fact) {
  if (!may_have_gap(moment, fact)) return;
  const std::span<std::uint8_t> gaps = moment.blob->find(record_of_gaps(moment.plan()));
  if (!gaps.empty()) unname(gaps, fact);
}

bool is_past_gap(const Moment& moment, std::uint32_t fact, std::int64_t start) {
  return moment.known_from.of(fact) <= start || !has_gap(moment, fact);
}

Cell if_past_gap(const Moment& moment, std::uint32_t fact, const Question& question,
                 const Cell& answer) {
  if (is_past_gap(moment, fact, question.start)) return answer;
  if (is_certain(moment, fact, question, answer)) return answer;
  const bool of_panes = moment.fact(fact).kind == FactKind::Panes;
  return of_panes && are_panes_known(moment, fact, question) ? answer : unknown();
}

}  // namespace wend::runtime
