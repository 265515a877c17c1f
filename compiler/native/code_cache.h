// SPDX-License-Identifier: Apache-2.0
//
// Machine code that was made, by body, for compilations to come: bytes in memory, bounded, the longest unused given up
// first; and, if there is a store, in pieces behind it. Bytes, not mapped code: a pack's code is freed with the pack.
// May be used by several threads at once.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/native/body_key.h"
#include "compiler/native/native.h"

namespace wend::native {

// The machine code of one body, complete in itself.
using BodyText = std::vector<std::uint8_t>;

// Where pieces (piece_file.h) are kept beyond the process. May be used by several threads at once.
class PieceStore {
 public:
  PieceStore() = default;
  PieceStore(const PieceStore&) = delete;
  PieceStore& operator=(const PieceStore&) = delete;
  virtual ~PieceStore() = default;

  // Nothing if there is none of that name. What is read or touched is in use, and given up late.
  virtual std::optional<std::vector<std::uint8_t>> read(const std::string& name) = 0;
  virtual bool touch(const std::string& name) = 0;  // false: there is none
  virtual std::optional<Failure> write(const std::string& name,
                                       std::span<const std::uint8_t> bytes) = 0;
  // Gives up what is beyond its limit.
  virtual std::optional<Failure> tidy() = 0;
};

class CodeCache {
 public:
  // `store` may be null.
  CodeCache(std::size_t most_bytes, std::unique_ptr<PieceStore> store)
      : most_bytes_(most_bytes), store_(std::move(store)) {}

  std::shared_ptr<const BodyText> find(const BodyKey& key);
  void keep(const BodyKey& key, std::shared_ptr<const BodyText> text);
  std::size_t bytes() const;
  PieceStore* store() const { return store_.get(); }

  // How code is made with that effort (image.cpp), as far as it is known.
  std::optional<BodyKey> stamp(Effort effort) const;
  void set_stamp(Effort effort, const BodyKey& stamp);

 private:
  struct Entry {
    BodyKey key;
    std::shared_ptr<const BodyText> text;
  };
  // What an entry takes beside its text, about.
  static constexpr std::size_t kBesideText = 160;
  static std::size_t size_of(const BodyText& text) { return text.size() + kBesideText; }

  const std::size_t most_bytes_;
  const std::unique_ptr<PieceStore> store_;
  mutable std::mutex mutex_;  // guards what follows
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<BodyKey, std::list<Entry>::iterator, BodyKeyHash> by_key_;
  std::size_t bytes_ = 0;
  std::optional<BodyKey> stamps_[3];  // by effort
};

}  // namespace wend::native
