// SPDX-License-Identifier: Apache-2.0
//
// An absence whose steps share a value: starts and what is awaited count for the key in hand. A key takes
// room while it has open deadlines; for one key more, those of the key that was armed longest ago go.
#include <cstring>

#include "runtime/step/armed.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

class ArmedKeys {
 public:
  ArmedKeys(Moment& moment, std::uint32_t fact)
      : moment_(moment),
        fact_(fact),
        about_(moment.fact(fact)),
        layout_(moment.layout(fact)),
        record_(moment.record(fact)) {}

  std::uint32_t count() const { return armed_count(record_); }
  std::uint8_t* key_at(std::uint32_t index) const {
    return key_in(armed_at(record_, layout_, index));
  }
  bool has_key(std::uint32_t index, const std::uint8_t* key) const {
    return planted(Fault::AbsenceIgnoresKey) ||
           std::memcmp(key_at(index), key, layout_.key_width) == 0;
  }
  std::uint32_t open_of(const Key& key) const {
    std::uint32_t open = 0;
    for (std::uint32_t i = 0; i < count(); ++i) open += has_key(i, key.bytes) ? 1 : 0;
    return open;
  }
  void remove(const std::uint8_t* key) {
    for (std::uint32_t i = count(); i-- > 0;) {
      if (has_key(i, key)) remove_armed(moment_, fact_, record_, i);
    }
    record_ = moment_.record(fact_);
  }
  void append(std::int64_t deadline, const Key& key) const {
    append_armed(moment_, fact_, record_, deadline, &key);
  }
  // The keys with open deadlines are as many as there may be: the one armed longest ago makes room.
  void make_room() {
    if (count() < about_.keys) return;
    std::uint32_t keys = 0;
    std::uint32_t oldest = 0;
    for (std::uint32_t i = count(); i-- > 0;) {
      if (is_armed_later(i)) continue;
      ++keys;
      if (!planted(Fault::AbsenceForgetsNewest) || keys == 1) oldest = i;
    }
    if (keys < about_.keys) return;
    Key key;
    std::memcpy(key.bytes, key_at(oldest), layout_.key_width);
    remove(key.bytes);
    ++moment_.counts.pushed_out;
  }

 private:
  bool is_armed_later(std::uint32_t index) const {
    for (std::uint32_t later = index + 1; later < count(); ++later) {
      if (has_key(later, key_at(index))) return true;
    }
    return false;
  }

  Moment& moment_;
  std::uint32_t fact_;
  const FactShape& about_;
  const FactLayout& layout_;
  ArmedRecord record_;
};

}  // namespace

void arm_same(Moment& moment, std::uint32_t fact, std::int64_t key) {
  const FactShape& absence = moment.fact(fact);
  const Key bytes = key_of(absence.value, moment.layout(fact).key_width, key, moment.texts);
  ArmedKeys armed(moment, fact);
  const std::uint32_t open = armed.open_of(bytes);
  if (absence.anchor == AbsenceAnchor::First && open > 0) return;
  if (absence.anchor == AbsenceAnchor::Each && open >= absence.capacity) {
    ++moment.counts.not_armed;
    return;
  }
  if (open == 0) armed.make_room();
  if (absence.anchor == AbsenceAnchor::Last) armed.remove(bytes.bytes);
  armed.append(end_of(moment, moment.now(), absence.span), bytes);
}

void disarm_key(Moment& moment, std::uint32_t fact, const Key& key) {
  ArmedKeys(moment, fact).remove(key.bytes);
}

void disarm_same(Moment& moment, std::uint32_t fact, std::int64_t key) {
  const Key bytes =
      key_of(moment.fact(fact).value, moment.layout(fact).key_width, key, moment.texts);
  disarm_key(moment, fact, bytes);
}

}  // namespace wend::runtime
