// SPDX-License-Identifier: Apache-2.0
//
// Sorts any number of records by time in bounded memory: full chunks go to a temporary file that has
// no name (so nothing is left behind, however the program ends), and are merged from there. Records
// of the same time keep the order in which they were added.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wend/runtime.h"

namespace wend::door {

struct SortedRecord {
  std::int64_t time = 0;
  std::uint64_t ordinal = 0;  // the order of adding
  std::uint64_t line = 0;
  std::uint64_t row = 0;
  std::uint32_t file = 0;
  std::string_view text;  // 64 readable bytes follow it
};

class SortedRecords {
 public:
  explicit SortedRecords(std::size_t memory = 128u << 20);
  ~SortedRecords();

  // `record.ordinal` is set here.
  std::optional<Failure> add(SortedRecord record);
  // No more will be added.
  std::optional<Failure> finish();
  // The next record in order; valid until the next call. Null at the end or on a failure.
  const SortedRecord* next();
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  struct Run;
  struct Entry {
    std::int64_t time;
    std::uint64_t ordinal;
    std::size_t offset;  // of its head in bytes_
  };
  void sort_chunk();
  std::optional<Failure> write_chunk();
  bool write_all(const char* bytes, std::size_t count);
  void sift_down(std::size_t at);
  bool is_before(std::size_t a, std::size_t b) const;

  std::size_t memory_;
  std::string bytes_;
  std::vector<Entry> entries_;
  std::uint64_t added_ = 0;
  int file_ = -1;
  std::uint64_t written_ = 0;
  std::vector<std::unique_ptr<Run>> runs_;  // a heap once finished: the first has the least record
  std::size_t in_memory_ = 0;  // how many entries were handed out, when nothing was written
  bool is_first_ = true;
  SortedRecord record_;
  std::optional<Failure> failure_;
};

}  // namespace wend::door
