// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "compiler/base/source.h"

namespace wend {
namespace {

TEST(Source, ColumnsCountCodePointsNotBytes) {
  Sources sources;
  const FileId file = sources.add({"a.wend", "über\nrule é x\n"});
  const Position at = sources.position({file, 14, 15});
  EXPECT_EQ(at.line, 2u);
  EXPECT_EQ(at.column, 8u);
  EXPECT_EQ(sources.text({file, 14, 15}), "x");
}

TEST(Source, PlacesOfALongLineAreCountedFromItsBeginning) {
  Sources sources;
  std::string text = "x\n";
  for (int i = 0; i < 1000; ++i) text += "\u00FCa";  // three bytes, two code points
  const FileId file = sources.add({"a.wend", text + "\nend"});
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const Position at = sources.position({file, 2 + 3 * i, 2 + 3 * i});
    EXPECT_EQ(at.line, 2u);
    EXPECT_EQ(at.column, 1 + 2 * i);
  }
  EXPECT_EQ(sources.position({file, 3003, 3006}).line, 3u);
  EXPECT_EQ(sources.position({file, 9999, 9999}).column, 4u);
  EXPECT_EQ(sources.line(file, 3), "end");
}

TEST(Source, ALineComesWithoutItsEnd) {
  Sources sources;
  const FileId file = sources.add({"a.wend", "one\r\ntwo"});
  EXPECT_EQ(sources.line(file, 1), "one");
  EXPECT_EQ(sources.line(file, 2), "two");
  EXPECT_EQ(sources.line(file, 3), "");
}

TEST(Source, JoinCoversBoth) { EXPECT_EQ(join({{0}, 5, 9}, {{0}, 2, 3}), (Span{{0}, 2, 9})); }

}  // namespace
}  // namespace wend
