// SPDX-License-Identifier: Apache-2.0
//
// The readers of the door: windows, lines, rows, exact numbers, times.
#include <cstdio>
#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "cli/door/csv_scanner.h"
#include "cli/door/decimal.h"
#include "cli/door/line_reader.h"
#include "cli/door/time_format.h"
#include "tests/support/process.h"

namespace wend::door {
namespace {

using testing::ElementsAre;

std::unique_ptr<Window> window_of(const support::TemporaryFolder& folder, const std::string& text) {
  folder.write("input", text);
  return std::move(Window::open((folder.path() / "input").string()).value());
}

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& text) {
  const support::TemporaryFolder folder;
  CsvScanner scanner(window_of(folder, text), ',');
  Rows rows;
  while (scanner.next()) {
    if (scanner.record().problem.empty()) {
      rows.emplace_back(scanner.record().columns->begin(), scanner.record().columns->end());
    } else {
      rows.push_back({"!" + std::string(scanner.record().text)});
    }
  }
  return rows;
}

TEST(Csv, RowsAreSplitAfterRfc4180) {
  const struct {
    const char* text;
    Rows rows;
  } table[] = {
      {"", {}},
      {"a,b\n", {{"a", "b"}}},
      {"a,b", {{"a", "b"}}},
      {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
      {",\n", {{"", ""}}},
      {"a,\n", {{"a", ""}}},
      {"\"a,b\",c\n", {{"a,b", "c"}}},
      {"\"a\nb\",c\n", {{"a\nb", "c"}}},
      {"\"say \"\"yes\"\"\",c\n", {{"say \"yes\"", "c"}}},
      {"\"\",c\n", {{"", "c"}}},
      {"\"\"\"\",c\n", {{"\"", "c"}}},
      {"5\" nail,c\n", {{"5\" nail", "c"}}},
      {"a\n\n\r\nb\n", {{"a"}, {"b"}}},
      {"\"a\"\r\n\"b\"\r\n", {{"a"}, {"b"}}},
      {"\"a\"x,b\nc,d\n", {{"!\"a\"x,b"}, {"c", "d"}}},
      {"\"a,b\nc,d\n", {{"!\"a,b"}, {"c", "d"}}},
      {"0123456789abcdefghij,0123456789abcdefghij\n",
       {{"0123456789abcdefghij", "0123456789abcdefghij"}}},
  };
  for (const auto& row : table) EXPECT_EQ(rows_of(row.text), row.rows) << row.text;
}

TEST(Csv, ABigFileIsReadAcrossWindows) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",\"x\ny\",z\r\n";
  const support::TemporaryFolder folder;
  CsvScanner scanner(window_of(folder, text), ',');
  std::uint64_t count = 0;
  while (scanner.next()) {
    ASSERT_EQ((*scanner.record().columns)[0], std::to_string(count));
    ASSERT_EQ((*scanner.record().columns)[1], "x\ny");
    ASSERT_EQ(scanner.record().line, 2 * count + 1);
    ASSERT_EQ(scanner.record().row, ++count);
  }
  EXPECT_EQ(count, 100'000u);
  EXPECT_EQ(scanner.next_place().offset, text.size());
}

TEST(Csv, AFileIsContinuedWhereItStood) {
  const support::TemporaryFolder folder;
  CsvScanner first(window_of(folder, "h\na\n\"b\nb\"\nc\n"), ',');
  first.next();
  first.next();
  const Place place = first.next_place();
  CsvScanner second(window_of(folder, "h\na\n\"b\nb\"\nc\n"), ',');
  ASSERT_FALSE(second.skip_to(place));
  ASSERT_TRUE(second.next());
  EXPECT_EQ(second.record().columns->front(), "b\nb");
  EXPECT_EQ(second.record().row, 3u);
  EXPECT_EQ(second.record().line, 3u);
  ASSERT_TRUE(second.next());
  EXPECT_EQ(second.record().line, 5u);
}

TEST(Lines, KeepTheirNumbersAndPlaces) {
  const support::TemporaryFolder folder;
  LineReader lines(window_of(folder,
                             "\xEF\xBB\xBF"
                             "a\r\n\nbc"));
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.record().text, "a");
  EXPECT_EQ(lines.place().offset, 3u);
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.record().text, "bc");
  EXPECT_EQ(lines.record().line, 3u);
  EXPECT_EQ(lines.next_place().offset, 9u);
  EXPECT_FALSE(lines.next());
}

TEST(Lines, ALongLineHasAProblemAndTheNextIsRead) {
  const support::TemporaryFolder folder;
  LineReader lines(window_of(folder, std::string(3 * kLongestRecord, 'x') + "\nok\n"));
  ASSERT_TRUE(lines.next());
  EXPECT_FALSE(lines.record().problem.empty());
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.record().text, "ok");
  EXPECT_TRUE(lines.record().problem.empty());
  EXPECT_EQ(lines.record().line, 2u);
}

std::string packed(const std::string& text) {
  const support::TemporaryFolder folder;
  const std::string path = (folder.path() / "packed").string();
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return support::text_of(path);
}

TEST(Window, GzipIsReadAndOffsetsAreUnpacked) {
  const support::TemporaryFolder folder;
  LineReader lines(window_of(folder, packed("one\ntwo\n")));
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.record().text, "one");
  EXPECT_EQ(lines.next_place().offset, 4u);
}

TEST(Window, ACutOffGzipFileIsAFailureNotAnEnd) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919) + "\n";
  std::string bytes = packed(text);
  bytes.resize(bytes.size() / 2);
  const support::TemporaryFolder folder;
  LineReader lines(window_of(folder, bytes));
  while (lines.next()) {
  }
  EXPECT_TRUE(lines.window().failure());
}

TEST(Decimal, IsExact) {
  const struct {
    const char* text;
    std::optional<std::int64_t> millionths;
  } table[] = {
      {"0", 0},
      {"1", 1'000'000},
      {"-2.50", -2'500'000},
      {"+3.000001", 3'000'001},
      {".5", 500'000},
      {"5.", 5'000'000},
      {"17850.0", 17'850'000'000},
      {"0.100000000000000000", 100'000},
      {"", {}},
      {"-", {}},
      {"1e3", {}},
      {"1,5", {}},
      {"0.0000001", {}},
      {"99999999999999999999", {}},
  };
  for (const auto& row : table) {
    const auto number = read_decimal(row.text);
    EXPECT_EQ(number ? millionths(*number) : std::nullopt, row.millionths) << row.text;
  }
  EXPECT_EQ(text_of(*product(*read_decimal("6"), *read_decimal("2.55"))), "15.3");
  EXPECT_EQ(text_of(*product(*read_decimal("-0.05"), *read_decimal("0.1"))), "-0.005");
  EXPECT_LT(compare(*read_decimal("1.5"), *read_decimal("1.51")), 0);
  EXPECT_EQ(compare(*read_decimal("2"), *read_decimal("2.00")), 0);
}

std::optional<std::int64_t> seconds(const std::string& format, const std::string& zone,
                                    const std::string& text) {
  auto reader = TimeFormat::from_text(format, zone);
  if (!reader) return std::nullopt;
  const auto instant = reader.value().instant(text);
  return instant ? std::optional(*instant / 1'000'000'000) : std::nullopt;
}

TEST(Times, FormatsAndZonesAreRead) {
  const struct {
    const char *format, *zone, *text;
    std::optional<std::int64_t> seconds;
  } table[] = {
      {"%Y-%m-%d %H:%M:%S", "UTC", "2010-12-01 08:26:00", 1291191960},
      {"%Y-%m-%d %H:%M:%S", "Europe/London", "2011-07-01 08:26:00", 1309505160},
      {"%d/%m/%y %I:%M %p", "UTC", "1/12/10 12:05 AM", 1291161900},
      {"%d %b %Y", "UTC", "01 Dec 2010", 1291161600},
      {"%Y-%m-%dT%H:%M:%S.%f%z", "", "2010-12-01T08:26:00.123+01:00", 1291188360},
      {"epoch milliseconds", "", "1659304800025", 1659304800},
      {"%Y-%m-%d", "UTC", "2010-02-30", {}},
      {"%Y-%m-%d", "UTC", "2010-02-03 ", {}},
      {"%Y-%m-%d", "", "2010-02-03", {}},
      {"%Y-%Q", "UTC", "2010-1", {}},
      {"%Y-%m-%d", "Mars/Olympus", "2010-02-03", {}},
  };
  for (const auto& row : table)
    EXPECT_EQ(seconds(row.format, row.zone, row.text), row.seconds) << row.text;
}

TEST(Times, ASkippedHourEndsAtItsGapAndARepeatedOneIsTheFirst) {
  const std::string format = "%Y-%m-%d %H:%M";
  // Berlin, 2026-03-29: 02:00 to 03:00 does not exist; 2026-10-25: 02:00 to 03:00 comes twice.
  const auto gap_end = seconds(format, "Europe/Berlin", "2026-03-29 03:00");
  EXPECT_EQ(seconds(format, "Europe/Berlin", "2026-03-29 02:30"), gap_end);
  EXPECT_EQ(seconds(format, "Europe/Berlin", "2026-10-25 02:30"),
            seconds(format, "UTC", "2026-10-25 00:30"));
}

TEST(Times, AZoneIsRightOnBothSidesOfAChangeWhateverCameBefore) {
  auto reader = std::move(TimeFormat::from_text("%Y-%m-%d %H:%M", "Europe/Berlin").value());
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(*reader.instant("2026-06-01 12:00") / 1'000'000'000,
              seconds("%Y-%m-%d %H:%M", "UTC", "2026-06-01 10:00"));
    EXPECT_EQ(*reader.instant("2026-12-01 12:00") / 1'000'000'000,
              seconds("%Y-%m-%d %H:%M", "UTC", "2026-12-01 11:00"));
    EXPECT_EQ(*reader.instant("2026-10-25 12:00") / 1'000'000'000,
              seconds("%Y-%m-%d %H:%M", "UTC", "2026-10-25 11:00"));
  }
}

}  // namespace
}  // namespace wend::door
