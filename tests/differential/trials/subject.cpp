// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/subject.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>

#include <fmt/format.h>

#include "compiler/driver/pipeline.h"
#include "compiler/native/native.h"
#include "compiler/plan/from_program.h"
#include "compiler/plan/verify.h"
#include "runtime/host/native_text.h"
#include "tests/reference/door.h"
#include "wend/decision_writer.h"

namespace wend::differential {
namespace {

std::string words_of(const reference::NamedValue& value) {
  if (!value.known) return value.name + (value.personal ? "=? personal" : "=?");
  return fmt::format(
      "{}={} ({}){}{}", value.name, value.shown, value.number,
      value.text.empty() ? "" : " \"" + value.text + "\"",
      fmt::format("{}{}", value.at_least ? " or more" : "", value.personal ? " personal" : ""));
}

std::string words_of(const reference::Decision& decision) {
  std::string text =
      fmt::format("{} {} {} {}/{} key \"{}\" for \"{}\"", decision.time_ms, decision.customer,
                  decision.id, decision.rule, decision.action, decision.key, decision.place);
  for (const auto& value : decision.arguments) text += " | " + words_of(value);
  text += " because";
  for (const auto& event : decision.events)
    text += fmt::format(" [{} at {} {} {}]", event.step, event.time_ms, event.source, event.id);
  for (const auto& value : decision.values) text += " {" + words_of(value) + "}";
  return text;
}

reference::NamedValue value_of(const Plan& plan, const Decision::NamedValue& value) {
  return {std::string(value.name),
          *value.type,
          value.known,
          value.personal,
          value.at_least,
          value.number,
          std::string(value.text),
          value.known ? value_text(plan, *value.type, value.number, value.text) : ""};
}

reference::Decision decision_of(const Plan& plan, const Decision& from) {
  reference::Decision decision;
  decision.id = from.id;
  decision.time_ms = from.time_ms;
  decision.customer = from.customer;
  if (!from.identity.empty()) {
    decision.customer = std::string(1, '\0') + std::string(from.identity);
    decision.customer += '\0';
    decision.customer += from.customer;
  }
  decision.rule = plan.rules[from.rule].name;
  decision.action = from.action;
  decision.key = from.key;
  decision.place = from.place;
  for (const auto& value : from.arguments) decision.arguments.push_back(value_of(plan, value));
  for (const auto& value : from.values) decision.values.push_back(value_of(plan, value));
  for (const auto& event : from.events)
    decision.events.push_back(
        {std::string(event.step), event.time_ms, std::string(event.source), std::string(event.id)});
  return decision;
}

// As a line has it, by the calendar of the C++ library.
std::string utc_words(std::int64_t instant_ms, bool always_milliseconds) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(instant_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(at - day);
  const auto milliseconds = clock.subseconds().count();
  return fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
      clock.minutes().count(), clock.seconds().count(),
      always_milliseconds || milliseconds != 0 ? fmt::format(".{:03}", milliseconds) : "");
}

bool says_its_times(const std::string& line, const Plan& plan, const Decision& decision) {
  const auto says = [&](std::int64_t instant_ms) {
    const std::string words = utc_words(instant_ms, plan.grain == 1);
    return line.find(fmt::format("\"time\":\"{}\"", words)) != std::string::npos;
  };
  return says(decision.time_ms) &&
         std::all_of(decision.events.begin(), decision.events.end(),
                     [&](const Decision::Because& event) { return says(event.time_ms); });
}

// The session counts by the plan's order of rules, the judge by the source's.
std::vector<reference::RuleCounts> counts_by_source(const program::Program& program,
                                                    const Plan& plan, const Counts& counts) {
  std::map<std::string, reference::RuleCounts> by_name;
  for (std::size_t rule = 0; rule < plan.rules.size(); ++rule) {
    const RuleCounts& from = counts.rules[rule];
    by_name[plan.rules[rule].name] = {from.candidates, from.not_true, from.unknown, from.limited,
                                      from.issued};
  }
  std::vector<reference::RuleCounts> result;
  for (const program::Rule& rule : program.rules) result.push_back(by_name[rule.name]);
  for (const program::Journey& journey : program.journeys)
    for (const program::Rule& stage : journey.stages) result.push_back(by_name[stage.name]);
  return result;
}

// What must not change while a case is made smaller hangs on the schema.
std::size_t fields_of(const program::Program& program) {
  std::size_t fields = program.schema.customer.size();
  for (const auto& touchpoint : program.schema.touchpoints) fields += touchpoint.fields.size();
  return fields;
}

// Small packs too have indexes here, which ask whatever they can; every third has none.
plan::Settings settings_of(const program::Program& program) {
  const std::size_t fields = fields_of(program);
  plan::Settings settings;
  settings.index_from = fields % 3 == 0 ? 1'000 : 1;
  settings.key_from = 0;
  return settings;
}

// And machine code that takes numbers from the operations, as bodies that are alike do; every other has it only where so many
// are alike that the product's has it, too.
std::optional<Failure> make_native(const program::Program& program, Pack& pack) {
  native::Options options;
  if (fields_of(program) % 2 == 0) options.alike_from = 1;
  const auto made = native::image(pack.plan(), options);
  if (!made) return made.failure();
  const auto loaded = runtime::load_native_text(made.value().image);
  if (!loaded) return Failure{"no memory that code may run in"};
  pack.adopt_native(loaded->code, loaded->keep);
  return std::nullopt;
}

}  // namespace

Event event_of(const reference::Event& from) {
  Event event;
  event.source = from.source;
  event.id = from.id;
  event.customer = from.customer;
  event.time_ns = from.time_ns;
  event.sequence = from.sequence;
  event.touchpoint = from.profile ? Event::kProfile : from.touchpoint;
  event.channel = from.channel;
  for (const auto& field : from.fields)
    event.fields.push_back({static_cast<Event::State>(field.state), field.number, field.text});
  for (const auto& list : from.lists) {
    event.fields.push_back(list.is_absent ? Event::Field{} : Event::list_of(list.items.size()));
    for (const auto& item : list.items)
      for (const auto& field : item)
        event.fields.push_back({static_cast<Event::State>(field.state), field.number, field.text});
  }
  if (from.clock) event.touchpoint = Event::kClock;
  if (from.table) {
    event.touchpoint = Event::kRow + *from.table;
    event.channel = from.row_ends ? Event::kRowEnds : Event::kRowHolds;
    return event;
  }
  // What it is about may be said as its subject, or as its first field.
  if (from.customer.empty() && !from.fields.empty() && from.id.size() % 2 == 0) {
    event.customer = from.fields[0].text;
    event.fields[0] = {};
  }
  return event;
}

namespace {

Compiled compiled_anew(const std::string& text, bool native) {
  Compiled made;
  driver::Compilation compilation =
      driver::compilation_of({{"trial.wend", text}}, {}, driver::Stop::Program);
  const Diagnostics& diagnostics = compilation.diagnostics;
  made.program = std::move(*compilation.program);
  made.accepted = !diagnostics.has_errors();
  if (!diagnostics.all().empty())
    made.messages = render_text(compilation.sources, diagnostics, Colour::Never);
  if (!made.accepted) return made;
  Plan plan = plan::from_program(made.program, settings_of(made.program));
  for (const plan::Violation& one : plan::verify(plan))
    made.violations += one.invariant + ": " + one.words + "\n";
  made.pack = std::make_shared<Pack>(std::move(plan));
  if (!native) return made;
  if (const auto failure = make_native(made.program, *made.pack)) {
    made.accepted = false;
    made.messages += "native code: " + failure->what;
  }
  return made;
}

}  // namespace

// The streams of a pack come one after the other, and laws ask for the same few packs with each.
Compiled compiled(const std::string& text, bool native) {
  struct Known {
    std::string text;
    bool native = false;
    Compiled made;
  };
  constexpr std::size_t kKnown = 8;
  thread_local std::deque<Known> known;  // the newest first
  for (const Known& one : known)
    if (one.native == native && one.text == text) return one.made;
  known.push_front({text, native, compiled_anew(text, native)});
  if (known.size() > kKnown) known.pop_back();
  return known.front().made;
}

Run::Run(const Compiled& compiled, Tier tier) : compiled_(compiled), tier_(tier) { open(); }

void Run::open() {
  session_ = std::make_unique<Session>(compiled_.pack, tier_);
  const Plan& plan = compiled_.pack->plan();
  const auto writer = std::make_shared<const DecisionWriter>(plan);
  session_->on_decision([this, &plan, writer](const Decision& decision) {
    outcome.decisions.push_back(words_of(decision_of(plan, decision)));
    std::string& line = outcome.events.emplace_back();
    writer->append(line, decision);
    if (!says_its_times(line, plan, decision))
      outcome.decisions.back() += " but its line says: " + line;
  });
}

void Run::feed(const reference::Event& event) {
  outcome.accepted.push_back(!session_->feed(event_of(event)));
}

void Run::finish() {
  session_->flush();
  outcome.rules = counts_by_source(compiled_.program, compiled_.pack->plan(), session_->counts());
  outcome.closed_early = session_->counts().closed_early;
  outcome.disproved = session_->counts().disproved;
  outcome.late = session_->counts().late;
  outcome.rows_left_out = session_->counts().rows_left_out;
  outcome.reached = session_->counts().reached;
  outcome.reached_nobody = session_->counts().reached_nobody;
  outcome.links_forgotten = session_->counts().links_forgotten;
}

void Run::restart() {
  const std::vector<std::uint8_t> bytes = session_->save();
  open();
  if (auto failure = session_->load(bytes))
    outcome.decisions.push_back("load failed: " + failure->what);
  if (session_->save() != bytes)
    outcome.decisions.push_back("saving what was loaded gives other bytes");
}

Outcome outcome_of(const Compiled& compiled, Tier tier, const Stream& stream,
                   std::optional<std::int64_t> until) {
  Run run(compiled, tier);
  for (const reference::Event& event : stream) run.feed(event);
  if (until) run.session().advance_to(*until);
  run.finish();
  return std::move(run.outcome);
}

namespace {

bool says_who(const Schema& schema, const reference::Event& event) {
  return !reference::Names(schema).namings_of(event, event.customer).empty();
}

}  // namespace

Outcome judged(const Compiled& compiled, const Stream& stream, std::optional<std::int64_t> until) {
  Outcome outcome;
  std::vector<reference::Event> history;
  std::uint64_t late = 0;
  reference::Admission door = reference::admission(compiled.program.schema, stream, until);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    outcome.accepted.push_back(door.events[i] || stream[i].clock);
    if (!door.events[i]) continue;
    if (door.events[i]->known_from) ++late;
    if (door.events[i]->known_from && says_who(compiled.program.schema, *door.events[i]))
      ++outcome.linked_late;
    history.push_back(std::move(*door.events[i]));
  }
  reference::Verdict verdict = reference::judge(compiled.program, history, door.closings);
  for (const auto& decision : verdict.decisions) outcome.decisions.push_back(words_of(decision));
  outcome.rules = std::move(verdict.rules);
  for (const reference::Closing& closing : door.closings)
    if (closing.customer && !closing.arrived) ++outcome.closed_early;
  for (const reference::Closing& closing : door.closings)
    if (closing.naming) ++outcome.linked_out_of_turn;
  outcome.disproved = verdict.disproved;
  outcome.late = late;
  outcome.rows_left_out = verdict.rows_left_out;
  outcome.reached = verdict.reached;
  outcome.reached_nobody = verdict.reached_nobody;
  outcome.links_forgotten = verdict.links_forgotten;
  for (const auto& stages : verdict.stages)
    outcome.rules.insert(outcome.rules.end(), stages.begin(), stages.end());
  return outcome;
}

std::string difference(const Outcome& a, const Outcome& b, const std::string& left,
                       const std::string& right) {
  for (std::size_t i = 0; i < std::min(a.accepted.size(), b.accepted.size()); ++i)
    if (a.accepted[i] != b.accepted[i])
      return fmt::format("event {} is {} by the {} and not by the {}", i,
                         a.accepted[i] ? "accepted" : "refused", left, right);
  if (a.closed_early != b.closed_early)
    return fmt::format("{} times an open event closed early: {}; {}: {}", left, a.closed_early,
                       right, b.closed_early);
  if (a.late != b.late)
    return fmt::format("events later than stated: {}: {}; {}: {}", left, a.late, right, b.late);
  for (std::size_t i = 0; i < std::max(a.decisions.size(), b.decisions.size()); ++i) {
    const std::string mine = i < a.decisions.size() ? a.decisions[i] : "(none)";
    const std::string other = i < b.decisions.size() ? b.decisions[i] : "(none)";
    if (mine != other)
      return fmt::format("decision {}\n  {}: {}\n  {}: {}", i, left, mine, right, other);
  }
  if (a.disproved != b.disproved)
    return fmt::format("acts at once that would not have been: {}: {}; {}: {}", left, a.disproved,
                       right, b.disproved);
  if (a.rows_left_out != b.rows_left_out)
    return fmt::format("rows left out: {}: {}; {}: {}", left, a.rows_left_out, right,
                       b.rows_left_out);
  const auto links = [](const Outcome& one) {
    return fmt::format("{} reached, {} nobody, {} forgotten", one.reached, one.reached_nobody,
                       one.links_forgotten);
  };
  if (links(a) != links(b))
    return fmt::format("links: {}: {}; {}: {}", left, links(a), right, links(b));
  for (std::size_t i = 0; i < std::min(a.rules.size(), b.rules.size()); ++i) {
    const auto& x = a.rules[i];
    const auto& y = b.rules[i];
    if (x == y) continue;
    return fmt::format(
        "counts of rule {} (candidates, no, unknown, limited, issued)\n  {}: {} {} {} {} {}\n  {}: "
        "{} {} {} {} {}",
        i, left, x.candidates, x.not_true, x.unknown, x.limited, x.issued, right, y.candidates,
        y.not_true, y.unknown, y.limited, y.issued);
  }
  return "";
}

}  // namespace wend::differential
