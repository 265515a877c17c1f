// SPDX-License-Identifier: Apache-2.0
//
// Which values a body has computed, and in which registers. What is learnt last can be forgotten first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::plan {

using Register = std::uint32_t;

// An operation that only computes. Where inputs may change places, the lesser stands first.
struct ValueKey {
  OpCode code;
  Register a, b, c;
  std::int64_t imm;
  friend bool operator==(const ValueKey&, const ValueKey&) = default;
};

class KnownValues {
 public:
  std::optional<Register> find(const ValueKey& key) const;
  // Requires: it is not known.
  void add(const ValueKey& key, Register in);
  std::size_t size() const { return values_.size(); }
  // Forgets all but the first `size`.
  void shrink(std::size_t size);
  // Forgets those of which forgotten(code) is true.
  template <class Forgotten>
  void forget(Forgotten forgotten) {
    for (Value& value : values_) value.forgotten = value.forgotten || forgotten(value.key.code);
  }

 private:
  struct Value {
    ValueKey key;
    Register in;
    std::uint32_t next;  // of the same place: the one before it
    bool forgotten;
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  std::size_t place_of(const ValueKey& key) const;
  void grow();

  std::vector<Value> values_;          // in the order in which they came
  std::vector<std::uint32_t> newest_;  // by place, of a power of two: a value
};

}  // namespace wend::plan
