// SPDX-License-Identifier: Apache-2.0
//
// Tree to canonical text. Clause words stand in one column and what they say in another, so that a
// rule reads like a table and a changed clause is one changed line.
#include "compiler/format/format.h"

#include "compiler/base/match.h"
#include "compiler/format/expression_text.h"
#include "compiler/syntax/from_text.h"
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/words.h"

namespace wend {
namespace {

using namespace syntax;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kClauseColumn = kIndent + 9;  // `priority ` is the longest
constexpr std::size_t kItemColumn = kIndent + 11;   // `identifier `
constexpr std::size_t kTestColumn = kIndent + 8;  // `expect ` and a blank more, as the others have

class Formatter {
 public:
  explicit Formatter(const Tree& tree) : tree_(tree) {}

  std::string text() {
    for (std::size_t i = 0; i < tree_.declarations.size(); ++i) {
      const Declaration& one = tree_.declarations[i];
      if (i > 0 && !(is_import(one) && is_import(tree_.declarations[i - 1]))) out_ += '\n';
      declaration(one);
    }
    if (!tree_.comments_at_end.empty() && !tree_.declarations.empty()) out_ += '\n';
    for (const std::string& comment : tree_.comments_at_end) out_ += comment + '\n';
    return std::move(out_);
  }

 private:
  static bool is_import(const Declaration& one) { return std::holds_alternative<Import>(one.kind); }

  // A part with its comments: those above on lines of their own, the other behind its last word.
  void part(std::size_t indent, const std::string& text, const Comments& comments) {
    const std::string blanks(indent, ' ');
    for (const std::string& comment : comments.before) out_ += blanks + comment + '\n';
    out_ += blanks + text + (comments.after.empty() ? "" : "  " + comments.after) + '\n';
  }

  // -------------------------------------------------------------- declarations
  void declaration(const Declaration& one) {
    const std::string head = match(
        one.kind, [](const Import& it) { return "import " + text_literal(it.path); },
        [](const Schema& it) { return "schema " + it.name.text; },
        [&](const Define& it) { return definition("define ", it.name, it.value); },
        [&](const DefineTouchpoint& it) {
          return "define " + it.name.text + " as touchpoint " + one_line(tree_, it.pattern);
        },
        [&](const Segment& it) { return definition("segment ", it.name, it.test); },
        [](const Rule& it) {
          return "rule " + it.name.text + (it.formerly ? " formerly " + it.formerly->text : "") +
                 (it.for_each ? " for each " + it.for_each->text : "");
        },
        [](const Test& it) { return "test " + text_literal(it.title); },
        [](const Journey& it) { return "journey " + it.name.text; });
    part(0, head, one.comments);
    if (const auto* it = std::get_if<Schema>(&one.kind)) schema(*it);
    if (const auto* it = std::get_if<Rule>(&one.kind)) rule(*it);
    if (const auto* it = std::get_if<Test>(&one.kind)) test(*it);
    if (const auto* it = std::get_if<Journey>(&one.kind)) journey(*it);
  }

  std::string definition(const std::string& word, const Name& name, ExprId value) const {
    return word + name.text + " as\n" + std::string(kIndent, ' ') + laid_out(tree_, value, kIndent);
  }

  // -------------------------------------------------------------- schema
  void schema(const Schema& it) {
    for (std::size_t i = 0; i < it.items.size(); ++i) {
      if (i > 0 && apart(it.items[i - 1], it.items[i])) out_ += '\n';
      item(it.items[i]);
    }
  }

  static const std::vector<Field>* fields_of(const SchemaItem& item) {
    return match(
        item.kind, [](const CustomerFields& it) { return &it.fields; },
        [](const Touchpoint& it) { return &it.fields; },
        [](const Action& it) { return &it.arguments; }, [](const Record& it) { return &it.fields; },
        [](const Table& it) { return &it.columns; },
        [](const auto&) -> const std::vector<Field>* { return nullptr; });
  }

  // Items of one kind stand together; one with fields stands alone.
  static bool apart(const SchemaItem& above, const SchemaItem& below) {
    const auto has_fields = [](const SchemaItem& one) {
      const std::vector<Field>* fields = fields_of(one);
      return fields != nullptr && !fields->empty();
    };
    return group_of(above) != group_of(below) || has_fields(above) || has_fields(below);
  }

  static int group_of(const SchemaItem& item) {
    return match(
        item.kind, [](const Zone&) { return 0; }, [](const Grain&) { return 0; },
        [](const History&) { return 0; }, [](const Currency&) { return 0; },
        [](const Lateness&) { return 0; }, [](const ChoiceType&) { return 1; },
        [](const Identifier&) { return 1; }, [](const Record&) { return 1; },
        [](const CustomerFields&) { return 2; }, [](const Channel&) { return 3; },
        [](const Touchpoint&) { return 4; }, [](const Visit&) { return 5; },
        [](const Action&) { return 6; }, [](const PlaceItem&) { return 7; },
        [](const Link&) { return 8; }, [](const IdentityItem&) { return 1; },
        [](const Table&) { return 9; }, [](const Level&) { return 10; });
  }

  void item(const SchemaItem& one) {
    const std::string head = match(
        one.kind, [](const Zone& it) { return item_line("zone", text_literal(it.name)); },
        [](const Grain& it) { return item_line("grain", one_line(it.amount)); },
        [](const History& it) {
          return item_line("history", it.begins ? "begins " + *it.begins : "complete");
        },
        [](const Currency& it) {
          return item_line("currency", it.name.text + " " + it.digits + " digits");
        },
        [](const ChoiceType& it) { return item_line("choice", choice(it)); },
        [](const Identifier& it) {
          return item_line("identifier",
                           it.name.text + " up to " + it.characters + " characters" +
                               (it.remembering ? " remembering " + *it.remembering : "") +
                               (it.instances ? " with " + it.instances->open + " open for " +
                                                   one_line(it.instances->life)
                                             : ""));
        },
        [](const CustomerFields&) { return std::string("customer"); },
        [](const Channel& it) {
          return item_line("channel", it.name.text + (!it.live   ? ""
                                                      : *it.live ? " live"
                                                                 : " deferred"));
        },
        [](const Touchpoint& it) { return item_line("touchpoint", touchpoint(it)); },
        [&](const Visit& it) {
          return item_line("visit", one_line(tree_, it.pattern) + " within " + one_line(it.within));
        },
        [](const Action& it) {
          return item_line("action", it.name.text + " purpose " + it.purpose.text);
        },
        [](const Lateness& it) {
          return item_line("lateness", one_line(it.amount) + " up to " + it.events + " events");
        },
        [](const PlaceItem& it) { return item_line("place", it.name.text); },
        [](const Link& it) { return item_line("link", link(it)); },
        [](const IdentityItem& it) {
          return item_line("identity", it.kind.text + " up to " + it.aliases);
        },
        [](const Record& it) { return item_line("record", it.name.text); },
        [](const Table& it) {
          return item_line(
              "table", it.name.text + " by " + field_line(it.key) + " up to " + it.rows + " rows");
        },
        [](const Level& it) {
          return item_line("level", it.name.text + " by customer." + it.field.text);
        });
    part(kIndent, head, one.comments);
    const std::vector<Field>* fields = fields_of(one);
    if (fields == nullptr) return;
    for (const Field& field : *fields) part(2 * kIndent, field_line(field), field.comments);
  }

  static std::string item_line(const std::string& word, const std::string& rest) {
    return word + std::string(kItemColumn - kIndent - word.size(), ' ') + rest;
  }

  static std::string choice(const ChoiceType& it) {
    std::string made = it.name.text + " =";
    for (std::size_t i = 0; i < it.values.size(); ++i) {
      made += (i == 0 ? " " : it.ordered ? " < " : " or ") + it.values[i].text;
    }
    return made;
  }

  static std::string touchpoint(const Touchpoint& it) {
    std::string made = it.name.text + " on " + alternatives(it.channels);
    if (it.about) made += " about " + it.about->text;
    if (it.by_written) made += it.by_company ? " by company" : " by customer";
    if (it.from) made += " from " + it.from->text;
    if (!it.links.empty()) made += " links " + alternatives(it.links);
    if (it.without) made += " without " + it.without->text;
    return made;
  }

  // Whom it links, how many and what ends it, on lines of their own.
  static std::string link(const Link& it) {
    std::string made = it.kind.text + " by " + alternatives(it.touchpoints) + "." + it.field.text;
    for (const Name& carried : it.carried)
      made += (&carried == it.carried.data() ? " with " : " and ") + carried.text;
    const std::string next = "\n" + std::string(kItemColumn, ' ');
    made += next + "up to " + it.per_value + " per " + it.value.text + " and " + it.per_customer +
            " per customer for " + one_line(it.life);
    return it.until.empty() ? made : made + next + "until " + alternatives(it.until);
  }

  static std::string alternatives(const std::vector<Name>& names) {
    if (names.size() == 1) return names[0].text;
    std::string made = "(";
    for (const Name& name : names) made += (made.size() == 1 ? "" : " or ") + name.text;
    return made + ")";
  }

  static std::string field_line(const Field& field) {
    return field.name.text + ": " + type(field.type) + (field.optional ? " optional" : "") +
           (field.personal ? " personal" : "");
  }

  static std::string type(const FieldType& it) {
    switch (it.word) {
      case TypeWord::Whole: return "whole";
      case TypeWord::Decimal: return "decimal " + it.number + " places";
      case TypeWord::Money: return "money";
      case TypeWord::Percent: return "percent";
      case TypeWord::Instant: return "instant";
      case TypeWord::Date: return "date";
      case TypeWord::Time: return "time";
      case TypeWord::Duration: return "duration";
      case TypeWord::Text:
        return it.number.empty() ? "text" : "text up to " + it.number + " characters";
      case TypeWord::YesNo: return "yes or no";
      case TypeWord::SetOf: return "set of " + it.name.text;
      case TypeWord::ListOf:
        return "list of " + it.name.text + (it.number.empty() ? "" : " up to " + it.number);
      case TypeWord::Named: return it.name.text;
    }
    return "";
  }

  // -------------------------------------------------------------- rules
  void rule(const Rule& it) {
    if (it.title_span.begin != it.title_span.end)
      part(kIndent, text_literal(it.title), it.title_comments);
    for (const Clause& one : it.clauses) {
      const std::string text = match(
          one.kind,
          [&](const When& clause) {
            return clause_line("when", trigger(clause.trigger, kClauseColumn));
          },
          [&](const If& clause) {
            return clause_line("if", laid_out(tree_, clause.test, kClauseColumn));
          },
          [&](const Do& clause) {
            return clause_line("do",
                               laid_out(tree_, clause.call, kClauseColumn) + place(clause.place));
          },
          [&](const Also& clause) {
            return clause_line("also",
                               laid_out(tree_, clause.call, kClauseColumn) + place(clause.place));
          },
          [](const Limit& clause) { return clause_line("limit", limit(clause)); },
          [](const Priority& clause) { return clause_line("priority", clause.number); },
          [](const Decide& clause) {
            return clause_line("decide", clause.at_once ? "at once" : "when certain");
          });
      part(kIndent, text, one.comments);
    }
  }

  static std::string clause_line(const std::string& word, const std::string& rest) {
    return word + std::string(kClauseColumn - kIndent - word.size(), ' ') + rest;
  }

  static std::string place(const std::optional<Name>& it) { return it ? " for " + it->text : ""; }

  static std::string limit(const Limit& it) {
    if (it.none) return "none";
    std::string made = it.once ? "once" : it.times + " times";
    if (it.per) made += " per " + it.per->text;
    if (it.in) made += " in " + one_line(*it.in);
    return made;
  }

  // Each step on a line of its own, under the first.
  std::string trigger(const Trigger& it, std::size_t column) const {
    const std::string next = "\n" + std::string(column, ' ');
    std::string made;
    if (it.change) made = change(*it.change);
    if (it.stay) made = stay(*it.stay);
    if (it.crossing) made = crossing(*it.crossing);
    if (it.approach) made = approach(*it.approach);
    if (it.recurring) made = recurring(*it.recurring);
    for (const Step& one : it.steps) made += (made.empty() ? "" : next + "then ") + step(one);
    if (it.absence) made += (made.empty() ? "" : next + "then ") + absence(*it.absence);
    if (it.all_within) made += next + "all within " + one_line(*it.all_within);
    return made;
  }

  std::string change(const Change& it) const {
    std::string made = (it.journey ? it.journey->text : "customer") + "." + it.field.text +
                       (it.becomes ? " becomes"
                        : it.back  ? " falls back"
                                   : " changes");
    if (it.from) made += " from " + one_line(tree_, *it.from);
    if (it.to) made += (it.becomes ? " " : " to ") + one_line(tree_, *it.to);
    return made;
  }

  std::string stay(const Stay& it) const {
    return it.journey.text + "." + it.part.text + " stays " + one_line(tree_, it.stage) + " for " +
           one_line(it.span_of_time) +
           (it.without ? " without " + one_line(tree_, *it.without) : "");
  }

  std::string crossing(const Crossing& it) const {
    return it.value.text + (it.falls ? " falls below " : " reaches ") +
           one_line(tree_, it.threshold);
  }

  std::string approach(const Approach& it) const {
    std::string made;
    for (const Amount& one : it.distances) made += (made.empty() ? "" : " or ") + one_line(one);
    if (it.distances.size() > 1) made = "(" + made + ")";
    made += " before " + (it.event ? one_line(tree_, FieldPattern{*it.event, it.field})
                                   : "customer." + it.field.text);
    if (it.clock) made += " at " + it.clock->text;
    if (it.until) made += " until " + one_line(tree_, *it.until);
    if (!it.if_passed) return made;
    return made + (*it.if_passed == IfPassed::Skip ? " if passed: skip" : " if passed: at once");
  }

  static std::string recurring(const Recurring& it) {
    const std::string day = it.day_word ? " " + it.day_word->text + " " + it.day->text : "";
    return "every " + it.period.text + day + " at " + it.clock.text;
  }

  std::string step(const Step& it) const {
    std::string made = one_line(tree_, it.pattern);
    if (it.as) made += " as " + it.as->text;
    if (it.repetition) {
      made += " " + occurring_words(it.repetition->occurring, it.repetition->times);
      made += same(it.repetition->same);
      if (it.repetition->reach) made += " " + reach(*it.repetition->reach);
    }
    made += same(it.same);
    if (it.within) made += " within " + one_line(*it.within);
    for (const Forbidden& one : it.without)
      made += " without " + one_line(tree_, one.pattern) + same(one.same);
    return made;
  }

  template <class Reach>
  static std::string reach(const Reach& it) {
    return match(
        it, [](const InAmount& in) { return "in " + one_line(in.amount); },
        [](const Ever&) { return std::string("ever"); },
        [](const OnRecord&) { return std::string("on record"); });
  }

  static std::string same(const std::optional<Name>& field) {
    return field ? " with the same " + field->text : "";
  }

  std::string absence(const Absence& it) const {
    std::string made = "no " + one_line(tree_, it.pattern) + same(it.same);
    if (it.within) made += " within " + one_line(*it.within);
    if (!it.anchor) return made;
    switch (*it.anchor) {
      case Anchor::Each: made += " of each"; break;
      case Anchor::First: made += " of the first"; break;
      case Anchor::Last: made += " of the last"; break;
    }
    if (it.up_to_open) made += " up to " + *it.up_to_open + " open";
    return made;
  }

  // -------------------------------------------------------------- journeys
  // The names of the stages stand in one column, what they are recognised by in another.
  void journey(const Journey& it) {
    std::size_t width = 0;
    for (const Stage& one : it.stages) width = std::max(width, width_of(one.name.text));
    const std::size_t column = kIndent + 6 + width + 1 + 5;  // `stage ` and `when `
    for (const Stage& one : it.stages) {
      std::string text = "stage " + one.name.text +
                         std::string(width - width_of(one.name.text) + 1, ' ') + "when " +
                         trigger(one.trigger, column);
      if (one.test)
        text += "\n" + std::string(column - 5, ' ') + "if   " + laid_out(tree_, *one.test, column);
      part(kIndent, text, one.comments);
    }
  }

  // -------------------------------------------------------------- tests
  void test(const Test& it) {
    for (const TestLine& one : it.lines) {
      const std::string text = match(
          one.kind, [&](const Given& of) { return test_line("given", "", of.call, ""); },
          [&](const Happening& of) {
            return test_line("at", text_of(of.time) + (of.no ? " no " : " "), of.call,
                             (of.channel ? " on " + of.channel->text : "") +
                                 (of.from ? " from " + text_literal(*of.from) : ""));
          },
          [&](const Expecting& of) {
            const std::string no = of.no ? "no " : "";
            return test_line("expect", no + (of.other ? of.other->text + " " : ""), of.call,
                             text_behind(of));
          });
      part(kIndent, text, one.comments);
    }
  }

  // What needs no arguments stands without parentheses.
  std::string test_line(const std::string& word, const std::string& before, const Call& call,
                        const std::string& behind) const {
    const std::size_t column = kTestColumn + before.size();
    return word + std::string(kTestColumn - kIndent - word.size(), ' ') + before +
           (call.arguments.empty() ? call.action.text : laid_out(tree_, call, column)) + behind;
  }

  const Tree& tree_;
  std::string out_;
};

}  // namespace

std::string format(const Tree& tree, const Sources&) { return Formatter(tree).text(); }

bool same_meaning(const Tree& a, const Tree& b) { return syntax::print(a) == syntax::print(b); }

}  // namespace wend
