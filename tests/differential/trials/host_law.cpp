// SPDX-License-Identifier: Apache-2.0
//
// The same input through the hosts there are: a program that feeds typed events; one that reads lines with a pack from
// a file, and is stopped and resumed in the middle; two doors that share the customers, where machine code arrives
// while events come.
#include <map>
#include <set>

#include "compiler/native/native.h"
#include "runtime/abi/pack.h"
#include "tests/differential/trials/event_line.h"
#include "tests/differential/trials/laws.h"
#include "tests/reference/door.h"

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

// Each customer at one of two doors. The other door only learns what time it is.
std::vector<std::string> at_two_doors(const std::string& text, const Stream& stream,
                                      std::int64_t closing, bool with_native) {
  Listener listener;
  const Compiled made = compiled(text, false);
  Run first(made, Tier::Automatic), second(made, Tier::Automatic);
  listener.hear(first.session());
  listener.hear(second.session());
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (i == stream.size() / 3 && with_native) {
      auto code = native::compile(made.pack->plan());
      if (code) made.pack->adopt_native(code.value(), nullptr);
    }
    const Event& event = stream[i];
    const std::int64_t instant = reference::instant_of(event, made.program.schema.grain_ms);
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

std::string host_law(const Case& one, std::uint64_t, Tiers tiers) {
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
  return first_difference(right, at_two_doors(text, stream, closing, tiers != Tiers::Interpreter),
                          "at two doors");
}

}  // namespace wend::differential
