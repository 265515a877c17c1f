// SPDX-License-Identifier: Apache-2.0
//
// The whole compiler as a list of steps. Each takes what the step before made and returns a new
// value; mistakes go to one list, and a step after the trees runs only on sound ground.
#include "compiler/driver/pipeline.h"

#include "compiler/base/check.h"
#include "compiler/driver/imports.h"
#include "compiler/plan/from_program.h"
#include "compiler/plan/verify.h"
#include "compiler/program/from_syntax.h"
#include "compiler/syntax/from_text.h"

namespace wend::driver {
namespace {

void take_sources(Compilation& compilation, const std::vector<Source>& sources) {
  for (const Source& source : sources) {
    compilation.sources.add(without_mark(source.path, source.text));
  }
}

// Places in a tree name the file by its number: only what stands where it stood is the same.
bool is_as_before(const SourceFile& file, std::uint32_t number, const Known& before) {
  return number < before.trees.size() && before.is_flawless[number] &&
         before.sources.files()[number].text == file.text;
}

// Text to trees. Files that a tree imports join the sources and are read in turn. Which were known is what comes back.
std::vector<bool> read_trees(Compilation& compilation, const ReadFile& read, Known& before) {
  std::vector<bool> is_same;
  for (std::uint32_t i = 0; i < compilation.sources.files().size(); ++i) {
    const std::size_t mistakes = compilation.diagnostics.all().size();
    is_same.push_back(is_as_before(compilation.sources.files()[i], i, before));
    if (is_same.back()) {
      compilation.trees.push_back(std::move(before.trees[i]));
    } else {
      compilation.trees.push_back(
          syntax::from_text(compilation.sources, FileId{i}, compilation.diagnostics));
    }
    compilation.is_flawless.push_back(compilation.diagnostics.all().size() == mistakes);
    add_imports(compilation, compilation.trees.back(), read);
  }
  return is_same;
}

// Trees to a program: names resolved, every expression typed.
void check(Compilation& compilation, program::EarlierCheck earlier) {
  compilation.program =
      program::from_syntax(compilation.trees, compilation.sources, compilation.diagnostics,
                           std::move(earlier), compilation.checked);
}

// Program to plan: what is kept per customer and what runs at each event.
void lower(Compilation& compilation) {
  compilation.plan = plan::from_program(*compilation.program);
  CHECK(plan::verify(*compilation.plan).empty());
}

}  // namespace

Compilation compilation_of(const std::vector<Source>& sources, const ReadFile& read, Stop stop,
                           Known before) {
  Compilation compilation;
  take_sources(compilation, sources);
  std::vector<bool> is_same = read_trees(compilation, read, before);
  if (stop >= Stop::Program)
    check(compilation, {std::move(before.checked), std::move(before.program), std::move(is_same)});
  compilation.diagnostics.sort();
  if (stop >= Stop::Plan && !compilation.diagnostics.has_errors()) lower(compilation);
  return compilation;
}

}  // namespace wend::driver
