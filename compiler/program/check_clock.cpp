// SPDX-License-Identifier: Apache-2.0
//
// Triggers of the clock: instants at a distance from a date of the profile, and instants that recur.
#include <array>

#include "compiler/program/constants.h"
#include "compiler/program/expressions.h"
#include "compiler/program/patterns.h"
#include "compiler/program/triggers.h"
#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

constexpr std::size_t kMostDistances = 16;

class ApproachCheck {
 public:
  ApproachCheck(Pack& pack, const syntax::Approach& approach) : pack_(pack), written_(approach) {}

  // `match`: of an event's date, its step; none: of the profile.
  std::optional<Approach> check(const syntax::Tree* tree, const Match* match) {
    if (match != nullptr) {
      event_field(*tree, *match);
    } else {
      field();
    }
    until(tree);
    if (understood_) clock();
    distances();
    passed();
    if (!understood_) return std::nullopt;
    return made_;
  }

 private:
  // `customer.F` as a small tree of its own; that it may be missing is no mistake here.
  void field() {
    syntax::Tree tree;
    tree.file = written_.path.file;
    const Span head{written_.path.file, written_.path.begin, written_.path.begin + 8};
    tree.expressions.push_back({syntax::Path{{{"customer", head}, written_.field}}, written_.path});
    Scope scope{tree, Place::Definition, nullptr, std::nullopt, nullptr, {}};
    comes_nearer(Expressions(pack_, scope).check(syntax::ExprId{0}));
  }

  void event_field(const syntax::Tree& tree, const Match& match) {
    Scope scope{tree, Place::Rule, &match, std::nullopt, nullptr, {}};
    comes_nearer(Expressions(pack_, scope).step_field(0, written_.field, written_.path));
  }

  void comes_nearer(const MaybeExpr& value) {
    if (!value) return failed();
    made_.value = *value;
    kind_ = pack_.program[*value].type.value.kind;
    if (kind_ == ValueKind::Date || kind_ == ValueKind::Instant) return;
    pack_
        .report(DiagnosticKind::NotADate, written_.path,
                {words(), said(pack_.schema(), pack_.program[*value].type.value)})
        .with_help("only a date or an instant comes nearer");
    failed();
  }

  void until(const syntax::Tree* tree) {
    if (!written_.until) return;
    if (!written_.event) {
      pack_.report(DiagnosticKind::UntilOfProfile, written_.until->span, {words()})
          .with_help("clear the field when it ends, or name the event that sets the date");
      return failed();
    }
    const auto pattern = check_pattern(pack_, *tree, *written_.until);
    if (!pattern) return failed();
    made_.until = Forbidden{*pattern, {}};
  }

  void clock() {
    if (written_.clock) made_.clock = clock_of(written_.clock->text);
    if (kind_ == ValueKind::Date && !written_.clock) {
      pack_.report(DiagnosticKind::MissingClock, written_.path, {words()})
          .with_help("say the time of day, as in `" + words() + " at 09:00`");
      failed();
    }
    if (kind_ == ValueKind::Instant && written_.clock) {
      pack_.report(DiagnosticKind::NeedlessClock, written_.clock->span, {words()})
          .with_help("leave out `at " + written_.clock->text + "`");
      failed();
    }
  }

  void distances() {
    if (written_.distances.size() > kMostDistances) {
      pack_
          .report(DiagnosticKind::TooManyDistances, written_.distances[kMostDistances].span,
                  {std::to_string(kMostDistances)})
          .with_help("split the rule");
      return failed();
    }
    for (const syntax::Amount& one : written_.distances) distance(one);
  }

  void distance(const syntax::Amount& one) {
    const auto made = stretch_of(pack_, one);
    if (!made) return failed();
    made_.distances.push_back(*made);
    if (kind_ != ValueKind::Date || made->calendar) return;
    pack_.report(DiagnosticKind::DistanceOfDate, one.span, {words()})
        .with_help("count whole days, as in `2 days before " + words() + "`");
    failed();
  }

  void passed() {
    if (written_.if_passed) {
      made_.at_once = *written_.if_passed == syntax::IfPassed::AtOnce;
      return;
    }
    pack_.report(DiagnosticKind::MissingIfPassed, written_.span)
        .with_help("say `if passed: skip` or `if passed: at once`");
    failed();
  }

  std::string words() const { return pack_.words_of(written_.path); }
  void failed() { understood_ = false; }

  Pack& pack_;
  const syntax::Approach& written_;
  Approach made_;
  ValueKind kind_ = ValueKind::Whole;
  bool understood_ = true;
};

struct PeriodRow {
  const char* name;
  Period period;
  std::uint32_t days;  // 0: none can be named
};
constexpr std::array<PeriodRow, 3> kPeriods = {PeriodRow{"day", Period::Day, 0},
                                               PeriodRow{"week", Period::Week, 7},
                                               PeriodRow{"month", Period::Month, 31}};

class RecurringCheck {
 public:
  RecurringCheck(Pack& pack, const syntax::Recurring& recurring)
      : pack_(pack), written_(recurring) {}

  std::optional<Recurring> check() {
    const PeriodRow* row = period();
    if (row == nullptr || !day(*row)) return std::nullopt;
    const auto clock = clock_of(written_.clock.text);
    if (!clock) return std::nullopt;  // reported with the word
    return Recurring{row->period, day_, *clock};
  }

 private:
  const PeriodRow* period() {
    for (const PeriodRow& row : kPeriods)
      if (written_.period.text == row.name) return &row;
    pack_.report(DiagnosticKind::UnknownRecurrence, written_.period.span, {written_.period.text})
        .with_help("it is one of `day`, `week` and `month`");
    return nullptr;
  }

  bool day(const PeriodRow& row) {
    const bool said = written_.day_word && written_.day_word->text == "day";
    const auto number =
        said ? whole_of(written_.day->text, 1, std::max(row.days, 1U)) : std::nullopt;
    if (row.days == 0 && !written_.day_word) return true;
    if (row.days != 0 && number) {
      day_ = *number;
      return true;
    }
    const Span span = written_.day_word ? join(written_.day_word->span, written_.day->span)
                                        : written_.period.span;
    pack_.report(DiagnosticKind::DayOfPeriod, span, {row.name})
        .with_help(row.days == 0 ? "every day is meant: leave it out"
                   : row.days == 7
                       ? "say `day 1` for Monday to `day 7` for Sunday"
                       : "say `day 1` to `day 31`; in a shorter month that is its last");
    return false;
  }

  Pack& pack_;
  const syntax::Recurring& written_;
  std::uint32_t day_ = 0;
};

}  // namespace

std::optional<Approach> check_approach(Pack& pack, const syntax::Approach& approach) {
  return ApproachCheck(pack, approach).check(nullptr, nullptr);
}

std::optional<Approach> check_approach(Pack& pack, const syntax::Tree& tree,
                                       const syntax::Approach& approach, const Match& match) {
  return ApproachCheck(pack, approach).check(&tree, &match);
}

std::optional<Recurring> check_recurring(Pack& pack, const syntax::Recurring& recurring) {
  return RecurringCheck(pack, recurring).check();
}

}  // namespace wend::program
