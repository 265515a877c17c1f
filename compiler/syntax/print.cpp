// SPDX-License-Identifier: Apache-2.0
//
// The indented form of a tree: one node a line, everything but places. Two texts mean the same if
// and only if their printed trees are equal, comments aside.
#include "compiler/base/match.h"
#include "compiler/syntax/from_text.h"
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/words.h"

namespace wend::syntax {
namespace {

std::string joined(const std::vector<Name>& names, std::string_view between = " ") {
  std::string made;
  for (const Name& name : names) made += (made.empty() ? "" : std::string(between)) + name.text;
  return made;
}

std::string text_of(const Amount& amount) { return amount.digits + " " + amount.unit.text; }

class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  std::string tree() {
    for (const Declaration& one : tree_.declarations) declaration(one);
    for (const std::string& comment : tree_.comments_at_end) line("comment " + comment);
    return std::move(out_);
  }

 private:
  // One level deeper as long as it lives.
  struct Deeper {
    explicit Deeper(Printer& printer) : printer_(printer) { ++printer_.depth_; }
    ~Deeper() { --printer_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Printer& printer_;
  };

  void line(std::string_view text) { out_.append(depth_ * 2, ' ').append(text).append("\n"); }

  void comments(const Comments& all) {
    for (const std::string& one : all.before) line("comment above " + one);
    if (!all.after.empty()) line("comment behind " + all.after);
  }

  // -------------------------------------------------------------- declarations
  void declaration(const Declaration& one) {
    match(
        one.kind, [&](const Import& it) { line("import " + text_literal(it.path)); },
        [&](const Schema& it) { line("schema " + it.name.text); },
        [&](const Define& it) { line("define " + it.name.text); },
        [&](const DefineTouchpoint& it) { line("define " + it.name.text); },
        [&](const Segment& it) { line("segment " + it.name.text); },
        [&](const Rule& it) { line("rule " + it.name.text); },
        [&](const Test& it) { line("test " + text_literal(it.title)); },
        [&](const Journey& it) { line("journey " + it.name.text); });
    const Deeper deeper(*this);
    comments(one.comments);
    match(
        one.kind, [](const Import&) {},
        [&](const Schema& it) {
          for (const SchemaItem& each : it.items) item(each);
        },
        [&](const Define& it) { expression(it.value); },
        [&](const DefineTouchpoint& it) { pattern(it.pattern); },
        [&](const Segment& it) { expression(it.test); }, [&](const Rule& it) { rule(it); },
        [&](const Test& it) { test(it); }, [&](const Journey& it) { journey(it); });
  }

  void item(const SchemaItem& one) {
    line(match(
        one.kind, [](const Zone& it) { return "zone " + text_literal(it.name); },
        [](const Grain& it) { return "grain " + text_of(it.amount); },
        [](const History& it) {
          return it.begins ? "history begins " + *it.begins : "history complete";
        },
        [](const Currency& it) { return "currency " + it.name.text + " digits " + it.digits; },
        [](const ChoiceType& it) {
          return std::string(it.ordered ? "ordered choice " : "choice ") + it.name.text + ": " +
                 joined(it.values);
        },
        [](const Identifier& it) {
          return "identifier " + it.name.text + " characters " + it.characters +
                 (it.remembering ? " remembering " + *it.remembering : "") +
                 (it.instances
                      ? " open " + it.instances->open + " for " + text_of(it.instances->life)
                      : "");
        },
        [](const CustomerFields&) { return std::string("customer"); },
        [](const Channel& it) {
          return "channel " + it.name.text + (!it.live ? "" : *it.live ? " live" : " deferred");
        },
        [](const Touchpoint& it) {
          return "touchpoint " + it.name.text + " on " + joined(it.channels) +
                 (it.about ? " about " + it.about->text : "") +
                 (!it.by_written  ? ""
                  : it.by_company ? " by company"
                                  : " by customer") +
                 (it.from ? " from " + it.from->text : "") +
                 (it.links.empty() ? "" : " links " + joined(it.links)) +
                 (it.without ? " without " + it.without->text : "");
        },
        [](const Visit& it) { return "visit within " + text_of(it.within); },
        [](const Action& it) { return "action " + it.name.text + " purpose " + it.purpose.text; },
        [](const Lateness& it) {
          return "lateness " + text_of(it.amount) + " up to " + it.events + " events";
        },
        [](const PlaceItem& it) { return "place " + it.name.text; },
        [](const Link& it) { return link(it); },
        [](const IdentityItem& it) { return "identity " + it.kind.text + " up to " + it.aliases; },
        [](const Record& it) { return "record " + it.name.text; },
        [](const Table& it) { return "table " + it.name.text + " rows " + it.rows; },
        [](const Level& it) { return "level " + it.name.text + " by customer." + it.field.text; }));
    const Deeper deeper(*this);
    comments(one.comments);
    match(
        one.kind, [&](const CustomerFields& it) { fields(it.fields); },
        [&](const Touchpoint& it) { fields(it.fields); },
        [&](const Action& it) { fields(it.arguments); },
        [&](const Record& it) { fields(it.fields); },
        [&](const Table& it) {
          fields({it.key});
          fields(it.columns);
        },
        [&](const Visit& it) { pattern(it.pattern); }, [](const auto&) {});
  }

  static std::string link(const Link& it) {
    return "link " + it.kind.text + " by " + joined(it.touchpoints) + " field " + it.field.text +
           (it.carried.empty() ? "" : " with " + joined(it.carried)) + " up to " + it.per_value +
           " per " + it.value.text + " and " + it.per_customer + " per customer for " +
           text_of(it.life) + (it.until.empty() ? "" : " until " + joined(it.until));
  }

  void fields(const std::vector<Field>& all) {
    for (const Field& field : all) {
      std::string text = "field " + field.name.text + ": " + std::string(word_of(field.type.word));
      if (!field.type.number.empty()) text += " " + field.type.number;
      if (!field.type.name.text.empty()) text += " " + field.type.name.text;
      if (field.optional) text += " optional";
      if (field.personal) text += " personal";
      line(text);
      const Deeper deeper(*this);
      comments(field.comments);
    }
  }

  // -------------------------------------------------------------- rules
  void rule(const Rule& it) {
    if (it.formerly) line("formerly " + it.formerly->text);
    if (it.for_each) line("for each " + it.for_each->text);
    if (!it.title.empty() || it.title_span.begin != it.title_span.end)
      line("title " + text_literal(it.title));
    comments(it.title_comments);
    for (const Clause& one : it.clauses) {
      line(match(
          one.kind, [](const When&) { return std::string("when"); },
          [](const If&) { return std::string("if"); },
          [](const Do& clause) { return "do " + clause.call.action.text + place(clause.place); },
          [](const Also& clause) {
            return "also " + clause.call.action.text + place(clause.place);
          },
          [](const Limit& clause) { return limit(clause); },
          [](const Priority& clause) { return "priority " + clause.number; },
          [](const Decide& clause) {
            return std::string(clause.at_once ? "decide at once" : "decide when certain");
          }));
      const Deeper deeper(*this);
      comments(one.comments);
      match(
          one.kind, [&](const When& clause) { trigger(clause.trigger); },
          [&](const If& clause) { expression(clause.test); },
          [&](const Do& clause) { call(clause.call); },
          [&](const Also& clause) { call(clause.call); }, [](const Limit&) {},
          [](const Priority&) {}, [](const Decide&) {});
    }
  }

  static std::string place(const std::optional<Name>& it) { return it ? " for " + it->text : ""; }

  static std::string limit(const Limit& it) {
    if (it.none) return "limit none";
    std::string made = it.once ? "limit once" : "limit " + it.times + " times";
    if (it.per) made += " per " + it.per->text;
    if (it.in) made += " in " + text_of(*it.in);
    return made;
  }

  void trigger(const Trigger& it) {
    if (it.change) change(*it.change);
    if (it.stay) stay(*it.stay);
    if (it.crossing) {
      line(it.crossing->value.text + (it.crossing->falls ? " falls below" : " reaches"));
      below(it.crossing->threshold);
    }
    if (it.approach) approach(*it.approach);
    if (it.recurring) recurring(*it.recurring);
    for (const Step& one : it.steps) step(one);
    if (it.absence) absence(*it.absence);
    if (it.all_within) line("all within " + text_of(*it.all_within));
  }

  void change(const Change& it) {
    line((it.journey ? it.journey->text : "customer") + "." + it.field.text +
         (it.becomes ? " becomes"
          : it.back  ? " falls back"
                     : " changes"));
    if (it.from) line("from");
    if (it.from) below(*it.from);
    if (it.to) line("to");
    if (it.to) below(*it.to);
  }

  void stay(const Stay& it) {
    line(it.journey.text + "." + it.part.text + " stays for " + text_of(it.span_of_time));
    below(it.stage);
    if (!it.without) return;
    line("without");
    const Deeper deeper(*this);
    pattern(*it.without);
  }

  void approach(const Approach& it) {
    line(it.event ? "before " + it.field.text : "before customer." + it.field.text);
    const Deeper deeper(*this);
    if (it.event) pattern(*it.event);
    for (const Amount& one : it.distances) line(text_of(one));
    if (it.clock) line("at " + it.clock->text);
    if (it.until) line("until");
    if (it.until) pattern(*it.until);
    if (it.if_passed)
      line(*it.if_passed == IfPassed::Skip ? "if passed: skip" : "if passed: at once");
  }

  void recurring(const Recurring& it) {
    line("every " + it.period.text +
         (it.day_word ? " " + it.day_word->text + " " + it.day->text : "") + " at " +
         it.clock.text);
  }

  void step(const Step& it) {
    line("step");
    const Deeper deeper(*this);
    pattern(it.pattern);
    if (it.as) line("as " + it.as->text);
    if (it.repetition) {
      const Repetition& repeated = *it.repetition;
      line(occurring_words(repeated.occurring, repeated.times) +
           (repeated.same ? " with the same " + repeated.same->text : "") +
           (repeated.reach ? " " + reach_of(repeated) : ""));
    }
    same(it.same);
    if (it.within) line("within " + text_of(*it.within));
    for (const Forbidden& one : it.without) {
      line("without");
      const Deeper inner(*this);
      pattern(one.pattern);
      same(one.same);
    }
  }

  static std::string reach_of(const Repetition& it) {
    return match(
        *it.reach, [](const InAmount& in) { return "in " + text_of(in.amount); },
        [](const Ever&) { return std::string("ever"); },
        [](const OnRecord&) { return std::string("on record"); });
  }

  void same(const std::optional<Name>& field) {
    if (field) line("with the same " + field->text);
  }

  void absence(const Absence& it) {
    line("absence");
    const Deeper deeper(*this);
    pattern(it.pattern);
    same(it.same);
    if (it.within) line("within " + text_of(*it.within));
    if (it.anchor) {
      line("of " + std::string(word_of(*it.anchor)) +
           (it.up_to_open ? " up to " + *it.up_to_open + " open" : ""));
    }
  }

  void call(const Call& it) { arguments(it.arguments); }

  void arguments(const std::vector<Argument>& all) {
    for (const Argument& one : all) {
      line("argument " + one.name.text);
      const Deeper deeper(*this);
      expression(one.value);
    }
  }

  // -------------------------------------------------------------- journeys
  void journey(const Journey& it) {
    for (const Stage& one : it.stages) {
      line("stage " + one.name.text);
      const Deeper deeper(*this);
      comments(one.comments);
      trigger(one.trigger);
      if (!one.test) continue;
      line("if");
      below(*one.test);
    }
  }

  // -------------------------------------------------------------- tests
  void test(const Test& it) {
    for (const TestLine& one : it.lines) {
      line(match(
          one.kind, [](const Given& of) { return "given " + of.call.action.text; },
          [](const Happening& of) {
            return "at " + text_of(of.time) + (of.no ? " no " : " ") + of.call.action.text +
                   (of.channel ? " on " + of.channel->text : "") +
                   (of.from ? " from " + text_literal(*of.from) : "");
          },
          [](const Expecting& of) {
            return std::string(of.no ? "expect no " : "expect ") +
                   (of.other ? of.other->text + " " : "") + of.call.action.text + text_behind(of);
          }));
      const Deeper deeper(*this);
      comments(one.comments);
      match(one.kind, [&](const auto& of) { call(of.call); });
    }
  }

  // -------------------------------------------------------------- patterns
  void pattern(const Pattern& it, std::string_view field = "") {
    line("touchpoint " + joined(it.touchpoints, " or ") +
         (field.empty() ? "" : "." + std::string(field)));
    const Deeper deeper(*this);
    if (!it.channels.empty()) line("on " + joined(it.channels, " or "));
    if (!it.where) return;
    line(it.where_in_parentheses ? "where in parentheses" : "where");
    const Deeper inner(*this);
    expression(*it.where);
  }

  void pattern(const FieldPattern& it) { pattern(it.pattern, it.field.text); }

  void same(const std::optional<Same>& it) {
    if (!it) return;
    line("with the same " + it->field.text +
         (it->remembering ? " remembering " + *it->remembering : ""));
  }

  void window(const Window& it) {
    if (it.reach) reach(*it.reach);
    if (it.before) {
      match(
          it.before->what, [&](const BeforeThis&) { line("before this"); },
          [&](const Ago& ago) { line("before " + text_of(ago.amount) + " ago"); });
    }
    if (it.panes) line("by " + it.panes->text);
    if (it.newest) line("of the newest " + *it.newest);
    if (it.up_to) line("up to " + *it.up_to);
  }

  void reach(const Reach& it) {
    match(
        it, [&](const InAmount& in) { line("in " + text_of(in.amount)); },
        [&](const SinceLast& since) {
          line("since last");
          const Deeper deeper(*this);
          pattern(since.pattern);
          same(since.same);
        },
        [&](const Ever&) { line("ever"); }, [&](const OnRecord&) { line("on record"); },
        [&](const Today&) { line("today"); },
        [&](const Period& period) {
          line((period.previous ? "previous " : "this ") + period.unit.text +
               (period.part ? "." + period.part->text : ""));
        },
        [&](const HalfLife& half) { line("half life " + text_of(half.amount)); });
  }

  // -------------------------------------------------------------- expressions
  void expression(ExprId id) {
    match(tree_[id].kind, [&](const auto& it) { node(it); });
  }
  void below(ExprId id) {
    const Deeper deeper(*this);
    expression(id);
  }

  void node(const Literal& it) {
    std::string text(word_of(it.kind));
    if (it.kind == LiteralKind::Text)
      text += " " + text_literal(it.text);
    else if (it.kind != LiteralKind::Yes && it.kind != LiteralKind::No)
      text += " " + it.text;
    if (!it.unit.text.empty()) text += " " + it.unit.text;
    line(text);
  }
  void node(const Path& it) { line("path " + joined(it.parts, ".")); }
  void node(const That& it) { line("that " + it.field.text); }
  void node(const Unary& it) {
    line(word_of(it.op));
    below(it.operand);
  }
  void node(const Binary& it) {
    line(std::string(word_of(it.op)) + (it.ignoring_case ? " ignoring case" : ""));
    below(it.left);
    below(it.right);
  }
  void node(const Between& it) {
    line(it.negated ? "is not from to" : "is from to");
    below(it.value);
    below(it.low);
    below(it.high);
  }
  void node(const OneOf& it) {
    line(std::string(it.negated ? "is not one of" : "is one of") +
         (it.ignoring_case ? " ignoring case" : ""));
    below(it.value);
    for (const ExprId option : it.options) below(option);
  }
  void node(const Group& it) {
    line("group");
    below(it.inner);
  }
  void node(const Conditional& it) {
    line("conditional");
    for (const Choice& choice : it.choices) {
      below(choice.value);
      const Deeper deeper(*this);
      line("if");
      below(choice.test);
    }
    below(it.otherwise);
  }
  void node(const Exists& it) {
    line(word_of(it.quantifier));
    question(it.pattern, it.same, it.window, it.list);
  }
  void node(const Count& it) {
    line("count");
    question(it.pattern, it.same, it.window, it.list);
  }
  void node(const CountDifferent& it) {
    line("count different");
    question(it.what, it.same, it.window);
  }
  void node(const Aggregate& it) {
    line(word_of(it.kind));
    question(it.what, it.same, it.window);
  }
  void node(const Nth& it) {
    line(it.first ? "first" : it.number ? *it.number + " from the last" : "last");
    question(it.what, it.same, it.window);
  }
  void node(const Previous& it) {
    line("previous");
    const Deeper deeper(*this);
    pattern(it.what);
    same(it.same);
  }
  void node(const Lookup& it) {
    line("look up " + it.table.text + (it.parts.empty() ? "" : "." + joined(it.parts, ".")));
    below(it.key);
  }
  void node(const TimeIn& it) { line("time in " + it.journey.text + "." + it.part.text); }
  void node(const TimeSince& it) {
    line(it.first ? "time since first" : "time since");
    const Deeper deeper(*this);
    pattern(it.pattern);
    same(it.same);
    if (it.before_this) line("before this");
  }
  void node(const Items& it) {
    line("items");
    const Deeper deeper(*this);
    for (const std::vector<Argument>& item : it.items) {
      line("item");
      const Deeper inner(*this);
      arguments(item);
    }
  }
  void question(const FieldPattern& what, const std::optional<Same>& value, const Window& within) {
    question(what.pattern, value, within, what.field);
  }
  void question(const Pattern& what, const std::optional<Same>& value, const Window& within,
                const std::optional<Name>& field) {
    const Deeper deeper(*this);
    pattern(what, field ? field->text : "");
    same(value);
    window(within);
  }

  const Tree& tree_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string print(const Tree& tree) { return Printer(tree).tree(); }

}  // namespace wend::syntax
