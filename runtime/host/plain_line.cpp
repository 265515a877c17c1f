// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/plain_line.h"

#include <cstring>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "runtime/abi/about.h"
#include "runtime/abi/plan.h"
#include "runtime/abi/record_types.h"
#include "runtime/decision/read_time.h"
#include "runtime/values/calendar.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

// By position of PlainLine::Member.
constexpr std::array<std::string_view, 9> kMembers = {
    "id", "source", "subject", "time", "channel", "type", "data", "sequence", "specversion"};

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86'400 * kSecondNs;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// What ends a text, or keeps it from being plain, among its next bytes: quotes, escapes, control characters. And which
// of them are not ASCII. A bit per byte, the first byte's lowest.
struct Special {
  std::uint32_t ends, not_ascii;
};

#ifdef __SSE2__
constexpr std::size_t kStep = 32;

std::uint32_t bits_of(__m128i bytes) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

std::uint32_t ends_in(__m128i bytes) {
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i escapes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ' - 1)), bytes);
  return bits_of(_mm_or_si128(_mm_or_si128(quotes, escapes), controls));
}

Special special_in(const char* at) {
  const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16));
  return {ends_in(first) | ends_in(second) << 16, bits_of(first) | bits_of(second) << 16};
}
#else
constexpr std::size_t kStep = 8;

Special special_in(const char* at) {
  Special found{0, 0};
  for (std::size_t i = 0; i < kStep; ++i) {
    const auto byte = static_cast<unsigned char>(at[i]);
    const bool ends = byte == '"' || byte == '\\' || byte < ' ';
    found.ends |= (ends ? 1U : 0U) << i;
    found.not_ascii |= (byte >= 0x80 ? 1U : 0U) << i;
  }
  return found;
}
#endif

template <typename Word>
bool is_same_word(const char* a, const char* b) {
  Word left, right;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b, sizeof right);
  return left == right;
}

// Names are short: two words that overlap are most of them, and no call.
bool is_same(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8)
    return is_same_word<std::uint64_t>(a, b) &&
           is_same_word<std::uint64_t>(a + size - 8, b + size - 8);
  if (size >= 4)
    return is_same_word<std::uint32_t>(a, b) &&
           is_same_word<std::uint32_t>(a + size - 4, b + size - 4);
  if (size >= 2)
    return is_same_word<std::uint16_t>(a, b) &&
           is_same_word<std::uint16_t>(a + size - 2, b + size - 2);
  return size == 0 || *a == *b;
}

bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && is_same(a.data(), b.data(), a.size());
}

// A number in plain digits: `-12.50`, without superfluous zeros at its front.
struct PlainNumber {
  std::int64_t digits = 0;  // with those behind the point
  int behind = 0;
  bool is_plain = false;
};

PlainNumber plain_number(std::string_view text) {
  constexpr std::size_t kMostWhole = 12;  // its millionths fit
  PlainNumber number;
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    if (i == kMostWhole) return number;
    number.digits = number.digits * 10 + (text[i] - '0');
  }
  if (i == 0 || (i > 1 && text[0] == '0')) return number;
  if (i < text.size()) {
    if (text[i] != '.') return number;
    for (++i; i < text.size() && is_digit(text[i]); ++i) {
      if (number.behind == 6) return number;
      number.digits = number.digits * 10 + (text[i] - '0');
      ++number.behind;
    }
    if (number.behind == 0 || i < text.size()) return number;
  }
  if (is_negative) number.digits = -number.digits;
  number.is_plain = true;
  return number;
}

std::int64_t millionths(const PlainNumber& number) {
  std::int64_t result = number.digits;
  for (int i = number.behind; i < 6; ++i) result *= 10;
  return result;
}

// Two digits, or a negative number.
int two_digits(const char* at) {
  if (!is_digit(at[0]) || !is_digit(at[1])) return -1000;
  return (at[0] - '0') * 10 + (at[1] - '0');
}

}  // namespace

PlainLine::Member PlainLine::member_of(std::string_view name) {
  Member likely = Member::Other;
  switch (name.size()) {
    case 2: likely = Member::Id; break;
    case 4:
      likely = name[0] == 'd' ? Member::Data : name[1] == 'i' ? Member::Time : Member::Type;
      break;
    case 6: likely = Member::Source; break;
    case 7: likely = name[0] == 's' ? Member::Subject : Member::Channel; break;
    case 8: likely = Member::Sequence; break;
    case 11: likely = Member::SpecVersion; break;
    default: return Member::Other;
  }
  return is_same(kMembers[static_cast<std::size_t>(likely)], name) ? likely : Member::Other;
}

std::uint32_t NameTable::find(std::string_view name) const {
  if (name.empty()) return kNone;
  const std::size_t place = name.size() * 31 + static_cast<unsigned char>(name.front()) * 7 +
                            static_cast<unsigned char>(name.back());
  Recent& recent = recent_[place % recent_.size()];
  if (is_same(recent.name, name)) return recent.position;
  const auto found = all_.find(name);
  if (found == all_.end()) return kNone;
  recent = {found->first, found->second};
  return found->second;
}

// Where reading stands. The end of the line is looked at once for each token: what is read beyond it is thrown away.
struct PlainLine::Cursor {
  const char* at;
  const char* end;
  std::uint32_t not_ascii =
      0;  // some text is not: what stands outside of texts is looked at byte by byte

  void skip_spaces() {
    if (at < end && static_cast<unsigned char>(*at) > ' ') return;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) ++at;
  }
  bool skip(char letter) {
    skip_spaces();
    if (at >= end || *at != letter) return false;
    ++at;
    return true;
  }
  bool is_at(char letter) const { return at < end && *at == letter; }

  // A text without escapes, without its quotes.
  bool text(std::string_view& into) {
    if (!skip('"')) return false;
    const char* const begin = at;
    for (; at < end; at += kStep) {
      const Special found = special_in(at);
      if (found.ends == 0) {
        not_ascii |= found.not_ascii;
        continue;
      }
      const int first = __builtin_ctz(found.ends);
      not_ascii |= found.not_ascii & ((1U << first) - 1);
      at += first;
      if (at >= end || *at != '"') return false;
      into = {begin, static_cast<std::size_t>(at - begin)};
      ++at;
      return true;
    }
    return false;
  }
  // The name that is expected, its quotes and its colon, without spaces; else nothing is passed.
  bool is_name(std::string_view name) {
    if (static_cast<std::size_t>(end - at) < name.size() + 3) return false;
    if (at[0] != '"' || at[name.size() + 1] != '"' || at[name.size() + 2] != ':') return false;
    if (!is_same(at + 1, name.data(), name.size())) return false;
    at += name.size() + 3;
    return true;
  }
  // A number or a word, up to what may follow a value.
  bool token(std::string_view& into) {
    const char* const begin = at;
    while (at < end && *at != ',' && *at != '}' && *at != ' ' && *at != '\t' && *at != '\r') ++at;
    into = {begin, static_cast<std::size_t>(at - begin)};
    return at < end && !into.empty();
  }
  // A value that nobody wants.
  bool pass_over() {
    skip_spaces();
    std::string_view value;
    if (is_at('"')) return text(value);
    return token(value) &&
           (value == "true" || value == "false" || value == "null" || plain_number(value).is_plain);
  }
  // Behind a member: true if another one follows.
  bool next_member(bool& is_well) {
    if (skip(',')) return true;
    is_well = skip('}');
    return false;
  }
};

struct PlainLine::Members {
  std::string_view time, channel;
  bool has_type = false, has_data = false, has_sequence = false;
};

bool PlainLine::read(std::string_view line, Event& event) {
  event.source = event.id = event.customer = {};
  event.sequence = 0;
  Members seen;
  Cursor at{line.data(), line.data() + line.size()};
  if (!at.skip('{')) return false;
  bool is_well = true;
  std::size_t place = 0;
  do {
    if (!read_member(at, member_at(at, place++), event, seen)) return false;
  } while (at.next_member(is_well));
  at.skip_spaces();
  if (at.not_ascii != 0 && !is_utf8(line)) return false;
  return is_well && at.at == at.end && complete(event, seen);
}

// Lines of one source have their members in one order: the one of the line before is tried first.
PlainLine::Member PlainLine::member_at(Cursor& at, std::size_t place) {
  const bool is_expected = place < order_.size();
  if (is_expected && at.is_name(kMembers[static_cast<std::size_t>(order_[place])]))
    return order_[place];
  std::string_view name;
  if (!at.text(name) || !at.skip(':')) return Member::None;
  const Member member = member_of(name);
  if (is_expected) order_[place] = member == Member::Other ? Member::Id : member;
  return member;
}

// What stands there twice is for the other reader to refuse.
bool PlainLine::read_member(Cursor& at, Member member, Event& event, Members& seen) {
  const auto text_into = [&](std::string_view& into) { return into.empty() && at.text(into); };
  std::string_view value;
  switch (member) {
    case Member::Id: return text_into(event.id);
    case Member::Source: return text_into(event.source);
    case Member::Subject: return text_into(event.customer);
    case Member::Time: return text_into(seen.time);
    case Member::Channel: return text_into(seen.channel);
    case Member::Type:
      return !std::exchange(seen.has_type, true) && at.text(value) && set_type(value, event);
    case Member::Data:
      return seen.has_type && !std::exchange(seen.has_data, true) && read_data(at, event);
    case Member::Sequence: {
      at.skip_spaces();
      if (std::exchange(seen.has_sequence, true) || at.is_at('"') || !at.token(value)) return false;
      const PlainNumber number = plain_number(value);
      event.sequence = static_cast<std::uint64_t>(number.digits);
      return number.is_plain && number.behind == 0 && value.front() != '-';
    }
    case Member::SpecVersion:
    case Member::Other: return at.pass_over();
    case Member::None: return false;
  }
  return false;
}

// Lists are for the other reader.
bool PlainLine::set_type(std::string_view type, Event& event) const {
  if (type == kProfileType) {
    event.touchpoint = Event::kProfile;
    event.fields.assign(plan_.customer_fields.size(), {});
    return true;
  }
  const std::uint32_t found = touchpoints_.find(type);
  if (found == NameTable::kNone) return false;
  event.touchpoint = found;
  event.fields.assign(plan_.touchpoints[found].fields.size(), {});
  return plan_.touchpoints[found].lists.empty();
}

// The field whose name stands there: mostly the one behind the last, or behind some that are left out.
bool PlainLine::pass_name(Cursor& at, const std::vector<FieldInfo>& fields, std::size_t& number) {
  for (; number < fields.size(); ++number) {
    if (at.is_name(fields[number].name)) return true;
    if (!fields[number].optional) break;
  }
  std::string_view name;
  if (!at.text(name) || !at.skip(':')) return false;
  for (number = 0; number < fields.size() && !is_same(fields[number].name, name);) ++number;
  return true;
}

bool PlainLine::read_data(Cursor& at, Event& event) {
  const bool is_profile = event.touchpoint == Event::kProfile;
  const std::vector<FieldInfo>& fields =
      is_profile ? plan_.customer_fields : plan_.touchpoints[event.touchpoint].fields;
  if (!at.skip('{')) return false;
  at.skip_spaces();
  if (at.is_at('}')) return at.skip('}');
  bool is_well = true;
  std::size_t next = 0;
  do {
    std::size_t number = next;
    if (!pass_name(at, fields, number)) return false;
    if (number == fields.size()) {
      if (!at.pass_over()) return false;
      continue;
    }
    next = number + 1;
    if (!read_field(at, fields[number], event.fields[number], is_profile)) return false;
  } while (at.next_member(is_well));
  return is_well;
}

bool PlainLine::read_field(Cursor& at, const FieldInfo& info, Event::Field& field,
                           bool is_profile) const {
  if (field.state != Event::State::Absent) return false;
  at.skip_spaces();
  std::string_view value;
  if (at.is_at('"')) return at.text(value) && store_text(info, value, field);
  if (!at.token(value)) return false;
  if (value != "null") return store_token(info, value, field);
  field.state = is_profile ? Event::State::Cleared : Event::State::Absent;
  return true;
}

bool PlainLine::store_text(const FieldInfo& info, std::string_view text,
                           Event::Field& field) const {
  field.state = Event::State::Present;
  if (!is_bytes(info.type.kind)) return store_value(info, text, field);
  field.text = text;
  return true;
}

bool PlainLine::store_token(const FieldInfo& info, std::string_view token,
                            Event::Field& field) const {
  field.state = Event::State::Present;
  if (info.type.kind == ValueKind::YesNo) {
    field.number = token == "true" ? 1 : 0;
    return token == "true" || token == "false";
  }
  if (info.type.kind == ValueKind::Text || !plain_number(token).is_plain) return false;
  if (info.type.kind != ValueKind::Identifier) return store_value(info, token, field);
  field.text = token;
  return true;
}

// Digits that the type does not have are rounded, or refused, by the other reader.
bool PlainLine::store_value(const FieldInfo& info, std::string_view text,
                            Event::Field& field) const {
  const int places = info.type.kind == ValueKind::Whole     ? 0
                     : info.type.kind == ValueKind::Decimal ? static_cast<int>(info.type.places)
                     : info.type.kind == ValueKind::Money ? static_cast<int>(plan_.currency_digits)
                                                          : -1;
  if (places >= 0) {
    const PlainNumber number = plain_number(text);
    field.number = millionths(number);
    return number.is_plain && number.behind <= places;
  }
  const ReadValue value = read_value(plan_, info.type, text);
  field.number = value.number;
  return value.ok;
}

bool PlainLine::complete(Event& event, const Members& seen) {
  if (!seen.has_type || event.id.empty() || event.source.empty() || seen.time.empty()) return false;
  if (event.customer.empty() && !is_about_value(plan_, event.touchpoint)) return false;
  event.channel = 0;
  if (!read_time(seen.time, event.time_ns)) return false;
  if (event.touchpoint == Event::kProfile) return true;
  const TouchpointInfo& touchpoint = plan_.touchpoints[event.touchpoint];
  if (!seen.channel.empty()) {
    event.channel = channels_.find(seen.channel);
    return event.channel != NameTable::kNone;
  }
  if (touchpoint.channels.size() > 1) return false;
  if (!touchpoint.channels.empty()) event.channel = touchpoint.channels[0];
  return true;
}

// 2026-03-02T09:10:00Z, with a fraction or another zone if it likes.
bool PlainLine::read_time(std::string_view text, std::int64_t& time_ns) {
  constexpr std::size_t kToSeconds = 19;
  const auto unusual = [&] {
    const auto time = read_rfc3339(text);
    if (time) time_ns = *time;
    return time.has_value();
  };
  if (text.size() != kToSeconds + 1 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[kToSeconds] != 'Z')
    return unusual();
  const char* const at = text.data();
  if (!is_same(at, date_.data(), date_.size())) {
    constexpr std::int64_t kMostDays = 100'000;  // in nanoseconds they fit
    const auto day = read_date(text.substr(0, date_.size()));
    if (!day || *day > kMostDays || *day < -kMostDays) return unusual();
    std::memcpy(date_.data(), at, date_.size());
    day_ns_ = *day * kDayNs;
  }
  const int hour = two_digits(at + 11);
  const int minute = two_digits(at + 14);
  const int second = two_digits(at + 17);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return unusual();
  time_ns = day_ns_ + (hour * 3600 + minute * 60 + second) * kSecondNs;
  return true;
}

}  // namespace wend::runtime
