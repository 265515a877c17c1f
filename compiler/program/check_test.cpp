// SPDX-License-Identifier: Apache-2.0
//
// One test, line by line.
#include "compiler/program/check_test.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/program/links.h"
#include "compiler/program/test_times.h"
#include "compiler/program/test_values.h"
#include "compiler/program/units.h"

namespace wend::program {
namespace {

constexpr std::uint32_t kMostTimes = 1'000;
// How long a test goes on where an expectation names no time: `expect no remind`.
constexpr std::int64_t kYear = std::int64_t{366} * 24 * 3'600'000;

class TestCheck {
 public:
  TestCheck(Pack& pack, const syntax::Tree& tree, const syntax::Test& test, Span span,
            const std::map<std::string, Span>& rules)
      : pack_(pack), tree_(tree), written_(test), rules_(rules), times_(pack, test) {
    made_.title = test.title;
    made_.span = span;
    made_.title_span = test.title_span;
  }

  void check() {
    pack_.extent = {};
    made_.end = times_.beginning();
    for (const syntax::TestLine& line : written_.lines) {
      match(
          line.kind, [&](const syntax::Given& it) { given(line, it); },
          [&](const syntax::Happening& it) { happening(line, it); },
          [&](const syntax::Expecting& it) { expecting(line, it); });
    }
    if (understood_ && made_.expectations.empty()) report_nothing_expected();
    if (!understood_) return;
    if (is_open_) made_.end += kYear;
    pack_.program.tests.push_back(std::move(made_));
  }

 private:
  void report_nothing_expected() {
    pack_.report(DiagnosticKind::NothingExpected, written_.title_span, {written_.title})
        .with_help(
            "say what should come of it, as in `expect remind at 13:30` or `expect no remind`");
    failed();
  }

  void failed() { understood_ = false; }

  // ------------------------------------------------------------ what is known before
  void given(const syntax::TestLine& line, const syntax::Given& it) {
    if (const auto table = pack_.tables.find(it.call.action.text); table != pack_.tables.end()) {
      if (last_happening_ != nullptr) return report_given_order(line);
      return add_row(line, it.call, table->second, false, times_.beginning());
    }
    if (given_ != nullptr) {
      pack_.report(DiagnosticKind::GivenTwice, line.keyword)
          .with_label(given_->keyword, "the first is here")
          .with_help("say it all in one; what changes later is said as `at 12:00 customer(...)`");
      return failed();
    }
    given_ = &line;
    if (last_happening_ != nullptr) return report_given_order(line);
    if (it.call.action.text != "customer") {
      pack_.report(DiagnosticKind::GivenWhat, it.call.action.span, {it.call.action.text})
          .with_help("what happened before is said with its time, as in `at 10:00 " +
                     it.call.action.text + "(...)`");
      return failed();
    }
    add_profile(line, it.call, times_.beginning());
  }

  void report_given_order(const syntax::TestLine& line) {
    pack_.report(DiagnosticKind::GivenOrder, line.keyword)
        .with_label(last_happening_->keyword, "this comes later")
        .with_help(
            "what is known before stands first; what changes later is said as `at 12:00 "
            "customer(...)`");
    failed();
  }

  // ------------------------------------------------------------ what happens
  void happening(const syntax::TestLine& line, const syntax::Happening& it) {
    const auto instant = times_.happening(it.time);
    if (!instant) failed();
    if (instant && happens_at_ && *instant < *happens_at_) return report_order(it.time);
    if (instant) happens_at_ = instant;
    last_happening_ = &line;
    latest_time_ = it.time.span;
    if (const auto table = pack_.tables.find(it.call.action.text); table != pack_.tables.end())
      return row(line, it, table->second, instant.value_or(0));
    if (it.no) return report_no_row(it);
    if (it.call.action.text == "customer") {
      if (it.channel) report_channel_of_profile(*it.channel);
      return add_profile(line, it.call, instant.value_or(0));
    }
    const auto found = pack_.touchpoints.find(it.call.action.text);
    if (found == pack_.touchpoints.end()) return report_unknown(it.call.action);
    const SchemaTouchpoint& touchpoint = pack_.schema().touchpoints[found->second];
    const auto channel = channel_of(touchpoint, it);
    const std::vector<SchemaField> own = given_fields(pack_.schema(), found->second);
    if (!says_own_fields(it.call, touchpoint, own.size())) return failed();
    auto values =
        test_values(pack_, tree_, it.call,
                    {touchpoint.name, own, true, DiagnosticKind::UnknownField, &touchpoint.lists});
    const auto identity = identity_of(touchpoint, it);
    if (!instant || !channel || !values || !identity) return failed();
    if (touchpoint.about) values->resize(touchpoint.fields.size());  // what the link fills
    add({found->second, *channel, *identity, *instant, std::move(*values), line.span,
         words(line, it.call)});
  }

  // The others come from the link.
  bool says_own_fields(const syntax::Call& call, const SchemaTouchpoint& touchpoint,
                       std::size_t own) {
    for (const syntax::Argument& argument : call.arguments) {
      for (std::size_t i = own; i < touchpoint.fields.size(); ++i) {
        if (touchpoint.fields[i].name != argument.name.text) continue;
        pack_
            .report(DiagnosticKind::FilledByLink, argument.name.span,
                    {argument.name.text, touchpoint.name})
            .with_help("leave it out: whoever is linked is reached by it");
        return false;
      }
    }
    return true;
  }

  // A row from then on, or none any more.
  void row(const syntax::TestLine& line, const syntax::Happening& it, std::uint32_t table,
           std::int64_t instant) {
    const std::string& name = it.call.action.text;
    if (it.channel) {
      pack_.report(DiagnosticKind::NeverOnChannel, it.channel->span, {name, it.channel->text})
          .with_help("a row of a table has no channel");
      failed();
    }
    if (it.from) {
      pack_.report(DiagnosticKind::TestOfNobody, it.from_span, {name})
          .with_help("a row is about nobody: leave out `from " + pack_.words_of(it.from_span) +
                     "`");
      failed();
    }
    add_row(line, it.call, table, it.no.has_value(), instant);
  }

  void add_row(const syntax::TestLine& line, const syntax::Call& call, std::uint32_t table,
               bool ends, std::int64_t instant) {
    const SchemaTable& of = pack_.schema().tables[table];
    std::vector<SchemaField> fields = of.fields;
    if (ends) fields.resize(1);
    for (const syntax::Argument& argument : call.arguments) {
      const bool is_column = ends && argument.name.text != of.fields[0].name;
      if (!is_column) continue;
      pack_.report(DiagnosticKind::EndedRow, argument.name.span, {of.name, argument.name.text})
          .with_help("say which row ends, as in `no " + of.name + "(" + of.fields[0].name +
                     ": ...)`");
      return failed();
    }
    auto values = test_values(pack_, tree_, call, {of.name, fields, true});
    if (!values) return failed();
    values->resize(of.fields.size());
    TestEvent made{std::nullopt, 0, "", instant, std::move(*values), line.span, words(line, call)};
    made.table = table;
    made.ends = ends;
    add(std::move(made));
  }

  void report_no_row(const syntax::Happening& it) {
    pack_.report(DiagnosticKind::NotARow, *it.no, {it.call.action.text})
        .with_help("what does not happen is left out");
    failed();
  }

  void add_profile(const syntax::TestLine& line, const syntax::Call& call, std::int64_t instant) {
    auto values = test_values(pack_, tree_, call, {"customer", pack_.schema().customer, false});
    if (!values) return failed();
    add({std::nullopt, 0, "", instant, std::move(*values), line.span, words(line, call)});
  }

  void add(TestEvent event) {
    made_.end = std::max(made_.end, event.instant);
    made_.events.push_back(std::move(event));
  }

  // Behind the name of what happened stands no blank, as the formatter has it.
  std::string words(const syntax::TestLine& line, const syntax::Call& call) const {
    std::string made = pack_.words_of(line.span);
    const std::size_t apart = made.find(call.action.text + " (");
    if (apart != std::string::npos) made.erase(apart + call.action.text.size(), 1);
    return made;
  }

  void report_order(const syntax::TestTime& time) {
    pack_
        .report(DiagnosticKind::TestOrder, time.span,
                {pack_.words_of(time.span), pack_.words_of(latest_time_)})
        .with_label(latest_time_, "this comes later")
        .with_help("lines stand in the order of time; a later day is named, as in `day 2 10:00`");
    failed();
  }

  void report_unknown(const syntax::Name& name) {
    failed();
    if (pack_.actions.contains(name.text)) {
      pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text})
          .with_help("`" + name.text + "` is an action, which only a rule does: `expect " +
                     name.text + " at ...`");
      return;
    }
    if (pack_.incomplete) return;
    std::vector<std::string> names{"customer"};
    for (const auto& one : pack_.touchpoints) names.push_back(one.first);
    for (const auto& one : pack_.tables) names.push_back(one.first);
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text}),
                  name, names,
                  "declare it in the schema with `touchpoint " + name.text + " on ...`");
  }

  void report_channel_of_profile(const syntax::Name& channel) {
    pack_.report(DiagnosticKind::NeverOnChannel, channel.span, {"customer", channel.text})
        .with_help("a change of the profile has no channel");
    failed();
  }

  // Which identity it comes from; empty: the customer's own name.
  std::optional<std::string> identity_of(const SchemaTouchpoint& touchpoint,
                                         const syntax::Happening& it) {
    if (touchpoint.identity) {
      const std::string& kind = pack_.schema().identifiers[*touchpoint.identity].name;
      if (it.from && !it.from->empty()) return it.from;
      pack_
          .report(DiagnosticKind::TestOfWhom, it.from ? it.from_span : it.call.action.span,
                  {touchpoint.name, kind})
          .with_help("say which, as in `" + touchpoint.name + "(...) from \"v-1\"`");
      return std::nullopt;
    }
    if (!it.from) return "";
    pack_.report(DiagnosticKind::TestOfNobody, it.from_span, {touchpoint.name})
        .with_help("leave out `from " + pack_.words_of(it.from_span) + "`");
    return std::nullopt;
  }

  // The one that is named, else the first on which the touchpoint occurs.
  std::optional<std::uint32_t> channel_of(const SchemaTouchpoint& touchpoint,
                                          const syntax::Happening& it) {
    const Schema& schema = pack_.schema();
    if (!it.channel) return touchpoint.channels.empty() ? 0 : touchpoint.channels.front();
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < schema.channels.size(); ++i) {
      names.push_back(schema.channels[i].name);
      if (names.back() == it.channel->text) return allowed(touchpoint, i, *it.channel);
    }
    if (!pack_.incomplete) {
      offer_nearest(
          pack_, pack_.report(DiagnosticKind::UnknownChannel, it.channel->span, {it.channel->text}),
          *it.channel, names, "there are " + listed(names, "and"));
    }
    return std::nullopt;
  }

  std::optional<std::uint32_t> allowed(const SchemaTouchpoint& touchpoint, std::uint32_t channel,
                                       const syntax::Name& name) {
    const auto& channels = touchpoint.channels;
    if (channels.empty() || std::find(channels.begin(), channels.end(), channel) != channels.end())
      return channel;
    std::vector<std::string> names;
    for (const std::uint32_t one : channels) names.push_back(pack_.schema().channels[one].name);
    pack_.report(DiagnosticKind::NeverOnChannel, name.span, {touchpoint.name, name.text})
        .with_label(touchpoint.span, "declared here")
        .with_help("it happens on " + listed(names));
    return std::nullopt;
  }

  // ------------------------------------------------------------ what is expected
  void expecting(const syntax::TestLine& line, const syntax::Expecting& it) {
    TestExpectation made;
    made.no = it.no;
    made.span = line.span;
    made.text = words(line, it.call);
    bool fine = other(it, made);
    fine = action(it, made) && fine;
    fine = count(it, made) && fine;
    fine = rule(it, made) && fine;
    fine = reach(it, made) && fine;
    if (!fine) return failed();
    made_.expectations.push_back(std::move(made));
  }

  bool other(const syntax::Expecting& it, TestExpectation& made) {
    made.other = it.other.has_value();
    if (!it.other || it.other->text == "other") return true;
    pack_.report(DiagnosticKind::MisspeltWord, it.other->span, {it.other->text})
        .with_help("between `no` and the action stands `other` or nothing")
        .with_fix("write `other`", it.other->span, "other");
    return false;
  }

  bool action(const syntax::Expecting& it, TestExpectation& made) {
    const syntax::Name& name = it.call.action;
    if (name.text == "action" && it.call.arguments.empty()) return true;
    const auto found = pack_.actions.find(name.text);
    if (found == pack_.actions.end()) return report_unknown_action(name);
    const SchemaAction& declared = pack_.schema().actions[found->second];
    auto values =
        test_values(pack_, tree_, it.call,
                    {declared.name, declared.arguments, false, DiagnosticKind::UnknownArgument});
    if (!values) return false;
    made.action = found->second;
    made.arguments = std::move(*values);
    return true;
  }

  bool report_unknown_action(const syntax::Name& name) {
    std::string what;
    if (pack_.touchpoints.contains(name.text))
      what = "a touchpoint: say `at ... " + name.text + "(...)`";
    else if (rules_.contains(name.text))
      what = "a rule: say which action, as in `expect action by " + name.text + "`";
    if (!what.empty()) {
      pack_.report(DiagnosticKind::UnknownAction, name.span, {name.text})
          .with_help("`" + name.text + "` is " + what);
      return false;
    }
    if (pack_.incomplete) return false;
    std::vector<std::string> names;
    for (const auto& action : pack_.actions) names.push_back(action.first);
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownAction, name.span, {name.text}), name,
                  names, "there are " + listed(names, "and") + "; `action` stands for any of them");
    return false;
  }

  bool count(const syntax::Expecting& it, TestExpectation& made) {
    if (it.times.empty()) return true;
    const Span digits = times_span(it, made.span);
    made.times = whole_of(it.times, 1, kMostTimes);
    if (!made.times) {
      pack_.report(DiagnosticKind::RepetitionOutOfRange, digits, {it.times})
          .with_help("say 1 to " + std::to_string(kMostTimes) + " times, or `expect no ...`");
      return false;
    }
    if (!it.no) return true;
    pack_.report(DiagnosticKind::TimesOfNone, digits, {it.times})
        .with_help("say `expect ... " + it.times + " times` for exactly so many, or leave it out");
    return false;
  }

  // The digits behind the action: those of a time may be the same.
  Span times_span(const syntax::Expecting& it, Span line) const {
    const Span behind_action{line.file, it.call.span.end, line.end};
    const std::size_t at = pack_.sources.text(behind_action).find(it.times);
    const auto begin = behind_action.begin + static_cast<std::uint32_t>(at);
    return {line.file, begin, begin + static_cast<std::uint32_t>(it.times.size())};
  }

  bool rule(const syntax::Expecting& it, TestExpectation& made) {
    if (!it.rule) return true;
    made.rule = it.rule->text;
    if (!rules_.contains(made.rule)) return report_unknown_rule(*it.rule);
    for (const Rule& rule : pack_.program.rules) {
      if (rule.name == made.rule) return does(rule, made, it);
    }
    return false;  // it was not understood
  }

  bool report_unknown_rule(const syntax::Name& name) {
    if (pack_.incomplete) return false;
    std::vector<std::string> names;
    for (const auto& one : rules_) names.push_back(one.first);
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownRule, name.span, {name.text}), name,
                  names, "rules are named behind the word `rule`");
    return false;
  }

  bool does(const Rule& rule, const TestExpectation& made, const syntax::Expecting& it) {
    const bool fits =
        !made.action || std::any_of(rule.calls.begin(), rule.calls.end(),
                                    [&](const Call& call) { return call.action == *made.action; });
    if (fits) return true;
    pack_.report(DiagnosticKind::RuleDoesNot, it.rule->span, {rule.name, it.call.action.text})
        .with_help("name the action that it does, or another rule");
    return false;
  }

  bool reach(const syntax::Expecting& it, TestExpectation& made) {
    if (it.reach == syntax::ExpectedReach::Whole) {
      is_open_ = true;
      return true;
    }
    const auto first = times_.expected(it.bounds.front());
    const auto last = it.bounds.size() > 1 ? times_.expected(it.bounds.back(), first) : first;
    if (!first || !last) return false;
    made_.end = std::max(made_.end, *last);
    const bool before =
        it.reach == syntax::ExpectedReach::Until || it.reach == syntax::ExpectedReach::FromUntil;
    if (it.reach != syntax::ExpectedReach::Until) made.first = *first;
    made.last = before ? *last - pack_.schema().grain_ms : *last;
    if (made.first <= made.last) return true;
    pack_
        .report(DiagnosticKind::EmptyRange, made.span,
                {pack_.words_of(it.bounds.front().span), pack_.words_of(it.bounds.back().span)})
        .with_help("the earlier time stands first; a later day is named, as in `day 2 10:00`");
    return false;
  }

  Pack& pack_;
  const syntax::Tree& tree_;
  const syntax::Test& written_;
  const std::map<std::string, Span>& rules_;
  TestTimes times_;
  Test made_;
  const syntax::TestLine* given_ = nullptr;
  const syntax::TestLine* last_happening_ = nullptr;
  std::optional<std::int64_t> happens_at_;
  Span latest_time_;
  bool is_open_ = false;  // some expectation is of the whole test
  bool understood_ = true;
};

}  // namespace

void check_test(Pack& pack, const syntax::Tree& tree, const syntax::Test& test, Span span,
                const std::map<std::string, Span>& rules) {
  TestCheck(pack, tree, test, span, rules).check();
}

}  // namespace wend::program
