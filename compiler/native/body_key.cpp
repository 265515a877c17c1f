// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/body_key.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <llvm/Support/BLAKE3.h>

#include "runtime/abi/sealed_bytes.h"

namespace wend::native {
namespace {

BodyKey result_of(llvm::BLAKE3& hasher) {
  const auto digest = hasher.final<sizeof(BodyKey)>();
  BodyKey key;
  std::copy(digest.begin(), digest.end(), key.begin());
  return key;
}

}  // namespace

BodyKey key_of(const BodyKey& stamp, const RelativeBody& body) {
  ByteWriter writer;
  writer.put(stamp.data(), stamp.size());
  writer.number(body.registers);
  writer.number(static_cast<std::uint8_t>(body.numbers));
  for (const Op& op : body.ops) {  // field by field: an Op has gaps
    writer.number(static_cast<std::uint8_t>(op.code));
    for (const std::uint32_t reg : {op.out, op.a, op.b, op.c}) writer.number(reg);
    writer.number(op.imm);
  }
  return hash_of(writer.bytes, {});
}

BodyKey hash_of(std::span<const std::uint8_t> bytes, const std::string& text) {
  llvm::BLAKE3 hasher;
  hasher.update(llvm::ArrayRef<std::uint8_t>(bytes.data(), bytes.size()));
  hasher.update(text);
  return result_of(hasher);
}

std::string hexadecimal(const BodyKey& key) {
  std::string text;
  for (const std::uint8_t byte : key) text += fmt::format("{:02x}", byte);
  return text;
}

std::size_t BodyKeyHash::operator()(const BodyKey& key) const {
  std::size_t hash = 0;
  std::memcpy(&hash, key.data(), sizeof hash);
  return hash;
}

}  // namespace wend::native
