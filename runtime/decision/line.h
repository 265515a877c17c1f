// SPDX-License-Identifier: Apache-2.0
//
// The end of a text that is being written: gathered at hand, since a line of JSON is put together from dozens of pieces, and to
// append each of them to a string costs more than to copy it.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace wend::runtime {

class Line {
 public:
  static constexpr std::size_t kAtHand = 1024;  // most lines are shorter

  explicit Line(std::string& out) : out_(out) {}
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { flush(); }

  void put(char letter) {
    *room(1) = letter;
    ++at_;
  }
  void put(std::string_view words) {
    if (words.size() > kAtHand) return put_long(words);
    std::memcpy(room(words.size()), words.data(), words.size());
    at_ += words.size();
  }
  template <std::size_t N>
  void put(const char (&words)[N]) {  // a literal, whose size the compiler knows
    static_assert(N <= kAtHand);
    std::memcpy(room(N), words, N);
    at_ += N - 1;
  }
  // The same of words behind which kSlack bytes may be read.
  static constexpr std::size_t kSlack = 32;
  void put_slack(const char* words, std::size_t size) {
    if (size > kAtHand) return put_long({words, size});
    char* const to = room(size);
    for (std::size_t i = 0; i < size; i += kSlack) std::memcpy(to + i, words + i, kSlack);
    at_ += size;
  }
  // As it stands in a text of JSON, without quotes. Bytes that are no UTF-8 (identifiers are kept as given) become the
  // replacement character one by one.
  void put_content(std::string_view text);
  void put_string(std::string_view text) {
    put('"');
    put_content(text);
    put('"');
  }
  void put_member(std::string_view name, std::string_view text) {
    put(name);
    put_string(text);
  }
  template <std::size_t N>
  void put_member(const char (&name)[N], std::string_view text) {
    put(name);
    put_string(text);
  }
  // Room for at most kAtHand bytes; what was written there ends where `end_at` is told.
  char* room(std::size_t bytes) {
    if (at_ + bytes > kAtHand) make_room();
    return hand_.data() + at_;
  }
  void end_at(const char* end) { at_ = static_cast<std::size_t>(end - hand_.data()); }

 private:
  // These are seldom called.
  [[gnu::cold]] void make_room();
  [[gnu::cold]] void put_long(std::string_view words);
  [[gnu::cold]] void put_escaped(std::string_view text);
  void flush();

  std::string& out_;
  std::size_t at_ = 0;
  std::array<char, kAtHand + kSlack> hand_;  // bytes before at_ are written, the rest never read
};

}  // namespace wend::runtime
