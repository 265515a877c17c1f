// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/index_terms.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace wend::plan {

namespace {

// More conjunctions than these a test does not become, and of more operations it is not made: the rest is
// left out.
constexpr std::size_t kMostConjunctions = 16;
constexpr std::size_t kMostOperations = 4'000;

enum class Answer : std::uint8_t { No, Open, Yes };

// What one test says of one value.
struct Literal {
  Register value = 0;
  Intervals yes;  // ascending
  Answer missing = Answer::Open;
  bool is_text = false;
};

class Walk {
 public:
  Walk(const BodyBuilder& body, Wanted wanted) : body_(body), wanted_(wanted) {}

  Disjunction of(Register test, bool negated) {
    const Op& op = body_.definition(test);
    if (++operations_ > kMostOperations) return anything();
    if (op.code == OpCode::Constant) return (op.imm != 0) != negated ? everything() : Disjunction{};
    if (op.code == OpCode::Not) return of(op.a, !negated);
    if (op.code == OpCode::And || op.code == OpCode::Or) {
      const bool both = (op.code == OpCode::And) != negated;
      Disjunction left = of(op.a, negated), right = of(op.b, negated);
      return both ? product(std::move(left), std::move(right))
                  : sum(std::move(left), std::move(right));
    }
    const std::optional<Literal> said = literal(test);
    return said ? single(*said, negated) : anything();
  }

 private:
  static Disjunction everything() { return {{Conjunction{}}, true}; }
  static Disjunction anything() { return {{Conjunction{}}, false}; }

  std::optional<Literal> literal(Register test) const {
    const Op& op = body_.definition(test);
    if (op.code == OpCode::IsKnown) return Literal{op.a, {{}}, Answer::No, false};
    if (op.code == OpCode::Field) return about(test, {{1, 1}});  // yes, of an answer
    if (op.code == OpCode::InMask) return about(op.a, places_of(op.imm));
    if (op.code == OpCode::TextEqual) {
      if (op.imm != 0) return std::nullopt;  // ignoring case
      if (const auto text = text_in(op.b)) return about_text(op.a, *text);
      if (const auto text = text_in(op.a)) return about_text(op.b, *text);
      return std::nullopt;
    }
    if (is_comparison(op.code)) {
      if (const auto constant = body_.constant_in(op.b))
        return about(op.a, numbers_of(op.code, *constant, false));
      if (const auto constant = body_.constant_in(op.a))
        return about(op.b, numbers_of(op.code, *constant, true));
      return std::nullopt;
    }
    return about(test, complement({{0, 0}}));  // a value that is a test itself
  }

  // The number of the text constant in the register.
  std::optional<std::int64_t> text_in(Register value) const {
    const Op& op = body_.definition(value);
    if (op.code != OpCode::ConstantText) return std::nullopt;
    return op.imm;
  }

  // Only of texts that stand in the event or the profile: what is computed has no number.
  std::optional<Literal> about_text(Register value, std::int64_t text) const {
    const Op& op = body_.definition(value);
    Literal made{value, {{text, text}}, Answer::Open, true};
    if (op.code == OpCode::Default) {
      const auto stand_in = text_in(op.b);
      if (!stand_in) return std::nullopt;
      made.value = op.a;
      made.missing = *stand_in == text ? Answer::Yes : Answer::No;
    }
    const OpCode source = body_.definition(made.value).code;
    if (source != OpCode::Field && source != OpCode::Profile) return std::nullopt;
    return made;
  }

  // A stand-in says what a missing value is compared as.
  Literal about(Register value, Intervals yes) const {
    const Op& op = body_.definition(value);
    if (op.code == OpCode::Default) {
      if (const auto constant = body_.constant_in(op.b)) {
        const Answer answer = contains(yes, *constant) ? Answer::Yes : Answer::No;
        return {op.a, std::move(yes), answer, false};
      }
    }
    return {value, std::move(yes), Answer::Open, false};
  }

  Disjunction single(const Literal& said, bool negated) const {
    const auto wanted_answer = negated ? Answer::No : Answer::Yes;
    Term term;
    term.value = said.value;
    term.is_text = said.is_text;
    term.allowed.numbers = negated ? complement(said.yes) : said.yes;
    term.allowed.missing =
        said.missing == wanted_answer || (wanted_ == Wanted::NotNo && said.missing == Answer::Open);
    term.allowed.unknown = wanted_ == Wanted::NotNo;
    if (is_empty(term.allowed)) return {};
    return {{Conjunction{{std::move(term)}}}, true};
  }

  static bool is_empty(const Allowed& allowed) {
    return allowed.numbers.empty() && !allowed.missing && !allowed.unknown;
  }

  static Disjunction sum(Disjunction left, Disjunction right) {
    if (left.conjunctions.size() + right.conjunctions.size() > kMostConjunctions) return anything();
    left.conjunctions.insert(left.conjunctions.end(),
                             std::make_move_iterator(right.conjunctions.begin()),
                             std::make_move_iterator(right.conjunctions.end()));
    left.exact = left.exact && right.exact;
    return left;
  }

  static Disjunction product(Disjunction left, Disjunction right) {
    if (left.conjunctions.size() * right.conjunctions.size() > kMostConjunctions) {
      Disjunction& fewer = left.conjunctions.size() < right.conjunctions.size() ? left : right;
      fewer.exact = false;
      return std::move(fewer);
    }
    Disjunction result;
    result.exact = left.exact && right.exact;
    if (left.conjunctions.size() == 1 && right.conjunctions.size() == 1) {
      if (join(left.conjunctions[0], std::move(right.conjunctions[0])))
        result.conjunctions.push_back(std::move(left.conjunctions[0]));
      return result;
    }
    for (const Conjunction& a : left.conjunctions) {
      for (const Conjunction& b : right.conjunctions) {
        Conjunction both = a;
        if (join(both, b)) result.conjunctions.push_back(std::move(both));
      }
    }
    return result;
  }

  // False if nothing is allowed of some value.
  static bool join(Conjunction& both, Conjunction other) {
    for (Term& term : other.terms) {
      const auto place =
          std::lower_bound(both.terms.begin(), both.terms.end(), term,
                           [](const Term& x, const Term& y) { return x.value < y.value; });
      if (place == both.terms.end() || place->value != term.value) {
        both.terms.insert(place, std::move(term));
        continue;
      }
      place->is_text = place->is_text || term.is_text;
      Allowed& allowed = place->allowed;
      allowed.numbers = intersection(allowed.numbers, term.allowed.numbers);
      allowed.missing = allowed.missing && term.allowed.missing;
      allowed.unknown = allowed.unknown && term.allowed.unknown;
      if (is_empty(allowed)) return false;
    }
    return true;
  }

  const BodyBuilder& body_;
  Wanted wanted_;
  std::size_t operations_ = 0;
};

}  // namespace

Disjunction allowing(const BodyBuilder& body, Register test, Wanted wanted) {
  return Walk(body, wanted).of(test, false);
}

}  // namespace wend::plan
