// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/moment.h"

#include <algorithm>
#include <utility>

#include "runtime/decision/identity.h"
#include "runtime/step/customers.h"
#include "runtime/step/event_check.h"
#include "runtime/step/join.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

bool has_profile_op(const Plan& plan, const Body& body) {
  return std::any_of(plan.ops.begin() + body.begin, plan.ops.begin() + body.end,
                     [](const Op& op) { return op.code == OpCode::Profile; });
}

void look_at_body(Prepared& prepared, const Body& body) {
  prepared.most_registers = std::max(prepared.most_registers, body.registers);
  prepared.reads_profile.push_back(has_profile_op(prepared.plan, body) ? 1 : 0);
}

std::uint32_t kept_of(const Plan& plan) {
  std::uint32_t most = 0;
  for (const Op& op : plan.ops) {
    if (op.code == OpCode::Keep) most = std::max(most, static_cast<std::uint32_t>(op.imm) + 1);
  }
  return most;
}

std::vector<std::uint32_t> rules_of(const Plan& plan, const Body& body) {
  std::vector<std::uint32_t> rules;
  for (std::uint32_t at = body.begin; at < body.end; ++at) {
    const Op& op = plan.ops[at];
    const bool decides =
        op.code == OpCode::Candidate && !plan.rules[static_cast<std::size_t>(op.imm)].is_stage;
    if (decides) rules.push_back(static_cast<std::uint32_t>(plan.ops[at].imm));
  }
  return rules;
}

std::unique_ptr<const BitIndex> bits_of(const Prepared& prepared, const BodyIndex& index) {
  return index.bodies.empty() ? nullptr
                              : std::make_unique<const BitIndex>(index, prepared.plan.texts);
}

std::uint32_t candidate_in(const Plan& plan, const Body& body) {
  std::uint32_t at = body.begin;
  while (at < body.end && plan.ops[at].code != OpCode::Candidate) ++at;
  return at < body.end ? at : body.begin;
}

// Behind the body of its touchpoint.
void look_at_updates(Prepared& prepared, const BodyIndex& updates) {
  prepared.first_update.push_back(prepared.indexed);
  prepared.indexed += updates.bodies.size();
  prepared.update_indexes.push_back(bits_of(prepared, updates));
  for (const IndexedBody& update : updates.bodies)
    prepared.most_registers = std::max(prepared.most_registers, update.body.registers);
}

void look_at_index(Prepared& prepared, const BodyIndex& index) {
  prepared.first_indexed.push_back(prepared.indexed);
  prepared.indexed += index.bodies.size();
  prepared.indexes.push_back(bits_of(prepared, index));
  std::vector<std::uint32_t>& candidates = prepared.candidates.emplace_back();
  for (const IndexInput& input : index.inputs) {
    if (input.source == IndexSource::Profile) prepared.reads_profile.back() = 1;
    if (input.source == IndexSource::Key)
      prepared.most_keys = std::max(prepared.most_keys, input.number + 1);
  }
  for (const IndexedBody& rule : index.bodies) {
    candidates.push_back(candidate_in(prepared.plan, rule.body));
    prepared.most_registers = std::max(prepared.most_registers, rule.body.registers);
    if (has_profile_op(prepared.plan, rule.body)) prepared.reads_profile.back() = 1;
  }
}

void look_at_answers(Prepared& prepared, const TouchpointInfo& touchpoint) {
  prepared.first_answer.push_back(prepared.answers);
  prepared.answers += touchpoint.answers.size();
  for (const AnswerInfo& answer : touchpoint.answers)
    prepared.most_registers = std::max(prepared.most_registers, answer.test.registers);
}

std::uint32_t arguments_of(const Plan& plan) {
  std::uint32_t most = 0;
  for (const Op& op : plan.ops) {
    if (op.code == OpCode::Argument) most = std::max(most, static_cast<std::uint32_t>(op.imm) + 1);
  }
  for (const RuleInfo& rule : plan.rules) {
    for (const IssuedAction& action : rule.actions) {
      for (const std::uint32_t argument : action.arguments) most = std::max(most, argument + 1);
    }
  }
  return most;
}

Gate gate_of(const Plan& plan, const RuleInfo& rule) {
  if (rule.at_once || rule.level != RuleInfo::kNoLevel) return Gate::AnyLimit;
  if (rule.ledger >= plan.facts.size()) return Gate::None;
  const Fact& ledger = plan.facts[rule.ledger];
  const bool is_once = ledger.forever && ledger.capacity == 1 && ledger.keys == 0;
  return is_once && !planted(Fault::LimitCountsTwice) ? Gate::OnceEver : Gate::AnyLimit;
}

std::unique_ptr<BodyLookup> lookup_of(const BodyIndex& index, const BitIndex* bits) {
  return bits == nullptr ? nullptr : std::make_unique<BodyLookup>(index, *bits);
}

}  // namespace

Prepared::Prepared(const Plan& from)
    : plan(from),
      zone(Zone::of(from.zone).value_or(*Zone::of(""))),
      facts(from),
      questions(from),
      records(static_cast<std::uint32_t>(from.facts.size()) + 2),
      most_arguments(arguments_of(from)),
      most_fields(static_cast<std::uint32_t>(from.customer_fields.size())),
      most_kept(kept_of(from)) {
  is_absence.resize(records);
  first_absence = records;
  facts_of_instances.resize(plan.facts.size());
  stays.resize(plan.facts.size());
  movers.resize(plan.facts.size());
  of_stage.resize(plan.facts.size());
  for (std::uint32_t fact = 0; fact < plan.facts.size(); ++fact) {
    const std::uint32_t record = record_of_fact(fact);
    if (plan.facts[fact].kind == FactKind::Journey) journeys.push_back(fact);
    if (plan.facts[fact].journey < stays.size()) {
      const bool is_stay = plan.facts[fact].kind == FactKind::Absence;
      (is_stay ? stays : of_stage)[plan.facts[fact].journey].push_back(fact);
    }
    if (plan.facts[fact].kind == FactKind::Absence) {
      is_absence[record] = 1;
      first_absence = std::min(first_absence, record);
    }
    if (plan.facts[fact].kind == FactKind::Mentions) mentions.push_back(fact);
    if (plan.facts[fact].instances < plan.facts.size())
      facts_of_instances[plan.facts[fact].instances].push_back(fact);
  }
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    look_at_body(*this, touchpoint.body);
    look_at_answers(*this, touchpoint);
    look_at_index(*this, touchpoint.index);
    look_at_updates(*this, touchpoint.updates);
    looked_at.push_back(rules_of(plan, touchpoint.body));
    entrances.push_back({touchpoint.body, reads_profile.back() != 0, !touchpoint.answers.empty()});
    most_fields = std::max(most_fields, static_cast<std::uint32_t>(field_count(touchpoint)));
  }
  for (std::uint32_t i = 0; i < plan.rules.size(); ++i) {
    const RuleInfo& rule = plan.rules[i];
    if (rule.is_stage) stages = i + 1;
    if (!rule.is_stage && rule.journey < movers.size()) movers[rule.journey].push_back(i);
  }
  for (const RuleInfo& rule : plan.rules) {
    limits.push_back({gate_of(plan, rule), rule.ledger});
    look_at_body(*this, rule.deadline_body);
    most_reasons = std::max(most_reasons, static_cast<std::uint32_t>(rule.reasons.size()));
  }
  look_at_body(*this, plan.profile_body);
  has_identities = wend::has_identities(plan);
  if (has_identities) joining = joining_of(plan);
  has_levels = std::any_of(plan.rules.begin(), plan.rules.end(),
                           [](const RuleInfo& rule) { return rule.level != RuleInfo::kNoLevel; });
  has_at_once = std::any_of(plan.rules.begin(), plan.rules.end(),
                            [](const RuleInfo& rule) { return rule.at_once; });
}

Moment::Moment(const Prepared& from, Counts& counts_in, DecisionBuffer& decisions_in)
    : prepared(from),
      counts(counts_in),
      decisions(decisions_in),
      calendar(from.zone),
      shared_answers(from.questions),
      fields(from.most_fields),
      profile(from.plan.customer_fields.size()),
      captures(from.plan.captures.size()),
      arguments(from.most_arguments),
      reasons(from.most_reasons),
      keys(from.most_keys),
      registers(2 * (std::size_t{from.most_registers} + 1)),
      kept(from.most_kept),
      before(from.plan.customer_fields.size()),
      recognised(from.journeys.empty() ? 0 : from.plan.facts.size(), kNoStage) {
  owned_lookups = std::make_shared<std::vector<std::unique_ptr<BodyLookup>>>();
  for (std::size_t i = 0; i < from.indexes.size(); ++i) {
    const TouchpointInfo& about = from.plan.touchpoints[i];
    owned_lookups->push_back(lookup_of(about.index, from.indexes[i].get()));
    lookups.push_back(owned_lookups->back().get());
    update_lookups.push_back(lookup_of(about.updates, from.update_indexes[i].get()));
  }
  texts.begin_with(from.plan.texts);
  context.fields = fields.data();
  context.profile = profile.data();
  context.captures = captures.data();
  context.arguments = arguments.data();
  context.reasons = reasons.data();
  context.helpers = helper_table();
  context.ops = from.plan.ops.data();
  context.step = this;
  context.keys = keys.data();
}

std::string_view Moment::name() const { return customers->name_of(customer); }

Cause Moment::cause_of_event() const {
  std::string room;
  return cause_of(source(), id(), room);
}

void Moment::name_plain() const {
  const PlainEvent& event = *std::exchange(plain_, nullptr);
  if (event.record != nullptr) {
    source_ = event.reader->source_of(event.record);
    id_ = event.reader->id_of(event.record, digits_);
  } else {
    source_ = event.event != nullptr ? event.event->source : event.source;
    id_ = event.event != nullptr ? event.event->id : event.id;
  }
}

}  // namespace wend::runtime
