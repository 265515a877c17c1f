// SPDX-License-Identifier: Apache-2.0
//
// Texts that stay where they are until all of them are given up. The room is used again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace wend::runtime {

class KeptTexts {
 public:
  // The first room is there before anybody waits for it: a large piece of memory may take long to find.
  KeptTexts() { add_piece(kPiece); }
  // What comes back is valid until `clear`.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* const at = room(text.size());
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }
  // For a text of so many bytes, at least one, which is yet to be written.
  char* room(std::size_t size) {
    if (size > left_) begin_piece(size);
    char* const at = at_;
    at_ += size;
    left_ -= size;
    return at;
  }
  void clear() {
    next_ = 0;
    left_ = 0;
  }

 private:
  static constexpr std::size_t kPiece = 16'384;
  struct Piece {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  void add_piece(std::size_t size) { pieces_.push_back({std::make_unique<char[]>(size), size}); }
  void begin_piece(std::size_t least) {
    while (next_ < pieces_.size() && pieces_[next_].size < least) ++next_;
    if (next_ == pieces_.size()) add_piece(std::max(least, kPiece));
    at_ = pieces_[next_].bytes.get();
    left_ = pieces_[next_].size;
    ++next_;
  }

  std::vector<Piece> pieces_;
  std::size_t next_ = 0;  // the first piece that holds nothing
  char* at_ = nullptr;    // in the piece before it
  std::size_t left_ = 0;
};

}  // namespace wend::runtime
