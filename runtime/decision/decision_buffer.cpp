// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/decision_buffer.h"

#include <algorithm>
#include <cstring>

#include "runtime/abi/anonymous.h"
#include "runtime/decision/identity.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

DecisionBuffer::DecisionBuffer(const Plan& plan)
    : plan_(plan), has_identities_(has_identities(plan)) {}

std::uint32_t DecisionBuffer::keep_text(std::string_view text) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  text_.append(text);
  return at;
}

void DecisionBuffer::keep(const Moment& moment, const ValueType& type, const Cell& cell) {
  const bool is_known = cell.status == Status::Known;
  if (!is_known || !is_bytes(type.kind)) {
    values_.push_back({is_known ? cell.value : 0, 0, is_known});
    return;
  }
  const std::string_view text = moment.texts.at(cell.value);
  values_.push_back({keep_text(text), static_cast<std::uint32_t>(text.size()), true});
}

void DecisionBuffer::keep_steps(const Moment& moment, const RuleInfo& rule) {
  for (const std::uint32_t capture : rule.step_times) {
    if (capture == RuleInfo::kCurrent) {
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
  const ValueType& type = moment.fact(plan_.rules[made.rule].ledger).value;
  if (is_bytes(type.kind)) {
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
  const RuleInfo& about = plan_.rules[rule];
  const IssuedAction& issued = about.actions[action];
  Made made{};
  made.time = moment.now();
  made.customer = moment.customer;
  made.rule = rule;
  made.action = action;
  made.values_at = static_cast<std::uint32_t>(values_.size());
  made.steps_at = static_cast<std::uint32_t>(steps_.size());
  const std::vector<FieldInfo>& parameters = plan_.actions[issued.action].arguments;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    keep(moment, parameters[i].type, moment.arguments[issued.arguments[i]]);
  }
  for (std::size_t i = 0; i < about.reasons.size(); ++i) {
    keep(moment, about.reasons[i].type, moment.reasons[i]);
  }
  keep_steps(moment, about);
  keep_key(moment, made);
  const Cause id = decision_id(
      {planted(Fault::FormerNameIgnored) ? about.name : lasting_name(about),
       text_at(made.key_at, made.key_length), moment.cause(), moment.at_deadline, action},
      hash_room_);
  write_hex(id, made.id);
  made_.push_back(made);
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

Decision::NamedValue DecisionBuffer::named(std::string_view name, const ValueType& type,
                                           const Kept& kept) const {
  Decision::NamedValue value;
  value.name = name;
  value.type = &type;
  value.known = kept.known;
  value.number = kept.number;
  if (kept.known && is_bytes(type.kind)) {
    value.text = text_at(static_cast<std::size_t>(kept.number), kept.length);
    value.number = 0;
  }
  return value;
}

void DecisionBuffer::name_values(const Made& made) {
  const RuleInfo& rule = plan_.rules[made.rule];
  const Kept* kept = values_.data() + made.values_at;
  arguments_out_.clear();
  for (const FieldInfo& argument : plan_.actions[rule.actions[made.action].action].arguments) {
    arguments_out_.push_back(named(argument.name, argument.type, *kept++));
    arguments_out_.back().personal = argument.personal;
  }
  values_out_.clear();
  for (const ReasonInfo& reason : rule.reasons) {
    values_out_.push_back(named(reason.text, reason.type, *kept++));
    Decision::NamedValue& value = values_out_.back();
    value.personal = reason.personal;
    value.at_least =
        value.known && reason.cap != 0 && value.number >= std::int64_t{reason.cap} * kMillionth;
  }
}

void DecisionBuffer::name_steps(const Made& made) {
  const RuleInfo& rule = plan_.rules[made.rule];
  events_out_.clear();
  for (std::size_t i = 0; i < rule.step_times.size(); ++i) {
    const Step& step = steps_[made.steps_at + i];
    Decision::Because because;
    because.step =
        i < rule.steps.size() ? std::string_view(rule.steps[i].text) : std::string_view();
    because.time_ms = step.time;
    because.source = text_at(step.source_at, step.source_length);
    because.id = text_at(step.source_at + step.source_length, step.id_length);
    events_out_.push_back(because);
  }
}

void DecisionBuffer::hand_over(const Made& made) {
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
  const IssuedAction& issued = plan_.rules[made.rule].actions[made.action];
  decision.action = issued.action;
  if (issued.place != IssuedAction::kNoPlace) decision.place = plan_.places[issued.place];
  std::string number;
  decision.key = text_at(made.key_at, made.key_length);
  if (made.key_length > 0 && !is_bytes(plan_.facts[plan_.rules[made.rule].ledger].value.kind)) {
    std::int64_t key;
    std::memcpy(&key, decision.key.data(), 8);
    number = value_text(plan_, plan_.facts[plan_.rules[made.rule].ledger].value, key, {});
    decision.key = number;
  }
  decision.arguments = arguments_out_;
  decision.events = events_out_;
  decision.values = values_out_;
  sink(decision);
}

}  // namespace wend::runtime
