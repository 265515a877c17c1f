// SPDX-License-Identifier: Apache-2.0
//
// Many events at once, for backtests: how many of them would start each rule, before limits. Rules whose trigger is the
// event alone and that ask nothing but this event and the customer's profile are answered, column by column; the others
// are named with what they ask.
//
//   wend::Backtest backtest(pack);
//   for (...) if (auto refused = backtest.add(event)) { ... }
//   for (const wend::Backtest::Rule& rule : backtest.finish()) { ... rule.events, or rule.unanswered ... }
//
// `Batch` is the same below it, for hosts that have columns: of a touchpoint's events, or of one touchpoint and
// many customers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wend/runtime.h"

namespace wend {

// Why a batch does not answer a rule: what it acts on or asks that does not stand in one row.
enum class Unanswered : std::uint8_t {
  Nothing,  // it is answered
  Clock,    // it acts by the clock
  Earlier,  // it acts on earlier events, or asks for them
  Journey,  // it is about moves between the stages of a journey
  Profile,  // it asks for the customer's profile, or its changes
  List,     // it asks for a list in the event
  Table,    // it asks for rows of a table
  Link,     // its event reaches customers by a link
};
// As the end of a sentence that begins with the rule: `asks for a list in the event`.
std::string_view words_of(Unanswered why);

class Batch {
 public:
  static constexpr std::size_t kRows = 1024;  // of a block, at most
  static constexpr std::size_t kWords = kRows / 64;

  // Values of one field, as in an event: `numbers`, or `texts` of texts and identifiers, in normal form (NFC).
  // `present` has a bit for each row; null: all rows have the value.
  struct Column {
    const std::int64_t* numbers = nullptr;
    const std::string_view* texts = nullptr;
    const std::uint64_t* present = nullptr;
  };
  // One per field of the touchpoint and per field of the customer (none without profile), in the plan's order. A field
  // that no rule asks for (asks_field, asks_profile) may be left empty. `channels`, `instants` (milliseconds, down to the grain): one per row.
  struct Block {
    std::size_t rows = 0;
    std::span<const Column> fields;
    std::span<const Column> profile;
    const std::int64_t* channels = nullptr;
    const std::int64_t* instants = nullptr;
  };

  // `with_profile`: blocks have the customers' profiles; else rules that ask for them are not answered.
  Batch(std::shared_ptr<const Pack> pack, std::uint32_t touchpoint, bool with_profile);
  ~Batch();
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  // Rules of the touchpoint, as positions in the plan, ascending: those that are answered, and the others.
  std::span<const std::uint32_t> rules() const;
  struct Other {
    std::uint32_t rule = 0;
    Unanswered why = Unanswered::Nothing;
  };
  std::span<const Other> others() const;
  bool asks_field(std::uint32_t field) const;
  bool asks_profile(std::uint32_t field) const;

  // For each of rules(), kWords words: bit n is set if row n would start the rule, but for its limit; bits behind the last row
  // are not set. Valid until the next call. Requires: values that `Session::feed` would not refuse.
  std::span<const std::uint64_t> answer(const Block& block);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

class Backtest {
 public:
  explicit Backtest(std::shared_ptr<const Pack> pack);
  ~Backtest();
  Backtest(Backtest&&) noexcept;
  Backtest& operator=(Backtest&&) noexcept;

  // Nothing if `Session::feed` would take such an event; its order, and whether it is a repeat, is not asked. Texts are
  // copied.
  std::optional<Refusal> add(const Event& event);

  struct Rule {
    std::uint32_t rule = 0;    // position in the plan's rules
    std::uint64_t events = 0;  // that would start it, but for its limit
    Unanswered why = Unanswered::Nothing;
  };
  // Of all events so far; by the plan's order, without the stages of journeys.
  std::span<const Rule> finish();
  std::uint64_t events() const;  // taken so far

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace wend
