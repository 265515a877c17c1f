// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/native_text.h"

#include <cstring>

#include <sys/mman.h>

namespace wend::runtime {
namespace {

std::vector<NativeBody> entries(char* text, const std::vector<std::uint32_t>& offsets) {
  std::vector<NativeBody> bodies;
  for (const std::uint32_t offset : offsets) {
    NativeBody body = nullptr;
    if (offset != NativeImage::kNone) body = reinterpret_cast<NativeBody>(text + offset);
    bodies.push_back(body);
  }
  return bodies;
}

std::shared_ptr<const NativeCode> with_entries(const NativeImage& image, char* text) {
  auto code = std::make_shared<NativeCode>();
  code->text = {reinterpret_cast<const std::uint8_t*>(text), image.text.size()};
  code->touchpoints = entries(text, image.touchpoints);
  code->deadlines = entries(text, image.deadlines);
  code->indexed = entries(text, image.indexed);
  code->answers = entries(text, image.answers);
  return code;
}

}  // namespace

std::optional<LoadedText> load_native_text(const NativeImage& image) {
  const std::size_t size = image.text.size();
  if (size == 0) return LoadedText{with_entries(image, nullptr), nullptr};
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return std::nullopt;
  std::memcpy(memory, image.text.data(), size);
  std::shared_ptr<void> keep(memory, [size](void* text) { munmap(text, size); });
  if (mprotect(memory, size, PROT_READ | PROT_EXEC) != 0) return std::nullopt;
  auto* text = static_cast<char*>(memory);
  __builtin___clear_cache(text, text + size);
  return LoadedText{with_entries(image, text), std::move(keep)};
}

}  // namespace wend::runtime
