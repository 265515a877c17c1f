// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/shared_questions.h"

#include <algorithm>

#include "runtime/step/facts.h"
#include "runtime/step/series.h"
#include "runtime/step/totals.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

void answer_in_one_pass(Moment& moment, const SharedQuestions::Pass& pass,
                        const std::vector<SharedQuestions::Asked>& asked, Cell* answers) {
  const Place place{pass.fact, moment.record(pass.fact), moment.layout(pass.fact)};
  const Series series = Series::in(place.record, place.layout);
  const bool has_values = moment.fact(pass.fact).kind == FactKind::Items &&
                          moment.fact(pass.fact).has_value &&
                          !is_bytes(moment.fact(pass.fact).value.kind);
  Totals totals;
  const std::uint32_t count = series.count();
  std::uint32_t first = count;  // what lies in the window begins there
  for (std::uint32_t i = pass.begin; i < pass.end; ++i) {
    const SharedQuestions::Asked& one = asked[i];
    Question question{one.part, start_of(moment, moment.now(), {one.by_calendar, one.length}),
                      one.cap};
    for (; first > 0 && is_after(series.time(first - 1), question.start); --first) {
      if (has_values)
        totals.add(load<std::int64_t>(series.at(first - 1) + 8));
      else
        ++totals.count;
    }
    // A calendar's windows may be in another order than mostly: then it was too wide already.
    const bool fits = first == count || is_after(series.time(first), question.start);
    answers[i] = fits ? part_of(totals, question) : read_at(moment, place, question);
    if (planted(Fault::SharedAnswerIsFirst)) answers[i] = answers[pass.begin];
  }
}

}  // namespace

SharedAnswers::SharedAnswers(const SharedQuestions& questions)
    : questions_(questions), answers_(questions.asked().size()), at_run_(answers_.size()) {}

// Whether it is known is asked of each question, and in a history of one event there is nothing to share.
const Cell* SharedAnswers::found(Moment& moment, std::uint16_t number) {
  if (!moment.known_from.empty() || moment.pass == Pass::Late) return nullptr;
  const SharedQuestions::Pass& pass = questions_.passes()[questions_.asked()[number].pass];
  answer_in_one_pass(moment, pass, questions_.asked(), answers_.data());
  std::fill(at_run_.begin() + pass.begin, at_run_.begin() + pass.end, run_);
  return &answers_[number];
}

}  // namespace wend::runtime
