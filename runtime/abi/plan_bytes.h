// SPDX-License-Identifier: Apache-2.0
//
// The fields of a plan in the order of their bytes, once for writing and reading: `describe` hands every
// field to an archive that has number(), flag(), kind(), text(), texts(), numbers() and list().
#pragma once

#include "runtime/abi/native.h"
#include "runtime/abi/plan.h"

namespace wend {

template <typename Archive>
void describe(Archive& archive, ValueType& type) {
  archive.kind(type.kind, ValueKind::Identifier);
  archive.number(type.places);
  archive.number(type.length);
  archive.number(type.declared);
}

template <typename Archive>
void describe(Archive& archive, Stretch& stretch) {
  archive.flag(stretch.calendar);
  archive.number(stretch.amount);
}

template <typename Archive>
void describe(Archive& archive, Body& body) {
  archive.number(body.begin);
  archive.number(body.end);
  archive.number(body.registers);
}

template <typename Archive>
void describe(Archive& archive, FieldInfo& field) {
  archive.text(field.name);
  describe(archive, field.type);
  archive.flag(field.optional);
  archive.flag(field.personal);
}

template <typename Archive>
void describe(Archive& archive, ChoiceInfo& choice) {
  archive.text(choice.name);
  archive.texts(choice.values);
  archive.flag(choice.ordered);
}

template <typename Archive>
void describe(Archive& archive, IdentifierInfo& identifier) {
  archive.text(identifier.name);
  archive.number(identifier.length);
  archive.number(identifier.remembering);
  archive.number(identifier.aliases);
}

template <typename Archive>
void describe(Archive& archive, ChannelInfo& channel) {
  archive.text(channel.name);
}

template <typename Archive>
void describe(Archive& archive, IndexInput& input) {
  archive.kind(input.source, IndexSource::Key);
  archive.number(input.number);
  archive.flag(input.is_text);
  archive.numbers(input.starts);
}

template <typename Archive>
void describe(Archive& archive, IndexRange& range) {
  archive.number(range.input);
  archive.number(range.first);
  archive.number(range.last);
}

template <typename Archive>
void describe(Archive& archive, IndexConjunction& conjunction) {
  archive.number(conjunction.body);
  archive.list(conjunction.ranges);
}

template <typename Archive>
void describe(Archive& archive, IndexTrigger& trigger) {
  archive.list(trigger.ranges);
}

template <typename Archive>
void describe(Archive& archive, IndexedBody& indexed) {
  archive.number(indexed.rule);
  archive.number(indexed.trigger);
  describe(archive, indexed.body);
}

template <typename Archive>
void describe(Archive& archive, BodyIndex& index) {
  archive.list(index.inputs);
  archive.list(index.bodies);
  archive.list(index.conjunctions);
  archive.list(index.triggers);
}

template <typename Archive>
void describe(Archive& archive, ListInfo& list) {
  archive.text(list.name);
  archive.list(list.fields);
  archive.number(list.most);
  archive.flag(list.optional);
  archive.flag(list.personal);
}

template <typename Archive>
void describe(Archive& archive, AnswerInfo& answer) {
  describe(archive, answer.info);
  archive.kind(answer.measure, ListMeasure::Smallest);
  archive.number(answer.list);
  archive.number(answer.field);
  archive.flag(answer.has_test);
  describe(archive, answer.test);
}

template <typename Archive>
void describe(Archive& archive, TouchpointInfo& touchpoint) {
  archive.text(touchpoint.name);
  archive.flag(touchpoint.by_customer);
  archive.number(touchpoint.identity);
  archive.numbers(touchpoint.links);
  archive.numbers(touchpoint.channels);
  archive.list(touchpoint.fields);
  archive.list(touchpoint.lists);
  archive.list(touchpoint.answers);
  describe(archive, touchpoint.body);
  describe(archive, touchpoint.updates);
  describe(archive, touchpoint.index);
  archive.number(touchpoint.about);
  archive.flag(touchpoint.without_repeats);
}

template <typename Archive>
void describe(Archive& archive, LinkEvent& event) {
  archive.number(event.touchpoint);
  archive.numbers(event.fields);
}

template <typename Archive>
void describe(Archive& archive, LinkInfo& link) {
  archive.number(link.kind);
  archive.numbers(link.carried);
  archive.list(link.by);
  archive.list(link.until);
  archive.number(link.per_value);
  archive.number(link.per_customer);
  describe(archive, link.life);
  archive.text(link.meaning);
}

template <typename Archive>
void describe(Archive& archive, TableInfo& table) {
  archive.text(table.name);
  archive.list(table.fields);
  archive.number(table.rows);
  archive.text(table.meaning);
}

template <typename Archive>
void describe(Archive& archive, LevelInfo& level) {
  archive.text(level.name);
  archive.number(level.field);
}

template <typename Archive>
void describe(Archive& archive, ActionInfo& action) {
  archive.text(action.name);
  archive.text(action.purpose);
  archive.list(action.arguments);
}

template <typename Archive>
void describe(Archive& archive, Capture& capture) {
  archive.number(capture.step);
  describe(archive, capture.type);
  archive.flag(capture.is_personal);
  archive.numbers(capture.field_of_touchpoint);
}

template <typename Archive>
void describe(Archive& archive, SequenceStep& step) {
  archive.flag(step.same);
  archive.flag(step.has_limit);
  describe(archive, step.within);
}

template <typename Archive>
void describe(Archive& archive, Fact& fact) {
  archive.kind(fact.kind, FactKind::Journey);
  describe(archive, fact.value);
  archive.flag(fact.has_value);
  archive.number(fact.capacity);
  archive.number(fact.keys);
  describe(archive, fact.key);
  archive.number(fact.instances);
  archive.flag(fact.begins_anew);
  archive.kind(fact.pane, PaneUnit::Exact);
  describe(archive, fact.span);
  archive.flag(fact.forever);
  archive.kind(fact.anchor, AbsenceAnchor::Each);
  archive.list(fact.steps);
  archive.flag(fact.has_all_within);
  describe(archive, fact.all_within);
  archive.number(fact.capture_begin);
  archive.number(fact.capture_count);
  archive.number(fact.rule);
  archive.number(fact.sequence);
  archive.flag(fact.is_recurring);
  archive.kind(fact.period, Period::Month);
  archive.number(fact.day);
  archive.number(fact.clock);
  archive.flag(fact.falls);
  archive.number(fact.journey);
  archive.number(fact.stage);
  archive.flag(fact.at_once);
  archive.number(fact.awaited);
  archive.kind(fact.late, LateEvents::Taken);
  archive.number(fact.bytes_least);
  archive.number(fact.bytes_most);
  archive.text(fact.meaning);
}

template <typename Archive>
void describe(Archive& archive, ReasonInfo& reason) {
  archive.text(reason.text);
  describe(archive, reason.type);
  archive.flag(reason.personal);
  archive.number(reason.cap);
}

template <typename Archive>
void describe(Archive& archive, StepInfo& step) {
  archive.text(step.text);
}

template <typename Archive>
void describe(Archive& archive, IssuedAction& issued) {
  archive.number(issued.action);
  archive.number(issued.place);
  archive.numbers(issued.arguments);
}

template <typename Archive>
void describe(Archive& archive, RuleInfo& rule) {
  archive.text(rule.name);
  archive.text(rule.formerly);
  archive.text(rule.title);
  archive.number(rule.priority);
  archive.number(rule.ledger);
  archive.number(rule.level);
  archive.list(rule.actions);
  archive.list(rule.reasons);
  archive.list(rule.steps);
  archive.numbers(rule.step_times);
  archive.text(rule.when_text);
  archive.flag(rule.at_deadline);
  archive.flag(rule.also_at_events);
  archive.flag(rule.at_once);
  archive.number(rule.absence);
  describe(archive, rule.deadline_body);
  archive.number(rule.journey);
  archive.flag(rule.is_stage);
}

template <typename Archive>
void describe(Archive& archive, Op& op) {
  archive.kind(op.code, OpCode::Issue);
  archive.number(op.out);
  archive.number(op.a);
  archive.number(op.b);
  archive.number(op.c);
  archive.number(op.imm);
}

// All but its meaning.
template <typename Archive>
void describe(Archive& archive, Plan& plan) {
  archive.text(plan.schema);
  archive.text(plan.zone);
  archive.number(plan.grain);
  archive.flag(plan.history_complete);
  archive.number(plan.history_begins);
  archive.text(plan.currency);
  archive.number(plan.currency_digits);
  archive.number(plan.lateness);
  archive.number(plan.open_events);
  archive.list(plan.choices);
  archive.list(plan.identifiers);
  archive.list(plan.channels);
  archive.list(plan.customer_fields);
  archive.list(plan.touchpoints);
  archive.list(plan.actions);
  archive.texts(plan.places);
  archive.list(plan.links);
  archive.list(plan.tables);
  archive.list(plan.levels);
  archive.texts(plan.texts);
  archive.list(plan.captures);
  archive.list(plan.facts);
  describe(archive, plan.profile_body);
  archive.list(plan.rules);
  archive.list(plan.ops);
}

template <typename Archive>
void describe(Archive& archive, NativeImage& image) {
  archive.text(image.processor);
  archive.numbers(image.text);
  archive.numbers(image.touchpoints);
  archive.numbers(image.deadlines);
  archive.numbers(image.indexed);
  archive.numbers(image.answers);
}

}  // namespace wend
