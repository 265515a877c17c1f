// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/shared_questions.h"

#include <algorithm>
#include <span>

#include "runtime/step/facts.h"
#include "runtime/step/series.h"
#include "runtime/step/totals.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// How many of the times, which fall, lie after `start`. None of the comparisons can be foretold, so nothing that follows
// waits for one: as many steps are done whatever they say.
std::size_t count_after(std::span<const std::int64_t> newest, std::int64_t start) {
  std::size_t sure = 0;
  for (std::size_t left = newest.size(); left > 0;) {
    const std::size_t half = (left + 1) / 2;
    sure += half & (std::size_t{0} - std::size_t{is_after(newest[sure + half - 1], start)});
    left -= half;
  }
  return sure;
}

Cell answer_of(const SharedQuestions::Asked& one, const Totals& totals, std::int64_t start) {
  if (one.part == FactPart::Count) return count_cell(totals.count, one.cap);  // what most ask
  return part_of(totals, {one.part, start, one.cap});
}

bool has_numbers(const FactShape& fact) {
  return fact.kind == FactKind::Items && fact.has_value && !is_bytes(fact.value.kind);
}

}  // namespace

SharedAnswers::SharedAnswers(const SharedQuestions& questions)
    : questions_(questions),
      answers_(questions.asked().size()),
      starts_(answers_.size()),
      worth_(1) {}
SharedAnswers::~SharedAnswers() = default;

// Where the windows of a pass start; the least of it.
std::int64_t SharedAnswers::find_starts(const Moment& moment, const SharedQuestions::Pass& pass) {
  std::int64_t least = moment.now();
  for (std::uint32_t i = pass.begin; i < pass.end; ++i) {
    const SharedQuestions::Asked& one = questions_.asked()[i];
    // Neither an instant nor a fixed window is beyond kFarthestInstant.
    starts_[i] = one.by_calendar ? start_of(moment, moment.now(), {true, one.length})
                                 : moment.now() - one.length;
    least = std::min(least, starts_[i]);
  }
  return least;
}

// What of a series lies after `start`, the newest first; and what the first of these are worth.
void SharedAnswers::find_newest(const Series& series, bool has_values, std::int64_t start) {
  const std::uint32_t count = series.count();
  if (newest_.size() < count) newest_.resize(count);
  if (worth_.size() <= count) worth_.resize(count + std::size_t{1});
  Totals totals;
  for (newest_count_ = 0; newest_count_ < count; ++newest_count_) {
    const std::uint8_t* const entry = series.at(count - 1 - newest_count_);
    const auto time = load<std::int64_t>(entry);
    if (!is_after(time, start)) break;
    newest_[newest_count_] = time;
    if (!has_values) continue;
    totals.add(load<std::int64_t>(entry + 8));
    worth_[newest_count_ + std::size_t{1}] = totals;
  }
}

// Whether it is known is asked of each question, and in a history of one event there is nothing to share.
const Cell* SharedAnswers::found(Moment& moment, std::uint16_t number) {
  if (!moment.known_from.empty() || moment.pass == Pass::Late) return nullptr;
  const SharedQuestions::Pass& pass = questions_.passes()[questions_.asked()[number].pass];
  const bool has_values = has_numbers(moment.fact(pass.fact));
  const Series series = Series::in(moment.record(pass.fact), moment.layout(pass.fact));
  find_newest(series, has_values, find_starts(moment, pass));
  for (std::uint32_t i = pass.begin; i < pass.end; ++i) {
    const SharedQuestions::Asked& one = questions_.asked()[i];
    std::size_t count = count_after({newest_.data(), newest_count_}, starts_[i]);
    if (planted(Fault::SharedWindowLosesOldest) && count > 1) --count;

    Answer& answer = answers_[i];
    answer.run = run_;
    answer.cell = answer_of(one, has_values ? worth_[count] : Totals{count}, starts_[i]);
    if (planted(Fault::SharedAnswerIsFirst)) answer.cell = answers_[pass.begin].cell;
  }
  return &answers_[number].cell;
}

}  // namespace wend::runtime
