// SPDX-License-Identifier: Apache-2.0
//
// A seeded log of a shop with many sections: visits of one to eight events in one section each, most of them in one
// of the three sections that a customer frequents; times in milliseconds that strictly rise over 90 days. And
// what ten rules for each section make of it, written by hand for exactly them.
//   0 on view: at least five views in (t - 168 hours, t]
//   1 on order: the newest put into the cart is at most two hours old, and nothing was taken out since
//   2 put into the cart, and no order within an hour of the last
//   3 on view: the third in 24 hours
//   4 on order: of the newest 100 orders those in (t - 720 hours, t] are worth more than 200.00
//   5 on view: the newest search is at most 30 minutes old
//   6 on call: an order in (t - 720 hours, t]
//   7 a mail, and no view within 48 hours of the last
//   8 the first order
//   9 on taking out: at least two were put into the cart in (t - 24 hours, t]
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace wend::bench {

enum class SectionKind : std::uint8_t { Viewed, Searched, Added, Removed, Ordered, Called, Mailed };
constexpr std::size_t kSectionRules = 10;

struct SectionEvent {
  std::int64_t time_ms = 0;
  std::uint32_t customer = 0;
  std::uint32_t section = 0;
  std::uint32_t cents = 0;
  SectionKind kind = SectionKind::Viewed;
};

std::vector<SectionEvent> make_sections_log(std::size_t events, std::uint32_t customers,
                                            std::uint32_t sections);

// The same ten rules for each section, as the files of a pack; rule 10 * section + n stands at that position of the
// plan.
std::vector<std::string> sections_pack(std::uint32_t sections);

struct SectionsFired {
  std::array<std::uint64_t, kSectionRules> count{}, sum{};
  void add(std::size_t rule, std::int64_t time_ms, std::uint32_t customer, std::uint32_t section) {
    ++count[rule];
    sum[rule] += static_cast<std::uint64_t>(time_ms % 1'000'003) + customer + section;
  }
  friend bool operator==(const SectionsFired&, const SectionsFired&) = default;
};

class SectionsByHand {
 public:
  explicit SectionsByHand(std::uint32_t customers) : places_(customers) {}
  void step(const SectionEvent& event);
  const SectionsFired& fired() const { return fired_; }

 private:
  static constexpr std::int64_t kLongAgo = -4'000'000'000'000;
  struct Order {
    std::int64_t time = 0;
    std::uint32_t cents = 0;
  };
  struct Place {  // of one customer in one section
    std::uint32_t customer = 0, section = 0;
    std::array<std::int64_t, 5> views{kLongAgo, kLongAgo, kLongAgo, kLongAgo, kLongAgo};
    std::array<std::int64_t, 2> added{kLongAgo, kLongAgo};
    std::int64_t in_cart = kLongAgo, searched = kLongAgo;
    std::int64_t order_awaited = kLongAgo, view_awaited = kLongAgo;
    std::vector<Order> orders;
  };
  struct Deadline {
    std::int64_t time;
    std::uint32_t place;
  };
  struct Waiting {
    std::vector<Deadline> queue;  // ascending
    std::size_t next = 0;
  };

  std::uint32_t place_of(const SectionEvent& event);
  void fire_before(std::int64_t time);
  bool fire_one(Waiting& waiting, std::int64_t Place::* awaited, std::size_t rule);
  void view(Place& place, const SectionEvent& event);
  void order(Place& place, const SectionEvent& event);
  void fire(std::size_t rule, const Place& place, std::int64_t time) {
    fired_.add(rule, time, place.customer, place.section);
  }

  std::vector<std::vector<std::uint32_t>> places_;  // by customer
  std::vector<Place> all_;
  Waiting orders_, views_;
  SectionsFired fired_;
};

}  // namespace wend::bench
