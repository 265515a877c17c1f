// SPDX-License-Identifier: Apache-2.0
//
// A test, played: what the rules decided, and what they were asked and answered, in the order of time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/verdict/watch.h"
#include "wend/runtime.h"

namespace wend::verdict {

struct Value {
  bool known = false;
  bool at_least = false;  // a count that was not counted further
  std::int64_t number = 0;
  std::string text;  // of texts and identifiers
};

struct Acted {
  std::int64_t instant = 0;
  std::string rule;
  std::uint32_t action = 0;                                  // position in Schema::actions
  std::vector<Value> arguments;                              // all that the action has
  std::vector<std::pair<std::string, std::int64_t>> events;  // step by step: its words, its instant
  std::vector<std::pair<std::string, std::string>> values;   // what the condition saw, in words
};

struct Answer {
  Value test, left, right;  // sides as far as the question has them
};

// A trigger fired.
struct Asked {
  std::int64_t instant = 0;
  const Watched* of = nullptr;
  Value condition;  // yes if there is none
  bool arguments_known = true;
  std::vector<Answer> answers;  // one per question
  bool acted = false;
};

struct Played {
  std::vector<Acted> acted;
  std::vector<Asked> asked;
  std::optional<std::string> refused;  // why an event could not be taken
  std::vector<RuleCounts> counts;      // by position in the plan's rules
};

class Player {
 public:
  // `watch` must outlive the player.
  Player(std::shared_ptr<const Pack> pack, const Watch& watch, Tier tier);

  Played play(const program::Test& test) const;

 private:
  std::shared_ptr<const Pack> pack_;
  const Watch& watch_;
  std::shared_ptr<const Pack> watching_;
  std::vector<const Watched*> watched_;  // by position in the watching plan's rules
  Tier tier_;
};

}  // namespace wend::verdict
