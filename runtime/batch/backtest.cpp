// SPDX-License-Identifier: Apache-2.0
//
// Events into columns, one block per touchpoint, and what the blocks answer.
#include <array>
#include <bit>
#include <deque>
#include <string>

#include "runtime/abi/plan.h"
#include "runtime/step/event_check.h"
#include "runtime/values/calendar.h"
#include "wend/batch.h"

namespace wend {
namespace {

// The rows of one touchpoint that are not answered yet.
class Rows {
 public:
  Rows(const Batch& batch, const TouchpointInfo& touchpoint) {
    for (std::uint32_t field = 0; field < touchpoint.fields.size(); ++field) {
      Values& values = values_.emplace_back();
      if (!batch.asks_field(field)) continue;
      values.is_asked = true;
      const bool is_text = is_bytes(touchpoint.fields[field].type.kind);
      if (is_text) {
        values.texts.resize(Batch::kRows);
        values.views.resize(Batch::kRows);
      } else {
        values.numbers.resize(Batch::kRows);
      }
    }
    for (const Values& values : values_) {
      if (values.is_asked)
        columns_.push_back({values.numbers.data(), values.views.data(), values.present.data()});
      else
        columns_.emplace_back();
    }
  }

  bool is_full() const { return count_ == Batch::kRows; }
  bool empty() const { return count_ == 0; }

  void add(const Event& event, std::int64_t instant) {
    for (std::size_t field = 0; field < values_.size(); ++field) {
      Values& values = values_[field];
      if (values.is_asked)
        values.set(count_, field < event.fields.size() ? event.fields[field] : Event::Field{});
    }
    channels_[count_] = event.channel;
    instants_[count_] = instant;
    ++count_;
  }

  Batch::Block block() const { return {count_, columns_, {}, channels_.data(), instants_.data()}; }
  void clear() { count_ = 0; }

 private:
  struct Values {
    bool is_asked = false;
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
    std::vector<std::string_view> views;
    std::array<std::uint64_t, Batch::kWords> present{};

    void set(std::size_t row, const Event::Field& field) {
      const std::uint64_t bit = std::uint64_t{1} << (row % 64);
      const bool is_present = field.state == Event::State::Present;
      present[row / 64] = is_present ? present[row / 64] | bit : present[row / 64] & ~bit;
      if (numbers.empty()) {
        texts[row] = is_present ? field.text : std::string_view();
        views[row] = texts[row];
      } else {
        numbers[row] = field.number;
      }
    }
  };
  std::deque<Values> values_;  // by field; they stay where they are
  std::vector<Batch::Column> columns_;
  std::array<std::int64_t, Batch::kRows> channels_{}, instants_{};
  std::size_t count_ = 0;
};

runtime::Zone zone_of(const Plan& plan) {
  return runtime::Zone::of(plan.zone).value_or(*runtime::Zone::of(""));
}

}  // namespace

class Backtest::Inside {
 public:
  explicit Inside(std::shared_ptr<const Pack> pack)
      : pack_(std::move(pack)), zone_(zone_of(pack_->plan())), check_(pack_->plan(), zone_) {
    const Plan& plan = pack_->plan();
    for (std::uint32_t i = 0; i < plan.rules.size(); ++i) {
      place_of_.push_back(rules_.size());
      if (!plan.rules[i].is_stage) rules_.push_back({i, 0, Unanswered::Nothing});
    }
    std::vector<bool> is_answered(plan.rules.size());
    for (std::uint32_t i = 0; i < plan.touchpoints.size(); ++i) {
      parts_.emplace_back(pack_, i);
      for (const std::uint32_t rule : parts_.back().batch.rules()) is_answered[rule] = true;
    }
    for (Rule& rule : rules_) {
      if (!is_answered[rule.rule]) rule.why = why_not(plan, rule.rule);
    }
    for (const Part& part : parts_) {
      for (const Batch::Other& other : part.batch.others())
        rules_[place_of_[other.rule]].why = other.why;
    }
    note_profile_rules(plan);
  }

  std::optional<Refusal> add(const Event& event) {
    if (event.touchpoint == Event::kClock || Event::is_row(event.touchpoint)) return std::nullopt;
    if (auto refused = check_.refusal_of(event)) return refused;
    ++events;
    if (event.touchpoint == Event::kProfile) return std::nullopt;
    Part& part = parts_[event.touchpoint];
    part.rows.add(check_.accepted(), instant_of(event.time_ns));
    if (part.rows.is_full()) answer(part);
    return std::nullopt;
  }

  std::span<const Rule> finish() {
    for (Part& part : parts_) {
      if (!part.rows.empty()) answer(part);
    }
    return rules_;
  }

  std::uint64_t events = 0;

 private:
  struct Part {
    Part(const std::shared_ptr<const Pack>& pack, std::uint32_t touchpoint)
        : batch(pack, touchpoint, false), rows(batch, pack->plan().touchpoints[touchpoint]) {}
    Batch batch;
    Rows rows;
  };

  // Of a rule that no touchpoint's event alone may start.
  static Unanswered why_not(const Plan& plan, std::uint32_t rule) {
    const RuleInfo& info = plan.rules[rule];
    if (info.journey != Fact::kNoFact) return Unanswered::Journey;
    return info.at_deadline ? Unanswered::Clock : Unanswered::Profile;
  }

  // What changes of the profile start, too.
  void note_profile_rules(const Plan& plan) {
    for (std::uint32_t at = plan.profile_body.begin; at < plan.profile_body.end; ++at) {
      const Op& op = plan.ops[at];
      if (op.code != OpCode::Candidate) continue;
      const auto rule = static_cast<std::size_t>(op.imm);
      if (!plan.rules[rule].is_stage && rules_[place_of_[rule]].why == Unanswered::Nothing)
        rules_[place_of_[rule]].why = Unanswered::Profile;
    }
  }

  std::int64_t instant_of(std::int64_t time_ns) const {
    const std::int64_t grain = std::max<std::int64_t>(1, pack_->plan().grain);
    return runtime::floor_div(runtime::floor_div(time_ns, 1'000'000), grain) * grain;
  }

  void answer(Part& part) {
    const std::span<const std::uint64_t> rows = part.batch.answer(part.rows.block());
    const std::span<const std::uint32_t> rules = part.batch.rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      std::uint64_t count = 0;
      for (std::size_t word = 0; word < Batch::kWords; ++word)
        count += static_cast<std::uint64_t>(std::popcount(rows[i * Batch::kWords + word]));
      rules_[place_of_[rules[i]]].events += count;
    }
    part.rows.clear();
  }

  std::shared_ptr<const Pack> pack_;
  runtime::Zone zone_;
  runtime::EventCheck check_;
  std::vector<Rule> rules_;
  std::vector<std::size_t> place_of_;  // by rule of the plan
  std::deque<Part> parts_;             // by touchpoint
};

Backtest::Backtest(std::shared_ptr<const Pack> pack)
    : inside_(std::make_unique<Inside>(std::move(pack))) {}
Backtest::~Backtest() = default;
Backtest::Backtest(Backtest&&) noexcept = default;
Backtest& Backtest::operator=(Backtest&&) noexcept = default;

std::optional<Refusal> Backtest::add(const Event& event) { return inside_->add(event); }
std::span<const Backtest::Rule> Backtest::finish() { return inside_->finish(); }
std::uint64_t Backtest::events() const { return inside_->events; }

}  // namespace wend
