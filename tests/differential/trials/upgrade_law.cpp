// SPDX-License-Identifier: Apache-2.0
//
// Other rules take the place of some while customers are inside: rules that were kept decide from then on as if they
// had been there all along.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "compiler/plan/fact_use.h"
#include "compiler/plan/upgrade.h"
#include "runtime/abi/fact_carry.h"
#include "tests/differential/trials/laws.h"
#include "tests/reference/door.h"

namespace wend::differential {
namespace {

using reference::Event;

// Which rules go, which come, and what changes in those that stay.
struct Change {
  GeneratedPack before, now;
  bool is_none = true;
};

// Also one that was renamed.
bool is_same(const GeneratedRule& before, const GeneratedRule& now) {
  const auto lasting = [](const GeneratedRule& one) {
    return one.formerly.empty() ? one.name : one.formerly;
  };
  return lasting(before) == lasting(now);
}

Change make_change(const GeneratedPack& pack, Random& random) {
  Change made{pack, pack, true};
  // Most edits change nothing that is kept of a customer, nor where it is kept.
  if (random.below(4) == 0) return made;
  made.is_none = false;
  // Links begin anew where the schema links otherwise.
  for (SchemaLink& link : made.before.schema.links)
    if (random.below(4) == 0) link.per_customer += 1;
  // So does a table that is declared otherwise.
  for (SchemaTable& table : made.before.schema.tables)
    if (random.below(4) == 0) table.rows -= 1;
  made.before.rules.clear();
  made.now.rules.clear();
  for (const GeneratedRule& rule : pack.rules) {
    const std::uint64_t chance = random.below(6);
    if (chance != 0) made.before.rules.push_back(rule);
    if (chance == 1) continue;
    GeneratedRule other = rule;
    if (random.below(3) == 0) other.priority = static_cast<int>(random.below(9)) - 4;
    // What a limit would count differs as soon as a condition does.
    if (other.limit == "none" && !other.conditions.empty() && random.below(2) == 0)
      other.conditions.pop_back();
    if (other.formerly.empty() && random.below(5) == 0) {
      other.formerly = other.name;
      other.name += "_now";
    }
    made.now.rules.push_back(std::move(other));
  }
  return made;
}

std::set<std::string> kept_rules(const Compiled& before, const Compiled& now,
                                 const Change& change) {
  std::set<std::string> kept;
  for (const plan::Upgrade& one :
       plan::upgrades(before.pack->plan(), now.program, now.pack->plan())) {
    if (one.fate == plan::Fate::Kept && !one.is_new) kept.insert(one.rule);
  }
  for (const GeneratedRule& rule : change.now.rules) {
    const auto was = std::find_if(change.before.rules.begin(), change.before.rules.end(),
                                  [&](const GeneratedRule& one) { return is_same(one, rule); });
    const bool knows = was != change.before.rules.end() || rule.limit == "none";
    if (!knows) kept.erase(rule.name);
  }
  return kept;
}

// What the operations of a rule that is kept ask goes on.
std::string fact_that_is_lost(const Compiled& before, const Compiled& now,
                              const std::set<std::string>& kept) {
  const Plan& plan = now.pack->plan();
  const FactCarry carry(before.pack->plan(), plan);
  const std::vector<std::set<std::uint32_t>> rules = plan::rules_of_facts(plan);
  for (std::uint32_t fact = 0; fact < rules.size(); ++fact) {
    if (carry.carried(fact) != Carried::Nothing) continue;
    for (const std::uint32_t rule : rules[fact]) {
      const std::string& name = plan.rules[rule].name;
      if (!plan.rules[rule].is_stage && kept.contains(name))
        return fmt::format("{} is kept, but asks {}, which is not", name, plan.facts[fact].meaning);
    }
  }
  return "";
}

// Decisions as lines, of these rules and dated after `since`.
class Listener {
 public:
  Listener(const Compiled& compiled, std::set<std::string> rules, std::int64_t since)
      : plan_(compiled.pack->plan()), rules_(std::move(rules)), since_(since) {}
  void listen(Session& session) {
    session.on_decision([this](const Decision& decision) {
      if (decision.time_ms > since_ && rules_.contains(plan_.rules[decision.rule].name))
        append_cloud_event(lines.emplace_back(), plan_, decision, DecisionFormat{});
    });
  }
  std::vector<std::string> lines;

 private:
  const Plan& plan_;
  std::set<std::string> rules_;
  std::int64_t since_;
};

// Behind all events of an instant, somewhere in the stream.
std::size_t cut_in(const Stream& stream, std::int64_t grain, Random& random) {
  std::size_t cut = random.below(stream.size());
  const auto instant = [&](std::size_t i) { return reference::instant_of(stream[i], grain); };
  while (cut + 1 < stream.size() && instant(cut + 1) == instant(cut)) ++cut;
  return cut + 1;
}

bool is_end_of_instant(const Stream& stream, std::size_t at, std::int64_t grain) {
  return at + 1 == stream.size() ||
         reference::instant_of(stream[at], grain) != reference::instant_of(stream[at + 1], grain);
}

// What is open is closed when other rules take over: what came late before would be too late behind it.
Stream without_lateness(Stream stream) {
  std::stable_sort(stream.begin(), stream.end(), reference::in_total_order);
  std::set<std::pair<std::string, std::string>> known;
  std::erase_if(stream,
                [&](const Event& event) { return !known.insert({event.source, event.id}).second; });
  return stream;
}

Stream accepted_in_order(const Schema& schema, const Stream& stream) {
  Stream result;
  const auto admitted = reference::admitted(schema, stream);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (admitted[i]) result.push_back(stream[i]);
  }
  return schema.lateness_ms == 0 ? result : without_lateness(result);
}

// Where the log fills what was not kept: all rules but those whose limit may have counted something else.
std::set<std::string> filled_rules(const Change& change) {
  std::set<std::string> rules;
  const auto most = [](const GeneratedPack& pack) {
    return pack.schema.links.empty() ? 0 : pack.schema.links[0].per_customer;
  };
  const bool linked_alike = most(change.before) == most(change.now);
  for (const GeneratedRule& rule : change.now.rules) {
    const bool was =
        linked_alike && std::any_of(change.before.rules.begin(), change.before.rules.end(),
                                    [&](const GeneratedRule& one) { return is_same(one, rule); });
    if (was || rule.limit == "none") rules.insert(rule.name);
  }
  return rules;
}

// Of rules; empty: they are the same.
std::string other_counts(const Outcome& whole, const Outcome& changed) {
  Outcome a, b;
  a.rules = whole.rules;
  b.rules = changed.rules;
  return difference(a, b, "whole", "with rules that took over");
}

// In the middle of the stream other rules take the place of some, with the log so far or without.
std::string take_over_law(const Case& one, std::uint64_t seed, bool with_log) {
  Random random(seed);
  GeneratedPack pack = one.pack;
  if (pack.schema.lateness_ms != 0) pack.schema.open_events = 10'000;
  // Whoever takes over closes what is open, and then there is more room for rows.
  for (SchemaTable& table : pack.schema.tables) table.rows = kMostRows;
  const Change change = make_change(pack, random);
  const Stream stream = accepted_in_order(one.pack.schema, one.stream);
  if (change.before.rules.empty() || change.now.rules.empty() || stream.empty()) return "";
  const Compiled before = compiled(text_of(change.before), false);
  const Compiled now = compiled(text_of(change.now), false);
  if (!before.accepted || !now.accepted) return "";
  const std::size_t cut = cut_in(stream, one.pack.schema.grain_ms, random);
  // What was saved tells a session anew when its customers wake: half of them go on as they took over.
  const bool is_restarted = random.below(2) == 0;
  // Of the others half are succeeded once more at once, by a session of the same rules, which closes what is open; and what
  // the log fills may be what is not carried from one to the next.
  const bool is_succeeded =
      !is_restarted && !with_log && pack.schema.lateness_ms == 0 && random.below(2) == 0;
  const std::int64_t since = reference::instant_of(stream[cut - 1], one.pack.schema.grain_ms);
  std::set<std::string> rules = with_log ? filled_rules(change) : kept_rules(before, now, change);
  if (!with_log) {
    const std::string lost = fact_that_is_lost(before, now, rules);
    if (!lost.empty()) return lost;
  }
  // At once the newest rows are asked, of events that are open: what took over has closed them.
  const bool asks_newest = pack.schema.lateness_ms != 0 && !pack.schema.tables.empty();
  for (const RuleInfo& rule : now.pack->plan().rules)
    if (asks_newest && rule.at_once) rules.erase(rule.name);

  Listener whole(now, rules, since), changed(now, rules, since);
  Run all(now, Tier::Interpreter), first(before, Tier::Interpreter);
  Run replayed(now, Tier::Interpreter), second(now, Tier::Interpreter),
      third(now, Tier::Interpreter);
  whole.listen(all.session());
  for (const Event& event : stream) all.feed(event);
  all.finish();

  for (std::size_t i = 0; i < cut; ++i) {
    first.feed(stream[i]);
    if (with_log) replayed.feed(stream[i]);
  }
  changed.listen(second.session());
  if (!with_log) {
    second.session().succeed(first.session());
  } else if (auto failure = second.session().succeed(first.session(), replayed.session())) {
    return failure->what;
  }
  Run* serving = &second;
  for (std::size_t i = cut; i < stream.size(); ++i) {
    serving->feed(stream[i]);
    if (i != cut) continue;
    if (is_restarted) {
      second.restart();
      changed.listen(second.session());
    }
    if (!is_succeeded || !is_end_of_instant(stream, cut, one.pack.schema.grain_ms)) continue;
    serving = &third;
    changed.listen(third.session());
    third.session().succeed(second.session());
  }
  serving->finish();
  std::string found = first_difference(whole.lines, changed.lines, "with rules that took over");
  // What is open is closed by whoever is succeeded, who may decide what would not have been.
  const bool counts_alike = change.is_none && pack.schema.lateness_ms == 0 &&
                            rules.size() == now.pack->plan().rules.size();
  if (found.empty() && counts_alike) found = other_counts(all.outcome, serving->outcome);
  if (found.empty()) return found;
  return fmt::format("{}\n\nbehind {} events, {}. Before:\n{}\nNow:\n{}", found, cut,
                     is_restarted   ? "saved and loaded"
                     : is_succeeded ? "succeeded once more"
                                    : "not saved",
                     text_of(change.before), text_of(change.now));
}

}  // namespace

std::string upgrade_law(const Case& one, std::uint64_t seed) {
  return take_over_law(one, seed, false);
}

std::string fill_law(const Case& one, std::uint64_t seed) { return take_over_law(one, seed, true); }

}  // namespace wend::differential
