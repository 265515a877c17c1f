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

// How many of the first numbers, which rise, are at most `most`. None of the comparisons can be foretold, so nothing that
// follows waits for one: as many steps are done whatever they say.
std::size_t count_up_to(std::span<const std::int64_t> rising, std::int64_t most) {
  std::size_t sure = 0;
  for (std::size_t left = rising.size(); left > 0;) {
    const std::size_t half = (left + 1) / 2;
    sure += half & (std::size_t{0} - std::size_t{rising[sure + half - 1] <= most});
    left -= half;
  }
  return sure;
}

// How many of the times, which fall, lie after `start`; likewise.
std::size_t count_after(std::span<const std::int64_t> newest, std::int64_t start) {
  std::size_t sure = 0;
  for (std::size_t left = newest.size(); left > 0;) {
    const std::size_t half = (left + 1) / 2;
    sure += half & (std::size_t{0} - std::size_t{is_after(newest[sure + half - 1], start)});
    left -= half;
  }
  return sure;
}

}  // namespace

SharedAnswers::SharedAnswers(const SharedQuestions& questions)
    : questions_(questions),
      cells_(questions.asked().size()),
      runs_(questions.passes().size()),
      starts_(cells_.size()),
      more_(cells_.size() + 1) {}
SharedAnswers::~SharedAnswers() = default;

// Where the windows of a pass start; the least of it. Neither an instant nor a fixed window is beyond kFarthestInstant.
std::int64_t SharedAnswers::find_starts(const Moment& moment, const SharedQuestions::Pass& pass) {
  if (!pass.by_calendar) return moment.now() - questions_.lengths()[pass.end - 1];
  std::int64_t least = moment.now();
  for (std::uint32_t i = pass.begin; i < pass.end; ++i) {
    const SharedQuestions::Window& window = questions_.windows()[i];
    std::int64_t& start = starts_[i - pass.begin];
    start = window.by_calendar ? start_of(moment, moment.now(), {true, window.length})
                               : moment.now() - window.length;
    least = std::min(least, start);
  }
  return least;
}

// What of a series lies after `start`, the newest first.
void SharedAnswers::find_newest(const Series& series, bool has_numbers, std::int64_t start) {
  const std::uint32_t count = series.count();
  if (newest_.size() < count) {
    newest_.resize(count);
    numbers_.resize(count);
  }
  for (newest_count_ = 0; newest_count_ < count; ++newest_count_) {
    const std::uint8_t* const entry = series.at(count - 1 - newest_count_);
    const auto time = load<std::int64_t>(entry);
    if (!is_after(time, start)) break;
    newest_[newest_count_] = time;
    if (has_numbers) numbers_[newest_count_] = load<std::int64_t>(entry + 8);
  }
}

// Each is told once for each number of entries: of these there are mostly fewer than windows.
void SharedAnswers::tell_parts(const SharedQuestions::Pass& pass) {
  const std::size_t each = newest_count_ + std::size_t{1};
  if (told_.size() < each * pass.parts.size()) told_.resize(each * pass.parts.size());
  Cell* told = told_.data();
  for (const FactPart part : pass.parts) {
    tell_part(part, pass.has_numbers, told);
    told += each;
  }
}

void SharedAnswers::tell_part(FactPart part, bool has_numbers, Cell* told) const {
  const auto tell = [&](const auto& add, const auto& cell_of) {
    Totals totals;
    told[0] = cell_of(totals);
    for (std::uint32_t i = 0; i < newest_count_; ++i) {
      add(totals, i);
      told[i + 1] = cell_of(totals);
    }
  };
  const auto count = [](Totals& totals, std::uint32_t) { ++totals.count; };
  const auto add = [&](Totals& totals, std::uint32_t i) { totals.add(numbers_[i]); };
  const auto part_in = [&](const Totals& totals) { return part_of(totals, {part}); };
  if (part == FactPart::Count)
    tell(count, [](const Totals& totals) { return count_cell(totals.count, 0); });
  else if (part == FactPart::Sum)
    tell(add, [](const Totals& totals) { return sum_cell(totals); });
  else
    has_numbers ? tell(add, part_in) : tell(count, part_in);
}

// Each entry is in all windows that are longer than it is old, from the first of them on.
void SharedAnswers::count_by_length(const Moment& moment, const SharedQuestions::Pass& pass) {
  const std::span<const std::int64_t> lengths(questions_.lengths().data() + pass.begin,
                                              pass.end - pass.begin);
  std::fill_n(more_.begin(), lengths.size() + 1, 0);
  for (std::uint32_t i = 0; i < newest_count_; ++i) {
    const std::int64_t age = moment.now() - newest_[i];
    ++more_[count_up_to(lengths, planted(Fault::WindowStartInclusive) ? age - 1 : age)];
  }
}

// A window of the calendar may for once be narrower than the one before it.
void SharedAnswers::count_by_start(const SharedQuestions::Pass& pass) {
  std::uint32_t before = 0;
  for (std::uint32_t i = 0; i < pass.end - pass.begin; ++i) {
    const auto count =
        static_cast<std::uint32_t>(count_after({newest_.data(), newest_count_}, starts_[i]));
    more_[i] = count - before;
    before = count;
  }
}

void SharedAnswers::answer(Moment& moment, std::uint32_t number) {
  const SharedQuestions::Pass& pass = questions_.passes()[number];
  const Series series = Series::in(moment.record(pass.fact), moment.layout(pass.fact));
  find_newest(series, pass.has_numbers, find_starts(moment, pass));
  tell_parts(pass);
  pass.by_calendar ? count_by_start(pass) : count_by_length(moment, pass);
  runs_[number] = run_;
  const SharedQuestions::Asked* asked = questions_.asked().data() + pass.begin;
  Cell *const cells = cells_.data() + pass.begin, *const keys = moment.keys.data();
  std::uint32_t in_window = 0;
  for (std::uint32_t i = 0; i < pass.end - pass.begin; ++i, ++asked) {
    in_window += more_[i];
    std::uint32_t count = planted(Fault::CapIgnored) ? in_window : std::min(in_window, asked->most);
    if (planted(Fault::SharedWindowLosesOldest) && count > 1) --count;
    const Cell& cell = told_[asked->part * (newest_count_ + std::size_t{1}) + count];
    cells[i] = planted(Fault::SharedAnswerIsFirst) && i > 0 ? cells[0] : cell;
    if (asked->key != SharedQuestions::Asked::kNoKey) keys[asked->key] = cells[i];
  }
}

// Whether it is known is asked of each question, and in a history of one event there is nothing to share.
bool SharedAnswers::may_share(const Moment& moment) {
  return moment.known_from.empty() && moment.pass != Pass::Late;
}

const Cell* SharedAnswers::found(Moment& moment, std::uint16_t number) {
  if (!may_share(moment)) return nullptr;
  answer(moment, questions_.asked()[number].pass);
  return &cells_[number];
}

bool SharedAnswers::answer_keys(Moment& moment, std::size_t op) {
  const std::uint16_t number = questions_.is_any() ? questions_.number_of(op) : kAlone;
  if (number == kAlone || !may_share(moment)) return false;
  for (const std::uint32_t pass : questions_.key_runs()[number]) {
    if (planted(Fault::KeysStayAsTheyWere) && runs_[pass] != 0) continue;
    if (runs_[pass] != run_) answer(moment, pass);
  }
  return true;
}

}  // namespace wend::runtime
