// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/pack.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runtime/abi/fact_layout.h"
#include "runtime/abi/native_bodies.h"
#include "runtime/abi/plan_bytes.h"
#include "runtime/abi/sealed_bytes.h"

namespace wend {
namespace {

constexpr char kMagic[8] = {'W', 'E', 'N', 'D', 'P', 'A', 'C', 'K'};
constexpr std::uint32_t kFormat = 12;
constexpr std::size_t kHead = 16;

class Writer : public ByteWriter {
 public:
  void flag(bool value) { number(static_cast<std::uint8_t>(value ? 1 : 0)); }
  template <typename T>
  void kind(T value, T) {
    number(static_cast<std::uint8_t>(value));
  }
  void texts(const std::vector<std::string>& values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (const std::string& value : values) text(value);
  }
  template <typename T>
  void numbers(const std::vector<T>& values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (const T value : values) number(value);
  }
  template <typename T>
  void list(std::vector<T>& values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (T& value : values) describe(*this, value);
  }
};

class Reader : public ByteReader {
 public:
  using ByteReader::ByteReader;

  template <typename T>
  void number(T& value) {
    value = ByteReader::number<T>();
  }
  void flag(bool& value) {
    std::uint8_t byte = 0;
    number(byte);
    if (byte > 1) fail();
    value = byte == 1;
  }
  template <typename T>
  void kind(T& value, T last) {
    std::uint8_t byte = 0;
    number(byte);
    if (byte > static_cast<std::uint8_t>(last)) {
      fail();
      byte = 0;
    }
    value = static_cast<T>(byte);
  }
  void text(std::string& value) { value = ByteReader::text(); }
  void texts(std::vector<std::string>& values) {
    values.resize(count(4));
    for (std::string& value : values) text(value);
  }
  template <typename T>
  void numbers(std::vector<T>& values) {
    values.resize(count(sizeof(T)));
    for (T& value : values) number(value);
  }
  template <typename T>
  void list(std::vector<T>& values) {
    const std::size_t size = count(4);  // every element takes at least four bytes
    values.clear();
    for (std::size_t i = 0; i < size && ok(); ++i) describe(*this, values.emplace_back());
  }

 private:
  std::size_t count(std::size_t least_element) {
    std::uint32_t value = 0;
    number(value);
    if (value > left() / least_element) fail();
    return ok() ? value : 0;
  }
};

void set_meaning(Plan& plan) {
  Writer writer;
  describe(writer, plan);
  const XXH128_hash_t hash = XXH3_128bits(writer.bytes.data(), writer.bytes.size());
  plan.meaning[0] = hash.high64;
  plan.meaning[1] = hash.low64;
}

std::string head_problem(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kHead + kSumBytes || std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) {
    return "this is not a Wend pack";
  }
  std::uint32_t format = 0;
  std::memcpy(&format, bytes.data() + sizeof kMagic, sizeof format);
  if (format != kFormat)
    return "this pack has another format version; build it again with this version of Wend";
  if (!has_right_sum(bytes)) return "this pack is damaged (its sum is wrong); build it again";
  return {};
}

std::string image_problem(const Plan& plan, const NativeImage& image) {
  if (image.touchpoints.size() > plan.touchpoints.size() ||
      image.deadlines.size() > plan.rules.size() + 1 ||
      image.indexed.size() > indexed_count(plan) || image.answers.size() > answer_count(plan)) {
    return "its native code does not belong to its plan";
  }
  for (const auto* offsets :
       {&image.touchpoints, &image.deadlines, &image.indexed, &image.answers}) {
    for (const std::uint32_t offset : *offsets) {
      if (offset != NativeImage::kNone && offset >= image.text.size())
        return "its native code is cut off";
    }
  }
  return {};
}

}  // namespace

void seal(Plan& plan) {
  size_facts(plan);
  set_meaning(plan);
}

std::vector<std::uint8_t> pack_bytes(const Plan& plan, const NativeImage* native) {
  Writer writer;
  for (const char letter : kMagic) writer.number(letter);
  writer.number(kFormat);
  writer.number(std::uint32_t{0});
  Plan copy = plan;
  describe(writer, copy);
  writer.flag(native != nullptr);
  if (native != nullptr) {
    NativeImage image = *native;
    describe(writer, image);
  }
  writer.seal();
  return std::move(writer.bytes);
}

Expected<PackContent> read_pack(std::span<const std::uint8_t> bytes) {
  if (std::string problem = head_problem(bytes); !problem.empty())
    return Failure{std::move(problem)};
  Reader reader(bytes.subspan(kHead, bytes.size() - kHead - kSumBytes));
  PackContent content;
  describe(reader, content.plan);
  bool has_native = false;
  reader.flag(has_native);
  if (has_native) describe(reader, content.native.emplace());
  if (!reader.ok() || !reader.at_end()) return Failure{"this pack is damaged; build it again"};
  std::string problem = unsound_part(content.plan);
  if (problem.empty() && content.native) problem = image_problem(content.plan, *content.native);
  if (!problem.empty()) return Failure{"this pack is damaged: " + problem + "; build it again"};
  seal(content.plan);
  return content;
}

}  // namespace wend
