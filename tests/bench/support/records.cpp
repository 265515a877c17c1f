// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/records.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include <fmt/format.h>

namespace wend::bench {
namespace {

constexpr std::int64_t kNow = 1'760'000'000'000;
constexpr std::int64_t kDay = 86'400'000;
constexpr std::array<const char*, kFields> kNames = {
    "country", "plan", "shop",   "segment", "age",      "visits",   "orders",
    "tickets", "cart", "points", "balance", "lifetime", "discount", "basket",
    "signup",  "seen", "bought", "wants",   "opted_in", "installed"};
constexpr std::array<std::size_t, 4> kValues = {40, 4, 6, 16};
constexpr std::array<int, 4> kPlaces = {2, 2, 3, 2};

// The standard says what the engine gives, but not what distributions do with it: these are our own.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double share() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }  // in [0, 1)
  bool chance(double p) { return share() < p; }
  std::size_t below(std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(share() * static_cast<double>(n)));
  }
  double normal() {
    return std::sqrt(-2 * std::log(1 - share())) * std::cos(2 * 3.14159265358979 * share());
  }
  std::int32_t geometric(double p, std::int32_t most) {
    return std::min(most, static_cast<std::int32_t>(std::log(1 - share()) / std::log(1 - p)));
  }
  std::size_t by_weight(const std::vector<double>& weights) {
    double sum = 0;
    for (const double weight : weights) sum += weight;
    double left = share() * sum;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if ((left -= weights[i]) < 0) return i;
    }
    return weights.size() - 1;
  }

 private:
  std::mt19937_64 engine_;
};

std::vector<double> zipf(std::size_t n, double s) {
  std::vector<double> weights;
  for (std::size_t i = 1; i <= n; ++i) weights.push_back(1 / std::pow(static_cast<double>(i), s));
  return weights;
}

const std::vector<double>& weights_of(std::size_t choice) {
  static const std::array<std::vector<double>, 4> kWeights = {
      zipf(40, 1.0), {.6, .25, .12, .03}, {.4, .22, .2, .1, .05, .03}, zipf(16, .7)};
  return kWeights[choice];
}

double rounded(double value, int places) {
  const double power = std::pow(10, places);
  return std::round(value * power) / power;
}

// People write round limits.
double two_digits(double value) {
  if (value == 0) return 0;
  const double power = std::pow(10, std::floor(std::log10(std::abs(value))) - 1);
  return rounded(std::round(value / power) * power, 3);
}

Record make_record(Dice& dice) {
  Record record{};
  for (std::size_t i = 0; i < 4; ++i)
    record.choices[i] = static_cast<std::int32_t>(dice.by_weight(weights_of(i)));
  record.wholes[0] = std::clamp(static_cast<std::int32_t>(41 + 15 * dice.normal()), 16, 90);
  record.wholes[1] = dice.geometric(.12, 200);
  record.wholes[2] = dice.geometric(.2, 120);
  record.wholes[3] = dice.geometric(.7, 9);
  record.wholes[4] = dice.geometric(.45, 30);
  record.wholes[5] =
      static_cast<std::int32_t>(std::fmod(100 * std::pow(1 - dice.share(), -1 / .8), 50'000));
  record.decimals[0] = rounded(std::exp(4 + 1.4 * dice.normal()), 2);
  record.decimals[1] = rounded(std::exp(6 + 1.2 * dice.normal()), 2);
  record.decimals[2] = rounded(dice.share() * .5, 3);
  record.decimals[3] = rounded(std::exp(3.8 + .7 * dice.normal()), 2);
  const double days[] = {dice.share() * 900, -20 * std::log(1 - dice.share()),
                         -60 * std::log(1 - dice.share())};
  for (std::size_t i = 0; i < 3; ++i)
    record.instants[i] = kNow - static_cast<std::int64_t>(days[i] * static_cast<double>(kDay));
  const double shares[] = {.3, .65, .4};
  for (std::size_t i = 0; i < 3; ++i) record.yes_no[i] = dice.chance(shares[i]) ? 1 : 0;
  return record;
}

class RuleMaker {
 public:
  RuleMaker(Dice& dice, const std::vector<Record>& records) : dice_(dice) {
    for (std::size_t field = 0; field < kFields; ++field) {
      for (std::size_t i = 0; i < std::min<std::size_t>(records.size(), 20'000); ++i)
        sorted_[field].push_back(value_of(records[i], field));
      std::sort(sorted_[field].begin(), sorted_[field].end());
    }
  }

  Test rule() {
    const std::size_t comparisons = 3 + dice_.below(6);
    const double shape = dice_.share();
    if (shape < .7 || comparisons < 4) return conjunction(comparisons);
    if (shape < .9) return with_group(comparisons, 2 + dice_.below(2));
    Test either;
    either.kind = Test::Kind::Any;
    either.parts = {conjunction(comparisons / 2), conjunction(comparisons - comparisons / 2)};
    return either;
  }

 private:
  Test conjunction(std::size_t comparisons) {
    std::size_t choices = dice_.chance(.1) ? 0 : dice_.chance(.5) ? 1 : 2;
    choices = std::min(choices, comparisons);
    Test all;
    all.kind = Test::Kind::All;
    std::vector<std::size_t> asked;
    const std::size_t often[] = {0, 0, 3, 3, 1, 2};
    while (asked.size() < choices) {
      const std::size_t field = often[dice_.below(6)];
      if (std::find(asked.begin(), asked.end(), field) == asked.end()) asked.push_back(field);
    }
    for (const std::size_t field : asked) all.parts.push_back(comparison(field, true));
    for (const std::size_t field : others(comparisons - choices))
      all.parts.push_back(comparison(field, false));
    return all;
  }

  Test with_group(std::size_t comparisons, std::size_t group) {
    Test all = conjunction(comparisons - group);
    Test any;
    any.kind = Test::Kind::Any;
    if (dice_.chance(.5)) {
      std::vector<std::size_t> free;
      for (std::size_t field = 0; field < 4; ++field) {
        if (std::none_of(all.parts.begin(), all.parts.end(),
                         [&](const Test& part) { return part.field == field; }))
          free.push_back(field);
      }
      const std::size_t field = free[dice_.below(free.size())];
      const std::size_t first = dice_.below(kValues[field]);
      for (std::size_t i = 0; i < group; ++i) {
        any.parts.push_back({Test::Kind::Comparison,
                             field,
                             Comparison::Equal,
                             static_cast<double>((first + i) % kValues[field]),
                             {}});
      }
    } else {
      for (const std::size_t field : others(group)) any.parts.push_back(comparison(field, false));
    }
    all.parts.push_back(std::move(any));
    return all;
  }

  // So many fields that are no choice, each once.
  std::vector<std::size_t> others(std::size_t count) {
    std::vector<std::size_t> fields;
    while (fields.size() < count) {
      const std::size_t field = 4 + dice_.below(kFields - 4);
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
    }
    return fields;
  }

  Test comparison(std::size_t field, bool equality) {
    switch (kKinds[field]) {
      case FieldKind::Choice: {
        const std::size_t value =
            dice_.chance(.5) ? dice_.by_weight(weights_of(field)) : dice_.below(kValues[field]);
        const bool equal = equality || dice_.chance(.75);
        return test(field, equal ? Comparison::Equal : Comparison::NotEqual,
                    static_cast<double>(value));
      }
      case FieldKind::YesNo: return test(field, Comparison::Equal, dice_.chance(.6) ? 1 : 0);
      case FieldKind::Instant: {
        const std::int64_t days[] = {1, 3, 7, 14, 30, 45, 60, 90, 120, 180, 270, 365, 540, 730};
        const bool late = dice_.chance(.6);
        return test(field, late ? Comparison::GreaterEqual : Comparison::Less,
                    static_cast<double>(kNow - days[dice_.below(14)] * kDay));
      }
      case FieldKind::Whole:
      case FieldKind::Decimal: break;
    }
    const std::vector<double>& sorted = sorted_[field];
    const double place = (.03 + .94 * dice_.share()) * static_cast<double>(sorted.size());
    double with = two_digits(sorted[static_cast<std::size_t>(place)]);
    if (kKinds[field] == FieldKind::Whole) with = std::floor(with);
    if ((field == 7 || field == 8) && dice_.chance(.3)) return test(field, Comparison::Equal, with);
    const Comparison orders[] = {Comparison::GreaterEqual, Comparison::Greater, Comparison::Less,
                                 Comparison::LessEqual};
    return test(field, orders[dice_.below(4)], with);
  }

  static Test test(std::size_t field, Comparison comparison, double with) {
    return {Test::Kind::Comparison, field, comparison, with, {}};
  }

  Dice& dice_;
  std::array<std::vector<double>, kFields> sorted_;
};

// ------------------------------------------------------------------------------------ as text

std::string constant_text(std::size_t field, double with) {
  switch (kKinds[field]) {
    case FieldKind::Choice: return fmt::format("{}_{}", kNames[field], static_cast<int>(with));
    case FieldKind::YesNo: return with != 0 ? "yes" : "no";
    case FieldKind::Whole: return fmt::format("{}", static_cast<std::int64_t>(with));
    case FieldKind::Decimal: return fmt::format("{:.{}f}", with, kPlaces[field - 10]);
    case FieldKind::Instant: break;
  }
  const auto milliseconds = static_cast<std::int64_t>(with);
  const std::chrono::sys_days day{std::chrono::days{milliseconds / kDay}};
  const std::chrono::year_month_day date{day};
  const std::int64_t second = milliseconds % kDay / 1000;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     second / 3600, second / 60 % 60, second % 60);
}

const char* words_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::Equal: return "is";
    case Comparison::NotEqual: return "is not";
    case Comparison::Less: return "<";
    case Comparison::LessEqual: return "<=";
    case Comparison::Greater: return ">";
    case Comparison::GreaterEqual: return ">=";
  }
  return "?";
}

std::string test_text(const Test& test, bool inside, const char* owner) {
  if (test.kind == Test::Kind::Comparison) {
    return fmt::format("{}.{} {} {}", owner, kNames[test.field], words_of(test.comparison),
                       constant_text(test.field, test.with));
  }
  const char* joint = test.kind == Test::Kind::Any ? " or "
                      : inside                     ? " and "
                                                   : "\n           and ";
  std::vector<std::string> parts;
  for (const Test& part : test.parts) parts.push_back(test_text(part, true, owner));
  const std::string text = fmt::format("{}", fmt::join(parts, joint));
  return inside && test.parts.size() > 1 ? "(" + text + ")" : text;
}

}  // namespace

double value_of(const Record& record, std::size_t field) {
  if (field < 4) return record.choices[field];
  if (field < 10) return record.wholes[field - 4];
  if (field < 14) return record.decimals[field - 10];
  if (field < 17) return static_cast<double>(record.instants[field - 14]);
  return record.yes_no[field - 17];
}

bool holds(double value, Comparison comparison, double with) {
  switch (comparison) {
    case Comparison::Equal: return value == with;
    case Comparison::NotEqual: return value != with;
    case Comparison::Less: return value < with;
    case Comparison::LessEqual: return value <= with;
    case Comparison::Greater: return value > with;
    case Comparison::GreaterEqual: return value >= with;
  }
  return false;
}

bool holds(const Test& test, const Record& record) {
  const auto part_holds = [&](const Test& part) { return holds(part, record); };
  switch (test.kind) {
    case Test::Kind::All: return std::all_of(test.parts.begin(), test.parts.end(), part_holds);
    case Test::Kind::Any: return std::any_of(test.parts.begin(), test.parts.end(), part_holds);
    case Test::Kind::Comparison: break;
  }
  return holds(value_of(record, test.field), test.comparison, test.with);
}

std::vector<std::vector<Test>> alternatives_of(const Test& test) {
  if (test.kind == Test::Kind::Comparison) return {{test}};
  std::vector<std::vector<Test>> all;
  if (test.kind == Test::Kind::Any) {
    for (const Test& part : test.parts) {
      for (auto& conjunction : alternatives_of(part)) all.push_back(std::move(conjunction));
    }
    return all;
  }
  all.emplace_back();
  for (const Test& part : test.parts) {
    std::vector<std::vector<Test>> longer;
    for (const auto& begun : all) {
      for (const auto& more : alternatives_of(part)) {
        longer.push_back(begun);
        longer.back().insert(longer.back().end(), more.begin(), more.end());
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::vector<Record> make_records(std::size_t count) {
  Dice dice(20'260'701);
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) records.push_back(make_record(dice));
  return records;
}

std::vector<Test> make_rules(std::size_t count, const std::vector<Record>& records) {
  Dice dice(7'000'000 + count);
  RuleMaker maker(dice, records);
  std::vector<Test> rules;
  for (std::size_t i = 0; i < count; ++i) rules.push_back(maker.rule());
  return rules;
}

std::array<std::int64_t, kFields> numbers_of(const Record& record) {
  std::array<std::int64_t, kFields> numbers{};
  for (std::size_t field = 0; field < kFields; ++field) {
    const double value = value_of(record, field);
    const bool millionths =
        kKinds[field] == FieldKind::Whole || kKinds[field] == FieldKind::Decimal;
    numbers[field] = static_cast<std::int64_t>(std::llround(millionths ? value * 1e6 : value));
  }
  return numbers;
}

std::string choice_declarations() {
  std::string text;
  for (std::size_t field = 0; field < 4; ++field) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < kValues[field]; ++i)
      values.push_back(fmt::format("{}_{}", kNames[field], i));
    text += fmt::format("  choice Kind{} = {}\n", field, fmt::join(values, " or "));
  }
  return text;
}

std::string field_declarations() {
  std::string text;
  for (std::size_t field = 0; field < kFields; ++field) {
    std::string type = "whole";
    if (kKinds[field] == FieldKind::Choice) type = fmt::format("Kind{}", field);
    if (kKinds[field] == FieldKind::Decimal)
      type = fmt::format("decimal {} places", kPlaces[field - 10]);
    if (kKinds[field] == FieldKind::Instant) type = "instant";
    if (kKinds[field] == FieldKind::YesNo) type = "yes or no";
    text += fmt::format("    {}: {}\n", kNames[field], type);
  }
  return text;
}

const char* field_name(std::size_t field) { return kNames[field]; }

int places_of_decimal(std::size_t field) { return kPlaces[field - 10]; }

std::string pack_schema() {
  return "schema records\n  zone \"UTC\"\n  grain 1 millisecond\n  history begins 2020-01-01\n" +
         choice_declarations() + "  channel web live\n  touchpoint seen on web\n" +
         field_declarations() + "  action act purpose service\n";
}

std::string rule_text(std::size_t number, const Test& test, const char* when, const char* owner) {
  return fmt::format(
      "\nrule rule_{0:05}\n  \"Number {0}\"\n  when     {2}\n  if       {1}\n  do       act()\n"
      "  limit    none\n",
      number, test_text(test, false, owner), when);
}

std::vector<Source> pack_of(const std::vector<Test>& rules, std::size_t rules_per_file) {
  std::vector<Source> files = {{"schema.wend", pack_schema()}};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i % rules_per_file == 0)
      files.push_back({fmt::format("rules_{}.wend", i / rules_per_file), ""});
    files.back().text += rule_text(i, rules[i]);
  }
  return files;
}

}  // namespace wend::bench
