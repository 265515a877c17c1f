// SPDX-License-Identifier: Apache-2.0
//
// An index of few conjunctions is asked by a sieve (sieve.h), of structs of the host, of events and of cells. What is
// left of the conjunctions stands in one word.
#include <algorithm>

#include "runtime/step/bit_index_values.h"
#include "runtime/step/record_sieve.h"

namespace wend::runtime {
namespace {

// Of the conjunctions whose bits are set, those that hold.
template <typename Holds>
std::uint64_t those_that_hold(std::uint64_t left, const Holds& holds) {
  std::uint64_t held = 0;
  for (; left != 0; left &= left - 1) {
    const auto conjunction = static_cast<std::size_t>(std::countr_zero(left));
    if (holds(conjunction)) held |= left & (0 - left);
  }
  return held;
}

}  // namespace

void BitIndex::fill_at_once() {
  for (const std::uint32_t number : sieve_.at_once()) {
    Input input = inputs_[number];
    if (input.table_size != 0) {
      input.rows_begin = static_cast<std::uint32_t>(rows_of_small_.size());
      for (std::int64_t value = -1; value <= input.table_size; ++value)
        rows_of_small_.push_back(*conjunctions_.row(row_of(input, known(value))));
    }
    at_once_.push_back(input);
  }
  for (std::uint32_t i = 0; i < at_once_.size(); ++i) {
    const bool is_small_field =
        at_once_[i].rows_begin != Input::kNoRows && at_once_[i].source == IndexSource::Field;
    if (is_small_field)
      small_fields_.push_back({small_rows_of(at_once_[i]), i, at_once_[i].number});
    else
      other_at_once_.push_back(i);
  }
}

SmallRows BitIndex::small_rows_of(const Input& input) const {
  return {rows_of_small_.data() + input.rows_begin + 1, input.table_size};
}

inline std::uint64_t BitIndex::row_at_once(std::uint32_t number, const Cell& cell) const {
  const Input& input = at_once_.data()[number];
  if (input.rows_begin == Input::kNoRows || cell.status != Status::Known)
    return *conjunctions_.row(row_of(input, cell));
  return small_rows_of(input).of(cell.value);
}

std::uint64_t BitIndex::sift(const IndexValues& values) const {
  if (values.event != nullptr) {
    return sift_fields(values, [&](std::uint32_t field) {
      const Event::Field& is = values.event[field];
      return Cell{is.number, is.state == Event::State::Present ? Status::Known : Status::Missing};
    });
  }
  if (values.record == nullptr)
    return sift_fields(values, [&](std::uint32_t field) { return values.fields[field]; });
  return sift_fields(
      values, [&](std::uint32_t field) { return number_in(values.record, values.places[field]); });
}

// Mostly nothing is left by small numbers, and nothing else is looked at then.
template <typename FieldAt>
inline std::uint64_t BitIndex::sift_fields(const IndexValues& values,
                                           const FieldAt& field_at) const {
  std::uint64_t left = ~std::uint64_t{0};
  for (const SmallField& input : small_fields_) {
    const Cell cell = field_at(input.field);
    left &= cell.status == Status::Known ? input.of(cell.value) : row_at_once(input.number, cell);
  }
  if (left == 0) return 0;
  for (const std::uint32_t number : other_at_once_)
    left &= row_at_once(number, cell_of(at_once_.data()[number], values));
  const auto cell_at = [&](const Input& input) {
    const bool is_number = input.source == IndexSource::Field && !input.is_text;
    return is_number ? field_at(input.number) : cell_of(input, values);
  };
  return those_that_hold(left, [&](std::size_t conjunction) {
    const auto [begin, end] = sieve_.questions_of(conjunction);
    for (std::uint32_t i = begin; i < end; ++i) {
      const Sieve::Question& asked = sieve_.questions().data()[i];
      if (!sieve_.is_allowed(asked, cell_at(inputs_.data()[asked.input]))) return false;
    }
    return true;
  });
}

std::uint64_t BitIndex::sift_rest(const RecordAsked& asked, const RecordSieve& sieve,
                                  std::uint64_t left) const {
  if (!sieve.others.empty()) [[unlikely]]
    left &= left_by_others(asked, sieve);
  return those_that_hold(left, [&](std::size_t conjunction) {
    const std::uint32_t end = sieve_.questions_of(conjunction).second;
    for (std::uint32_t i = sieve.first_question.data()[conjunction]; i < end; ++i) {
      const RecordSieve::Question& question = sieve.questions.data()[i];
      if (question.is_by_value) [[unlikely]] {
        if (!is_allowed_by_value(i, asked)) return false;
      } else if (!sieve.is_allowed(asked.record, question)) {
        return false;
      }
    }
    return true;
  });
}

// Apart, so that the way of plain numbers is short.
__attribute__((noinline)) std::uint64_t BitIndex::left_by_others(const RecordAsked& asked,
                                                                 const RecordSieve& sieve) const {
  const IndexValues values = values_of(asked);
  std::uint64_t left = ~std::uint64_t{0};
  for (const std::uint32_t number : sieve.others)
    left &= row_at_once(number, cell_of(at_once_.data()[number], values));
  return left;
}

__attribute__((noinline)) bool BitIndex::is_allowed_by_value(std::uint32_t question,
                                                             const RecordAsked& asked) const {
  const Sieve::Question& is = sieve_.questions().data()[question];
  return sieve_.is_allowed(is, cell_of(inputs_.data()[is.input], values_of(asked)));
}

RecordSieve BitIndex::sieve_for(const RecordReader& reader, std::uint32_t touchpoint) const {
  using Form = RecordLayout::Form;
  using Small = RecordSieve::Small;
  RecordSieve made;
  made.state = reader.state;
  made.rows = rows_of_small_.data();
  made.touchpoint = touchpoint;
  const std::vector<RecordPlace>& places = reader.fields_of(touchpoint);
  const auto place_of = [&](const Input& input) {
    const bool is_number = input.source == IndexSource::Field && !input.is_text;
    return is_number ? places[input.number] : RecordPlace{};
  };
  for (std::uint32_t i = 0; i < at_once_.size(); ++i) {
    const Input& input = at_once_[i];
    const RecordPlace place = place_of(input);
    const bool is_plain = input.rows_begin != Input::kNoRows && place.is_given() &&
                          place.present == RecordPlace::kNone && place.scale == 1 &&
                          place.offset <= Small::kFar && input.table_size <= Small::kMost;
    if (is_plain && (place.form == Form::Int32 || place.form == Form::UInt8)) {
      (place.form == Form::Int32 ? made.ints : made.bytes)
          .push_back(Small::packed(static_cast<std::uint32_t>(place.offset), input.table_size,
                                   input.rows_begin + 1));
    } else {
      made.others.push_back(i);
    }
  }
  const ReadableBytes readable = readable_bytes_of(reader, touchpoint);
  for (const Sieve::Question& asked : sieve_.questions())
    made.questions.push_back(
        question_at(place_of(inputs_[asked.input]), sieve_, asked, readable, made.more));
  made.answer_early(sieve_);
  made.choose_way();
  return made;
}

}  // namespace wend::runtime
