// SPDX-License-Identifier: Apache-2.0
//
// Names for machine code by what decides it: BLAKE3 over a body and over a stamp, which says how this program makes code.
// Rules come from many authors, so the hash is one that nobody finds two bodies for.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "compiler/native/relative_body.h"

namespace wend::native {

using BodyKey = std::array<std::uint8_t, 32>;

BodyKey key_of(const BodyKey& stamp, const RelativeBody& body);

// Of bytes and some text beside them.
BodyKey hash_of(std::span<const std::uint8_t> bytes, const std::string& text);

std::string hexadecimal(const BodyKey& key);

struct BodyKeyHash {
  std::size_t operator()(const BodyKey& key) const;
};

}  // namespace wend::native
