// SPDX-License-Identifier: Apache-2.0
//
// What a host declares of its struct, checked against the plan.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "runtime/step/record_reader.h"

namespace wend {

using runtime::has_digits;
using runtime::RecordPlace;
using runtime::RecordReader;

namespace {

using Form = RecordLayout::Form;

// The digits behind the point that a number of this type has in events: millionths.
constexpr int kMostDigits = 6;

// Of a Double: so many digits behind the point are kept.
int places_of(const Plan& plan, const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Whole: return 0;
    case ValueKind::Decimal: return type.places;
    case ValueKind::Money: return static_cast<int>(plan.currency_digits);
    default: return kMostDigits;
  }
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

RecordPlace place_for(const Plan& plan, const FieldInfo& info, std::size_t offset, Form form,
                      int digits) {
  RecordPlace place;
  place.offset = offset;
  place.form = form;
  place.is_bytes = is_bytes(info.type.kind);
  if (!has_digits(info.type.kind)) return place;
  if (form == Form::Double) digits = places_of(plan, info.type);
  place.steps = static_cast<double>(power_of_ten(digits));
  place.scale = power_of_ten(kMostDigits - digits);
  return place;
}

std::string problem_of(const FieldInfo& info, Form form, int digits) {
  const bool is_text = is_bytes(info.type.kind);
  if (form == Form::View && !is_text) return fmt::format("`{}` is no text", info.name);
  if (form == Form::Double && is_text)
    return fmt::format("`{}` is a text, and a Double is not", info.name);
  if (digits < 0 || digits > kMostDigits || (digits != 0 && form == Form::Double))
    return fmt::format(
        "`{}`: 0 to 6 digits of a whole number stand behind the point, and a Double has its own",
        info.name);
  if (digits != 0 && !has_digits(info.type.kind))
    return fmt::format("`{}` has no digits behind a point", info.name);
  return "";
}

template <typename Named>
bool find(const std::vector<Named>& all, std::string_view name, std::uint32_t& position) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  if (found == all.end()) return false;
  position = static_cast<std::uint32_t>(found - all.begin());
  return true;
}

bool is_whole(Form form) { return form != Form::Double && form != Form::View; }

}  // namespace

RecordReader::RecordReader(const Plan& from) : plan(from) {
  for (const TouchpointInfo& info : plan.touchpoints) fields.emplace_back(info.fields.size());
}

bool RecordReader::copy(const std::byte* record, Event& event, std::vector<Digits>& digits) const {
  event.touchpoint = touchpoint_of(record);
  event.channel = channel_of(record);
  event.customer = customer_of(record);
  event.customer_number = customer_number_of(record);
  event.source = source_of(record);
  event.sequence = sequence_of(record);
  event.fields.clear();
  const std::size_t count = event.touchpoint < fields.size() ? fields[event.touchpoint].size() : 0;
  if (digits.size() < count + 1) digits.resize(count + 1);
  event.id = id_of(record, digits[count]);
  bool fits = time_of(record, event.time_ns);
  for (std::size_t i = 0; i < count; ++i) {
    const RecordPlace& place = fields[event.touchpoint][i];
    Event::Field& field = event.fields.emplace_back();
    if (!is_there(record, place)) continue;
    field.state = Event::State::Present;
    if (place.is_bytes)
      field.text = text_of(record, place, digits[i]);
    else
      fits = number_of(record, place, field.number) && fits;
  }
  return fits;
}

RecordLayout::RecordLayout(const Plan& plan) : reader_(std::make_unique<RecordReader>(plan)) {}
RecordLayout::~RecordLayout() = default;
RecordLayout::RecordLayout(RecordLayout&&) noexcept = default;
RecordLayout& RecordLayout::operator=(RecordLayout&&) noexcept = default;

RecordLayout& RecordLayout::fail(std::string what) {
  if (problem_.empty()) problem_ = std::move(what);
  return *this;
}

RecordReader& RecordLayout::changed() {
  reader_->state = std::make_shared<const char>();
  return *reader_;
}

RecordLayout& RecordLayout::touchpoint(std::string_view name) {
  return find(reader_->plan.touchpoints, name, changed().touchpoint)
             ? *this
             : fail(fmt::format("the schema declares no touchpoint `{}`", name));
}

RecordLayout& RecordLayout::touchpoint_at(std::size_t offset, Form form) {
  if (!is_whole(form)) return fail("a touchpoint is said by a whole number");
  changed().touchpoint_at = {offset, RecordPlace::kNone, form};
  return *this;
}

RecordLayout& RecordLayout::channel(std::string_view name) {
  return find(reader_->plan.channels, name, changed().channel)
             ? *this
             : fail(fmt::format("the schema declares no channel `{}`", name));
}

RecordLayout& RecordLayout::channel_at(std::size_t offset, Form form) {
  if (!is_whole(form)) return fail("a channel is said by a whole number");
  changed().channel_at = {offset, RecordPlace::kNone, form};
  return *this;
}

RecordLayout& RecordLayout::source(std::string name) {
  reader_->source = std::move(name);
  return *this;
}

RecordLayout& RecordLayout::source_at(std::size_t offset) {
  reader_->source_at = {offset, RecordPlace::kNone, Form::View};
  return *this;
}

RecordLayout& RecordLayout::id_at(std::size_t offset, Form form) {
  if (form == Form::Double) return fail("an id is a text or a whole number");
  reader_->id_at = {offset, RecordPlace::kNone, form, true};
  return *this;
}

RecordLayout& RecordLayout::sequence_at(std::size_t offset) {
  reader_->sequence_at = {offset, RecordPlace::kNone, Form::UInt64};
  return *this;
}

RecordLayout& RecordLayout::time_at(std::size_t offset, std::int64_t unit_ns) {
  if (unit_ns <= 0) return fail("a unit of time is a number of nanoseconds above 0");
  changed().time_at = {offset, RecordPlace::kNone, Form::Int64};
  reader_->time_unit_ns = unit_ns;
  return *this;
}

RecordLayout& RecordLayout::customer_at(std::size_t offset) {
  changed().customer_at = {offset, RecordPlace::kNone, Form::View};
  return *this;
}

RecordLayout& RecordLayout::customer_number_at(std::size_t offset) {
  changed().customer_number_at = {offset, RecordPlace::kNone, Form::UInt32};
  return *this;
}

RecordLayout& RecordLayout::field_at(std::string_view name, std::size_t offset, Form form,
                                     int digits) {
  changed();
  bool is_known = false;
  for (std::size_t t = 0; t < reader_->fields.size(); ++t) {
    const std::vector<FieldInfo>& infos = reader_->plan.touchpoints[t].fields;
    for (std::size_t i = 0; i < infos.size(); ++i) {
      if (infos[i].name != name) continue;
      is_known = true;
      if (auto problem = problem_of(infos[i], form, digits); !problem.empty())
        return fail(std::move(problem));
      reader_->fields[t][i] = place_for(reader_->plan, infos[i], offset, form, digits);
    }
  }
  return is_known ? *this : fail(fmt::format("no touchpoint has a field `{}`", name));
}

RecordLayout& RecordLayout::present_at(std::string_view name, std::size_t offset) {
  changed();
  bool is_given = false;
  for (std::size_t t = 0; t < reader_->fields.size(); ++t) {
    const std::vector<FieldInfo>& infos = reader_->plan.touchpoints[t].fields;
    for (std::size_t i = 0; i < infos.size(); ++i) {
      RecordPlace& place = reader_->fields[t][i];
      if (infos[i].name != name || !place.is_given()) continue;
      place.present = offset;
      is_given = true;
    }
  }
  return is_given ? *this : fail(fmt::format("`{}` has no place yet: field_at comes first", name));
}

std::optional<Failure> RecordLayout::problem() const {
  if (!problem_.empty()) return Failure{problem_};
  if (!reader_->time_at.is_given()) return Failure{"the layout does not say where the time is"};
  if (!reader_->customer_at.is_given() && !reader_->customer_number_at.is_given())
    return Failure{"the layout does not say who the customer is"};
  return std::nullopt;
}

}  // namespace wend
