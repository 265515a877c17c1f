// SPDX-License-Identifier: Apache-2.0
//
// What a batch says of a block of rows is what a session decides of the same events one by one, before limits: each event
// of a stream becomes one of a customer of its own, behind a profile of the stream.
#include <algorithm>
#include <bit>
#include <deque>

#include <fmt/format.h>

#include "runtime/step/event_check.h"
#include "tests/differential/trials/laws.h"
#include "wend/batch.h"

namespace wend::differential {
namespace {

// An event as it was accepted, with texts of its own.
struct Kept {
  explicit Kept(const wend::Event& from) : event(from) {
    for (wend::Event::Field& field : event.fields) {
      texts.emplace_back(field.text);
      field.text = texts.back();
    }
  }
  Kept(const Kept&) = delete;
  wend::Event event;
  std::deque<std::string> texts;
};

struct Row {
  const Kept* event = nullptr;
  const Kept* profile = nullptr;  // null: none is known
  std::int64_t instant = 0;
};

class Trial {
 public:
  Trial(const Compiled& made, const Stream& stream)
      : plan_(made.pack->plan()),
        zone_(*runtime::Zone::of(plan_.zone)),
        check_(plan_, zone_),
        session_(made.pack, Tier::Interpreter),
        backtest_(made.pack),
        rows_(plan_.touchpoints.size()) {
    Stream ordered = stream;
    std::erase_if(ordered,
                  [](const reference::Event& event) { return event.clock || event.table; });
    std::stable_sort(ordered.begin(), ordered.end(), reference::in_total_order);
    for (const reference::Event& event : ordered) {
      wend::Event fed = event_of(event);
      event.profile ? keep_profile(fed) : feed(fed);
    }
    session_.advance_to(session_.clock_ms() + plan_.lateness + plan_.grain);
    session_.flush();
  }

  std::string complaint(const std::shared_ptr<Pack>& pack, std::size_t block) {
    if (!problem_.empty()) return problem_;
    std::vector<std::uint64_t> counted(plan_.rules.size());
    std::vector<bool> is_answered(plan_.rules.size()), is_other(plan_.rules.size());
    for (std::uint32_t i = 0; i < plan_.touchpoints.size(); ++i) {
      Batch batch(pack, i, true);
      for (const std::uint32_t rule : batch.rules()) is_answered[rule] = true;
      for (const Batch::Other& other : batch.others()) is_other[other.rule] = true;
      for (std::size_t at = 0; at < rows_[i].size(); at += block)
        count(batch, std::span(rows_[i]).subspan(at, std::min(block, rows_[i].size() - at)),
              counted);
    }
    for (const Op& op : std::span(plan_.ops).subspan(
             plan_.profile_body.begin, plan_.profile_body.end - plan_.profile_body.begin)) {
      if (op.code == OpCode::Candidate) is_other[static_cast<std::size_t>(op.imm)] = true;
    }
    for (std::uint32_t rule = 0; rule < plan_.rules.size(); ++rule) {
      if (!is_answered[rule] || is_other[rule]) continue;
      if (counted[rule] != acted(rule))
        return fmt::format("{}: {} of a batch, {} of a session", plan_.rules[rule].name,
                           counted[rule], acted(rule));
    }
    for (const Backtest::Rule& rule : backtest_.finish()) {
      if (rule.why == Unanswered::Nothing && rule.events != acted(rule.rule))
        return fmt::format("{}: {} of a backtest, {} of a session", plan_.rules[rule.rule].name,
                           rule.events, acted(rule.rule));
    }
    return "";
  }

 private:
  std::uint64_t acted(std::uint32_t rule) const {
    const RuleCounts& counts = session_.counts().rules[rule];
    return counts.issued + counts.limited;
  }

  void keep_profile(wend::Event& event) {
    event.customer = "c";
    if (check_.refusal_of(event)) return;
    profiles_.emplace_back(check_.accepted());
  }

  void feed(wend::Event& event) {
    const TouchpointInfo& touchpoint = plan_.touchpoints[event.touchpoint];
    if (touchpoint.about != TouchpointInfo::kNoLink) return;
    const std::string name = fmt::format("c{}", number_++);
    event.customer = event.id = name;
    event.source = "event";
    const bool has_profile = touchpoint.identity == TouchpointInfo::kCustomer &&
                             number_ % (profiles_.size() + 1) < profiles_.size();
    const Kept* profile = has_profile ? &profiles_[number_ % (profiles_.size() + 1)] : nullptr;
    const bool refused = check_.refusal_of(event).has_value();
    if (profile != nullptr && !refused) feed_profile(profile->event, event);
    const auto by_session = session_.feed(event);
    const auto by_backtest = backtest_.add(event);
    if (by_session.has_value() != by_backtest.has_value())
      problem_ = "a session and a backtest take different events: " +
                 (by_session ? by_session->reason : by_backtest->reason);
    if (refused || by_session) return;
    events_.emplace_back(check_.accepted());
    const std::int64_t ms = event.time_ns / 1'000'000 - (event.time_ns % 1'000'000 < 0 ? 1 : 0);
    const std::int64_t over = ((ms % plan_.grain) + plan_.grain) % plan_.grain;
    rows_[event.touchpoint].push_back({&events_.back(), profile, ms - over});
  }

  // At the same instant, and before it by its source.
  void feed_profile(wend::Event profile, const wend::Event& event) {
    profile.customer = profile.id = event.customer;
    profile.source = "a profile";
    profile.time_ns = event.time_ns;
    profile.sequence = 0;
    if (const auto refused = session_.feed(profile))
      problem_ = "a profile that was allowed is refused: " + refused->reason;
  }

  struct Values {
    std::vector<std::int64_t> numbers;
    std::vector<std::string_view> texts;
    std::vector<std::uint64_t> present;
  };

  // Null: every value is absent.
  template <typename EventAt>
  static Values values_of(std::size_t rows, std::size_t field, const EventAt& event_at) {
    Values values{std::vector<std::int64_t>(rows), std::vector<std::string_view>(rows),
                  std::vector<std::uint64_t>(Batch::kWords)};
    for (std::size_t row = 0; row < rows; ++row) {
      const Kept* kept = event_at(row);
      if (kept == nullptr || field >= kept->event.fields.size()) continue;
      const wend::Event::Field& from = kept->event.fields[field];
      if (from.state != wend::Event::State::Present) continue;
      values.numbers[row] = from.number;
      values.texts[row] = from.text;
      values.present[row / 64] |= std::uint64_t{1} << (row % 64);
    }
    return values;
  }

  void count(Batch& batch, std::span<const Row> rows, std::vector<std::uint64_t>& counted) const {
    std::deque<Values> kept;
    std::vector<Batch::Column> fields, profile;
    const auto add = [&](std::vector<Batch::Column>& to, Values values) {
      kept.push_back(std::move(values));
      to.push_back(
          {kept.back().numbers.data(), kept.back().texts.data(), kept.back().present.data()});
    };
    const wend::Event& first = rows.front().event->event;
    for (std::size_t field = 0; field < plan_.touchpoints[first.touchpoint].fields.size(); ++field)
      add(fields, values_of(rows.size(), field, [&](std::size_t row) { return rows[row].event; }));
    for (std::size_t field = 0; field < plan_.customer_fields.size(); ++field)
      add(profile,
          values_of(rows.size(), field, [&](std::size_t row) { return rows[row].profile; }));
    std::vector<std::int64_t> channels, instants;
    for (const Row& row : rows) {
      channels.push_back(row.event->event.channel);
      instants.push_back(row.instant);
    }
    const auto answers =
        batch.answer({rows.size(), fields, profile, channels.data(), instants.data()});
    for (std::size_t i = 0; i < answers.size(); ++i)
      counted[batch.rules()[i / Batch::kWords]] +=
          static_cast<std::uint64_t>(std::popcount(answers[i]));
  }

  const Plan& plan_;
  runtime::Zone zone_;
  runtime::EventCheck check_;
  Session session_;
  Backtest backtest_;
  std::deque<Kept> profiles_, events_;
  std::vector<std::vector<Row>> rows_;  // by touchpoint
  std::size_t number_ = 0;
  std::string problem_;
};

}  // namespace

std::string batch_law(const Case& one, std::uint64_t seed) {
  constexpr std::size_t kLongestBlock = 200;
  const Compiled made = compiled(text_of(one.pack), false);
  if (!made.accepted) return "";
  return Trial(made, one.stream).complaint(made.pack, 1 + seed % kLongestBlock);
}

}  // namespace wend::differential
