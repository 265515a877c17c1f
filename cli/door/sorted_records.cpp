// SPDX-License-Identifier: Apache-2.0
#include "cli/door/sorted_records.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

namespace wend::door {
namespace {

constexpr std::size_t kPadding = 64;
constexpr std::size_t kLeastRead = 1u << 14;
constexpr std::size_t kMostRead = 1u << 20;

// As it stands in the chunk and in the temporary file, followed by `size` bytes of text.
struct Head {
  std::int64_t time;
  std::uint64_t ordinal;
  std::uint64_t line;
  std::uint64_t row;
  std::uint32_t file;
  std::uint32_t size;
};

SortedRecord record_at(const char* bytes) {
  Head head;
  std::memcpy(&head, bytes, sizeof head);
  return {head.time, head.ordinal, head.line,
          head.row,  head.file,    {bytes + sizeof head, head.size}};
}

std::string temporary_folder() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

Failure cannot(const char* what) {
  return {fmt::format(
      "cannot {} a temporary file for sorting in `{}`: {}; choose another folder with TMPDIR", what,
      temporary_folder(), std::strerror(errno))};
}

}  // namespace

// A sorted stretch of the temporary file, read piece by piece.
struct SortedRecords::Run {
  int file;
  std::uint64_t at;  // of the next read
  std::uint64_t end;
  std::size_t one_read = kLeastRead;
  std::string bytes;
  std::size_t begin = 0;  // of what is not handed out, in bytes
  std::size_t filled = 0;
  SortedRecord record;
  bool failed = false;

  // To the run's next record; false at its end.
  bool next() {
    if (!need(sizeof(Head))) return false;
    record = record_at(bytes.data() + begin);
    const std::size_t size = sizeof(Head) + record.text.size();
    if (!need(size)) return false;
    record = record_at(bytes.data() + begin);
    begin += size;
    return true;
  }

  bool need(std::size_t count) {
    while (filled - begin < count) {
      if (at == end) return false;
      bytes.erase(0, begin);
      filled -= begin;
      begin = 0;
      const std::size_t wanted = std::min<std::uint64_t>(std::max(one_read, count), end - at);
      bytes.resize(filled + wanted + kPadding);
      const ssize_t got = pread(file, bytes.data() + filled, wanted, static_cast<off_t>(at));
      if (got <= 0) {
        failed = true;
        return false;
      }
      filled += static_cast<std::size_t>(got);
      at += static_cast<std::uint64_t>(got);
    }
    return true;
  }
};

SortedRecords::SortedRecords(std::size_t memory) : memory_(memory) {}

SortedRecords::~SortedRecords() {
  if (file_ >= 0) close(file_);
}

std::optional<Failure> SortedRecords::add(SortedRecord record) {
  const std::size_t size = sizeof(Head) + record.text.size();
  if (!entries_.empty() && bytes_.size() + size + entries_.size() * sizeof(Entry) > memory_) {
    if (auto failure = write_chunk()) return failure;
  }
  const Head head = {record.time, added_++,    record.line,
                     record.row,  record.file, static_cast<std::uint32_t>(record.text.size())};
  entries_.push_back({head.time, head.ordinal, bytes_.size()});
  bytes_.append(reinterpret_cast<const char*>(&head), sizeof head).append(record.text);
  return std::nullopt;
}

void SortedRecords::sort_chunk() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time < b.time : a.ordinal < b.ordinal;
  });
}

std::optional<Failure> SortedRecords::write_chunk() {
  if (file_ < 0) {
    std::string name = temporary_folder() + "/wend-sort-XXXXXX";
    file_ = mkostemp(name.data(), 0);
    if (file_ < 0) return cannot("make");
    unlink(name.c_str());
  }
  sort_chunk();
  auto run = std::make_unique<Run>();
  run->file = file_;
  run->at = written_;
  std::string sorted;
  for (const Entry& entry : entries_) {
    const SortedRecord record = record_at(bytes_.data() + entry.offset);
    sorted.append(bytes_, entry.offset, sizeof(Head) + record.text.size());
    if (sorted.size() < kMostRead) continue;
    if (!write_all(sorted.data(), sorted.size())) return cannot("write");
    sorted.clear();
  }
  if (!write_all(sorted.data(), sorted.size())) return cannot("write");
  run->end = written_;
  runs_.push_back(std::move(run));
  entries_.clear();
  bytes_.clear();
  return std::nullopt;
}

bool SortedRecords::write_all(const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t done = pwrite(file_, bytes, count, static_cast<off_t>(written_));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes += done;
    count -= static_cast<std::size_t>(done);
    written_ += static_cast<std::uint64_t>(done);
  }
  return true;
}

std::optional<Failure> SortedRecords::finish() {
  if (runs_.empty()) {
    sort_chunk();
    bytes_.append(kPadding, '\0');
    return std::nullopt;
  }
  if (!entries_.empty()) {
    if (auto failure = write_chunk()) return failure;
  }
  bytes_ = {};
  entries_ = {};
  for (auto& run : runs_) {
    run->one_read = std::clamp(memory_ / runs_.size(), kLeastRead, kMostRead);
    if (!run->next()) return cannot("read");
  }
  for (std::size_t at = runs_.size() / 2; at-- > 0;) sift_down(at);
  return std::nullopt;
}

const SortedRecord* SortedRecords::next() {
  if (runs_.empty()) {
    if (in_memory_ == entries_.size()) return nullptr;
    record_ = record_at(bytes_.data() + entries_[in_memory_++].offset);
    return &record_;
  }
  if (!is_first_) {
    if (!runs_[0]->next()) {
      if (runs_[0]->failed) failure_ = cannot("read");
      if (runs_[0]->failed || runs_.size() == 1) return nullptr;
      runs_[0] = std::move(runs_.back());
      runs_.pop_back();
    }
    sift_down(0);
  }
  is_first_ = false;
  return &runs_[0]->record;
}

bool SortedRecords::is_before(std::size_t a, std::size_t b) const {
  const SortedRecord& left = runs_[a]->record;
  const SortedRecord& right = runs_[b]->record;
  return left.time != right.time ? left.time < right.time : left.ordinal < right.ordinal;
}

void SortedRecords::sift_down(std::size_t at) {
  for (;;) {
    std::size_t least = at;
    for (const std::size_t child : {2 * at + 1, 2 * at + 2}) {
      if (child < runs_.size() && is_before(child, least)) least = child;
    }
    if (least == at) return;
    std::swap(runs_[at], runs_[least]);
    at = least;
  }
}

}  // namespace wend::door
