// SPDX-License-Identifier: Apache-2.0
//
// Machine code beside a running program: a thread compiles, the pack takes the code up, and giving
// up never takes longer than one piece of work of the compiler.
#include <atomic>
#include <thread>

#include "compiler/native/native.h"
#include "wend/compiler.h"

namespace wend {

struct NativeCompilation::Work {
  std::shared_ptr<Pack> pack;
  std::atomic<bool> cancel = false;
  std::atomic<bool> finished = false;
  std::optional<Failure> failure;
  std::thread thread;

  void run() {
    auto code = native::compile(pack->plan(), {}, &cancel);
    if (code) {
      pack->adopt_native(code.value(), nullptr);
    } else {
      failure = code.failure();
    }
    finished = true;
  }
};

NativeCompilation::NativeCompilation(std::shared_ptr<Pack> pack) : work_(std::make_unique<Work>()) {
  work_->pack = std::move(pack);
  work_->thread = std::thread([work = work_.get()] { work->run(); });
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

NativeCompilation compile_native_in_background(std::shared_ptr<Pack> pack) {
  return NativeCompilation(std::move(pack));
}

}  // namespace wend
