// SPDX-License-Identifier: Apache-2.0
//
// How an index reads an input, and finds the row of what it read: for the files that implement it. What is done for each
// input is always inline: a call takes a fifth of the time of a hundred rules.
#pragma once

#include "runtime/step/bit_index.h"
#include "runtime/step/record_reader.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

// What stands in bytes is known by being there: a text is no number, and digits of any length are an identifier.
__attribute__((always_inline)) inline Cell number_in(const std::byte* record,
                                                     const RecordPlace& place) {
  if (!RecordReader::is_there(record, place)) return {0, Status::Missing};
  Cell cell{0, Status::Known};
  if (!RecordReader::number_of(record, place, cell.value) && !place.is_bytes)
    cell.status = Status::Unknown;
  return cell;
}

inline IndexValues values_of(const RecordAsked& asked) {
  IndexValues values;
  values.record = asked.record;
  values.places = asked.reader.fields_of(asked.touchpoint).data();
  values.channel = known(asked.reader.channel_of(asked.record));
  return values;
}

__attribute__((always_inline)) inline Cell BitIndex::cell_of(const Input& input,
                                                             const IndexValues& values) const {
  if (input.is_text) return number_of_text(input, values);
  switch (input.source) {
    case IndexSource::Field:
      if (values.record != nullptr) return number_in(values.record, values.places[input.number]);
      if (values.event != nullptr) {
        const Event::Field& field = values.event[input.number];
        const bool is_present = field.state == Event::State::Present;
        return {field.number, is_present ? Status::Known : Status::Missing};
      }
      return values.fields[input.number];
    case IndexSource::Profile: return values.profile[input.number];
    case IndexSource::Channel: return values.channel;
    case IndexSource::Key: break;
  }
  return values.keys != nullptr ? values.keys[input.number] : Cell{0, Status::Unknown};
}

// The row where it takes no search: of what is no number, and of small numbers.
inline bool BitIndex::has_row_at_once(const Input& input, const Cell& cell,
                                      std::uint32_t& row) const {
  if (cell.status != Status::Known) {
    const bool is_missing = cell.status == Status::Missing;
    const bool is_lost = is_missing && planted(Fault::IndexRulesOutMissing);
    row = input.first_row + (is_lost ? 0 : input.starts_count + (is_missing ? 1 : 2));
    return true;
  }
  if (input.table_size == 0) {
    row = input.first_row;
    return input.starts_count == 0;
  }
  const auto place = static_cast<std::uint64_t>(cell.value);
  const std::uint32_t last = cell.value < 0 ? 0 : input.starts_count;
  row = input.first_row + (place < input.table_size ? tables_[input.table_begin + place] : last);
  return true;
}

// Starts are mostly spread evenly: then a step has one or two of them.
__attribute__((always_inline)) inline BitIndex::Among BitIndex::among(const Input& input,
                                                                      std::int64_t value) const {
  const std::int64_t* const starts = starts_.data() + input.starts_begin;
  if (input.steps_count == 0) return {starts, input.starts_count, 0};
  const auto beyond = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(*starts);
  const std::uint64_t step = beyond >> input.step_bits;
  if (value < *starts) return {starts, 0, 0};
  if (step >= input.steps_count) return {starts, 0, input.starts_count};
  const std::uint32_t* const passed = passed_.data() + input.steps_begin + step;
  return {starts + passed[0], passed[1] - passed[0], passed[0]};
}

inline std::uint32_t BitIndex::row_of(const Input& input, const Cell& cell) const {
  std::uint32_t row = 0;
  if (has_row_at_once(input, cell, row)) return row;
  const std::int64_t value = planted(Fault::IndexRowTooLow) ? cell.value - 1 : cell.value;
  const Among among = this->among(input, value);
  const std::int64_t* at = among.starts;
  if (among.count == 0) return input.first_row + among.before;
  for (std::uint32_t count = among.count; count > 1;) {
    const std::uint32_t half = count / 2;
    at = at[half - 1] <= value ? at + half : at;
    count -= half;
  }
  return input.first_row + among.before + static_cast<std::uint32_t>(at - among.starts) +
         (*at <= value ? 1 : 0);
}

}  // namespace wend::runtime
