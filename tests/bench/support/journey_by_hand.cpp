// SPDX-License-Identifier: Apache-2.0
//
// By hand: the reader of exactly these lines, bit vectors over a record for each customer, one cache line of state for
// each, and decisions put together from pieces that were made before.
#include <algorithm>
#include <charconv>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runtime/abi/plan.h"
#include "runtime/values/calendar.h"
#include "tests/bench/support/bit_vectors.h"
#include "tests/bench/support/hand_reader.h"
#include "tests/bench/support/journey.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_by_hand.h"

namespace wend::bench {
namespace {

constexpr std::int64_t kHalfHour = 30 * 60'000;
constexpr std::int64_t kDay = 86'400'000;
constexpr std::size_t kThird = 2;  // of the rules over behaviour

struct Cause {
  unsigned char bytes[16];
};

Cause hash_of(const std::string& bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  Cause cause;
  std::memcpy(cause.bytes, canonical.digest, sizeof cause.bytes);
  return cause;
}

void append_length(std::string& out, std::size_t length) {
  const auto number = static_cast<std::uint32_t>(length);
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// The pieces of a rule's decision that are always the same.
struct Pieces {
  std::string hashed;                // the beginning of what its id is the hash of
  std::string middle;                // from behind the first time to the time of the step
  std::vector<std::string> reasons;  // the words before each value
  std::vector<std::size_t> fields;   // of the record, for each reason
};

// Two digits at a time; days are written once each.
class Clock {
 public:
  explicit Clock(bool always_milliseconds) : always_(always_milliseconds) {}
  void append(std::string& out, std::int64_t ms) {
    const std::int64_t day = runtime::floor_div(ms, kDay);
    if (day != day_) {
      day_ = day;
      const runtime::Civil civil = runtime::civil_of(day);
      date_ = fmt::format("{:04}-{:02}-{:02}T", civil.year, civil.month, civil.day);
    }
    const std::int64_t of_day = ms - day * kDay;
    char text[] = "00:00:00.000";
    two(text, of_day / 3'600'000);
    two(text + 3, of_day / 60'000 % 60);
    two(text + 6, of_day / 1'000 % 60);
    const std::int64_t milliseconds = of_day % 1'000;
    text[9] = static_cast<char>('0' + milliseconds / 100);
    two(text + 10, milliseconds % 100);
    out.append(date_).append(text, milliseconds == 0 && !always_ ? 8 : 12);
  }

 private:
  static void two(char* at, std::int64_t number) {
    at[0] = static_cast<char>('0' + number / 10);
    at[1] = static_cast<char>('0' + number % 10);
  }
  bool always_;
  std::int64_t day_ = -1;
  std::string date_;
};

void append_number(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_fraction(std::string& out, std::int64_t millionths, int places) {
  append_number(out, millionths / 1'000'000);
  char digits[8] = ".000000";
  std::int64_t rest = millionths % 1'000'000;
  for (int i = 6; i > 0; --i, rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  out.append(digits, static_cast<std::size_t>(1 + places));
}

std::size_t field_of(std::string_view words) {
  for (std::size_t field = 0; field < kFields; ++field)
    if (words == fmt::format("customer.{}", field_name(field))) return field;
  return kFields;
}

}  // namespace

struct JourneyByHand::Inside {
  explicit Inside(const Journey& journey_in)
      : journey(journey_in),
        index(journey.rules),
        shop(static_cast<std::uint32_t>(journey.customers.size())),
        matches(journey.rules.size() + 64) {
    shop.list(made);
    for (std::uint32_t i = 0; i < journey.customers.size(); ++i) {
      numbers.emplace(journey.customers[i], i);
      profiles.push_back(numbers_of(journey.record_of(i)));
    }
    for (const RuleInfo& rule : journey.pack->plan().rules) add_pieces(rule);
    if (journey.of != JourneyRules::Records) shop_rules = kShopRules;
  }

  void add_pieces(const RuleInfo& rule) {
    Pieces made_of;
    append_length(made_of.hashed, rule.name.size());
    made_of.hashed += rule.name;
    append_length(made_of.hashed, 0);
    const std::string title = rule.title.empty() ? "" : fmt::format(R"(,"title":"{}")", rule.title);
    made_of.middle = fmt::format(
        R"(Z","data":{{"rule":"{}"{},"action":"act","purpose":"service","arguments":{{}},"because":{{"when":"{}","events":[{{"step":"{}","time":")",
        rule.name, title, rule.when_text, rule.steps.front().text);
    for (const ReasonInfo& reason : rule.reasons) {
      made_of.reasons.push_back(fmt::format(R"({{"what":"{}","is":")", reason.text));
      made_of.fields.push_back(field_of(reason.text));
    }
    pieces.push_back(std::move(made_of));
  }

  void take(std::string_view line) {
    read = read_by_hand(line);
    customer = numbers.find(read.customer)->second;
    time_ms = read.time_ns / 1'000'000;
    has_cause = false;
    if (shop_rules != 0) step_shop();
    if (!journey.rules.empty()) {
      const std::size_t count = index.match(journey.record_of(customer), matches.data());
      std::sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(count));
      for (std::size_t i = 0; i < count; ++i) write_match(matches[i]);
    }
  }

  void step_shop() {
    ShopEvent event;
    event.time_ms = time_ms;
    event.customer = customer;
    event.kind = static_cast<ShopKind>(read.type);
    event.cents = static_cast<std::uint32_t>(read.amount / 10'000);
    if (!read.product.empty())
      std::from_chars(read.product.data() + 1, read.product.data() + read.product.size(),
                      event.product);
    made.clear();
    shop.step(event);
    if (event.kind == ShopKind::CheckoutStart) checkouts.push_back(cause_of_event());
    const auto when = [](const ShopMade& one) {
      return one.rule == kThird ? one.time_ms + kHalfHour : one.time_ms;
    };
    std::sort(made.begin(), made.end(), [&](const ShopMade& a, const ShopMade& b) {
      return std::pair(when(a), a.rule) < std::pair(when(b), b.rule);
    });
    for (const ShopMade& one : made) write_shop(one);
  }

  const Cause& cause_of_event() {
    if (has_cause) return cause;
    room.clear();
    append_length(room, read.source.size());
    room.append(read.source);
    append_length(room, read.id.size());
    room.append(read.id);
    cause = hash_of(room);
    has_cause = true;
    return cause;
  }

  void append_id(const Pieces& of, const Cause& by, bool at_deadline) {
    room.assign(of.hashed);
    room.append(reinterpret_cast<const char*>(by.bytes), sizeof by.bytes);
    room.push_back(at_deadline ? '\1' : '\0');
    append_length(room, 0);
    constexpr char kDigits[] = "0123456789abcdef";
    char hex[32];
    char* at = hex;
    for (const unsigned char byte : hash_of(room).bytes) {
      *at++ = kDigits[byte >> 4];
      *at++ = kDigits[byte & 15];
    }
    out.append(hex, sizeof hex);
  }

  // Up to the time of the first step.
  void begin(const Pieces& of, const Cause& by, bool at_deadline, std::uint32_t whose,
             std::int64_t time) {
    out.append(R"({"specversion":"1.0","id":")");
    append_id(of, by, at_deadline);
    out.append(R"(","source":"wend","type":"wend.decision","subject":")");
    out.append(journey.customers[whose]).append(R"(","time":")");
    clock.append(out, time);
    out.append(of.middle);
  }
  void event_in_hand() {
    clock.append(out, time_ms);
    out.append(R"(Z","source":")").append(read.source).append(R"(","id":")").append(read.id);
    out.append("\"}");
  }
  void end() { out.append("]}}}\n"); }

  void write_shop(const ShopMade& one) {
    const Pieces& of = pieces[one.rule];
    const bool at_deadline = one.rule == kThird;
    begin(of, at_deadline ? checkouts[static_cast<std::size_t>(one.value)] : cause_of_event(),
          at_deadline, one.customer, at_deadline ? one.time_ms + kHalfHour : one.time_ms);
    switch (one.rule) {
      case 1:
        clock.append(out, one.value);
        out.append(
            R"(Z"},{"step":"checkout_start within 30 minutes without remove_from_cart","time":")");
        event_in_hand();
        break;
      case kThird:
        clock.append(out, one.time_ms);
        out.append("Z\"}");
        break;
      default: event_in_hand();
    }
    out.append(R"(],"values":[)");
    if (one.rule == 0) out.append(of.reasons[0]).append(one.value == 4 ? "4 or more\"}" : "3\"}");
    if (one.rule == 3) {
      out.append(of.reasons[0]);
      append_fraction(out, one.value * 10'000, 2);
      out.append(" EUR\"}");
    }
    if (one.rule == 5) out.append(of.reasons[0]).append("3\"}");
    end();
  }

  void write_match(std::uint32_t rule) {
    const Pieces& of = pieces[shop_rules + rule];
    begin(of, cause_of_event(), false, customer, time_ms);
    event_in_hand();
    out.append(R"(],"values":[)");
    for (std::size_t i = 0; i < of.reasons.size(); ++i) {
      if (i != 0) out.push_back(',');
      out.append(of.reasons[i]);
      append_field(of.fields[i], profiles[customer][of.fields[i]]);
      out.append("\"}");
    }
    end();
  }

  void append_field(std::size_t field, std::int64_t number) {
    switch (kKinds[field]) {
      case FieldKind::Choice:
        out.append(field_name(field)).push_back('_');
        append_number(out, number);
        break;
      case FieldKind::Whole: append_number(out, number / 1'000'000); break;
      case FieldKind::Decimal: append_fraction(out, number, places_of_decimal(field)); break;
      case FieldKind::Instant:
        days.append(out, number);
        out.append("+00:00");
        break;
      case FieldKind::YesNo: out.append(number != 0 ? "yes" : "no"); break;
    }
  }

  const Journey& journey;
  BitVectors index;
  ShopByHand shop;
  std::vector<std::uint32_t> matches;
  std::vector<ShopMade> made;
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  std::vector<std::array<std::int64_t, kFields>> profiles;
  std::vector<Pieces> pieces;
  std::size_t shop_rules = 0;
  std::vector<Cause> checkouts;
  ShopLine read;
  std::uint32_t customer = 0;
  std::int64_t time_ms = 0;
  Cause cause{};
  bool has_cause = false;
  std::string room, out;
  Clock clock{true}, days{false};
};

JourneyByHand::JourneyByHand(const Journey& journey) : inside_(std::make_unique<Inside>(journey)) {}
JourneyByHand::~JourneyByHand() = default;

const std::string& JourneyByHand::take(std::string_view line) {
  inside_->out.clear();
  inside_->take(line);
  return inside_->out;
}

}  // namespace wend::bench
