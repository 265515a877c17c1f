// SPDX-License-Identifier: Apache-2.0
//
// Anchors are the parts of a file that may own comments: declarations (their first line), titles,
// schema items, fields, clauses, stages and lines of tests. They do not overlap, and stand in the order of the file.
#include "compiler/syntax/comments.h"

#include <algorithm>

#include "compiler/base/match.h"

namespace wend::syntax {
namespace {

struct Owner {
  std::uint32_t begin;
  std::uint32_t end;
  Comments* comments;
  bool is_declaration = false;
};

class Anchors {
 public:
  explicit Anchors(const Tokens& tokens) : tokens_(tokens) {}

  std::vector<Owner> all;

  void declaration(Declaration& of) {
    match(
        of.kind,
        [&](Rule& rule) {
          const Name& last = rule.for_each ? *rule.for_each : rule.name;
          add(of.span.begin, last.span.end, of.comments, true);
          if (!rule.title.empty() || rule.title_span.end > rule.title_span.begin) {
            add(rule.title_span.begin, rule.title_span.end, rule.title_comments);
          }
          for (Clause& clause : rule.clauses)
            add(clause.span.begin, clause.span.end, clause.comments);
        },
        [&](Schema& schema) {
          add(of.span.begin, schema.name.span.end, of.comments, true);
          for (SchemaItem& item : schema.items) this->item(item);
        },
        [&](Test& test) {
          add(of.span.begin, test.title_span.end, of.comments, true);
          for (TestLine& line : test.lines) add(line.span.begin, line.span.end, line.comments);
        },
        [&](Journey& journey) {
          add(of.span.begin, journey.name.span.end, of.comments, true);
          for (Stage& stage : journey.stages) add(stage.span.begin, stage.span.end, stage.comments);
        },
        [&](auto&) { add(of.span.begin, of.span.end, of.comments, true); });
  }

 private:
  void add(std::uint32_t begin, std::uint32_t end, Comments& comments,
           bool is_declaration = false) {
    all.push_back({begin, end, &comments, is_declaration});
  }

  void item(SchemaItem& item) {
    std::vector<Field>* fields = match(
        item.kind, [](CustomerFields& of) { return &of.fields; },
        [](Touchpoint& of) { return &of.fields; }, [](Action& of) { return &of.arguments; },
        [](Record& of) { return &of.fields; }, [](Table& of) { return &of.columns; },
        [](auto&) -> std::vector<Field>* { return nullptr; });
    const bool alone = fields == nullptr || fields->empty();
    add(item.span.begin, alone ? item.span.end : end_before(fields->front().span.begin),
        item.comments);
    if (alone) return;
    for (Field& field : *fields) add(field.span.begin, field.span.end, field.comments);
  }

  // Where the last word before `place` ends.
  std::uint32_t end_before(std::uint32_t place) const {
    const auto next =
        std::lower_bound(tokens_.begin(), tokens_.end(), place,
                         [](const Token& t, std::uint32_t at) { return t.span.begin < at; });
    return next == tokens_.begin() ? 0 : std::prev(next)->span.end;
  }

  const Tokens& tokens_;
};

class Attaching {
 public:
  Attaching(const Sources& sources, const Tokens& tokens, Tree& tree)
      : text_(sources.file(tree.file).text), tokens_(tokens), tree_(tree), anchors_(tokens) {
    for (Declaration& declaration : tree.declarations) anchors_.declaration(declaration);
  }

  void attach(const Comment& comment) {
    const auto next =
        std::lower_bound(tokens_.begin(), tokens_.end(), comment.span.begin,
                         [](const Token& t, std::uint32_t at) { return t.span.begin < at; });
    if (next != tokens_.begin() && on_one_line(std::prev(next)->span.end, comment.span.begin)) {
      return behind(*std::prev(next), comment);
    }
    if (next == tokens_.end() || next->kind == TokenKind::End) {
      tree_.comments_at_end.emplace_back(comment.text);
    } else if (const Owner* owner = owner_at(next->span.begin)) {
      owner->comments->before.emplace_back(comment.text);
      if (owner->is_declaration && is_apart(comment)) owner->comments->before.emplace_back();
    } else {
      lost(next->span.begin, comment);
    }
  }

 private:
  bool on_one_line(std::uint32_t a, std::uint32_t b) const {
    return text_.substr(a, b - a).find('\n') == std::string_view::npos;
  }

  // A blank line follows, as behind the comment that begins a file.
  bool is_apart(const Comment& comment) const {
    const std::size_t begin = comment.span.begin + comment.text.size();
    const std::size_t end = std::min(text_.find_first_not_of(" \t\r\n", begin), text_.size());
    return std::count(text_.begin() + begin, text_.begin() + end, '\n') > 1;
  }

  void behind(const Token& last, const Comment& comment) {
    const Owner* owner = owner_at(last.span.begin);
    if (owner == nullptr) {
      lost(last.span.begin, comment);
    } else if (last.span.end == owner->end && owner->comments->after.empty()) {
      owner->comments->after = std::string(comment.text);
    } else {
      owner->comments->before.emplace_back(comment.text);
    }
  }

  // The first owner that begins behind `place`.
  std::vector<Owner>::const_iterator behind(std::uint32_t place) const {
    return std::upper_bound(anchors_.all.begin(), anchors_.all.end(), place,
                            [](std::uint32_t at, const Owner& owner) { return at < owner.begin; });
  }

  const Owner* owner_at(std::uint32_t place) const {
    const auto next = behind(place);
    if (next == anchors_.all.begin() || std::prev(next)->end <= place) return nullptr;
    return &*std::prev(next);
  }

  // Stands in a part that was damaged: the next whole part keeps it.
  void lost(std::uint32_t place, const Comment& comment) {
    const auto next = behind(place);
    if (next != anchors_.all.end()) {
      next->comments->before.emplace_back(comment.text);
    } else {
      tree_.comments_at_end.emplace_back(comment.text);
    }
  }

  std::string_view text_;
  const Tokens& tokens_;
  Tree& tree_;
  Anchors anchors_;
};

}  // namespace

void attach_comments(const Sources& sources, const Tokens& tokens,
                     const std::vector<Comment>& comments, Tree& tree) {
  if (comments.empty()) return;
  Attaching attaching(sources, tokens, tree);
  for (const Comment& comment : comments) attaching.attach(comment);
}

}  // namespace wend::syntax
