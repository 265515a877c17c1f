// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/texts.h"

#include <algorithm>
#include <cstring>

namespace wend::runtime {

void Texts::begin_with(const std::vector<std::string>& constants) {
  views_.assign(constants.begin(), constants.end());
  constants_ = count_ = views_.size();
  views_.resize(constants_ + kFirstViews);
  if (chunks_.empty()) add_chunk(kChunk);
}

void Texts::add_many(const std::string_view* texts, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) add_view(texts[i]);
}

void Texts::add_chunk(std::size_t size) {
  chunks_.push_back({std::make_unique<char[]>(size), size});
}

std::int64_t Texts::add_copy(std::string_view text) {
  char* room = room_for(text.size());
  if (!text.empty()) std::memcpy(room, text.data(), text.size());
  return add_view({room, text.size()});
}

char* Texts::room_for(std::size_t bytes) {
  while (chunk_ < chunks_.size() && used_ + bytes > chunks_[chunk_].size) {
    ++chunk_;
    used_ = 0;
  }
  if (chunk_ == chunks_.size()) {
    add_chunk(std::max(kChunk, bytes));
    used_ = 0;
  }
  char* room = chunks_[chunk_].bytes.get() + used_;
  used_ += bytes;
  return room;
}

}  // namespace wend::runtime
