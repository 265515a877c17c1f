// SPDX-License-Identifier: Apache-2.0
//
// Wend's compiler, for programs that embed it: the text of rules in, a pack out.
//
//   wend::CompileResult result = wend::compile({{"rules.wend", text}});
//   if (!result.pack) { std::cerr << result.text; return 1; }
//   auto native = wend::compile_native_in_background(result.pack);  // optional: decisions stay the same
//   wend::Session session(result.pack);                             // wend/runtime.h
//
// `compile` is a function of its sources: no files, no clock. Nothing throws.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wend/native_tools.h"
#include "wend/runtime.h"

namespace wend {

struct Source {
  std::string path;  // as shown in messages, and as `import` names it
  std::string text;
};

// A mistake in a pack, or advice (a warning). Lines and columns count from 1, columns in characters.
struct Finding {
  enum class Severity : std::uint8_t { Error, Warning };
  struct Place {
    std::string path;
    std::uint32_t line = 1, column = 1, end_line = 1, end_column = 1;
  };
  // A replacement that a machine may apply: `begin` and `end` are bytes of the file.
  struct Fix {
    struct Stretch {
      std::string path;
      std::uint32_t begin = 0, end = 0;
    };
    std::string title;
    std::string path;
    std::uint32_t begin = 0, end = 0;
    std::string replacement;
    std::vector<Stretch> also;  // where the same mistake stands again, and is mended alike
  };
  Severity severity = Severity::Error;
  std::string slug;
  std::string message;
  std::string help;
  Place place;
  std::optional<Fix> fix;
};

struct CompileOptions {
  bool colour = false;  // of CompileResult::text
  // Gives the text of a file that is imported and not among the sources, or nothing. Without it only
  // sources and the library can be imported.
  std::function<std::optional<std::string>(const std::string& path)> read;
  // Most bytes of a customer: a pack that may need more is refused. 0: whatever it needs.
  std::uint64_t budget = 0;
};

struct CompileResult {
  std::shared_ptr<Pack> pack;  // null when there are errors
  std::vector<Finding> findings;
  std::string text;  // the findings as `wend check` shows them; empty if there are none
  std::string json;  // the same as an array of objects
  // The files of the library that were imported, as `std/NAME.wend`.
  std::vector<std::string> library;
};

CompileResult compile(const std::vector<Source>& sources, const CompileOptions& options = {});

// Compiles the same sources again and again, for whoever edits them: those that are as they were, and stand where they
// stood, are not read anew, and their rules are not checked anew while schema and names stay. Each result is that of
// `compile`. It keeps the texts, their trees and the checked rules.
class Compiler {
 public:
  Compiler();
  ~Compiler();
  Compiler(Compiler&&) noexcept;
  Compiler& operator=(Compiler&&) noexcept;

  CompileResult compile(const std::vector<Source>& sources, const CompileOptions& options = {});

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// ---------------------------------------------------------------- tests in the language
// What a `test` found. It holds if there are no differences.
struct TestVerdict {
  struct Difference {
    Finding::Place place;  // of the line that expects something
    std::string expected;  // its words
    std::string message;   // what happened instead
    std::vector<std::string> why;
  };
  std::string title;
  Finding::Place place;
  std::vector<Difference> differences;
};

struct TestOptions {
  std::string filter;  // only tests whose title holds this
  Tier tier = Tier::Interpreter;
  bool coverage = false;  // fills TestResult::coverage
};

// What the tests of a pack show of its rules.
struct TestCoverage {
  // Something that no test shows.
  struct Gap {
    Finding::Place place;
    std::string rule;  // or the stage of a journey
    bool of_stage = false;
    std::string message;
    std::string suggestion;  // a test that would show it, or words for one; lines
  };
  std::size_t wanted = 0;
  std::size_t shown = 0;
  std::vector<Gap> gaps;
};

struct TestResult {
  CompileResult compiled;
  std::vector<TestVerdict> verdicts;  // in the order of the sources; empty when there are errors
  std::size_t tests = 0;              // of the pack, also those that the filter leaves out
  std::optional<Failure> failure;     // machine code was wanted and could not be made
  TestCoverage coverage;              // of the tests that were played
};

// Compiles, and plays each test under a clock of its own.
TestResult run_tests(const std::vector<Source>& sources, const CompileOptions& options = {},
                     const TestOptions& tests = {});

// ---------------------------------------------------------------- machine code
struct NativeCacheOptions {
  // Of files with machine code, made if it is not there; empty: memory alone. Whoever may write to it decides what this
  // process runs, so one that others may write to is refused. Processes may share it, and it may be deleted at any time.
  std::string folder;
  std::uint64_t memory_bytes = 64ULL << 20;   // most of it in memory; what was used last stays
  std::uint64_t folder_bytes = 256ULL << 20;  // most in the folder, after each compilation
};

// Machine code that was made, for packs to come: a rule that means what one meant before is not compiled again. For whoever
// compiles again and again, or starts again. Nothing of a pack is held, and decisions are the same. May be used by several
// threads at once.
class NativeCache {
 public:
  // Refused if the folder cannot be made, or is not for this process alone to write to.
  static Expected<std::shared_ptr<NativeCache>> open(const NativeCacheOptions& options = {});
  ~NativeCache();
  NativeCache(const NativeCache&) = delete;
  NativeCache& operator=(const NativeCache&) = delete;

  std::uint64_t memory_bytes() const;  // in use

 private:
  friend class NativeCompilation;
  struct Inside;
  explicit NativeCache(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

struct NativeOptions {
  std::shared_ptr<NativeCache> cache = nullptr;  // may be null: everything is compiled
  NativeTools tools = {};                        // that see the code by name
};

// What a compilation did, in functions: one for each touchpoint, deadline and rule behind an index. Functions that are equal are
// one, and are counted once but in `functions`.
struct NativeReport {
  std::uint64_t functions = 0;
  std::uint64_t compiled = 0;
  std::uint64_t from_memory = 0;
  std::uint64_t from_folder = 0;
  std::uint64_t damaged_files = 0;  // of the folder: they were not believed, and are written anew
  std::uint64_t code_bytes = 0;     // of the pack
  std::string
      problem;  // why the folder, or the map for tools, could not be written; empty: it could
};

// A thread that makes machine code for a pack and hands it over. The destructor gives the work up and
// waits a moment for the thread to notice.
class NativeCompilation {
 public:
  explicit NativeCompilation(std::shared_ptr<Pack> pack, NativeOptions options = {});
  ~NativeCompilation();
  NativeCompilation(NativeCompilation&&) noexcept;
  NativeCompilation& operator=(NativeCompilation&&) noexcept;

  bool is_finished() const;
  // Until the pack has its native code, or a failure says why it has none.
  std::optional<Failure> wait();
  const NativeReport& report() const;  // once it is finished

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

NativeCompilation compile_native_in_background(std::shared_ptr<Pack> pack,
                                               NativeOptions options = {});

// The pack as bytes of a pack file. `with_native`: with machine code for this processor.
Expected<std::vector<std::uint8_t>> pack_file_bytes(const Pack& pack, bool with_native = true);

}  // namespace wend
