// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/decision_buffer.h"

#include <algorithm>
#include <cstring>

#include "runtime/abi/anonymous.h"
#include "runtime/decision/identity.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

DecisionBuffer::DecisionBuffer(const Plan& plan)
    : plan_(plan), shapes_(plan), has_identities_(has_identities(plan)) {
  constexpr std::size_t kFirst = 64;  // decisions
  made_.reserve(kFirst);
  values_.reserve(2 * kFirst);
  steps_.reserve(2 * kFirst);
}

void DecisionBuffer::keep_values(const Moment& moment, const DecisionShape& shape) {
  for (const DecisionShape::Value& of : shape.values()) {
    Decision::NamedValue& value = values_.emplace_back(of.named());
    const Cell& cell = (of.is_reason ? moment.reasons : moment.arguments)[of.number];
    value.known = cell.status == Status::Known;
    if (!value.known) continue;
    if (of.is_bytes)
      value.text = texts_.keep(moment.texts.at(cell.value));
    else
      value.number = cell.value;
    value.at_least = of.cap != 0 && value.number >= std::int64_t{of.cap} * kMillionth;
  }
}

const DecisionBuffer::Event& DecisionBuffer::keep_event(const Moment& moment) {
  const bool is_kept =
      planted(Fault::FirstEventDecides) ? event_.ordinal != 0 : event_.ordinal == moment.ordinal;
  if (!is_kept) event_ = {moment.ordinal, texts_.keep(moment.source()), texts_.keep(moment.id())};
  return event_;
}

void DecisionBuffer::keep_steps(const Moment& moment, const DecisionShape& shape) {
  for (const DecisionShape::Step& of : shape.steps()) {
    Decision::Because& step = steps_.emplace_back();
    step.step = {of.words, of.bytes};
    if (of.capture == DecisionShape::kNow) {
      const Event& event = keep_event(moment);
      step.time_ms = moment.now();
      step.source = event.source;
      step.id = event.id;
    } else if (of.capture < moment.captures.size() &&
               moment.captures[of.capture].status == Status::Known) {
      step.time_ms = moment.captures[of.capture].value;
    }
  }
}

std::string_view DecisionBuffer::keep_key(const Moment& moment, const DecisionShape& shape) {
  if (moment.key.status != Status::Known) return {};
  if (is_bytes(shape.key_type->kind)) return texts_.keep(moment.texts.at(moment.key.value));
  char bytes[8];
  std::memcpy(bytes, &moment.key.value, sizeof bytes);
  return texts_.keep({bytes, sizeof bytes});
}

void DecisionBuffer::add(const Moment& moment, std::uint32_t rule, std::uint32_t action) {
  if (!sink) return;
  __builtin_prefetch(moment.name().data());  // the sink mostly reads it
  const DecisionShape& shape = shapes_.of(rule, action);
  Made& made = made_.emplace_back(moment, shape, rule);
  made.values_at = static_cast<std::uint32_t>(values_.size());
  made.steps_at = static_cast<std::uint32_t>(steps_.size());
  keep_values(moment, shape);
  keep_steps(moment, shape);
  const std::string_view key = keep_key(moment, shape);
  made.key = key;
  made.hashed_bytes =
      hashed_bytes_of({planted(Fault::FormerNameIgnored) ? plan_.rules[rule].name : shape.name(),
                       key, moment.cause(), moment.at_deadline, action},
                      texts_);
}

// If the sink throws, what it did not take comes again with the next call.
void DecisionBuffer::hand_over_sorted() {
  made_.erase(made_.begin(), made_.begin() + static_cast<std::ptrdiff_t>(handed_over_));
  handed_over_ = 0;
  const auto is_before = [](const Made& a, const Made& b) { return a.name < b.name; };
  if (!std::is_sorted(made_.begin(), made_.end(), is_before)) {
    std::stable_sort(made_.begin(), made_.end(), is_before);
  }
  for (const Made& made : made_) {
    hand_over(made);
    ++handed_over_;
  }
  handed_over_ = 0;
  made_.clear();
  values_.clear();
  steps_.clear();
  texts_.clear();
  event_ = {};
}

void DecisionBuffer::hand_over(const Made& made) {
  const DecisionShape& shape = *made.shape;
  write_id(made.hashed_bytes, id_.data());
  const std::span<const Decision::NamedValue> values(values_);
  Decision decision = {
      .id = {id_.data(), id_.size()},
      .time_ms = made.time,
      .customer = made.name,
      .identity = {},
      .place = {},
      .rule = made.rule,
      .action = shape.action,
      .key = made.key,
      .arguments = values.subspan(made.values_at, shape.arguments),
      .events = std::span(steps_).subspan(made.steps_at, shape.step_count),
      .values = values.subspan(made.values_at + shape.arguments, shape.reasons),
  };
  if (has_identities_) {
    const KnownBy known = known_by(made.name);
    decision.customer = known.name;
    decision.identity = known.kind;
  }
  if (shape.place != IssuedAction::kNoPlace) decision.place = plan_.places[shape.place];
  std::string number;
  if (!made.key.empty() && !is_bytes(shape.key_type->kind)) {
    std::int64_t key;
    std::memcpy(&key, made.key.data(), sizeof key);
    number = value_text(plan_, *shape.key_type, key, {});
    decision.key = number;
  }
  sink(decision);
}

}  // namespace wend::runtime
