// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/record_sieve.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

namespace wend::runtime {
namespace {

using Form = RecordLayout::Form;
using Limits = std::numeric_limits<std::int64_t>;

unsigned bytes_of(Form form) {
  switch (form) {
    case Form::Int8:
    case Form::UInt8: return 1;
    case Form::Int16:
    case Form::UInt16: return 2;
    case Form::Int32:
    case Form::UInt32: return 4;
    case Form::Int64:
    case Form::UInt64:
    case Form::Double: return 8;
    case Form::View: return sizeof(std::string_view);
  }
  return 8;
}

// What a form can hold, in ascending order, as whole numbers in a row.
struct Order {
  std::int64_t first = 0, last = 0, zero = 0;
};

Order order_of(Form form) {
  const auto width = bytes_of(form) * 8;
  switch (form) {
    case Form::Int8:
    case Form::Int16:
    case Form::Int32:
      return {-(std::int64_t{1} << (width - 1)), (std::int64_t{1} << (width - 1)) - 1, 0};
    case Form::UInt8:
    case Form::UInt16:
    case Form::UInt32: return {0, (std::int64_t{1} << width) - 1, 0};
    case Form::UInt64: return {Limits::min(), Limits::max(), Limits::min()};
    case Form::Int64:
    case Form::Double:
    case Form::View: break;
  }
  return {Limits::min(), Limits::max(), 0};
}

// The bytes of what stands there in the order.
std::uint64_t bits_of(Form form, std::int64_t at) {
  const auto bits = static_cast<std::uint64_t>(at);
  if (form == Form::UInt64) return bits ^ std::uint64_t{1} << 63;
  return form == Form::Double ? RecordSieve::ascending(bits) : bits;
}

// The numbers that a field has for what its form can hold, as the reader of structs has them: ascending, and nothing
// below some and above some.
class FieldNumbers {
 public:
  explicit FieldNumbers(const RecordPlace& place) : place_(place), order_(order_of(place.form)) {
    place_.offset = 0;
    fitting_ = order_;
    fitting_.last = last_where([&](std::int64_t at) { return number(at).has_value(); }, order_.zero,
                               order_.last);
    fitting_.first = first_where([&](std::int64_t at) { return number(at).has_value(); },
                                 order_.first, order_.zero);
  }
  const Order& order() const { return order_; }
  const Order& fitting() const { return fitting_; }
  // The least that fits and has at least this number; nothing if none has.
  std::optional<std::int64_t> first_from(std::int64_t least) const {
    if (*number(fitting_.last) < least) return std::nullopt;
    return first_where([&](std::int64_t at) { return *number(at) >= least; }, fitting_.first,
                       fitting_.last);
  }

 private:
  std::optional<std::int64_t> number(std::int64_t at) const {
    const std::uint64_t bits = bits_of(place_.form, at);
    std::byte bytes[sizeof bits];
    std::memcpy(bytes, &bits, sizeof bits);
    std::int64_t found = 0;
    if (!RecordReader::number_of(bytes, place_, found)) return std::nullopt;
    return found;
  }
  static std::uint64_t distance(std::int64_t from, std::int64_t to) {
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  }
  static std::int64_t behind(std::int64_t from, std::uint64_t by) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + by);
  }
  // It holds from somewhere on, at the latest at `last`.
  template <typename Holds>
  static std::int64_t first_where(const Holds& holds, std::int64_t first, std::int64_t last) {
    while (first < last) {
      const std::int64_t middle = behind(first, distance(first, last) / 2);
      if (holds(middle))
        last = middle;
      else
        first = middle + 1;
    }
    return first;
  }
  // It holds up to somewhere, at least at `first`.
  template <typename Holds>
  static std::int64_t last_where(const Holds& holds, std::int64_t first, std::int64_t last) {
    while (first < last) {
      const std::int64_t middle =
          behind(first, distance(first, last) / 2 + distance(first, last) % 2);
      if (holds(middle))
        first = middle;
      else
        last = middle - 1;
    }
    return first;
  }

  RecordPlace place_;
  Order order_, fitting_;
};

struct Stretch {
  std::int64_t first = 0, last = 0;  // in the order
};

void add(std::vector<Stretch>& stretches, const Stretch& next) {
  if (!stretches.empty() && stretches.back().last + 1 == next.first)
    stretches.back().last = next.last;
  else
    stretches.push_back(next);
}

// What is allowed, ascending: in the middle what has the numbers asked for, at both ends what has none.
std::vector<Stretch> allowed_in(const FieldNumbers& field, const Sieve& sieve,
                                const Sieve::Question& asked) {
  const Order &order = field.order(), &fitting = field.fitting();
  std::vector<Stretch> allowed;
  if (asked.unknown && order.first < fitting.first) add(allowed, {order.first, fitting.first - 1});
  for (const Numbers& numbers : sieve.numbers_of(asked)) {
    const auto first = static_cast<std::int64_t>(numbers.first);
    const auto last = static_cast<std::int64_t>(numbers.first + numbers.beyond);
    const auto from = field.first_from(first);
    const auto behind = last == Limits::max() ? std::nullopt : field.first_from(last + 1);
    if (!from || from == behind) continue;
    const std::int64_t end = behind ? *behind - 1 : fitting.last;
    const std::uint64_t too_high =
        planted(Fault::RecordBorderTooHigh)
            ? (static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(*from)) / 2
            : 0;
    add(allowed, {static_cast<std::int64_t>(static_cast<std::uint64_t>(*from) + too_high), end});
  }
  if (asked.unknown && fitting.last < order.last) add(allowed, {fitting.last + 1, order.last});
  return allowed;
}

Numbers numbers_in(Form form, const Stretch& stretch) {
  const unsigned below = 64 - 8 * bytes_of(form);
  const std::uint64_t beyond =
      static_cast<std::uint64_t>(stretch.last) - static_cast<std::uint64_t>(stretch.first);
  const std::uint64_t first = form == Form::Double ? static_cast<std::uint64_t>(stretch.first)
                                                   : bits_of(form, stretch.first);
  return {first << below, beyond << below | ((std::uint64_t{1} << below) - 1)};
}

// As bits that stand highest. Where both ends are allowed they are one range: what is behind the greatest is the least.
std::vector<Numbers> numbers_in(Form form, const Order& order, std::vector<Stretch> allowed) {
  const bool goes_round = allowed.size() > 1 && allowed.front().first == order.first &&
                          allowed.back().last == order.last;
  if (goes_round) {
    allowed.front().first = allowed.back().first;
    allowed.pop_back();
  }
  std::vector<Numbers> numbers;
  for (const Stretch& stretch : allowed) numbers.push_back(numbers_in(form, stretch));
  return numbers;
}

constexpr std::size_t kWindow = sizeof(std::uint64_t);

bool can_be_in_place(const RecordPlace& place, const ReadableBytes& readable) {
  constexpr std::size_t kFar = 0x7FFFFFFF;
  return std::endian::native == std::endian::little && !place.is_bytes && place.is_given() &&
         readable.end <= kFar && readable.end >= readable.begin + kWindow &&
         (place.present == RecordPlace::kNone || place.present <= kFar);
}

bool can_be_early(const RecordSieve::Question& asked) {
  const bool is_all = asked.numbers.beyond + 1 == 0;
  return !asked.is_by_value && asked.present == RecordSieve::Question::kNone &&
         asked.more_begin == asked.more_end && !is_all;
}

}  // namespace

void RecordSieve::answer_early(const Sieve& from) {
  for (std::size_t conjunction = 0; conjunction < from.conjunctions(); ++conjunction) {
    std::uint32_t next = from.questions_of(conjunction).first;
    const std::uint32_t end = next + from.early_questions(conjunction);
    for (; next < end && can_be_early(questions[next]); ++next) {
      const Question& asked = questions[next];
      (asked.descends != 0 ? early_doubles : early_wholes)
          .push_back({asked.window, std::uint64_t{1} << asked.shift, asked.numbers.first,
                      asked.numbers.beyond + 1, ~(std::uint64_t{1} << conjunction)});
    }
    first_question.push_back(next);
  }
}

ReadableBytes readable_bytes_of(const RecordReader& reader, std::uint32_t touchpoint) {
  ReadableBytes readable{RecordPlace::kNone, 0};
  for (const RecordPlace& place : reader.fields_of(touchpoint)) {
    if (!place.is_given()) continue;
    readable.begin = std::min(readable.begin, place.offset);
    readable.end = std::max(readable.end, place.offset + bytes_of(place.form));
  }
  return readable;
}

RecordSieve::Question question_at(const RecordPlace& place, const Sieve& sieve,
                                  const Sieve::Question& asked, const ReadableBytes& readable,
                                  std::vector<Numbers>& more) {
  RecordSieve::Question made;
  made.is_by_value = true;
  if (!can_be_in_place(place, readable)) return made;
  const FieldNumbers field(place);
  const std::vector<Numbers> numbers =
      numbers_in(place.form, field.order(), allowed_in(field, sieve, asked));
  if (numbers.empty()) return made;
  made.is_by_value = false;
  const std::size_t window = std::min(place.offset, readable.end - kWindow);
  made.window = static_cast<std::uint32_t>(window);
  made.shift =
      static_cast<std::uint8_t>(8 * (kWindow - bytes_of(place.form) - (place.offset - window)));
  if (place.form == Form::Double) made.descends = RecordSieve::kMagnitude;
  made.allows_missing = asked.missing;
  if (place.present != RecordPlace::kNone) made.present = static_cast<std::uint32_t>(place.present);
  made.numbers = numbers.front();
  made.more_begin = static_cast<std::uint32_t>(more.size());
  more.insert(more.end(), numbers.begin() + 1, numbers.end());
  made.more_end = static_cast<std::uint32_t>(more.size());
  return made;
}

}  // namespace wend::runtime
