// SPDX-License-Identifier: Apache-2.0
//
// What the parts of the checker share: what the pack declares, by name, the program that is being
// made, and where mistakes go.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/program/program.h"
#include "compiler/syntax/tree.h"

namespace wend::program {

// What could not be understood is nothing: it was reported, and whatever needs it stays silent.
using MaybeExpr = std::optional<ExprId>;

// How much an expression is with all that its names stand for.
struct Extent {
  std::uint32_t depth = 0;    // of the node being checked
  std::uint32_t deepest = 0;  // of any so far
  std::uint32_t size = 0;     // nodes so far
};

struct DeclaredDefinition {
  const syntax::Tree* tree = nullptr;
  syntax::Name name;
  syntax::ExprId value;
  bool segment = false;
  bool damaged = false;  // its text has mistakes of syntax
  enum class State : std::uint8_t { Unchecked, Open, Done } state = State::Unchecked;
  bool used = false;
  bool understood = false;
  std::uint32_t depth = 0;  // Extent::deepest and Extent::size of its value, once Done
  std::uint32_t size = 0;
};

struct Pack {
  Pack(const Sources& all_sources, Diagnostics& all_diagnostics, Program& made)
      : sources(all_sources), diagnostics(all_diagnostics), program(made) {}

  const Sources& sources;
  Diagnostics& diagnostics;
  Program& program;
  bool declares_visit = false;  // if it is not in the program, it was reported
  bool incomplete = false;      // a damaged declaration is missing: an unknown name may be its
  std::map<std::string, std::uint32_t, std::less<>> touchpoints;
  std::map<std::string, std::uint32_t, std::less<>> actions;
  std::map<std::string, std::uint32_t, std::less<>> tables;
  std::map<std::string, std::uint32_t, std::less<>> definitions;
  std::map<std::string, std::uint32_t, std::less<>> journeys;
  std::vector<DeclaredDefinition> declared;
  struct Named {
    std::optional<PatternId> pattern;  // nothing: it has mistakes
    Span span;                         // of the name
    bool used = false;
  };
  std::map<std::string, Named, std::less<>> named;  // touchpoints by a name of their own
  // Definitions being checked, outermost first, each with the place that asks for the next.
  std::vector<std::pair<std::uint32_t, Span>> open;
  Extent extent;                  // of the rule or definition being checked
  bool asks_lists = false;        // something was asked of the items of a list
  std::size_t names_to_seek = 0;  // with which unknown names were compared: bounds that search

  const Schema& schema() const { return program.schema; }
  Diagnostic& report(DiagnosticKind kind, Span span, std::vector<std::string> arguments = {}) {
    return diagnostics.report(kind, span, std::move(arguments));
  }
  std::string words_of(Span span) const;
  // What a fix may not replace or remove.
  bool has_comment(Span span) const;
  // With the blanks before it on its line, for what is removed.
  Span with_blanks_before(Span span) const;
};

// `at` as an empty span behind `span`, for what is inserted there.
inline Span behind(Span span) { return {span.file, span.end, span.end}; }

// Where `digits` stand last in `span`; all of it if they do not.
Span digits_in(const Pack& pack, Span span, const std::string& digits);

// `ever` or `on record`, whichever this history has.
inline const char* whole_record(const Pack& pack) {
  return pack.schema().history_complete ? "ever" : "on record";
}

// Offers the nearest of `candidates` with its fix, or else says `otherwise`. Of very many unknown names
// only the first are looked for.
void offer_nearest(Pack& pack, Diagnostic& reported, const syntax::Name& name,
                   const std::vector<std::string>& candidates, const std::string& otherwise);

// "`a`, `b` or `c`"; at most `most` of them.
std::string listed(const std::vector<std::string>& names, const char* last_word = "or",
                   std::size_t most = 8);

}  // namespace wend::program
