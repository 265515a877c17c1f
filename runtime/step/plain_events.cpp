// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/plain_events.h"

#include <algorithm>

#include "runtime/abi/anonymous.h"
#include "runtime/abi/fact_layout.h"
#include "runtime/abi/plan.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {

PlainEvents::PlainEvents(const Plan& plan)
    : stay_open_(plan.lateness != 0), constants_(static_cast<std::int64_t>(plan.texts.size())) {
  // A date begins within a day of its midnight in UTC, whatever the zone.
  constexpr std::int64_t kFarthestDays = kFarthestNanoseconds / 1'000'000 / kDay;
  const std::int64_t from = plan.history_complete ? -kFarthestDays : plan.history_begins + 2;
  from_ms_ = std::clamp(from, -kFarthestDays, kFarthestDays) * kDay;
  from_ns_ = from_ms_ * 1'000'000;
  for (const TouchpointInfo& touchpoint : plan.touchpoints)
    forms_.push_back(form_of(plan, touchpoint));
  if (!stay_open_) may_stand_alone_ = forms_.size();
}

PlainEvents::Form PlainEvents::form_of(const Plan& plan, const TouchpointInfo& touchpoint) const {
  Form form;
  for (const FieldInfo& info : touchpoint.fields) {
    form.fields.push_back(field_of(plan, info));
    form.text_bytes += form.fields.back().most;
  }
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

bool PlainEvents::is_plain(const Event& event) const {
  if (event.touchpoint >= forms_.size()) return false;
  const Form& form = forms_[event.touchpoint];
  if (stay_open_ && std::max(event.source.size(), event.id.size()) > kLongestOpenName) return false;
  if (!is_plain_head(form, event)) return false;
  const Event::Field* here = event.fields.data();
  for (const Field& field : form.fields) {
    if (!field.takes(*here++)) return false;
  }
  return true;
}

// For every event of the touchpoint, unless that is much.
void PlainEvents::make_room(const Event& event, const Form& form, std::vector<char>& room) {
  constexpr std::size_t kMuch = 4096;
  std::size_t bytes = event.source.size() + event.id.size();
  if (form.text_bytes <= kMuch) {
    bytes += form.text_bytes;
  } else {
    for (const Event::Field& field : event.fields) bytes += field.text.size();
  }
  if (bytes > room.size()) room.resize(2 * bytes);
}

void PlainEvents::restore(const PlainEvent& copy, Event& into) const {
  into.source = copy.source;
  into.id = copy.id;
  into.customer = {};
  into.customer_number = copy.customer_number;
  into.time_ns = copy.time_ns;
  into.sequence = copy.sequence;
  into.touchpoint = copy.touchpoint;
  into.channel = copy.channel;
  into.fields.clear();
  std::uint32_t text = 0;
  const Cell* cell = copy.fields.data();
  for (const Field& field : forms_[copy.touchpoint].fields) {
    Event::Field& made = into.fields.emplace_back();
    if (cell->status == Status::Known) {
      made.state = Event::State::Present;
      if (field.is_bytes())
        made.text = planted(Fault::CopyLosesTexts) ? "" : copy.texts[text++];
      else
        made.number = cell->value;
    }
    ++cell;
  }
}

}  // namespace wend::runtime
