// SPDX-License-Identifier: Apache-2.0
//
// The times that a test names, as instants. A time without a day is on the day of the `at` above it.
#pragma once

#include <optional>

#include "compiler/program/pack.h"

namespace wend::program {

class TestTimes {
 public:
  TestTimes(Pack& pack, const syntax::Test& test);

  // Of an `at`, whose day then holds for what follows. Nothing if it was reported.
  std::optional<std::int64_t> happening(const syntax::TestTime& time);
  // Of an expectation; `first` is where its range begins, whose day holds for its end.
  std::optional<std::int64_t> expected(const syntax::TestTime& time,
                                       std::optional<std::int64_t> first = std::nullopt);
  // The first instant of the first day.
  std::int64_t beginning() const;

 private:
  std::optional<std::int64_t> instant(const syntax::TestTime& time, std::int64_t day) const;
  std::optional<std::int64_t> date(const syntax::TestTime& time, std::int64_t day) const;
  bool is_inside(const syntax::TestTime& time, std::int64_t date) const;
  std::int64_t day_of(std::int64_t instant) const;

  Pack& pack_;
  std::int64_t first_day_ = 0;
  std::int64_t day_ = 0;
};

}  // namespace wend::program
