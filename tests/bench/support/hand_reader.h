// SPDX-License-Identifier: Apache-2.0
//
// A reader written by hand for exactly the lines of shop_lines.h: members in one order, each byte between them compared, no
// escapes, ASCII checked, times and numbers exact. In a header, so that it becomes one piece with what uses it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/values/unicode.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_lines.h"
#include "wend/runtime.h"

namespace wend::bench {

// What a line says.
struct ShopLine {
  std::string_view id, source, customer, product, country, page;
  std::int64_t time_ns = 0, amount = 0;  // millionths
  std::uint32_t type = 0, channel = 0;
};

inline std::uint32_t place_of(std::string_view name, const char* const* all, std::size_t count) {
  for (std::uint32_t i = 0; i < count; ++i)
    if (name == all[i]) return i;
  give_up("an unknown name");
}

inline std::int64_t digits(std::string_view text) {
  std::int64_t number = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') give_up("no digits");
    number = number * 10 + (letter - '0');
  }
  return number;
}

// Of a fixed form; days are read once each.
inline std::int64_t time_by_hand(std::string_view text) {
  static std::string last;
  static std::int64_t day_ns = 0;
  const bool has_milliseconds = text.size() == 24 && text[19] == '.';
  if ((text.size() != 20 && !has_milliseconds) || text[10] != 'T' || text.back() != 'Z')
    give_up("another form of time");
  if (text.substr(0, 10) != last) {
    last = text.substr(0, 10);
    day_ns = *read_rfc3339(last + "T00:00:00Z");
  }
  const std::int64_t seconds = digits(text.substr(11, 2)) * 3600 + digits(text.substr(14, 2)) * 60 +
                               digits(text.substr(17, 2));
  const std::int64_t milliseconds = has_milliseconds ? digits(text.substr(20, 3)) : 0;
  return day_ns + seconds * 1'000'000'000 + milliseconds * 1'000'000;
}

inline std::int64_t amount_by_hand(std::string_view token) {
  const std::size_t point = token.find('.');
  return digits(token.substr(0, point)) * 1'000'000 +
         (point == std::string_view::npos ? 0 : digits(token.substr(point + 1, 2)) * 10'000);
}

// Types by length and three letters: no two of them meet.
inline std::uint32_t hand_type(std::string_view name) {
  static const std::vector<std::uint32_t> table = [] {
    std::vector<std::uint32_t> made(256, 0xFFFFFFFF);
    for (std::uint32_t i = 0; i < 12; ++i) {
      const std::string_view type = kShopTypes[i];
      const std::size_t place =
          (type.size() * 31 + static_cast<std::size_t>(type[0]) * 7 +
           static_cast<std::size_t>(type[1]) * 3 + static_cast<std::size_t>(type.back())) &
          255;
      if (made[place] != 0xFFFFFFFF) give_up("two types meet");
      made[place] = i;
    }
    return made;
  }();
  const std::uint32_t found =
      table[(name.size() * 31 + static_cast<std::size_t>(name[0]) * 7 +
             static_cast<std::size_t>(name[1]) * 3 + static_cast<std::size_t>(name.back())) &
            255];
  if (found == 0xFFFFFFFF || name != kShopTypes[found]) give_up("an unknown type");
  return found;
}

class HandReader {
 public:
  explicit HandReader(std::string_view line) : at_(line.data()) {}
  template <std::size_t size>
  void expect(const char (&words)[size]) {
    if (std::memcmp(at_, words, size - 1) != 0) give_up("not what was expected");
    at_ += size - 1;
  }
  template <std::size_t size>
  bool skip(const char (&words)[size]) {
    if (std::memcmp(at_, words, size - 1) != 0) return false;
    at_ += size - 1;
    return true;
  }
  std::string_view text() {  // up to the quote, which is passed
    const char* const begin = at_;
    for (;;) {
      std::uint64_t bytes;
      std::memcpy(&bytes, at_, 8);
      constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
      const auto zeros = [](std::uint64_t b) { return (b - kOnes) & ~b & kHighs; };
      const std::uint64_t special = zeros(bytes ^ (kOnes * '"')) | zeros(bytes ^ (kOnes * '\\')) |
                                    ((bytes - kOnes * 32) & ~bytes & kHighs);
      if (special != 0) {
        at_ += __builtin_ctzll(special) / 8;
        break;
      }
      at_ += 8;
    }
    if (*at_ != '"') give_up("an escape");
    return {begin, static_cast<std::size_t>(at_++ - begin)};
  }
  std::int64_t amount() {
    const char* const begin = at_;
    while ((*at_ >= '0' && *at_ <= '9') || *at_ == '.') ++at_;
    return amount_by_hand({begin, static_cast<std::size_t>(at_ - begin)});
  }

 private:
  const char* at_;
};

inline ShopLine read_by_hand(std::string_view line) {
  if (!runtime::is_ascii(line)) give_up("not ASCII");
  HandReader at(line);
  ShopLine read;
  at.expect(R"({"specversion":"1.0","id":")");
  read.id = at.text();
  at.expect(R"(,"source":")");
  read.source = at.text();
  if (read.source.empty()) give_up("no source");
  at.expect(R"(,"type":")");
  read.type = hand_type(at.text());
  at.expect(R"(,"subject":")");
  read.customer = at.text();
  at.expect(R"(,"time":")");
  read.time_ns = time_by_hand(at.text());
  at.expect(R"(,"channel":")");
  read.channel = place_of(at.text(), kShopChannels, 4);
  at.expect(R"(,"data":{)");
  if (at.skip(R"("product":")")) {
    read.product = at.text();
    at.expect(",");
  }
  if (at.skip(R"("amount":)")) {
    read.amount = at.amount();
    at.expect(",");
  }
  at.expect(R"("country":")");
  read.country = at.text();
  at.expect(R"(,"page":")");
  read.page = at.text();
  at.expect("}}");
  return read;
}

}  // namespace wend::bench
