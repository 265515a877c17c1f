// SPDX-License-Identifier: Apache-2.0
//
// Machine code that tools see: the file of a profiler, the list of a debugger.
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include <elf.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/abi/native.h"
#include "runtime/host/code_names.h"
#include "tests/support/process.h"
#include "wend/compiler.h"

// As debuggers know it.
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
extern jit_descriptor __jit_debug_descriptor;
}

namespace wend {
namespace {

using testing::HasSubstr;

constexpr std::size_t kRules = 20;
constexpr std::size_t kFunctions = kRules + 1;

std::string rules(std::size_t count = kRules) {
  std::string text = R"(schema shop
  zone       "UTC"
  history    complete
  channel    web
  touchpoint bought on web
    total: whole
  action     tell purpose service
)";
  for (std::size_t n = 0; n < count; ++n) {
    text += fmt::format(
        "rule over_{0:02}\n  when     bought\n  if       bought.total > {0}\n  do       tell()\n"
        "  limit    none\n\n",
        n);
  }
  return text;
}

std::shared_ptr<Pack> native_pack(const NativeTools& tools) {
  const CompileResult result = compile({{"shop.wend", rules()}});
  EXPECT_NE(result.pack, nullptr) << result.text;
  NativeOptions options;
  options.tools = tools;
  auto native = compile_native_in_background(result.pack, options);
  EXPECT_FALSE(native.wait());
  EXPECT_EQ(native.report().problem, "");
  return result.pack;
}

NativeTools profiler() { return {true, false}; }
NativeTools debugger() { return {false, true}; }

struct Range {
  std::uintptr_t begin = 0, size = 0;
};

// The map of this process, by name.
std::multimap<std::string, Range> perf_map() {
  std::multimap<std::string, Range> ranges;
  std::ifstream file(fmt::format("/tmp/perf-{}.map", getpid()));
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    Range range;
    std::string name;
    words >> std::hex >> range.begin >> range.size >> name;
    ranges.emplace(name, range);
  }
  return ranges;
}

bool has(const std::multimap<std::string, Range>& map, const std::string& name, NativeBody body) {
  const auto [begin, end] = map.equal_range(name);
  return std::any_of(begin, end, [body](const auto& one) {
    return one.second.begin == reinterpret_cast<std::uintptr_t>(body);
  });
}

class PerfMap : public testing::Test {
 protected:
  ~PerfMap() override { unlink(fmt::format("/tmp/perf-{}.map", getpid()).c_str()); }
};

TEST_F(PerfMap, HoldsAllCodeThatIsMapped) {
  const auto pack = native_pack(profiler());
  const NativeCode& code = *pack->native();
  const auto all = perf_map();
  EXPECT_TRUE(has(all, "wend_touchpoint_bought", code.touchpoints[0]));
  ASSERT_EQ(code.indexed.size(), kRules);
  for (std::size_t n = 0; n < kRules; ++n)
    EXPECT_TRUE(has(all, fmt::format("wend_rule_over_{:02}_of_bought", n), code.indexed[n])) << n;

  // One behind the other, to the end of the text.
  const auto begin = reinterpret_cast<std::uintptr_t>(code.text.data());
  std::map<std::uintptr_t, std::uintptr_t> ends;
  for (const auto& [name, range] : all) {
    if (range.begin >= begin && range.begin < begin + code.text.size())
      ends[range.begin] = range.begin + range.size;
  }
  std::uintptr_t next = begin;
  for (const auto& [at, end] : ends) {
    EXPECT_EQ(at, next);
    next = end;
  }
  EXPECT_EQ(next, begin + code.text.size());
}

TEST_F(PerfMap, LinesOfSeveralPacksStay) {
  native_pack(profiler());
  const std::size_t before = perf_map().size();
  EXPECT_GE(before, kFunctions);
  native_pack({});
  EXPECT_EQ(perf_map().size(), before);
  native_pack(profiler());
  EXPECT_EQ(perf_map().size(), before + kFunctions);
}

TEST_F(PerfMap, OfAPackThatBringsItsCode) {
  const auto made = native_pack({});
  const auto bytes = pack_file_bytes(*made);
  ASSERT_TRUE(bytes);
  const auto pack = Pack::from_bytes(bytes.value());
  ASSERT_TRUE(pack && pack.value()->has_native());
  const auto shown = show_native(pack.value(), profiler());
  ASSERT_TRUE(shown);
  const NativeCode& code = *pack.value()->native();
  EXPECT_TRUE(has(perf_map(), "wend_touchpoint_bought", code.touchpoints[0]));
  EXPECT_TRUE(has(perf_map(), "wend_rule_over_00_of_bought", code.indexed[0]));
  const CompileResult interpreted = compile({{"shop.wend", rules(1)}});
  const auto nothing = show_native(interpreted.pack, {true, true});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing.value(), nullptr);
}

std::size_t shown_objects() {
  std::size_t count = 0;
  const jit_code_entry* before = nullptr;
  for (const jit_code_entry* entry = __jit_debug_descriptor.first_entry; entry != nullptr;
       entry = entry->next_entry) {
    EXPECT_EQ(entry->prev_entry, before);
    before = entry;
    ++count;
  }
  return count;
}

// What the symbols of an object say.
std::map<std::string, Range> symbols_of(const char* object) {
  Elf64_Ehdr head;
  std::memcpy(&head, object, sizeof head);
  EXPECT_EQ(std::memcmp(head.e_ident, ELFMAG, SELFMAG), 0);
  std::vector<Elf64_Shdr> sections(head.e_shnum);
  std::memcpy(sections.data(), object + head.e_shoff, sections.size() * sizeof(Elf64_Shdr));
  std::map<std::string, Range> symbols;
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type != SHT_SYMTAB) continue;
    const char* names = object + sections[section.sh_link].sh_offset;
    for (std::size_t at = 1; at < section.sh_size / sizeof(Elf64_Sym); ++at) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, object + section.sh_offset + at * sizeof symbol, sizeof symbol);
      symbols[names + symbol.st_name] = {symbol.st_value, symbol.st_size};
    }
  }
  return symbols;
}

TEST(Debugger, SeesCodeAsLongAsItIsThere) {
  const std::size_t before = shown_objects();
  auto pack = native_pack(debugger());
  ASSERT_EQ(shown_objects(), before + 1);
  const auto symbols = symbols_of(__jit_debug_descriptor.first_entry->symfile_addr);
  EXPECT_EQ(symbols.size(), kFunctions);
  const auto found = symbols.find("wend_rule_over_07_of_bought");
  ASSERT_NE(found, symbols.end());
  EXPECT_EQ(found->second.begin, reinterpret_cast<std::uintptr_t>(pack->native()->indexed[7]));
  auto other = native_pack(debugger());
  EXPECT_EQ(shown_objects(), before + 2);
  pack = nullptr;
  EXPECT_EQ(shown_objects(), before + 1);
  other = nullptr;
  EXPECT_EQ(shown_objects(), before);
  EXPECT_NE(native_pack({}), nullptr);
  EXPECT_EQ(shown_objects(), before);
}

TEST(Debugger, StopsInARule) {
  const support::TemporaryFolder folder;
  if (support::run_in(folder.path(), "gdb --version").exit_code != 0) GTEST_SKIP() << "no gdb";
  folder.write("shop.wend", rules());
  folder.write(
      "events.jsonl",
      R"({"specversion":"1.0","id":"1","source":"s","type":"bought","subject":"c","channel":"web",)"
      R"("time":"2026-03-01T10:00:00Z","data":{"total":15}})"
      "\n");
  const auto outcome = support::run_in(
      folder.path(),
      "gdb -nx -batch -ex 'set breakpoint pending on' -ex 'break wend_rule_over_07_of_bought' "
      "-ex run -ex 'info symbol $pc' -ex backtrace -ex kill --args $(command -v wend) run "
      "shop.wend --events events.jsonl --tier native --debugger 2>&1");
  if (outcome.output.find("ptrace: ") != std::string::npos) GTEST_SKIP() << "no debugging here";
  EXPECT_THAT(outcome.output, HasSubstr("in wend_rule_over_07_of_bought ()"));
  EXPECT_THAT(outcome.output, HasSubstr("wend_touchpoint_bought ()"));
}

}  // namespace
}  // namespace wend
