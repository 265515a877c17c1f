// SPDX-License-Identifier: Apache-2.0
//
// Rules for each of a kind of identifier, with what only they may say.
#include "tests/differential/trials/each.h"

#include <algorithm>

#include <fmt/format.h>

namespace wend::differential {
namespace {

bool has_field(const SchemaTouchpoint& touchpoint, const std::string& name) {
  return std::any_of(touchpoint.fields.begin(), touchpoint.fields.end(),
                     [&](const SchemaField& field) { return field.name == name; });
}

class EachWriter {
 public:
  EachWriter(Random& random, const Schema& schema, Author& author)
      : random_(random), schema_(schema), author_(author) {}

  GeneratedRule rule(std::size_t number) {
    GeneratedRule made;
    made.name = fmt::format("{}_{}", random_.pick(std::vector<std::string>{"a", "e", "z"}), number);
    made.each = field_ = random_.chance(50) ? "product" : "order";
    if (author_.pattern_with(field_).text.empty()) made.each = field_ = other_of(field_);
    made.when = trigger();
    if (random_.chance(65)) made.conditions.push_back(condition());
    if (random_.chance(25)) made.conditions.push_back(condition());
    made.calls.push_back(call());
    made.limit = limit();
    if (random_.chance(30)) made.priority = static_cast<int>(random_.between(-2, 3));
    return made;
  }

  bool is_possible() {
    return !author_.pattern_with("product").text.empty() ||
           !author_.pattern_with("order").text.empty();
  }

 private:
  static std::string other_of(const std::string& field) {
    return field == "product" ? "order" : "product";
  }
  std::string carrying() { return author_.pattern_with(field_).text; }
  // A touchpoint that may have no such field, and then counts for each.
  std::string any() {
    std::vector<std::string> without;
    for (const SchemaTouchpoint& touchpoint : schema_.touchpoints)
      if (!has_field(touchpoint, field_)) without.push_back(touchpoint.name);
    return without.empty() || random_.chance(60) ? carrying() : random_.pick(without);
  }
  std::string in() { return " in " + author_.span().words; }
  std::string within() { return " within " + author_.span().words; }

  // ------------------------------------------------------------ triggers
  std::string trigger() {
    at_event_ = true;
    const std::size_t shape = random_.below(12);
    if (shape < 1) return carrying();
    if (shape < 3)
      return fmt::format("{}{} {} times{}", carrying(), random_.chance(40) ? " every" : "",
                         random_.between(1, 3), in());
    if (shape < 5) return sequence();
    at_event_ = false;
    if (shape < 8) return carrying() + absence();
    if (shape < 9) return sequence() + absence();
    if (shape < 10) return fmt::format("no {}{} of the last", carrying(), within());
    return approach();
  }

  std::string sequence() {
    std::string text = carrying() + " as step_1";
    if (random_.chance(35)) text += " then " + any() + " as step_2" + within();
    text += " then " + carrying() + " as step_3" + within();
    if (random_.chance(40)) text += " without " + any();
    return text;
  }

  std::string absence() {
    at_event_ = false;
    const std::string start = " then no " + any() + within();
    switch (random_.below(3)) {
      case 0: return start + " of the first";
      case 1: return start + " of the last";
      default: return fmt::format("{} of each up to {} open", start, random_.between(1, 3));
    }
  }

  std::string approach() {
    const std::string dated = dated_approach(random_, schema_, author_, field_);
    return dated.empty() ? carrying() + absence() : dated;
  }

  // ------------------------------------------------------------ conditions
  std::string window() {
    switch (random_.below(4)) {
      case 0: return " since last " + carrying();
      case 1: return author_.record();
      default: return in();
    }
  }

  std::string condition() {
    const std::string compared =
        fmt::format("{} {}", random_.chance(50) ? ">=" : "<", random_.between(1, 3));
    switch (random_.below(8)) {
      case 0: return fmt::format("(any {}{})", carrying(), window());
      case 1: return fmt::format("(no {}{})", carrying(), window());
      case 2: return fmt::format("(any {}{})", any(), in());
      case 3: return fmt::format("(time since {} default 1000 hours) < 2 hours", carrying());
      case 4: return fmt::format("(count of {}{} {})", carrying(), before(), compared);
      case 5: return number("last ", author_.record() + " default 2", compared);
      case 6: return number("sum of ", in() + " of the newest 4", compared);
      default: return fmt::format("(count of {}{} {})", carrying(), window(), compared);
    }
  }

  std::string before() { return at_event_ ? author_.record() + " before this" : author_.record(); }

  // Of a whole number that comes with the instance.
  std::string number(const char* measure, const std::string& window, const std::string& compared) {
    std::vector<std::string> fields;
    for (const SchemaTouchpoint& touchpoint : schema_.touchpoints)
      for (const SchemaField& field : touchpoint.fields)
        if (field.type.kind == ValueKind::Whole && has_field(touchpoint, field_))
          fields.push_back(touchpoint.name + "." + field.name);
    if (fields.empty()) return fmt::format("(any {}{})", carrying(), in());
    return fmt::format("(({}{}{}) {})", measure, random_.pick(fields), window, compared);
  }

  // ------------------------------------------------------------ actions and limits
  bool is_personal() const {
    for (const SchemaTouchpoint& touchpoint : schema_.touchpoints)
      for (const SchemaField& field : touchpoint.fields)
        if (field.name == field_ && field.personal) return true;
    return false;
  }

  std::string call() {
    const SchemaAction& action = random_.pick(schema_.actions);
    std::string text = action.name + "(";
    for (const SchemaField& argument : action.arguments) {
      if (argument.type.kind == ValueKind::SetOf || (argument.optional && random_.chance(40)))
        continue;
      const bool is_own = argument.name == field_ && !is_personal();
      text += fmt::format("{}{}: {}", text.back() == '(' ? "" : ", ", argument.name,
                          is_own ? "that " + field_ : author_.constant(argument.type));
    }
    return text + ")" + (random_.chance(20) ? " for the_next" : "");
  }

  std::string limit() {
    if (random_.chance(40)) return "none";
    const std::string times = random_.chance(60) ? "once" : "2 times";
    return fmt::format("{} per {}{}", times, random_.chance(75) ? field_ : "customer",
                       random_.chance(60) ? in() : "");
  }

  Random& random_;
  const Schema& schema_;
  Author& author_;
  std::string field_;
  bool at_event_ = true;
};

std::string distance(Author& author, bool of_date) {
  for (;;) {
    const Span& span = author.span();
    if (span.stretch.calendar || !of_date) return span.words;
  }
}

}  // namespace

std::string dated_approach(Random& random, const Schema& schema, Author& author,
                           const std::string& carried) {
  std::vector<std::pair<std::string, bool>> dates;
  for (const SchemaTouchpoint& touchpoint : schema.touchpoints) {
    if (!carried.empty() && !has_field(touchpoint, carried)) continue;
    for (const SchemaField& field : touchpoint.fields)
      if (field.type.kind == ValueKind::Date || field.type.kind == ValueKind::Instant)
        dates.emplace_back(touchpoint.name + "." + field.name, field.type.kind == ValueKind::Date);
  }
  if (dates.empty()) return "";
  const auto [date, is_date] = random.pick(dates);
  std::string distances = distance(author, is_date);
  if (random.chance(40))
    distances = fmt::format("({} or {})", distances, distance(author, is_date));
  const char* clock = random.chance(50) ? " at 00:30" : " at 09:00";
  std::string text = fmt::format("{} before {}{}", distances, date, is_date ? clock : "");
  if (random.chance(50)) {
    const SchemaTouchpoint& ends = random.pick(schema.touchpoints);
    text += " until " + ends.name +
            (random.chance(30) ? " on " + schema.channels[ends.channels[0]].name : "");
  }
  return text + " if passed: " + (random.chance(50) ? "skip" : "at once");
}

std::optional<GeneratedRule> rule_for_each(Random& random, const Schema& schema, Author& author,
                                           std::size_t number) {
  EachWriter writer(random, schema, author);
  if (!writer.is_possible()) return std::nullopt;
  return writer.rule(number);
}

}  // namespace wend::differential
