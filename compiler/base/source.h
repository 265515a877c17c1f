// SPDX-License-Identifier: Apache-2.0
//
// Source text and places in it. A Span is a byte range of one file; line and column are computed
// only when a message is rendered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wend {

// Index of a file in a `Sources`.
struct FileId {
  std::uint32_t value = 0;
  friend bool operator==(FileId, FileId) = default;
};

// Half-open byte range [begin, end) of one file.
struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

// The smallest span that covers both; both lie in the same file.
Span join(const Span& a, const Span& b);

// One-based line and one-based column, the column counted in code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct SourceFile {
  std::string path;         // as shown in messages
  std::string text;         // valid UTF-8 with a byte-order mark removed
  bool of_library = false;  // it comes with the compiler
  std::uint32_t mark = 0;   // bytes of the byte-order mark before `text`
};

// All files of one compilation, in a fixed order.
class Sources {
 public:
  FileId add(SourceFile file);
  const SourceFile& file(FileId id) const { return files_[id.value]; }
  const std::vector<SourceFile>& files() const { return files_; }
  Position position(const Span& span) const;                     // of its begin
  std::string_view text(const Span& span) const;                 // the text it covers
  std::string_view line(FileId file, std::uint32_t line) const;  // without the line end

 private:
  // Where the lines of a file begin, and how many code points stand before every kStride-th byte: a place
  // is found in a time that does not depend on the length of the file.
  struct Index {
    std::vector<std::uint32_t> lines;
    std::vector<std::uint32_t> code_points;
  };
  static constexpr std::uint32_t kStride = 256;
  static Index index_of(std::string_view text);
  std::uint32_t code_points_before(FileId file, std::uint32_t offset) const;

  std::vector<SourceFile> files_;
  std::vector<Index> indexes_;  // of each file
};

}  // namespace wend
