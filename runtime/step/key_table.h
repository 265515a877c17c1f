// SPDX-License-Identifier: Apache-2.0
//
// A table of the keys whose own last event is newest:
//
//   u32 allocated; the numbers count, oldest, newest
//   small tables: per entry a byte of its key's hash, 0 behind the last (absent for the smallest); large ones: u32 per
//     place of an index, 0 if free (open addressing): in the low bits, as many as a place's number has, entry + 1; in
//     the others the low bits of the key's hash
//   entries: key, the numbers older and newer, what is kept per key
//
// A number has one, two or four bytes, by how many entries there is room for; that of an entry is one more, 0 is none.
// A key is a number, or a text of which the first byte is the length: one that is longer than its key stands there as a
// hash behind 255, and equal hashes are defined as equal.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/abi/fact_layout.h"
#include "runtime/abi/value.h"
#include "runtime/step/blob.h"
#include "runtime/step/texts.h"

namespace wend::runtime {

struct Key {
  std::uint8_t bytes[kMostKey] = {};
};
// `width`: of the keys of the table that is meant.
Key key_of(const ValueType& type, std::uint32_t width, std::int64_t value, const Texts& texts);

class KeyTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  KeyTable(std::span<std::uint8_t> record, const FactLayout& layout);

  std::uint32_t count() const;
  std::uint32_t newest() const;  // an entry, or kNone
  std::uint32_t oldest() const;  // likewise
  std::uint32_t older(std::uint32_t entry) const;
  std::uint8_t* kept(std::uint32_t entry) const;
  std::uint32_t find(const Key& key) const;  // an entry, or kNone
  Key key_of_entry(std::uint32_t entry) const;
  // The last entry takes its place. Requires: it is not the only one, since a table without entries is no record.
  void erase(std::uint32_t entry) const;

  struct Touched {
    std::uint8_t* kept;  // zero if the key is new
    bool is_new;
    bool pushed_out;  // another key made room
  };
  // The key is now the newest; the table grows, and if it is full its oldest key makes room.
  static Touched touch(Blob& blob, std::uint32_t record, const FactLayout& layout, const Key& key) {
    return touch(blob.find(record), blob, record, layout, key);
  }
  static Touched touch(std::span<std::uint8_t> found, Blob& blob, std::uint32_t record,
                       const FactLayout& layout, const Key& key);

  bool is_sound() const;

 private:
  static KeyTable with_room(const KeyTable& table, Blob& blob, std::uint32_t record,
                            const FactLayout& layout);
  void take(const KeyTable& smaller) const;
  void take_narrower(const KeyTable& smaller) const;
  std::uint32_t get(std::uint32_t which) const {
    return number_at(bytes_ + kTableHead + which * width_);
  }
  void set(std::uint32_t which, std::uint32_t number) const {
    set_number(bytes_ + kTableHead + which * width_, number);
  }
  std::uint32_t number_at(const std::uint8_t* at) const;
  void set_number(std::uint8_t* at, std::uint32_t number) const;
  std::uint8_t* entry(std::uint32_t number) const {
    return entries_ + std::uint64_t{entry_} * number;
  }
  std::uint8_t* older_of(std::uint32_t number) const { return entry(number) + key_width_; }
  std::uint8_t* newer_of(std::uint32_t number) const { return older_of(number) + width_; }
  std::uint32_t newer(std::uint32_t number) const { return number_at(newer_of(number)) - 1; }
  void set_older(std::uint32_t number, std::uint32_t of) const {
    set_number(older_of(number), of + 1);
  }
  void set_newer(std::uint32_t number, std::uint32_t of) const {
    set_number(newer_of(number), of + 1);
  }
  std::uint32_t hash_of(const std::uint8_t* key) const;
  std::uint32_t filled_with(std::uint32_t number, std::uint32_t hash) const;
  std::uint32_t number_in(std::uint32_t filled) const { return (filled & (index_ - 1)) - 1; }
  std::uint32_t home_of(std::uint32_t filled) const;
  bool has_key(std::uint32_t number, const Key& key) const;
  std::uint32_t find_by_print(const Key& key) const;
  std::uint32_t find_in_index(const Key& key) const;
  std::uint8_t* prints() const { return bytes_ + kTableHead + 3 * width_; }
  std::uint8_t* place_at(std::uint32_t place) const { return prints() + std::uint64_t{4} * place; }
  std::uint32_t get_place(std::uint32_t place) const;
  void set_place(std::uint32_t place, std::uint32_t filled) const;
  void index_add(std::uint32_t number, std::uint32_t hash) const;
  void index_remove(std::uint32_t number) const;
  void rebuild_index() const;
  bool has_sound_index() const;
  void join_neighbours(std::uint32_t before, std::uint32_t after) const;
  void unlink(std::uint32_t number) const;
  void move_entry(std::uint32_t from, std::uint32_t to) const;
  void link_newest(std::uint32_t number) const;
  Touched add(const Key& key) const;

  std::uint8_t* bytes_;
  std::size_t size_;
  std::uint32_t key_width_;
  std::uint32_t kept_;  // bytes per key
  std::uint32_t most_;
  std::uint32_t allocated_ = 0;
  std::uint32_t width_ = 1;  // of a number
  std::uint32_t entry_ = 0;
  std::uint32_t prints_ = 0;
  std::uint32_t index_ = 0;  // places: a power of two, or 0
  std::uint32_t bits_ = 0;   // of a place's number
  std::uint8_t* entries_ = nullptr;
};

}  // namespace wend::runtime
