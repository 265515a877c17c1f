// SPDX-License-Identifier: Apache-2.0
//
// First all candidates of a customer are found, each from the full history; then they are taken in
// order and each is asked its condition and its limit. Only the ledger is carried along.
#include "tests/reference/judge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "tests/reference/clock.h"
#include "tests/reference/crossing.h"
#include "tests/reference/decision_id.h"
#include "tests/reference/expression.h"
#include "tests/reference/lives.h"
#include "tests/reference/memory.h"
#include "tests/reference/number.h"
#include "tests/reference/trigger.h"
#include "tests/reference/value_text.h"

namespace wend::reference {
namespace {

using program::Program;
using program::Rule;

// A trigger that fired: at an event, or at a deadline after all events of its instant.
struct Candidate {
  std::int64_t instant = 0;
  bool deadline = false;
  std::size_t event = 0;  // decided on; of a deadline: the one that began it
  std::size_t rank = 0;   // of the rule
  Cause cause{};
  std::size_t rule = 0;
  Match match;
};

bool in_order_of_step(const Candidate& a, const Candidate& b) {
  if (a.instant != b.instant) return a.instant < b.instant;
  if (a.deadline != b.deadline) return b.deadline;
  if (a.deadline) return std::tie(a.rank, a.cause) < std::tie(b.rank, b.cause);
  return std::tie(a.event, a.rank) < std::tie(b.event, b.rank);
}

// Place of each rule among all: highest priority first, then by name as bytes.
std::vector<std::size_t> ranks_of(const Program& program) {
  std::vector<std::size_t> order(program.rules.size());
  for (std::size_t rule = 0; rule < order.size(); ++rule) order[rule] = rule;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Rule& left = program.rules[a];
    const Rule& right = program.rules[b];
    return std::tuple(-std::int64_t{left.priority}, left.name) <
           std::tuple(-std::int64_t{right.priority}, right.name);
  });
  std::vector<std::size_t> ranks(order.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  return ranks;
}

void add_candidates(const Record& record, std::size_t rule, std::size_t rank, std::int64_t closing,
                    std::vector<Candidate>& all) {
  const program::Trigger& trigger = record.program->rules[rule].trigger;
  if (trigger.absence) {
    for (Fired& fired : fired_before(record, trigger, closing))
      all.push_back({fired.deadline, true, fired.start, rank, cause_of(record.events[fired.start]),
                     rule, std::move(fired.match)});
    return;
  }
  if (trigger.crossing) {
    for (const Crossed& one : crossings_before(record, *trigger.crossing, closing))
      all.push_back({one.instant,
                     one.by_clock,
                     one.event,
                     rank,
                     one.cause,
                     rule,
                     {{trigger.steps.front().pattern, one.event}}});
    return;
  }
  if (trigger.approach || trigger.recurring) {
    for (const Instant& one : trigger.approach
                                  ? instants_before(record, trigger, closing)
                                  : instants_before(record, *trigger.recurring, closing))
      all.push_back({one.instant,
                     true,
                     one.event,
                     rank,
                     one.cause,
                     rule,
                     {{trigger.steps.front().pattern, one.event}}});
    return;
  }
  for (std::size_t event = 0; event < record.events.size(); ++event)
    if (auto match = completed_at(record, trigger, event))
      all.push_back({record.instants[event], false, event, rank, cause_of(record.events[event]),
                     rule, std::move(*match)});
}

std::vector<Candidate> candidates_of(const Record& record, std::int64_t closing) {
  const std::vector<std::size_t> ranks = ranks_of(*record.program);
  std::vector<Candidate> all;
  for (std::size_t rule = 0; rule < ranks.size(); ++rule)
    add_candidates(record, rule, ranks[rule], closing, all);
  std::sort(all.begin(), all.end(), in_order_of_step);
  return all;
}

// An event sees the record up to itself, a deadline all events of its instant.
std::size_t seen_by(const Record& record, const Candidate& candidate) {
  if (!candidate.deadline) return candidate.event + 1;
  const auto later =
      std::upper_bound(record.instants.begin(), record.instants.end(), candidate.instant);
  return static_cast<std::size_t>(later - record.instants.begin());
}

// ---------------------------------------------------------------- limits
struct Issued {
  std::int64_t instant;
  Answer key;
  std::optional<std::size_t> life;  // of an instance: the event that it began with
};

bool allowed(const Record& record, const program::Limit& limit, const std::vector<Issued>& ledger,
             std::int64_t now, const Answer& key, std::optional<std::size_t> life) {
  if (limit.none) return true;
  std::vector<std::pair<std::int64_t, std::string>> keys;
  for (const Issued& one : ledger) keys.emplace_back(one.key.number, one.key.text);
  keys.emplace_back(key.number, key.text);
  const auto start = limit.in ? window_start(*record.calendar, now, *limit.in) : std::nullopt;
  std::uint32_t used = 0;
  const std::size_t most = limit.per_instance ? kAllRemembered : limit.key ? limit.remembering : 1;
  for (const std::size_t use : remembered_uses(keys, most))
    if (use < ledger.size() && ledger[use].life == life && (!start || ledger[use].instant > *start))
      ++used;
  return used < limit.times;
}

// ---------------------------------------------------------------- what a decision shows
NamedValue named(const Record& record, std::string name, const program::Type& type,
                 const Answer& value) {
  NamedValue result{std::move(name), type.value, value.is_known(), type.personal, false, 0, "", ""};
  if (!result.known) return result;
  result.number = value.number;
  result.text = value.text;
  result.shown = value_text(record.program->schema, *record.calendar, type.value, value);
  return result;
}

// Rounded to the argument's places, or to the currency's digits.
Answer as_argument(const Program& program, const ValueType& type, const Answer& value) {
  if (!value.is_known()) return value;
  unsigned places = 6;
  if (type.kind == ValueKind::Whole) places = 0;
  if (type.kind == ValueKind::Decimal) places = type.places;
  if (type.kind == ValueKind::Money) places = program.schema.currency_digits;
  std::int64_t step = 1;
  for (unsigned place = places; place < 6; ++place) step *= 10;
  return step == 1 ? value : rounded(value.number, step);
}

// All arguments of the action in the order of its declaration; those left out are not known.
std::vector<NamedValue> arguments_of(const Moment& moment, const program::Call& call) {
  const Program& program = *moment.record->program;
  std::vector<NamedValue> arguments;
  for (const SchemaField& declared : program.schema.actions[call.action].arguments) {
    const program::Type type{program::Kind::Value, declared.type, false, declared.personal};
    arguments.push_back(named(*moment.record, declared.name, type, missing()));
    for (const program::Argument& argument : call.arguments) {
      if (&declared != &program.schema.actions[call.action].arguments[argument.argument]) continue;
      const Answer value = answer(moment, argument.value);
      arguments.back() =
          named(*moment.record, declared.name, type, as_argument(program, declared.type, value));
    }
  }
  return arguments;
}

// A value that could not be computed must not leave the house, and what was not decided uses up no limit.
bool has_unknown_argument(const Moment& moment, const Rule& rule) {
  const Program& program = *moment.record->program;
  for (const program::Call& call : rule.calls) {
    const std::vector<SchemaField>& declared = program.schema.actions[call.action].arguments;
    for (const program::Argument& argument : call.arguments) {
      const Answer value = answer(moment, argument.value);
      if (as_argument(program, declared[argument.argument].type, value).is_unknown()) return true;
    }
  }
  return false;
}

std::vector<Because> events_of(const Record& record, const Rule& rule, const Candidate& candidate) {
  std::vector<Because> events;
  for (std::size_t step = 0; step < candidate.match.size(); ++step) {
    const std::size_t event = candidate.match[step].event;
    const bool current = !candidate.deadline && event == candidate.event;
    const std::int64_t instant = rule.trigger.recurring || rule.trigger.crossing
                                     ? candidate.instant
                                     : record.instants[event];
    events.push_back({rule.trigger.steps[step].text, instant,
                      current ? record.events[event].source : "",
                      current ? record.events[event].id : ""});
  }
  return events;
}

// The cap of a count that is shown, also behind a name.
std::uint32_t cap_of(const Program& program, program::ExprId id) {
  if (const auto* named = std::get_if<program::Named>(&program[id].kind))
    return cap_of(program, program.definitions[named->definition].value);
  const auto* history = std::get_if<program::History>(&program[id].kind);
  return history == nullptr ? 0 : history->cap;
}

std::vector<NamedValue> values_of(const Moment& moment, const Rule& rule) {
  const Program& program = *moment.record->program;
  std::vector<NamedValue> values;
  for (const program::Reason& reason : rule.reasons) {
    const program::Expr& shown = program[reason.value];
    Answer value = answer(moment, reason.value);
    const std::int64_t cap = std::int64_t{cap_of(program, reason.value)} * kMillionth;
    const bool at_least = value.is_known() && cap > 0 && value.number >= cap;
    if (at_least) value.number = cap;
    values.push_back(named(*moment.record, shown.text, shown.type, value));
    values.back().at_least = at_least;
  }
  return values;
}

// ---------------------------------------------------------------- one customer
struct Bench {
  const Record& record;
  std::vector<std::vector<Issued>> ledgers;  // per rule
  Verdict& verdict;
};

void issue(Bench& bench, const Moment& moment, const Candidate& candidate, const Answer& key) {
  const Program& program = *bench.record.program;
  const Rule& rule = program.rules[candidate.rule];
  const ValueType key_type = rule.limit.key ? program[*rule.limit.key].type.value : ValueType{};
  const std::string key_text =
      rule.limit.key ? value_text(program.schema, *bench.record.calendar, key_type, key) : "";
  for (std::uint32_t action = 0; action < rule.calls.size(); ++action) {
    const program::Call& call = rule.calls[action];
    bench.verdict.decisions.push_back(
        {decision_id(rule.name, key, is_bytes(key_type.kind), candidate.cause, candidate.deadline,
                     action),
         candidate.instant, bench.record.events[candidate.event].customer, rule.name, call.action,
         key_text, call.place ? program.schema.places[*call.place].name : "",
         arguments_of(moment, call), events_of(bench.record, rule, candidate),
         values_of(moment, rule)});
  }
}

void consider(Bench& bench, const Candidate& candidate) {
  const Record& record = bench.record;
  const Rule& rule = record.program->rules[candidate.rule];
  RuleCounts& counts = bench.verdict.rules[candidate.rule];
  const Moment moment{&record, seen_by(record, candidate), candidate.instant, &candidate.match};
  ++counts.candidates;
  const Answer condition = rule.condition ? answer(moment, *rule.condition) : yes_or_no(true);
  if (!condition.is_known()) {
    ++counts.unknown;
    return;
  }
  if (!condition.is_yes()) {
    ++counts.not_true;
    return;
  }
  if (has_unknown_argument(moment, rule)) {
    ++counts.unknown;
    return;
  }
  const Answer key = rule.limit.key ? answer(moment, *rule.limit.key) : missing();
  auto& ledger = bench.ledgers[candidate.rule];
  std::optional<std::size_t> life;
  if (rule.limit.per_instance)
    life = life_begin(record, rule.trigger.instance->kind, key.text, moment.seen, moment.now);
  if (!allowed(record, rule.limit, ledger, candidate.instant, key, life)) {
    ++counts.limited;
    return;
  }
  ++counts.issued;
  ledger.push_back({candidate.instant, key, life});
  issue(bench, moment, candidate, key);
}

}  // namespace

Verdict judge(const Program& program, const std::vector<Event>& events,
              std::optional<std::int64_t> until) {
  const Calendar calendar(program.schema.zone);
  std::map<std::string, std::vector<Event>> customers;
  std::int64_t closing = until.value_or(INT64_MIN);
  for (const Event& event : events) {
    customers[event.customer].push_back(event);
    closing = std::max(closing, instant_of(event, program.schema.grain_ms));
  }
  Verdict verdict;
  verdict.rules.resize(program.rules.size());
  for (const auto& [customer, own] : customers) {
    const Record record = record_of(program, calendar, own);
    Bench bench{record, std::vector<std::vector<Issued>>(program.rules.size()), verdict};
    for (const Candidate& candidate : candidates_of(record, closing)) consider(bench, candidate);
  }
  std::stable_sort(verdict.decisions.begin(), verdict.decisions.end(),
                   [](const Decision& a, const Decision& b) {
                     return std::tie(a.time_ms, a.customer) < std::tie(b.time_ms, b.customer);
                   });
  return verdict;
}

}  // namespace wend::reference
