// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/decision_buffer.h"

#include <algorithm>
#include <cstring>

#include "runtime/abi/anonymous.h"
#include "runtime/decision/identity.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

DecisionBuffer::DecisionBuffer(const Plan& plan)
    : plan_(plan), shapes_(plan), has_identities_(has_identities(plan)) {}

std::uint32_t DecisionBuffer::keep_text(std::string_view text) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  text_.append(text);
  return at;
}

void DecisionBuffer::keep(const Moment& moment, const DecisionShape::Value& value) {
  const Cell& cell = (value.is_reason ? moment.reasons : moment.arguments)[value.number];
  const bool is_known = cell.status == Status::Known;
  if (!is_known || !value.is_bytes) {
    values_.push_back({is_known ? cell.value : 0, 0, is_known});
    return;
  }
  const std::string_view text = moment.texts.at(cell.value);
  values_.push_back({keep_text(text), static_cast<std::uint32_t>(text.size()), true});
}

void DecisionBuffer::keep_steps(const Moment& moment, const DecisionShape& shape) {
  for (std::uint32_t i = 0; i < shape.steps; ++i) {
    const std::uint32_t capture = shape.captures()[i];
    if (capture == DecisionShape::kNow) {
      const std::uint32_t at = keep_text(moment.source);
      keep_text(moment.id);
      steps_.push_back({moment.now(), at, static_cast<std::uint32_t>(moment.source.size()),
                        static_cast<std::uint32_t>(moment.id.size())});
    } else {
      const Cell time = capture < moment.captures.size() ? moment.captures[capture] : Cell{};
      steps_.push_back({time.status == Status::Known ? time.value : 0, 0, 0, 0});
    }
  }
}

void DecisionBuffer::keep_key(const Moment& moment, Made& made) {
  made.key_at = static_cast<std::uint32_t>(text_.size());
  made.key_length = 0;
  if (moment.key.status != Status::Known) return;
  if (is_bytes(made.shape->key_type->kind)) {
    text_.append(moment.texts.at(moment.key.value));
  } else {
    char bytes[8];
    std::memcpy(bytes, &moment.key.value, 8);
    text_.append(bytes, 8);
  }
  made.key_length = static_cast<std::uint32_t>(text_.size()) - made.key_at;
}

void DecisionBuffer::add(const Moment& moment, std::uint32_t rule, std::uint32_t action) {
  if (!sink) return;
  const DecisionShape& shape = shapes_.of(rule, action);
  Made& made = made_.emplace_back();
  made.time = moment.now();
  made.shape = &shape;
  made.customer = moment.customer;
  made.rule = rule;
  made.values_at = static_cast<std::uint32_t>(values_.size());
  made.steps_at = static_cast<std::uint32_t>(steps_.size());
  for (std::uint32_t i = 0; i < shape.arguments + shape.reasons; ++i)
    keep(moment, shape.values()[i]);
  keep_steps(moment, shape);
  keep_key(moment, made);
  const Cause id = decision_id(
      {planted(Fault::FormerNameIgnored) ? plan_.rules[rule].name : shape.name(),
       text_at(made.key_at, made.key_length), moment.cause(), moment.at_deadline, action},
      hash_room_);
  write_hex(id, made.id);
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
  text_.clear();
}

void DecisionBuffer::name_values(const Made& made) {
  const DecisionShape& shape = *made.shape;
  const Kept* const kept = values_.data() + made.values_at;
  const std::size_t count = std::size_t{shape.arguments} + shape.reasons;
  values_out_.assign(shape.named(), shape.named() + count);
  for (std::size_t i = 0; i < count; ++i) {
    Decision::NamedValue& value = values_out_[i];
    const DecisionShape::Value& about = shape.values()[i];
    value.known = kept[i].known;
    if (value.known && about.is_bytes) {
      value.text = text_at(static_cast<std::size_t>(kept[i].number), kept[i].length);
    } else {
      value.number = kept[i].number;
    }
    value.at_least =
        value.known && about.cap != 0 && value.number >= std::int64_t{about.cap} * kMillionth;
  }
}

void DecisionBuffer::name_steps(const Made& made) {
  const DecisionShape& shape = *made.shape;
  events_out_.assign(shape.because(), shape.because() + shape.steps);
  for (std::size_t i = 0; i < shape.steps; ++i) {
    const Step& step = steps_[made.steps_at + i];
    Decision::Because& because = events_out_[i];
    because.time_ms = step.time;
    because.source = text_at(step.source_at, step.source_length);
    because.id = text_at(step.source_at + step.source_length, step.id_length);
  }
}

void DecisionBuffer::hand_over(const Made& made) {
  const DecisionShape& shape = *made.shape;
  name_values(made);
  name_steps(made);
  Decision decision;
  decision.id = {made.id, sizeof made.id};
  decision.time_ms = made.time;
  decision.customer = made.name;
  if (has_identities_) {
    const KnownBy known = known_by(made.name);
    decision.customer = known.name;
    decision.identity = known.kind;
  }
  decision.rule = made.rule;
  decision.action = shape.action;
  if (shape.place != IssuedAction::kNoPlace) decision.place = plan_.places[shape.place];
  std::string number;
  decision.key = text_at(made.key_at, made.key_length);
  if (made.key_length > 0 && !is_bytes(shape.key_type->kind)) {
    std::int64_t key;
    std::memcpy(&key, decision.key.data(), 8);
    number = value_text(plan_, *shape.key_type, key, {});
    decision.key = number;
  }
  const std::span<const Decision::NamedValue> values = values_out_;
  decision.arguments = values.first(shape.arguments);
  decision.values = values.subspan(shape.arguments);
  decision.events = events_out_;
  sink(decision);
}

}  // namespace wend::runtime
