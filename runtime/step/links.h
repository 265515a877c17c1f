// SPDX-License-Identifier: Apache-2.0
//
// Which customers are linked to what events are about: by value, and by customer, the oldest link first. A link whose
// life is over is none any more; it is dropped when its value or its customer comes up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/step/calendar_memory.h"

namespace wend::runtime {

// The identifiers of a link: of its value, then what it carries.
using LinkTexts = std::vector<std::string_view>;
using AskedTexts = std::vector<std::optional<std::string_view>>;  // empty: whatever it is

struct Link {
  std::uint32_t of = 0;  // position in Plan::links
  std::uint32_t customer = 0;
  std::int64_t at = 0;      // when it last began
  std::uint64_t order = 0;  // in which links last began
  std::string texts;        // one behind the other
  std::uint16_t ends[1 + kMostCarried] = {};
  std::string_view text(std::size_t number) const {
    const std::size_t begin = number == 0 ? 0 : ends[number - 1];
    return std::string_view(texts).substr(begin, ends[number] - begin);
  }
};

class Links {
 public:
  Links(const Plan& plan, const Zone& zone);

  bool is_any() const { return !by_touchpoint_.empty(); }
  // The link by which its events reach customers, or kNoLink.
  std::uint32_t about(std::uint32_t touchpoint) const {
    return touchpoint < about_.size() ? about_[touchpoint] : TouchpointInfo::kNoLink;
  }
  // What an event of the touchpoint does to the links of its customer, in this order.
  struct Effect {
    std::uint32_t link = 0;
    bool ends = false;
    const LinkEvent* event = nullptr;
  };
  const std::vector<Effect>& effects_of(std::uint32_t touchpoint) const {
    return by_touchpoint_[touchpoint];
  }

  // Links the customer, or anew; how many links had to make room.
  std::uint32_t begin(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts,
                      std::int64_t now);
  // Ends the customer's links that have all of these texts.
  void end(std::uint32_t link, std::uint32_t customer, const AskedTexts& asked);
  // Whoever had the first number has the second; how many links had to make room. They keep when they began, and of two
  // that are alike the newer stays.
  std::uint32_t move(std::uint32_t from, std::uint32_t to, std::int64_t now);
  // The links to a value.
  std::vector<const Link*> to(std::uint32_t link, std::string_view value, std::int64_t now);

  std::uint64_t size() const { return used_; }
  std::uint64_t bytes_of(std::uint32_t customer) const;
  std::vector<const Link*> in_order() const;  // in which they last began
  // Of a saved session, in this order: false if it cannot be.
  bool add(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts, std::int64_t at);

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Ends {  // of a list: its oldest and its newest
    std::uint32_t first = kNone, last = kNone, count = 0;
  };
  struct Place {
    std::uint32_t before = kNone, behind = kNone;
  };
  struct Entry {
    Link link;
    Place by_value, by_customer;
  };
  using Lists = std::unordered_map<std::uint32_t, Ends>;

  void append(Ends& list, Place Entry::* place, std::uint32_t entry);
  void remove(Ends& list, Place Entry::* place, std::uint32_t entry);
  void append(std::uint32_t entry);
  void drop(std::uint32_t entry);
  bool is_over(const Link& link, std::int64_t now) const;
  void drop_over_of_customer(std::uint32_t link, std::uint32_t customer, std::int64_t now);
  void drop_over_of_value(std::uint32_t link, const std::string& value, std::int64_t now);
  std::vector<std::uint32_t> take_of_customer(std::uint32_t link, std::uint32_t customer,
                                              std::int64_t now);
  void add_to_customer(std::uint32_t entry, std::uint32_t customer);
  std::uint32_t make_room(std::uint32_t link, std::uint32_t customer, const std::string& value);
  Ends of_customer(std::uint32_t link, std::uint32_t customer) const;
  Ends of_value(std::uint32_t link, const std::string& value) const;
  std::uint32_t find(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts) const;
  std::uint32_t new_entry(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts);

  const Plan& plan_;
  mutable CalendarMemory calendar_;
  std::vector<std::vector<Effect>> by_touchpoint_;  // none: there are no links
  std::vector<std::uint32_t> about_;                // likewise
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  std::uint64_t used_ = 0;
  std::uint64_t begun_ = 0;
  std::vector<std::unordered_map<std::string, Ends>> values_;  // by link
  std::vector<Lists> customers_;                               // by link
};

}  // namespace wend::runtime
