// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/checked_files.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "compiler/program/shift.h"

namespace wend::program {
namespace {

std::uint32_t size_of(const auto& things) { return static_cast<std::uint32_t>(things.size()); }

// Calls act(used) for each name that rules may use, the definitions first.
template <class Act>
void each_use(Pack& pack, Act act) {
  for (DeclaredDefinition& declared : pack.declared) act(declared.used);
  for (auto& [name, named] : pack.named) act(named.used);
}

template <class Thing>
CheckedFile::Run moved(std::vector<Thing>& from, CheckedFile::Run run, std::vector<Thing>& to,
                       const Shift& shift) {
  const auto first = from.begin() + run.begin;
  const std::uint32_t begin = size_of(to);
  to.insert(to.end(), std::make_move_iterator(first),
            std::make_move_iterator(from.begin() + run.end));
  if (shift.moves()) {
    for (std::uint32_t i = begin; i < size_of(to); ++i) move_names(to[i], shift);
  }
  return {begin, size_of(to)};
}

}  // namespace

std::string ground_of(const std::vector<syntax::Tree>& trees, const Sources& sources) {
  std::string ground;
  for (const syntax::Tree& tree : trees) {
    for (const syntax::Declaration& declaration : tree.declarations) {
      if (std::holds_alternative<syntax::Rule>(declaration.kind) ||
          std::holds_alternative<syntax::Test>(declaration.kind))
        continue;
      const std::string_view text = sources.text(declaration.span);
      ground += fmt::format("{} {} {}\n", declaration.span.file.value, declaration.span.begin,
                            text.size());
      ground += text;
    }
  }
  return ground;
}

FileCheck::FileCheck(Pack& pack) : pack_(pack), sought_(pack.names_to_seek) {
  each_use(pack_, [&](bool& used) { used_.push_back(std::exchange(used, false)); });
  pack_.asks_lists = false;
  made_.expressions.begin = size_of(pack_.program.expressions);
  made_.patterns.begin = size_of(pack_.program.patterns);
  made_.rules.begin = size_of(pack_.program.rules);
}

CheckedFile FileCheck::finished(bool reported) {
  made_.may_be_kept = !reported && !pack_.asks_lists && pack_.names_to_seek == sought_;
  made_.expressions.end = size_of(pack_.program.expressions);
  made_.patterns.end = size_of(pack_.program.patterns);
  made_.rules.end = size_of(pack_.program.rules);
  for (std::uint32_t i = 0; i < pack_.declared.size(); ++i)
    if (pack_.declared[i].used) made_.definitions.push_back(i);
  for (const auto& [name, named] : pack_.named)
    if (named.used) made_.named.push_back(name);
  std::size_t at = 0;
  each_use(pack_, [&](bool& used) { used = used_[at++] || used; });
  return std::move(made_);
}

CheckedFile taken_over(const CheckedFile& file, EarlierCheck& earlier, Pack& pack) {
  Program& from = *earlier.program;
  Program& to = pack.program;
  const Shift shift{earlier.checked.expressions, earlier.checked.patterns,
                    size_of(to.expressions) - file.expressions.begin,
                    size_of(to.patterns) - file.patterns.begin};
  CheckedFile taken = file;
  taken.expressions = moved(from.expressions, file.expressions, to.expressions, shift);
  taken.patterns = moved(from.patterns, file.patterns, to.patterns, shift);
  taken.rules = moved(from.rules, file.rules, to.rules, shift);
  for (const std::uint32_t definition : file.definitions) pack.declared[definition].used = true;
  for (const std::string& name : file.named) pack.named.find(name)->second.used = true;
  return taken;
}

}  // namespace wend::program
