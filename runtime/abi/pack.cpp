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
constexpr std::uint32_t kFormat = 13;
constexpr std::size_t kHead = 16;

// The sum of what is written: nothing else of it is kept.
class SumWriter {
 public:
  template <typename T>
  void number(T value) {
    static_assert(std::is_integral_v<T>);
    put(&value, sizeof value);
  }
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    put(text.data(), text.size());
  }
  XXH128_hash_t sum() {
    pass_on();
    return XXH3_128bits_digest(&state_);
  }

 protected:
  SumWriter() { XXH3_128bits_reset(&state_); }

 private:
  void put(const void* from, std::size_t size) {
    if (size > sizeof waiting_ - used_) pass_on();
    if (size > sizeof waiting_) {
      XXH3_128bits_update(&state_, from, size);
      return;
    }
    std::memcpy(waiting_ + used_, from, size);
    used_ += size;
  }
  void pass_on() {
    XXH3_128bits_update(&state_, waiting_, used_);
    used_ = 0;
  }

  XXH3_state_t state_;
  std::uint8_t waiting_[4096];
  std::size_t used_ = 0;
};

// The archive of `describe`, into bytes or into their sum.
template <class Into>
class Writer : public Into {
 public:
  using Into::number;
  using Into::text;

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
  Writer<SumWriter> writer;
  describe(writer, plan);
  const XXH128_hash_t hash = writer.sum();
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
  Writer<ByteWriter> writer;
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
