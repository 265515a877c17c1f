// SPDX-License-Identifier: Apache-2.0
//
// The same input through the hosts there are: a program that feeds typed events, one by one, in rows, or as structs of its own; one that reads lines with a pack from
// a file, and is stopped and resumed in the middle; one that shares its customers among threads; two doors that share
// them, where machine code arrives while events come.
#include <map>
#include <set>

#include "runtime/abi/pack.h"
#include "tests/differential/trials/event_line.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/line_ways.h"
#include "tests/reference/door.h"
#include "tests/reference/links.h"
#include "wend/compiler.h"
#include "wend/partitions.h"

namespace wend::differential {
namespace {

using reference::Event;

// Decisions as they come, customer by customer: no order is promised across customers.
class Listener {
 public:
  void hear(Session& session) {
    session.on_decision([this, &session](const Decision& decision) {
      append_cloud_event(lines_[std::string(decision.customer)].emplace_back(),
                         session.pack().plan(), decision, DecisionFormat{});
    });
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const auto& [customer, own] : lines_) all.insert(all.end(), own.begin(), own.end());
    return all;
  }
  std::string problem;

 private:
  std::map<std::string, std::vector<std::string>> lines_;
};

void finish(Session& session, std::int64_t closing) {
  session.advance_to(closing);
  session.flush();
}

std::vector<std::string> embedded(const Compiled& made, const Stream& stream,
                                  std::int64_t closing) {
  Listener listener;
  Run run(made, Tier::Interpreter);
  listener.hear(run.session());
  for (const Event& event : stream) run.feed(event);
  finish(run.session(), closing);
  return listener.lines();
}

// What `wend run` does with a saved pack, and with `--resume` behind the middle.
std::vector<std::string> from_lines(const Compiled& made, const Stream& stream,
                                    std::int64_t closing, std::string& problem) {
  Listener listener;
  const auto pack = Pack::from_bytes(pack_bytes(made.pack->plan(), nullptr));
  if (!pack) {
    problem = "the pack cannot be read: " + pack.failure().what;
    return {};
  }
  auto session = std::make_unique<Session>(pack.value(), Tier::Interpreter);
  listener.hear(*session);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (i == stream.size() / 2) {
      const std::vector<std::uint8_t> state = session->save();
      session = std::make_unique<Session>(pack.value(), Tier::Interpreter);
      listener.hear(*session);
      if (const auto failure = session->load(state)) problem = "cannot resume: " + failure->what;
    }
    const std::string line = event_line(made.pack->plan(), stream[i]);
    if (const auto refused = session->feed_json(line))
      problem = "accepted as an event, refused as a line: " + refused->reason + "\n  " + line;
  }
  finish(*session, closing);
  return listener.lines();
}

// Each customer at one of two doors. The other door only learns what time it is; of what is about no customer both hear.
std::vector<std::string> at_two_doors(const std::string& text, const Stream& stream,
                                      std::int64_t closing, bool with_native) {
  Listener listener;
  const Compiled made = compiled(text, false);
  Run first(made, Tier::Automatic), second(made, Tier::Automatic);
  listener.hear(first.session());
  listener.hear(second.session());
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (i == stream.size() / 3 && with_native) {
      const auto refused = compile_native_in_background(made.pack).wait();
      if (refused) listener.problem = refused->what;
    }
    const Event& event = stream[i];
    const std::int64_t instant = reference::instant_of(event, made.program.schema.grain_ms);
    if (event.table || reference::is_about(made.program.schema, event)) {
      first.feed(event);
      second.feed(event);
      continue;
    }
    // Whose an identity is, only one door can know.
    const bool has_identities = made.program.schema.identifiers.back().aliases != 0;
    const bool at_first = event.clock || has_identities || event.customer.back() % 2 == 0;
    (at_first ? first : second).feed(event);
    (at_first ? second : first).session().advance_to(instant);
  }
  finish(first.session(), closing);
  finish(second.session(), closing);
  return listener.lines();
}

// As decisions come: one thread or several, the order is the same over all customers.
struct Told {
  std::vector<std::string> lines;
  std::vector<std::string> refused;
  std::vector<std::uint8_t> state;
  void hear(const std::optional<Refusal>& refusal) {
    refused.push_back(refusal ? refusal->reason : "");
  }
};

Told on_one_thread(const Compiled& made, const Stream& stream, std::int64_t closing) {
  Told told;
  Session session(made.pack, Tier::Interpreter);
  session.on_decision([&](const Decision& decision) {
    append_cloud_event(told.lines.emplace_back(), made.pack->plan(), decision, DecisionFormat{});
  });
  for (const Event& event : stream) told.hear(session.feed(event_of(event)));
  finish(session, closing);
  told.state = session.save();
  return told;
}

// The customers go back to the session and out again in the middle; now and then somebody wants what is complete.
Told on_threads(const Compiled& made, const Stream& stream, std::int64_t closing, unsigned threads,
                Random random) {
  Told told;
  Session session(made.pack, Tier::Interpreter);
  const auto format = [&](const Decision& decision, std::string& line) {
    append_cloud_event(line, made.pack->plan(), decision, DecisionFormat{});
  };
  Partitions partitions(session, threads, format,
                        [&](std::string_view line) { told.lines.emplace_back(line); });
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (i == stream.size() / 3 || random.chance(10)) partitions.settle();
    if (i == stream.size() / 2) partitions.join();
    told.hear(partitions.feed(event_of(stream[i])));
  }
  partitions.advance_to(closing);
  partitions.flush();
  partitions.join();
  told.state = session.save();
  return told;
}

bool has_customer(const Compiled& made, const Event& event) {
  return !event.clock && !event.customer.empty() &&
         !reference::is_about(made.program.schema, event);
}

// Some events at a time. A host may know customers by number, and every other event says it so.
Told in_rows(const Compiled& made, const Stream& stream, std::int64_t closing, std::size_t row,
             bool by_number) {
  Told told;
  Session session(made.pack, Tier::Interpreter);
  session.on_decision([&](const Decision& decision) {
    append_cloud_event(told.lines.emplace_back(), made.pack->plan(), decision, DecisionFormat{});
  });
  for (std::size_t i = 0; i < stream.size(); i += row) {
    std::vector<wend::Event> events;
    for (std::size_t k = i; k < std::min(stream.size(), i + row); ++k) {
      events.push_back(event_of(stream[k]));
      if (!by_number || k % 2 == 0 || !has_customer(made, stream[k])) continue;
      events.back().customer_number = session.number_of(events.back().customer);
      events.back().customer = {};
    }
    std::vector<std::string> refused(events.size());
    session.feed(events,
                 [&](std::size_t at, const Refusal& refusal) { refused[at] = refusal.reason; });
    told.refused.insert(told.refused.end(), refused.begin(), refused.end());
  }
  finish(session, closing);
  told.state = session.save();
  return told;
}

// Whoever has a number is known, also if nothing was taken of them: the state is that of another session then.
std::string same_in_rows(const Compiled& made, const Stream& stream, std::int64_t closing,
                         std::uint64_t seed) {
  const bool has_identities = made.program.schema.identifiers.back().aliases != 0;
  const bool by_number = !has_identities && seed % 2 == 0;
  const Told right = on_one_thread(made, stream, closing);
  const Told told = in_rows(made, stream, closing, 1 + seed % 40, by_number);
  std::string found = first_difference(right.lines, told.lines, "in rows");
  if (found.empty()) found = first_difference(right.refused, told.refused, "refused in rows");
  if (!found.empty() || by_number || right.state == told.state) return found;
  return "in rows the saved session is another";
}

// What a server does: whoever asks gets an answer at once, before the instant is over as far as is known. Only where nothing
// more comes in that instant, since what stands before an event that was decided is refused.
Told served(const Compiled& made, const Stream& stream, std::int64_t closing, Random& random,
            Listener& listener) {
  const auto instant_in = [&](const Event& event) {
    return reference::instant_of(event, made.program.schema.grain_ms);
  };
  std::map<std::int64_t, std::size_t> to_come;
  for (const Event& event : stream) ++to_come[instant_in(event)];
  std::int64_t latest = std::numeric_limits<std::int64_t>::min();
  Told told;
  Session session(made.pack, Tier::Interpreter);
  listener.hear(session);
  for (const Event& event : stream) {
    told.hear(session.feed(event_of(event)));
    latest = std::max(latest, instant_in(event));
    --to_come[instant_in(event)];
    if (to_come[latest] > 0 || random.chance(30)) continue;
    session.flush();
    const bool is_new =
        instant_in(event) == latest && told.refused.back().empty() && !event.clock && !event.table;
    if (!is_new || made.program.schema.lateness_ms != 0 || random.chance(50)) continue;
    const std::uint64_t taken = session.counts().events;
    const auto again = session.feed(event_of(event));
    if (!again || again->kind != RefusalKind::Repeat || session.counts().events != taken)
      listener.problem = "an event that was decided is taken again";
  }
  finish(session, closing);
  return told;
}

std::string same_as_served(const Compiled& made, const Stream& stream, std::int64_t closing,
                           std::uint64_t seed) {
  Random random(seed);
  Listener right, answered;
  Told usual;
  Session session(made.pack, Tier::Interpreter);
  right.hear(session);
  for (const Event& event : stream) usual.hear(session.feed(event_of(event)));
  finish(session, closing);
  const Told told = served(made, stream, closing, random, answered);
  if (!answered.problem.empty()) return answered.problem;
  const std::string found = first_difference(right.lines(), answered.lines(), "answered at once");
  return found.empty() ? first_difference(usual.refused, told.refused, "refused, answered at once")
                       : found;
}

std::string same_on_threads(const Compiled& made, const Stream& stream, std::int64_t closing,
                            std::uint64_t seed) {
  constexpr unsigned kMostThreads = 3;
  if (Partitions::problem(*made.pack)) return "";
  const Told right = on_one_thread(made, stream, closing);
  const unsigned threads = 1 + static_cast<unsigned>(seed % kMostThreads);
  const Told told = on_threads(made, stream, closing, threads, Random(seed));
  std::string found = first_difference(right.lines, told.lines, "on several threads");
  if (found.empty())
    found = first_difference(right.refused, told.refused, "refused on several threads");
  if (!found.empty() || right.state == told.state) return found;
  return "on several threads the saved session is another";
}

// Each line, and what becomes of it when it is changed a little, again and again.
std::string same_both_ways(const Compiled& made, const Stream& stream, std::uint64_t seed) {
  constexpr int kChanges = 4;
  Random random(seed);
  const Plan& plan = made.pack->plan();
  for (const Event& event : stream) {
    const std::string usual = event_line(plan, event);
    std::string line = usual;
    for (int change = 0; change <= kChanges; ++change) {
      const std::string found = difference_of_ways(plan, line, usual);
      if (!found.empty()) return found;
      line = changed_line(line, random);
    }
  }
  return "";
}

// What the door accepts of the events that a line can say.
Stream accepted_lines(const Compiled& made, const Stream& stream) {
  Stream lines, result;
  for (const Event& event : stream)
    if (can_be_written(made.pack->plan(), event)) lines.push_back(event);
  const auto admitted = reference::admitted(made.program.schema, lines);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (admitted[i] || lines[i].clock) result.push_back(lines[i]);
  return result;
}

}  // namespace

// No link has to make room: customers share the bound of a value.
std::string host_law(const Case& given, std::uint64_t seed, Tiers tiers) {
  Case one = given;
  for (SchemaLink& link : one.pack.schema.links) link.per_value = kMostLinksPerValue;
  without_levels(one.pack);
  const std::string text = text_of(one.pack);
  const Compiled made = compiled(text, false);
  if (!made.accepted) return "";
  const Stream stream = accepted_lines(made, one.stream);
  std::int64_t closing = 0;
  for (const Event& event : stream)
    closing = std::max(closing, reference::instant_of(event, one.pack.schema.grain_ms));
  closing += one.pack.schema.lateness_ms + one.pack.schema.grain_ms;
  const std::vector<std::string> right = embedded(made, stream, closing);
  std::string problem;
  const auto lines = from_lines(made, stream, closing, problem);
  if (!problem.empty()) return problem;
  const std::string found = first_difference(right, lines, "from lines, resumed in the middle");
  if (!found.empty()) return found;
  const std::string ways = same_both_ways(made, stream, seed);
  if (!ways.empty()) return ways;
  const std::string in_rows = same_in_rows(made, one.stream, closing, seed);
  if (!in_rows.empty()) return in_rows;
  const std::string answered = same_as_served(made, one.stream, closing, seed);
  if (!answered.empty()) return answered;
  const std::string records = same_as_records(made, one.stream, closing, seed);
  if (!records.empty()) return records;
  const std::string concerned = same_concerned(made, one.stream, seed);
  if (!concerned.empty()) return concerned;
  const std::string divided = same_on_threads(made, one.stream, closing, seed);
  if (!divided.empty()) return divided;
  return first_difference(right, at_two_doors(text, stream, closing, tiers != Tiers::Interpreter),
                          "at two doors");
}

}  // namespace wend::differential
