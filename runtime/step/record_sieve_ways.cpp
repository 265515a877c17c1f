// SPDX-License-Identifier: Apache-2.0
//
// The ways to ask a sieve about a struct: one for each small number of questions of each kind, without loops and
// without a frame of its own, and one for any. Ten rules take some forty cycles: what loops and calls cost shows.
#include <array>
#include <utility>

#include "runtime/step/body_lookup.h"
#include "runtime/step/record_sieve.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

using Concerned = std::span<const std::uint32_t>;

constexpr std::size_t kAny = ~std::size_t{0};

// And-s what each of these leaves to `left`.
template <std::size_t Count, typename Asked, typename LeftBy>
inline void ask_each(std::uint64_t& left, const std::vector<Asked>& asked, const LeftBy& left_by) {
  const Asked* const each = asked.data();
  const std::size_t count = Count == kAny ? asked.size() : Count;
  for (std::size_t i = 0; i < count; ++i) {
    left &= left_by(each[i]);
    // One after the other: else all of it is held in registers, which have to be saved first.
    asm("" : "+r"(left));
  }
}

template <std::size_t Ints, std::size_t Bytes, std::size_t Wholes, std::size_t Doubles>
inline std::uint64_t left_at_once(const RecordSieve& sieve, const std::byte* record) {
  using Small = RecordSieve::Small;
  using Early = RecordSieve::Early;
  const std::uint64_t* const rows = sieve.rows;
  std::uint64_t left = ~std::uint64_t{0};
  ask_each<Ints>(left, sieve.ints, [&](const Small& input) {
    return input.row_of(rows, RecordReader::at<std::int32_t>(record, input.offset()));
  });
  ask_each<Bytes>(left, sieve.bytes, [&](const Small& input) {
    return input.row_of(rows, RecordReader::at<std::uint8_t>(record, input.offset()));
  });
  ask_each<Wholes>(left, sieve.early_wholes,
                   [&](const Early& asked) { return asked.left_of(asked.bits_at(record)); });
  ask_each<Doubles>(left, sieve.early_doubles, [&](const Early& asked) {
    return asked.left_of(RecordSieve::ascending(asked.bits_at(record)));
  });
  return left;
}

// Apart, so that the ways are short.
__attribute__((noinline)) Concerned by_the_rest(const RecordSieve& sieve, const RecordReader& by,
                                                const std::byte* record, std::uint64_t left) {
  return sieve.lookup->peek({by, sieve.touchpoint, record}, sieve, left);
}

template <std::size_t Ints, std::size_t Bytes, std::size_t Wholes, std::size_t Doubles>
Concerned concerned_by(const RecordSieve& sieve, const RecordReader& by, const std::byte* record) {
  const std::uint64_t left = left_at_once<Ints, Bytes, Wholes, Doubles>(sieve, record);
  if (left == 0) return {};
  return by_the_rest(sieve, by, record, left);
}

constexpr std::size_t kCounts = 4;  // of each kind, from none to three
constexpr std::size_t kWays = kCounts * kCounts * kCounts * kCounts;

template <std::size_t Number>
constexpr RecordSieve::Way kWay =
    concerned_by<Number / (kCounts * kCounts * kCounts), Number / (kCounts * kCounts) % kCounts,
                 Number / kCounts % kCounts, Number % kCounts>;

constexpr auto kAllWays = []<std::size_t... Number>(std::index_sequence<Number...>) {
  return std::array<RecordSieve::Way, kWays>{kWay<Number>...};
}(std::make_index_sequence<kWays>{});

}  // namespace

std::uint64_t RecordSieve::left_at_once(const std::byte* record) const {
  return runtime::left_at_once<kAny, kAny, kAny, kAny>(*this, record);
}

void RecordSieve::choose_way() {
  std::size_t number = 0;
  for (std::size_t count : {ints.size(), bytes.size(), early_wholes.size(), early_doubles.size()}) {
    if (planted(Fault::RecordWayTooShort) && count != 0 && number == 0) --count;
    if (count >= kCounts) number = kWays;
    if (number < kWays) number = number * kCounts + count;
  }
  concerned = number < kWays ? kAllWays[number] : concerned_by<kAny, kAny, kAny, kAny>;
}

}  // namespace wend::runtime
