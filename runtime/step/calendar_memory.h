// SPDX-License-Identifier: Apache-2.0
//
// What the calendar answered lately: rules ask for the same windows over and over, and the events of one
// instant come in a row. An answer depends on the instant and the span alone, so none grows stale.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "runtime/abi/value.h"
#include "runtime/step/blob.h"
#include "runtime/values/calendar.h"
#include "runtime/values/zone.h"

namespace wend::runtime {

class CalendarMemory {
 public:
  explicit CalendarMemory(const Zone& zone) : zone_(zone) {}

  std::int64_t date_of(std::int64_t instant) {
    if (instant == dated_ && has_date_) return date_;
    has_date_ = true;
    dated_ = instant;
    return date_ = zone_.date_of(instant);
  }
  // Months since the year 0.
  std::int64_t month_of(std::int64_t date) {
    if (date == month_date_ && has_month_) return month_;
    has_month_ = true;
    month_date_ = date;
    const Civil civil = civil_of(date);
    return month_ = civil.year * 12 + civil.month - 1;
  }
  // `span` is packed, as in value.h.
  std::int64_t window_start(std::int64_t now, std::int64_t span) {
    return remembered(starts_, now, span,
                      [&] { return runtime::window_start(zone_, now, unpack(span)); });
  }
  // The latest instant there is where the calendar ends.
  std::int64_t span_end(std::int64_t from, std::int64_t span) {
    return remembered(ends_, from, span, [&] {
      return runtime::span_end(zone_, from, unpack(span)).value_or(kNever - 1);
    });
  }
  // Where a stretch ends, the latest instant if none does.
  std::int64_t end_of(std::int64_t from, const Stretch& stretch) {
    if (stretch.calendar) return span_end(from, stretch.amount);
    std::int64_t end;
    return __builtin_add_overflow(from, stretch.amount, &end) ? kNever - 1
                                                              : std::min(end, kNever - 1);
  }

 private:
  struct Answer {
    std::int64_t at = 0;
    std::int64_t span = -1;  // of no window: months and days are not negative
    std::int64_t result = 0;
  };
  using Answers = std::array<Answer, 16>;

  template <typename Compute>
  static std::int64_t remembered(Answers& answers, std::int64_t at, std::int64_t span,
                                 Compute compute) {
    Answer& answer = answers[static_cast<std::uint64_t>(span) * 0x9E3779B97F4A7C15ULL >> 60];
    if (answer.at != at || answer.span != span) answer = {at, span, compute()};
    return answer.result;
  }

  const Zone& zone_;
  std::int64_t dated_ = 0, date_ = 0, month_date_ = 0, month_ = 0;
  bool has_date_ = false, has_month_ = false;
  Answers starts_, ends_;
};

}  // namespace wend::runtime
