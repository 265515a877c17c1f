// SPDX-License-Identifier: Apache-2.0
#include "compiler/format/expression_text.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/words.h"

namespace wend {
namespace {

using namespace syntax;

std::string alternatives(const std::vector<Name>& names) {
  if (names.size() == 1) return names[0].text;
  std::string made = "(";
  for (const Name& name : names) made += (made.size() == 1 ? "" : " or ") + name.text;
  return made + ")";
}

std::string dotted(const std::vector<Name>& parts) {
  std::string made;
  for (const Name& part : parts) made += (made.empty() ? "" : ".") + part.text;
  return made;
}

// `2nd`, `11th`
std::string ordinal(const std::string& number) {
  const bool teen = number.size() > 1 && number[number.size() - 2] == '1';
  const char last = teen ? '0' : number.back();
  return number + (last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th");
}

// One line, whatever its width.
class Line {
 public:
  explicit Line(const Tree& tree) : tree_(tree) {}

  std::string of(ExprId id) const {
    return match(tree_[id].kind, [&](const auto& it) { return text(it); });
  }

  std::string of(const Pattern& it, const Name* field = nullptr) const {
    std::string made = alternatives(it.touchpoints);
    if (field != nullptr) made += "." + field->text;
    if (!it.channels.empty()) made += " on " + alternatives(it.channels);
    if (it.where)
      made += " where " + (it.where_in_parentheses ? "(" + of(*it.where) + ")" : of(*it.where));
    return made;
  }

  std::string of(const FieldPattern& it) const { return of(it.pattern, &it.field); }

  static std::string of(const std::optional<Same>& it) {
    if (!it) return "";
    return " with the same " + it->field.text +
           (it->remembering ? " remembering " + *it->remembering : "");
  }

  std::string of(const Reach& it) const {
    return match(
        it, [](const InAmount& in) { return " in " + one_line(in.amount); },
        [&](const SinceLast& since) { return " since last " + of(since.pattern) + of(since.same); },
        [](const Ever&) { return std::string(" ever"); },
        [](const OnRecord&) { return std::string(" on record"); },
        [](const Today&) { return std::string(" today"); },
        [](const Period& period) {
          return (period.previous ? " previous " : " this ") + period.unit.text +
                 (period.part ? "." + period.part->text : "");
        },
        [](const HalfLife& half) { return " with half life " + one_line(half.amount); });
  }

  std::string of(const Window& it) const {
    std::string made;
    if (it.reach) made += of(*it.reach);
    if (it.before) {
      made += match(
          it.before->what, [](const BeforeThis&) { return std::string(" before this"); },
          [](const Ago& ago) { return " before " + one_line(ago.amount) + " ago"; });
    }
    if (it.panes) made += " by " + it.panes->text;
    if (it.newest) made += " of the newest " + *it.newest;
    if (it.up_to) made += " up to " + *it.up_to;
    return made;
  }

  std::string of(const syntax::Choice& it) const { return of(it.value) + " if " + of(it.test); }

  // An item of a list.
  std::string of(const std::vector<Argument>& item) const {
    std::string made;
    for (const Argument& one : item)
      made += (made.empty() ? "" : ", ") + one.name.text + ": " + of(one.value);
    return "(" + made + ")";
  }

 private:
  std::string text(const Literal& it) const {
    switch (it.kind) {
      case LiteralKind::Percent: return it.text + "%";
      case LiteralKind::Quantity: return it.text + " " + it.unit.text;
      case LiteralKind::Text: return text_literal(it.text);
      case LiteralKind::Number:
      case LiteralKind::Date:
      case LiteralKind::Clock:
      case LiteralKind::Instant:
      case LiteralKind::Yes:
      case LiteralKind::No: return it.text;
    }
    return it.text;
  }
  std::string text(const Path& it) const { return dotted(it.parts); }
  std::string text(const That& it) const { return "that " + it.field.text; }
  std::string text(const Unary& it) const {
    switch (it.op) {
      case UnaryOp::Negate: return "-" + of(it.operand);
      case UnaryOp::Not: return "not " + of(it.operand);
      case UnaryOp::IsKnown: return of(it.operand) + " is known";
      case UnaryOp::IsNotKnown: return of(it.operand) + " is not known";
    }
    return "";
  }
  std::string text(const Binary& it) const {
    return of(it.left) + " " + std::string(word_of(it.op)) + " " + of(it.right) +
           ignoring(it.ignoring_case);
  }
  std::string text(const Between& it) const {
    return of(it.value) + (it.negated ? " is not from " : " is from ") + of(it.low) + " to " +
           of(it.high);
  }
  std::string text(const OneOf& it) const {
    std::string made = of(it.value) + (it.negated ? " is not (" : " is (");
    for (std::size_t i = 0; i < it.options.size(); ++i)
      made += (i == 0 ? "" : " or ") + of(it.options[i]);
    return made + ")" + ignoring(it.ignoring_case);
  }
  std::string text(const Group& it) const { return "(" + of(it.inner) + ")"; }
  std::string text(const Conditional& it) const {
    std::string made = "(";
    for (const syntax::Choice& choice : it.choices) made += of(choice) + ", ";
    return made + "default " + of(it.otherwise) + ")";
  }
  std::string text(const Exists& it) const {
    return std::string(word_of(it.quantifier)) + " " + of(it.pattern, field(it.list)) +
           of(it.same) + of(it.window);
  }
  std::string text(const Count& it) const {
    return "count of " + of(it.pattern, field(it.list)) + of(it.same) + of(it.window);
  }
  std::string text(const CountDifferent& it) const {
    return "count of different " + of(it.what) + of(it.same) + of(it.window);
  }
  std::string text(const Aggregate& it) const {
    return std::string(word_of(it.kind)) + " of " + of(it.what) + of(it.same) + of(it.window);
  }
  std::string text(const Nth& it) const {
    const std::string nth = it.number ? ordinal(*it.number) + " " : "";
    return (it.first ? "first " : nth + "last ") + of(it.what) + of(it.same) + of(it.window);
  }
  std::string text(const Previous& it) const { return "previous " + of(it.what) + of(it.same); }
  std::string text(const TimeSince& it) const {
    return (it.first ? "time since first " : "time since ") + of(it.pattern) + of(it.same) +
           (it.before_this ? " before this" : "");
  }
  std::string text(const TimeIn& it) const {
    return "time in " + it.journey.text + "." + it.part.text;
  }
  std::string text(const Lookup& it) const {
    std::string made = it.table.text + "(" + of(it.key) + ")";
    for (const Name& part : it.parts) made += "." + part.text;
    return made;
  }
  std::string text(const Items& it) const {
    std::string made;
    for (const std::vector<Argument>& item : it.items)
      made += (made.empty() ? "" : " and ") + of(item);
    return made;
  }
  static const Name* field(const std::optional<Name>& it) { return it ? &*it : nullptr; }
  static std::string ignoring(bool yes) { return yes ? " ignoring case" : ""; }

  const Tree& tree_;
};

// As many lines as the width asks for.
class Layout {
 public:
  explicit Layout(const Tree& tree) : tree_(tree), line_(tree) {}

  std::string of(ExprId id, std::size_t column) const {
    const std::string flat = line_.of(id);
    if (column + width_of(flat) <= kLineWidth) return flat;
    const ExprKind& kind = tree_[id].kind;
    if (const auto* it = std::get_if<Group>(&kind)) return "(" + of(it->inner, column + 1) + ")";
    if (const auto* it = std::get_if<Conditional>(&kind)) return conditional(*it, column);
    if (const auto* it = std::get_if<Unary>(&kind); it != nullptr && it->op == UnaryOp::Not) {
      return "not " + of(it->operand, column + 4);
    }
    if (const auto* it = std::get_if<Binary>(&kind)) {
      const bool joins = it->op == BinaryOp::And || it->op == BinaryOp::Or;
      return joins ? chain(id, it->op, column) : before_operator(*it, column);
    }
    if (const auto* it = std::get_if<Items>(&kind)) return items(*it, column);
    if (const auto* it = std::get_if<Between>(&kind)) return before_test(it->value, flat, column);
    if (const auto* it = std::get_if<OneOf>(&kind)) return before_test(it->value, flat, column);
    return flat;
  }

  std::string of(const Call& it, std::size_t column) const {
    const std::size_t inner = column + width_of(it.action.text) + 1;
    std::string flat, broken;
    for (const Argument& one : it.arguments) {
      const std::string name = one.name.text + ": ";
      flat += (flat.empty() ? "" : ", ") + name + line_.of(one.value);
      broken += (broken.empty() ? "" : "," + new_line(inner)) + name +
                of(one.value, inner + width_of(name));
    }
    const bool fits = inner + width_of(flat) < kLineWidth;
    return it.action.text + "(" + (fits ? flat : broken) + ")";
  }

 private:
  static constexpr std::size_t kFurtherIn = 2;

  static std::string new_line(std::size_t column) { return "\n" + std::string(column, ' '); }

  // `a and b and c`, one part a line.
  std::string chain(ExprId id, BinaryOp op, std::size_t column) const {
    std::vector<ExprId> parts;
    for (;;) {
      const auto* it = std::get_if<Binary>(&tree_[id].kind);
      if (it == nullptr || it->op != op) break;
      parts.push_back(it->right);
      id = it->left;
    }
    std::string made = of(id, column);
    const std::string word = std::string(word_of(op)) + " ";
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      made += new_line(column) + word + of(*part, column + word.size());
    }
    return made;
  }

  // One item a line.
  std::string items(const Items& it, std::size_t column) const {
    std::string made;
    for (const std::vector<Argument>& item : it.items)
      made += (made.empty() ? "" : new_line(column) + "and ") + line_.of(item);
    return made;
  }

  // The operator and what is behind it stand further in than what is compared or reckoned with.
  std::string before_operator(const Binary& it, std::size_t column) const {
    const std::string word = std::string(word_of(it.op)) + " ";
    const std::size_t inner = column + kFurtherIn;
    return of(it.left, column) + new_line(inner) + word + of(it.right, inner + width_of(word)) +
           (it.ignoring_case ? " ignoring case" : "");
  }

  // `flat` is `value` and a test; the test goes to a line of its own.
  std::string before_test(ExprId value, const std::string& flat, std::size_t column) const {
    const std::string test = flat.substr(line_.of(value).size() + 1);
    return of(value, column) + new_line(column + kFurtherIn) + test;
  }

  std::string choice(const syntax::Choice& it, std::size_t column) const {
    const std::string flat = line_.of(it);
    if (column + width_of(flat) < kLineWidth) return flat;
    const std::size_t inner = column + kFurtherIn;
    return of(it.value, column) + new_line(inner) + "if " + of(it.test, inner + 3);
  }

  std::string conditional(const Conditional& it, std::size_t column) const {
    std::string made = "(";
    for (const syntax::Choice& one : it.choices)
      made += choice(one, column + 1) + "," + new_line(column + 1);
    return made + "default " + of(it.otherwise, column + 9) + ")";
  }

  const Tree& tree_;
  Line line_;
};

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string one_line(const Tree& tree, ExprId expression) { return Line(tree).of(expression); }
std::string one_line(const Tree& tree, const Pattern& pattern) { return Line(tree).of(pattern); }
std::string one_line(const Tree& tree, const FieldPattern& pattern) {
  return Line(tree).of(pattern);
}
std::string one_line(const Amount& amount) { return amount.digits + " " + amount.unit.text; }

std::string laid_out(const Tree& tree, ExprId expression, std::size_t column) {
  return Layout(tree).of(expression, column);
}
std::string laid_out(const Tree& tree, const Call& call, std::size_t column) {
  return Layout(tree).of(call, column);
}

}  // namespace wend
