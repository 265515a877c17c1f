// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/said.h"

#include <fmt/format.h>

#include "compiler/program/constants.h"
#include "compiler/program/value_words.h"
#include "runtime/values/calendar.h"

namespace wend::verdict {
namespace {

std::vector<std::int64_t> instants_of(const program::Test& test) {
  using Limits = std::numeric_limits<std::int64_t>;
  std::vector<std::int64_t> made;
  for (const program::TestEvent& event : test.events) made.push_back(event.instant);
  for (const program::TestExpectation& expected : test.expectations) {
    if (expected.first != Limits::min()) made.push_back(expected.first);
    if (expected.last != Limits::max()) made.push_back(expected.last);
  }
  return made;
}

std::string clock(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  std::string made = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (milliseconds % 60'000 != 0) made += fmt::format(":{:02}", seconds % 60);
  return milliseconds % 1000 == 0 ? made : made + fmt::format(".{:03}", milliseconds % 1000);
}

}  // namespace

Said::Said(const program::Program& program, const program::Test& test)
    : program_(program),
      zone_(runtime::Zone::of(program.schema.zone).value_or(*runtime::Zone::of(""))) {
  const std::vector<std::int64_t> instants = instants_of(test);
  if (instants.empty()) return;
  day_ = zone_.date_of(instants.front());
  for (const std::int64_t instant : instants)
    is_one_day_ = is_one_day_ && zone_.date_of(instant) == day_;
}

std::string Said::time(std::int64_t instant) const {
  const std::int64_t local = zone_.local_of(instant);
  const std::int64_t day = runtime::floor_div(local, runtime::kDay);
  const std::string made = clock(runtime::floor_mod(local, runtime::kDay));
  return is_one_day_ && day == day_ ? made : program::date_words(day) + " " + made;
}

std::string Said::times(const std::vector<std::int64_t>& instants) const {
  constexpr std::size_t kShown = 4;
  std::string made;
  const std::size_t shown = instants.size() > kShown + 1 ? kShown : instants.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == instants.size();
    made += (i == 0 ? "" : is_last ? " and " : ", ") + time(instants[i]);
  }
  if (shown < instants.size()) made += fmt::format(" and {} more times", instants.size() - shown);
  return made;
}

std::string Said::value(const ValueType& type, const Value& value) const {
  if (!value.known) return "not known";
  const std::string more = value.at_least ? " or more" : "";
  if (type.kind == ValueKind::Instant) return time(value.number);
  return program::value_words(program_.schema, type, value.number, value.text) + more;
}

}  // namespace wend::verdict
