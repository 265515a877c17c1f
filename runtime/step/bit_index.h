// SPDX-License-Identifier: Apache-2.0
//
// An index of a plan as rows of bits, one bit for each conjunction: a row of an input says which conjunctions
// its values there allow. The rows of all inputs of an event, and-ed, are the conjunctions that hold. Triggers
// have rows of their own, where what is not known does not hold.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/step/block_inputs.h"
#include "runtime/step/points.h"
#include "runtime/step/row_lists.h"
#include "runtime/step/sieve.h"
#include "runtime/step/text_numbers.h"
#include "runtime/step/texts.h"
#include "runtime/step/thresholds.h"
#include "runtime/step/vectors.h"
#include "wend/runtime.h"

namespace wend::runtime {

class RecordReader;
struct RecordPlace;
struct RecordSieve;

// Where the values of an event stand, by IndexSource.
struct IndexValues {
  const Cell* fields = nullptr;
  const Event::Field* event = nullptr;  // the fields as they came, if not null
  const Cell* profile = nullptr;
  const Cell* keys = nullptr;  // null: not computed, so unknown
  Cell channel;
  const Texts* texts =
      nullptr;  // that the numbers of texts stand for; may be null where no text is asked for
  const std::byte* record = nullptr;  // a host's struct, if not null, with the places of its fields
  const RecordPlace* places = nullptr;
};

// A struct of the host, of that touchpoint, and who reads it.
struct RecordAsked {
  const RecordReader& reader;
  std::uint32_t touchpoint;
  const std::byte* record;
};

// Bits in rows of whole cache lines.
class BitRows {
 public:
  static constexpr std::size_t kBlock = 8;  // words of a cache line

  void resize(std::size_t rows, std::size_t bits);
  std::size_t words() const { return words_; }
  std::uint64_t* row(std::size_t number) { return bits_.get() + number * words_; }
  const std::uint64_t* row(std::size_t number) const { return bits_.get() + number * words_; }

 private:
  struct Free {
    void operator()(std::uint64_t* bits) const { std::free(bits); }
  };
  std::size_t words_ = 0;
  std::unique_ptr<std::uint64_t[], Free> bits_;
};

class BitIndex {
 public:
  // `texts`: the plan's constants, which must outlive it.
  BitIndex(const BodyIndex& index, const std::vector<std::string>& texts,
           Vectors vectors = best_vectors());

  // What is found as a list, ascending, and room for it.
  using List = std::span<const std::uint32_t>;
  using Room = std::array<std::uint32_t, RowLists::kMost>;
  // The bodies that are let through, by their position in the index: as a list, or, where it gives none, as bits, and no
  // others, in `let_through`. `rows` is room for input_count() numbers. `for_triggers`: what `fired` needs is left there.
  std::optional<List> look(const IndexValues& values, bool for_triggers, std::uint32_t* rows,
                           Room& room, std::uint64_t* let_through) const;
  // Whether `look` asks few inputs for rows, and the conjunctions that these leave one by one.
  bool is_sifted(bool for_triggers) const {
    return sieve_.is_worth_it() && (!for_triggers || always_fires_);
  }
  // The conjunctions that hold, where they are asked so.
  std::uint64_t sift(const IndexValues& values) const;
  // The same from a host's struct, with what `sieve_for` made of its layout, of which `left` conjunctions are left by what is
  // asked of it at once.
  std::uint64_t sift_rest(const RecordAsked& asked, const RecordSieve& sieve,
                          std::uint64_t left) const;
  // Sets the bits of the rules of conjunctions, and no others.
  void let_through(std::uint64_t conjunctions, std::uint64_t* rules) const {
    std::fill(rules, rules + rule_words_, 0);
    let_through(0, conjunctions, rules);
  }
  RecordSieve sieve_for(const RecordReader& reader, std::uint32_t touchpoint) const;
  // The triggers that hold for what `look` was asked last, likewise.
  std::optional<List> fired(const std::uint32_t* rows, Room& room, std::uint64_t* fired) const;

  const Points& points() const { return points_; }
  // Where the triggers that hold are those of a point, its place, and which they are. kNone: they are no point's.
  std::uint32_t fired_point(const std::uint32_t* rows) const {
    const bool is_found = points_.is_any() && !always_fires_ && (rows[0] & kAtPoint) != 0;
    return is_found ? rows[0] ^ kAtPoint : Points::kNone;
  }
  List fired_at(std::uint32_t point) const { return without_last(points_.triggers(point)); }
  // Asks the machine for the point of the values.
  void expect(const IndexValues& values) const;
  // Whether there are lists, and nothing is asked but the event.
  bool may_look_ahead() const { return may_look_ahead_; }

  // Whether a block of conjunctions asks few of the inputs.
  bool is_by_block() const { return block_inputs_.is_worth_it(); }
  // Whether some values are asked by their thresholds.
  bool has_thresholds() const { return thresholds_.is_any(); }

  Vectors vectors() const { return vectors_; }
  std::size_t input_count() const { return inputs_.size(); }
  std::size_t rule_words() const { return rule_words_; }
  std::size_t trigger_words() const { return triggers_.words(); }

 private:
  // Beyond so many starts they are looked for in steps.
  static constexpr std::uint32_t kFewStarts = 32;
  // An input whose row is read from a table where its values are few and small, else searched.
  struct Input {
    IndexSource source;
    std::uint32_t number;
    std::uint32_t first_row;  // of its rows among those of all inputs
    std::uint32_t starts_begin, starts_count;
    std::uint32_t table_begin, table_size;
    static constexpr std::uint32_t kNoRows = 0xFFFFFFFF;
    std::uint32_t rows_begin;  // in rows_of_small_: of values from -1 to table_size
    bool is_text;
    std::uint8_t step_bits = 0;  // of the steps below; 0 also where there are none
    // Of steps of equal length from the first start on, how many starts stand before each; in passed_.
    std::uint32_t steps_begin = 0, steps_count = 0;
  };
  // The starts among which those that a value passes end, and how many stand before these.
  struct Among {
    const std::int64_t* starts;
    std::uint32_t count, before;
  };

  void fill(const BodyIndex& index);
  void add_input(const IndexInput& input, std::uint32_t first_row);
  void add_steps(Input& input);
  void choose_lead(const BodyIndex& index, const std::vector<RowLists::Asked>& conjunctions,
                   const std::vector<RowLists::Asked>& triggers);
  std::vector<std::uint32_t> first_rows_of(const BodyIndex& index) const;
  RowLists fill_rows(const BodyIndex& index, const std::vector<RowLists::Asked>& asked,
                     const std::vector<std::uint32_t>& first_rows, BitRows& rows) const;
  void fill_conjunctions(const BodyIndex& index, std::vector<RowLists::Asked>& asked,
                         const std::vector<std::uint32_t>& first_rows);
  void fill_triggers(const BodyIndex& index, const std::vector<RowLists::Asked>& asked,
                     const std::vector<std::uint32_t>& first_rows);
  Cell cell_of(const Input& input, const IndexValues& values) const;
  Cell number_of_text(const Input& input, const IndexValues& values) const;
  bool has_row_at_once(const Input& input, const Cell& cell, std::uint32_t& row) const;
  Among among(const Input& input, std::int64_t value) const;
  std::uint32_t row_of(const Input& input, const Cell& cell) const;
  std::uint32_t row_of_wide(const Input& input, const IndexValues& values) const;
  void fill_at_once();
  SmallRows small_rows_of(const Input& input) const;
  std::uint64_t row_at_once(std::uint32_t number, const Cell& cell) const;
  template <typename FieldAt>
  std::uint64_t sift_fields(const IndexValues& values, const FieldAt& field_at) const;
  std::uint64_t left_by_others(const RecordAsked& asked, const RecordSieve& sieve) const;
  bool is_allowed_by_value(std::uint32_t question, const RecordAsked& asked) const;
  std::optional<List> look_at_thresholds(const IndexValues& values, bool for_triggers,
                                         std::uint32_t* rows, Room& room,
                                         std::uint64_t* let_through) const;
  std::optional<List> look_at_rows(const IndexValues& values, bool for_triggers,
                                   std::uint32_t* rows, Room& room,
                                   std::uint64_t* let_through) const;
  void find_rows(const IndexValues& values, std::uint32_t* rows) const;
  void find_rows_wide(const IndexValues& values, std::uint32_t* rows) const;
  void look_at_block(const IndexValues& values, std::uint64_t* let_through) const;
  void look_at_block_wide(const IndexValues& values, std::uint64_t* let_through) const;
  std::optional<List> look_at_lead(std::uint32_t* rows, Room& room,
                                   std::uint64_t* let_through) const;
  static List without_last(List list);  // where that fault is planted
  List listed(const RowLists& lists, std::uint32_t row, const BitRows& bits,
              const std::uint32_t* rows, Room& room) const;
  std::size_t allowed_by_others(std::span<const RowLists::Item> items, const BitRows& bits,
                                const std::uint32_t* rows, Room& room) const;
  void and_any_rows(const std::uint32_t* rows, std::uint64_t* let_through) const {
    if (block_inputs_.is_worth_it()) return and_asked_rows(rows, let_through);
    vectors_ == Vectors::Wide ? and_rows_wide(rows, let_through) : and_rows(rows, let_through);
  }
  void and_asked_rows(const std::uint32_t* rows, std::uint64_t* let_through) const;
  void and_rows(const std::uint32_t* rows, std::uint64_t* let_through) const;
  void and_rows_wide(const std::uint32_t* rows, std::uint64_t* let_through) const;
  // Two bits at a time, whether there are as many or not: a wrong guess costs more than one of these.
  void let_through(std::size_t word, std::uint64_t bits, std::uint64_t* rules) const {
    const std::uint32_t* of = rule_of_.data() + word * 64;
    for (; bits != 0; bits &= bits - 1) {
      const std::uint32_t first = of[std::countr_zero(bits)];
      rules[first >> 6] |= std::uint64_t{1} << (first & 63);
      bits &= bits - 1;
      const std::uint32_t second = of[std::countr_zero(bits)];
      rules[second >> 6] |= std::uint64_t{bits != 0} << (second & 63);
    }
  }

  Sieve sieve_;
  TextNumbers texts_;
  std::vector<Input> inputs_;
  // Where there is a sieve, whose conjunctions are one word: the inputs whose rows are and-ed at once, those of them that
  // are fields with small values, and the positions of the others.
  struct SmallField : SmallRows {
    std::uint32_t number = 0;  // in at_once_
    std::uint32_t field = 0;
  };
  std::vector<Input> at_once_;
  std::vector<std::uint64_t> rows_of_small_;
  std::vector<SmallField> small_fields_;
  std::vector<std::uint32_t> other_at_once_;
  std::vector<std::int64_t> starts_;    // of all inputs
  std::vector<std::uint32_t> passed_;   // of all inputs: starts before each step, and all of them
  std::vector<std::uint16_t> tables_;   // of all inputs: from a small value to its row
  std::vector<std::uint32_t> rule_of_;  // by conjunction
  BitRows conjunctions_, triggers_;
  BlockInputs block_inputs_;  // of the conjunctions, where no input leads
  // The input whose rows hold few, as lists. Of its rows only those that are no lists stand as bits, behind those of the other
  // inputs; all of them where there is a sieve, which asks them as bits, and few conjunctions.
  static constexpr std::uint32_t kNoLead = 0xFFFFFFFF;
  bool has_all_rows() const { return lead_ == kNoLead || sieve_.is_worth_it(); }
  std::uint32_t lead_ = kNoLead;
  bool may_look_ahead_ = false;
  RowLists lead_conjunctions_, lead_triggers_;
  // Where there is one input, and it leads. Then what is found there stands for its row, above all rows.
  Points points_;
  static constexpr std::uint32_t kAtPoint = 0x80000000;
  bool always_fires_ = true;  // every trigger, whatever the values
  std::size_t rule_words_ = 0;
  Vectors vectors_;
  Thresholds thresholds_;  // none where there is a sieve; the rest is what they leave of the index
};

}  // namespace wend::runtime
