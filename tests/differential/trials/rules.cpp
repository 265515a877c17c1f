// SPDX-License-Identifier: Apache-2.0
//
// Rules of every shape, and whole packs.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/author.h"
#include "tests/differential/trials/each.h"

namespace wend::differential {
namespace {

class RuleWriter {
 public:
  RuleWriter(Random& random, const Schema& schema, Author& author)
      : random_(random), schema_(schema), author_(author) {}

  GeneratedRule rule(std::size_t number) {
    GeneratedRule made;
    scope_ = {};
    made.name = fmt::format("{}_{}", random_.pick(std::vector<std::string>{"a", "b", "z"}), number);
    if (random_.chance(30)) made.title = random_.pick(hard_texts());
    if (random_.chance(25)) made.comment = fmt::format("# rule {} \"quoted", number);
    if (random_.chance(20)) made.inner_comment = fmt::format("# within {} ((", number);
    made.when = trigger();
    author_.may_visit = scope_.at_event;
    const std::size_t conditions = random_.chance(35) ? 0 : 1 + random_.below(2);
    for (std::size_t i = 0; i < conditions; ++i) made.conditions.push_back(condition());
    made.calls.push_back(call());
    if (random_.chance(20)) made.calls.push_back(call());
    made.limit = limit(made.conditions);
    if (random_.chance(30)) made.priority = static_cast<int>(random_.between(-2, 3));
    made.decide = decide();
    return made;
  }

  // What recognises a stage: mostly a touchpoint, so that there are moves.
  GeneratedStage stage(std::size_t number) {
    scope_ = {};
    GeneratedStage made;
    made.name = fmt::format("stage_{}", number);
    made.when = random_.chance(50) ? single() : trigger();
    author_.may_visit = scope_.at_event;
    if (random_.chance(35)) made.condition = condition();
    return made;
  }

 private:
  std::string within() { return " within " + author_.span().words; }

  // Most conditions leave a way open, so that rules decide something.
  std::string condition() {
    std::string test = author_.test(scope_, static_cast<int>(random_.below(3)));
    if (!author_.journeys.empty() && random_.chance(15)) test = author_.stage_test();
    if (random_.chance(30)) test = fmt::format("({} or {})", test, author_.test(scope_, 1));
    return test;
  }

  std::string trigger() {
    if (!author_.journeys.empty() && random_.chance(20)) {
      scope_.at_event = false;
      return random_.chance(60) ? author_.move() : author_.stay();
    }
    const std::size_t shape = random_.below(35);
    if (shape < 5) return single();
    if (shape < 7) return repetition();
    if (shape < 10) return keyed_repetition();
    if (shape < 14) {
      const bool all_within = random_.chance(35);
      return sequence(all_within) + (all_within ? " all within " + author_.span().words : "");
    }
    if (shape < 17) return single() + absence();
    if (shape < 19) return sequence(false) + absence();
    if (shape < 20) return silence();
    if (shape < 26) return sharing_trigger();
    if (shape < 29) return change();
    scope_.at_event = false;
    if (shape < 32) return shape < 31 ? approach() : recurring();
    return crossing();
  }

  // A step and a name to speak of it.
  std::string named_step(PatternText pattern, bool must_name) {
    const bool single = pattern.touchpoints.size() == 1 && !pattern.text.starts_with("touchpoint");
    const std::string own = single ? schema_.touchpoints[pattern.touchpoints[0]].name : "";
    const bool as = must_name || own.empty() || random_.chance(40);
    const std::string name = as ? fmt::format("step_{}", scope_.steps.size() + 1) : own;
    scope_.steps.push_back({name, pattern.touchpoints});
    return as ? pattern.text + " as " + name : pattern.text;
  }

  std::string single() { return named_step(author_.pattern(), false); }

  std::string repetition() {
    const std::string step = single();
    const std::string in = " in " + author_.span().words;
    const std::string reach = random_.chance(60) ? in : author_.record();
    if (random_.chance(25)) return step + " for the first time" + reach;
    return fmt::format("{}{} {} times{}", step, random_.chance(40) ? " every" : "",
                       random_.between(2, 4), reach);
  }

  std::string keyed_repetition() {
    const std::string field = random_.pick(
        std::vector<std::string>{"product", "product", "order", "order", "colour", "tier"});
    const PatternText pattern = author_.pattern_with(field);
    if (pattern.text.empty()) return repetition();
    const std::string step = named_step(pattern, false);
    scope_.shared = field;
    return fmt::format("{}{} {} times with the same {} in {}", step,
                       random_.chance(35) ? " every" : "", random_.between(2, 3), field,
                       author_.span().words);
  }

  // Where the whole is bounded, a step may go without a bound of its own.
  std::string sequence(bool all_within) {
    const std::size_t steps = 2 + random_.below(3);
    std::string text = named_step(author_.pattern(), true);
    for (std::size_t i = 1; i < steps; ++i) {
      text += " then " + named_step(author_.pattern(), true);
      if (!all_within || random_.chance(60)) text += within();
      if (random_.chance(35)) text += " without " + author_.pattern().text;
      if (random_.chance(8)) text += " without " + author_.pattern().text;
    }
    return text;
  }

  std::string absence() { return absence(author_.pattern(), ""); }

  std::string absence(const PatternText& awaited, const std::string& same) {
    scope_.at_event = false;
    const std::string start = fmt::format(" then no {}{}{}", awaited.text, same, within());
    switch (random_.below(3)) {
      case 0: return start + " of the first";
      case 1: return start + " of the last";
      default: return fmt::format("{} of each up to {} open", start, random_.between(1, 3));
    }
  }

  std::string silence() {
    scope_.at_event = false;
    return fmt::format("no {}{} of the last", author_.pattern().text, within());
  }

  // ------------------------------------------------------------ a change of the profile
  std::string change() {
    if (schema_.customer.empty()) return single();
    const SchemaField& field = random_.pick(schema_.customer);
    const std::string what = "customer." + field.name;
    if (random_.chance(25)) return what + " changes" + absence();
    if (field.type.kind == ValueKind::SetOf || random_.chance(30)) return what + " changes";
    if (random_.chance(30)) return what + " becomes " + author_.plain(field.type);
    std::string text = what + " changes";
    const std::string from = author_.plain(field.type);
    const std::string to = author_.plain(field.type);
    const bool has_from = random_.chance(50);
    if (has_from) text += " from " + from;
    const bool is_other = field.type.kind == ValueKind::Choice && from != to;
    if (!has_from || (is_other && random_.chance(50))) text += " to " + to;
    return text;
  }

  // ------------------------------------------------------------ the clock
  std::string clock() {
    return random_.pick(std::vector<std::string>{"00:00", "00:30", "02:15", "09:00", "23:59"});
  }

  std::string approach() {
    const std::string dated =
        random_.chance(50) ? dated_approach(random_, schema_, author_, "") : "";
    if (!dated.empty()) return dated;
    std::vector<SchemaField> dates;
    for (const SchemaField& field : schema_.customer)
      if (field.type.kind == ValueKind::Date || field.type.kind == ValueKind::Instant)
        dates.push_back(field);
    if (dates.empty()) return recurring();
    const SchemaField& field = random_.pick(dates);
    const bool is_date = field.type.kind == ValueKind::Date;
    std::string distances = distance(is_date);
    if (random_.chance(40)) distances = fmt::format("({} or {})", distances, distance(is_date));
    return fmt::format("{} before customer.{}{} if passed: {}", distances, field.name,
                       is_date ? " at " + clock() : "", random_.chance(50) ? "skip" : "at once");
  }

  std::string distance(bool of_date) {
    for (;;) {
      const Span& span = author_.span();
      if (span.stretch.calendar || !of_date) return span.words;
    }
  }

  std::string crossing() {
    if (author_.levels.empty()) return recurring();
    return fmt::format("{} {} {}", random_.pick(author_.levels),
                       random_.chance(50) ? "reaches" : "falls below", random_.between(0, 4));
  }

  std::string recurring() {
    switch (random_.below(5)) {
      case 0: return "every day at " + clock();
      case 1:
      case 2: return fmt::format("every week day {} at {}", random_.between(1, 7), clock());
      default: return fmt::format("every month day {} at {}", random_.between(1, 31), clock());
    }
  }

  // ------------------------------------------------------------ `with the same`
  std::string sharing_trigger() {
    const std::string field = random_.pick(
        std::vector<std::string>{"product", "product", "order", "order", "colour", "channel"});
    const std::string same = " with the same " + field;
    const PatternText first = with_field(field);
    if (first.text.empty()) return single();
    scope_.shared = field;
    if (random_.chance(15)) {
      scope_.at_event = false;
      return fmt::format("no {}{}{} of the last", first.text, same, within());
    }
    if (random_.chance(40)) return named_step(first, false) + absence(with_field(field), same);
    const bool all_within = random_.chance(35);
    std::string text = sharing_sequence(first, field, same, all_within);
    if (all_within) return text + " all within " + author_.span().words;
    if (random_.chance(30))
      text += absence(author_.pattern(), "");
    else if (random_.chance(40))
      text += absence(with_field(field), same);
    return text;
  }

  PatternText with_field(const std::string& field) {
    return field == "channel" ? author_.pattern() : author_.pattern_with(field);
  }

  std::string sharing_sequence(const PatternText& first, const std::string& field,
                               const std::string& same, bool all_within) {
    const std::size_t steps = 2 + random_.below(3);
    std::string text = named_step(first, true);
    for (std::size_t i = 1; i < steps; ++i) {
      const bool shares = i + 1 == steps || random_.chance(60);
      text += " then " + named_step(shares ? with_field(field) : author_.pattern(), true);
      if (shares) text += same;
      if (!all_within || random_.chance(60)) text += within();
      if (random_.chance(20)) text += " without " + author_.pattern().text;
      if (random_.chance(25)) text += " without " + with_field(field).text + same;
    }
    return text;
  }

  std::string call() {
    const SchemaAction& action = random_.pick(schema_.actions);
    Scope scope = scope_;
    scope.personal = false;
    std::string text = action.name + "(";
    for (const SchemaField& argument : action.arguments) {
      if (argument.optional && random_.chance(40)) continue;
      const bool is_set = argument.type.kind == ValueKind::SetOf;
      if (is_set && author_.sure_set(argument.type, scope).empty()) continue;
      if (text.back() != '(') text += ", ";
      text += argument.name + ": ";
      text += is_set ? author_.sure_set(argument.type, scope)
                     : author_.value(argument.type, scope, static_cast<int>(random_.below(3)));
    }
    return text + ")" + (random_.chance(8) ? " for the_next" : "");
  }

  struct Key {
    std::string field;
    std::string asked;  // the question that must come first; empty: it is always there
  };

  // Fields that every touchpoint of one step carries, and no other step has.
  std::vector<Key> keys() const {
    std::vector<Key> found;
    for (std::size_t step = 0; step < scope_.steps.size(); ++step) {
      const Referable& owner = scope_.steps[step];
      for (const SchemaField& field : schema_.touchpoints[owner.touchpoints[0]].fields) {
        const ValueKind kind = field.type.kind;
        bool only_here = kind == ValueKind::Identifier || kind == ValueKind::Choice;
        bool always = true;
        for (const std::uint32_t touchpoint : owner.touchpoints) {
          only_here = only_here && has(touchpoint, field.name, true);
          always = always && has(touchpoint, field.name, false);
        }
        for (std::size_t i = 0; i < scope_.steps.size(); ++i)
          for (const std::uint32_t touchpoint : scope_.steps[i].touchpoints)
            only_here = only_here && (i == step || !has(touchpoint, field.name, true));
        if (only_here)
          found.push_back({field.name, always ? "" : owner.name + "." + field.name + " is known"});
      }
    }
    return found;
  }

  bool has(std::uint32_t touchpoint, const std::string& name, bool or_optional) const {
    const auto& fields = schema_.touchpoints[touchpoint].fields;
    return std::any_of(fields.begin(), fields.end(), [&](const SchemaField& field) {
      return field.name == name && (or_optional || !field.optional);
    });
  }

  // `conditions`: a key that may be missing is asked about there.
  std::string limit(std::vector<std::string>& conditions) {
    if (random_.chance(40)) return "none";
    const std::int64_t times = random_.between(1, 3);
    std::string text = times == 1 ? "once" : fmt::format("{} times", times);
    const std::vector<Key> fields = keys();
    if (!schema_.levels.empty() && random_.chance(35)) {
      text += " per " + schema_.levels[0].name;
    } else if (!scope_.shared.empty() && random_.chance(60)) {
      text += " per " + scope_.shared;
    } else if (!fields.empty() && random_.chance(60)) {
      const Key key = random_.pick(fields);
      text += " per " + key.field;
      if (!key.asked.empty()) conditions.push_back(key.asked);
    } else if (scope_.steps.size() == 1 && random_.chance(10)) {
      text += " per channel";
    } else {
      text += " per customer";
    }
    return random_.chance(70) ? text + " in " + author_.span().words : text;
  }

  // A rule that acts by the clock, or asks for a stage that hangs on it, is certain where events may be late.
  std::string decide() {
    const bool may_be_late = schema_.lateness_ms != 0;
    if (random_.chance(may_be_late ? 30 : 80)) return "";
    const bool has_identities = schema_.identifiers.back().aliases != 0;
    if (may_be_late && (has_identities || !author_.journeys.empty() || !schema_.links.empty()))
      return random_.chance(50) ? "when certain" : "";
    return (may_be_late && !scope_.at_event) || random_.chance(50) ? "when certain" : "at once";
  }

  Random& random_;
  const Schema& schema_;
  Author& author_;
  Scope scope_;
};

void add_definitions(GeneratedPack& pack, Random& random, Author& author) {
  if (random.chance(50)) {
    const PatternText signs = author.pattern_to_name();
    pack.definitions.push_back(fmt::format("define signs as touchpoint {}\n", signs.text));
    author.named.push_back({"signs", signs.touchpoints});
  }
  Scope scope;
  scope.personal = false;
  const std::vector<ValueKind> kinds = {ValueKind::Whole, ValueKind::Money, ValueKind::Duration,
                                        ValueKind::Instant, ValueKind::Decimal};
  const std::size_t values = random.below(3);
  for (std::size_t i = 0; i < values; ++i) {
    const ValueType type{random.pick(kinds), 0, 0, 0};
    const std::string name = fmt::format("value_{}", i);
    pack.definitions.push_back(
        fmt::format("define {} as\n  {}\n", name, author.value(type, scope, 2)));
    if (type.kind != ValueKind::Decimal && type.kind != ValueKind::Whole)
      author.definitions.push_back({name, type.kind, 0});
    if (type.kind == ValueKind::Decimal)
      author.definitions.push_back({name, ValueKind::Decimal, 0});
    if (type.kind == ValueKind::Whole) author.definitions.push_back({name, ValueKind::Whole, 0});
  }
  const std::size_t levels = 1 + random.below(2);
  for (std::size_t i = 0; i < levels; ++i) {
    const std::string name = fmt::format("level_{}", i);
    pack.definitions.push_back(fmt::format("define {} as\n  {}\n", name, author.level()));
    author.levels.push_back(name);
  }
  const std::size_t tests = random.below(3);
  for (std::size_t i = 0; i < tests; ++i) {
    const bool segment = random.chance(50);
    const std::string name = fmt::format("{}_{}", segment ? "group" : "fact", i);
    pack.definitions.push_back(fmt::format("{} {} as\n  {}\n", segment ? "segment" : "define", name,
                                           author.test(scope, 2)));
    author.conditions.push_back(name);
  }
}

// Definitions that recognise nothing may ask for a stage; no stage does.
void add_journeys(GeneratedPack& pack, Random& random, Author& author) {
  const std::size_t journeys = random.below(3);
  std::vector<JourneyNames> names;
  for (std::size_t i = 0; i < journeys; ++i) {
    RuleWriter writer(random, pack.schema, author);
    GeneratedJourney journey{fmt::format("journey_{}", i), "", {}};
    if (random.chance(25)) journey.comment = "# stage \"x";
    names.push_back({journey.name, {}});
    const std::size_t stages = 2 + random.below(3);
    for (std::size_t stage = 0; stage < stages; ++stage) {
      journey.stages.push_back(writer.stage(stage));
      names.back().stages.push_back(journey.stages.back().name);
    }
    pack.journeys.push_back(std::move(journey));
  }
  author.journeys = std::move(names);
  if (journeys == 0 || random.chance(50)) return;
  pack.definitions.push_back("define stage_fact as\n  " + author.stage_test() + "\n");
  author.conditions.push_back("stage_fact");
}

Span exact(const char* words, std::int64_t milliseconds) { return {words, {false, milliseconds}}; }
Span calendar(const char* words, CalendarSpan span) { return {words, {true, pack(span)}}; }

}  // namespace

std::vector<Span> make_spans(Random& random) {
  static const std::vector<Span> exact_ones = {
      exact("1 second", 1000),        exact("90 seconds", 90'000),    exact("10 minutes", 600'000),
      exact("1 hour", 3'600'000),     exact("2 hours", 7'200'000),    exact("24 hours", 86'400'000),
      exact("36 hours", 129'600'000), exact("100 hours", 360'000'000)};
  static const std::vector<Span> calendar_ones = {
      calendar("1 day", {0, 1}),    calendar("2 days", {0, 2}),  calendar("7 days", {0, 7}),
      calendar("2 weeks", {0, 14}), calendar("1 month", {1, 0}), calendar("3 months", {3, 0}),
      calendar("1 year", {12, 0})};
  std::vector<Span> spans = {random.pick(exact_ones), random.pick(calendar_ones)};
  const std::size_t more = random.below(3);
  for (std::size_t i = 0; i < more; ++i)
    spans.push_back(random.chance(50) ? random.pick(exact_ones) : random.pick(calendar_ones));
  return spans;
}

GeneratedPack make_pack(Random& random) {
  GeneratedPack pack;
  pack.schema = make_schema(random);
  pack.spans = make_spans(random);
  for (IdentifierKind& kind : pack.schema.identifiers)
    kind.instances = InstanceBound{static_cast<std::uint32_t>(random.between(1, 3)),
                                   random.pick(pack.spans).stretch};
  Author author(random, pack.schema, pack.spans);
  pack.imports_time = random.chance(25);
  if (pack.imports_time)
    for (const char* name : {"is_weekend", "is_working_day", "is_morning", "is_evening"})
      author.conditions.push_back(name);
  pack.visit = fmt::format("  visit {} within {}\n", author.pattern().text, author.span().words);
  add_definitions(pack, random, author);
  add_journeys(pack, random, author);
  RuleWriter writer(random, pack.schema, author);
  // So many that a state lists what it holds, where with fewer it has a bitmap.
  Random aside = random;
  const std::size_t more = aside.chance(4) ? 24 : 0;
  const std::size_t rules = 6 + random.below(4) + more;
  for (std::size_t i = 0; i < rules; ++i) {
    const auto each =
        random.chance(25) ? rule_for_each(random, pack.schema, author, i) : std::nullopt;
    pack.rules.push_back(each ? *each : writer.rule(i));
    if (random.chance(8)) pack.rules.back().formerly = "once_" + pack.rules.back().name;
  }
  return pack;
}

std::string text_of(const GeneratedRule& rule) {
  std::string text = rule.comment.empty() ? "" : rule.comment + "\n";
  text += "rule " + rule.name + (rule.formerly.empty() ? "" : " formerly " + rule.formerly) +
          (rule.each.empty() ? "" : " for each " + rule.each) + "\n";
  if (!rule.title.empty()) text += "  " + quoted(rule.title) + "\n";
  const std::string inner = rule.inner_comment;
  text += "  when  " + rule.when + (inner.empty() ? "" : "  " + inner) + "\n";
  if (!rule.conditions.empty())
    text += fmt::format(
        "  if    {}\n",
        fmt::join(rule.conditions, inner.empty() ? "\n        and " : "  # so far\n        and "));
  for (std::size_t i = 0; i < rule.calls.size(); ++i)
    text += (i == 0 ? "  do    " : "  also  ") + rule.calls[i] + "\n";
  if (!inner.empty()) text += "  " + inner + "\n";
  text += "  limit " + rule.limit + "\n";
  if (rule.priority != 0) text += fmt::format("  priority {}\n", rule.priority);
  if (!rule.decide.empty()) text += "  decide " + rule.decide + "\n";
  return text;
}

std::string text_of(const GeneratedJourney& journey) {
  std::string text = "journey " + journey.name + "\n";
  for (std::size_t i = 0; i < journey.stages.size(); ++i) {
    const GeneratedStage& stage = journey.stages[i];
    if (i == 1 && !journey.comment.empty()) text += "  " + journey.comment + "\n";
    text += "  stage " + stage.name + " when " + stage.when + "\n";
    if (!stage.condition.empty()) text += "    if " + stage.condition + "\n";
  }
  return text;
}

std::string text_of(const GeneratedPack& pack) {
  std::string text = pack.imports_time ? "import \"std/time.wend\"\n\n" : "";
  text += text_of(pack.schema) + pack.visit;
  for (const std::string& definition : pack.definitions) text += "\n" + definition;
  for (const GeneratedJourney& journey : pack.journeys) text += "\n" + text_of(journey);
  for (const GeneratedRule& rule : pack.rules) text += "\n" + text_of(rule);
  return text;
}

}  // namespace wend::differential
