// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/pieces.h"

#include <cstring>

#include "runtime/abi/sealed_bytes.h"

namespace wend::native {
namespace {

// With a chance of one in `every` for each of its operations.
bool ends_a_piece(const KeyedBody& body, std::size_t every) {
  std::uint32_t lot = 0;
  std::memcpy(&lot, body.key.data() + sizeof(std::uint64_t), sizeof lot);
  return lot % every < body.ops;
}

}  // namespace

std::vector<std::size_t> ends_of_pieces(std::span<const KeyedBody> bodies, std::size_t piece_ops) {
  const std::size_t least = piece_ops / 4;
  const std::size_t every = piece_ops - least + 1;
  const std::size_t most = piece_ops * 4;
  std::vector<std::size_t> ends;
  std::size_t sum = 0;
  for (std::size_t n = 0; n < bodies.size(); ++n) {
    if (sum > 0 && sum + bodies[n].ops > most) {
      ends.push_back(n);
      sum = 0;
    }
    sum += bodies[n].ops;
    if (sum < least || !ends_a_piece(bodies[n], every)) continue;
    ends.push_back(n + 1);
    sum = 0;
  }
  if (!bodies.empty() && (ends.empty() || ends.back() != bodies.size()))
    ends.push_back(bodies.size());
  return ends;
}

std::string name_of_piece(std::span<const KeyedBody> bodies) {
  ByteWriter writer;
  for (const KeyedBody& body : bodies) writer.put(body.key.data(), body.key.size());
  return hexadecimal(hash_of(writer.bytes, {}));
}

}  // namespace wend::native
