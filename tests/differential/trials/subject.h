// SPDX-License-Identifier: Apache-2.0
//
// The product as the laws see it: text in, decisions out, in a form that can be compared with the
// judge's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/program/program.h"
#include "tests/differential/trials/stream.h"
#include "tests/reference/judge.h"
#include "wend/runtime.h"

namespace wend::differential {

struct Compiled {
  bool accepted = false;   // no error was reported
  std::string messages;    // what was reported, as the author would read it
  std::string violations;  // of the plan; empty
  program::Program program;
  std::shared_ptr<Pack> pack;
};

// Through parser, checker and plan; `native` also compiles machine code.
Compiled compiled(const std::string& text, bool native);

// Decisions as lines that say everything; two runs agree if their lines do.
struct Outcome {
  std::vector<std::string> decisions;
  std::vector<std::string> events;  // the same as CloudEvents
  std::vector<bool> accepted;       // per event of the stream
  std::vector<reference::RuleCounts> rules;
  std::uint64_t closed_early = 0;  // times that an open event had to make room
  std::uint64_t disproved = 0;     // acts at once that were not certain later
  std::uint64_t late = 0;          // accepted events that were later than stated
  std::uint64_t rows_left_out = 0;
  std::uint64_t reached = 0, reached_nobody = 0, links_forgotten = 0;
  std::uint64_t linked_out_of_turn = 0, linked_late = 0;  // identities; by the judge alone
  std::uint64_t largest_customer = 0;                     // bytes, the most seen
};

// As a host hands it over. Its texts are those of `from`.
Event event_of(const reference::Event& from);

class Run {
 public:
  Run(const Compiled& compiled, Tier tier);
  void feed(const reference::Event& event);
  void finish();
  void restart();  // saves, loads into a new session and goes on there
  Session& session() { return *session_; }
  Outcome outcome;

 private:
  void open();
  const Compiled& compiled_;
  Tier tier_;
  std::unique_ptr<Session> session_;
};

// `until`: the clock goes on to this instant behind the last event.
Outcome outcome_of(const Compiled& compiled, Tier tier, const Stream& stream,
                   std::optional<std::int64_t> until = std::nullopt);
Outcome judged(const Compiled& compiled, const Stream& stream,
               std::optional<std::int64_t> until = std::nullopt);

// Says where two outcomes part; empty if they agree. `left` and `right` name them.
std::string difference(const Outcome& a, const Outcome& b, const std::string& left,
                       const std::string& right);

}  // namespace wend::differential
