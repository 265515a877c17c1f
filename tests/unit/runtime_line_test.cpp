// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/decision/kept_texts.h"
#include "runtime/decision/line.h"

namespace wend::runtime_tests {
namespace {

std::string content_of(std::string_view text) {
  std::string out;
  {
    runtime::Line line(out);
    line.put_string(text);
  }
  return out;
}

TEST(RuntimeLine, ContentIsReadAsItWas) {
  const std::string letters[] = {"a",    "\"",   "\\",   "\n", "\t", "\r",
                                 "\x01", "\x1f", "\x7f", "é",  "字", " "};
  for (std::size_t size = 0; size < 40; ++size) {
    for (const std::string& letter : letters) {
      for (std::size_t at = 0; at < size; ++at) {
        const std::string text = std::string(at, 'x') + letter + std::string(size - at, 'y');
        ASSERT_EQ(nlohmann::json::parse(content_of(text)).get<std::string>(), text);
      }
    }
  }
}

TEST(RuntimeLine, BytesThatAreNoUtf8AreReplacedOneByOne) {
  EXPECT_EQ(content_of("a\xFF\xC3z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

// What is longer than the room at hand, and what just fits.
TEST(RuntimeLine, LinesOfAnyLengthAreWhole) {
  for (std::size_t size = runtime::Line::kAtHand - 40; size < 3 * runtime::Line::kAtHand;
       size += size < runtime::Line::kAtHand + 40 ? 1 : 97) {
    const std::string text(size, 'x');
    std::string padded = text;
    padded.append(runtime::Line::kSlack, '?');
    std::string out = "begin ", right = out;
    {
      runtime::Line line(out);
      for (int i = 0; i < 3; ++i) {
        line.put(std::string_view(text));
        line.put(',');
        line.put_slack(padded.data(), size);
        line.put(" and ");
        line.put_content(text);
        right.append(text).append(",").append(text).append(" and ").append(text);
      }
    }
    ASSERT_EQ(out, right) << size;
  }
}

TEST(RuntimeLine, KeptTextsStayWhereTheyAre) {
  runtime::KeptTexts texts;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::pair<std::string, std::string_view>> kept;
    for (std::size_t i = 0; i < 300; ++i) {
      const std::string text(i * i % 20'011, static_cast<char>('a' + i % 26));
      kept.emplace_back(text, texts.keep(text));
    }
    for (const auto& [text, view] : kept) ASSERT_EQ(view, text);
    texts.clear();
  }
}

}  // namespace
}  // namespace wend::runtime_tests
