// SPDX-License-Identifier: Apache-2.0
//
// First each declaration is tried alone, with small repairs. One that they do not explain is cut
// into clauses or items, each of which is then tried alone, so that the others are kept.
#include "compiler/syntax/recover.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/pieces.h"
#include "compiler/syntax/syntax_errors.h"

namespace wend::syntax {
namespace {

Tokens part_of(const Tokens& tokens, Piece piece) {
  Tokens made(tokens.begin() + static_cast<std::ptrdiff_t>(piece.begin),
              tokens.begin() + static_cast<std::ptrdiff_t>(piece.end));
  Token end = tokens.back();
  const Span last = made.empty() ? end.span : made.back().span;
  end.span = {last.file, last.end, last.end};
  made.push_back(end);
  return made;
}

bool holds(const Span& span, const std::vector<Span>& places) {
  return std::any_of(places.begin(), places.end(), [&](const Span& place) {
    return span.begin < place.begin && place.begin <= span.end;
  });
}

// Takes out what holds made-up words; false if the declaration itself must go.
bool without_invented(Declaration& declaration, const std::vector<Span>& invented) {
  if (!holds(declaration.span, invented)) return true;
  declaration.damaged = true;
  const auto drop = [&](auto& parts) {
    const std::size_t before = parts.size();
    std::erase_if(parts, [&](const auto& part) { return holds(part.span, invented); });
    return parts.size() < before;
  };
  return match(
      declaration.kind, [&](Rule& rule) { return drop(rule.clauses); },
      [&](Schema& schema) { return drop(schema.items); },
      [&](Test& test) { return drop(test.lines); },
      [&](Journey& journey) { return drop(journey.stages); }, [](auto&) { return false; });
}

class Recovery {
 public:
  Recovery(const Tokens& tokens, Tree& tree, Diagnostics& diagnostics)
      : tokens_(tokens), tree_(tree), diagnostics_(diagnostics) {}

  void all() {
    for (const Piece& piece : declarations_of(tokens_)) declaration(piece);
  }

 private:
  void declaration(Piece piece) {
    Tokens part = part_of(tokens_, piece);
    if (parse_file_fast(part, tree_)) return;
    if (part[0].is("rule")) drop_colons(part);
    Diagnostics found;
    const Explained explained = explain(part, "file", Belief::ToTheEnd, false, found);
    if (explained.whole) {
      report(found);
      keep(explained);
    } else {
      in_parts(part);
    }
  }

  void report(const Diagnostics& found) {
    for (const Diagnostic& one : found.all()) {
      Diagnostic& copy = diagnostics_.report(one.kind, one.span, one.arguments);
      copy = one;
    }
  }

  void keep(const Explained& explained) {
    const std::size_t first = tree_.declarations.size();
    if (!parse_file(explained.tokens, tree_)) return;
    const auto begin = tree_.declarations.begin() + static_cast<std::ptrdiff_t>(first);
    tree_.declarations.erase(std::remove_if(begin, tree_.declarations.end(),
                                            [&](Declaration& one) {
                                              return !without_invented(one, explained.invented);
                                            }),
                             tree_.declarations.end());
  }

  // `when: ...`, as settings files have it.
  void drop_colons(Tokens& part) {
    for (std::size_t i = 0; i + 1 < part.size(); ++i) {
      const bool begins = i == 0 || (part[i].first_on_line && is_clause_word(part[i].text));
      if (!begins || !part[i + 1].is(":")) continue;
      diagnostics_.report(DiagnosticKind::UnexpectedWord, part[i + 1].span, {":"})
          .with_help("nothing stands between `" + std::string(part[i].text) + "` and what it says")
          .with_fix("leave out `:`", part[i + 1].span, "");
      part.erase(part.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }

  void in_parts(const Tokens& part) {
    const Piece whole{0, part.size() - 1};
    const std::string first = is_declaration_word(part[0].text)
                                  ? std::string(part[0].text)
                                  : declaration_word_near(part[0]).value_or("");
    const bool is_schema = first == "schema";
    const bool is_test = first == "test";
    const bool is_rule = first == "rule" || (first.empty() && clauses_of(part, whole).size() > 1);
    const std::vector<Piece> pieces = is_schema ? items_of(part, whole)
                                      : is_test ? test_lines_of(part, whole)
                                      : is_rule ? clauses_of(part, whole)
                                                : std::vector<Piece>{whole};
    if (first.empty() && !is_rule) {
      diagnostics_
          .report(DiagnosticKind::NotADeclaration, part[0].span, {std::string(part[0].text)})
          .with_help(
              "a file holds `rule`, `define`, `segment`, `schema`, `journey`, `test` and `import`");
      return;
    }
    const Explained head =
        explain(part_of(part, pieces[0]), "file", Belief::SomeWords, true, diagnostics_);
    const std::size_t before = tree_.declarations.size();
    if (head.whole) keep(head);
    const bool kept = tree_.declarations.size() > before &&
                      (is_rule   ? std::holds_alternative<Rule>(tree_.declarations.back().kind)
                       : is_test ? std::holds_alternative<Test>(tree_.declarations.back().kind)
                                 : std::holds_alternative<Schema>(tree_.declarations.back().kind));
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      const Tokens one = part_of(part, pieces[i]);
      if (is_rule)
        clause(one, kept ? &std::get<Rule>(tree_.declarations.back().kind).clauses : nullptr);
      if (is_test)
        test_line(one, kept ? &std::get<Test>(tree_.declarations.back().kind).lines : nullptr);
      if (is_schema)
        item(one, kept ? &std::get<Schema>(tree_.declarations.back().kind).items : nullptr);
    }
    if (kept) {
      tree_.declarations.back().damaged = true;
      tree_.declarations.back().span = join(part[0].span, part[part.size() - 2].span);
    }
  }

  void clause(const Tokens& one, std::vector<Clause>* to) {
    const Explained found = explain(one, "someClauses", Belief::SomeWords, true, diagnostics_);
    if (found.whole && found.invented.empty() && to != nullptr)
      parse_clauses(found.tokens, tree_, *to);
  }

  void test_line(const Tokens& one, std::vector<TestLine>* to) {
    const Explained found = explain(one, "someTestLines", Belief::SomeWords, true, diagnostics_);
    if (found.whole && found.invented.empty() && to != nullptr)
      parse_test_lines(found.tokens, tree_, *to);
  }

  void item(const Tokens& one, std::vector<SchemaItem>* to) {
    const Explained found = explain(one, "someItems", Belief::SomeWords, true, diagnostics_);
    if (found.whole && found.invented.empty() && to != nullptr)
      parse_items(found.tokens, tree_, *to);
  }

  const Tokens& tokens_;
  Tree& tree_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool parse_or_recover(const Tokens& tokens, Tree& tree, Diagnostics& diagnostics) {
  const std::size_t reported = diagnostics.all().size();
  Recovery(tokens, tree, diagnostics).all();
  if (diagnostics.all().size() == reported && parse_file(tokens, tree)) return true;
  return false;
}

}  // namespace wend::syntax
