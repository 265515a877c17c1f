// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/shared_log.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "tests/bench/support/split_mix.h"

namespace wend::bench {
namespace {

constexpr std::int64_t kBegin = 1'751'000'000'000;
constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kSpan = 90 * 24 * kHour;
constexpr std::uint32_t kWindows = kSharedHours.size();
constexpr std::uint32_t kOfOne = 2 * kWindows;  // questions about one touchpoint

std::uint32_t touchpoint_of(std::uint32_t question) { return question / kOfOne; }
bool is_sum(std::uint32_t question) { return question % kOfOne >= kWindows; }
std::int64_t hours_of(std::uint32_t question) { return kSharedHours[question % kWindows]; }

// What so large a share of events reaches at most.
std::int64_t least_for(std::vector<std::int64_t>& answers, double share, bool is_count) {
  if (answers.empty()) return 1;
  const auto place =
      static_cast<std::size_t>(static_cast<double>(answers.size() - 1) * (1 - share));
  std::nth_element(answers.begin(), answers.begin() + static_cast<std::ptrdiff_t>(place),
                   answers.end());
  const std::int64_t least = answers[place] + 1;
  return is_count ? std::min<std::int64_t>(least, kSharedNewest) : least;
}

}  // namespace

std::vector<SharedEvent> make_shared_log(std::size_t events, std::uint32_t customers) {
  SplitMix random(11);
  std::vector<SharedEvent> log;
  log.reserve(events + 8);
  while (log.size() < events) {
    const auto customer = static_cast<std::uint32_t>(random.below(customers));
    std::int64_t time = kBegin + static_cast<std::int64_t>(random.below(kSpan));
    for (std::uint64_t left = 1 + random.below(8); left > 0; --left) {
      time += 1 + static_cast<std::int64_t>(random.below(kHour / 2));
      const auto cents = static_cast<std::uint32_t>(100 + random.below(15'000));
      const auto touchpoint = static_cast<std::uint32_t>(random.below(kSharedTouchpoints));
      log.push_back({time, customer, cents, touchpoint});
    }
  }
  log.resize(events);
  std::stable_sort(log.begin(), log.end(),
                   [](const auto& a, const auto& b) { return a.time_ms < b.time_ms; });
  for (std::size_t i = 1; i < log.size(); ++i)
    log[i].time_ms = std::max(log[i].time_ms, log[i - 1].time_ms + 1);
  return log;
}

// Thresholds are what some share of the log's second half reaches.
std::vector<SharedRule> make_shared_rules(std::size_t count, const std::vector<SharedEvent>& log,
                                          std::uint32_t customers) {
  constexpr std::size_t kEach = 29;  // one event of so many is looked at
  std::vector<std::vector<std::int64_t>> answers(std::size_t{kSharedTouchpoints} * kOfOne);
  SharedHistory history(customers);
  std::array<std::int64_t, kOfOne> of_one{};
  for (std::size_t i = 0; i < log.size(); ++i) {
    history.add(log[i]);
    if (i < log.size() / 2 || i % kEach != 0) continue;
    for (std::uint32_t touchpoint = 0; touchpoint < kSharedTouchpoints; ++touchpoint) {
      history.answer(log[i].customer, touchpoint, log[i].time_ms, of_one.data());
      for (std::uint32_t k = 0; k < kOfOne; ++k)
        answers[touchpoint * kOfOne + k].push_back(of_one[k]);
    }
  }
  SplitMix random(13);
  std::vector<SharedRule> rules;
  for (std::size_t i = 0; i < count; ++i) {
    SharedRule rule;
    rule.when = static_cast<std::uint32_t>(i % kSharedTouchpoints);
    rule.question = static_cast<std::uint32_t>(random.below(kSharedQuestions));
    const double share = 0.004 + 0.012 * random.unit();
    rule.least = least_for(answers[rule.question], share, !is_sum(rule.question));
    rules.push_back(rule);
  }
  return rules;
}

std::size_t distinct_questions(const std::vector<SharedRule>& rules) {
  std::set<std::uint32_t> questions;
  for (const SharedRule& rule : rules) questions.insert(rule.question);
  return questions.size();
}

std::vector<std::string> shared_pack(const std::vector<SharedRule>& rules) {
  constexpr std::size_t kInOneFile = 1'000;
  std::vector<std::string> files = {
      "schema shared\n  zone \"UTC\"\n  grain 1 millisecond\n  history begins 2020-01-01\n"
      "  channel web live\n"};
  for (std::uint32_t i = 0; i < kSharedTouchpoints; ++i)
    files.back() += fmt::format("  touchpoint touched_{} on web cents: whole\n", i);
  files.back() += "  action act purpose service\n";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i % kInOneFile == 0) files.emplace_back();
    const SharedRule& rule = rules[i];
    const std::uint32_t of = touchpoint_of(rule.question);
    const std::string asked =
        is_sum(rule.question)
            ? fmt::format("sum of touched_{}.cents in {} hours of the newest {}", of,
                          hours_of(rule.question), kSharedNewest)
            : fmt::format("count of touched_{} in {} hours", of, hours_of(rule.question));
    files.back() +=
        fmt::format("rule r{:05}\n  when touched_{}\n  if {} >= {}\n  do act()\n  limit none\n", i,
                    rule.when, asked, rule.least);
  }
  return files;
}

void SharedHistory::add(const SharedEvent& event) {
  Ring& ring = all_[event.customer][event.touchpoint];
  ring.times[ring.next] = event.time_ms;
  ring.cents[ring.next] = event.cents;
  ring.next = (ring.next + 1) % kSharedNewest;
  ring.count = std::min<std::uint32_t>(ring.count + 1, kSharedNewest);
}

// Windows are ascending: the next one goes on where the one before ended.
void SharedHistory::answer(std::uint32_t customer, std::uint32_t touchpoint, std::int64_t time_ms,
                           std::int64_t* answers) const {
  const Ring& ring = all_[customer][touchpoint];
  std::int64_t sum = 0;
  std::uint32_t seen = 0;
  std::uint32_t at = (ring.next + kSharedNewest - 1) % kSharedNewest;
  for (std::uint32_t window = 0; window < kWindows; ++window) {
    const std::int64_t since = time_ms - kSharedHours[window] * kHour;
    while (seen < ring.count && ring.times[at] > since) {
      sum += ring.cents[at];
      ++seen;
      at = (at + kSharedNewest - 1) % kSharedNewest;
    }
    answers[window] = seen;
    answers[kWindows + window] = sum;
  }
}

SharedByHand::SharedByHand(const std::vector<SharedRule>& rules, std::uint32_t customers)
    : history_(customers) {
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    std::vector<Asked>& asked = asked_[rules[i].when];
    const auto found = std::find_if(asked.begin(), asked.end(), [&](const Asked& one) {
      return one.question == rules[i].question;
    });
    Asked& of = found == asked.end() ? asked.emplace_back(Asked{rules[i].question, {}}) : *found;
    of.thresholds.push_back({rules[i].least, i});
    std::vector<std::uint32_t>& about = about_[rules[i].when];
    const std::uint32_t touchpoint = touchpoint_of(rules[i].question);
    if (std::find(about.begin(), about.end(), touchpoint) == about.end())
      about.push_back(touchpoint);
  }
  for (std::vector<Asked>& asked : asked_)
    for (Asked& one : asked)
      std::sort(one.thresholds.begin(), one.thresholds.end(),
                [](const Threshold& a, const Threshold& b) { return a.least < b.least; });
}

void SharedByHand::step(const SharedEvent& event) {
  history_.add(event);
  for (const std::uint32_t touchpoint : about_[event.touchpoint])
    history_.answer(event.customer, touchpoint, event.time_ms,
                    answers_.data() + std::size_t{touchpoint} * kOfOne);
  for (const Asked& asked : asked_[event.touchpoint]) {
    const std::int64_t answer = answers_[asked.question];
    for (const Threshold& threshold : asked.thresholds) {
      if (threshold.least > answer) break;
      fired_.add(threshold.rule, event.time_ms, event.customer);
    }
  }
}

}  // namespace wend::bench
