// SPDX-License-Identifier: Apache-2.0
//
// A sieve for the host's structs of one layout: where the inputs stand, and what conjunctions ask in the numbers of the
// struct itself, so that nothing is converted. A number is read as the highest of 64 bits, with bytes of its
// neighbours below it, which no comparison with a border depends on; no byte is read before the first or behind the last
// that the layout names.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "runtime/abi/value.h"
#include "runtime/step/record_reader.h"
#include "runtime/step/sieve.h"

namespace wend::runtime {

class BodyLookup;

struct RecordSieve {
  // A small number: where it stands, the greatest that has a row of its own, and where the row of 0 stands among `rows`. In one
  // word, since to read takes more time here than to compute.
  struct Small {
    static constexpr std::uint32_t kFar = 0xFFFFF, kMost = 0xFFF;
    static Small packed(std::uint32_t offset, std::uint32_t most, std::uint32_t row_of_zero) {
      return {std::uint64_t{row_of_zero} << 32 | std::uint64_t{most} << 20 | offset};
    }
    std::uint64_t word = 0;
    std::size_t offset() const { return word & kFar; }
    std::uint64_t row_of(const std::uint64_t* rows, std::int64_t value) const {
      const std::uint64_t* const of_zero = rows + (word >> 32);
      if (value < 0) [[unlikely]]
        return of_zero[-1];
      const auto place = static_cast<std::uint64_t>(value), most = word >> 20 & kMost;
      return of_zero[place < most ? place : most];
    }
  };
  struct Question {
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;
    std::uint32_t window = 0;       // eight bytes, in which the number stands
    std::uint32_t present = kNone;  // of the byte that says whether it is there; kNone: it is
    std::uint8_t shift = 0;
    bool allows_missing = false;
    bool is_by_value = false;  // it is asked as any other value is
    Numbers numbers;
    std::uint64_t descends = 0;  // of a Double: the bits that count downwards below zero
    std::uint32_t more_begin = 0, more_end = 0;  // in `more`
  };

  // Answered whatever is left: of a field that is always there, by one range.
  struct Early {
    std::uint64_t window = 0;
    // The shift, as a factor: a shift by a number that is not constant waits for the flags of whatever stands before it.
    std::uint64_t factor = 1;
    std::uint64_t first = 0;
    std::uint64_t count = 0;   // of what is allowed from there on
    std::uint64_t others = 0;  // all conjunctions but the one that asks
    std::uint64_t bits_at(const std::byte* record) const {
      return RecordReader::at<std::uint64_t>(record, window) * factor;
    }
    std::uint64_t left_of(std::uint64_t bits) const {
      return others | (0 - std::uint64_t{bits - first < count});
    }
  };

  // Whether it is for that reader as it is now.
  bool is_for(const RecordReader& reader) const { return reader.state == state; }

  // The rules that a struct of that touchpoint concerns, for a lookup whose index made this: first what is left by the small
  // numbers among the inputs at once and by the early questions, where these are about fields that are always there, and
  // mostly that is nothing. The way hangs on how many these are.
  using Way = std::span<const std::uint32_t> (*)(const RecordSieve&, const RecordReader&,
                                                 const std::byte* record);
  Way concerned = nullptr;
  // With all of these there.
  void choose_way();
  // The conjunctions that are left by these, asked whatever their number is.
  std::uint64_t left_at_once(const std::byte* record) const;

  // What bits stand for numbers in ascending order, for `Question::numbers`.
  static std::uint64_t bits_at(const std::byte* record, const Question& asked) {
    const std::uint64_t bits = RecordReader::at<std::uint64_t>(record, asked.window) << asked.shift;
    return bits ^ (below_zero(bits) & asked.descends);
  }
  // All bits, if the highest is set; else none.
  static std::uint64_t below_zero(std::uint64_t bits) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(bits) >> 63);
  }
  static constexpr std::uint64_t kMagnitude = 0x7FFFFFFF'FFFFFFFF;  // of a double
  // Doubles in ascending order as whole numbers; the same way back.
  static std::uint64_t ascending(std::uint64_t bits) {
    return bits ^ (below_zero(bits) & kMagnitude);
  }
  bool is_allowed(const std::byte* record, const Question& asked) const {
    if (asked.present != Question::kNone &&
        RecordReader::at<std::uint8_t>(record, asked.present) == 0)
      return asked.allows_missing;
    const std::uint64_t bits = bits_at(record, asked);
    if (asked.numbers.hold(bits)) return true;
    for (std::uint32_t i = asked.more_begin; i < asked.more_end; ++i) {
      if (more[i].hold(bits)) return true;
    }
    return false;
  }

  // With all questions there: has those that are worth it, and can be, among the early ones.
  void answer_early(const Sieve& from);

  std::shared_ptr<const char> state;    // of the reader: keeps another from being taken for it
  const std::uint64_t* rows = nullptr;  // of the index
  std::uint32_t touchpoint = 0;
  BodyLookup* lookup = nullptr;  // whose it is; needed by `concerned`
  std::vector<Small> ints, bytes;
  std::vector<std::uint32_t>
      others;  // of the inputs at once, those that are read as any other value is
  std::vector<Early> early_wholes, early_doubles;
  std::vector<std::uint32_t> first_question;  // by conjunction: behind its early ones
  std::vector<Question> questions;            // one for each of the sieve's
  std::vector<Numbers> more;
};

// What the sieve's question becomes for a field at that place, of a struct of which bytes from `begin` to `end` may be read.
// `more` gets what does not fit in.
struct ReadableBytes {
  std::size_t begin = 0, end = 0;
};
RecordSieve::Question question_at(const RecordPlace& place, const Sieve& sieve,
                                  const Sieve::Question& asked, const ReadableBytes& readable,
                                  std::vector<Numbers>& more);
ReadableBytes readable_bytes_of(const RecordReader& reader, std::uint32_t touchpoint);

}  // namespace wend::runtime
