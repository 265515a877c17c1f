// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/texts.h"

#include <map>

#include <fmt/format.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>

namespace wend::native {
namespace {

using llvm::object::ELFObjectFileBase;
using llvm::object::ELFSectionRef;
using llvm::object::ELFSymbolRef;

// What makes an object unfit. Not to be met: from_plan.cpp sees to it.
Failure fault(const std::string& what) {
  return Failure{"a fault of ours: native code has " + what};
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

struct Stretch {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

// Where each function stands in the text, by name.
Expected<std::map<std::string, Stretch, std::less<>>> functions_of(
    const ELFObjectFileBase& object) {
  std::map<std::string, Stretch, std::less<>> functions;
  for (const ELFSymbolRef symbol : object.symbols()) {
    if (symbol.getELFType() != llvm::ELF::STT_FUNC) continue;
    auto name = symbol.getName();
    if (!name) return unreadable(name.takeError());
    auto offset = symbol.getValue();
    if (!offset) return unreadable(offset.takeError());
    functions[name->str()] = {*offset, symbol.getSize()};
  }
  return functions;
}

}  // namespace

Expected<std::vector<BodyText>> texts_of(const ObjectMaker& maker,
                                         std::span<const NamedRelativeBody> bodies) {
  auto buffer = maker.object_of(bodies);
  if (!buffer) return buffer.failure();
  auto object = llvm::object::ObjectFile::createELFObjectFile(buffer.value()->getMemBufferRef());
  if (!object) return unreadable(object.takeError());
  const auto& elf = llvm::cast<ELFObjectFileBase>(**object);
  auto section = text_of(elf);
  if (!section) return section.failure();
  auto bytes = section.value().getContents();
  if (!bytes) return unreadable(bytes.takeError());
  auto functions = functions_of(elf);
  if (!functions) return functions.failure();

  std::vector<BodyText> texts;
  for (const NamedRelativeBody& body : bodies) {
    const auto found = functions.value().find(body.name);
    if (found == functions.value().end()) return fault("no function " + body.name);
    const Stretch at = found->second;
    if (at.size == 0 || at.begin > bytes->size() || at.size > bytes->size() - at.begin)
      return fault("a function beyond its text");
    const auto* begin = bytes->bytes_begin() + at.begin;
    texts.emplace_back(begin, begin + at.size);
  }
  return texts;
}

}  // namespace wend::native
