// SPDX-License-Identifier: Apache-2.0
//
// Code in this process. The only file that knows ORC: objects go in, addresses come out.
#include <optional>

#include <llvm/ExecutionEngine/Orc/LLJIT.h>

#include "compiler/native/object.h"

namespace wend::native {
namespace {

// The code and its memory: freed together.
struct Loaded {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  NativeCode code;
};

Failure failure_of(llvm::Error error) {
  return Failure{"native code could not be loaded: " + llvm::toString(std::move(error))};
}

Expected<std::unique_ptr<llvm::orc::LLJIT>> new_jit() {
  auto machine = llvm::orc::JITTargetMachineBuilder(llvm::Triple(target_triple()));
  auto jit = llvm::orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(std::move(machine))
                 .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                 .setLinkProcessSymbolsByDefault(false)  // the code refers to nothing by name
                 .create();
  if (!jit) return failure_of(jit.takeError());
  return std::move(*jit);
}

std::optional<Failure> load(Loaded& loaded, std::unique_ptr<llvm::MemoryBuffer> object,
                            std::span<const NamedBody> bodies) {
  if (auto error = loaded.jit->addObjectFile(std::move(object)))
    return failure_of(std::move(error));
  for (const NamedBody& body : bodies) {
    auto address = loaded.jit->lookup(body.name);
    if (!address) return failure_of(address.takeError());
    slot_of(loaded.code, body) = address->toPtr<NativeBody>();
  }
  return std::nullopt;
}

// The next bodies that together hold about `ops` operations, at least one body.
std::span<const NamedBody> next_piece(std::span<const NamedBody> rest, std::size_t ops) {
  std::size_t sum = 0;
  std::size_t count = 0;
  while (count < rest.size() && (count == 0 || sum < ops)) {
    sum += rest[count].body.end - rest[count].body.begin;
    ++count;
  }
  return rest.first(count);
}

bool is_set(const std::atomic<bool>* cancel) { return cancel != nullptr && cancel->load(); }

}  // namespace

Expected<std::shared_ptr<const NativeCode>> compile(const Plan& plan, Options options,
                                                    const std::atomic<bool>* cancel) {
  auto maker = ObjectMaker::for_this_processor(options.effort);
  if (!maker) return maker.failure();
  auto jit = new_jit();
  if (!jit) return jit.failure();
  auto loaded = std::make_shared<Loaded>();
  loaded->jit = std::move(jit.value());
  loaded->code.touchpoints.resize(plan.touchpoints.size());
  loaded->code.deadlines.resize(plan.rules.size() + 1);
  loaded->code.indexed.resize(indexed_count(plan));
  loaded->code.answers.resize(answer_count(plan));

  const std::vector<NamedBody> bodies = bodies_of(plan);
  for (std::span<const NamedBody> rest = bodies; !rest.empty();) {
    if (is_set(cancel)) return Failure{"native code is no longer wanted"};
    const auto piece = next_piece(rest, options.piece_ops);
    auto object = maker.value().object_of(plan, piece);
    if (!object) return object.failure();
    if (auto failure = load(*loaded, std::move(object.value()), piece)) return *failure;
    rest = rest.subspan(piece.size());
  }
  if (is_set(cancel)) return Failure{"native code is no longer wanted"};
  return std::shared_ptr<const NativeCode>(loaded, &loaded->code);
}

}  // namespace wend::native
