// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/decision_words.h"

#include "runtime/decision/value_words.h"

namespace wend::runtime {

DecisionWords::Kind DecisionWords::kind_of(const Plan& plan, const ValueType& type) {
  return {type.kind, static_cast<std::uint8_t>(places_of(plan, type)), type.declared};
}

template <typename Write>
DecisionWords::Words DecisionWords::add_words(const Write& write) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  {
    Line line(text_);
    write(line);
  }
  return {at, static_cast<std::uint32_t>(text_.size()) - at};
}

DecisionWords::DecisionWords(const Plan& plan) : plan_(plan) {
  for (const RuleInfo& rule : plan.rules) add(rule);
  for (const ActionInfo& action : plan.actions) add(action);
  add_choices();
  close();
}

DecisionWords::DecisionWords(const Plan& plan, std::uint32_t rule, std::uint32_t action)
    : plan_(plan) {
  add(plan.rules[rule]);
  add(plan.actions[action]);
  close();
}

void DecisionWords::close() {
  pieces_.emplace_back();  // there is a place for none
  text_.append(Line::kSlack, '\0');
}

void DecisionWords::add(const RuleInfo& rule) {
  Rule made;
  made.head = add_words([&](Line& line) {
    line.put_member("\",\"data\":{\"rule\":", rule.name);
    if (!rule.title.empty()) line.put_member(",\"title\":", rule.title);
  });
  made.because = add_words([&](Line& line) {
    line.put_member("},\"because\":{\"when\":", rule.when_text);
    line.put(",\"events\":[");
  });
  made.first = static_cast<std::uint32_t>(pieces_.size());
  made.steps = static_cast<std::uint32_t>(rule.steps.size());
  made.values = static_cast<std::uint32_t>(rule.reasons.size());
  for (const StepInfo& step : rule.steps) add_piece(kStep, step.text, kStepEnd, nullptr);
  for (const ReasonInfo& reason : rule.reasons)
    add_piece(kWhat, reason.text, kWhatEnd, &reason.type);
  made.end = static_cast<std::uint32_t>(text_.size());
  rules_.push_back(made);
}

void DecisionWords::add(const ActionInfo& action) {
  Action made;
  made.head = add_words([&](Line& line) {
    line.put_member(",\"action\":", action.name);
    if (!action.purpose.empty()) line.put_member(",\"purpose\":", action.purpose);
  });
  made.first = static_cast<std::uint32_t>(pieces_.size());
  made.arguments = static_cast<std::uint32_t>(action.arguments.size());
  for (const FieldInfo& argument : action.arguments)
    add_piece("", argument.name, kArgumentEnd, &argument.type);
  actions_.push_back(made);
}

void DecisionWords::add_piece(std::string_view before, std::string_view name,
                              std::string_view behind, const ValueType* type) {
  Piece piece;
  piece.of = name.data();
  piece.of_size = static_cast<std::uint32_t>(name.size());
  const Words words = add_words([&](Line& line) {
    line.put_member(before, name);
    line.put(behind);
  });
  piece.at = words.at;
  piece.size = words.size;
  if (type != nullptr) {
    piece.type = type;
    piece.kind = kind_of(plan_, *type);
  }
  pieces_.push_back(piece);
}

void DecisionWords::add_choices() {
  for (const ChoiceInfo& choice : plan_.choices) {
    std::vector<Words>& made = choices_.emplace_back();
    for (const std::string& value : choice.values)
      made.push_back(add_words([&](Line& line) { line.put_content(value); }));
  }
}

void DecisionWords::put_choice(Line& line, std::uint32_t choice, std::int64_t position) const {
  const auto number = static_cast<std::uint64_t>(position);
  if (choice < choices_.size() && number < choices_[choice].size())
    return put(line, choices_[choice][number]);
  const std::vector<std::string>& values = plan_.choices[choice].values;
  if (number < values.size())
    line.put_content(values[number]);
  else
    line.end_at(put_number(line.room(kMostOfValue), position));
}

void DecisionWords::expect(const Rule& rule) const {
  constexpr std::size_t kLine = 64;
  const auto* const pieces = reinterpret_cast<const char*>(&pieces_[rule.first]);
  const std::size_t bytes = (std::size_t{rule.steps} + rule.values) * sizeof(Piece);
  for (std::size_t at = 0; at < bytes; at += kLine) __builtin_prefetch(pieces + at);
  for (std::size_t at = rule.head.at; at < rule.end; at += kLine)
    __builtin_prefetch(text_.data() + at);
}

}  // namespace wend::runtime
