// SPDX-License-Identifier: Apache-2.0
//
// A decision as one line of CloudEvents 1.0 JSON. Written by hand: it is on the way of every decision.
#include <cstring>
#include <string>

#include "runtime/abi/plan.h"
#include "runtime/decision/value_words.h"
#include "runtime/values/unicode.h"
#include "wend/runtime.h"

namespace wend {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void append_escaped(std::string& out, char letter) {
  switch (letter) {
    case '"': out.append("\\\""); break;
    case '\\': out.append("\\\\"); break;
    case '\n': out.append("\\n"); break;
    case '\r': out.append("\\r"); break;
    case '\t': out.append("\\t"); break;
    default:  // letters, not kinds
      out.append("\\u00");
      out.push_back(kHex[static_cast<unsigned char>(letter) >> 4]);
      out.push_back(kHex[letter & 15]);
  }
}

bool needs_escape(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
}

// Whether a text stands in JSON as it is, eight bytes at a time: nearly all do.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
  const auto with_zero = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes; };
  std::uint64_t found = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data() + i, sizeof bytes);
    found |= bytes | with_zero(bytes ^ (kOnes * '"')) | with_zero(bytes ^ (kOnes * '\\')) |
             ((bytes - kOnes * 0x20) & ~bytes);
  }
  if ((found & kHighs) != 0) return false;
  for (; i < text.size(); ++i)
    if (needs_escape(text[i]) || (static_cast<unsigned char>(text[i]) & 0x80) != 0) return false;
  return true;
}

// Bytes that are no UTF-8 (identifiers are kept as given) become the replacement character one by one.
void append_content(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out.append(text);
    return;
  }
  const bool is_sound = runtime::is_utf8(text);
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_broken = !is_sound && (static_cast<unsigned char>(text[i]) & 0x80) != 0;
    if (!is_broken && !needs_escape(text[i])) continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    if (is_broken) {
      out.append("\xEF\xBF\xBD");
    } else {
      append_escaped(out, text[i]);
    }
  }
  out.append(text, plain, text.size() - plain);
}

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  append_content(out, text);
  out.push_back('"');
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(name);
  append_string(out, text);
}

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
  const std::string_view plain = std::string_view(out).substr(begin);
  if (is_plain(plain)) return;
  const std::string copy(plain);
  out.resize(begin);
  append_content(out, copy);
}

void append_arguments(std::string& out, const Plan& plan, const Decision& decision) {
  out.append(",\"arguments\":{");
  bool is_first = true;
  for (const Decision::NamedValue& argument : decision.arguments) {
    if (!argument.known) continue;  // optional, and left out by the rule
    if (!is_first) out.push_back(',');
    is_first = false;
    append_string(out, argument.name);
    out.push_back(':');
    append_argument(out, plan, argument);
  }
  out.push_back('}');
}

void append_events(std::string& out, const Decision& decision, bool with_milliseconds) {
  out.append(",\"events\":[");
  bool is_first = true;
  for (const Decision::Because& event : decision.events) {
    append_member(out, is_first ? "{\"step\":" : ",{\"step\":", event.step);
    is_first = false;
    out.append(",\"time\":\"");
    runtime::append_utc(out, event.time_ms, with_milliseconds);
    out.push_back('"');
    if (!event.source.empty()) append_member(out, ",\"source\":", event.source);
    if (!event.id.empty()) append_member(out, ",\"id\":", event.id);
    out.push_back('}');
  }
  out.push_back(']');
}

void append_values(std::string& out, const Plan& plan, const Decision& decision,
                   bool show_personal) {
  out.append(",\"values\":[");
  bool is_first = true;
  for (const Decision::NamedValue& value : decision.values) {
    append_member(out, is_first ? "{\"what\":" : ",{\"what\":", value.name);
    is_first = false;
    out.append(",\"is\":\"");
    append_shown(out, plan, value, show_personal);
    out.append("\"}");
  }
  out.push_back(']');
}

void append_data(std::string& out, const Plan& plan, const Decision& decision,
                 const DecisionFormat& format) {
  const RuleInfo& rule = plan.rules[decision.rule];
  const ActionInfo& action = plan.actions[decision.action];
  append_member(out, "{\"rule\":", rule.name);
  if (!rule.title.empty()) append_member(out, ",\"title\":", rule.title);
  append_member(out, ",\"action\":", action.name);
  if (!action.purpose.empty()) append_member(out, ",\"purpose\":", action.purpose);
  if (!decision.place.empty()) append_member(out, ",\"for\":", decision.place);
  append_arguments(out, plan, decision);
  append_member(out, ",\"because\":{\"when\":", rule.when_text);
  append_events(out, decision, plan.grain == 1);
  append_values(out, plan, decision, format.show_personal);
  out.append("}}");
}

}  // namespace

void append_cloud_event(std::string& out, const Plan& plan, const Decision& decision,
                        const DecisionFormat& format) {
  append_member(out, "{\"specversion\":\"1.0\",\"id\":", decision.id);
  append_member(out, ",\"source\":", format.source);
  append_member(out, ",\"type\":\"wend.decision\",\"subject\":", decision.customer);
  if (!decision.identity.empty()) append_member(out, ",\"identity\":", decision.identity);
  out.append(",\"time\":\"");
  runtime::append_utc(out, decision.time_ms, plan.grain == 1);
  out.append("\",\"data\":");
  append_data(out, plan, decision, format);
  out.push_back('}');
}

}  // namespace wend
