// SPDX-License-Identifier: Apache-2.0
//
// Code as bytes: the text of one object, which must be complete in itself.
#include <map>

#include <fmt/format.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>

#include "compiler/native/object.h"
#include "runtime/abi/processor.h"

namespace wend::native {
namespace {

using llvm::object::ELFObjectFileBase;
using llvm::object::ELFSectionRef;
using llvm::object::ELFSymbolRef;

// What makes an object unfit for an image. Not to be met: from_plan.cpp sees to it.
Failure fault(const std::string& what) {
  return Failure{"a fault of ours: native code for a pack has " + what};
}

Failure unreadable(llvm::Error error) {
  return fault("an object that cannot be read: " + llvm::toString(std::move(error)));
}

bool is_loaded(const ELFSectionRef& section) {
  return (section.getFlags() & llvm::ELF::SHF_ALLOC) != 0 && section.getSize() != 0;
}

// The one section that is loaded, after a check that it needs nothing else.
Expected<ELFSectionRef> text_of(const ELFObjectFileBase& object) {
  std::optional<ELFSectionRef> text;
  for (const ELFSectionRef section : object.sections()) {
    if (section.relocation_begin() != section.relocation_end()) return fault("relocations");
    if (!is_loaded(section)) continue;
    if (text || !section.isText()) {
      const std::string name = llvm::cantFail(section.getName()).str();
      return fault(fmt::format("a section {} beside its text", name));
    }
    text = section;
  }
  if (!text) return fault("no text");
  return *text;
}

NativeImage empty_image(const Plan& plan) {
  NativeImage image;
  image.processor = processor();
  image.touchpoints.assign(plan.touchpoints.size(), NativeImage::kNone);
  image.deadlines.assign(plan.rules.size() + 1, NativeImage::kNone);
  image.indexed.assign(indexed_count(plan), NativeImage::kNone);
  image.answers.assign(answer_count(plan), NativeImage::kNone);
  return image;
}

// Where each function starts in the text, by name.
Expected<std::map<std::string, std::uint32_t, std::less<>>> entries_of(
    const ELFObjectFileBase& object) {
  std::map<std::string, std::uint32_t, std::less<>> entries;
  for (const ELFSymbolRef symbol : object.symbols()) {
    if (symbol.getELFType() != llvm::ELF::STT_FUNC) continue;
    auto name = symbol.getName();
    if (!name) return unreadable(name.takeError());
    auto offset = symbol.getValue();
    if (!offset) return unreadable(offset.takeError());
    entries[name->str()] = static_cast<std::uint32_t>(*offset);
  }
  return entries;
}

std::optional<Failure> fill_entries(NativeImage& image, const ELFObjectFileBase& object,
                                    std::span<const NamedBody> bodies) {
  auto entries = entries_of(object);
  if (!entries) return entries.failure();
  for (const NamedBody& body : bodies) {
    const auto entry = entries.value().find(body.name);
    if (entry == entries.value().end()) return fault("no function " + body.name);
    slot_of(image, body) = entry->second;
  }
  return std::nullopt;
}

Expected<NativeImage> image_from_object(const Plan& plan, const llvm::MemoryBuffer& buffer,
                                        std::span<const NamedBody> bodies) {
  auto object = llvm::object::ObjectFile::createELFObjectFile(buffer.getMemBufferRef());
  if (!object) return unreadable(object.takeError());
  const auto& elf = llvm::cast<ELFObjectFileBase>(**object);
  auto text = text_of(elf);
  if (!text) return text.failure();
  auto bytes = text.value().getContents();
  if (!bytes) return unreadable(bytes.takeError());

  NativeImage image = empty_image(plan);
  image.text.assign(bytes->begin(), bytes->end());
  if (auto failure = fill_entries(image, elf, bodies)) return *failure;
  return image;
}

}  // namespace

Expected<NativeImage> image(const Plan& plan, Effort effort) {
  auto maker = ObjectMaker::for_this_processor(effort);
  if (!maker) return maker.failure();
  const std::vector<NamedBody> bodies = bodies_of(plan);
  if (bodies.empty()) return empty_image(plan);
  auto object = maker.value().object_of(plan, bodies);
  if (!object) return object.failure();
  return image_from_object(plan, *object.value(), bodies);
}

}  // namespace wend::native
