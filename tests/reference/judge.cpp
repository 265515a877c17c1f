// SPDX-License-Identifier: Apache-2.0
//
// First all candidates of a customer are found, each from the full history; then they are taken in
// order and each is asked its condition and its limit. Only the ledger is carried along.
#include "tests/reference/judge.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "tests/reference/clock.h"
#include "tests/reference/crossing.h"
#include "tests/reference/decision_id.h"
#include "tests/reference/expression.h"
#include "tests/reference/identity.h"
#include "tests/reference/journey.h"
#include "tests/reference/links.h"
#include "tests/reference/lives.h"
#include "tests/reference/memory.h"
#include "tests/reference/number.h"
#include "tests/reference/tables.h"
#include "tests/reference/trigger.h"
#include "tests/reference/united.h"
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

void add_candidates(const Record& record, const program::Trigger& trigger, std::size_t rule,
                    std::size_t rank, std::int64_t closing, std::vector<Candidate>& all) {
  const auto add = [&](const auto& instants) {
    for (const auto& one : instants)
      all.push_back({one.instant,
                     one.by_clock,
                     one.event,
                     rank,
                     one.cause,
                     rule,
                     {{trigger.steps.front().pattern, one.event}}});
  };
  if (trigger.move) return add(awaited_moves(record, *trigger.move));
  if (trigger.stay) return add(stays_before(record, *trigger.stay, closing));
  if (trigger.crossing) return add(crossings_before(record, *trigger.crossing, closing));
  if (trigger.approach) return add(instants_before(record, trigger, closing));
  if (trigger.recurring) return add(instants_before(record, *trigger.recurring, closing));
  if (trigger.absence) {
    for (Fired& fired : fired_before(record, trigger, closing))
      all.push_back({fired.deadline, true, fired.start, rank, cause_of(record.events[fired.start]),
                     rule, std::move(fired.match)});
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
    add_candidates(record, record.program->rules[rule].trigger, rule, ranks[rule], closing, all);
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
  std::vector<std::int64_t> instants;  // several where what another name was sent joined
  Answer key;
  std::optional<std::size_t> life;  // of an instance: the event that it began with
};

std::size_t remembered_by(const program::Limit& limit) {
  return limit.per_instance ? kAllRemembered : limit.key ? limit.remembering : 1;
}

// When it was issued with this key, and in this life, as far as that is remembered.
std::vector<std::int64_t> uses_of(const program::Limit& limit, const std::vector<Issued>& ledger,
                                  const Answer& key, std::optional<std::size_t> life) {
  std::vector<std::pair<std::int64_t, std::string>> keys;
  for (const Issued& one : ledger) keys.emplace_back(one.key.number, one.key.text);
  keys.emplace_back(key.number, key.text);
  std::vector<std::int64_t> instants;
  for (const std::size_t use : remembered_uses(keys, remembered_by(limit))) {
    if (use == ledger.size() || ledger[use].life != life) continue;
    instants.insert(instants.end(), ledger[use].instants.begin(), ledger[use].instants.end());
  }
  return instants;
}

// What the joining history was sent joins, unless it was sent it for an instance, which has ended.
void join_ledger(const program::Limit& limit, const std::vector<Issued>& theirs,
                 std::vector<Issued>& ledger) {
  if (limit.none || limit.per_instance) return;
  std::vector<Use<std::pair<std::int64_t, std::string>>> uses;
  for (std::size_t i = 0; i < theirs.size(); ++i)
    uses.push_back({{theirs[i].key.number, theirs[i].key.text}, {i}});
  for (const auto& use : remembered(uses, remembered_by(limit))) {
    Issued joined{{}, theirs[use.events.front()].key, std::nullopt};
    for (const std::size_t i : use.events)
      joined.instants.insert(joined.instants.end(), theirs[i].instants.begin(),
                             theirs[i].instants.end());
    ledger.push_back(std::move(joined));
  }
}

// What is dated before the newest issue counts at that one's instant.
std::int64_t counted_at(const program::Limit& limit, const std::vector<Issued>& ledger,
                        std::int64_t now, const Answer& key, std::optional<std::size_t> life) {
  if (limit.none) return now;
  for (const std::int64_t instant : uses_of(limit, ledger, key, life)) now = std::max(now, instant);
  return now;
}

bool allowed(const Record& record, const program::Limit& limit, const std::vector<Issued>& ledger,
             std::int64_t now, const Answer& key, std::optional<std::size_t> life) {
  if (limit.none) return true;
  const std::int64_t counted = counted_at(limit, ledger, now, key, life);
  const auto start = limit.in ? window_start(*record.calendar, counted, *limit.in) : std::nullopt;
  std::uint32_t used = 0;
  for (const std::int64_t instant : uses_of(limit, ledger, key, life))
    if (!start || instant > *start) ++used;
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
    const program::Trigger& trigger = rule.trigger;
    const bool is_instant = trigger.recurring || trigger.crossing || trigger.move || trigger.stay;
    const std::int64_t instant = is_instant ? candidate.instant : record.instants[event];
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
  const auto* history = program::history_in(program[id]);
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

// ---------------------------------------------------------------- journeys
// What recognised a stage before `end`, in the order of the moments; of one moment in any order. By the clock only
// before `closing`.
std::vector<Recognised> recognised_in(const Record& record, const program::Journey& journey,
                                      std::int64_t closing, std::int64_t end,
                                      std::vector<RuleCounts>& counts,
                                      const std::function<KnownRows(const Candidate&)>& rows) {
  std::vector<Recognised> all;
  for (std::uint32_t stage = 0; stage < journey.stages.size(); ++stage) {
    const Rule& rule = journey.stages[stage];
    std::vector<Candidate> candidates;
    add_candidates(record, rule.trigger, stage, 0, closing, candidates);
    for (const Candidate& one : candidates) {
      if (one.instant >= end) continue;
      const Moment moment{
          &record, seen_by(record, one), one.instant, &one.match, one.deadline, false, rows(one)};
      const Answer condition = rule.condition ? answer(moment, *rule.condition) : yes_or_no(true);
      ++counts[stage].candidates;
      if (!condition.is_known()) ++counts[stage].unknown;
      if (condition.is_no()) ++counts[stage].not_true;
      if (!condition.is_yes()) continue;
      ++counts[stage].issued;
      const std::size_t event = one.deadline ? seen_by(record, one) - 1 : one.event;
      all.push_back({one.instant, one.deadline, event, stage});
    }
  }
  return all;
}

// ---------------------------------------------------------------- one customer
// A rule and an event that it acts on. Its source and id may come again, when it is closed.
using Act = std::tuple<std::size_t, std::string, std::string, std::int64_t>;

// Per decision of the verdict: what closed it, or the event that came; and its place among all that was looked at.
struct Issues {
  std::vector<std::pair<std::size_t, std::size_t>> by;
  std::size_t places = 0;
};

struct Bench {
  const Record& record;
  std::vector<std::vector<Issued>>& ledgers;  // per rule
  Verdict& verdict;
  Issues& issues;
  std::size_t closing = 0;  // in hand
  std::size_t place = 0;
};

Act act_of(const Record& record, const Candidate& candidate) {
  const Event& event = record.events[candidate.event];
  return {candidate.rule, event.source, event.id, event.time_ns};
}

void issue(Bench& bench, const Moment& moment, const Candidate& candidate, const Answer& key) {
  const Program& program = *bench.record.program;
  const Rule& rule = program.rules[candidate.rule];
  const ValueType key_type = rule.limit.key ? program[*rule.limit.key].type.value : ValueType{};
  const std::string key_text =
      rule.limit.key ? value_text(program.schema, *bench.record.calendar, key_type, key) : "";
  for (std::uint32_t action = 0; action < rule.calls.size(); ++action) {
    const program::Call& call = rule.calls[action];
    bench.issues.by.emplace_back(bench.closing, bench.place);
    bench.verdict.decisions.push_back(
        {decision_id(lasting_name(rule), key, is_bytes(key_type.kind), candidate.cause,
                     candidate.deadline, action),
         candidate.instant, bench.record.events[candidate.event].customer, rule.name, call.action,
         key_text, call.place ? program.schema.places[*call.place].name : "",
         arguments_of(moment, call), events_of(bench.record, rule, candidate),
         values_of(moment, rule)});
  }
}

Answer condition_of(const Moment& moment, const Rule& rule) {
  const Answer condition = rule.condition ? answer(moment, *rule.condition) : yes_or_no(true);
  return condition.is_yes() && has_unknown_argument(moment, rule) ? unknown() : condition;
}

// Its condition is true: the limit is asked.
void act(Bench& bench, const Moment& moment, const Candidate& candidate) {
  const Rule& rule = bench.record.program->rules[candidate.rule];
  RuleCounts& counts = bench.verdict.rules[candidate.rule];
  const Answer key = rule.limit.key ? answer(moment, *rule.limit.key) : missing();
  auto& ledger = bench.ledgers[candidate.rule];
  std::optional<std::size_t> life;
  if (rule.limit.per_instance)
    life = life_begin(bench.record, rule.trigger.instance->kind, key.text, moment.seen, moment.now);
  if (!allowed(bench.record, rule.limit, ledger, candidate.instant, key, life)) {
    ++counts.limited;
    return;
  }
  ++counts.issued;
  ledger.push_back({{counted_at(rule.limit, ledger, candidate.instant, key, life)}, key, life});
  issue(bench, moment, candidate, key);
}

// Who has no household is alone; of whom it is not known nothing is decided.
Answer household_of(const Moment& moment, const Rule& rule) {
  if (!rule.limit.level) return missing();
  return profile_field(moment, moment.record->program->schema.levels[*rule.limit.level].field);
}

// Whether its condition is true, which is counted.
bool holds(Bench& bench, const Candidate& candidate, const Moment& moment) {
  const Rule& rule = bench.record.program->rules[candidate.rule];
  RuleCounts& counts = bench.verdict.rules[candidate.rule];
  ++counts.candidates;
  Answer condition = condition_of(moment, rule);
  if (condition.is_yes() && household_of(moment, rule).is_unknown()) condition = unknown();
  if (!condition.is_known()) ++counts.unknown;
  if (condition.is_known() && !condition.is_yes()) ++counts.not_true;
  return condition.is_known() && condition.is_yes();
}

// ---------------------------------------------------------------- several customers together
// True, and its limit is of a level: it is asked when all customers are known.
struct Shared {
  std::shared_ptr<const Record> record;
  Candidate candidate;
  KnownRows rows;
  std::size_t closing = 0;
  std::size_t place = 0;
  std::string customer;
  std::string household;
};

bool in_order_of_all(const Shared& a, const Shared& b) {
  const Candidate &left = a.candidate, &right = b.candidate;
  if (left.instant != right.instant || left.deadline != right.deadline)
    return std::tie(left.instant, left.deadline) < std::tie(right.instant, right.deadline);
  if (!left.deadline) {
    const auto place = [](const Shared& one) {
      const Event& event = one.record->events[one.candidate.event];
      return std::tie(event.time_ns, event.source, event.sequence, event.id, one.customer,
                      event.carried);
    };
    if (place(a) != place(b)) return place(a) < place(b);
  }
  if (a.customer != b.customer) return a.customer < b.customer;
  return in_order_of_step(left, right);
}

void act_together(std::vector<Shared>& all, std::size_t rules, Verdict& verdict, Issues& issues) {
  std::stable_sort(all.begin(), all.end(), in_order_of_all);
  std::map<std::string, std::vector<std::vector<Issued>>> ledgers;
  for (const Shared& one : all) {
    auto& own = ledgers[one.household];
    own.resize(rules);
    Bench bench{*one.record, own, verdict, issues, one.closing, one.place};
    const Candidate& candidate = one.candidate;
    const Moment moment{one.record.get(),
                        seen_by(*one.record, candidate),
                        candidate.instant,
                        &candidate.match,
                        candidate.deadline,
                        false,
                        one.rows};
    act(bench, moment, candidate);
  }
}

// ---------------------------------------------------------------- what is closed, and when
bool concerns(const Closing& closing, const std::string& customer) {
  return !closing.customer || *closing.customer == customer;
}

// What is earlier is closed at the end.
std::int64_t closed_for(const std::vector<Closing>& closings, const std::string& customer) {
  std::int64_t closed = INT64_MIN;
  for (const Closing& one : closings)
    if (concerns(one, customer)) closed = std::max(closed, one.before);
  return closed;
}

// The closing that decides it; nothing: it stays open.
std::optional<std::size_t> closing_of(const Program& program, const std::vector<Closing>& closings,
                                      const std::string& customer, const Candidate& candidate) {
  for (std::size_t i = 0; i < closings.size(); ++i)
    if (concerns(closings[i], customer) && candidate.instant < closings[i].before) return i;
  const bool ends = program.schema.lateness_ms == 0 && !candidate.deadline;
  return ends ? std::optional(closings.size()) : std::nullopt;
}

// By the closing that issued them, then instant, customer, place; of somebody of whom more is closed by customer first.
void sort(Verdict& verdict, const Issues& issues, const std::vector<Closing>& closings) {
  std::vector<std::size_t> batches;
  for (std::size_t i = 0; i < closings.size(); ++i)
    batches.push_back(i > 0 && closings[i].goes_on ? batches[i - 1] : i);
  batches.push_back(closings.size());
  const auto step = [&](std::size_t i) {
    const std::size_t closing = issues.by[i].first;
    const bool is_of_some = closing < closings.size() && closings[closing].customer.has_value();
    return std::pair(batches[closing], is_of_some ? 0 : verdict.decisions[i].time_ms);
  };
  std::vector<std::size_t> order(issues.by.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Decision& left = verdict.decisions[a];
    const Decision& right = verdict.decisions[b];
    return std::tuple(step(a), left.customer, left.time_ms, issues.by[a].second) <
           std::tuple(step(b), right.customer, right.time_ms, issues.by[b].second);
  });
  std::vector<Decision> sorted;
  for (const std::size_t i : order) sorted.push_back(std::move(verdict.decisions[i]));
  verdict.decisions = std::move(sorted);
}

// ---------------------------------------------------------------- one customer
class Customer {
 public:
  Customer(const Program& program, const Calendar& calendar, const std::vector<Closing>& closings,
           const std::vector<Event>& events, const Rows& rows, const Person& person,
           Verdict& verdict, Issues& issues)
      : program_(program),
        calendar_(calendar),
        closings_(closings),
        events_(events),
        rows_(rows),
        person_(person),
        name_(person.name),
        verdict_(verdict),
        issues_(issues),
        ledgers_(program.rules.size()) {}

  // `sent`: to those before, who may join; then to this one, too.
  void judge(const std::vector<Person>& people, std::vector<std::vector<std::vector<Issued>>>& sent,
             std::vector<Shared>& shared) {
    for (const Person::Join& join : person_.joins) {
      joining_.push_back({join.event, join.from, join.step, people[join.person].events});
      for (Event& event : joining_.back().events) event.customer = name_;
      joined_ledgers_.push_back(sent[join.person]);
    }
    for (std::size_t i = 0; i < closings_.size(); ++i)
      if (closings_[i].arrived && closings_[i].customer == name_) arrives(i);
    closes(shared);
    sent.push_back(ledgers_);
  }

 private:
  bool is_at_once(std::size_t rule) const {
    return has_arrivals_ && program_.rules[rule].at_once && program_.schema.lateness_ms != 0;
  }

  // What is known then is decided at once, as far as it is open and nothing was done before.
  void arrives(std::size_t step) {
    has_arrivals_ = true;
    known_.push_back(events_[*closings_[step].arrived]);
    const std::int64_t closed = closed_for(
        {closings_.begin(), closings_.begin() + static_cast<std::ptrdiff_t>(step)}, name_);
    Record record = record_of(program_, calendar_, known_);
    for (const program::Journey& journey : program_.journeys) {
      std::vector<RuleCounts> uncounted(journey.stages.size());
      record.moves.push_back(moves_of(
          recognised_in(record, journey, closed, INT64_MAX, uncounted, [&](const Candidate& one) {
            return one.instant < closed ? rows_at(one)
                                        : KnownRows{&rows_, closings_[step].rows, true};
          })));
    }
    Bench bench{record, ledgers_, verdict_, issues_, step};
    for (const Candidate& candidate : open_candidates(record, closed)) {
      const Moment moment{
          &record, seen_by(record, candidate),          candidate.instant, &candidate.match, false,
          false,   {&rows_, closings_[step].rows, true}};
      const Act one = act_of(record, candidate);
      const Rule& rule = program_.rules[candidate.rule];
      const Answer condition = condition_of(moment, rule);
      bench.place = issues_.places++;
      if (acted_.contains(one) || !condition.is_known() || !condition.is_yes()) continue;
      const std::uint64_t issued = verdict_.rules[candidate.rule].issued;
      act(bench, moment, candidate);
      acted_[one] = verdict_.rules[candidate.rule].issued > issued;
    }
  }

  std::vector<Candidate> open_candidates(const Record& record, std::int64_t closed) const {
    const std::vector<std::size_t> ranks = ranks_of(program_);
    std::vector<Candidate> all;
    for (std::size_t rule = 0; rule < program_.rules.size(); ++rule) {
      if (!program_.rules[rule].at_once) continue;
      for (std::size_t event = 0; event < record.events.size(); ++event) {
        if (record.instants[event] < closed) continue;
        if (auto match = completed_at(record, program_.rules[rule].trigger, event))
          all.push_back({record.instants[event], false, event, ranks[rule],
                         cause_of(record.events[event]), rule, std::move(*match)});
      }
    }
    std::sort(all.begin(), all.end(), in_order_of_step);
    return all;
  }

  // What is certain. Of what was decided at once it is only seen whether it would be decided now.
  void closes(std::vector<Shared>& shared) {
    const auto kept =
        std::make_shared<Record>(record_of(program_, calendar_, person_.events, joining_));
    Record& record = *kept;
    const std::int64_t closed =
        std::min(closed_for(closings_, name_), person_.ends.value_or(INT64_MAX));
    // Without lateness the end decides the newest events.
    const std::int64_t decided_before =
        program_.schema.lateness_ms == 0 ? INT64_MAX : closed_for(closings_, name_);
    for (std::size_t journey = 0; journey < program_.journeys.size(); ++journey)
      record.moves.push_back(moves_of(recognised_in(
          record, program_.journeys[journey], closed, decided_before, verdict_.stages[journey],
          [this](const Candidate& one) { return rows_at(one); })));
    Bench bench{record, ledgers_, verdict_, issues_};
    for (const Candidate& candidate : candidates_of(record, closed)) {
      const auto closing = closing_of(program_, closings_, name_, candidate);
      if (!closing) continue;
      bench.closing = *closing;
      bench.place = issues_.places++;
      join_ledgers_before(record, candidate);
      const Moment moment{&record,           seen_by(record, candidate), candidate.instant,
                          &candidate.match,  candidate.deadline,         false,
                          rows_at(candidate)};
      const bool holds_now = holds(bench, candidate, moment);
      if (holds_now && is_at_once(candidate.rule)) acted_.erase(act_of(record, candidate));
      if (!holds_now || is_at_once(candidate.rule)) continue;
      const Answer household = household_of(moment, program_.rules[candidate.rule]);
      if (household.is_known()) {
        shared.push_back(
            {kept, candidate, rows_at(candidate), *closing, bench.place, name_, household.text});
      } else {
        act(bench, moment, candidate);
      }
    }
    for (std::size_t event = 0; event < record.events.size(); ++event)
      if (record.is_own(event) && record.instants[event] < closed)
        count_disproved(record.events[event]);
  }

  // Those that had come when it was closed.
  KnownRows rows_at(const Candidate& candidate) const {
    const auto closing = closing_of(program_, closings_, name_, candidate);
    const bool is_closed = closing && *closing < closings_.size();
    return {&rows_, is_closed ? closings_[*closing].rows : rows_.size(), false};
  }

  void join_ledgers_before(const Record& record, const Candidate& candidate) {
    for (; joined_ < joined_ledgers_.size(); ++joined_) {
      const std::size_t place = record.joined[joined_].place;
      const bool is_before = candidate.deadline ? record.instants[place] <= candidate.instant
                                                : place < candidate.event;
      if (!is_before) return;
      for (std::size_t rule = 0; rule < ledgers_.size(); ++rule)
        join_ledger(program_.rules[rule].limit, joined_ledgers_[joined_][rule], ledgers_[rule]);
    }
  }

  void count_disproved(const Event& event) {
    for (const auto& [one, issued] : acted_)
      if (issued && one == Act{std::get<0>(one), event.source, event.id, event.time_ns})
        ++verdict_.disproved;
  }

  const Program& program_;
  const Calendar& calendar_;
  const std::vector<Closing>& closings_;
  const std::vector<Event>& events_;
  const Rows& rows_;
  const Person& person_;
  const std::string& name_;
  Verdict& verdict_;
  Issues& issues_;
  std::vector<std::vector<Issued>> ledgers_;  // per rule
  std::vector<JoiningHistory> joining_;
  std::vector<std::vector<std::vector<Issued>>> joined_ledgers_;  // of each, per rule
  std::size_t joined_ = 0;                                        // so many have joined
  std::vector<Event> known_;
  std::map<Act, bool> acted_;  // at once: whether it was issued, or held back by its limit
  bool has_arrivals_ = false;
};

}  // namespace

Verdict judge(const Program& program, const std::vector<Event>& accepted,
              const std::vector<Closing>& closings) {
  const Calendar calendar(program.schema.zone);
  std::vector<Event> happened;
  Rows rows;
  for (const Event& event : accepted) (event.table ? rows : happened).push_back(event);
  Verdict verdict;
  for (const Event& row : rows) verdict.rows_left_out += row.left_out ? 1 : 0;
  const Reached linked = reached(program.schema, calendar, happened, closings);
  const std::vector<Event>& events = linked.events;
  const std::vector<Person> people = people_of(program.schema, events, closings);
  std::vector<std::vector<std::vector<Issued>>> sent;
  std::vector<Shared> shared;
  verdict.reached = linked.reached;
  verdict.reached_nobody = linked.reached_nobody;
  verdict.links_forgotten = linked.forgotten;
  Issues issues;
  verdict.rules.resize(program.rules.size());
  for (const program::Journey& journey : program.journeys)
    verdict.stages.emplace_back(journey.stages.size());
  for (const Person& person : people)
    Customer(program, calendar, closings, events, rows, person, verdict, issues)
        .judge(people, sent, shared);
  act_together(shared, program.rules.size(), verdict, issues);
  sort(verdict, issues, closings);
  return verdict;
}

Verdict judge(const Program& program, const std::vector<Event>& events,
              std::optional<std::int64_t> until) {
  std::int64_t closing = until.value_or(INT64_MIN);
  std::size_t rows = 0;
  for (const Event& event : events) {
    closing = std::max(closing, instant_of(event, program.schema.grain_ms));
    rows += event.table ? 1 : 0;
  }
  return judge(
      program, events,
      std::vector<Closing>{{std::nullopt, closing, std::nullopt, rows, false, std::nullopt}});
}

}  // namespace wend::reference
