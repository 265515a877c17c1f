// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/code_cache.h"

namespace wend::native {

std::shared_ptr<const BodyText> CodeCache::find(const BodyKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->text;
}

void CodeCache::keep(const BodyKey& key, std::shared_ptr<const BodyText> text) {
  const std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return;
  bytes_ += size_of(*text);
  entries_.push_front({key, std::move(text)});
  by_key_[key] = entries_.begin();
  while (bytes_ > most_bytes_) {
    bytes_ -= size_of(*entries_.back().text);
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

std::size_t CodeCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::optional<BodyKey> CodeCache::stamp(Effort effort) const {
  const std::lock_guard lock(mutex_);
  return stamps_[static_cast<std::size_t>(effort)];
}

void CodeCache::set_stamp(Effort effort, const BodyKey& stamp) {
  const std::lock_guard lock(mutex_);
  stamps_[static_cast<std::size_t>(effort)] = stamp;
}

}  // namespace wend::native
