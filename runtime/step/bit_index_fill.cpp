// SPDX-License-Identifier: Apache-2.0
//
// How an index is made from a plan's: bits are written where they change from one row to the next, and rows made of these.
#include <algorithm>
#include <cstring>

#include "runtime/step/bit_index.h"

namespace wend::runtime {
namespace {

constexpr std::int64_t kMostTableValue = 255;

void flip(std::uint64_t* row, std::size_t bit) { row[bit >> 6] ^= std::uint64_t{1} << (bit & 63); }

// Writes where a bit changes from one row to the next; `fill_up` then makes rows of it.
class RowWriter {
 public:
  RowWriter(BitRows& rows, const std::vector<IndexInput>& inputs,
            const std::vector<std::uint32_t>& first_rows, std::uint32_t left_out)
      : rows_(rows), inputs_(inputs), first_rows_(first_rows), left_out_(left_out) {}

  void add(std::size_t bit, const std::vector<IndexRange>& ranges) {
    auto range = ranges.begin();
    for (std::uint32_t input = 0; input < inputs_.size(); ++input) {
      if (range == ranges.end() || range->input != input) {
        if (input != left_out_) flip(rows_.row(first_rows_[input]), bit);
        continue;
      }
      for (; range != ranges.end() && range->input == input; ++range) {
        if (input == left_out_) continue;
        flip(rows_.row(first_rows_[input] + range->first), bit);
        if (range->last + 1 < inputs_[input].row_count())
          flip(rows_.row(first_rows_[input] + range->last + 1), bit);
      }
    }
  }

  void fill_up() {
    for (std::uint32_t input = 0; input < inputs_.size(); ++input) {
      if (input == left_out_) continue;
      for (std::uint32_t row = 1; row < inputs_[input].row_count(); ++row) {
        std::uint64_t* here = rows_.row(first_rows_[input] + row);
        const std::uint64_t* before = here - rows_.words();
        for (std::size_t word = 0; word < rows_.words(); ++word) here[word] ^= before[word];
      }
    }
  }

 private:
  BitRows& rows_;
  const std::vector<IndexInput>& inputs_;
  const std::vector<std::uint32_t>& first_rows_;
  std::uint32_t left_out_;  // an input whose rows are not written
};

// A list names each body once if equal ones follow each other.
std::vector<RowLists::Asked> asked_by_conjunctions(const BodyIndex& index) {
  std::vector<RowLists::Asked> asked;
  for (std::uint32_t i = 0; i < index.conjunctions.size(); ++i)
    asked.push_back({{i, index.conjunctions[i].body}, &index.conjunctions[i].ranges});
  std::stable_sort(asked.begin(), asked.end(),
                   [](const auto& a, const auto& b) { return a.item.of < b.item.of; });
  return asked;
}

std::vector<RowLists::Asked> asked_by_triggers(const BodyIndex& index) {
  std::vector<RowLists::Asked> asked;
  for (std::uint32_t i = 0; i < index.triggers.size(); ++i)
    asked.push_back({{i, i}, &index.triggers[i].ranges});
  return asked;
}

// The constants that lie between the starts of rows: several may share one.
std::vector<std::uint32_t> text_numbers_of(const BodyIndex& index,
                                           const std::vector<std::string>& texts) {
  std::int64_t first = static_cast<std::int64_t>(texts.size()), last = 0;
  for (const IndexInput& input : index.inputs) {
    if (!input.is_text || input.starts.empty()) continue;
    first = std::min(first, std::max<std::int64_t>(0, input.starts.front()));
    last = std::max(last, std::min(static_cast<std::int64_t>(texts.size()), input.starts.back()));
  }
  std::vector<std::uint32_t> numbers;
  for (std::int64_t number = first; number < last; ++number)
    numbers.push_back(static_cast<std::uint32_t>(number));
  return numbers;
}

}  // namespace

void BitRows::resize(std::size_t rows, std::size_t bits) {
  words_ = (bits + kBlock * 64 - 1) / (kBlock * 64) * kBlock;
  const std::size_t bytes = std::max<std::size_t>(rows * words_, kBlock) * sizeof(std::uint64_t);
  bits_.reset(static_cast<std::uint64_t*>(std::aligned_alloc(kBlock * 8, bytes)));
  std::memset(bits_.get(), 0, bytes);
}

BitIndex::BitIndex(const BodyIndex& index, const std::vector<std::string>& texts, Vectors vectors)
    : sieve_(index),
      texts_(texts, text_numbers_of(index, texts)),
      rule_words_((index.bodies.size() + 63) / 64),
      vectors_(vectors),
      thresholds_(sieve_.is_worth_it() ? Thresholds() : Thresholds(index)) {
  thresholds_.is_any() ? fill(thresholds_.rest_of(index)) : fill(index);
}

void BitIndex::fill(const BodyIndex& index) {
  for (const IndexTrigger& trigger : index.triggers)
    always_fires_ = always_fires_ && trigger.ranges.empty();
  std::vector<RowLists::Asked> conjunctions = asked_by_conjunctions(index);
  const std::vector<RowLists::Asked> triggers = asked_by_triggers(index);
  choose_lead(index, conjunctions, triggers);
  const std::vector<std::uint32_t> first_rows = first_rows_of(index);
  for (std::size_t i = 0; i < index.inputs.size(); ++i) add_input(index.inputs[i], first_rows[i]);
  fill_conjunctions(index, conjunctions, first_rows);
  fill_triggers(index, triggers, first_rows);
  if (lead_ != kNoLead && inputs_.size() == 1 && !sieve_.is_worth_it())
    points_ = Points(starts_, lead_conjunctions_, always_fires_ ? nullptr : &lead_triggers_);
  if (sieve_.is_worth_it()) fill_at_once();
}

void BitIndex::add_input(const IndexInput& from, std::uint32_t first_row) {
  Input input{from.source,
              from.number,
              first_row,
              static_cast<std::uint32_t>(starts_.size()),
              static_cast<std::uint32_t>(from.starts.size()),
              static_cast<std::uint32_t>(tables_.size()),
              0,
              Input::kNoRows,
              from.is_text};
  starts_.insert(starts_.end(), from.starts.begin(), from.starts.end());
  if (!from.starts.empty() && from.starts.front() >= 0 && from.starts.back() <= kMostTableValue) {
    // One place more: every value from the last start on has the same row.
    input.table_size = static_cast<std::uint32_t>(from.starts.back()) + 1;
    for (std::int64_t value = 0; value < input.table_size; ++value) {
      const auto above = std::upper_bound(from.starts.begin(), from.starts.end(), value);
      tables_.push_back(static_cast<std::uint16_t>(above - from.starts.begin()));
    }
  }
  if (input.table_size == 0) add_steps(input);
  inputs_.push_back(input);
}

// At most twice as many steps as starts.
void BitIndex::add_steps(Input& input) {
  if (input.starts_count <= kFewStarts) return;
  const std::int64_t* const starts = starts_.data() + input.starts_begin;
  const auto beyond = [&](std::uint32_t start) {
    return static_cast<std::uint64_t>(starts[start]) - static_cast<std::uint64_t>(starts[0]);
  };
  const std::uint64_t span = beyond(input.starts_count - 1);
  while (span >> input.step_bits >= std::uint64_t{2} * input.starts_count) ++input.step_bits;
  input.steps_count = static_cast<std::uint32_t>(span >> input.step_bits) + 1;
  input.steps_begin = static_cast<std::uint32_t>(passed_.size());
  std::uint32_t before = 0;
  for (std::uint64_t step = 0; step < input.steps_count; ++step) {
    while (beyond(before) >> input.step_bits < step) ++before;
    passed_.push_back(before);
  }
  passed_.push_back(input.starts_count);
}

// The input whose rows hold the fewest, if these are few. What is not known is in few events, and may hold everything.
void BitIndex::choose_lead(const BodyIndex& index, const std::vector<RowLists::Asked>& conjunctions,
                           const std::vector<RowLists::Asked>& triggers) {
  double least = kMostInListedRow;
  for (std::uint32_t input = 0; input < index.inputs.size(); ++input) {
    const std::uint32_t rows = index.inputs[input].row_count();
    const double mean = RowLists::mean(input, rows, conjunctions);
    if (mean > least ||
        (!always_fires_ && RowLists::mean(input, rows, triggers) > kMostInListedRow))
      continue;
    least = mean;
    lead_ = input;
  }
  may_look_ahead_ =
      lead_ != kNoLead && !thresholds_.is_any() &&
      std::all_of(index.inputs.begin(), index.inputs.end(), [](const auto& input) {
        return input.source == IndexSource::Field || input.source == IndexSource::Channel;
      });
}

// Of each input, and behind all of them.
std::vector<std::uint32_t> BitIndex::first_rows_of(const BodyIndex& index) const {
  std::vector<std::uint32_t> first_rows;
  std::uint32_t next = 0;
  for (std::uint32_t input = 0; input < index.inputs.size(); ++input) {
    first_rows.push_back(next);
    if (input != lead_ || has_all_rows()) next += index.inputs[input].row_count();
  }
  first_rows.push_back(next);
  return first_rows;
}

RowLists BitIndex::fill_rows(const BodyIndex& index, const std::vector<RowLists::Asked>& asked,
                             const std::vector<std::uint32_t>& first_rows, BitRows& rows) const {
  const bool is_led = lead_ != kNoLead;
  const std::uint32_t of_lead = is_led ? index.inputs[lead_].row_count() : 0;
  RowLists lists;
  if (is_led) lists = RowLists(lead_, of_lead, asked, first_rows.back(), index.inputs.size() == 1);
  rows.resize(first_rows.back() + (has_all_rows() ? 0 : lists.places()), asked.size());
  RowWriter writer(rows, index.inputs, first_rows, has_all_rows() ? kNoLead : lead_);
  for (const RowLists::Asked& one : asked) writer.add(one.item.bit, *one.ranges);
  writer.fill_up();
  if (!has_all_rows()) lists.write(rows, lead_, asked);
  return lists;
}

void BitIndex::fill_conjunctions(const BodyIndex& index, std::vector<RowLists::Asked>& asked,
                                 const std::vector<std::uint32_t>& first_rows) {
  if (lead_ == kNoLead) block_inputs_ = BlockInputs(asked, inputs_.size(), BitRows::kBlock * 64);
  lead_conjunctions_ = fill_rows(index, asked, first_rows, conjunctions_);
  rule_of_.resize(conjunctions_.words() * 64 + 1);  // what no bit is read from
  for (const RowLists::Asked& one : asked) rule_of_[one.item.bit] = one.item.of;
}

void BitIndex::fill_triggers(const BodyIndex& index, const std::vector<RowLists::Asked>& asked,
                             const std::vector<std::uint32_t>& first_rows) {
  if (!always_fires_) {
    lead_triggers_ = fill_rows(index, asked, first_rows, triggers_);
    return;
  }
  triggers_.resize(1, index.triggers.size());
  for (std::size_t i = 0; i < index.triggers.size(); ++i)
    triggers_.row(0)[i >> 6] |= std::uint64_t{1} << (i & 63);
}

}  // namespace wend::runtime
