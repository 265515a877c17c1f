// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/habits.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/syntax/parser.h"

namespace wend::syntax {
namespace {

constexpr std::array<std::string_view, 7> kUnits = {"second", "minute", "hour", "day",
                                                    "week",   "month",  "year"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAdverbs = {
    {{"hourly", "hour"},
     {"daily", "day"},
     {"weekly", "week"},
     {"monthly", "month"},
     {"yearly", "year"}}};

// Comparisons as they are spoken, a leading `is` left out, and the sign for them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kComparisons = {
    {{"over", ">"},
     {"above", ">"},
     {"more than", ">"},
     {"greater than", ">"},
     {"higher than", ">"},
     {"larger than", ">"},
     {"bigger than", ">"},
     {"longer than", ">"},
     {"under", "<"},
     {"below", "<"},
     {"less than", "<"},
     {"fewer than", "<"},
     {"lower than", "<"},
     {"smaller than", "<"},
     {"shorter than", "<"},
     {"at least", ">="},
     {"at most", "<="},
     {"equal to", "is"},
     {"equals", "is"}}};

template <std::size_t n>
bool one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// `customer` stands only where every word is a name.
Token word_of_ours(std::string_view text, Span at) {
  const GrammarTable& grammar = grammar_table();
  Token token;
  token.span = at;
  token.text = text;
  token.type = text == "customer" ? 0 : grammar.type_of(text);
  token.kind = TokenKind::Keyword;
  if (token.type != 0) return token;
  const bool number = text[0] >= '0' && text[0] <= '9';
  token.kind = number ? TokenKind::Number : TokenKind::Name;
  token.type = number ? grammar.number_type : grammar.name_type;
  return token;
}

class Turns {
 public:
  Turns(const Tokens& piece, std::size_t at) : piece_(piece), at_(at) {}

  std::optional<Habit> found() {
    if (in_a_limit()) return often();
    if (auto window = last_days()) return window;
    if (auto range = between()) return range;
    if (auto comparison = compared()) return comparison;
    if (auto same = same_behind_window()) return same;
    if (auto last = name_of_the_last()) return last;
    if (auto second = second_action()) return second;
    if (auto negated = where_not()) return negated;
    if (auto time = time_of_day()) return time;
    return bare_where();
  }

 private:
  const Token& token(std::size_t at) const { return piece_[std::min(at, piece_.size() - 1)]; }

  static std::optional<std::string_view> unit(const Token& token) {
    if (token.kind != TokenKind::Name) return std::nullopt;
    std::string_view text = token.text;
    if (text.ends_with('s')) text.remove_suffix(1);
    return one_of(text, kUnits) ? std::optional(text) : std::nullopt;
  }

  // Where the limit clause that holds at_ begins.
  bool in_a_limit() {
    for (limit_ = at_; limit_-- > 0 && at_ - limit_ < 7;) {
      if (piece_[limit_].is("limit")) return true;
    }
    return false;
  }

  // `once a month`, `3 times per customer per week`, `once every 30 days`, `once daily`
  std::optional<Habit> often() const {
    static constexpr std::array<std::string_view, 5> kEach = {"a", "an", "each", "every", "per"};
    Habit made;
    made.from = at_;
    std::string_view amount = "1", unit_word;
    const auto adverb = std::find_if(kAdverbs.begin(), kAdverbs.end(), [&](const auto& pair) {
      return pair.first == token(at_).text;
    });
    if (adverb != kAdverbs.end()) {
      unit_word = adverb->second;
      made.to = at_ + 1;
    } else if (one_of(token(at_).text, kEach)) {
      made.to = at_ + 1;
      if (token(made.to).kind == TokenKind::Number) amount = token(made.to++).text;
      const auto named = unit(token(made.to));
      if (!named) return std::nullopt;
      unit_word = amount == "1" ? *named : token(made.to).text;
      ++made.to;
    } else {
      return std::nullopt;
    }
    say_of_what(made);
    add(made, {"in", amount, unit_word});
    made.help = "a stretch of time stands behind `in`: `" + limit_with(made) + "`";
    made.odd = written(made);
    return made;
  }

  void say_of_what(Habit& made) const {
    for (std::size_t i = limit_; i < at_; ++i) {
      if (piece_[i].is("per")) return;
    }
    if (token(made.to).is("per") && token(made.to + 1).is_word() && !unit(token(made.to + 1))) {
      add(made, {"per", token(made.to + 1).text});
      made.to += 2;
    } else {
      add(made, {"per", "customer"});
    }
  }

  std::string limit_with(const Habit& made) const {
    std::string said;
    for (std::size_t i = limit_; i < made.from; ++i) said += std::string(piece_[i].text) + " ";
    return said + text_of(made);
  }

  // `in the last 30 days`, `in the past month`
  std::optional<Habit> last_days() const {
    static constexpr std::array<std::string_view, 3> kPast = {"last", "past", "previous"};
    if (at_ == 0 || !(piece_[at_ - 1].is("in") || piece_[at_ - 1].is("within")))
      return std::nullopt;
    std::size_t next = at_;
    if (token(next).is("the")) ++next;
    if (!one_of(token(next).text, kPast)) return std::nullopt;
    ++next;
    Habit made;
    made.from = at_;
    made.to = next;
    const std::string before = std::string(piece_[at_ - 1].text) + " ";
    const std::string why = piece_[at_ - 1].is("in") ? ": a window reaches back from now" : "";
    if (token(next).kind == TokenKind::Number) {
      const std::string length =
          std::string(token(next).text) + " " + std::string(token(next + 1).text);
      made.help = "say `" + before + length + "`" + why;
      made.odd = written(made);
      made.fix = "leave out `" + made.odd + "`";
      return made;
    }
    const auto named = unit(token(next));
    if (!named) return std::nullopt;
    made.to = next + 1;
    add(made, {"1", *named});
    made.help = "say `" + before + text_of(made) + "`" + why;
    made.odd = written(made);
    return made;
  }

  // `between 09:00 and 17:00`; both ends belong to it, as to ours.
  std::optional<Habit> between() const {
    if (token(at_).text != "between" && token(at_).text != "BETWEEN") return std::nullopt;
    std::size_t joined = at_ + 2;
    if (token(joined).kind == TokenKind::Name || token(joined).is("%")) ++joined;
    if (!token(joined).is("and") || !is_value(token(at_ + 1))) return std::nullopt;
    Habit made;
    made.from = at_;
    made.to = joined + 1;
    add(made, {"is", "from"});
    for (std::size_t i = at_ + 1; i < joined; ++i) made.words.push_back(token(i));
    add(made, {"to"});
    const Token& unit_word = token(made.to + 1);
    const bool has_unit = unit_word.kind == TokenKind::Name || unit_word.is("%");
    made.help = "say `" + text_of(made) + " " + std::string(token(made.to).text) +
                (has_unit ? " " + std::string(unit_word.text) : "") + "`";
    return finished(std::move(made));
  }

  static std::string_view opposite_of(std::string_view sign) {
    if (sign == "is") return "is not";
    if (sign == ">") return "<=";
    if (sign == "<") return ">=";
    return sign == ">=" ? "<" : ">";
  }

  // `is over 100 EUR`, `more than 3`: the odd word may be any of them, or the value behind.
  std::optional<Habit> compared() const {
    for (std::size_t from = at_ < 4 ? 0 : at_ - 4; from <= at_; ++from) {
      for (const auto& [spoken, sign] : kComparisons) {
        const bool negated = token(from).is("is") && token(from + 1).is("not");
        const std::size_t begin = from + (negated ? 2 : token(from).is("is") ? 1 : 0);
        const std::size_t first = spoken.find(' ');
        const bool two = first != std::string_view::npos;
        if (token(begin).text != spoken.substr(0, first)) continue;
        if (two && token(begin + 1).text != spoken.substr(first + 1)) continue;
        Habit made;
        made.from = from;
        made.to = begin + (two ? 2 : 1);
        if (made.to < at_ || !goes_on_behind(made.to)) continue;
        add(made, {negated ? opposite_of(sign) : sign});
        return finished(std::move(made));
      }
    }
    return std::nullopt;
  }

  // `3 times in 2 days with the same product`
  std::optional<Habit> same_behind_window() const {
    if (at_ < 4 || !token(at_).is("with") || !piece_[at_ - 3].is("in") ||
        !piece_[at_ - 4].is("times"))
      return std::nullopt;
    Habit made;
    made.from = made.to = at_;
    made.to += token(at_ + 1).is("the") ? 4 : 3;
    if (!token(made.to - 2).is("same")) return std::nullopt;
    made.odd = written(made);
    made.help = "it stands before the window: `times " + made.odd + " in " +
                std::string(piece_[at_ - 2].text) + " " + std::string(piece_[at_ - 1].text) + "`";
    return made;
  }

  // `no order_placed within 60 days of the last order_placed`
  std::optional<Habit> name_of_the_last() const {
    if (at_ < 3 || token(at_).kind != TokenKind::Name) return std::nullopt;
    if (!piece_[at_ - 1].is("last") && !piece_[at_ - 1].is("first")) return std::nullopt;
    if (!piece_[at_ - 2].is("the") || !piece_[at_ - 3].is("of")) return std::nullopt;
    Habit made;
    made.from = at_;
    made.to = at_ + 1;
    made.odd = written(made);
    made.help =
        "`the " + std::string(piece_[at_ - 1].text) + "` is that of the start: leave it out";
    made.fix = "leave out `" + made.odd + "`";
    return made;
  }

  static bool is_value(const Token& token) {
    return token.kind == TokenKind::Number || token.kind == TokenKind::Date ||
           token.kind == TokenKind::Clock || token.kind == TokenKind::Instant;
  }

  // `do remind(...) and call_back(...)`
  std::optional<Habit> second_action() const {
    if (at_ < 2 || !piece_[at_ - 1].is(")") || !token(at_).is("and")) return std::nullopt;
    if (token(at_ + 1).kind != TokenKind::Name || !token(at_ + 2).is("(")) return std::nullopt;
    std::size_t clause = at_;
    while (clause > 0 && !piece_[clause].is("do") && !piece_[clause].is("also") &&
           !piece_[clause].is("if") && !piece_[clause].is("when"))
      --clause;
    if (!piece_[clause].is("do") && !piece_[clause].is("also")) return std::nullopt;
    Habit made;
    made.from = at_;
    made.to = at_ + 1;
    add(made, {"also"});
    made.help = "one more action is said with `also`";
    return finished(std::move(made));
  }

  bool goes_on_behind(std::size_t at) const {
    const Token& next = token(at);
    return next.kind != TokenKind::End && next.kind != TokenKind::Keyword;
  }

  // `closes: time of day`: the type as the manual speaks of it
  std::optional<Habit> time_of_day() const {
    if (at_ < 3 || token(at_).text != "day" || piece_[at_ - 1].text != "of" ||
        piece_[at_ - 2].text != "time" || !piece_[at_ - 3].is(":"))
      return std::nullopt;
    Habit made;
    made.from = at_ - 1;
    made.to = at_ + 1;
    made.odd = written(made);
    made.help = "the type of `09:30` is called `time`";
    made.fix = "leave out `" + made.odd + "`";
    return made;
  }

  // `where not urgent`
  std::optional<Habit> where_not() const {
    if (at_ == 0 || !piece_[at_ - 1].is("where") || !token(at_).is("not")) return std::nullopt;
    if (token(at_ + 1).kind != TokenKind::Name || goes_on_behind(at_ + 2)) return std::nullopt;
    Habit made;
    made.from = at_;
    made.to = at_ + 2;
    add(made, {token(at_ + 1).text, "is", "no"});
    made.help = "behind `where` stands a comparison: `" + text_of(made) + "`";
    return finished(std::move(made));
  }

  // `where urgent`
  std::optional<Habit> bare_where() const {
    if (at_ < 2 || !piece_[at_ - 2].is("where") || piece_[at_ - 1].kind != TokenKind::Name)
      return std::nullopt;
    if (goes_on_behind(at_) || token(at_).is("and") || token(at_).is("or")) return std::nullopt;
    Habit made;
    made.kind = DiagnosticKind::MissingPart;
    made.from = made.to = at_;
    add(made, {"is", "yes"});
    return finished(std::move(made));
  }

  void add(Habit& to, std::initializer_list<std::string_view> words) const {
    const Span place = to.from < to.to || at_ == 0 ? token(to.from).span : piece_[at_ - 1].span;
    for (const std::string_view word : words) to.words.push_back(word_of_ours(word, place));
  }

  static std::string text_of(const Habit& made) {
    std::string said;
    for (const Token& word : made.words) said += (said.empty() ? "" : " ") + std::string(word.text);
    return said;
  }

  std::string written(const Habit& made) const {
    std::string said;
    for (std::size_t i = made.from; i < made.to; ++i)
      said += (said.empty() ? "" : " ") + std::string(piece_[i].text);
    return said;
  }

  Habit finished(Habit made) const {
    made.odd = written(made);
    made.fix = "write `" + text_of(made) + "`";
    return made;
  }

  const Tokens& piece_;
  std::size_t at_;
  std::size_t limit_ = 0;
};

}  // namespace

std::optional<Habit> habit_at(const Tokens& piece, std::size_t at) {
  return Turns(piece, at).found();
}

}  // namespace wend::syntax
