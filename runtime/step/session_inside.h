// SPDX-License-Identifier: Apache-2.0
//
// What a session holds, for the files that implement it.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>

#include "runtime/decision/decision_buffer.h"
#include "runtime/decision/identity.h"
#include "runtime/step/customers.h"
#include "runtime/step/event_check.h"
#include "runtime/step/held_events.h"
#include "runtime/step/households.h"
#include "runtime/step/identities.h"
#include "runtime/step/links.h"
#include "runtime/step/moment.h"
#include "runtime/step/open_events.h"
#include "runtime/step/owed_counts.h"
#include "runtime/step/plain_events.h"
#include "runtime/step/record_reader.h"
#include "runtime/step/record_steps.h"
#include "runtime/step/tables.h"
#include "runtime/step/wakes.h"
#include "runtime/values/calendar.h"
#include "wend/runtime.h"

namespace wend {

class CloudEventReader;
class InheritedStates;
struct Handover;

// `2026-03-02T09:30:00Z`, to the second.
std::string utc_words(std::int64_t instant);

namespace runtime {
// Takes what a session would step, while others have its customers (wend/partitions.h).
class Elsewhere {
 public:
  virtual ~Elsewhere() = default;
  virtual void take(const HeldEvents& held, std::span<const std::uint32_t> in_order) = 0;
  // A plain event, the first of its instant and the only one as far as is known, and its customer's name.
  virtual void take_alone(const Event& event, std::string_view name) = 0;
  // It is not the only one, or its instant may go on behind what is decided now: it is held with the others.
  virtual void give_back(HeldEvents& held) = 0;
  virtual void go_on_to(std::int64_t instant) = 0;  // everything earlier was taken
  virtual void finish() = 0;                        // what was taken is to be decided now
};

// A customer's state with its open events, up to the newest.
struct Ahead {
  Blob blob;
  std::uint32_t newest = 0;  // of the open events
  std::uint64_t tables = 0;  // what they were: Tables::changes
  std::int64_t closed = 0;   // where there are tables: all before was closed
};
}  // namespace runtime

struct Session::Inside {
  Inside(std::shared_ptr<const Pack> pack_in, Tier tier_in);
  ~Inside();

  std::optional<Refusal> feed(const Event& event);
  std::optional<Refusal> feed_otherwise(const Event& event);  // that may not stand alone
  std::optional<Refusal> feed_clock(const Event& event);
  std::optional<Refusal> feed_row(const Event& event);
  void advance_to(std::int64_t instant);
  void flush();
  std::span<const std::uint32_t> concerned(const Event& event);
  std::span<const std::uint32_t> concerned(const runtime::RecordReader& reader,
                                           const std::byte* record);
  void finish();      // closes what is open and hands over all decisions
  void settle();      // brings the counts of rules behind an index up to date
  void hold_alone();  // so that `held` has all of the instant
  void own_states();  // so that none is as another program kept it
  // The next event of those that another session took, about a customer by its number here.
  void step_taken(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void step_taken(const Event& event, std::uint32_t customer);  // likewise; it is plain
  void go_on_to(std::int64_t instant);                          // deadlines before it fire
  void feed(std::span<const Event> events,
            const std::function<void(std::size_t, const Refusal&)>& refused);
  void feed(const runtime::RecordReader& by, const std::byte* records, std::size_t count,
            std::size_t stride, const std::function<void(std::size_t, const Refusal&)>& refused);
  std::uint32_t number_of(const Event& event) {  // of its customer
    if (event.customer_number != Event::kByName) return event.customer_number;
    return links.about(event.touchpoint) == TouchpointInfo::kNoLink
               ? customers.number_of(name_of(event))
               : runtime::HeldEvent::kNobody;
  }
  std::int64_t instant_of(std::int64_t time_ns) const {  // in milliseconds, down to the grain
    return floor_to_grain(runtime::floor_div(time_ns, 1'000'000));
  }
  std::int64_t floor_to_grain(std::int64_t instant) const {
    constexpr std::int64_t kSecond = 1000;  // a divisor known here is no division
    if (grain_ <= 1) return instant;
    return grain_ == kSecond ? runtime::floor_div(instant, kSecond) * kSecond
                             : runtime::floor_div(instant, grain_) * grain_;
  }
  void own_state(std::uint32_t customer);
  std::int64_t next_wake_of(std::uint32_t customer) const;
  // That the customer wakes then, or not before: whoever takes an entry of the queue looks what is due.
  void queue_wake(std::uint32_t customer, std::int64_t wake) {
    if (wake < customers[customer].queued_wake) add_wake(customer, wake);
  }
  void queue_wake(std::uint32_t customer) { queue_wake(customer, next_wake_of(customer)); }
  void add_wake(std::uint32_t customer, std::int64_t wake);
  void drop_outdated_wakes();
  void refresh_wakes();  // the least entry of the queue is then true

  std::shared_ptr<const Pack> pack;
  Tier tier;
  Counts counts;
  // By rule: candidates whose condition was no, which the counts lack. They lie closer than the counts.
  std::vector<std::uint64_t> owed;
  std::shared_ptr<runtime::OwedCounts> owed_before;    // by the session whose place this took
  std::shared_ptr<runtime::OwedCounts> handed_counts;  // to the one that took this one's place
  runtime::Prepared prepared;
  runtime::DecisionBuffer decisions;
  runtime::Moment moment;
  runtime::EventCheck check;
  runtime::Customers customers;
  runtime::Identities identities;
  std::string_view name_of(const Event& event);  // of its customer; valid until the next call
  runtime::HeldEvents held;
  runtime::Links links;
  runtime::Tables tables;
  runtime::Households households;
  runtime::OpenEvents open;  // none without lateness
  // Customers with too many open events, of whom more is closed than of the others: every event earlier than this.
  std::map<std::uint32_t, std::int64_t> closed_early;
  runtime::Wakes wakes;
  // By customer, none without rules that are decided at once: its state with its open events, and what these
  // rules did on open events.
  std::unordered_map<std::uint32_t, runtime::Ahead> ahead;
  std::unordered_map<std::uint32_t, std::vector<runtime::ActedAtOnce>> acted;
  // Every event earlier than `closed` is known; the clock is ahead of it by the lateness.
  std::int64_t closed = std::numeric_limits<std::int64_t>::min();
  std::int64_t clock = std::numeric_limits<std::int64_t>::min();
  // Everything earlier was decided by other rules, whose place these took.
  std::int64_t began = std::numeric_limits<std::int64_t>::min();
  std::int64_t closed_for(std::uint32_t customer) const;
  std::uint32_t open_of(std::uint32_t customer) const;  // open events under all its names
  std::uint64_t open_bytes_of(std::uint32_t customer) const;
  std::int64_t newest() const { return has_lateness() ? clock : closed; }
  std::uint32_t add_open(const Event& event, const runtime::OpenEvents::Named& named,
                         std::int64_t instant, std::uint32_t customer);  // its number
  void close_all();  // what is open, as if no event came late any more
  bool has_lateness() const { return prepared.plan.lateness != 0; }
  runtime::Elsewhere* elsewhere = nullptr;
  std::string hash_room;
  std::unique_ptr<CloudEventReader> reader;  // of feed_json
  CloudEventReader& make_reader();           // unless there is one
  std::shared_ptr<const Handover> handover;  // of prepare_to_succeed
  // States that are still as the session before kept them; null: none is. When none is left it waits to be taken apart with this
  // session.
  std::unique_ptr<InheritedStates> inherited, outlived;

 private:
  // Whom an event reaches, and what the link carries.
  struct Linked {
    std::uint32_t customer = 0;
    std::vector<std::string> carried;
  };
  const NativeCode* native() const { return tier == Tier::Interpreter ? nullptr : pack->native(); }
  // Events that stand one behind the other: `whom` says of each by which number or name it knows its customer, and whether some may do
  // so by name, `is_alone(i)` takes it
  // where it stands if that can be, else `take(i)` takes a copy or says why not.
  template <typename Whom, typename IsAlone, typename Take>
  void feed_rows(std::size_t count, const Whom& whom, const IsAlone& is_alone, const Take& take,
                 const std::function<void(std::size_t, const Refusal&)>& refused);
  template <typename Whom>
  void expect(const Whom& whom, std::size_t i, std::size_t count, std::size_t named,
              std::uint32_t numbers);
  template <typename Whom>
  void expect_place(const Whom& whom, std::size_t i);
  // `numbers`: as many customers may be known by their numbers.
  template <typename Whom>
  void expect_customer(const Whom& whom, std::size_t i, std::uint32_t numbers);
  template <typename Whom>
  void expect_state(const Whom& whom, std::size_t i, std::uint32_t numbers);
  bool has_number(const Event& event) const;  // that its customer may have
  std::optional<Refusal> out_of_order(std::int64_t instant) const;
  std::optional<Refusal> repeat(const Event& event, const runtime::HeldEvents& of,
                                std::uint32_t known_event);
  Refusal refuse_repeat(bool is_same);
  void move_to(std::int64_t instant);
  std::string_view held_name(const runtime::HeldEvents& of, std::uint32_t event) const;

  // session_lateness.cpp
  std::optional<Refusal> feed_open(const Event& event, std::int64_t instant);
  bool was_taken(const Event& event);  // requires: some was
  // If the sink throws the event was taken nevertheless, which its host cannot know.
  template <typename Act>
  void or_remember(const Event& event, const Act& act) {
    try {
      act();
    } catch (...) {
      taken_ = runtime::cause_of(event.source, event.id, hash_room);
      throw;
    }
  }
  std::int64_t closed_by(std::int64_t clock_then) const;
  void move_clock(std::int64_t instant);
  void close_before(std::int64_t until);
  void step_oldest();
  void close_too_many_of(std::uint32_t name);
  void close_oldest_of(std::uint32_t customer);
  void fire_own_before(std::uint32_t customer, std::int64_t instant);

  // session_late.cpp
  bool is_late(const Event& event, std::int64_t instant);
  std::optional<Refusal> feed_late(const Event& event, std::int64_t instant);
  void step_late(std::uint32_t customer);
  void link_by_late(std::uint32_t customer);
  void join_late(const runtime::HeldEvents& of, const runtime::HeldEvent& event,
                 const Linked& whose);
  void join_touchpoint(const runtime::HeldEvents& of, const runtime::HeldEvent& event,
                       const Linked& whose);
  void look_again(std::uint32_t customer);

  // session_at_once.cpp
  void decide_at_once(std::uint32_t customer, std::uint32_t number);
  void step_ahead(std::uint32_t customer, std::uint32_t number);
  void keep_ledgers(std::uint32_t customer);
  void settle_at_once(std::uint32_t customer, const runtime::Cause& cause);
  void begin_with_lateness(std::uint32_t customer);

  // session_tables.cpp
  std::optional<Refusal> row_out_of_order(std::int64_t instant) const;

  // session_links.cpp
  void step_linked(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void find_linked(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void change_links();
  void fill_carried(const runtime::HeldEvent& event, const Linked& whose);
  std::int64_t linking_at(std::int64_t instant) const;
  std::span<const std::uint32_t> all_that_wait_for(std::uint32_t touchpoint);
  bool is_plain(std::uint32_t touchpoint) const;
  std::span<const std::uint32_t> concerned_otherwise(const runtime::RecordReader& reader,
                                                     const std::byte* record);
  void begin_link(const runtime::Links::Effect& effect);
  void end_links(const runtime::Links::Effect& effect);

  // session_identity.cpp
  // That somebody is known by an identity, said by an event of the instant `at`.
  struct Naming {
    std::uint32_t customer = 0;
    std::uint32_t kind = 0;
    std::uint32_t identity = 0;
    std::int64_t at = 0;
  };
  std::uint32_t holder_of(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  std::vector<Naming> namings_of(std::uint32_t customer, const runtime::HeldEvents& of,
                                 const runtime::HeldEvent& event);
  void link(const Naming& naming);
  void join_histories();

  // session_out_of_turn.cpp
  bool is_in_turn(const Naming& naming) const;
  void link_out_of_turn();
  void link_where_both_are(const Naming& naming);
  void link_behind_instant();
  void close_to(std::uint32_t customer, std::int64_t instant);
  void close_too_many();
  std::vector<std::uint32_t> names_of(std::uint32_t customer) const;

  void load_profile_of(std::string_view customer);
  void answer_lists_of(const Event& event);
  bool take_alone(std::uint32_t hash);  // `next_`, which was read
  bool take_alone(const Event& event);  // a copy of it
  bool hand_on_alone(const Event& event, std::int64_t instant);
  void stand_alone(std::uint32_t customer);
  std::optional<Refusal> feed_copy(const runtime::RecordReader& by, const std::byte* record);
  void step_alone();
  void expect_points() const;
  // What few schemas have is left out where it `is_usual`.
  template <bool is_usual>
  void step_waiting();
  template <bool is_usual>
  void run_event();
  void step_held();
  void step_in_order();
  void reach(std::int64_t instant);  // of an event that is taken next
  void step(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void step_one(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void fill_fields(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void begin_moment(std::uint32_t customer, std::int64_t instant);
  template <bool is_usual>
  void enter_moment(std::uint32_t customer, std::int64_t instant);  // the same, for every event
  void end_moment() {
    if (moment.soonest != runtime::kNever) queue_wake(moment.customer, moment.soonest);
  }
  void take_cause(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void change_profile(const runtime::HeldEvents& of, const runtime::HeldEvent& event);
  void run_touchpoint();
  void enter_touchpoint();  // the same, by the code that was taken up last
  void prepare_touchpoint();
  void take_up_native();
  void enter_by(const NativeCode* code);
  void go_on(std::int64_t instant);  // go_on_to, where it is done for every event
  void run_behind_touchpoints(std::uint32_t position, const Body& body);
  void fire_before(std::int64_t instant);
  void expect_wakes() const;
  void expect_deadline(std::uint32_t rule) const;
  void fire(std::uint32_t customer, std::int64_t instant, std::int64_t due);
  void fire_by_name(std::int64_t wake);
  void take_due(std::uint32_t rule, std::int64_t due);
  void move_by_clock(std::int64_t instant);
  void hand_over() {
    if (decisions.is_any()) hand_over_decisions();
  }
  void hand_over_decisions();

  // How a touchpoint is entered.
  struct Way {
    NativeBody native = nullptr;  // null: interpreted
    Body body;
    bool asks_first = false;  // for the profile, or about the items of lists
    bool has_points = false;  // some index of it
  };
  std::vector<Way> ways_;
  std::int64_t grain_ = 1;  // of the plan
  // No links, tables, journeys, mentions, and no event comes late: nothing of these is asked for.
  bool is_usual_ = false;
  // An event that is alone in its instant, as far as that is known, and is not held, and room for the next one. It waits, or was
  // stepped since nobody wanted to wait longer; or who has the customers keeps it.
  std::array<runtime::PlainEvent, 2> plain_;
  runtime::PlainEvent *alone_ = &plain_[0], *next_ = &plain_[1];
  std::uint32_t alone_customer_ = 0;
  enum class Alone : std::uint8_t { None, Waits, Stepped, Elsewhere };
  Alone is_alone_ = Alone::None;
  std::vector<Linked> linked_;  // by the event in hand
  std::string name_room_;
  std::vector<std::uint32_t> hashes_;  // of the names of events that are fed together
  // Of a record that needs a closer look, and of one that waited: while one is fed, the other is stepped.
  Event copied_, held_;
  std::vector<runtime::RecordReader::Digits> digits_;
  std::vector<std::unique_ptr<runtime::RecordSteps>> steps_;  // of the layouts that came last
  runtime::RecordSteps& steps_for(const runtime::RecordReader& by);
  std::vector<std::uint32_t> joining_;  // whose histories join that of the customer in hand
  // With lateness: links that take effect where all that they join is closed as far; who has more open events by a link;
  // and whether decisions wait until all that a closing entails is closed.
  std::vector<Naming> out_of_turn_;
  std::deque<std::uint32_t> grown_;
  bool closes_early_ = false;
  std::vector<std::uint32_t> concerned_;
  // By touchpoint: what says which rules an event concerns from its fields and its channel alone; else null.
  std::vector<runtime::BodyLookup*> plain_lookups_;
  // How the structs are asked that came last, if they are all of one touchpoint.
  const runtime::RecordSieve* last_asked_ = nullptr;
  std::vector<std::uint32_t> due_;  // customers, at one instant
  std::vector<std::uint32_t>
      waiting_;                // rules with an absence in the state of the customer in hand
  std::int64_t buffered_ = 0;  // the instant of the decisions that are buffered
  runtime::Blob* ahead_blob_ = nullptr;  // in the pass AtOnce
  std::optional<runtime::Cause> taken_;  // an event of a call in which the sink threw
  runtime::HeldEvents late_;             // the one in hand that is later than stated
};

}  // namespace wend
