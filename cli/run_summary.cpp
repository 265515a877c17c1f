// SPDX-License-Identifier: Apache-2.0
//
// What a run says at its end, on standard error.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/run.h"
#include "compiler/plan/report.h"

namespace wend::cli {
namespace {

// 1,234,567
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 10'000) return grouped(bytes) + " bytes";
  if (bytes < 10'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::uint64_t resident_bytes() {
  std::uint64_t pages = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  if (std::fscanf(file, "%*u %lu", &pages) != 1) pages = 0;
  std::fclose(file);
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::string by_name(const RunVerdicts::CountsByName& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, grouped(count));
  }
  return text;
}

std::string events_of(const Counts& counts, const RunVerdicts& verdicts) {
  std::string text = fmt::format("events      {} accepted, {} refused, {} repeats, {} skipped\n",
                                 grouped(counts.events), grouped(sum_of(verdicts.all_refused())),
                                 grouped(counts.repeats), grouped(sum_of(verdicts.all_skipped())));
  if (counts.clocks > 0)
    text += fmt::format("clock       {} records of the time alone\n", grouped(counts.clocks));
  const std::string refused = by_name(verdicts.all_refused());
  const std::string skipped = by_name(verdicts.all_skipped());
  if (!refused.empty()) text += "refused     " + refused + "\n";
  if (!skipped.empty()) text += "skipped     " + skipped + "\n";
  return text;
}

std::string decisions_of(const Plan& plan, const Counts& counts) {
  std::string text = fmt::format("decisions   {}\n", grouped(counts.decisions));
  std::size_t width = 4;
  for (const RuleInfo& rule : plan.rules) width = std::max(width, rule.name.size());
  text += fmt::format("  {:<{}} {:>11} {:>11} {:>9} {:>9} {:>9}\n", "rule", width, "triggered",
                      "not true", "unknown", "limited", "acted");
  for (std::size_t i = 0; i < plan.rules.size() && i < counts.rules.size(); ++i) {
    const RuleCounts& rule = counts.rules[i];
    text += fmt::format("  {:<{}} {:>11} {:>11} {:>9} {:>9} {:>9}\n", plan.rules[i].name, width,
                        grouped(rule.candidates), grouped(rule.not_true), grouped(rule.unknown),
                        grouped(rule.limited), grouped(rule.issued));
  }
  return text;
}

std::string bounds_of(const Counts& counts) {
  if (counts.not_armed + counts.pushed_out + counts.closed_early + counts.crowded_out +
          counts.links_forgotten ==
      0)
    return "bounds      none was reached\n";
  std::string text =
      fmt::format("bounds      {} deadlines not armed, {} remembered values pushed out",
                  grouped(counts.not_armed), grouped(counts.pushed_out));
  if (counts.crowded_out != 0)
    text += fmt::format(", {} instances crowded out", grouped(counts.crowded_out));
  if (counts.closed_early != 0)
    text += fmt::format(", {} times an open event closed early", grouped(counts.closed_early));
  if (counts.links_forgotten != 0)
    text += fmt::format(", {} links made room", grouped(counts.links_forgotten));
  return text + "\n";
}

std::string lateness_of(const Session& session) {
  if (session.pack().plan().lateness == 0) return "";
  return fmt::format(
      "lateness    {} events still open; {} decisions at once would not have been made\n",
      grouped(session.open_events()), grouped(session.counts().disproved));
}

// What the events that were later than stated changed, and what did not take them.
std::string late_of(const Plan& plan, const Counts& counts) {
  if (counts.late == 0) return "";
  std::string text = fmt::format("late        {} events later than stated\n  {:>9} {:>9}\n",
                                 grouped(counts.late), "taken", "ignored");
  for (std::size_t i = 0; i < counts.late_facts.size(); ++i) {
    const LateCounts& fact = counts.late_facts[i];
    if (fact.taken + fact.ignored > 0)
      text += fmt::format("  {:>9} {:>9}  {}\n", grouped(fact.taken), grouped(fact.ignored),
                          plan.facts[i].meaning);
  }
  for (std::size_t i = 0; i < plan.rules.size(); ++i) {
    if (counts.rules[i].late > 0)
      text += fmt::format("  {:>9} {:>9}  trigger of {}\n", 0, grouped(counts.rules[i].late),
                          plan.rules[i].name);
  }
  return text;
}

std::string identities_of(const Counts& counts) {
  if (counts.joined + counts.unlinked == 0) return "";
  return fmt::format("identities  {} histories joined a customer's, {} identities made room\n",
                     grouped(counts.joined), grouped(counts.unlinked));
}

std::string links_of(const Session& session) {
  if (session.pack().plan().links.empty()) return "";
  const Counts& counts = session.counts();
  return fmt::format("links       {} kept; customers reached {} times, {} events reached nobody\n",
                     grouped(session.links()), grouped(counts.reached),
                     grouped(counts.reached_nobody));
}

std::string tables_of(const Session& session) {
  const std::vector<TableInfo>& tables = session.pack().plan().tables;
  std::string text;
  for (std::uint32_t i = 0; i < tables.size(); ++i) {
    text += fmt::format("{} {} rows", text.empty() ? "" : ",", grouped(session.rows(i)));
    text += " of " + tables[i].name;
    if (const std::uint64_t left_out = session.rows_left_out(i); left_out != 0)
      text += fmt::format(" ({} more had no room)", grouped(left_out));
  }
  return text.empty() ? ""
                      : fmt::format("tables     {}: {}\n", text, bytes_text(session.table_bytes()));
}

std::string customers_of(const Session& session) {
  const std::uint64_t customers = session.customers();
  return fmt::format(
      "customers   {}: {} of state, {} each on average, {} the largest, at most {}\n",
      grouped(customers), bytes_text(session.state_bytes()),
      bytes_text(customers == 0 ? 0 : session.state_bytes() / customers),
      bytes_text(session.largest_customer_bytes()),
      bytes_text(plan::state_bound(session.pack().plan()).total()));
}

std::string speed_of(const Session& session, const RunTimes& times, Tier tier) {
  const auto rate = [](std::uint64_t count, double seconds) {
    return grouped(seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(count) / seconds)
                               : 0);
  };
  const bool is_native = tier != Tier::Interpreter && session.pack().has_native();
  // What a processor did is known of one thread only.
  const std::string processor = times.threads > 1
                                    ? fmt::format("{} threads", times.threads)
                                    : fmt::format("{} rows per thread-CPU second ({:.2f} s)",
                                                  rate(times.rows, times.thread), times.thread);
  return fmt::format(
      "speed       {} rows in {:.2f} s: {} rows/s, {}\n"
      "start-up    {:.0f} ms; engine {}; {} resident\n",
      grouped(times.rows), times.wall, rate(times.rows, times.wall), processor,
      times.start_up * 1e3, is_native ? "native" : "interpreter", bytes_text(resident_bytes()));
}

}  // namespace

std::string summary_of(const Session& session, const RunVerdicts& verdicts, const RunTimes& times,
                       Tier tier) {
  const Counts& counts = session.counts();
  return events_of(counts, verdicts) + decisions_of(session.pack().plan(), counts) +
         customers_of(session) + identities_of(counts) + bounds_of(counts) +
         fmt::format("deadlines   {} open\n", grouped(session.open_deadlines())) +
         lateness_of(session) + late_of(session.pack().plan(), counts) + links_of(session) +
         tables_of(session) + speed_of(session, times, tier);
}

}  // namespace wend::cli
