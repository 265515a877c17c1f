// SPDX-License-Identifier: Apache-2.0
//
// The interface by which debuggers learn of machine code that no file holds: a list of ELF objects in memory, and a
// function on which they stop. See "JIT Compilation Interface" in GDB's manual; LLDB knows it as well.
#include <cstring>
#include <mutex>

#include <elf.h>

#include "runtime/host/code_names.h"

// Names and layout are those that debuggers look for. Weak: a host may have another compiler with the same list.
extern "C" {
struct jit_code_entry {
  jit_code_entry* next_entry;
  jit_code_entry* prev_entry;
  const char* symfile_addr;
  std::uint64_t symfile_size;
};
struct jit_descriptor {
  std::uint32_t version;
  std::uint32_t action_flag;
  jit_code_entry* relevant_entry;
  jit_code_entry* first_entry;
};
__attribute__((weak)) jit_descriptor __jit_debug_descriptor = {1, 0, nullptr, nullptr};
__attribute__((weak, noinline)) void __jit_debug_register_code() { asm volatile("" ::: "memory"); }
}

namespace wend::runtime {
namespace {

enum Action : std::uint32_t { kNothing, kRegister, kUnregister };

std::mutex& debugger_mutex() {
  static std::mutex mutex;
  return mutex;
}

void tell(Action action, jit_code_entry* entry) {
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_register_code();
}

class Shown {
 public:
  explicit Shown(std::string elf) : elf_(std::move(elf)) {
    entry_.symfile_addr = elf_.data();
    entry_.symfile_size = elf_.size();
    const std::lock_guard lock(debugger_mutex());
    entry_.prev_entry = nullptr;
    entry_.next_entry = __jit_debug_descriptor.first_entry;
    if (entry_.next_entry != nullptr) entry_.next_entry->prev_entry = &entry_;
    __jit_debug_descriptor.first_entry = &entry_;
    tell(kRegister, &entry_);
  }
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;
  ~Shown() {
    const std::lock_guard lock(debugger_mutex());
    (entry_.prev_entry != nullptr ? entry_.prev_entry->next_entry
                                  : __jit_debug_descriptor.first_entry) = entry_.next_entry;
    if (entry_.next_entry != nullptr) entry_.next_entry->prev_entry = entry_.prev_entry;
    tell(kUnregister, &entry_);
  }

 private:
  const std::string elf_;
  jit_code_entry entry_{};
};

#if defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
constexpr std::uint16_t kMachine = EM_X86_64;
#endif

// Sections, in this order.
enum Section : std::uint16_t { kNull, kText, kSymbols, kNames, kSections };
constexpr char kSectionNames[] = "\0.text\0.symtab\0.strtab";
constexpr std::uint32_t kNameOfText = 1, kNameOfSymbols = 7, kNameOfNames = 15;

template <typename T>
void append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Elf64_Shdr section(std::uint32_t name, std::uint32_t type, std::uint64_t offset,
                   std::uint64_t size) {
  Elf64_Shdr header{};
  header.sh_name = name;
  header.sh_type = type;
  header.sh_offset = offset;
  header.sh_size = size;
  header.sh_addralign = 1;
  return header;
}

Elf64_Ehdr head(std::uint64_t sections_at) {
  Elf64_Ehdr head{};
  std::memcpy(head.e_ident, ELFMAG, SELFMAG);
  head.e_ident[EI_CLASS] = ELFCLASS64;
  head.e_ident[EI_DATA] = ELFDATA2LSB;
  head.e_ident[EI_VERSION] = EV_CURRENT;
  head.e_type = ET_EXEC;
  head.e_machine = kMachine;
  head.e_version = EV_CURRENT;
  head.e_shoff = sections_at;
  head.e_ehsize = sizeof(Elf64_Ehdr);
  head.e_shentsize = sizeof(Elf64_Shdr);
  head.e_shnum = kSections;
  head.e_shstrndx = kNames;
  return head;
}

}  // namespace

std::string elf_of(std::span<const NamedCode> code) {
  std::string names(kSectionNames, sizeof kSectionNames);
  std::string symbols;
  append(symbols, Elf64_Sym{});
  for (const NamedCode& one : code) {
    Elf64_Sym symbol{};
    symbol.st_name = static_cast<Elf64_Word>(names.size());
    symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
    symbol.st_shndx = kText;
    symbol.st_value = reinterpret_cast<std::uintptr_t>(one.begin);
    symbol.st_size = one.size;
    append(symbols, symbol);
    names += one.name + '\0';
  }
  const std::uint64_t symbols_at = sizeof(Elf64_Ehdr);
  const std::uint64_t names_at = symbols_at + symbols.size();
  const std::uint64_t sections_at = (names_at + names.size() + 7) / 8 * 8;

  Elf64_Shdr text = section(kNameOfText, SHT_NOBITS, symbols_at, 0);
  text.sh_flags = SHF_ALLOC | SHF_EXECINSTR;
  if (!code.empty()) {
    text.sh_addr = reinterpret_cast<std::uintptr_t>(code.front().begin);
    text.sh_size =
        static_cast<std::uint64_t>(code.back().begin + code.back().size - code.front().begin);
  }
  Elf64_Shdr table = section(kNameOfSymbols, SHT_SYMTAB, symbols_at, symbols.size());
  table.sh_link = kNames;
  table.sh_info = 1;  // all but the first are global
  table.sh_entsize = sizeof(Elf64_Sym);

  std::string elf;
  append(elf, head(sections_at));
  elf += symbols + names;
  elf.resize(sections_at);
  append(elf, Elf64_Shdr{});
  append(elf, text);
  append(elf, table);
  append(elf, section(kNameOfNames, SHT_STRTAB, names_at, names.size()));
  return elf;
}

std::shared_ptr<void> shown_to_debugger(std::span<const NamedCode> code) {
  return std::make_shared<Shown>(elf_of(code));
}

}  // namespace wend::runtime
