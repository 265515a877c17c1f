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
