// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/record_steps.h"

#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

using Form = RecordLayout::Form;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMillisecond = 1'000'000;  // nanoseconds

}  // namespace

RecordSteps::RecordSteps(const PlainEvents& plain, const RecordReader& reader)
    : plain_(plain),
      state_(reader.state),
      touchpoints_(std::make_unique<Touchpoint[]>(plain.may_stand_alone_)),
      touchpoint_count_(static_cast<std::uint32_t>(plain.may_stand_alone_)),
      touchpoint_(small_of(reader.touchpoint_at, reader.touchpoint)),
      channel_(small_of(reader.channel_at, reader.channel)),
      time_at_(reader.time_at.offset),
      unit_ns_(reader.time_unit_ns) {
  if (reader.customer_number_at.is_given()) number_at_ = reader.customer_number_at.offset;
  times_.least = -floor_div(-plain.from_ns_, unit_ns_);
  const std::int64_t greatest = floor_div(kFarthestNanoseconds, unit_ns_);
  if (greatest < times_.least) touchpoint_count_ = 0;
  times_.beyond = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(times_.least);
  if (unit_ns_ % kMillisecond == 0) unit_ms_ = unit_ns_ / kMillisecond;
}

RecordSteps::Small RecordSteps::small_of(const RecordPlace& place, std::uint32_t otherwise) {
  using From = Small::From;
  if (!place.is_given()) return {From::Always, otherwise, place};
  return {place.form == Form::UInt8 ? From::Byte : From::Other, otherwise, place};
}

void RecordSteps::learn(const RecordReader& reader, std::uint32_t number) {
  Touchpoint& touchpoint = touchpoints_[number];
  const PlainEvents::Form& form = plain_.forms_[number];
  const RecordPlace* place = reader.fields_of(number).data();
  touchpoint.fields = std::make_unique<Field[]>(form.fields.size());
  for (const PlainEvents::Field& field : form.fields)
    touchpoint.fields[touchpoint.field_count++] = field_of(*place++, field);
  touchpoint.channels = form.channels;
  touchpoint.is_known = true;
}

RecordSteps::Field RecordSteps::field_of(const RecordPlace& place,
                                         const PlainEvents::Field& field) const {
  Field made;
  made.is_optional = field.is_optional;
  made.place = place;
  if (!place.is_given()) return made;
  if (place.is_bytes) {
    made.as = field.is_bytes() ? Field::As::Text : Field::As::Never;
    made.text = &field;
    return made;
  }
  // What is scaled has a type without borders of its own.
  std::int64_t least = kLeast / place.scale, greatest = kGreatest / place.scale;
  if (field.form == PlainEvents::Field::Form::Range) {
    least = std::max(least, field.least);
    greatest = std::min(greatest, field.greatest);
  }
  if (place.form == Form::UInt64) least = std::max<std::int64_t>(least, 0);
  const bool is_number = field.form == PlainEvents::Field::Form::Range ||
                         field.form == PlainEvents::Field::Form::Number;
  made.as = is_number && least <= greatest ? Field::As::Number : Field::As::Never;
  made.range = {least, static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least)};
  return made;
}

// Whose customer is known by name, whose time is in smaller units, or of a touchpoint that comes for the first time.
bool RecordSteps::read_otherwise(const RecordReader& reader, const std::byte* record,
                                 PlainEvent& into) {
  if (!touchpoints_[into.touchpoint].is_known) learn(reader, into.touchpoint);
  const auto time = RecordReader::at<std::int64_t>(record, time_at_);
  if (!times_.holds(time) || !plain_.forms_[into.touchpoint].takes(into.channel)) return false;
  if (unit_ms_ == 0) into.instant = floor_div(time * unit_ns_, kMillisecond);
  if (into.customer_number == Event::kByName) {
    into.customer = reader.customer_of(record);
    if (!PlainEvents::is_plain_name(into.customer)) return false;
  }
  return read_fields(record, touchpoints_[into.touchpoint], into);
}

bool RecordSteps::read_fields(const std::byte* record, const Touchpoint& of,
                              PlainEvent& into) const {
  Cell* cell = into.fields.data();
  for (const Field& field : std::span(of.fields.get(), of.field_count)) {
    if (field.as == Field::As::Absent || !RecordReader::is_there(record, field.place)) {
      if (!field.is_optional) return false;
      *cell = {0, Status::Missing};
    } else if (field.as == Field::As::Number) {
      std::int64_t number = 0;
      if (!RecordReader::whole_of(record, field.place, number) ||
          !(field.range.holds(number) || planted(Fault::RecordNumbersAreTaken)))
        return false;
      *cell = known(number * field.place.scale);
    } else {
      if (field.as == Field::As::Never) return false;
      const auto at = static_cast<std::size_t>(cell - into.fields.data());
      const std::string_view text = RecordReader::text_of(record, field.place, into.digits[at]);
      if (!field.text->takes(text)) return false;
      *cell = known(plain_.constants_ + into.text_count);
      into.texts[into.text_count++] = text;
    }
    ++cell;
  }
  return true;
}

}  // namespace wend::runtime
