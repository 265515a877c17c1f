// SPDX-License-Identifier: Apache-2.0
//
// Invariants of operations. A body is read once in its order: since Skip only goes forward, what is
// defined on all paths is what was defined outside the runs that may have been skipped.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "compiler/plan/print.h"
#include "compiler/plan/verify.h"
#include "runtime/abi/fact_layout.h"

namespace wend::plan {

namespace {

bool has_part(const Fact& fact, FactPart part) {
  const bool total = part == FactPart::Sum || part == FactPart::Average ||
                     part == FactPart::Largest || part == FactPart::Smallest;
  const bool counts = part == FactPart::Exists || part == FactPart::Count;
  switch (fact.kind) {
    case FactKind::Times: return counts;
    case FactKind::Totals: return counts || (total && fact.has_value);
    case FactKind::Panes: return counts || (total && fact.has_value) || part == FactPart::Fading;
    case FactKind::Items:
      return counts || total || part == FactPart::First || part == FactPart::Last ||
             part == FactPart::Different || part == FactPart::NthLast;
    case FactKind::First:
      return part == FactPart::Exists || part == FactPart::FirstTime ||
             (part == FactPart::First && fact.has_value);
    case FactKind::Last:
      return part == FactPart::Exists || part == FactPart::LastTime ||
             (part == FactPart::Last && fact.has_value);
    case FactKind::Distinct: return part == FactPart::Different;
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit: return false;
    case FactKind::Journey:
      return part == FactPart::Stage || part == FactPart::StageBefore ||
             part == FactPart::StageTime;
  }
  return false;
}

bool is_history(FactKind kind) {
  switch (kind) {
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items:
    case FactKind::Distinct: return true;
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: return false;
  }
  return false;
}

bool is_power_of_ten(std::int64_t number) {
  while (number >= 10 && number % 10 == 0) number /= 10;
  return number == 1;
}

// A body and whose it is: an event's touchpoint, or a rule at its deadline.
struct Place {
  std::string name;
  const Body& body;
  const TouchpointInfo* touchpoint = nullptr;
  std::uint32_t rule = 0;  // of a deadline, of a body behind an index
  bool is_profile = false;
  bool behind_index = false;
  bool is_item = false;  // a test of an item of a list
};

class BodyVerifier {
 public:
  BodyVerifier(const Plan& plan, const Place& place, std::vector<Violation>& violations)
      : plan_(plan),
        place_(place),
        violations_(violations),
        defined_(place.body.registers, false) {}

  void verify() {
    if (place_.body.begin > place_.body.end || place_.body.end > plan_.ops.size()) {
      report("body-range", "does not lie within the plan's operations");
      return;
    }
    for (at_ = place_.body.begin; at_ < place_.body.end; ++at_) {
      leave_runs();
      operation(plan_.ops[at_]);
    }
  }

 private:
  void report(const char* invariant, const std::string& words) {
    violations_.push_back({invariant, place_.name + ": " + words});
  }
  void require(bool holds, const char* invariant, const Op& op, const char* words) {
    if (holds) return;
    report(invariant, fmt::format("{} `{}` {}", at_ - place_.body.begin,
                                  print(plan_, op, place_.body.begin), words));
  }

  struct Run {
    std::uint32_t end;
    std::size_t written;  // length of `written_` before it
    std::optional<std::int64_t> candidate;
  };

  // Behind a run that may have been skipped, the registers written in it hold one thing or another.
  void leave_runs() {
    while (!runs_.empty() && runs_.back().end <= at_) {
      for (; written_.size() > runs_.back().written; written_.pop_back())
        defined_[written_.back()] = false;
      candidate_ = runs_.back().candidate;
      runs_.pop_back();
    }
  }

  void operation(const Op& op) {
    if (static_cast<std::size_t>(op.code) >= op_count()) {
      report("known-operation",
             fmt::format("operation {} does not exist", static_cast<int>(op.code)));
      return;
    }
    const OpRow& row = row_of(op.code);
    if (row.inputs > 0) input(op, op.a);
    if (row.inputs > 1) input(op, op.b);
    if (row.inputs > 2) input(op, op.c);
    names(op);
    if (row.has_output) output(op);
    if (op.code == OpCode::Skip) skip(op);
    if (op.code == OpCode::Candidate) candidate_ = op.imm;
  }

  void input(const Op& op, std::uint32_t number) {
    if (number >= defined_.size()) {
      require(false, "registers-in-range", op, "reads a register that the body has not");
    } else {
      require(defined_[number], "defined-before-use", op, "reads a register that may hold nothing");
    }
  }

  void output(const Op& op) {
    if (op.out >= defined_.size()) {
      require(false, "registers-in-range", op, "writes a register that the body has not");
      return;
    }
    defined_[op.out] = true;
    written_.push_back(op.out);
  }

  void skip(const Op& op) {
    const std::uint32_t limit = runs_.empty() ? place_.body.end : runs_.back().end;
    const bool forward = op.imm > static_cast<std::int64_t>(at_) && op.imm <= std::int64_t{limit};
    require(forward, "skip-forward", op, "does not go forward within its run");
    if (forward) runs_.push_back({static_cast<std::uint32_t>(op.imm), written_.size(), candidate_});
  }

  bool below(std::int64_t number, std::size_t size) const {
    return number >= 0 && static_cast<std::uint64_t>(number) < size;
  }
  const Fact* fact(std::int64_t number) const {
    return below(number, plan_.facts.size()) ? &plan_.facts[static_cast<std::size_t>(number)]
                                             : nullptr;
  }
  const RuleInfo* rule(std::int64_t number) const {
    return below(number, plan_.rules.size()) ? &plan_.rules[static_cast<std::size_t>(number)]
                                             : nullptr;
  }

  // What the operation's number names exists and is of the right kind.
  void names(const Op& op) {
    switch (op.code) {
      case OpCode::ConstantText:
        return require(below(op.imm, plan_.texts.size()), "text-exists", op, "names no text");
      case OpCode::Field:
        return require(place_.touchpoint && below(op.imm, field_count(*place_.touchpoint)),
                       "event-in-hand", op, "reads a field that the event in hand has not");
      case OpCode::Channel:
        return require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
      case OpCode::ProfileBefore:
      case OpCode::Moved:
        require(place_.is_profile, "event-in-hand", op, "has no change of the profile in hand");
        [[fallthrough]];
      case OpCode::Profile:
        return require(below(op.imm, plan_.customer_fields.size()), "profile-field", op,
                       "names no customer field");
      case OpCode::LookUp: return cell(op);
      case OpCode::Captured:
        return require(below(op.imm, plan_.captures.size()), "capture-exists", op,
                       "names no capture");
      case OpCode::Round:
        return require(is_power_of_ten(op.imm) && op.imm <= kMillionth, "round-step", op,
                       "rounds to no digit");
      case OpCode::DatePart:
      case OpCode::DayPart:
        return require(below(op.imm, 6), "date-part", op, "names no part of a date");
      case OpCode::TextEqual:
      case OpCode::TextContains:
      case OpCode::TextStarts:
      case OpCode::TextEnds:
        return require(op.imm == 0 || op.imm == 1, "text-case", op,
                       "neither heeds nor ignores case");
      case OpCode::Mark: return mark(op);
      case OpCode::Update:
      case OpCode::UpdateEvent:
      case OpCode::Reset:
      case OpCode::UpdateSame:
      case OpCode::ResetSame: return history(op);
      case OpCode::Advance: return matching(op, FactKind::Sequence, false);
      case OpCode::AdvanceSame: return matching(op, FactKind::Sequence, true);
      case OpCode::BeginVisit: return matching(op, FactKind::Visit, false);
      case OpCode::InVisit: return visit(op);
      case OpCode::Disarm: return disarm(op);
      case OpCode::Mention: return matching(op, FactKind::Mentions, false);
      case OpCode::ArmAt:
      case OpCode::ArmNext:
      case OpCode::Arm: return matching(op, FactKind::Absence, false);
      case OpCode::DisarmSame:
      case OpCode::ArmAtSame:
      case OpCode::ArmSame: return matching(op, FactKind::Absence, true);
      case OpCode::IsFresh:
      case OpCode::Cross: return keeps(op, FactKind::Level);
      case OpCode::WakeAt: return keeps(op, FactKind::Absence);
      case OpCode::NextLeaving:
        return require(fact(op.imm & 0xFFFFFF) != nullptr, "fact-kind", op, "names no fact");
      case OpCode::Recognise: return recognise(op);
      case OpCode::Move: return matching(op, FactKind::Journey, false);
      case OpCode::Postpone: return matching(op, FactKind::Absence, false);
      case OpCode::CountSame: return matching(op, FactKind::Keyed, true);
      case OpCode::Cycle: return cycle(op);
      case OpCode::Read:
      case OpCode::ReadAll:
      case OpCode::ReadSame:
      case OpCode::ReadBetween: return read(op);
      case OpCode::ItemTest:
        return require(place_.is_item, "item-in-hand", op, "has no item in hand");
      case OpCode::Keep:
        return require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
      case OpCode::PeriodStart: return period(op);
      case OpCode::Key:
      case OpCode::AnswerKeys:
      case OpCode::Look:
      case OpCode::Rules: return asks_index(op);
      case OpCode::Updates: return asks_updates(op);
      case OpCode::Completed: return completed(op);
      case OpCode::Candidate: return candidate(op);
      case OpCode::Argument:
      case OpCode::Reason:
      case OpCode::Issue: return decision(op);
      case OpCode::Constant:
      case OpCode::Absent:
      case OpCode::Now:
      case OpCode::Add:
      case OpCode::Subtract:
      case OpCode::Negate:
      case OpCode::Multiply:
      case OpCode::Divide:
      case OpCode::InCalendar:
      case OpCode::AddSpan:
      case OpCode::AddSpanToDate:
      case OpCode::WindowStart:
      case OpCode::AtClock:
      case OpCode::Equal:
      case OpCode::NotEqual:
      case OpCode::Less:
      case OpCode::LessEqual:
      case OpCode::InMask:
      case OpCode::Includes:
      case OpCode::And:
      case OpCode::Or:
      case OpCode::Not:
      case OpCode::IsKnown:
      case OpCode::Default:
      case OpCode::Select:
      case OpCode::Skip: return;
    }
  }

  void cell(const Op& op) {
    const auto column = static_cast<std::size_t>(op.imm >> 16);
    const bool is_table = below(op.imm & 0xFFFF, plan_.tables.size());
    require(is_table, "table-exists", op, "names no table");
    if (!is_table) return;
    const TableInfo& table = plan_.tables[static_cast<std::size_t>(op.imm & 0xFFFF)];
    require(column == 0xFFFF || (column > 0 && column < table.fields.size()), "table-column", op,
            "names no column");
  }

  void mark(const Op& op) {
    require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
    require(below(op.imm, 64), "mark-bit", op, "names no mark");
  }

  void history(const Op& op) {
    require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
    const Fact* kept = fact(op.imm);
    require(kept && is_history(kept->kind), "fact-kind", op, "changes no history");
    if (!kept) return;
    const bool has_key = op.code == OpCode::UpdateSame || op.code == OpCode::ResetSame;
    if (op.code != OpCode::Reset) {
      require(has_key == has_history_per_key(*kept), "fact-key", op,
              "gives a key to a fact without, or none");
    }
    if (has_key || op.code == OpCode::Reset) return;
    const bool takes_value = kept->has_value;
    require(takes_value == (op.code == OpCode::Update), "fact-value", op,
            "gives a value to a fact without, or none");
  }

  void matching(const Op& op, FactKind kind, bool with_keys) {
    require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
    const Fact* kept = fact(op.imm);
    require(kept && kept->kind == kind, "fact-kind", op, "names a fact of another kind");
    require(!kept || (kept->keys != 0) == with_keys, "fact-keys", op,
            "gives a key to a fact without, or none");
  }

  // Also of a fact with keys: of all of them.
  void disarm(const Op& op) {
    require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
    keeps(op, FactKind::Absence);
  }

  // Also at a deadline.
  void keeps(const Op& op, FactKind kind) {
    const Fact* kept = fact(op.imm);
    require(kept && kept->kind == kind, "fact-kind", op, "names a fact of another kind");
  }

  // A stage of the journey that the candidate before it belongs to.
  void recognise(const Op& op) {
    const RuleInfo* stage = candidate_ ? rule(*candidate_) : nullptr;
    require(stage != nullptr && stage->is_stage && !runs_.empty(), "candidate-first", op,
            "stands before any candidate");
    require(!stage || stage->journey == (op.imm & 0xFFFFFF), "stage-own", op,
            "recognises a stage of another journey");
    const Fact* kept = fact(op.imm & 0xFFFFFF);
    const bool is_stage = kept && kept->kind == FactKind::Journey &&
                          kept->value.declared < plan_.choices.size() &&
                          below(op.imm >> 24, plan_.choices[kept->value.declared].values.size());
    require(is_stage, "fact-kind", op, "recognises what is no stage");
  }

  void cycle(const Op& op) {
    require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
    const Fact* kept = fact(op.imm);
    require(kept && kept->kind == FactKind::Cycle, "fact-kind", op, "names a fact of another kind");
  }

  void read(const Op& op) {
    const Fact* kept = fact(op.imm & 0xFFFFFF);
    require(kept && (is_history(kept->kind) || kept->kind == FactKind::Journey), "fact-kind", op,
            "reads no history");
    if (!kept) return;
    require((op.code == OpCode::ReadSame) == has_history_per_key(*kept), "fact-key", op,
            "asks for a key in a fact without, or for none");
    const std::int64_t part = op.imm >> 24 & 0xFF;
    require(part <= static_cast<std::int64_t>(FactPart::StageTime) &&
                has_part(*kept, static_cast<FactPart>(part)),
            "read-part", op, "asks for what its fact does not keep");
    const std::int64_t cap = op.imm >> 32;
    const bool bounded = kept->kind == FactKind::Times || kept->kind == FactKind::Distinct;
    const bool fits = cap >= 0 && (!bounded || cap <= std::int64_t{kept->capacity});
    require(fits, "read-cap", op, "counts further than its fact does");
    require(!bounded || cap > 0 || part == 0, "read-cap", op, "would show what other rules need");
    if (kept->kind == FactKind::Panes && part != static_cast<std::int64_t>(FactPart::Fading)) {
      const std::int64_t panes = (cap & 0xFFFF) + (cap >> 16);
      require((cap & 0xFFFF) > 0 && panes <= std::int64_t{kept->capacity}, "read-panes", op,
              "asks for panes that its fact does not keep");
    }
  }

  void visit(const Op& op) {
    const Fact* kept = fact(op.imm);
    require(kept && kept->kind == FactKind::Visit, "fact-kind", op, "asks of a visit elsewhere");
  }

  void period(const Op& op) {
    const auto unit = static_cast<PaneUnit>(op.imm & 0xFF);
    const bool known = unit == PaneUnit::Day || unit == PaneUnit::Week || unit == PaneUnit::Month ||
                       unit == PaneUnit::Year;
    require(known && op.imm >> 8 <= 1, "period", op, "names no period of the calendar");
  }

  // A rule behind the index does not ask it again.
  void asks_index(const Op& op) {
    const bool may_ask = place_.touchpoint != nullptr && !place_.behind_index &&
                         !place_.touchpoint->index.bodies.empty();
    require(may_ask, "index-at-home", op, "has no index to ask");
    if (!may_ask) return;
    const BodyIndex& index = place_.touchpoint->index;
    if (op.code == OpCode::AnswerKeys) {
      require(!looked_, "index-key", op, "answers keys that its index was asked with");
    } else if (op.code == OpCode::Look) {
      looked_ = true;
    } else if (op.code == OpCode::Rules) {
      require(looked_, "index-asked-first", op, "runs rules before the index was asked");
      require(below(op.imm, index.bodies.size() + 1), "index-rule", op,
              "names no rule of its index");
    } else {
      const bool is_asked =
          std::any_of(index.inputs.begin(), index.inputs.end(), [&](const IndexInput& input) {
            return input.source == IndexSource::Key && input.number == op.imm;
          });
      require(is_asked && !looked_, "index-key", op, "is no key that its index will ask for");
    }
  }

  void asks_updates(const Op& op) {
    const bool may_ask = place_.touchpoint != nullptr && !place_.behind_index &&
                         !place_.touchpoint->updates.bodies.empty();
    require(may_ask, "index-at-home", op, "has no updates to run");
  }

  void completed(const Op& op) {
    require(place_.touchpoint != nullptr, "event-in-hand", op, "has no event in hand");
    keeps(op, FactKind::Sequence);
  }

  void candidate(const Op& op) {
    const RuleInfo* asked = rule(op.imm);
    require(asked != nullptr, "rule-exists", op, "names no rule");
    if (!asked) return;
    const bool at_home = place_.touchpoint && !place_.behind_index
                             ? !asked->at_deadline || asked->also_at_events
                             : op.imm == std::int64_t{place_.rule};
    require(at_home, "rule-at-home", op, "decides a rule that does not act here");
  }

  // Arguments, reasons and actions belong to the candidate before them.
  void decision(const Op& op) {
    const RuleInfo* acting = candidate_ ? rule(*candidate_) : nullptr;
    require(acting != nullptr && !runs_.empty(), "candidate-first", op,
            "stands before any candidate");
    if (!acting) return;
    if (op.code == OpCode::Reason) {
      require(below(op.imm, acting->reasons.size()), "reason-exists", op,
              "gives a reason that its rule has not");
    } else if (op.code == OpCode::Argument) {
      std::size_t arguments = 0;
      for (const IssuedAction& issued : acting->actions) arguments += issued.arguments.size();
      require(below(op.imm, arguments), "argument-exists", op,
              "gives an argument that its rule has not");
    } else {
      require(op.imm >> 16 == *candidate_, "issue-own", op, "issues for another rule");
      require(below(op.imm & 0xFFFF, acting->actions.size()), "action-exists", op,
              "names no action of its rule");
    }
  }

  const Plan& plan_;
  const Place& place_;
  std::vector<Violation>& violations_;
  std::uint32_t at_ = 0;
  std::vector<bool> defined_;
  std::vector<std::uint32_t> written_;  // registers in the order they were written
  std::vector<Run> runs_;               // that stand open, the innermost last
  std::optional<std::int64_t> candidate_;
  bool looked_ = false;  // the index was asked
};

}  // namespace

void verify_bodies(const Plan& plan, std::vector<Violation>& violations) {
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    const Place place{"touchpoint " + touchpoint.name, touchpoint.body, &touchpoint, 0, false};
    BodyVerifier(plan, place, violations).verify();
    for (const AnswerInfo& answer : touchpoint.answers) {
      if (!answer.has_test) continue;
      TouchpointInfo item;
      item.fields = touchpoint.lists[answer.list].fields;
      Place own{"items of " + touchpoint.name, answer.test, &item, IndexedBody::kNone, false, true};
      own.is_item = true;
      BodyVerifier(plan, own, violations).verify();
    }
    for (const IndexedBody& update : touchpoint.updates.bodies) {
      const Place own{"an update of " + touchpoint.name,
                      update.body,
                      &touchpoint,
                      IndexedBody::kNone,
                      false,
                      true};
      BodyVerifier(plan, own, violations).verify();
    }
    for (const IndexedBody& rule : touchpoint.index.bodies) {
      const Place own{fmt::format("rule {} behind the index of {}", rule.rule, touchpoint.name),
                      rule.body,
                      &touchpoint,
                      rule.rule,
                      false,
                      true};
      BodyVerifier(plan, own, violations).verify();
    }
  }
  const TouchpointInfo no_fields;
  const Place profile{"the profile", plan.profile_body, &no_fields, 0, true};
  BodyVerifier(plan, profile, violations).verify();
  for (std::uint32_t i = 0; i < plan.rules.size(); ++i) {
    if (!plan.rules[i].at_deadline) continue;
    const Place place{"deadline of " + plan.rules[i].name, plan.rules[i].deadline_body, nullptr, i,
                      false};
    BodyVerifier(plan, place, violations).verify();
  }
}

}  // namespace wend::plan
