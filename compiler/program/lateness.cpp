// SPDX-License-Identifier: Apache-2.0
//
// How late events may come, and what that means for a rule: it is decided at once, on what is known, or when no event
// that may still come can change what it sees.
#include "compiler/program/lateness.h"

#include <charconv>

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
  return !trigger.absence && !trigger.approach && !trigger.recurring && !trigger.crossing;
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
  // Which instances are followed is settled when their mentions are closed.
  const bool by_events = acts_at_events_alone(rule.trigger) && !rule.trigger.instance;
  rule.at_once = written != nullptr ? written->at_once : by_events;
  if (!rule.at_once || by_events || pack.schema().lateness_ms == 0) return true;
  pack.report(DiagnosticKind::OnlyWhenCertain, name.span,
              {name.text, rule.trigger.instance ? "follows instances" : "acts by the clock"})
      .with_help("leave out `decide at once`");
  return false;
}

}  // namespace wend::program
