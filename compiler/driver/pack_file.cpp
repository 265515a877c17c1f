// SPDX-License-Identifier: Apache-2.0
//
// A pack as bytes of a pack file, with machine code for the processor at hand.
#include "compiler/native/native.h"
#include "runtime/abi/pack.h"
#include "wend/compiler.h"

namespace wend {

Expected<std::vector<std::uint8_t>> pack_file_bytes(const Pack& pack, bool with_native) {
  if (!with_native) return pack_bytes(pack.plan(), nullptr);
  const auto made = native::image(pack.plan());
  if (!made) return made.failure();
  return pack_bytes(pack.plan(), &made.value().image);
}

}  // namespace wend
