// SPDX-License-Identifier: Apache-2.0
//
// Events that stay where the host has them, in structs of its own, give what the same events give one by one.
#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>

#include "runtime/abi/plan.h"
#include "runtime/step/record_reader.h"
#include "tests/differential/trials/laws.h"
#include "wend/record.h"

namespace wend::differential {
namespace {

using reference::Event;

constexpr std::int64_t kMillisecond = 1'000'000;  // nanoseconds

// A struct that has room for every field that the schema names.
struct Record {
  static constexpr std::size_t kFields = 64;
  std::int64_t time_ns = 0;
  std::uint64_t sequence = 0;
  std::string_view id, source, customer;
  std::uint32_t number = wend::Event::kByName;
  std::uint32_t touchpoint = 0, channel = 0;
  std::int64_t time_ms = 0;
  std::uint8_t short_touchpoint = 0;
  std::int64_t numbers[kFields] = {};
  std::string_view texts[kFields];
  std::uint8_t is_there[kFields] = {};
};

using Places = std::map<std::string, std::size_t>;

// `is_short`: times in milliseconds, touchpoints as bytes.
RecordLayout layout_of(const Plan& plan, Places& places, bool is_short) {
  using Form = RecordLayout::Form;
  RecordLayout layout(plan);
  if (is_short)
    layout.time_at(offsetof(Record, time_ms), kMillisecond)
        .touchpoint_at(offsetof(Record, short_touchpoint), Form::UInt8);
  else
    layout.time_at(offsetof(Record, time_ns)).touchpoint_at(offsetof(Record, touchpoint));
  layout.sequence_at(offsetof(Record, sequence));
  layout.id_at(offsetof(Record, id)).source_at(offsetof(Record, source));
  layout.customer_at(offsetof(Record, customer)).customer_number_at(offsetof(Record, number));
  layout.channel_at(offsetof(Record, channel));
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    for (const FieldInfo& info : touchpoint.fields) {
      const auto [at, is_new] = places.emplace(info.name, places.size());
      if (!is_new || at->second >= Record::kFields) continue;
      if (is_bytes(info.type.kind))
        layout.field_at(info.name, offsetof(Record, texts) + at->second * sizeof(std::string_view),
                        Form::View);
      else
        layout.field_at(info.name, offsetof(Record, numbers) + at->second * sizeof(std::int64_t),
                        Form::Int64, runtime::has_digits(info.type.kind) ? 6 : 0);
      layout.present_at(info.name, offsetof(Record, is_there) + at->second);
    }
  }
  return layout;
}

bool may_be_short(const Plan& plan, const Stream& stream) {
  return plan.touchpoints.size() < 256 &&
         std::all_of(
             stream.begin(), stream.end(),
             [](const Event& event) { return event.time_ns % kMillisecond == 0; });
}

// One in some says a number that its type may not allow.
wend::Event event_at(const Plan& plan, const Stream& stream, std::size_t i) {
  constexpr std::size_t kOddOnes = 29;
  wend::Event event = event_of(stream[i]);
  if (i % kOddOnes != 0 || event.touchpoint >= plan.touchpoints.size()) return event;
  const std::vector<FieldInfo>& infos = plan.touchpoints[event.touchpoint].fields;
  for (std::size_t field = 0; field < infos.size(); ++field) {
    if (is_bytes(infos[field].type.kind) || event.fields[field].state == wend::Event::State::Absent)
      continue;
    event.fields[field].number = 2 * kFarthestInstant;
  }
  return event;
}

// Lists, the profile, rows and the clock have no place in the struct.
bool fits(const Plan& plan, const wend::Event& event) {
  return event.touchpoint < plan.touchpoints.size() &&
         plan.touchpoints[event.touchpoint].lists.empty();
}

Record record_of(const Plan& plan, const Places& places, const wend::Event& event) {
  Record record;
  record.time_ns = event.time_ns;
  record.time_ms = event.time_ns / kMillisecond;
  record.short_touchpoint = static_cast<std::uint8_t>(event.touchpoint);
  record.sequence = event.sequence;
  record.id = event.id;
  record.source = event.source;
  record.customer = event.customer;
  record.number = event.customer_number;
  record.touchpoint = event.touchpoint;
  record.channel = event.channel;
  const std::vector<FieldInfo>& infos = plan.touchpoints[event.touchpoint].fields;
  for (std::size_t i = 0; i < infos.size(); ++i) {
    const std::size_t place = places.at(infos[i].name);
    record.numbers[place] = event.fields[i].number;
    record.texts[place] = event.fields[i].text;
    record.is_there[place] = event.fields[i].state == wend::Event::State::Present ? 1 : 0;
  }
  return record;
}

struct Told {
  std::vector<std::string> lines, refused;
  std::vector<std::uint8_t> state;
};

class Host {
 public:
  Host(const Compiled& made, bool is_short)
      : plan_(made.pack->plan()),
        session_(made.pack, Tier::Interpreter),
        layout_(layout_of(plan_, places_, is_short)) {
    session_.on_decision([this](const Decision& decision) {
      append_cloud_event(told_.lines.emplace_back(), plan_, decision, DecisionFormat{});
    });
  }
  bool has_room() const { return places_.size() <= Record::kFields && !layout_.problem(); }
  std::uint32_t number_of(std::string_view customer) { return session_.number_of(customer); }

  void feed(const wend::Event& event) {
    const auto refusal = session_.feed(event);
    told_.refused.push_back(refusal ? refusal->reason : "");
  }
  void feed_as_records(const std::vector<wend::Event>& events) {
    std::vector<Record> records;
    for (const wend::Event& event : events) records.push_back(record_of(plan_, places_, event));
    std::vector<std::string> refused(records.size());
    session_.feed(layout_, records.data(), records.size(), sizeof(Record),
                  [&](std::size_t at, const Refusal& refusal) { refused[at] = refusal.reason; });
    told_.refused.insert(told_.refused.end(), refused.begin(), refused.end());
  }
  Told finish(std::int64_t closing) {
    session_.advance_to(closing);
    session_.flush();
    told_.state = session_.save();
    return std::move(told_);
  }
  const Plan& plan() const { return plan_; }

 private:
  const Plan& plan_;
  Session session_;
  Places places_;
  RecordLayout layout_;
  Told told_;
};

Told one_by_one(const Compiled& made, const Stream& stream, std::int64_t closing) {
  Host host(made, false);
  for (std::size_t i = 0; i < stream.size(); ++i) host.feed(event_at(host.plan(), stream, i));
  return host.finish(closing);
}

Told as_records(const Compiled& made, const Stream& stream, std::int64_t closing, std::size_t most,
                bool by_number, bool is_short) {
  Host host(made, is_short);
  std::vector<wend::Event> waiting;
  const auto feed_waiting = [&] {
    host.feed_as_records(waiting);
    waiting.clear();
  };
  for (std::size_t i = 0; i < stream.size(); ++i) {
    wend::Event event = event_at(host.plan(), stream, i);
    if (!fits(host.plan(), event)) {
      feed_waiting();
      host.feed(event);
      continue;
    }
    const bool is_about_customer =
        host.plan().touchpoints[event.touchpoint].about == TouchpointInfo::kNoLink;
    if (by_number && i % 2 == 0 && is_about_customer && !event.customer.empty()) {
      event.customer_number = host.number_of(event.customer);
      event.customer = {};
    }
    waiting.push_back(std::move(event));
    if (waiting.size() == most) feed_waiting();
  }
  feed_waiting();
  return host.finish(closing);
}

}  // namespace

std::string same_as_records(const Compiled& made, const Stream& stream, std::int64_t closing,
                            std::uint64_t seed) {
  if (!Host(made, false).has_room()) return "";
  const bool has_identities = made.program.schema.identifiers.back().aliases != 0;
  const bool by_number = !has_identities && seed % 2 == 0;
  const Told right = one_by_one(made, stream, closing);
  const bool is_short = seed / 2 % 2 == 0 && may_be_short(made.pack->plan(), stream);
  const Told told = as_records(made, stream, closing, 1 + seed % 30, by_number, is_short);
  std::string found = first_difference(right.lines, told.lines, "as records");
  if (found.empty()) found = first_difference(right.refused, told.refused, "refused as records");
  if (!found.empty() || by_number || right.state == told.state) return found;
  return "as records the saved session is another";
}

}  // namespace wend::differential
