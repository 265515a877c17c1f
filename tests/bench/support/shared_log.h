// SPDX-License-Identifier: Apache-2.0
//
// A seeded log of six touchpoints, and rules that ask 200 things about it: how many events of a touchpoint in a window, or
// what the newest 32 of them are worth. Many rules ask the same thing with thresholds of their own, of which one in a
// hundred is reached. And what these rules make of the log, written by hand: a ring of the newest 32 events for each
// customer and touchpoint, passed once for all windows, and sorted thresholds.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace wend::bench {

constexpr std::uint32_t kSharedTouchpoints = 6;
constexpr std::uint32_t kSharedQuestions = 200;
constexpr std::size_t kSharedNewest = 32;
constexpr std::array<std::int64_t, 17> kSharedHours = {1,  2,  3,  4,  6,   8,   12,  18, 24,
                                                       36, 48, 72, 96, 120, 168, 336, 720};

struct SharedEvent {
  std::int64_t time_ms = 0;
  std::uint32_t customer = 0;
  std::uint32_t cents = 0;
  std::uint32_t touchpoint = 0;
};

std::vector<SharedEvent> make_shared_log(std::size_t events, std::uint32_t customers);

// Question 34 * touchpoint + 17 * is_sum + window.
struct SharedRule {
  std::uint32_t when = 0;  // touchpoint
  std::uint32_t question = 0;
  std::int64_t least = 0;  // that is true: a count, or cents
};

std::vector<SharedRule> make_shared_rules(std::size_t count, const std::vector<SharedEvent>& log,
                                          std::uint32_t customers);
std::size_t distinct_questions(const std::vector<SharedRule>& rules);
// As the files of a pack; a rule stands at its position in the plan.
std::vector<std::string> shared_pack(const std::vector<SharedRule>& rules);

struct SharedFired {
  std::uint64_t count = 0, sum = 0;
  void add(std::uint32_t rule, std::int64_t time_ms, std::uint32_t customer) {
    ++count;
    sum += (static_cast<std::uint64_t>(time_ms % 1'000'003) + customer) * (rule + 1);
  }
  friend bool operator==(const SharedFired&, const SharedFired&) = default;
};

// The answers to all questions about a customer.
class SharedHistory {
 public:
  explicit SharedHistory(std::uint32_t customers) : all_(customers) {}
  void add(const SharedEvent& event);
  // Of one touchpoint, at the time of an event of the customer.
  void answer(std::uint32_t customer, std::uint32_t touchpoint, std::int64_t time_ms,
              std::int64_t* answers) const;
  std::size_t bytes() const { return all_.size() * sizeof(all_.front()); }

 private:
  struct Ring {
    std::array<std::int64_t, kSharedNewest> times{};
    std::array<std::uint32_t, kSharedNewest> cents{};
    std::uint32_t count = 0, next = 0;
  };
  std::vector<std::array<Ring, kSharedTouchpoints>> all_;
};

class SharedByHand {
 public:
  SharedByHand(const std::vector<SharedRule>& rules, std::uint32_t customers);
  void step(const SharedEvent& event);
  const SharedFired& fired() const { return fired_; }

 private:
  struct Threshold {
    std::int64_t least;
    std::uint32_t rule;
  };
  struct Asked {
    std::uint32_t question;
    std::vector<Threshold> thresholds;  // ascending
  };
  SharedHistory history_;
  // By touchpoint of the trigger: whose events are asked about, and the questions about them.
  std::array<std::vector<std::uint32_t>, kSharedTouchpoints> about_;
  std::array<std::vector<Asked>, kSharedTouchpoints> asked_;
  std::array<std::int64_t, kSharedTouchpoints * 2 * kSharedHours.size()> answers_{};
  SharedFired fired_;
};

}  // namespace wend::bench
