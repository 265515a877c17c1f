// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/alike_bodies.h"

#include <cstdint>
#include <unordered_map>

namespace wend::native {
namespace {

// Quick, and no promise: who finds two bodies for one hash only changes where their numbers are taken from. Which bodies
// share code is decided by their keys.
class QuickHash {
 public:
  void add(std::uint64_t value) {
    sum_ = (sum_ ^ value) * 0x9E3779B97F4A7C15;
    sum_ ^= sum_ >> 32;
  }
  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 1;
};

std::uint64_t shape_of(const RelativeBody& body) {
  QuickHash hash;
  hash.add(body.registers);
  for (const Op& op : body.ops) {
    hash.add(static_cast<std::uint64_t>(op.code) << 32 | op.out);
    hash.add(std::uint64_t{op.a} << 32 | op.b);
    hash.add(std::uint64_t{op.c} << 32);
    hash.add(static_cast<std::uint64_t>(op.imm));
  }
  return hash.sum();
}

}  // namespace

Expected<std::vector<Numbers>> numbers_of(const Plan& plan, std::span<const NamedBody> bodies,
                                          std::size_t alike_from) {
  std::vector<std::uint64_t> shapes;
  std::unordered_map<std::uint64_t, std::size_t> counts;
  for (const NamedBody& body : bodies) {
    const auto relative = relative_body(plan, body.body, Numbers::InOps);
    if (!relative) return relative.failure();
    shapes.push_back(shape_of(relative.value()));
    ++counts[shapes.back()];
  }
  std::vector<Numbers> numbers;
  for (const std::uint64_t shape : shapes)
    numbers.push_back(counts[shape] >= alike_from ? Numbers::InOps : Numbers::InCode);
  return numbers;
}

}  // namespace wend::native
