// SPDX-License-Identifier: Apache-2.0
//
// A decision as one line of CloudEvents 1.0 JSON. Written by hand: it is on the way of every decision. Of each rule the pieces
// between the values are made once.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/decision/json_text.h"
#include "runtime/decision/value_words.h"
#include "wend/decision_writer.h"
#include "wend/runtime.h"

namespace wend {
namespace {

using runtime::append_content;
using runtime::append_member;
using runtime::append_string;
using runtime::is_plain_json;

void append_choices(std::string& out, const Plan& plan, const Decision::NamedValue& set) {
  const auto& values = plan.choices[set.type->declared].values;
  bool is_first = true;
  out.push_back('[');
  for (std::size_t i = 0; i < values.size() && i < 63; ++i) {
    if ((static_cast<std::uint64_t>(set.number) >> i & 1) == 0) continue;
    if (!is_first) out.push_back(',');
    is_first = false;
    append_string(out, values[i]);
  }
  out.push_back(']');
}

void append_money(std::string& out, const Plan& plan, std::int64_t amount) {
  out.append("{\"amount\":\"");
  runtime::append_decimal(out, amount, plan.currency_digits);
  append_member(out, "\",\"currency\":", plan.currency);
  out.push_back('}');
}

void append_argument(std::string& out, const Plan& plan, const Decision::NamedValue& argument) {
  switch (argument.type->kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Percent:
      runtime::append_decimal(out, argument.number, runtime::places_of(plan, *argument.type));
      break;
    case ValueKind::Money: append_money(out, plan, argument.number); break;
    case ValueKind::YesNo: out.append(argument.number != 0 ? "true" : "false"); break;
    case ValueKind::SetOf: append_choices(out, plan, argument); break;
    case ValueKind::Text:
    case ValueKind::Identifier:
    case ValueKind::Choice:
      append_string(out, argument.type->kind == ValueKind::Choice
                             ? value_text(plan, *argument.type, argument.number, {})
                             : argument.text);
      break;
    case ValueKind::Instant:
    case ValueKind::Date:
    case ValueKind::TimeOfDay:
    case ValueKind::Duration:  // digits and plain letters only
      out.push_back('"');
      runtime::append_value(out, plan, *argument.type, argument.number, {});
      out.push_back('"');
      break;
  }
}

// Digits, signs and letters of our own. Money has a currency's letters behind it.
bool is_always_plain(ValueKind kind) {
  switch (kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Percent:
    case ValueKind::YesNo:
    case ValueKind::Instant:
    case ValueKind::Date:
    case ValueKind::TimeOfDay:
    case ValueKind::Duration: return true;
    case ValueKind::Money:
    case ValueKind::Choice:
    case ValueKind::SetOf:
    case ValueKind::Text:
    case ValueKind::Identifier: return false;
  }
  return false;
}

void append_shown(std::string& out, const Plan& plan, const Decision::NamedValue& value,
                  bool show_personal) {
  if (value.personal && !show_personal) {
    out.append("‹personal›");
    return;
  }
  if (!value.known) {
    out.append("not known");
    return;
  }
  const std::size_t begin = out.size();
  runtime::append_value(out, plan, *value.type, value.number, value.text);
  if (value.type->kind == ValueKind::Money) out.append(" ").append(plan.currency);
  if (value.at_least) out.append(" or more");
  if (is_always_plain(value.type->kind)) return;
  const std::string_view plain = std::string_view(out).substr(begin);
  if (is_plain_json(plain)) return;
  const std::string copy(plain);
  out.resize(begin);
  append_content(out, copy);
}

// Words of the plan, as they stand before a value.
struct Piece {
  std::string_view of;  // where they stand in the plan
  std::string text;
  bool is_for(std::string_view words) const {
    return words.data() == of.data() && words.size() == of.size();
  }
};

Piece piece_of(std::string_view before, std::string_view words, std::string_view behind) {
  Piece piece{words, {}};
  append_member(piece.text, before, words);
  piece.text.append(behind);
  return piece;
}

// Of values that are not those of the plan, a host's own, the words are put together anew.
void append_piece(std::string& out, const std::vector<Piece>& pieces, std::size_t i,
                  std::string_view before, std::string_view words, std::string_view behind) {
  if (i < pieces.size() && pieces[i].is_for(words)) {
    out.append(pieces[i].text);
    return;
  }
  append_member(out, before, words);
  out.append(behind);
}

constexpr std::string_view kStep = "{\"step\":", kStepEnd = ",\"time\":\"",
                           kWhat = "{\"what\":", kWhatEnd = ",\"is\":\"";

struct RulePieces {
  explicit RulePieces(const RuleInfo& rule) {
    append_member(head, "\",\"data\":{\"rule\":", rule.name);
    if (!rule.title.empty()) append_member(head, ",\"title\":", rule.title);
    append_member(because, "},\"because\":{\"when\":", rule.when_text);
    because.append(",\"events\":[");
    for (const StepInfo& step : rule.steps) steps.push_back(piece_of(kStep, step.text, kStepEnd));
    for (const ReasonInfo& reason : rule.reasons)
      values.push_back(piece_of(kWhat, reason.text, kWhatEnd));
  }
  std::string head;     // from behind the time
  std::string because;  // from behind the arguments to the events
  std::vector<Piece> steps, values;
};

struct ActionPieces {
  explicit ActionPieces(const ActionInfo& action) {
    append_member(head, ",\"action\":", action.name);
    if (!action.purpose.empty()) append_member(head, ",\"purpose\":", action.purpose);
    for (const FieldInfo& argument : action.arguments)
      arguments.push_back(piece_of("", argument.name, ":"));
  }
  std::string head;
  std::vector<Piece> arguments;
};

struct Pieces {
  const RulePieces& rule;
  const ActionPieces& action;
};

void append_arguments(std::string& out, const Plan& plan, const Decision& decision,
                      const ActionPieces& pieces) {
  out.append(",\"arguments\":{");
  bool is_first = true;
  for (std::size_t i = 0; i < decision.arguments.size(); ++i) {
    const Decision::NamedValue& argument = decision.arguments[i];
    if (!argument.known) continue;  // optional, and left out by the rule
    if (!is_first) out.push_back(',');
    is_first = false;
    append_piece(out, pieces.arguments, i, "", argument.name, ":");
    append_argument(out, plan, argument);
  }
}

// `time`: where the time of the decision stands, mostly that of the last event.
void append_events(std::string& out, const Decision& decision, const RulePieces& pieces,
                   bool with_milliseconds, std::pair<std::size_t, std::size_t> time) {
  for (std::size_t i = 0; i < decision.events.size(); ++i) {
    const Decision::Because& event = decision.events[i];
    if (i != 0) out.push_back(',');
    append_piece(out, pieces.steps, i, kStep, event.step, kStepEnd);
    if (event.time_ms == decision.time_ms) {
      out.append(out, time.first, time.second);
    } else {
      runtime::append_utc(out, event.time_ms, with_milliseconds);
    }
    out.push_back('"');
    if (!event.source.empty()) append_member(out, ",\"source\":", event.source);
    if (!event.id.empty()) append_member(out, ",\"id\":", event.id);
    out.push_back('}');
  }
  out.push_back(']');
}

void append_values(std::string& out, const Plan& plan, const Decision& decision,
                   const RulePieces& pieces, bool show_personal) {
  out.append(",\"values\":[");
  for (std::size_t i = 0; i < decision.values.size(); ++i) {
    const Decision::NamedValue& value = decision.values[i];
    if (i != 0) out.push_back(',');
    append_piece(out, pieces.values, i, kWhat, value.name, kWhatEnd);
    append_shown(out, plan, value, show_personal);
    out.append("\"}");
  }
  out.append("]}}");
}

// `of_source`: from behind the id to the customer.
void append_line(std::string& out, const Plan& plan, const Decision& decision,
                 std::string_view of_source, const Pieces& pieces, bool show_personal) {
  append_member(out, "{\"specversion\":\"1.0\",\"id\":", decision.id);
  append_member(out, of_source, decision.customer);
  if (!decision.identity.empty()) append_member(out, ",\"identity\":", decision.identity);
  out.append(",\"time\":\"");
  const bool with_milliseconds = plan.grain == 1;
  const std::size_t time = out.size();
  runtime::append_utc(out, decision.time_ms, with_milliseconds);
  const std::size_t time_length = out.size() - time;
  out.append(pieces.rule.head).append(pieces.action.head);
  if (!decision.place.empty()) append_member(out, ",\"for\":", decision.place);
  append_arguments(out, plan, decision, pieces.action);
  out.append(pieces.rule.because);
  append_events(out, decision, pieces.rule, with_milliseconds, {time, time_length});
  append_values(out, plan, decision, pieces.rule, show_personal);
  out.push_back('}');
}

std::string words_of_source(const DecisionFormat& format) {
  std::string words;
  append_member(words, ",\"source\":", format.source);
  return words.append(",\"type\":\"wend.decision\",\"subject\":");
}

}  // namespace

struct DecisionWriter::Inside {
  Inside(const Plan& of, const DecisionFormat& format)
      : plan(of), of_source(words_of_source(format)), show_personal(format.show_personal) {
    for (const RuleInfo& rule : of.rules) rules.emplace_back(rule);
    for (const ActionInfo& action : of.actions) actions.emplace_back(action);
  }
  const Plan& plan;
  std::string of_source;
  bool show_personal;
  std::vector<RulePieces> rules;
  std::vector<ActionPieces> actions;
};

DecisionWriter::DecisionWriter(const Plan& plan, DecisionFormat format)
    : inside_(std::make_unique<const Inside>(plan, format)) {}
DecisionWriter::~DecisionWriter() = default;
DecisionWriter::DecisionWriter(DecisionWriter&&) noexcept = default;
DecisionWriter& DecisionWriter::operator=(DecisionWriter&&) noexcept = default;

void DecisionWriter::append(std::string& out, const Decision& decision) const {
  append_line(out, inside_->plan, decision, inside_->of_source,
              {inside_->rules[decision.rule], inside_->actions[decision.action]},
              inside_->show_personal);
}

// For one decision, without a writer.
void append_cloud_event(std::string& out, const Plan& plan, const Decision& decision,
                        const DecisionFormat& format) {
  append_line(out, plan, decision, words_of_source(format),
              {RulePieces(plan.rules[decision.rule]), ActionPieces(plan.actions[decision.action])},
              format.show_personal);
}

}  // namespace wend
