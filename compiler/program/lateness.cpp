// SPDX-License-Identifier: Apache-2.0
//
// How late events may come, and what that means for a rule: it is decided at once, on what is known, or when no event
// that may still come can change what it sees.
#include "compiler/program/lateness.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "compiler/program/expression_parts.h"
#include "compiler/program/units.h"
#include "runtime/abi/plan.h"

namespace wend::program {
namespace {

std::optional<std::uint32_t> open_events(Pack& pack, const std::string& digits, Span item) {
  std::uint32_t number = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number);
  if (error == std::errc() && end == last && number >= 1 && number <= kMostOpenEvents)
    return number;
  pack.report(DiagnosticKind::OpenEventsOutOfRange, digits_in(pack, item, digits), {digits})
      .with_help("any whole number from 1 to " + std::to_string(kMostOpenEvents));
  return std::nullopt;
}

bool acts_at_events_alone(const Trigger& trigger) {
  return !trigger.absence && !trigger.approach && !trigger.recurring && !trigger.crossing &&
         !trigger.move && !trigger.stay;
}

// What must be certain before it is known: where the clock is asked, and events that reach customers by links.
class Search {
 public:
  explicit Search(const Program& program) : program_(program) {}

  bool asks_for_links(const Rule& rule) {
    for (const TriggerStep& step : rule.trigger.steps) {
      if (is_linked(step.pattern)) return true;
      for (const Forbidden& forbidden : step.without)
        if (is_linked(forbidden.pattern)) return true;
    }
    return any_part(rule, [&](const Expr& expr) {
      const auto* history = history_in(expr);
      if (history == nullptr) return false;
      const std::vector<PatternId> patterns = patterns_of(program_, *history);
      return std::any_of(patterns.begin(), patterns.end(),
                         [&](PatternId pattern) { return is_linked(pattern); });
    });
  }

  bool asks_for_clock(const Rule& rule) {
    return any_part(rule, [&](const Expr& expr) {
      const auto journey = journey_in(expr);
      return journey && moves_when_certain(program_.journeys[*journey]);
    });
  }

 private:
  bool is_linked(PatternId pattern) const {
    const std::vector<PatternAlternative>& all = program_[pattern].alternatives;
    return std::any_of(all.begin(), all.end(), [&](const PatternAlternative& one) {
      return program_.schema.touchpoints[one.touchpoint].about.has_value();
    });
  }

  static std::optional<std::uint32_t> journey_in(const Expr& expr) {
    if (const auto* stage = std::get_if<StageValue>(&expr.kind)) return stage->journey;
    const auto* history = history_in(expr);
    if (history == nullptr || history->window.reach != Reach::Stage) return std::nullopt;
    return history->window.journey;
  }

  bool moves_when_certain(const Journey& journey) {
    return std::any_of(journey.stages.begin(), journey.stages.end(), [&](const Rule& stage) {
      return !acts_at_events_alone(stage.trigger) || asks_for_links(stage);
    });
  }

  template <class Wanted>
  bool any_part(const Rule& rule, Wanted wanted) {
    std::vector<ExprId> open;
    if (rule.condition) open.push_back(*rule.condition);
    if (rule.limit.key) open.push_back(*rule.limit.key);
    for (const Call& call : rule.calls)
      for (const Argument& argument : call.arguments) open.push_back(argument.value);
    std::set<std::uint32_t> seen;
    while (!open.empty()) {
      const ExprId id = open.back();
      open.pop_back();
      if (!seen.insert(id.value).second) continue;
      if (wanted(program_[id])) return true;
      each_part(program_, program_[id], [&](ExprId part) { open.push_back(part); });
    }
    return false;
  }

  const Program& program_;
};

bool has_identities(const Schema& schema) {
  return std::any_of(schema.identifiers.begin(), schema.identifiers.end(),
                     [](const IdentifierKind& kind) { return kind.aliases != 0; });
}

// Why the rule is decided when certain only; null: it need not be.
const char* needs_certainty(const Program& program, const Rule& rule) {
  Search search(program);
  if (!acts_at_events_alone(rule.trigger)) return "acts by the clock";
  // Which instances are followed is settled when their mentions are closed.
  if (rule.trigger.instance) return "follows instances";
  if (search.asks_for_clock(rule)) return "asks for a stage that is not changed by events alone";
  if (search.asks_for_links(rule)) return "asks for events about something else";
  // Whose an event is is settled when all links before it are closed.
  if (has_identities(program.schema)) return "asks whose an identity is";
  return nullptr;
}

}  // namespace

void check_lateness(Pack& pack, const syntax::Lateness& declared, Span item) {
  if (declared.word.text != "events" && declared.word.text != "event") {
    pack.report(DiagnosticKind::UnknownUnit, declared.word.span, {declared.word.text})
        .with_help("say how many events of a customer may be open, as in `up to 64 events`");
  }
  const auto events = open_events(pack, declared.events, item);
  const auto lateness = stretch_of(pack, declared.amount);
  if (!lateness || !events) return;
  if (lateness->calendar) {
    pack.report(DiagnosticKind::LatenessOfCalendar, declared.amount.span,
                {pack.words_of(declared.amount.span)})
        .with_help("say it in hours, minutes or seconds, as in `48 hours`");
  } else if (lateness->amount > kLongestLateness) {
    pack.report(DiagnosticKind::LatenessTooLong, declared.amount.span,
                {pack.words_of(declared.amount.span)})
        .with_help("at most 366 times 24 hours");
  } else {
    pack.program.schema.lateness_ms = lateness->amount;
    pack.program.schema.open_events = *events;
  }
}

bool check_decided(Pack& pack, Rule& rule, const syntax::Decide* written,
                   const syntax::Name& name) {
  const char* needed = needs_certainty(pack.program, rule);
  rule.at_once = written != nullptr ? written->at_once : needed == nullptr;
  if (!rule.at_once || needed == nullptr || pack.schema().lateness_ms == 0) return true;
  pack.report(DiagnosticKind::OnlyWhenCertain, name.span, {name.text, needed})
      .with_help("leave out `decide at once`");
  return false;
}

}  // namespace wend::program
