// SPDX-License-Identifier: Apache-2.0
//
// Tests in the language: what the judge decides of a customer, written as a test, passes, and the rules were asked
// and answered as often as the judge counts.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/driver/pipeline.h"
#include "compiler/plan/from_program.h"
#include "compiler/verdict/coverage.h"
#include "compiler/verdict/verdict.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/test_text.h"
#include "tests/reference/door.h"

namespace wend::differential {
namespace {

using reference::Event;

bool is_of_identity(const Schema& schema, const Event& event) {
  return !event.profile && !event.table && schema.touchpoints[event.touchpoint].identity;
}

// Of the customer who comes first, and of whoever is not known by a name. Of repeats only sources and ids tell that
// they are none.
std::vector<Event> history_of_one(const Schema& schema, const Stream& stream) {
  std::vector<Event> made;
  std::string first;
  for (auto& event : reference::admitted(schema, stream)) {
    if (!event) continue;
    const bool is_nobodys = is_of_identity(schema, *event);
    const bool is_about = event->customer.empty();
    event->known_from.reset();  // here it stands in order
    if (first.empty() && !is_nobodys && !is_about) first = event->customer;
    if (is_nobodys || (is_about && !first.empty()) || event->customer == first)
      made.push_back(std::move(*event));
  }
  // Rows of an instant hold for what else happens in it.
  std::stable_sort(made.begin(), made.end(), [&](const Event& a, const Event& b) {
    const auto place = [&](const Event& one) {
      return std::pair(reference::instant_of(one, schema.grain_ms), !one.table.has_value());
    };
    return place(a) != place(b) ? place(a) < place(b) : reference::in_total_order(a, b);
  });
  return made;
}

std::string asked_otherwise(const program::Program& program, const verdict::Played& played,
                            const std::vector<reference::RuleCounts>& judged) {
  for (std::size_t i = 0; i < program.rules.size(); ++i) {
    reference::RuleCounts counts;
    for (const verdict::Asked& asked : played.asked) {
      if (asked.of->kind != verdict::Watching::Rule || asked.of->rule != program.rules[i].name)
        continue;
      ++counts.candidates;
      counts.not_true += asked.condition.known && asked.condition.number == 0 ? 1 : 0;
      counts.issued += asked.acted ? 1 : 0;
    }
    const reference::RuleCounts& right = judged[i];
    if (counts.candidates != right.candidates || counts.not_true != right.not_true ||
        counts.issued != right.issued)
      return fmt::format("rule {}: asked {}, no {}, acted {}; the judge counts {}, {} and {}",
                         program.rules[i].name, counts.candidates, counts.not_true, counts.issued,
                         right.candidates, right.not_true, right.issued);
  }
  return "";
}

}  // namespace

// No row has no room: fewer are given here.
std::string test_law(const Case& given, Tier tier) {
  Case one = given;
  for (SchemaTable& table : one.pack.schema.tables) table.rows = kMostRows;
  const std::string text = text_of(one.pack);
  const Compiled made = compiled(text, false);
  if (!made.accepted) return "";
  const std::vector<Event> history = history_of_one(made.program.schema, one.stream);
  if (history.empty()) return "";
  const std::int64_t end = reference::instant_of(history.back(), made.program.schema.grain_ms) +
                           made.program.schema.grain_ms;
  const reference::Verdict judged = reference::judge(made.program, history, end);
  const auto test = test_text(made.program, history, judged.decisions);
  if (!test) return "";
  driver::Compilation tested = driver::compilation_of({{"trial.wend", text + "\n" + *test}});
  if (!tested.plan)
    return "the test is refused:\n" +
           render_text(tested.sources, tested.diagnostics, Colour::Never) + *test;
  auto pack = std::make_shared<Pack>(std::move(*tested.plan));
  // As the driver makes plans: those of trials have their indexes from the first rule on.
  if (pack->meaning() != Pack(plan::from_program(made.program)).meaning())
    return "a test changes the plan";
  const verdict::Watch watch = verdict::watch_of(*tested.program, true);
  const verdict::Player player(pack, watch, tier);
  const verdict::Played played = player.play(tested.program->tests.front());
  std::string wrong;
  for (const auto& found :
       verdict::differences(*tested.program, tested.program->tests.front(), played))
    wrong += found.expected + ": " + found.message + "\n";
  return wrong.empty() ? asked_otherwise(*tested.program, played, judged.rules) : wrong + *test;
}

}  // namespace wend::differential
