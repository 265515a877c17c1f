// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/bit_index.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "runtime/step/bit_index_values.h"

namespace wend::runtime {
namespace {

// So many inputs are and-ed before a block that nothing holds in is left.
constexpr std::size_t kEarlyInputs = 4;

// What comes in a normal form may be another text than what came.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Cell BitIndex::number_of_text(const Input& input, const IndexValues& values) const {
  if (input.source == IndexSource::Field && values.record != nullptr) {
    const RecordPlace& place = values.places[input.number];
    if (!RecordReader::is_there(values.record, place)) return {0, Status::Missing};
    RecordReader::Digits digits;
    const std::string_view text = RecordReader::text_of(values.record, place, digits);
    return is_plain(text) ? known(texts_.number_of(text)) : Cell{0, Status::Unknown};
  }
  if (input.source == IndexSource::Field && values.event != nullptr) {
    const Event::Field& field = values.event[input.number];
    if (field.state != Event::State::Present) return {0, Status::Missing};
    return is_plain(field.text) ? known(texts_.number_of(field.text)) : Cell{0, Status::Unknown};
  }
  const Cell* cells = input.source == IndexSource::Field ? values.fields : values.profile;
  const Cell& cell = cells[input.number];
  if (cell.status != Status::Known) return cell;
  return known(texts_.number_of(values.texts->at(cell.value)));
}

void BitIndex::find_rows(const IndexValues& values, std::uint32_t* rows) const {
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    rows[i] = row_of(inputs_[i], cell_of(inputs_[i], values));
}

// In `look` itself: most indexes are asked so.
__attribute__((always_inline)) inline std::optional<BitIndex::List> BitIndex::look_at_rows(
    const IndexValues& values, bool for_triggers, std::uint32_t* rows, Room& room,
    std::uint64_t* rules) const {
  if (points_.is_any()) {
    const Cell cell = cell_of(inputs_[0], values);
    const std::uint32_t point =
        cell.status == Status::Known ? points_.find(cell.value) : Points::kNone;
    if (point != Points::kNone && !planted(Fault::IndexRowTooLow)) {
      rows[0] = kAtPoint | point;
      return without_last(points_.bodies(point));
    }
  }
  const bool is_wide = vectors_ == Vectors::Wide;
  const bool is_block =
      conjunctions_.words() <= BitRows::kBlock && (!for_triggers || always_fires_);
  if (lead_ == kNoLead && is_block) {
    std::memset(rules, 0, rule_words_ * sizeof(std::uint64_t));
    is_wide ? look_at_block_wide(values, rules) : look_at_block(values, rules);
    return std::nullopt;
  }
  is_wide ? find_rows_wide(values, rows) : find_rows(values, rows);
  if (lead_ != kNoLead) return look_at_lead(rows, room, rules);
  std::memset(rules, 0, rule_words_ * sizeof(std::uint64_t));
  and_any_rows(rows, rules);
  return std::nullopt;
}

std::optional<BitIndex::List> BitIndex::look(const IndexValues& values, bool for_triggers,
                                             std::uint32_t* rows, Room& room,
                                             std::uint64_t* rules) const {
  if (is_sifted(for_triggers)) {
    let_through(sift(values), rules);
    return std::nullopt;
  }
  if (thresholds_.is_any()) [[unlikely]]
    return look_at_thresholds(values, for_triggers, rows, room, rules);
  return look_at_rows(values, for_triggers, rows, room, rules);
}

std::optional<BitIndex::List> BitIndex::look_at_thresholds(const IndexValues& values,
                                                           bool for_triggers, std::uint32_t* rows,
                                                           Room& room, std::uint64_t* rules) const {
  if (const auto found = look_at_rows(values, for_triggers, rows, room, rules)) {
    std::memset(rules, 0, rule_words_ * sizeof(std::uint64_t));
    for (const std::uint32_t rule : *found) rules[rule >> 6] |= std::uint64_t{1} << (rule & 63);
  }
  thresholds_.let_through(values.keys, rules);
  return std::nullopt;
}

std::optional<BitIndex::List> BitIndex::look_at_lead(std::uint32_t* rows, Room& room,
                                                     std::uint64_t* rules) const {
  const std::uint32_t found = rows[lead_], row = found - inputs_[lead_].first_row;
  if (lead_conjunctions_.is_list(row))
    return listed(lead_conjunctions_, row, conjunctions_, rows, room);
  std::memset(rules, 0, rule_words_ * sizeof(std::uint64_t));
  if (!has_all_rows()) rows[lead_] = lead_conjunctions_.place(row);
  and_any_rows(rows, rules);
  rows[lead_] = found;
  return std::nullopt;
}

BitIndex::List BitIndex::without_last(List list) {
  return planted(Fault::LeadLosesLast) && list.size() > 1 ? list.first(list.size() - 1) : list;
}

void BitIndex::expect(const IndexValues& values) const {
  if (!points_.is_any() || inputs_[0].is_text) return;
  const Cell cell = cell_of(inputs_[0], values);
  if (cell.status == Status::Known) points_.expect(cell.value);
}

BitIndex::List BitIndex::listed(const RowLists& lists, std::uint32_t row, const BitRows& bits,
                                const std::uint32_t* rows, Room& room) const {
  if (inputs_.size() == 1) return without_last(lists.bodies(row));
  return without_last({room.data(), allowed_by_others(lists.list(row), bits, rows, room)});
}

// Of equal ones, which follow each other, one.
std::size_t BitIndex::allowed_by_others(std::span<const RowLists::Item> items, const BitRows& bits,
                                        const std::uint32_t* rows, Room& room) const {
  std::size_t count = 0;
  for (const RowLists::Item& item : items) {
    bool is_allowed = count == 0 || room[count - 1] != item.of;
    for (std::uint32_t input = 0; is_allowed && input < inputs_.size(); ++input) {
      if (input != lead_)
        is_allowed = (bits.row(rows[input])[item.bit >> 6] >> (item.bit & 63) & 1) != 0;
    }
    if (is_allowed) room[count++] = item.of;
  }
  return count;
}

void BitIndex::look_at_block(const IndexValues& values, std::uint64_t* rules) const {
  if (conjunctions_.words() == 0) return;
  std::uint64_t block[BitRows::kBlock];
  std::fill(std::begin(block), std::end(block), ~std::uint64_t{0});
  for (const Input& input : inputs_) {
    const std::uint64_t* row = conjunctions_.row(row_of(input, cell_of(input, values)));
    std::uint64_t any = 0;
    for (std::size_t i = 0; i < BitRows::kBlock; ++i) any |= block[i] &= row[i];
    if (any == 0) return;
  }
  for (std::size_t i = 0; i < BitRows::kBlock; ++i) let_through(i, block[i], rules);
}

// The first row says where the conjunctions end, too.
void BitIndex::and_asked_rows(const std::uint32_t* rows, std::uint64_t* rules) const {
  std::uint64_t block[BitRows::kBlock];
  for (std::size_t word = 0; word < conjunctions_.words(); word += BitRows::kBlock) {
    std::memcpy(block, conjunctions_.row(rows[0]) + word, sizeof block);
    for (const std::uint32_t input : block_inputs_.of(word / BitRows::kBlock)) {
      const std::uint64_t* row = conjunctions_.row(rows[input]) + word;
      for (std::size_t i = 0; i < BitRows::kBlock; ++i) block[i] &= row[i];
    }
    for (std::size_t i = 0; i < BitRows::kBlock; ++i) let_through(word + i, block[i], rules);
  }
}

void BitIndex::and_rows(const std::uint32_t* rows, std::uint64_t* rules) const {
  const std::size_t words = conjunctions_.words(), inputs = inputs_.size();
  const std::size_t early = std::min(kEarlyInputs, inputs);
  std::uint64_t block[BitRows::kBlock];
  for (std::size_t word = 0; word < words; word += BitRows::kBlock) {
    std::memcpy(block, conjunctions_.row(rows[0]) + word, sizeof block);
    const auto restrict_to = [&](std::size_t begin, std::size_t end) {
      for (std::size_t input = begin; input < end; ++input) {
        const std::uint64_t* row = conjunctions_.row(rows[input]) + word;
        for (std::size_t i = 0; i < BitRows::kBlock; ++i) block[i] &= row[i];
      }
      std::uint64_t any = 0;
      for (const std::uint64_t bits : block) any |= bits;
      return any != 0;
    };
    if (!restrict_to(1, early) || !restrict_to(early, inputs)) continue;
    for (std::size_t i = 0; i < BitRows::kBlock; ++i) let_through(word + i, block[i], rules);
  }
}

#if defined(__x86_64__)
// The same with vectors of 512 bits. A search that is down to a few vectors counts the starts that were passed.
__attribute__((target("avx512f,avx512dq,popcnt"))) inline std::uint32_t BitIndex::row_of_wide(
    const Input& input, const IndexValues& values) const {
  std::uint32_t row = 0;
  const Cell cell = cell_of(input, values);
  if (has_row_at_once(input, cell, row)) return row;
  const std::int64_t value = planted(Fault::IndexRowTooLow) ? cell.value - 1 : cell.value;
  const std::int64_t* at = starts_.data() + input.starts_begin;
  std::uint32_t count = input.starts_count, passed = 0;
  if (count > kFewStarts) {
    const Among among = this->among(input, value);
    at = among.starts, count = among.count, passed = among.before;
    for (; count > kFewStarts; count -= count / 2) {
      const std::uint32_t half = count / 2;
      const bool is_beyond = at[half - 1] <= value;
      at = is_beyond ? at + half : at;
      passed += is_beyond ? half : 0;
    }
  }
  const __m512i values_8 = _mm512_set1_epi64(value);
  std::uint32_t k = 0;
  for (; k + 8 <= count; k += 8) {
    passed += static_cast<std::uint32_t>(
        _mm_popcnt_u32(_mm512_cmple_epi64_mask(_mm512_loadu_si512(at + k), values_8)));
  }
  const auto rest = static_cast<__mmask8>((1U << (count - k)) - 1);
  passed += static_cast<std::uint32_t>(_mm_popcnt_u32(
      _mm512_mask_cmple_epi64_mask(rest, _mm512_maskz_loadu_epi64(rest, at + k), values_8)));
  return input.first_row + passed;
}

__attribute__((target("avx512f,avx512dq,popcnt"))) void BitIndex::find_rows_wide(
    const IndexValues& values, std::uint32_t* rows) const {
  for (std::size_t i = 0; i < inputs_.size(); ++i) rows[i] = row_of_wide(inputs_[i], values);
}

__attribute__((target("avx512f,avx512dq,popcnt"))) void BitIndex::look_at_block_wide(
    const IndexValues& values, std::uint64_t* rules) const {
  if (conjunctions_.words() == 0) return;
  __m512i block = _mm512_set1_epi64(-1);
  for (const Input& input : inputs_) {
    const std::uint64_t* row = conjunctions_.row(row_of_wide(input, values));
    block = _mm512_and_si512(block, _mm512_load_si512(row));
    if (_mm512_test_epi64_mask(block, block) == 0) return;
  }
  alignas(64) std::uint64_t bits[BitRows::kBlock];
  _mm512_store_si512(bits, block);
  for (std::size_t i = 0; i < BitRows::kBlock; ++i) let_through(i, bits[i], rules);
}

// A block is one vector. Which of its words have bits cannot be foretold, so they are put in a row without a question, and
// looked at behind.
__attribute__((target("avx512f,avx512dq,bmi,popcnt"))) void BitIndex::and_rows_wide(
    const std::uint32_t* rows, std::uint64_t* rules) const {
  constexpr std::size_t kRoom = 256;
  alignas(64) std::uint64_t found[kRoom + BitRows::kBlock], places[kRoom + BitRows::kBlock];
  std::size_t count = 0;
  const std::size_t words = conjunctions_.words(), inputs = inputs_.size();
  const std::size_t early = std::min(kEarlyInputs, inputs);
  __m512i here = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i step = _mm512_set1_epi64(BitRows::kBlock);
  const auto let_through_found = [&] {
    for (std::size_t i = 0; i < count; ++i) let_through(places[i], found[i], rules);
    count = 0;
  };
  for (std::size_t word = 0; word < words;
       word += BitRows::kBlock, here = _mm512_add_epi64(here, step)) {
    const std::uint64_t* base = conjunctions_.row(0) + word;
    __m512i block = _mm512_load_si512(base + rows[0] * words);
    std::size_t input = 1;
    for (; input < early; ++input)
      block = _mm512_and_si512(block, _mm512_load_si512(base + rows[input] * words));
    if (_mm512_test_epi64_mask(block, block) == 0) continue;
    for (; input < inputs; ++input)
      block = _mm512_and_si512(block, _mm512_load_si512(base + rows[input] * words));
    const __mmask8 hit = _mm512_test_epi64_mask(block, block);
    _mm512_storeu_si512(found + count, _mm512_maskz_compress_epi64(hit, block));
    _mm512_storeu_si512(places + count, _mm512_maskz_compress_epi64(hit, here));
    count += static_cast<std::size_t>(_mm_popcnt_u32(hit));
    if (count > kRoom) let_through_found();
  }
  let_through_found();
}
#else
void BitIndex::look_at_block_wide(const IndexValues& values, std::uint64_t* rules) const {
  look_at_block(values, rules);
}
void BitIndex::find_rows_wide(const IndexValues& values, std::uint32_t* rows) const {
  find_rows(values, rows);
}
void BitIndex::and_rows_wide(const std::uint32_t* rows, std::uint64_t* rules) const {
  and_rows(rows, rules);
}
#endif

std::optional<BitIndex::List> BitIndex::fired(const std::uint32_t* rows, Room& room,
                                              std::uint64_t* fired) const {
  const std::size_t words = triggers_.words();
  if (words == 0) return List{};
  std::uint32_t first = always_fires_ ? 0 : rows[0];
  if (lead_ != kNoLead && !always_fires_) {
    if (const std::uint32_t point = fired_point(rows); point != Points::kNone)
      return fired_at(point);
    const std::uint32_t row = rows[lead_] - inputs_[lead_].first_row;
    if (lead_triggers_.is_list(row)) return listed(lead_triggers_, row, triggers_, rows, room);
    if (!has_all_rows()) first = lead_triggers_.place(row);
  }
  // Then every row has the bits of all triggers.
  std::memcpy(fired, triggers_.row(first), words * sizeof(std::uint64_t));
  if (always_fires_) return std::nullopt;
  for (std::size_t input = 0; input < inputs_.size(); ++input) {
    if (input == lead_) continue;
    const std::uint64_t* row = triggers_.row(rows[input]);
    for (std::size_t word = 0; word < words; ++word) fired[word] &= row[word];
  }
  return std::nullopt;
}

}  // namespace wend::runtime
