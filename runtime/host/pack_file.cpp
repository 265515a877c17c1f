// SPDX-License-Identifier: Apache-2.0
//
// Packs from files and bytes, and native code that joins them.
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <mutex>

#include "runtime/abi/pack.h"
#include "runtime/abi/processor.h"
#include "runtime/host/native_text.h"
#include "runtime/values/zone.h"
#include "wend/runtime.h"

namespace wend {

struct Pack::Native {
  std::mutex once;
  std::shared_ptr<const NativeCode> code;
  std::shared_ptr<void> keep;
  std::atomic<const NativeCode*> ready = nullptr;
};

Pack::Pack(Plan plan)
    : plan_(std::make_unique<const Plan>(std::move(plan))), native_(std::make_unique<Native>()) {}
Pack::~Pack() = default;

std::string Pack::meaning() const {
  char digits[33];
  std::snprintf(digits, sizeof digits, "%016llx%016llx",
                static_cast<unsigned long long>(plan_->meaning[0]),
                static_cast<unsigned long long>(plan_->meaning[1]));
  return digits;
}

bool Pack::has_native() const { return native() != nullptr; }
const NativeCode* Pack::native() const { return native_->ready.load(std::memory_order_acquire); }

void Pack::adopt_native(std::shared_ptr<const NativeCode> code, std::shared_ptr<void> keep) {
  const std::lock_guard lock(native_->once);
  if (native_->code) return;
  native_->code = std::move(code);
  native_->keep = std::move(keep);
  native_->ready.store(native_->code.get(), std::memory_order_release);
}

Expected<std::shared_ptr<Pack>> Pack::from_bytes(std::span<const std::uint8_t> bytes) {
  auto content = read_pack(bytes);
  if (!content) return content.failure();
  const std::string zone = content.value().plan.zone;
  if (!runtime::Zone::of(zone))
    return Failure{"this machine knows no time zone `" + zone + "`; install tzdata"};
  auto pack = std::make_shared<Pack>(std::move(content.value().plan));
  const auto& image = content.value().native;
  if (image && !image->text.empty() && image->processor == processor()) {
    // Without executable memory the pack is interpreted: slower, the same decisions.
    if (auto loaded = runtime::load_native_text(*image))
      pack->adopt_native(loaded->code, loaded->keep);
  }
  return pack;
}

Expected<std::shared_ptr<Pack>> Pack::from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Failure{"cannot open `" + path + "`: " + std::strerror(errno)};
  const std::vector<char> content((std::istreambuf_iterator<char>(file)),
                                  std::istreambuf_iterator<char>());
  if (file.bad()) return Failure{"cannot read `" + path + "`"};
  auto pack = from_bytes({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  if (!pack) return Failure{"`" + path + "`: " + pack.failure().what};
  return pack;
}

}  // namespace wend
