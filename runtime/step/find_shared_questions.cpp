// SPDX-License-Identifier: Apache-2.0
//
// Finds the questions that one pass can answer: walks the bodies of touchpoints in the order in which their operations
// run, the rules behind an index among them.
#include <algorithm>
#include <utility>

#include "runtime/abi/fact_layout.h"
#include "runtime/step/shared_questions.h"
#include "runtime/values/calendar.h"

namespace wend::runtime {
namespace {

// A question as an operation asks it.
struct Asked {
  SharedQuestions::Window window;
  FactPart part = FactPart::Count;
  std::uint32_t cap = 0;
  friend bool operator==(const Asked&, const Asked&) = default;
};

// Whether its answer is that to `other`, but for how far is counted.
bool goes_as_far(const Asked& asked, const Asked& other) {
  return asked.cap == 0 && asked.part == FactPart::Count && other.part == FactPart::Count &&
         asked.window == other.window;
}

// What a register holds, as far as windows are made of it, and questions about these.
struct Held {
  enum class Kind : std::uint8_t { Other, Now, Number, Start, Answer } kind = Kind::Other;
  bool by_calendar = false;
  std::int64_t amount = 0;
  std::size_t group = 0, question = 0;  // of an answer
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
    case OpCode::AnswerKeys:
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

// By which windows are put in order: how long they mostly are.
std::int64_t usual_length(const Asked& asked) {
  if (!asked.window.by_calendar) return asked.window.length;
  const auto span = unpack(asked.window.length);
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
    for (KeyRun& run : key_runs_) keep_run(run);
  }

 private:
  // A rule behind an index seldom runs: it takes what is there, and asks for nothing more.
  enum class Way : std::uint8_t { Joins, Takes };
  // Keys that are asked one by one behind an operation that may answer them at once.
  struct KeyRun {
    std::uint32_t op = 0;  // that operation
    std::uint32_t end = 0;
    bool is_complete = true;  // all that it does is to give keys the answers of questions
    std::vector<std::uint32_t> passes;
  };
  struct Question {
    Asked asked;
    std::vector<std::uint32_t> ops;
    std::uint32_t key = SharedQuestions::Asked::kNoKey;  // that its answer is
    std::size_t key_run = 0;
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
      Held answer;
      if (op.code == OpCode::Skip) {
        // Who answers keys at once asks them all, whether the run behind it is skipped or not.
        if (!begins_key_run(at, op)) runs.push_back(static_cast<std::uint32_t>(op.imm));
      } else if (op.code == OpCode::Read) {
        answer = take(at, registers[op.a], way, runs.back());
      } else if (op.code == OpCode::Rules) {
        walk_rules(static_cast<std::size_t>(op.imm));
      } else if (may_change_facts(op)) {
        forget();
      }
      if (is_in_key_run(at)) look_at_key_run(op, registers);
      if (row_of(op.code).has_output)
        registers[op.out] = answer.kind == Held::Kind::Answer ? answer : held_behind(op, registers);
    }
  }

  bool begins_key_run(std::uint32_t at, const Op& skip) {
    if (at == 0 || plan_.ops[at - 1].code != OpCode::AnswerKeys || skip.a != plan_.ops[at - 1].out)
      return false;
    key_runs_.push_back({at - 1, static_cast<std::uint32_t>(skip.imm), true, {}});
    return true;
  }

  bool is_in_key_run(std::uint32_t at) const {
    return !key_runs_.empty() && at > key_runs_.back().op + 1 && at < key_runs_.back().end;
  }

  void look_at_key_run(const Op& op, const std::vector<Held>& registers) {
    KeyRun& run = key_runs_.back();
    if (op.code == OpCode::Key) {
      run.is_complete =
          run.is_complete && gives(registers[op.a], static_cast<std::uint32_t>(op.imm));
    } else if (!row_of(op.code).has_output || may_change_facts(op)) {
      run.is_complete = false;
    }
  }

  void walk_rules(std::size_t end) {
    for (; next_rule_ < std::min(end, rules_->size()); ++next_rule_)
      walk((*rules_)[next_rule_].body, Way::Takes);
  }

  bool gives(const Held& held, std::uint32_t key) {
    if (held.kind != Held::Kind::Answer || !is_there(groups_[held.group])) return false;
    Question& question = groups_[held.group].questions[held.question];
    if (question.key != SharedQuestions::Asked::kNoKey) return false;
    question.key = key;
    question.key_run = key_runs_.size() - 1;
    return true;
  }

  // What the operation gives: of no answer that is shared, something else.
  Held take(std::uint32_t at, const Held& start, Way way, std::uint32_t run) {
    const auto bits = static_cast<std::uint64_t>(plan_.ops[at].imm);
    const auto fact = static_cast<std::uint32_t>(bits & 0xFFFFFF);
    const auto part = static_cast<FactPart>(bits >> 24 & 0xFF);
    if (start.kind != Held::Kind::Start || !is_told_by_entries(plan_.facts[fact], part)) return {};
    const Asked asked{
        {start.amount, start.by_calendar}, part, static_cast<std::uint32_t>(bits >> 32)};
    if (const Held known = known_question(fact, asked, way); known.kind == Held::Kind::Answer) {
      groups_[known.group].questions[known.question].ops.push_back(at);
      return known;
    }
    if (way == Way::Takes) return {};
    const std::size_t group = group_of(fact, run);
    groups_[group].questions.push_back({asked, {at}});
    return answer_to(group, groups_[group].questions.size() - 1);
  }

  static Held answer_to(std::size_t group, std::size_t question) {
    return {Held::Kind::Answer, false, 0, group, question};
  }

  // Behind the run in which it was asked, an answer is there or not.
  bool is_there(const Group& group) const { return group.run > place_; }

  Held known_question(std::uint32_t fact, const Asked& asked, Way way) const {
    for (const std::size_t number : of_fact_[fact]) {
      if (!is_there(groups_[number])) continue;
      const std::vector<Question>& questions = groups_[number].questions;
      for (std::size_t i = 0; i < questions.size(); ++i)
        if (questions[i].asked == asked ||
            (way == Way::Takes && goes_as_far(questions[i].asked, asked)))
          return answer_to(number, i);
    }
    return {};
  }

  std::size_t group_of(std::uint32_t fact, std::uint32_t run) {
    for (const std::size_t number : of_fact_[fact])
      if (groups_[number].run == run) return number;
    if (of_fact_[fact].empty()) asked_facts_.push_back(fact);
    of_fact_[fact].push_back(groups_.size());
    groups_.push_back({fact, run, {}});
    return groups_.size() - 1;
  }

  void forget() {
    for (const std::uint32_t fact : asked_facts_) of_fact_[fact].clear();
    asked_facts_.clear();
  }

  void keep(Group& group) {
    constexpr std::uint32_t kNoKey = SharedQuestions::Asked::kNoKey;
    const Question& first = group.questions.front();
    const bool is_shared =
        group.questions.size() > 1 || first.ops.size() > 1 || first.key != kNoKey;
    const bool has_room = found_.asked_.size() + group.questions.size() < SharedQuestions::kAlone;
    if (!is_shared || !has_room) {
      for (const Question& question : group.questions)
        if (question.key != kNoKey) key_runs_[question.key_run].is_complete = false;
      return;
    }
    std::stable_sort(group.questions.begin(), group.questions.end(),
                     [](const Question& a, const Question& b) {
                       return usual_length(a.asked) < usual_length(b.asked);
                     });
    if (found_.numbers_.empty()) found_.numbers_.resize(plan_.ops.size(), SharedQuestions::kAlone);
    const auto begin = static_cast<std::uint32_t>(found_.asked_.size());
    const bool has_numbers = is_told_by_entries(plan_.facts[group.fact], FactPart::Sum);
    SharedQuestions::Pass pass{group.fact, begin, begin, false, has_numbers, {}};
    for (const Question& question : group.questions) keep(question, pass);
    pass.end = static_cast<std::uint32_t>(found_.asked_.size());
    found_.passes_.push_back(std::move(pass));
  }

  void keep(const Question& question, SharedQuestions::Pass& pass) {
    const auto number = static_cast<std::uint32_t>(found_.passes_.size());
    for (const std::uint32_t op : question.ops)
      found_.numbers_[op] = static_cast<std::uint16_t>(found_.asked_.size());
    if (question.key != SharedQuestions::Asked::kNoKey) {
      std::vector<std::uint32_t>& passes = key_runs_[question.key_run].passes;
      if (passes.empty() || passes.back() != number) passes.push_back(number);
    }
    const SharedQuestions::Window& window = question.asked.window;
    pass.by_calendar = pass.by_calendar || window.by_calendar;
    found_.windows_.push_back(window);
    found_.lengths_.push_back(window.length);
    found_.asked_.push_back(
        {number, part_in(pass, question.asked.part), most_of(question.asked), question.key});
  }

  static std::uint32_t part_in(SharedQuestions::Pass& pass, FactPart part) {
    const auto at = std::find(pass.parts.begin(), pass.parts.end(), part);
    const auto place = static_cast<std::uint32_t>(at - pass.parts.begin());
    if (at == pass.parts.end()) pass.parts.push_back(part);
    return place;
  }

  static std::uint32_t most_of(const Asked& asked) {
    const bool is_capped = asked.part == FactPart::Count && asked.cap != 0;
    return is_capped ? asked.cap : 0xFFFFFFFF;
  }

  void keep_run(KeyRun& run) {
    if (!run.is_complete || run.passes.empty() ||
        found_.key_runs_.size() >= SharedQuestions::kAlone)
      return;
    found_.numbers_[run.op] = static_cast<std::uint16_t>(found_.key_runs_.size());
    found_.key_runs_.push_back(std::move(run.passes));
  }

  const Plan& plan_;
  SharedQuestions& found_;
  const std::vector<IndexedBody>* rules_ = nullptr;
  std::size_t next_rule_ = 0;
  std::uint32_t place_ = 0;  // in the body of the touchpoint
  std::vector<Group> groups_;
  std::vector<KeyRun> key_runs_;
  std::vector<std::vector<std::size_t>>
      of_fact_;                             // groups that are unchanged since they were asked
  std::vector<std::uint32_t> asked_facts_;  // those that have some
};

SharedQuestions::SharedQuestions(const Plan& plan) { SharedQuestionsFinder(plan, *this).find(); }

}  // namespace wend::runtime
