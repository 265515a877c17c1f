// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/profile.h"

#include <cstring>
#include <limits>
#include <string_view>

#include "runtime/step/bytes.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// The record: which fields have a value; with lateness when each changed last; the values.
std::size_t bitmap_bytes(const Plan& plan) { return (plan.customer_fields.size() + 7) / 8; }
std::size_t head_bytes(const Plan& plan) {
  return bitmap_bytes(plan) + (plan.lateness == 0 ? 0 : 8 * plan.customer_fields.size());
}

constexpr std::int64_t kUnchanged = std::numeric_limits<std::int64_t>::min();

std::int64_t changed_at(const Plan& plan, std::span<const std::uint8_t> record, std::size_t field) {
  if (plan.lateness == 0 || record.empty()) return kUnchanged;
  return load<std::int64_t>(record.data() + bitmap_bytes(plan) + 8 * field);
}

void set_changed_at(const Plan& plan, std::string& record, std::size_t field,
                    std::int64_t instant) {
  if (plan.lateness != 0)
    store(reinterpret_cast<std::uint8_t*>(record.data()) + bitmap_bytes(plan) + 8 * field, instant);
}

bool has_bit(const std::uint8_t* bits, std::size_t i) { return (bits[i / 8] >> (i % 8) & 1) != 0; }

// The value as it stands in the record; its end moves `at` on.
std::string_view stored(const std::uint8_t*& at, const ValueType& type) {
  std::size_t size = 8;
  if (is_bytes(type.kind)) size = 4 + std::size_t{load<std::uint32_t>(at)};
  const std::string_view bytes(reinterpret_cast<const char*>(at), size);
  at += size;
  return bytes;
}

void append_number(std::string& bytes, const void* number, std::size_t size) {
  bytes.append(static_cast<const char*>(number), size);
}

void append_value(std::string& bytes, const ValueType& type, const HeldField& field,
                  std::string_view text) {
  if (!is_bytes(type.kind)) {
    append_number(bytes, &field.number, 8);
    return;
  }
  const auto length = static_cast<std::uint32_t>(text.size());
  append_number(bytes, &length, 4);
  bytes.append(text);
}

}  // namespace

void change_profile(Moment& moment, const HeldEvents& held, const HeldEvent& event) {
  const Plan& plan = moment.plan();
  const std::span<std::uint8_t> record = moment.blob->find(kProfileRecord);
  const std::uint8_t* at = record.empty() ? nullptr : record.data() + head_bytes(plan);
  std::string& bytes = moment.fold_a;
  bytes.assign(head_bytes(plan), '\0');
  for (std::uint32_t i = 0; i < plan.customer_fields.size(); ++i) {
    const ValueType& type = plan.customer_fields[i].type;
    std::string_view before;
    if (!record.empty() && has_bit(record.data(), i)) before = stored(at, type);
    HeldField change;
    if (i < event.field_count) change = held.field(event, i);
    const std::int64_t changed = changed_at(plan, record, i);
    const bool is_older = moment.pass == Pass::Late && moment.now() < changed;
    if (is_older && !planted(Fault::LateProfileOverwrites)) change.state = Event::State::Absent;
    if (planted(Fault::ProfileIgnored) && !before.empty()) change.state = Event::State::Absent;
    const bool changes = change.state != Event::State::Absent;
    set_changed_at(plan, bytes, i, changes ? moment.now() : changed);
    if (change.state == Event::State::Cleared) continue;
    if (!changes && before.empty()) continue;
    bytes[i / 8] = static_cast<char>(static_cast<unsigned char>(bytes[i / 8]) | 1U << (i % 8));
    if (changes) {
      append_value(bytes, type, change, held.text_of(change));
    } else {
      bytes.append(before);
    }
  }
  const auto size = static_cast<std::uint32_t>(bytes.size());
  if (size > 0) std::memcpy(moment.blob->resize(kProfileRecord, size).data(), bytes.data(), size);
}

void load_profile(Moment& moment) {
  const std::vector<FieldInfo>& fields = moment.plan().customer_fields;
  const std::span<std::uint8_t> record = moment.blob->find(kProfileRecord);
  const std::uint8_t* at = record.empty() ? nullptr : record.data() + head_bytes(moment.plan());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    // A profile has every field that is not optional: where none is, it has not come yet.
    moment.profile[i] = {0, fields[i].optional ? Status::Missing : Status::Unknown};
    if (record.empty() || !has_bit(record.data(), i)) continue;
    const std::string_view bytes = stored(at, fields[i].type);
    moment.profile[i] =
        is_bytes(fields[i].type.kind)
            ? known(moment.texts.add_copy(bytes.substr(4)))
            : known(load<std::int64_t>(reinterpret_cast<const std::uint8_t*>(bytes.data())));
  }
}

std::string profile_with(const Plan& before, std::span<const std::uint8_t> record, const Plan& now,
                         const std::vector<std::optional<std::uint32_t>>& sources) {
  std::vector<std::string_view> values(before.customer_fields.size());
  const std::uint8_t* at = record.data() + head_bytes(before);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (has_bit(record.data(), i)) values[i] = stored(at, before.customer_fields[i].type);
  }
  std::string bytes(head_bytes(now), '\0');
  for (std::size_t i = 0; i < sources.size(); ++i) {
    set_changed_at(now, bytes, i,
                   sources[i] ? changed_at(before, record, *sources[i]) : kUnchanged);
    if (!sources[i] || values[*sources[i]].empty()) continue;
    bytes[i / 8] = static_cast<char>(static_cast<unsigned char>(bytes[i / 8]) | 1U << (i % 8));
    bytes.append(values[*sources[i]]);
  }
  return bytes;
}

bool is_sound_profile(const Plan& plan, std::span<const std::uint8_t> record) {
  if (record.size() < head_bytes(plan) || record.empty()) return false;
  std::size_t at = head_bytes(plan);
  for (std::size_t i = 0; i < plan.customer_fields.size(); ++i) {
    if (!has_bit(record.data(), i)) continue;
    std::size_t size = 8;
    if (is_bytes(plan.customer_fields[i].type.kind)) {
      if (record.size() - at < 4) return false;
      size = 4 + std::size_t{load<std::uint32_t>(record.data() + at)};
    }
    if (record.size() - at < size) return false;
    at += size;
  }
  return at == record.size();
}

}  // namespace wend::runtime
