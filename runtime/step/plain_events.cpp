// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/plain_events.h"

#include <algorithm>

#include "runtime/abi/anonymous.h"
#include "runtime/abi/fact_layout.h"
#include "runtime/abi/plan.h"
#include "runtime/values/calendar.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {

PlainEvents::PlainEvents(const Plan& plan)
    : stay_open_(plan.lateness != 0), constants_(static_cast<std::int64_t>(plan.texts.size())) {
  // A date begins within a day of its midnight in UTC, whatever the zone.
  constexpr std::int64_t kFarthestDays = kFarthestNanoseconds / 1'000'000 / kDay;
  const std::int64_t from = plan.history_complete ? -kFarthestDays : plan.history_begins + 2;
  from_ns_ = std::clamp(from, -kFarthestDays, kFarthestDays) * kDay * 1'000'000;
  for (const TouchpointInfo& touchpoint : plan.touchpoints)
    forms_.push_back(form_of(plan, touchpoint));
  if (!stay_open_) may_stand_alone_ = forms_.size();
}

PlainEvents::Form PlainEvents::form_of(const Plan& plan, const TouchpointInfo& touchpoint) const {
  Form form;
  for (const FieldInfo& info : touchpoint.fields) form.fields.push_back(field_of(plan, info));
  if (!touchpoint.lists.empty() || touchpoint.about != TouchpointInfo::kNoLink ||
      has_identities(plan))
    return form;
  for (const std::uint32_t channel : touchpoint.channels) {
    if (channel >= 64) return form;
  }
  form.occurs_on_all = touchpoint.channels.empty();
  if (form.occurs_on_all) form.channels = ~std::uint64_t{0};
  for (const std::uint32_t channel : touchpoint.channels)
    form.channels |= std::uint64_t{1} << channel;
  return form;
}

PlainEvents::Field PlainEvents::field_of(const Plan& plan, const FieldInfo& info) {
  Field field;
  field.is_optional = info.optional;
  switch (info.type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money:
    case ValueKind::Percent:
    case ValueKind::Duration: field.form = Field::Form::Number; break;
    case ValueKind::Identifier:
      field.form = Field::Form::Bytes;
      field.most = static_cast<std::uint32_t>(length_of(plan, info.type));
      break;
    case ValueKind::Text:
      field.form = info.type.length != 0 ? Field::Form::Ascii : Field::Form::None;
      field.most = info.type.length;
      break;
    case ValueKind::Instant: field.become_range(-kFarthestInstant, kFarthestInstant); break;
    case ValueKind::Date: field.become_range(-kFarthestDate, kFarthestDate); break;
    case ValueKind::TimeOfDay: field.become_range(0, kDay - 1); break;
    case ValueKind::YesNo: field.become_range(0, 1); break;
    case ValueKind::Choice:
      field.become_range(
          0, static_cast<std::int64_t>(plan.choices[info.type.declared].values.size()) - 1);
      break;
    case ValueKind::SetOf: break;
  }
  return field;
}

bool PlainEvents::Field::takes(std::string_view text) const {
  return text.size() <= most && (form == Form::Bytes || (form == Form::Ascii && is_ascii(text)));
}

bool PlainEvents::is_plain_name(std::string_view customer) {
  return !customer.empty() && customer.size() <= kLongestText;
}

bool PlainEvents::is_plain_head(const Form& form, const PlainHead& head) const {
  return takes(form, head.channel, head.time_ns) &&
         (head.customer_number != Event::kByName || is_plain_name(head.customer));
}

namespace {

PlainHead head_of(const Event& event) {
  return {event.touchpoint, event.channel, event.customer_number, event.customer, event.time_ns};
}

}  // namespace

bool PlainEvents::is_plain(const Event& event) const {
  if (event.touchpoint >= forms_.size()) return false;
  const Form& form = forms_[event.touchpoint];
  if (stay_open_ && std::max(event.source.size(), event.id.size()) > kLongestOpenName) return false;
  if (event.fields.size() != form.fields.size() || !is_plain_head(form, head_of(event)))
    return false;
  const Event::Field* here = event.fields.data();
  for (const Field& field : form.fields) {
    const bool is_present = here->state == Event::State::Present;
    const bool is_well = field.is_bytes() ? field.takes(here->text)
                                          : here->text.empty() && field.takes(here->number);
    if (is_present ? !is_well : !field.is_optional || here->state != Event::State::Absent)
      return false;
    ++here;
  }
  return true;
}

Cell PlainEvents::add_text(PlainEvent& event, std::string_view text) const {
  event.texts.push_back(text);
  return known(constants_ + static_cast<std::int64_t>(event.texts.size()) - 1);
}

void PlainEvents::fill(const Event& event, PlainEvent& into) const {
  const Form& form = forms_[event.touchpoint];
  into.texts.clear();
  const Event::Field* here = event.fields.data();
  Cell* cell = into.fields.data();
  for (const Field& field : form.fields) {
    if (here->state != Event::State::Present)
      *cell = {0, Status::Missing};
    else
      *cell = field.is_bytes() ? add_text(into, here->text) : known(here->number);
    ++here;
    ++cell;
  }
  static_cast<PlainHead&>(into) = head_of(event);
  into.event = &event;
  into.record = nullptr;
}

bool PlainEvents::read(const RecordReader& reader, const std::byte* record,
                       PlainEvent& into) const {
  const std::uint32_t touchpoint = reader.touchpoint_of(record);
  const std::uint32_t channel = reader.channel_of(record);
  if (touchpoint >= may_stand_alone_ || !reader.time_of(record, into.time_ns)) return false;
  const Form& form = forms_[touchpoint];
  if (!takes(form, channel, into.time_ns)) return false;
  into.touchpoint = touchpoint;
  into.channel = channel;
  into.customer_number = reader.customer_number_of(record);
  if (into.customer_number == Event::kByName) {
    into.customer = reader.customer_of(record);
    if (!is_plain_name(into.customer)) return false;
  }
  into.event = nullptr;
  into.record = record;
  into.reader = &reader;
  into.texts.clear();
  return form.fields.empty() || read_fields(reader, record, form, into);
}

bool PlainEvents::read_fields(const RecordReader& reader, const std::byte* record, const Form& form,
                              PlainEvent& into) const {
  const RecordPlace* here = reader.fields_of(into.touchpoint).data();
  Cell* cell = into.fields.data();
  for (const Field& field : form.fields) {
    if (!RecordReader::is_there(record, *here)) {
      if (!field.is_optional) return false;
      *cell = {0, Status::Missing};
    } else if (here->is_bytes) {
      const auto number = static_cast<std::size_t>(cell - into.fields.data());
      const std::string_view text = RecordReader::text_of(record, *here, into.digits[number]);
      if (!field.takes(text)) return false;
      *cell = add_text(into, text);
    } else {
      cell->status = Status::Known;
      if (!RecordReader::number_of(record, *here, cell->value) || !field.takes(cell->value))
        return false;
    }
    ++here;
    ++cell;
  }
  return true;
}

}  // namespace wend::runtime
