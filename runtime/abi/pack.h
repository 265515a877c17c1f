// SPDX-License-Identifier: Apache-2.0
//
// A pack file: a plan, and native code for one kind of processor, as bytes.
//
//   8 bytes "WENDPACK", u32 format version, u32 0
//   the plan's fields in the order of plan.h; texts and lists have a u32 count before them
//   u8: 1 if a native image follows, then its fields in the order of native.h
//   16 bytes XXH3-128 of all before, canonical
//
// Everything little-endian. What is read is checked before it is used: a damaged or foreign file is
// refused, never believed. (Native code itself cannot be checked beyond its sum: trust its origin.)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/abi/native.h"
#include "runtime/abi/plan.h"
#include "wend/runtime.h"

namespace wend {

// Fills the sizes of facts and Plan::meaning, the hash of everything else. The compiler's last step.
void seal(Plan& plan);

// `native` may be null.
std::vector<std::uint8_t> pack_bytes(const Plan& plan, const NativeImage* native);

struct PackContent {
  Plan plan;
  std::optional<NativeImage> native;
};
Expected<PackContent> read_pack(std::span<const std::uint8_t> bytes);

// What is wrong with a plan that came from outside, in words; empty if a session can run it.
std::string unsound_part(const Plan& plan);

}  // namespace wend
