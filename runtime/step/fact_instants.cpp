// SPDX-License-Identifier: Apache-2.0
//
// Absences without what is awaited: instants computed from a date, and instants that
// recur, of which the next one is armed whenever one fires.
#include <algorithm>
#include <cstring>

#include "runtime/decision/identity.h"
#include "runtime/step/armed.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// `key`: null without keys.
bool is_armed_at(ArmedRecord record, const FactLayout& layout, std::int64_t instant,
                 const Key* key) {
  for (std::uint32_t i = 0; i < armed_count(record); ++i) {
    std::uint8_t* entry = armed_at(record, layout, i);
    if (deadline_of(entry) != instant) continue;
    if (key == nullptr || planted(Fault::InstantsOfAllKeys)) return true;
    if (std::memcmp(key_in(entry), key->bytes, layout.key_width) == 0) return true;
  }
  return false;
}

void append_caused(Moment& moment, std::uint32_t fact, std::int64_t instant, const Cause& cause,
                   const Key* key = nullptr) {
  const Cause in_hand = moment.cause();
  moment.set_cause(cause);
  append_armed(moment, fact, moment.record(fact), instant, key);
  moment.set_cause(in_hand);
}

// The day of the period that `date` lies in.
std::int64_t day_of_period(const FactShape& fact, std::int64_t date) {
  if (fact.period == Period::Day) return date;
  if (fact.period == Period::Week) {
    constexpr std::int64_t kMonday = 3;  // 1970-01-01 was a Thursday
    return date - floor_mod(date + kMonday, 7) + fact.day - 1;
  }
  const Civil civil = civil_of(date);
  const std::int64_t last = days_in_month(civil.year, civil.month);
  const std::int64_t day = planted(Fault::ShortMonthRunsOver)
                               ? std::int64_t{fact.day}
                               : std::min<std::int64_t>(fact.day, last);
  return days_of({civil.year, civil.month, 1}) + day - 1;
}

// A date in the next period.
std::int64_t next_period(const FactShape& fact, std::int64_t date) {
  if (fact.period == Period::Day) return date + 1;
  if (fact.period == Period::Week) return date + 7;
  const Civil civil = civil_of(date);
  return days_of({civil.year, civil.month, 1}) + days_in_month(civil.year, civil.month);
}

// The first instant that is not before `from`.
std::int64_t next_instant(const Moment& moment, const FactShape& fact, std::int64_t from) {
  const Zone& zone = moment.prepared.zone;
  std::int64_t date = zone.date_of(from);
  for (;; date = next_period(fact, date)) {
    const std::int64_t instant = zone.instant_of(day_of_period(fact, date) * kDay + fact.clock);
    if (instant >= from) return instant;
  }
}

void arm_at_key(Moment& moment, std::uint32_t fact, std::int64_t instant, const Key* key) {
  if (instant < moment.now()) {
    if (!moment.fact(fact).at_once && !planted(Fault::PassedIsNotSkipped)) return;
    instant = moment.now();
  }
  if (is_armed_at(moment.record(fact), moment.layout(fact), instant, key)) return;
  append_caused(moment, fact, instant, cause_at(moment.cause(), instant, moment.fold_a), key);
}

}  // namespace

void arm_at(Moment& moment, std::uint32_t fact, std::int64_t instant) {
  arm_at_key(moment, fact, instant, nullptr);
}

void arm_at_same(Moment& moment, std::uint32_t fact, std::int64_t instant, std::int64_t key) {
  const Key bytes =
      key_of(moment.fact(fact).value, moment.layout(fact).key_width, key, moment.texts);
  arm_at_key(moment, fact, instant, &bytes);
}

// Of several instants the earliest.
void wake_at(Moment& moment, std::uint32_t fact, std::int64_t instant) {
  const ArmedRecord record = moment.record(fact);
  if (instant <= moment.now() || instant > kFarthestInstant) return;
  if (armed_count(record) > 0) {
    if (deadline_of(armed_at(record, moment.layout(fact), 0)) <= instant) return;
    remove_armed(moment, fact, record, 0);
  }
  append_caused(moment, fact, instant, cause_of_customer(moment.name(), instant, moment.fold_a));
}

void arm_from(Moment& moment, std::uint32_t fact, std::int64_t from) {
  const std::int64_t instant = next_instant(moment, moment.fact(fact), from);
  if (instant > kFarthestInstant) return;
  append_caused(moment, fact, instant, cause_of_customer(moment.name(), instant, moment.fold_a));
}

}  // namespace wend::runtime
