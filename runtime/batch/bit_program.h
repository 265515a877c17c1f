// SPDX-License-Identifier: Apache-2.0
//
// Tests of rows as sets of rows: a set of bits for the rows where a test is a known yes, one for those where it is a
// known no, and-ed and or-ed. What both leave out is not known. A value that tests compare with constants becomes a code:
// which of the runs between these constants it lies in. Equal sets are made once.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "runtime/abi/interval.h"
#include "runtime/batch/bit_kernels.h"
#include "runtime/batch/conditions.h"
#include "runtime/step/bit_index.h"
#include "runtime/step/text_numbers.h"

namespace wend::runtime {

using SetId = std::uint32_t;

// A value of a row that sets ask for.
struct BatchColumn {
  IndexSource source = IndexSource::Field;
  std::uint32_t number = 0;  // of the field, or the customer field
  bool is_text = false;      // its numbers are those of the plan's constants; -1: none of them
  bool absent_is_unknown = false;
  std::vector<std::int64_t>
      starts;  // of its codes from 1 on; behind them, the code of what is absent
  std::uint32_t absent() const { return static_cast<std::uint32_t>(starts.size()) + 1; }
};

class BitProgram {
 public:
  BitProgram(const Plan& plan, std::uint32_t touchpoint, const Conditions& conditions,
             BatchVectors vectors = best_batch_vectors());

  // The rows where the test is a known yes; nothing if it is no test of single values with constants.
  std::optional<SetId> yes(NodeId test);
  // No test is asked for from then on.
  void finish();

  const std::vector<BatchColumn>& columns() const { return columns_; }
  // All sets of a block; valid until the next call.
  const std::uint64_t* run(const Batch::Block& block);
  const BitKernels& kernels() const { return kernels_; }

 private:
  enum class Answer : std::uint8_t { No, Open, Yes };
  // What a test says of a column's values.
  struct ColumnTest {
    std::uint32_t column = 0;
    Intervals yes;
    Answer absent = Answer::Open;
  };
  struct Set {
    enum class Kind : std::uint8_t { Codes, All, Any } kind = Kind::All;
    std::uint32_t column = 0;  // of Codes
    Intervals numbers;         // of Codes, until they have codes
    bool with_absent = false;
    std::vector<SetId> parts;  // of All and Any
    std::uint32_t begin = 0;   // of its ranges
    std::uint32_t count = 0;
  };

  std::optional<SetId> answering(NodeId test, bool answer);
  std::optional<SetId> made(NodeId test, bool answer);
  std::optional<SetId> joined(const Node& node, bool answer);
  std::optional<SetId> known(NodeId value);
  std::optional<ColumnTest> column_test(NodeId test);
  std::optional<ColumnTest> text_test(const Node& node);
  std::int64_t number_of_text(std::int64_t constant);
  std::optional<ColumnTest> about(NodeId value, Intervals yes);
  std::optional<std::uint32_t> column_of(NodeId value, bool is_text);
  SetId set_of(const ColumnTest& test, bool answer);
  SetId all_or_any(Set::Kind kind, std::vector<SetId> parts);
  SetId everything() { return all_or_any(Set::Kind::All, {}); }
  SetId nothing() { return all_or_any(Set::Kind::Any, {}); }
  void give_codes(Set& set);
  void encode(std::size_t column, const Batch::Block& block);

  const Plan& plan_;
  const TouchpointInfo& touchpoint_;
  const Conditions& conditions_;
  BatchVectors vectors_;
  BitKernels kernels_;
  std::vector<BatchColumn> columns_;
  std::vector<Set> sets_;
  std::vector<CodeRange> ranges_;
  std::map<std::pair<NodeId, bool>, std::optional<SetId>> made_;
  std::map<std::tuple<std::uint32_t, std::vector<std::pair<std::int64_t, std::int64_t>>, bool>,
           SetId>
      codes_sets_;
  std::map<std::pair<bool, std::vector<SetId>>, SetId> joined_sets_;
  std::map<std::string_view, std::uint32_t> text_numbers_;  // of the constants that are asked for
  std::optional<TextNumbers> texts_;
  std::vector<std::vector<std::uint8_t>> codes_;  // by column: as bytes, halves or words
  BitRows rows_;                                  // by set
};

}  // namespace wend::runtime
