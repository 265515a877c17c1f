// SPDX-License-Identifier: Apache-2.0
//
// The texts of a step: a register holds a text as its number here. The plan's constants come first;
// texts of the event, the profile and the state join them and are dropped after the step. Storage is
// reused, so a warm step allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wend::runtime {

class Texts {
 public:
  // The first room for others is there before anybody waits for it.
  void begin_with(const std::vector<std::string>& constants);
  void forget_step() {
    count_ = constants_;
    chunk_ = 0;
    used_ = 0;
  }

  std::int64_t add_view(std::string_view text) {  // Requires: `text` lives until the step ends
    if (count_ == views_.size()) views_.emplace_back();
    views_[count_] = text;
    return static_cast<std::int64_t>(count_++);
  }
  // Requires: they live until the step ends, and stand in room for kFew at least. How many there are cannot be foretold, so
  // few are copied without a question.
  void add_views(const std::string_view* texts, std::size_t count) {
    if (count > kFew || count_ + kFew > views_.size()) [[unlikely]]
      return add_many(texts, count);
    for (std::size_t i = 0; i < kFew; ++i) views_[count_ + i] = texts[i];
    count_ += count;
  }
  static constexpr std::size_t kFew = 4;
  std::int64_t add_copy(std::string_view text);
  std::string_view at(std::int64_t number) const {
    const auto index = static_cast<std::uint64_t>(number);
    return index < count_ ? views_[index] : std::string_view();
  }

 private:
  static constexpr std::size_t kChunk = 1 << 14;
  static constexpr std::size_t kFirstViews = 64;
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  void add_many(const std::string_view* texts, std::size_t count);
  void add_chunk(std::size_t size);
  char* room_for(std::size_t bytes);

  std::vector<std::string_view> views_;  // the first count_ are in use
  std::size_t count_ = 0;
  std::size_t constants_ = 0;
  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;
  std::size_t used_ = 0;
};

}  // namespace wend::runtime
