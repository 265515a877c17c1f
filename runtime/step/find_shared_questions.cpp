// SPDX-License-Identifier: Apache-2.0
//
// Finds the questions that one pass can answer: walks the bodies of touchpoints in the order in which their operations
// run, the rules behind an index among them.
#include <algorithm>
#include <utility>

#include "runtime/step/shared_questions.h"
#include "runtime/values/calendar.h"

namespace wend::runtime {
namespace {

using Asked = SharedQuestions::Asked;

// What a register holds, as far as windows are made of it.
struct Held {
  enum class Kind : std::uint8_t { Other, Now, Number, Start } kind = Kind::Other;
  bool by_calendar = false;
  std::int64_t amount = 0;
};

Held held_behind(const Op& op, const std::vector<Held>& registers) {
  switch (op.code) {
    case OpCode::Now: return {Held::Kind::Now};
    case OpCode::Constant: return {Held::Kind::Number, false, op.imm};
    case OpCode::WindowStart: return {Held::Kind::Start, true, op.imm};
    case OpCode::Subtract: {
      const Held& length = registers[op.b];
      const bool is_start = registers[op.a].kind == Held::Kind::Now &&
                            length.kind == Held::Kind::Number && length.amount >= 0 &&
                            length.amount <= kFarthestInstant;
      return is_start ? Held{Held::Kind::Start, false, length.amount} : Held{};
    }
    default: return {};
  }
}

// Ledgers change with what is issued, and nobody asks them.
bool may_change_facts(const Op& op) {
  switch (op.code) {
    case OpCode::Candidate:
    case OpCode::Argument:
    case OpCode::Reason:
    case OpCode::Issue:
    case OpCode::Key:
    case OpCode::Look:
    case OpCode::Mark: return false;
    case OpCode::Advance:
    case OpCode::AdvanceSame:
    case OpCode::CountSame:
    case OpCode::Cross:
    case OpCode::Cycle:
    case OpCode::BeginVisit:
    case OpCode::Move: return true;
    default: return !row_of(op.code).has_output;
  }
}

bool can_be_passed(const Fact& fact, FactPart part) {
  switch (part) {
    case FactPart::Exists:
    case FactPart::Count: return fact.kind == FactKind::Times || fact.kind == FactKind::Items;
    case FactPart::Sum:
    case FactPart::Average:
    case FactPart::Largest:
    case FactPart::Smallest:
      return fact.kind == FactKind::Items && fact.has_value && !is_bytes(fact.value.kind);
    default: return false;
  }
}

// By which windows are put in order: how long they mostly are.
std::int64_t usual_length(const Asked& asked) {
  if (!asked.by_calendar) return asked.length;
  const auto span = unpack(asked.length);
  return (std::int64_t{span.months} * 30 + span.days) * kDay;
}

}  // namespace

class SharedQuestionsFinder {
 public:
  SharedQuestionsFinder(const Plan& plan, SharedQuestions& found)
      : plan_(plan), found_(found), of_fact_(plan.facts.size()) {}

  void find() {
    for (const TouchpointInfo& touchpoint : plan_.touchpoints) {
      rules_ = &touchpoint.index.bodies;
      next_rule_ = 0;
      forget();
      walk(touchpoint.body, Way::Joins);
    }
    for (Group& group : groups_) keep(group);
  }

 private:
  // A rule behind an index seldom runs: it takes what is there, and asks for nothing more.
  enum class Way : std::uint8_t { Joins, Takes };
  struct Question {
    Asked asked;
    std::vector<std::uint32_t> ops;
  };
  // Questions about one fact behind the same `Skip`s: whoever asks one asks them all.
  struct Group {
    std::uint32_t fact = 0;
    std::uint32_t run = 0;  // where the run of operations that may be skipped ends
    std::vector<Question> questions;
  };

  void walk(const Body& body, Way way) {
    std::vector<Held> registers(body.registers);
    std::vector<std::uint32_t> runs = {body.end};
    for (std::uint32_t at = body.begin; at < body.end; ++at) {
      while (runs.size() > 1 && at >= runs.back()) runs.pop_back();
      if (way == Way::Joins) place_ = at;
      const Op& op = plan_.ops[at];
      if (op.code == OpCode::Skip) {
        runs.push_back(static_cast<std::uint32_t>(op.imm));
      } else if (op.code == OpCode::Read) {
        take(at, registers[op.a], way, runs.back());
      } else if (op.code == OpCode::Rules) {
        walk_rules(static_cast<std::size_t>(op.imm));
      } else if (may_change_facts(op)) {
        forget();
      }
      if (row_of(op.code).has_output) registers[op.out] = held_behind(op, registers);
    }
  }

  void walk_rules(std::size_t end) {
    for (; next_rule_ < std::min(end, rules_->size()); ++next_rule_)
      walk((*rules_)[next_rule_].body, Way::Takes);
  }

  void take(std::uint32_t at, const Held& start, Way way, std::uint32_t run) {
    const auto bits = static_cast<std::uint64_t>(plan_.ops[at].imm);
    const auto fact = static_cast<std::uint32_t>(bits & 0xFFFFFF);
    const auto part = static_cast<FactPart>(bits >> 24 & 0xFF);
    if (start.kind != Held::Kind::Start || !can_be_passed(plan_.facts[fact], part)) return;
    const Asked asked{0, part, start.by_calendar, static_cast<std::uint32_t>(bits >> 32),
                      start.amount};
    if (Question* const known = known_question(fact, asked)) {
      known->ops.push_back(at);
    } else if (way == Way::Joins) {
      group_of(fact, run).questions.push_back({asked, {at}});
    }
  }

  // Behind the run in which it was asked, an answer is there or not.
  bool is_there(const Group& group) const { return group.run > place_; }

  Question* known_question(std::uint32_t fact, const Asked& asked) {
    for (const std::size_t number : of_fact_[fact]) {
      if (!is_there(groups_[number])) continue;
      for (Question& question : groups_[number].questions)
        if (question.asked.is_same(asked)) return &question;
    }
    return nullptr;
  }

  Group& group_of(std::uint32_t fact, std::uint32_t run) {
    for (const std::size_t number : of_fact_[fact])
      if (groups_[number].run == run) return groups_[number];
    if (of_fact_[fact].empty()) asked_facts_.push_back(fact);
    of_fact_[fact].push_back(groups_.size());
    return groups_.emplace_back(Group{fact, run, {}});
  }

  void forget() {
    for (const std::uint32_t fact : asked_facts_) of_fact_[fact].clear();
    asked_facts_.clear();
  }

  void keep(Group& group) {
    const bool is_shared = group.questions.size() > 1 || group.questions.front().ops.size() > 1;
    const bool has_room = found_.asked_.size() + group.questions.size() < SharedQuestions::kAlone;
    if (!is_shared || !has_room) return;
    std::stable_sort(group.questions.begin(), group.questions.end(),
                     [](const Question& a, const Question& b) {
                       return usual_length(a.asked) < usual_length(b.asked);
                     });
    if (found_.numbers_.empty()) found_.numbers_.resize(plan_.ops.size(), SharedQuestions::kAlone);
    const auto pass = static_cast<std::uint32_t>(found_.passes_.size());
    const auto begin = static_cast<std::uint32_t>(found_.asked_.size());
    for (Question& question : group.questions) {
      for (const std::uint32_t op : question.ops)
        found_.numbers_[op] = static_cast<std::uint16_t>(found_.asked_.size());
      question.asked.pass = pass;
      found_.asked_.push_back(question.asked);
    }
    found_.passes_.push_back({group.fact, begin, static_cast<std::uint32_t>(found_.asked_.size())});
  }

  const Plan& plan_;
  SharedQuestions& found_;
  const std::vector<IndexedBody>* rules_ = nullptr;
  std::size_t next_rule_ = 0;
  std::uint32_t place_ = 0;  // in the body of the touchpoint
  std::vector<Group> groups_;
  std::vector<std::vector<std::size_t>>
      of_fact_;                             // groups that are unchanged since they were asked
  std::vector<std::uint32_t> asked_facts_;  // those that have some
};

SharedQuestions::SharedQuestions(const Plan& plan) { SharedQuestionsFinder(plan, *this).find(); }

}  // namespace wend::runtime
