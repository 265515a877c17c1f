// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/piece_file.h"

#include "runtime/abi/sealed_bytes.h"

namespace wend::native {
namespace {

constexpr std::uint64_t kMagic = 0x45444F43444E4557;  // "WENDCODE"
constexpr std::uint32_t kFormat = 1;

BodyKey key_from(ByteReader& reader) {
  BodyKey key;
  for (std::uint8_t& byte : key) byte = reader.number<std::uint8_t>();
  return key;
}

}  // namespace

std::vector<std::uint8_t> piece_file_bytes(const BodyKey& stamp, std::span<const KeyedBody> bodies,
                                           std::span<const std::shared_ptr<const BodyText>> texts) {
  ByteWriter writer;
  writer.number(kMagic);
  writer.number(kFormat);
  writer.put(stamp.data(), stamp.size());
  writer.number(static_cast<std::uint32_t>(bodies.size()));
  for (std::size_t n = 0; n < bodies.size(); ++n) {
    writer.put(bodies[n].key.data(), bodies[n].key.size());
    writer.number(static_cast<std::uint32_t>(texts[n]->size()));
    writer.put(texts[n]->data(), texts[n]->size());
  }
  writer.seal();
  return std::move(writer.bytes);
}

std::optional<BodyTexts> read_piece_file(const BodyKey& stamp, std::span<const KeyedBody> bodies,
                                         std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kSumBytes || !has_right_sum(bytes)) return std::nullopt;
  ByteReader reader(bytes.first(bytes.size() - kSumBytes));
  if (reader.number<std::uint64_t>() != kMagic || reader.number<std::uint32_t>() != kFormat ||
      key_from(reader) != stamp || reader.number<std::uint32_t>() != bodies.size())
    return std::nullopt;
  BodyTexts texts;
  for (const KeyedBody& body : bodies) {
    if (key_from(reader) != body.key) return std::nullopt;
    const std::span<const std::uint8_t> text = reader.block();
    if (text.empty()) return std::nullopt;
    texts.push_back(std::make_shared<const BodyText>(text.begin(), text.end()));
  }
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return texts;
}

}  // namespace wend::native
