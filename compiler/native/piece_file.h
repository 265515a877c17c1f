// SPDX-License-Identifier: Apache-2.0
//
// Machine code of some bodies as the bytes of a file:
//
//   8 bytes "WENDCODE", u32 format version, 32 bytes of the stamp
//   u32 count, then for each body 32 bytes of its key and its text with a u32 length before it
//   16 bytes XXH3-128 of all before
//
// What does not have this form to the last byte, or has another stamp, sum or body, is not believed.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "compiler/native/code_cache.h"
#include "compiler/native/pieces.h"

namespace wend::native {

using BodyTexts = std::vector<std::shared_ptr<const BodyText>>;

std::vector<std::uint8_t> piece_file_bytes(const BodyKey& stamp, std::span<const KeyedBody> bodies,
                                           std::span<const std::shared_ptr<const BodyText>> texts);

// Of exactly these bodies, or nothing.
std::optional<BodyTexts> read_piece_file(const BodyKey& stamp, std::span<const KeyedBody> bodies,
                                         std::span<const std::uint8_t> bytes);

}  // namespace wend::native
