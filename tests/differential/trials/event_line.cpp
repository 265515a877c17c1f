// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/event_line.h"

#include <chrono>

#include <fmt/format.h>

#include "runtime/abi/plan.h"

namespace wend::differential {
namespace {

using reference::EventField;

std::string json_text(const std::string& text) {
  std::string result = "\"";
  for (const char sign : text) {
    if (sign == '"' || sign == '\\') result += '\\';
    if (static_cast<unsigned char>(sign) < 32) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(sign));
    } else {
      result += sign;
    }
  }
  return result + "\"";
}

std::string time_text(std::int64_t time_ns) {
  using namespace std::chrono;
  const sys_time<nanoseconds> time{nanoseconds{time_ns}};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string field_text(const Plan& plan, const FieldInfo& info, const EventField& field) {
  if (field.state == EventField::State::Cleared) return "null";
  return json_text(is_bytes(info.type.kind)
                       ? field.text
                       : value_text(plan, info.type, field.number, field.text));
}

void add(std::string& to, const std::string& name, const std::string& value) {
  to += fmt::format("{}\"{}\":{}", to.empty() ? "" : ",", name, value);
}

std::string list_text(const Plan& plan, const ListInfo& list, const reference::EventList& from) {
  std::string items;
  for (const auto& item : from.items) {
    std::string fields;
    for (std::size_t i = 0; i < item.size(); ++i)
      if (item[i].state != EventField::State::Absent)
        add(fields, list.fields[i].name, field_text(plan, list.fields[i], item[i]));
    items += (items.empty() ? "{" : ",{") + fields + "}";
  }
  return "[" + items + "]";
}

const std::vector<FieldInfo>& fields_of(const Plan& plan, const reference::Event& event) {
  if (event.table) return plan.tables[*event.table].fields;
  return event.profile ? plan.customer_fields : plan.touchpoints[event.touchpoint].fields;
}

std::string data_text(const Plan& plan, const reference::Event& event) {
  const auto& fields = fields_of(plan, event);
  std::string data;
  std::string record, inner;  // the record in the event, and its fields
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (event.fields[i].state == EventField::State::Absent) continue;
    const std::string value = field_text(plan, fields[i], event.fields[i]);
    const std::size_t dot = fields[i].name.find('.');
    if (dot == std::string::npos) {
      add(data, fields[i].name, value);
    } else {
      record = fields[i].name.substr(0, dot);
      add(inner, fields[i].name.substr(dot + 1), value);
    }
  }
  if (!inner.empty()) add(data, record, "{" + inner + "}");
  for (std::size_t i = 0; i < event.lists.size(); ++i)
    if (!event.lists[i].is_absent)
      add(data, plan.touchpoints[event.touchpoint].lists[i].name,
          list_text(plan, plan.touchpoints[event.touchpoint].lists[i], event.lists[i]));
  return data;
}

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kFirstDay = -719'000;  // about the year 1
constexpr std::int64_t kLastDay = 2'932'000;  // about the year 9997

bool is_writable(ValueKind kind, std::int64_t number) {
  if (kind == ValueKind::Instant) number /= kDayMs;
  const bool is_time = kind == ValueKind::Instant || kind == ValueKind::Date;
  return !is_time || (number > kFirstDay && number < kLastDay);
}

}  // namespace

bool can_be_written(const Plan& plan, const reference::Event& event) {
  if (event.clock) return true;
  const auto& fields = fields_of(plan, event);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!is_writable(fields[i].type.kind, event.fields[i].number)) return false;
  }
  for (std::size_t list = 0; list < event.lists.size(); ++list) {
    const auto& of_item = plan.touchpoints[event.touchpoint].lists[list].fields;
    for (const auto& item : event.lists[list].items)
      for (std::size_t i = 0; i < of_item.size(); ++i)
        if (!is_writable(of_item[i].type.kind, item[i].number)) return false;
  }
  return true;
}

std::string event_line(const Plan& plan, const reference::Event& event) {
  std::string head =
      fmt::format("{{\"specversion\":\"1.0\",\"id\":{},\"source\":{},\"time\":\"{}\"",
                  json_text(event.id), json_text(event.source), time_text(event.time_ns));
  if (event.clock) return head + ",\"type\":\"wend.clock\"}";
  if (event.table) {
    head += fmt::format(",\"type\":\"wend.{}.{}\",\"sequence\":\"{}\"",
                        event.row_ends ? "no_row" : "row", plan.tables[*event.table].name,
                        event.sequence);
    return fmt::format("{},\"data\":{{{}}}}}", head, data_text(plan, event));
  }
  head +=
      fmt::format(",\"subject\":{},\"sequence\":\"{}\"", json_text(event.customer), event.sequence);
  if (event.profile) {
    head += ",\"type\":\"wend.customer\"";
  } else {
    head += fmt::format(",\"type\":\"{}\",\"channel\":\"{}\"",
                        plan.touchpoints[event.touchpoint].name, plan.channels[event.channel].name);
  }
  return fmt::format("{},\"data\":{{{}}}}}", head, data_text(plan, event));
}

}  // namespace wend::differential
