// SPDX-License-Identifier: Apache-2.0
//
// Machine code that is kept: what is compiled again after an edit and after a start, what is not believed, and the bounds.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "compiler/native/code_cache.h"
#include "compiler/native/native.h"
#include "compiler/native/pieces.h"
#include "compiler/native/relative_body.h"
#include "tests/support/process.h"
#include "wend/compiler.h"

namespace wend {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr std::size_t kRules = 200;
constexpr const char* kSchema = R"(schema shop
  zone       "UTC"
  history    complete
  channel    web
  touchpoint bought on web
    total: whole
    place: text up to 20 characters
  action     tell purpose service
)";

// Rules of which no two are the same but for numbers: by the digits of its name in base two each has comparisons of its own,
// which hold anyway. A few have a text.
struct Rules {
  std::vector<std::string> texts;

  explicit Rules(std::size_t rules = kRules) {
    for (std::size_t n = 0; n < rules; ++n) texts.push_back(rule(n, n + 10));
  }
  static std::string rule(std::size_t name, std::size_t threshold) {
    const std::string place =
        name % 7 == 0 ? fmt::format("\n           and bought.place contains \"p{}\"", name) : "";
    std::string own;
    for (std::size_t digit = 0; digit < 11; ++digit)
      own += fmt::format("\n           and bought.total {} {}",
                         (name >> digit & 1) != 0 ? "<=" : "<", 3 * threshold + digit);
    return alike(name, threshold, own + place);
  }
  // Is the same as others but for numbers where `more` is.
  static std::string alike(std::size_t name, std::size_t threshold, const std::string& more = "") {
    return fmt::format(
        "rule r{0}\n  when     bought where total > {1}\n  if       bought.total < {2}{3}\n"
        "           and count of bought in 3 days >= {4}\n"
        "  do       tell()\n  limit    none\n\n",
        name, threshold, 2 * threshold, more, name % 5 + 1);
  }
  std::shared_ptr<Pack> pack() const {
    std::string text;
    for (const std::string& one : texts) text += one;
    CompileResult result = compile({{"schema.wend", kSchema}, {"rules.wend", text}});
    EXPECT_NE(result.pack, nullptr) << result.text;
    return result.pack;
  }
};

std::string decisions_of(std::shared_ptr<Pack> pack, Tier tier) {
  std::string lines;
  Session session(pack, tier);
  session.on_decision([&](const Decision& decision) {
    append_cloud_event(lines, pack->plan(), decision, DecisionFormat{});
    lines += '\n';
  });
  for (int n = 0; n < 60; ++n) {
    const auto refused = session.feed_json(fmt::format(
        R"({{"specversion":"1.0","id":"{0}","source":"till","type":"bought","subject":"c{1}","channel":"web",)"
        R"("time":"2026-03-01T10:{0:02}:00Z","data":{{"total":{2},"place":"p{3}"}}}})",
        n, n % 3, n * 7, n));
    EXPECT_FALSE(refused) << refused->reason;
  }
  session.flush();
  return lines;
}

class NativeCacheTest : public testing::Test {
 protected:
  std::shared_ptr<NativeCache> opened(NativeCacheOptions options = {}) {
    auto cache = NativeCache::open(options);
    EXPECT_TRUE(cache) << cache.failure().what;
    return cache.value();
  }
  std::shared_ptr<NativeCache> on_disk(std::uint64_t folder_bytes = 1 << 20) {
    return opened({folder(), 1 << 20, folder_bytes});
  }
  std::string folder() const { return (scratch_.path() / "code").string(); }

  // The decisions with what was compiled or kept are those of the interpreter.
  NativeReport compiled(const Rules& rules, std::shared_ptr<NativeCache> cache) {
    const auto pack = rules.pack();
    auto native = compile_native_in_background(pack, {std::move(cache)});
    const auto failure = native.wait();
    EXPECT_FALSE(failure) << failure->what;
    const std::string right = decisions_of(rules.pack(), Tier::Interpreter);
    EXPECT_FALSE(right.empty());
    EXPECT_EQ(decisions_of(pack, Tier::Native), right);
    const NativeReport& report = native.report();
    EXPECT_GT(report.code_bytes, 0U);
    EXPECT_GE(report.functions, report.compiled + report.from_memory + report.from_folder);
    return report;
  }

  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(folder())) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
  }
  std::uint64_t folder_bytes() const {
    std::uint64_t sum = 0;
    for (const fs::path& file : files()) sum += fs::file_size(file);
    return sum;
  }

  support::TemporaryFolder scratch_;
};

std::uint64_t kept(const NativeReport& report) { return report.from_memory + report.from_folder; }

TEST_F(NativeCacheTest, TheSamePackIsNotCompiledAgain) {
  const auto cache = opened();
  const NativeReport first = compiled(Rules(), cache);
  EXPECT_EQ(first.functions, kRules + 1);
  EXPECT_GT(first.compiled, kRules / 2);
  EXPECT_EQ(kept(first), 0U);
  const NativeReport second = compiled(Rules(), cache);
  EXPECT_EQ(second.compiled, 0U);
  EXPECT_EQ(second.from_memory, first.compiled);
  EXPECT_EQ(second.code_bytes, first.code_bytes);
}

TEST_F(NativeCacheTest, WithoutOneEverythingIsCompiled) {
  const NativeReport first = compiled(Rules(), nullptr);
  EXPECT_EQ(compiled(Rules(), nullptr).compiled, first.compiled);
}

TEST_F(NativeCacheTest, OneThresholdOneFunction) {
  const auto cache = opened();
  compiled(Rules(), cache);
  Rules edited;
  edited.texts[100] = Rules::rule(100, 5'000);
  EXPECT_EQ(compiled(edited, cache).compiled, 1U);
}

TEST_F(NativeCacheTest, RulesThatAreAlikeAreOneFunction) {
  const auto cache = opened();
  Rules rules;
  for (std::size_t n = 0; n < kRules; ++n) rules.texts[n] = Rules::alike(n, n + 10);
  const NativeReport first = compiled(rules, cache);
  EXPECT_EQ(first.functions, kRules + 1);
  EXPECT_EQ(first.compiled, 2U);  // and the touchpoint's
  rules.texts[100] = Rules::alike(100, 5'000);
  EXPECT_EQ(compiled(rules, cache).compiled, 0U);
}

TEST_F(NativeCacheTest, RulesThatComeAndGoShiftNoOther) {
  const auto cache = opened();
  compiled(Rules(), cache);
  Rules more;
  more.texts.insert(more.texts.begin() + 50, Rules::rule(7'000, 5'000));  // with a text of its own
  EXPECT_EQ(compiled(more, cache).compiled, 1U);
  Rules fewer;
  fewer.texts.erase(fewer.texts.begin() + 49);
  EXPECT_EQ(compiled(fewer, cache).compiled, 0U);
  Rules turned;
  std::reverse(turned.texts.begin(), turned.texts.end());
  EXPECT_EQ(compiled(turned, cache).compiled, 0U);
}

TEST_F(NativeCacheTest, TheFolderOutlivesTheProcess) {
  const NativeReport first = compiled(Rules(), on_disk());
  EXPECT_GT(files().size(), 1U);
  const NativeReport again = compiled(Rules(), on_disk());
  EXPECT_EQ(again.compiled, 0U);
  EXPECT_EQ(again.from_folder, first.compiled);
  EXPECT_EQ(again.code_bytes, first.code_bytes);
}

TEST_F(NativeCacheTest, AnEditIsFoundInTheFolderLater) {
  constexpr std::size_t kOfManyPieces = 3 * kRules;
  const Rules before(kOfManyPieces);
  const NativeReport first = compiled(before, on_disk());
  Rules edited = before;
  edited.texts[100] = Rules::rule(100, 50'000);
  const NativeReport piece = compiled(edited, on_disk());  // its piece, or where they now end two
  EXPECT_GT(piece.compiled, 0U);
  EXPECT_GT(piece.from_folder, first.compiled / 3);
  EXPECT_EQ(compiled(edited, on_disk()).compiled, 0U);
  EXPECT_EQ(compiled(before, on_disk()).compiled, 0U);
}

// What is made of what is in memory alone is in the folder, too.
TEST_F(NativeCacheTest, WhatMemoryKnowsIsWritten) {
  const auto cache = on_disk();
  compiled(Rules(), cache);
  Rules fewer;
  fewer.texts.erase(fewer.texts.begin() + 10);
  EXPECT_EQ(compiled(fewer, cache).compiled, 0U);
  EXPECT_EQ(compiled(fewer, on_disk()).compiled, 0U);
}

TEST_F(NativeCacheTest, DamagedFilesAreNotBelievedAndAreReplaced) {
  const NativeReport first = compiled(Rules(), on_disk());
  const auto check = [&](const std::string& how) {
    const NativeReport damaged = compiled(Rules(), on_disk());
    EXPECT_EQ(damaged.damaged_files, 1U) << how;
    EXPECT_GT(damaged.compiled, 0U) << how;
    EXPECT_EQ(damaged.compiled + damaged.from_folder, first.compiled) << how;
    const NativeReport mended = compiled(Rules(), on_disk());
    EXPECT_EQ(mended.damaged_files, 0U) << how;
    EXPECT_EQ(mended.compiled, 0U) << how;
  };
  const std::vector<fs::path> all = files();
  ASSERT_GE(all.size(), 2U);
  const auto bytes = fs::file_size(all[0]);
  for (const std::uintmax_t left : {std::uintmax_t{0}, std::uintmax_t{7}, bytes / 2, bytes - 1}) {
    fs::resize_file(all[0], left);
    check(fmt::format("cut to {}", left));
  }
  for (const std::uintmax_t at : {std::uintmax_t{0}, bytes / 3, bytes - 20, bytes - 1}) {
    std::fstream file(all[0], std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 4));
    file.close();
    check(fmt::format("another byte at {}", at));
  }
  fs::copy_file(all[1], all[0], fs::copy_options::overwrite_existing);
  check("the file of another piece");
  std::ofstream(all[0], std::ios::app) << "more";
  check("bytes behind the end");
}

TEST_F(NativeCacheTest, MemoryIsBounded) {
  NativeCacheOptions options;
  options.memory_bytes = 20'000;
  const auto cache = opened(options);
  const NativeReport first = compiled(Rules(), cache);
  EXPECT_GT(first.code_bytes, options.memory_bytes);
  EXPECT_GT(cache->memory_bytes(), 0U);
  EXPECT_LE(cache->memory_bytes(), options.memory_bytes);
  EXPECT_GT(compiled(Rules(), cache).compiled, 0U);
}

TEST_F(NativeCacheTest, TheFolderIsBounded) {
  compiled(Rules(), on_disk());
  const std::uint64_t one = folder_bytes();
  const std::uint64_t most = one + one / 2;
  for (std::size_t edit = 1; edit < 4; ++edit) {
    Rules edited;
    for (std::size_t n = 0; n < kRules; n += 3) edited.texts[n] = Rules::rule(n, 1'000 * edit + n);
    compiled(edited, on_disk(most));
    EXPECT_LE(folder_bytes(), most);
    EXPECT_GE(folder_bytes(), one / 2);
    EXPECT_EQ(compiled(edited, on_disk(most)).compiled, 0U) << "what was used last stays";
  }
}

TEST_F(NativeCacheTest, AnythingElseInTheFolderIsLeftAlone) {
  compiled(Rules(), on_disk());
  std::ofstream(folder() + "/notes.txt") << std::string(4'096, 'n');
  compiled(Rules(), on_disk(1));
  Rules edited;
  edited.texts[3] = Rules::rule(3, 5'000);
  compiled(edited, on_disk(1));
  ASSERT_EQ(files().size(), 1U);
  EXPECT_EQ(files()[0].filename(), "notes.txt");
}

TEST_F(NativeCacheTest, TheFolderMayBeDeletedAtAnyTime) {
  const auto cache = on_disk();
  const NativeReport first = compiled(Rules(), cache);
  fs::remove_all(folder());
  const NativeReport second = compiled(Rules(), cache);
  EXPECT_EQ(second.compiled, 0U);
  EXPECT_EQ(second.problem, "");
  EXPECT_EQ(compiled(Rules(), on_disk()).from_folder, first.compiled);
}

TEST_F(NativeCacheTest, WhatCannotBeWrittenIsSaidAndHarmsNothing) {
  const auto cache = on_disk();
  fs::remove_all(folder());
  std::ofstream(folder()) << "no folder";
  EXPECT_THAT(compiled(Rules(), cache).problem, HasSubstr("cannot write to `" + folder()));
}

TEST_F(NativeCacheTest, AFolderThatOthersMayWriteToIsRefused) {
  fs::create_directory(folder());
  ASSERT_EQ(chmod(folder().c_str(), 0777), 0);
  const auto refused = NativeCache::open({folder()});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.failure().what, HasSubstr("others may write to"));
  std::ofstream(folder() + "/file") << "";
  EXPECT_THAT(NativeCache::open({folder() + "/file"}).failure().what, HasSubstr("is not a folder"));
}

TEST_F(NativeCacheTest, ANewFolderIsForItsOwnerAlone) {
  opened({(scratch_.path() / "a" / "b").string()});
  struct stat status = {};
  ASSERT_EQ(stat((scratch_.path() / "a" / "b").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

// ---- what the code is known by

native::Made image_of(const Plan& plan, native::CodeCache* cache,
                      native::Effort effort = native::Effort::Light) {
  native::Options options;
  options.cache = cache;
  options.effort = effort;
  auto made = native::image(plan, options);
  EXPECT_TRUE(made) << made.failure().what;
  return std::move(made.value());
}

TEST(NativeKeys, CodeOfAnotherWayOfMakingItIsNotTaken) {
  const auto pack = Rules().pack();
  native::CodeCache cache(1 << 20, nullptr);
  const auto light = image_of(pack->plan(), &cache);
  const auto full = image_of(pack->plan(), &cache, native::Effort::Full);
  EXPECT_EQ(full.counts.from_memory, 0U);
  EXPECT_NE(full.image.text, light.image.text);
  // As if a compiler had been here that makes something else of some operation.
  native::BodyKey stamp = *cache.stamp(native::Effort::Light);
  stamp[0] ^= 1;
  cache.set_stamp(native::Effort::Light, stamp);
  EXPECT_EQ(image_of(pack->plan(), &cache).counts.from_memory, 0U);
}

TEST(NativeKeys, EverythingOfABodyThatCodeDependsOnIsInItsKey) {
  const native::BodyKey stamp{};
  native::RelativeBody body;
  body.registers = 4;
  body.ops = {{OpCode::Field, 0, 0, 0, 0, 3}, {OpCode::Add, 1, 0, 0, 0, 0}};
  const native::BodyKey key = key_of(stamp, body);
  EXPECT_EQ(key_of(stamp, body), key);
  const auto differs = [&](auto change) {
    native::RelativeBody other = body;
    change(other);
    return key_of(stamp, other) != key;
  };
  EXPECT_TRUE(differs([](auto& other) { ++other.registers; }));
  EXPECT_TRUE(differs([](auto& other) { other.numbers = native::Numbers::InOps; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops[0].code = OpCode::Profile; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops[1].out = 2; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops[1].a = 1; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops[1].b = 1; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops[1].c = 1; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops[0].imm = 4; }));
  EXPECT_TRUE(differs([](auto& other) { other.ops.pop_back(); }));
  native::BodyKey another = stamp;
  another[31] = 1;
  EXPECT_NE(key_of(another, body), key);
}

TEST(NativeKeys, ABodyIsTheSameWhereverItStands) {
  Plan plan;
  plan.texts = {"a", "b"};
  for (const std::int64_t at : {0, 5}) {
    if (at == 5) plan.ops.push_back({OpCode::Absent, 0, 0, 0, 0, 0});
    plan.ops.push_back({OpCode::ConstantText, 0, 0, 0, 0, at == 0 ? 0 : 1});
    plan.ops.push_back({OpCode::ReadAll, 1, 0, 0, 0, at});  // of a fact
    plan.ops.push_back({OpCode::Skip, 0, 1, 0, 0, at + 4});
    plan.ops.push_back({OpCode::Argument, 0, 0, 0, 0, 0});
  }
  const auto first = native::relative_body(plan, {0, 4, 2});
  const auto second = native::relative_body(plan, {5, 9, 2});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(key_of({}, first.value()), key_of({}, second.value()));
}

TEST(NativePieces, EndWhereTheirBodiesSay) {
  std::vector<native::KeyedBody> bodies;
  for (std::uint8_t n = 0; n < 250; ++n)
    bodies.push_back({native::hash_of({&n, 1}, {}), 10 + n % 40U});
  const auto ends = native::ends_of_pieces(bodies, 300);
  ASSERT_GT(ends.size(), 5U);
  EXPECT_EQ(ends.back(), bodies.size());
  std::vector<std::string> names;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    std::size_t ops = 0;
    for (std::size_t n = begin; n < end; ++n) ops += bodies[n].ops;
    EXPECT_LE(ops, 1'200U);
    EXPECT_TRUE(ops >= 75 || end == bodies.size());
    names.push_back(native::name_of_piece(std::span(bodies).subspan(begin, end - begin)));
    begin = end;
  }
  // A body that goes concerns the piece it was in, and perhaps the next.
  auto fewer = bodies;
  fewer.erase(fewer.begin() + 100);
  std::size_t others = 0;
  begin = 0;
  for (const std::size_t end : native::ends_of_pieces(fewer, 300)) {
    const auto name = native::name_of_piece(std::span(fewer).subspan(begin, end - begin));
    if (std::find(names.begin(), names.end(), name) == names.end()) ++others;
    begin = end;
  }
  EXPECT_LE(others, 2U);
  EXPECT_EQ(native::ends_of_pieces({}, 300).size(), 0U);
}

TEST(NativePieces, ABodyThatIsTooLongStandsAlone) {
  const std::vector<native::KeyedBody> bodies = {{{}, 10}, {{}, 5'000}, {{}, 10}};
  for (const std::size_t end : {1U, 2U})
    EXPECT_THAT(native::ends_of_pieces(bodies, 300), testing::Contains(end));
}

}  // namespace
}  // namespace wend
