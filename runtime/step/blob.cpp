// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/blob.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace wend::runtime {
Blob::~Blob() { std::free(bytes_); }

Blob::Blob(Blob&& other) noexcept { *this = std::move(other); }

Blob& Blob::operator=(Blob&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  std::swap(changes_, other.changes_);
  return *this;
}

Blob Blob::copy() const {
  Blob made;
  if (empty()) return made;
  made.bytes_ = room_for(size_);
  made.size_ = size_;
  std::memcpy(made.state(), state(), size_);
  return made;
}

Blob::Form Blob::form_for(std::uint32_t records, bool is_wide) {
  if (records <= kMostSmall) return is_wide ? Form::SmallWide : Form::Small;
  if (records > kMostNarrow) return Form::Many;
  return is_wide ? Form::ListedWide : Form::Listed;
}

void Blob::begin(std::uint32_t records) {
  if (records > kMostRecords) throw std::length_error("a program keeps too many facts");
  const Form form = form_for(records, false);
  size_ = with(form, [](auto directory) { return directory.kBegin; });
  bytes_ = room_for(size_);
  std::memset(state(), 0, size_);
  set_head(0, form);
}

std::span<std::uint8_t> Blob::find_otherwise(std::uint32_t record) const {
  return form() == Form::SmallWide ? SmallWide::find(state(), size_, record)
                                   : ListedWide::find(state(), size_, record);
}

bool Blob::has_listed(std::uint32_t record) const {
  if (empty()) return false;
  const std::uint32_t rank = rank_in_list(record);
  return rank < present() && listed_at(rank) == record;
}

std::uint32_t Blob::rank_in_list(std::uint32_t record) const {
  return form() == Form::Listed ? Listed::rank_in_list(state(), present(), record)
                                : ListedWide::rank_in_list(state(), present(), record);
}

std::uint32_t Blob::listed_at(std::uint32_t rank) const {
  return form() == Form::Listed ? Listed::record_at(state(), rank)
                                : ListedWide::record_at(state(), rank);
}

// A sixteenth and a little more than asked for, up to what an allocator gives anyway: blocks come in steps of 16 bytes, and eight of
// them are its own.
std::uint8_t* Blob::room_for(std::uint32_t bytes) {
  constexpr std::uint64_t kLittle = 8;
  constexpr std::uint64_t kStep = 16;
  constexpr std::uint64_t kOfAllocator = 8;
  const std::uint64_t wanted = kRoom + bytes + std::uint64_t{bytes} / 16 + kLittle;
  const std::uint64_t block = (wanted + kOfAllocator + kStep - 1) / kStep * kStep - kOfAllocator;
  const std::uint64_t capacity =
      std::min<std::uint64_t>(block - kRoom, std::numeric_limits<std::uint32_t>::max());
  auto* const room = static_cast<std::uint8_t*>(std::malloc(capacity + kRoom));
  if (room == nullptr) throw std::bad_alloc();
  store(room, static_cast<std::uint32_t>(capacity));
  return room;
}

// What stands between the entry of the directory and the end of the record moves by `entry` bytes, what stands behind the
// record by that and what the record becomes larger: each once. Room that is outgrown is not made longer by realloc, which
// locks the memory of the thread that asked for it: threads that take over customers from each other would wait for each other.
template <class Form>
void Blob::move_parts(const Part& part, std::uint32_t bytes, std::ptrdiff_t entry) {
  const std::uint32_t head = Form::kBegin + Form::kWidth * part.rank;
  const std::uint32_t data = Form::kBegin + Form::kWidth * part.count + part.begin;
  const std::ptrdiff_t by = entry + bytes - part.bytes;
  const std::int64_t wanted = std::int64_t{size_} + by;
  if (wanted > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
  const auto size = static_cast<std::uint32_t>(wanted);
  std::uint8_t* const from = state();
  const bool fits = size <= capacity();
  std::uint8_t* const room = fits ? bytes_ : room_for(size);
  std::uint8_t* const to = room + kRoom;
  if (!fits) std::memcpy(to, from, head);
  const auto move_middle = [&] {
    const std::uint32_t begin = entry < 0 ? head + Form::kWidth : head;
    if (fits && entry == 0) return;
    std::memmove(to + begin + entry, from + begin, data + std::min(bytes, part.bytes) - begin);
  };
  if (by < 0) move_middle();
  const std::uint32_t behind = data + part.bytes;
  if (behind < size_) std::memmove(to + behind + by, from + behind, size_ - behind);
  if (by >= 0) move_middle();
  if (!fits) std::free(bytes_);
  bytes_ = room;
  size_ = size;
}

// Requires: all places fit into the form, before and after.
template <class Form>
std::span<std::uint8_t> Blob::change_in(std::uint32_t record, std::uint32_t bytes, bool stays) {
  constexpr std::ptrdiff_t kWidth = Form::kWidth;
  const Part part = Form::part(state(), size_, present(), record);
  const std::ptrdiff_t entry = !stays ? -kWidth : part.is_there ? 0 : kWidth;
  if (entry != 0 || bytes != part.bytes) {
    move_parts<Form>(part, bytes, entry);
    ++changes_;
  }
  const auto count = part.count + static_cast<std::uint32_t>(entry / kWidth);
  if (entry != 0) {
    set_head(count, form());
    if constexpr (!Form::kIsList) {
      std::uint8_t* const bitmap = state() + kDirectoryHead;
      store(bitmap, load<std::uint64_t>(bitmap) ^ std::uint64_t{1} << record);
    }
    if (stays) store(Form::entry_at(state(), part.rank), Form::entry(record, part.begin));
  }
  const auto by = static_cast<typename Form::Entry>(std::int64_t{bytes} - part.bytes);
  for (std::uint32_t rank = part.rank + (stays ? 1 : 0); rank < count; ++rank) {
    std::uint8_t* const at = Form::entry_at(state(), rank);
    store(at, static_cast<typename Form::Entry>(load<typename Form::Entry>(at) + by));
  }
  std::uint8_t* const begin = Form::entry_at(state(), count) + part.begin;
  if (bytes > part.bytes) std::memset(begin + part.bytes, 0, bytes - part.bytes);
  return {begin, bytes};
}

std::span<std::uint8_t> Blob::change(std::uint32_t record, std::uint32_t bytes, bool stays) {
  const bool is_narrow = std::uint64_t{size_} + bytes <= kMostNarrow;
  if (is_narrow && form() == Form::Small) return change_in<Small>(record, bytes, stays);
  if (is_narrow && form() == Form::Listed) return change_in<Listed>(record, bytes, stays);
  return change_otherwise(record, bytes, stays);
}

// It becomes wide before places do, and narrow behind that.
std::span<std::uint8_t> Blob::change_otherwise(std::uint32_t record, std::uint32_t bytes,
                                               bool stays) {
  const auto records = with(form(), [&](auto directory) {
    return size_ - directory.kBegin - directory.kWidth * present();
  });
  const bool is_wide = std::uint64_t{records} - find(record).size() + bytes > kMostNarrow;
  if (is_wide && form() == Form::Small) become(Form::SmallWide);
  if (is_wide && form() == Form::Listed) become(Form::ListedWide);
  const std::span<std::uint8_t> changed = with(
      form(), [&](auto directory) { return change_in<decltype(directory)>(record, bytes, stays); });
  if (is_wide || (form() != Form::SmallWide && form() != Form::ListedWide)) return changed;
  become(form() == Form::SmallWide ? Form::Small : Form::Listed);
  return find(record);
}

void Blob::become(Form now) {
  switch (now) {
    case Form::Small: rewrite<SmallWide, Small>(); break;
    case Form::SmallWide: rewrite<Small, SmallWide>(); break;
    case Form::Listed: rewrite<ListedWide, Listed>(); break;
    case Form::ListedWide: rewrite<Listed, ListedWide>(); break;
    case Form::Many: break;
  }
  set_head(present(), now);
  ++changes_;
}

// The same records with other entries.
template <class From, class To>
void Blob::rewrite() {
  const std::uint32_t count = present();
  const std::uint32_t begin = From::kBegin + From::kWidth * count;
  const std::uint64_t size = std::uint64_t{To::kBegin} + To::kWidth * count + size_ - begin;
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
  std::uint8_t* const room = room_for(static_cast<std::uint32_t>(size));
  std::uint8_t* const to = room + kRoom;
  std::memcpy(to, state(), From::kBegin);
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    const std::uint32_t place = From::place_at(state(), rank);
    if constexpr (To::kIsList)
      store(To::entry_at(to, rank), To::entry(From::record_at(state(), rank), place));
    else
      store(To::entry_at(to, rank), To::entry(0, place));
  }
  std::memcpy(To::entry_at(to, count), state() + begin, size_ - begin);
  std::free(bytes_);
  bytes_ = room;
  size_ = static_cast<std::uint32_t>(size);
}

bool Blob::adopt(std::span<const std::uint8_t> bytes, std::uint32_t records) {
  if (bytes.size() < kDirectoryHead || bytes.size() > std::numeric_limits<std::uint32_t>::max() ||
      records > kMostRecords)
    return false;
  Blob taken;
  taken.size_ = static_cast<std::uint32_t>(bytes.size());
  taken.bytes_ = room_for(taken.size_);
  std::memcpy(taken.state(), bytes.data(), bytes.size());
  const Form form = taken.form();
  if (form != form_for(records, false) && form != form_for(records, true)) return false;
  const bool is_sound =
      with(form, [&](auto directory) { return taken.is_sound<decltype(directory)>(records); });
  if (is_sound) *this = std::move(taken);
  return is_sound;
}

// Whether as many are present as its head says, each once and in order, and it has the form that fits.
template <class Form>
bool Blob::is_sound(std::uint32_t records) const {
  const std::uint32_t count = present();
  if (count > records || Form::kBegin + std::uint64_t{Form::kWidth} * count > size_) return false;
  const std::uint32_t all = size_ - Form::kBegin - Form::kWidth * count;
  if (form() != form_for(records, all > kMostNarrow)) return false;
  if constexpr (!Form::kIsList) {
    const auto bits = load<std::uint64_t>(state() + kDirectoryHead);
    if (Form::ones_in(bits) != count || (records < kMostSmall && bits >> records != 0))
      return false;
  }
  std::uint32_t least = 0;
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    const std::uint32_t place = Form::place_at(state(), rank);
    if (place < least || place > all || (rank == 0 && place != 0)) return false;
    least = place;
    if constexpr (Form::kIsList) {
      const std::uint32_t record = Form::record_at(state(), rank);
      if (record >= records || (rank > 0 && record <= Form::record_at(state(), rank - 1)))
        return false;
    }
  }
  return count != 0 || all == 0;
}

}  // namespace wend::runtime
