// SPDX-License-Identifier: Apache-2.0
#include "compiler/driver/native_cache.h"

#include "compiler/driver/code_folder.h"

namespace wend {

NativeCache::NativeCache(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
NativeCache::~NativeCache() = default;

Expected<std::shared_ptr<NativeCache>> NativeCache::open(const NativeCacheOptions& options) {
  std::unique_ptr<native::PieceStore> store;
  if (!options.folder.empty()) {
    auto folder = driver::CodeFolder::open(options.folder, options.folder_bytes);
    if (!folder) return folder.failure();
    store = std::move(folder.value());
  }
  auto inside = std::unique_ptr<Inside>(
      new Inside{native::CodeCache(options.memory_bytes, std::move(store))});
  return std::shared_ptr<NativeCache>(new NativeCache(std::move(inside)));
}

std::uint64_t NativeCache::memory_bytes() const { return inside_->cache.bytes(); }

}  // namespace wend
