// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/laws.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "compiler/format/format.h"
#include "compiler/plan/report.h"
#include "compiler/syntax/from_text.h"
#include "tests/reference/door.h"

namespace wend::differential {

using reference::Event;

std::string first_difference(const std::vector<std::string>& a, const std::vector<std::string>& b,
                             const char* what) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "(none)";
    const std::string right = i < b.size() ? b[i] : "(none)";
    if (left != right)
      return fmt::format("{}, decision {}\n  before: {}\n  after:  {}", what, i, left, right);
  }
  return "";
}

namespace {

Stream accepted_only(const Schema& schema, const Stream& stream) {
  Stream result;
  const auto admitted = reference::admitted(schema, stream);
  for (std::size_t i = 0; i < stream.size(); ++i)
    if (admitted[i]) result.push_back(stream[i]);
  return result;
}

// Decisions of some rules and customers, with the clock brought to `closing` at the end. Of those who are not `there`
// only the time of their events is known.
std::vector<std::string> decisions_of(const Compiled& compiled, const Stream& stream,
                                      std::int64_t closing, const std::set<std::string>& rules,
                                      const std::set<std::string>& customers,
                                      const std::set<std::string>& there) {
  Run run(compiled, Tier::Interpreter);
  std::vector<std::string> lines;
  run.session().on_decision([&](const Decision& decision) {
    const Plan& plan = compiled.pack->plan();
    if (!rules.contains(plan.rules[decision.rule].name) ||
        !customers.contains(std::string(decision.customer)))
      return;
    append_cloud_event(lines.emplace_back(), plan, decision, DecisionFormat{});
  });
  for (const Event& event : stream) {
    if (there.contains(event.customer) || event.customer.empty()) {
      run.feed(event);
    } else {
      run.session().advance_to(reference::instant_of(event, compiled.program.schema.grain_ms));
    }
  }
  run.session().advance_to(closing);
  run.session().flush();
  return lines;
}

struct Parsed {
  Sources sources;
  Diagnostics diagnostics;
  syntax::Tree tree;
};

void parse(Parsed& into, const std::string& text) {
  const FileId file = into.sources.add({"trial.wend", text});
  into.tree = syntax::from_text(into.sources, file, into.diagnostics);
}

template <std::string (*law)(const Compiled&, const Stream&)>
std::string compiling(const Case& one, std::uint64_t, Tiers) {
  const Compiled made = compiled(text_of(one.pack), false);
  return made.accepted ? law(made, one.stream) : "";
}

std::string judging(const Case& one, std::uint64_t, Tiers tiers) {
  const Compiled made = compiled(text_of(one.pack), tiers != Tiers::Interpreter);
  return made.accepted ? judge_law(made, one.stream, tiers) : "";
}

std::string crashing(const Case& one, std::uint64_t seed, Tiers) {
  no_crash_law(one, seed);
  return "";
}

}  // namespace

// For every other stream the clock goes on behind its newest event, by an hour up to half a year.
std::optional<std::int64_t> clock_after(const Compiled& compiled, const Stream& stream) {
  constexpr std::int64_t kHour = 3'600'000;
  std::int64_t newest = INT64_MIN;
  for (const Event& event : accepted_only(compiled.program.schema, stream))
    newest = std::max(newest, reference::instant_of(event, compiled.program.schema.grain_ms));
  const std::int64_t chance = (newest / 1000 % 97 + 97) % 97;
  if (newest == INT64_MIN || chance % 2 == 0) return std::nullopt;
  return newest + kHour * chance * chance / 2;
}

std::string judge_law(const Compiled& compiled, const Stream& stream, Tiers tiers) {
  if (!compiled.violations.empty()) return "the plan breaks its invariants: " + compiled.violations;
  const std::optional<std::int64_t> until = clock_after(compiled, stream);
  const Outcome right = judged(compiled, stream, until);
  if (tiers != Tiers::Native) {
    const std::string found = difference(
        right, outcome_of(compiled, Tier::Interpreter, stream, until), "judge", "interpreter");
    if (!found.empty()) return found;
  }
  if (tiers == Tiers::Interpreter) return "";
  return difference(right, outcome_of(compiled, Tier::Native, stream, until), "judge",
                    "native code");
}

std::string replay_law(const Compiled& compiled, const Stream& stream) {
  const Outcome once = outcome_of(compiled, Tier::Interpreter, stream);
  const Outcome again = outcome_of(compiled, Tier::Interpreter, stream);
  return first_difference(once.events, again.events, "played twice");
}

std::string restart_law(const Compiled& compiled, const Stream& stream) {
  const Outcome through = outcome_of(compiled, Tier::Interpreter, stream);
  Run run(compiled, Tier::Interpreter);
  for (const Event& event : stream) {
    run.feed(event);
    run.restart();
  }
  run.finish();
  const std::string found =
      first_difference(through.events, run.outcome.events, "saved and loaded after each event");
  return found.empty() ? difference(through, run.outcome, "session", "restarted session") : found;
}

void without_levels(GeneratedPack& pack) {
  for (const SchemaLevel& level : pack.schema.levels) {
    const std::string per = " per " + level.name;
    for (GeneratedRule& rule : pack.rules) {
      const std::size_t at = rule.limit.find(per);
      if (at != std::string::npos) rule.limit.replace(at, per.size(), " per customer");
    }
  }
}

// No link has to make room, and no limit is of several: customers share the bound of a value, and a household its limit.
std::string neighbour_law(const Case& given, std::uint64_t seed) {
  Random random(seed);
  Case one = given;
  for (SchemaLink& link : one.pack.schema.links) link.per_value = kMostLinksPerValue;
  without_levels(one.pack);
  const Compiled whole = compiled(text_of(one.pack), false);
  if (!whole.accepted) return "";
  Case part = one;
  random.shuffle(part.pack.rules);
  if (part.pack.rules.size() > 1) part.pack.rules.resize(1 + random.below(part.pack.rules.size()));
  const Compiled some = compiled(text_of(part.pack), false);
  if (!some.accepted) return "";
  std::set<std::string> rules, customers, everyone;
  for (const GeneratedRule& rule : part.pack.rules) rules.insert(rule.name);
  const Stream all = accepted_only(one.pack.schema, one.stream);
  std::int64_t closing = 0;
  for (const Event& event : all) {
    closing = std::max(closing, reference::instant_of(event, one.pack.schema.grain_ms));
    if (event.customer.empty()) continue;
    everyone.insert(event.customer);
    // Whose an identity is hangs on all of them.
    if (customers.size() < 2 || whole.program.schema.identifiers.back().aliases != 0)
      customers.insert(event.customer);
  }
  return first_difference(decisions_of(whole, all, closing, rules, customers, everyone),
                          decisions_of(some, all, closing, rules, customers, customers),
                          "with fewer neighbours");
}

namespace {

// Each source and id once: a repeat is identical.
Stream without_namesakes(const Stream& stream) {
  std::set<std::pair<std::string, std::string>> known;
  Stream result;
  for (const Event& event : stream)
    if (known.insert({event.source, event.id}).second) result.push_back(event);
  return result;
}

// An event arrives when its time has come, or up to the lateness after it; now and then once more.
Stream shuffled(const Schema& schema, const Stream& stream, Random& random) {
  std::vector<std::pair<std::int64_t, Event>> arriving;
  for (const Event& event : stream) do {
      const std::int64_t delay = random.chance(70) ? random.between(0, schema.lateness_ms) : 0;
      arriving.emplace_back(reference::instant_of(event, schema.grain_ms) + delay, event);
    } while (random.chance(15));
  random.shuffle(arriving);
  std::stable_sort(arriving.begin(), arriving.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Stream result;
  for (auto& [time, event] : arriving) result.push_back(std::move(event));
  return result;
}

// Per customer, in the order in which they come.
std::vector<std::string> by_customer(const Compiled& compiled, const Stream& stream,
                                     std::int64_t closing) {
  std::map<std::string, std::vector<std::string>> lines;
  Run run(compiled, Tier::Interpreter);
  run.session().on_decision([&](const Decision& decision) {
    if (compiled.pack->plan().rules[decision.rule].at_once) return;
    append_cloud_event(lines[std::string(decision.customer)].emplace_back(), compiled.pack->plan(),
                       decision, DecisionFormat{});
  });
  for (const Event& event : stream) run.feed(event);
  run.session().advance_to(closing);
  run.session().flush();
  std::vector<std::string> all;
  for (auto& [customer, own] : lines) all.insert(all.end(), own.begin(), own.end());
  return all;
}

}  // namespace

// No open event and no row has to make room: then what comes first would matter.
std::string shuffle_law(const Case& one, std::uint64_t seed) {
  Random random(seed);
  GeneratedPack pack = one.pack;
  if (pack.schema.lateness_ms != 0) pack.schema.open_events = 10'000;
  for (SchemaTable& table : pack.schema.tables) table.rows = kMostRows;
  const Compiled made = compiled(text_of(pack), false);
  if (!made.accepted) return "";
  Stream stream = without_namesakes(accepted_only(pack.schema, one.stream));
  if (stream.empty()) return "";
  std::stable_sort(stream.begin(), stream.end(), reference::in_total_order);
  const std::int64_t closing =
      reference::instant_of(stream.back(), pack.schema.grain_ms) + pack.schema.lateness_ms;
  const Stream other = shuffled(pack.schema, stream, random);
  return first_difference(by_customer(made, stream, closing), by_customer(made, other, closing),
                          "in another order of arrival");
}

namespace {

// Of rules without limits that say nothing else, or may be decided at once: what was issued.
std::set<std::string> issued_ids(const Compiled& compiled, const Stream& stream,
                                 std::int64_t closing) {
  std::set<std::string> ids;
  Run run(compiled, Tier::Interpreter);
  run.session().on_decision([&](const Decision& decision) {
    const RuleInfo& rule = compiled.pack->plan().rules[decision.rule];
    if (rule.ledger == Fact::kNoFact && !rule.at_deadline) ids.insert(std::string(decision.id));
  });
  for (const Event& event : stream) run.feed(event);
  run.session().advance_to(closing);
  return ids;
}

}  // namespace

std::string at_once_law(const Case& one, std::uint64_t) {
  if (one.pack.schema.lateness_ms == 0) return "";
  GeneratedPack certain = one.pack;
  GeneratedPack at_once = one.pack;
  for (GeneratedRule& rule : certain.rules) rule.decide = "when certain";
  for (GeneratedRule& rule : at_once.rules) rule.decide = "";
  const Compiled later = compiled(text_of(certain), false);
  const Compiled now = compiled(text_of(at_once), false);
  if (!later.accepted || !now.accepted) return "";
  std::int64_t closing = 0;
  for (const Event& event : accepted_only(one.pack.schema, one.stream))
    closing = std::max(closing, reference::instant_of(event, one.pack.schema.grain_ms));
  closing += one.pack.schema.lateness_ms + one.pack.schema.grain_ms;
  // What tables say at once is another matter than what they said at the event.
  Stream stream = one.stream;
  std::erase_if(stream, [](const Event& event) { return event.table.has_value(); });
  const std::set<std::string> known = issued_ids(now, stream, closing);
  for (const std::string& id : issued_ids(later, stream, closing))
    if (!known.contains(id)) return "certain, and was not decided at once: " + id;
  return "";
}

std::string bound_law(const Compiled& compiled, const Stream& stream) {
  const std::uint64_t bound = plan::state_bound(compiled.pack->plan()).total();
  Run run(compiled, Tier::Interpreter);
  for (const Event& event : stream) {
    run.feed(event);
    const std::uint64_t largest = run.session().largest_customer_bytes();
    if (largest > bound)
      return fmt::format("a customer takes {} bytes, the report promises at most {}", largest,
                         bound);
  }
  return "";
}

std::string format_law(const GeneratedPack& pack) {
  Parsed written, formatted;
  parse(written, text_of(pack));
  if (written.tree.has_errors) return "generated text does not parse";
  const std::string text = format(written.tree, written.sources);
  parse(formatted, text);
  if (formatted.tree.has_errors) return "formatted text does not parse:\n" + text;
  if (!same_meaning(written.tree, formatted.tree)) return "formatting changes the tree:\n" + text;
  const std::string again = format(formatted.tree, formatted.sources);
  return again == text ? "" : "formatting twice differs:\n" + text + "\n---\n" + again;
}

const std::vector<Law>& laws() {
  static const std::vector<Law> all = {
      {"judge", judging},
      {"replay", compiling<replay_law>},
      {"restart", compiling<restart_law>},
      {"shuffle",
       [](const Case& one, std::uint64_t seed, Tiers) { return shuffle_law(one, seed); }},
      {"at-once",
       [](const Case& one, std::uint64_t seed, Tiers) { return at_once_law(one, seed); }},
      {"merge", [](const Case& one, std::uint64_t seed, Tiers) { return merge_law(one, seed); }},
      {"neighbour",
       [](const Case& one, std::uint64_t seed, Tiers) { return neighbour_law(one, seed); }},
      {"bound", compiling<bound_law>},
      {"upgrade",
       [](const Case& one, std::uint64_t seed, Tiers) { return upgrade_law(one, seed); }},
      {"carry", [](const Case& one, std::uint64_t seed, Tiers) { return carry_law(one, seed); }},
      {"fill", [](const Case& one, std::uint64_t seed, Tiers) { return fill_law(one, seed); }},
      {"host", host_law},
      {"batch", [](const Case& one, std::uint64_t seed, Tiers) { return batch_law(one, seed); }},
      {"code", [](const Case& one, std::uint64_t seed, Tiers) { return code_law(one, seed); }},
      {"edit", [](const Case& one, std::uint64_t seed, Tiers) { return edit_law(one, seed); }},
      {"format", [](const Case& one, std::uint64_t, Tiers) { return format_law(one.pack); }},
      {"test",
       [](const Case& one, std::uint64_t, Tiers) { return test_law(one, Tier::Interpreter); }},
      {"no-crash", crashing},
  };
  return all;
}

}  // namespace wend::differential
