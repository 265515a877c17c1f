// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/gaps.h"

#include "runtime/abi/fading.h"

namespace wend::runtime {
namespace {

bool are_panes_known(const Moment& moment, std::uint32_t fact, const Question& question) {
  const Fact& about = moment.fact(fact);
  const std::int64_t newest = pane_of(moment, about, moment.now());
  const std::int64_t asked = question.part == FactPart::Fading
                                 ? std::int64_t{kFadingPanes}
                                 : (question.cap & 0xFFFF) + std::int64_t{question.cap >> 16};
  const std::int64_t known_from = moment.known_from[fact];
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
         question.cap <= moment.newest_known[fact];
}

}  // namespace

bool has_gap(const Plan& plan, const Blob& state, std::uint32_t fact) {
  const std::span<std::uint8_t> gaps = state.find(record_of_gaps(plan));
  return !gaps.empty() && (gaps[fact / 8] >> (fact % 8) & 1) != 0;
}

bool has_gap(const Moment& moment, std::uint32_t fact) {
  return has_gap(moment.plan(), *moment.blob, fact);
}

void add_gap(Moment& moment, std::uint32_t fact) {
  const std::uint32_t record = record_of_gaps(moment.plan());
  std::span<std::uint8_t> gaps = moment.blob->find(record);
  if (gaps.empty()) gaps = moment.blob->resize(record, bytes_of_gaps(moment.plan()));
  gaps[fact / 8] = static_cast<std::uint8_t>(gaps[fact / 8] | 1U << (fact % 8));
}

void close_gap(Moment& moment, std::uint32_t fact) {
  if (!may_have_gaps(moment)) return;
  const std::span<std::uint8_t> gaps = moment.blob->find(record_of_gaps(moment.plan()));
  if (!gaps.empty())
    gaps[fact / 8] = static_cast<std::uint8_t>(gaps[fact / 8] & ~(1U << (fact % 8)));
}

bool is_past_gap(const Moment& moment, std::uint32_t fact, std::int64_t start) {
  return moment.known_from[fact] <= start || !has_gap(moment, fact);
}

Cell if_past_gap(const Moment& moment, std::uint32_t fact, const Question& question,
                 const Cell& answer) {
  if (is_past_gap(moment, fact, question.start)) return answer;
  if (is_certain(moment, fact, question, answer)) return answer;
  const bool of_panes = moment.fact(fact).kind == FactKind::Panes;
  return of_panes && are_panes_known(moment, fact, question) ? answer : unknown();
}

}  // namespace wend::runtime
