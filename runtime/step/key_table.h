// SPDX-License-Identifier: Apache-2.0
//
// A table of the keys whose own last event is newest:
//
//   u32 count, u32 oldest, u32 newest, u32 allocated
//   u32 per place of the index, 0 if free (open addressing; absent for small tables): in the low bits,
//     as many as a place's number has, entry + 1; in the others the low bits of the key's hash
//   entries: key, u32 older, u32 newer, what is kept per key
//
// A key of 8 bytes is a number; a key of 16 is text: up to 15 bytes whole, longer ones as a hash, and
// equal hashes are defined as equal.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/abi/fact_layout.h"
#include "runtime/abi/value.h"
#include "runtime/step/blob.h"
#include "runtime/step/texts.h"

namespace wend::runtime {

struct Key {
  std::uint8_t bytes[16] = {};
};
Key key_of(const ValueType& type, std::int64_t value, const Texts& texts);

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
  std::uint32_t get(std::uint32_t at) const;
  void set(std::uint32_t at, std::uint32_t value) const;
  std::uint8_t* entry(std::uint32_t number) const;
  std::uint32_t links() const { return key_width_; }
  std::uint32_t hash_of(const std::uint8_t* key) const;
  std::uint32_t filled_with(std::uint32_t number, std::uint32_t hash) const;
  std::uint32_t number_in(std::uint32_t filled) const { return (filled & (index_ - 1)) - 1; }
  std::uint32_t home_of(std::uint32_t filled) const;
  bool has_key(std::uint32_t number, const Key& key) const;
  std::uint32_t get_place(std::uint32_t place) const { return get(kTableHead + place * 4); }
  void set_place(std::uint32_t place, std::uint32_t filled) const {
    set(kTableHead + place * 4, filled);
  }
  void index_add(std::uint32_t number, std::uint32_t hash) const;
  void index_remove(std::uint32_t number) const;
  void rebuild_index() const;
  void unlink(std::uint32_t number) const;
  void move_entry(std::uint32_t from, std::uint32_t to) const;
  void link_newest(std::uint32_t number) const;
  Touched add(const Key& key) const;

  std::uint8_t* bytes_;
  std::size_t size_;
  std::uint32_t key_width_;
  std::uint32_t entry_;
  std::uint32_t most_;
  std::uint32_t allocated_ = 0;
  std::uint32_t index_ = 0;  // places: a power of two, or 0
  std::uint32_t bits_ = 0;   // of a place's number
};

}  // namespace wend::runtime
