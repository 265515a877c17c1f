// SPDX-License-Identifier: Apache-2.0
//
// Machine code beside a running program: a thread compiles, the pack takes the code up, and giving
// up never takes longer than one piece of work of the compiler.
#include <atomic>
#include <thread>

#include "compiler/driver/native_cache.h"
#include "compiler/native/native.h"
#include "runtime/host/code_names.h"
#include "runtime/host/native_text.h"

namespace wend {

struct NativeCompilation::Work {
  std::shared_ptr<Pack> pack;
  NativeOptions options;
  std::atomic<bool> cancel = false;
  std::atomic<bool> finished = false;
  std::optional<Failure> failure;
  NativeReport report;
  std::thread thread;

  std::optional<Failure> compile(native::CodeCache* cache) {
    native::Options how;
    how.cache = cache;
    how.cancel = &cancel;
    how.apart = options.tools.perf_map || options.tools.debugger;
    const auto made = native::image(pack->plan(), how);
    if (!made) return made.failure();
    const native::Counts& counts = made.value().counts;
    report = {counts.bodies,     counts.compiled,       counts.from_memory,
              counts.from_store, counts.damaged_pieces, made.value().image.text.size(),
              counts.problem};
    const auto loaded = runtime::load_native_text(made.value().image);
    if (!loaded) return Failure{"this machine gives no memory that machine code may run in"};
    std::shared_ptr<void> shown;
    if (how.apart) shown = show(*loaded->code);
    // What tools see goes before the code does.
    using Both = std::pair<std::shared_ptr<void>, std::shared_ptr<void>>;
    pack->adopt_native(loaded->code, std::make_shared<Both>(loaded->keep, std::move(shown)));
    return std::nullopt;
  }

  // Code that tools do not see by name is as good as other code.
  std::shared_ptr<void> show(const NativeCode& code) {
    auto shown = runtime::shown_code(pack->plan(), code, options.tools);
    if (shown) return shown.value();
    if (report.problem.empty()) report.problem = shown.failure().what;
    return nullptr;
  }
};

NativeCompilation::NativeCompilation(std::shared_ptr<Pack> pack, NativeOptions options)
    : work_(std::make_unique<Work>()) {
  work_->pack = std::move(pack);
  work_->options = std::move(options);
  native::CodeCache* const cache =
      work_->options.cache ? &work_->options.cache->inside_->cache : nullptr;
  work_->thread = std::thread([work = work_.get(), cache] {
    work->failure = work->compile(cache);
    work->finished = true;
  });
}

NativeCompilation::~NativeCompilation() {
  if (!work_) return;
  work_->cancel = true;
  if (work_->thread.joinable()) work_->thread.join();
}

NativeCompilation::NativeCompilation(NativeCompilation&&) noexcept = default;

NativeCompilation& NativeCompilation::operator=(NativeCompilation&& other) noexcept {
  std::swap(work_, other.work_);
  return *this;
}

bool NativeCompilation::is_finished() const { return work_->finished; }

std::optional<Failure> NativeCompilation::wait() {
  if (work_->thread.joinable()) work_->thread.join();
  return work_->failure;
}

const NativeReport& NativeCompilation::report() const { return work_->report; }

NativeCompilation compile_native_in_background(std::shared_ptr<Pack> pack, NativeOptions options) {
  return NativeCompilation(std::move(pack), std::move(options));
}

}  // namespace wend
