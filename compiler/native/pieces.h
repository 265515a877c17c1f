// SPDX-License-Identifier: Apache-2.0
//
// A list of bodies cut into pieces, which are compiled and kept together. What a body is decides whether a piece ends behind it,
// so a body that comes, goes or changes leaves all pieces but its own, and at most its neighbours, as they were.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/native/body_key.h"

namespace wend::native {

struct KeyedBody {
  BodyKey key;
  std::uint32_t ops = 0;
};

// The ends of the pieces: of about `piece_ops` operations, at least a quarter of that and at most four times as much, beyond
// which a piece has one body.
std::vector<std::size_t> ends_of_pieces(std::span<const KeyedBody> bodies, std::size_t piece_ops);

// Of the file that holds these bodies.
std::string name_of_piece(std::span<const KeyedBody> bodies);

}  // namespace wend::native
