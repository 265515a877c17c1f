// SPDX-License-Identifier: Apache-2.0
//
// Short texts are copied and compared without calls, and numbers become digits without a question.
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "runtime/values/digits.h"
#include "runtime/values/short_text.h"

namespace wend::runtime_tests {
namespace {

TEST(RuntimeDigits, AreThoseOfTheNumber) {
  char room[24];
  const auto expect = [&](auto number) {
    ASSERT_EQ(runtime::put_digits(number, room), std::to_string(number));
  };
  for (std::uint64_t number = 0; number < 20'000; ++number) expect(number);
  for (std::uint64_t power = 10; power <= 1'000'000'000'000; power *= 10) {
    for (const std::uint64_t number : {power - 1, power, power + 1, 5 * power}) expect(number);
  }
  for (std::uint64_t number = 0; number < 100'000'000; number += 99'991) expect(number);
  expect(std::numeric_limits<std::uint64_t>::max());
  for (const std::int64_t number : {-1L, -10L, -123'456'789L}) expect(number);
  expect(std::numeric_limits<std::int64_t>::min());
  expect(std::numeric_limits<std::int64_t>::max());
}

TEST(RuntimeShortText, IsCopiedAndComparedByteByByte) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (std::size_t size = 0; size < 45; ++size) {
    const std::string text = letters.substr(0, size);
    std::string copy(size + 2, '#');
    EXPECT_EQ(runtime::copy_text(copy.data() + 1, text), copy.data() + 1 + size);
    EXPECT_EQ(copy, "#" + text + "#");
    EXPECT_TRUE(runtime::is_same(text, letters.substr(0, size)));
    EXPECT_FALSE(runtime::is_same(text, letters.substr(0, size + 1)));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = '#';
      EXPECT_FALSE(runtime::is_same(text, other)) << text << " " << at;
    }
  }
}

}  // namespace
}  // namespace wend::runtime_tests
