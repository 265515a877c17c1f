// SPDX-License-Identifier: Apache-2.0
//
// A block of rows against all rules of a touchpoint: sets of rows for what compares single values, and-ed for each rule;
// the rows that are left are asked the rest one by one.
#include "wend/batch.h"

#include <algorithm>
#include <bit>

#include "runtime/batch/bit_program.h"
#include "runtime/batch/row_tests.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::BatchColumn;
using runtime::BitProgram;
using runtime::Conditions;
using runtime::NodeId;
using runtime::RowTests;
using runtime::RuleCondition;
using runtime::SetId;

std::string_view words_of(Unanswered why) {
  switch (why) {
    case Unanswered::Nothing: return "asks nothing but the event";
    case Unanswered::Clock: return "acts by the clock";
    case Unanswered::Earlier: return "asks for earlier events";
    case Unanswered::Journey: return "asks for the stages of a journey";
    case Unanswered::Profile: return "asks for the customer's profile";
    case Unanswered::List: return "asks for a list in the event";
    case Unanswered::Table: return "asks for rows of a table";
    case Unanswered::Link: return "reaches customers by a link";
  }
  return "";
}

class Batch::Inside {
 public:
  Inside(std::shared_ptr<const Pack> pack, std::uint32_t touchpoint, bool with_profile)
      : pack_(std::move(pack)),
        conditions_(pack_->plan(), touchpoint, with_profile),
        program_(pack_->plan(), touchpoint, conditions_) {
    for (const RuleCondition& rule : conditions_.rules()) {
      const Unanswered why = conditions_.node(rule.node).why;
      if (why != Unanswered::Nothing) {
        others.push_back({rule.rule, why});
        continue;
      }
      rules.push_back(rule.rule);
      add(touchpoint, rule.node);
    }
    program_.finish();
    if (row_tests_) row_tests_->finish();
    rows_.resize(rules.size(), kRows);
  }

  std::span<const std::uint64_t> answer(const Block& block) {
    const std::uint64_t* sets = program_.run(block);
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      const Answer& answer = answers_[i];
      program_.kernels().all_of(sets, sets_.data() + answer.begin, answer.count, rows_.row(i));
    }
    cut(block.rows);
    if (row_tests_) ask_rows(block);
    return {rows_.row(0), rules.size() * kWords};
  }

  bool asks(IndexSource source, std::uint32_t field) const {
    return std::any_of(program_.columns().begin(), program_.columns().end(),
                       [&](const BatchColumn& column) {
                         return column.source == source && column.number == field;
                       });
  }
  bool asks_field(std::uint32_t field) const {
    return asks(IndexSource::Field, field) || (row_tests_ && row_tests_->asks_field(field));
  }
  bool asks_profile(std::uint32_t field) const {
    return asks(IndexSource::Profile, field) || (row_tests_ && row_tests_->asks_profile(field));
  }

  std::vector<std::uint32_t> rules;
  std::vector<Other> others;

 private:
  struct Answer {
    std::uint32_t begin = 0;  // of its sets
    std::uint32_t count = 0;
    std::uint32_t row_test = 0;  // if it is among asked_by_row_
  };

  void add(std::uint32_t touchpoint, NodeId condition) {
    Answer answer{static_cast<std::uint32_t>(sets_.size()), 0, 0};
    std::vector<NodeId> left;
    for (const NodeId part : conditions_.parts_of(condition)) {
      if (const auto set = program_.yes(part)) {
        sets_.push_back(*set);
      } else {
        left.push_back(part);
      }
    }
    answer.count = static_cast<std::uint32_t>(sets_.size()) - answer.begin;
    if (!left.empty() && !runtime::planted(runtime::Fault::BatchLeavesOut)) {
      if (!row_tests_)
        row_tests_ = std::make_unique<RowTests>(pack_->plan(), touchpoint, conditions_);
      answer.row_test = row_tests_->add(left);
      asked_by_row_.push_back(answers_.size());
    }
    answers_.push_back(answer);
  }

  // Bits behind the last row are of no row.
  void cut(std::size_t count) {
    if (runtime::planted(runtime::Fault::BatchLosesLastRow)) --count;
    if (count == kRows) return;
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      std::uint64_t* rows = rows_.row(i);
      if (count % 64 != 0) rows[count / 64] &= (std::uint64_t{1} << (count % 64)) - 1;
      std::fill(rows + (count + 63) / 64, rows + kWords, 0);
    }
  }

  // Row by row, so that each is taken in hand once.
  void ask_rows(const Block& block) {
    for (std::size_t word = 0; word * 64 < block.rows; ++word) {
      std::uint64_t any = 0;
      for (const std::size_t i : asked_by_row_) any |= rows_.row(i)[word];
      for (; any != 0; any &= any - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(any));
        row_tests_->take(block, word * 64 + bit);
        ask_row(word, std::uint64_t{1} << bit);
      }
    }
  }

  void ask_row(std::size_t word, std::uint64_t bit) {
    for (const std::size_t i : asked_by_row_) {
      std::uint64_t& rows = rows_.row(i)[word];
      if ((rows & bit) != 0 && !row_tests_->holds(answers_[i].row_test)) rows &= ~bit;
    }
  }

  std::shared_ptr<const Pack> pack_;
  Conditions conditions_;
  BitProgram program_;
  std::unique_ptr<RowTests> row_tests_;    // null: no rule needs any
  std::vector<SetId> sets_;                // of all answers
  std::vector<Answer> answers_;            // by rule
  std::vector<std::size_t> asked_by_row_;  // the rules that have a test of rows
  runtime::BitRows rows_;                  // by rule
};

Batch::Batch(std::shared_ptr<const Pack> pack, std::uint32_t touchpoint, bool with_profile)
    : inside_(std::make_unique<Inside>(std::move(pack), touchpoint, with_profile)) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

std::span<const std::uint32_t> Batch::rules() const { return inside_->rules; }
std::span<const Batch::Other> Batch::others() const { return inside_->others; }

bool Batch::asks_field(std::uint32_t field) const { return inside_->asks_field(field); }
bool Batch::asks_profile(std::uint32_t field) const { return inside_->asks_profile(field); }
std::span<const std::uint64_t> Batch::answer(const Block& block) { return inside_->answer(block); }

}  // namespace wend
