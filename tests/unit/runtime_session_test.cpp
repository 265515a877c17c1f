// SPDX-License-Identifier: Apache-2.0
//
// Order, repeats, deadlines and limits of a session, on plans written by hand.
#include <limits>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime_plans.h"

namespace wend::runtime_tests {
namespace {

using testing::ElementsAre;

void feed(Session& session, const Event& event) {
  const auto refused = session.feed(event);
  ASSERT_FALSE(refused) << refused->reason;
}

RefusalKind refused(Session& session, const Event& event) {
  const auto refusal = session.feed(event);
  EXPECT_TRUE(refusal);
  return refusal ? refusal->kind : RefusalKind::Malformed;
}

ShopPlan always_acting() {
  ShopPlan shop;
  const std::uint32_t rule = shop.add_rule("always");
  shop.add(ShopPlan::kCart, op(OpCode::Constant, 1, 0, 0, 1));
  shop.act(ShopPlan::kCart, rule, 1);
  return shop;
}

// cart, then no order within two hours (since the given start).
ShopPlan left_behind(AbsenceAnchor anchor, std::uint32_t open) {
  ShopPlan shop;
  Fact absence = fact(FactKind::Absence, open);
  absence.anchor = anchor;
  absence.span = {false, 2 * 3'600'000};
  const std::uint32_t number = shop.add_fact(absence);
  const std::uint32_t rule = shop.add_rule("left_behind");
  shop.plan.rules[rule].at_deadline = true;
  shop.plan.rules[rule].absence = number;
  shop.add(ShopPlan::kCart, op(OpCode::Arm, 0, 0, 0, number));
  shop.add(ShopPlan::kOrder, op(OpCode::Disarm, 0, 0, 0, number));
  shop.add_deadline_op(rule, op(OpCode::Constant, 1, 0, 0, 1));
  shop.add_deadline_op(rule, op(OpCode::Candidate, 2, 1, 0, rule));
  shop.add_deadline_op(rule, op(OpCode::Issue, 0, 0, 0, std::int64_t{rule} << 16));
  return shop;
}

TEST(RuntimeSession, SinkIsOrderedByInstantThenCustomer) {
  Session session(always_acting().pack());
  const Decided decided(session);
  feed(session, cart("zoe", "1", "2026-01-01T10:00:00.100Z", "a", 1));
  feed(session, cart("ann", "2", "2026-01-01T10:00:00.900Z", "a", 1));
  feed(session, cart("zoe", "3", "2026-01-01T10:00:01Z", "a", 1));
  session.flush();
  EXPECT_THAT(decided.lines, ElementsAre("ann always @ 2026-01-01T11:00:00+01:00",
                                         "zoe always @ 2026-01-01T11:00:00+01:00",
                                         "zoe always @ 2026-01-01T11:00:01+01:00"));
}

TEST(RuntimeSession, CustomersMayBeKnownByNumber) {
  Session session(always_acting().pack());
  const Decided decided(session);
  const std::uint32_t ann = session.number_of("ann");
  EXPECT_EQ(session.number_of("ann"), ann);
  Event event = cart("", "1", "2026-01-01T10:00:00Z", "a", 1);
  event.customer_number = ann;
  feed(session, event);
  EXPECT_EQ(refused(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1)),
            RefusalKind::Repeat);
  event.customer_number = ann + 1;
  EXPECT_EQ(refused(session, event), RefusalKind::NoCustomer);
  session.flush();
  EXPECT_THAT(decided.lines, ElementsAre("ann always @ 2026-01-01T11:00:00+01:00"));
  EXPECT_EQ(session.customers(), 1U);
}

TEST(RuntimeSession, RowsSayByPositionWhatIsRefused) {
  Session session(always_acting().pack());
  const std::vector<Event> row = {cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1),
                                  cart("", "2", "2026-01-01T10:00:00Z", "a", 1),
                                  cart("bob", "3", "2026-01-01T10:00:01Z", "a", 1),
                                  cart("bob", "4", "2026-01-01T10:00:00Z", "a", 1)};
  std::vector<std::pair<std::size_t, RefusalKind>> refusals;
  session.feed(row, [&](std::size_t at, const Refusal& refusal) {
    refusals.emplace_back(at, refusal.kind);
  });
  EXPECT_THAT(refusals, ElementsAre(std::pair(1, RefusalKind::NoCustomer),
                                    std::pair(3, RefusalKind::Earlier)));
  session.feed(std::span<const Event>(), nullptr);
  EXPECT_EQ(session.counts().events, 2U);
}

TEST(RuntimeSession, RepeatsOfOneInstantAreDroppedAndOtherContentIsRefused) {
  Session session(always_acting().pack());
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  EXPECT_EQ(refused(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1)),
            RefusalKind::Repeat);
  EXPECT_EQ(refused(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 2)),
            RefusalKind::RepeatDiffers);
  EXPECT_EQ(refused(session, cart("bob", "1", "2026-01-01T10:00:00Z", "a", 1)),
            RefusalKind::RepeatDiffers);
  session.flush();
  EXPECT_EQ(refused(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1)),
            RefusalKind::Repeat);
  EXPECT_EQ(session.counts().events, 1U);
  EXPECT_EQ(session.counts().repeats, 2U);
  EXPECT_EQ(session.counts().refused, 2U);
}

TEST(RuntimeSession, ManyEventsOfOneInstantKnowTheirRepeats) {
  Session session(always_acting().pack());
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back(std::to_string(i));
  for (const std::string& id : ids) feed(session, cart("ann", id, "2026-01-01T10:00:00Z", "a", 1));
  for (const std::string& id : ids) {
    EXPECT_EQ(refused(session, cart("ann", id, "2026-01-01T10:00:00Z", "a", 1)),
              RefusalKind::Repeat);
  }
}

TEST(RuntimeSession, EarlierEventsAreRefused) {
  Session session(always_acting().pack());
  feed(session, cart("ann", "5", "2026-01-01T10:00:00.500Z", "a", 1));
  EXPECT_EQ(refused(session, cart("ann", "0", "2026-01-01T09:59:59.999Z", "a", 1)),
            RefusalKind::Earlier);
  feed(session, cart("ann", "4", "2026-01-01T10:00:00.400Z", "a", 1));  // same instant: held
  session.flush();
  EXPECT_EQ(refused(session, cart("ann", "3", "2026-01-01T10:00:00.300Z", "a", 1)),
            RefusalKind::Earlier);
  feed(session, cart("ann", "6", "2026-01-01T10:00:00.600Z", "a", 1));
  session.advance_to(instant("2026-01-01T12:00:00Z"));
  EXPECT_EQ(refused(session, cart("ann", "7", "2026-01-01T11:00:00Z", "a", 1)),
            RefusalKind::Earlier);
}

TEST(RuntimeSession, RefusalsNameTheFieldAndMoveNoTime) {
  Session session(always_acting().pack());
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  Event late = cart("ann", "2", "2027-01-01T10:00:00Z", std::string_view(), 1);
  const std::string long_product(41, 'x');
  late.fields[0].text = long_product;
  const auto refusal = session.feed(late);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, RefusalKind::TextTooLong);
  EXPECT_THAT(refusal->reason, testing::HasSubstr("product"));
  EXPECT_EQ(session.clock_ms(), instant("2026-01-01T10:00:00Z"));
  late.fields[0].text = "a";
  late.channel = 7;
  EXPECT_EQ(refused(session, late), RefusalKind::ChannelNotAllowed);
  late.customer = {};
  EXPECT_EQ(refused(session, late), RefusalKind::NoCustomer);
}

TEST(RuntimeSession, AnEventAtTheDeadlineStandsBeforeIt) {
  Session session(left_behind(AbsenceAnchor::Each, 3).pack());
  const Decided decided(session);
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  feed(session, order("ann", "2", "2026-01-01T12:00:00Z", 1));
  feed(session, cart("bob", "3", "2026-01-01T12:00:00Z", "a", 1));
  feed(session, order("bob", "4", "2026-01-01T14:00:01Z", 1));
  session.flush();
  EXPECT_THAT(decided.lines, ElementsAre("bob left_behind @ 2026-01-01T15:00:00+01:00"));
  EXPECT_EQ(session.open_deadlines(), 0U);
}

TEST(RuntimeSession, TheClockAloneFiresDeadlines) {
  Session session(left_behind(AbsenceAnchor::Each, 3).pack());
  const Decided decided(session);
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  session.flush();
  EXPECT_EQ(session.next_wake_ms(), instant("2026-01-01T12:00:00Z"));
  session.advance_to(instant("2026-01-01T12:00:00Z"));
  EXPECT_TRUE(decided.lines.empty());
  session.advance_to(instant("2026-01-01T12:00:01Z"));
  EXPECT_THAT(decided.lines, ElementsAre("ann left_behind @ 2026-01-01T13:00:00+01:00"));
  EXPECT_FALSE(session.next_wake_ms());
}

TEST(RuntimeSession, AnInstantBeforeTheClockMovesNothing) {
  Session session(always_acting().pack());
  session.advance_to(std::numeric_limits<std::int64_t>::min());
  session.advance_to(session.clock_ms());
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  session.advance_to(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(session.counts().events, 1U);
  EXPECT_EQ(refused(session, cart("ann", "2", "2026-01-01T10:00:01Z", "a", 1)),
            RefusalKind::Earlier);
}

TEST(RuntimeSession, ASinkThatThrowsLosesNothing) {
  Session session(always_acting().pack());
  int calls = 0;
  std::vector<std::string> taken;
  session.on_decision([&](const Decision& decision) {
    if (++calls == 2) throw std::runtime_error("not now");
    taken.emplace_back(decision.customer);
  });
  for (const char* customer : {"ann", "bob", "cid"})
    feed(session, cart(customer, customer, "2026-01-01T10:00:00Z", "a", 1));
  const Event next = cart("dan", "4", "2026-01-01T10:00:01Z", "a", 1);
  EXPECT_THROW(session.feed(next), std::runtime_error);
  feed(session, next);
  session.flush();
  EXPECT_THAT(taken, ElementsAre("ann", "bob", "cid", "dan"));
  EXPECT_EQ(session.counts().events, 4U);
}

struct Starts {
  AbsenceAnchor anchor;
  std::vector<std::string> decided;
  std::uint64_t not_armed;
};
class RuntimeAbsence : public testing::TestWithParam<Starts> {};

TEST_P(RuntimeAbsence, SeveralStarts) {
  Session session(left_behind(GetParam().anchor, 2).pack());
  const Decided decided(session);
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  feed(session, cart("ann", "2", "2026-01-01T10:30:00Z", "a", 1));
  feed(session, cart("ann", "3", "2026-01-01T11:00:00Z", "a", 1));
  session.advance_to(instant("2026-01-02T00:00:00Z"));
  EXPECT_EQ(decided.lines, GetParam().decided);
  EXPECT_EQ(session.counts().not_armed, GetParam().not_armed);
}
INSTANTIATE_TEST_SUITE_P(
    Anchors, RuntimeAbsence,
    testing::Values(
        Starts{AbsenceAnchor::First, {"ann left_behind @ 2026-01-01T13:00:00+01:00"}, 0},
        Starts{AbsenceAnchor::Last, {"ann left_behind @ 2026-01-01T14:00:00+01:00"}, 0},
        Starts{AbsenceAnchor::Each,
               {"ann left_behind @ 2026-01-01T13:00:00+01:00",
                "ann left_behind @ 2026-01-01T13:30:00+01:00"},
               1}));

TEST(RuntimeSession, LimitPerKeyCountsInAHalfOpenWindow) {
  ShopPlan shop;
  Fact ledger = fact(FactKind::Ledger, 1);
  ledger.keys = 2;
  ledger.value = {ValueKind::Identifier, 0, 40, 0};
  ledger.span = {true, pack(CalendarSpan{0, 7})};
  const std::uint32_t rule = shop.add_rule("weekly", shop.add_fact(ledger));
  shop.add(ShopPlan::kCart, op(OpCode::Constant, 1, 0, 0, 1));
  shop.add(ShopPlan::kCart, op(OpCode::Field, 2, 0, 0, ShopPlan::kProduct));
  shop.act(ShopPlan::kCart, rule, 1, 2);
  Session session(shop.pack());
  const Decided decided(session);
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  feed(session, cart("ann", "2", "2026-01-04T10:00:00Z", "a", 1));  // stopped, starts no period
  feed(session, cart("ann", "3", "2026-01-04T10:00:00Z", "b", 1));
  feed(session, cart("ann", "4", "2026-01-08T10:00:00Z", "a", 1));  // day 0 is outside
  session.flush();
  EXPECT_THAT(decided.lines, ElementsAre("ann weekly @ 2026-01-01T11:00:00+01:00",
                                         "ann weekly @ 2026-01-04T11:00:00+01:00",
                                         "ann weekly @ 2026-01-08T11:00:00+01:00"));
  EXPECT_EQ(session.counts().rules[0].limited, 1U);
  EXPECT_EQ(session.counts().pushed_out, 0U);
}

TEST(RuntimeSession, ForbiddenEventMayItselfCompleteTheSequence) {
  // cart, then cart, with no cart between: advance, then kill, then place.
  ShopPlan shop;
  Fact sequence = fact(FactKind::Sequence, 1);
  sequence.steps = {{}, {false, true, {false, 3'600'000}}};
  const std::uint32_t number = shop.add_fact(sequence);
  const std::uint32_t rule = shop.add_rule("twice");
  shop.add(ShopPlan::kCart, op(OpCode::Constant, 1, 0, 0, 1));
  for (const std::int64_t bit : {0, 1, 33})
    shop.add(ShopPlan::kCart, op(OpCode::Mark, 0, 1, 0, bit));
  shop.add(ShopPlan::kCart, op(OpCode::Advance, 2, 0, 0, number));
  shop.act(ShopPlan::kCart, rule, 2);
  Session session(shop.pack());
  const Decided decided(session);
  feed(session, cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  feed(session, cart("ann", "2", "2026-01-01T11:00:00Z", "a", 1));  // exactly at the limit
  feed(session, cart("ann", "3", "2026-01-01T12:00:01Z", "a", 1));  // too late
  session.flush();
  EXPECT_THAT(decided.lines, ElementsAre("ann twice @ 2026-01-01T12:00:00+01:00"));
}

// Every kind of fact at once, to save and to damage.
ShopPlan full_shop() {
  ShopPlan shop = left_behind(AbsenceAnchor::Each, 5);
  const std::uint32_t times = shop.add_fact(fact(FactKind::Times, 3));
  shop.add(ShopPlan::kCart, op(OpCode::UpdateEvent, 0, 0, 0, times));
  shop.add(ShopPlan::kCart, op(OpCode::Field, 1, 0, 0, ShopPlan::kAmount));
  for (const FactKind kind :
       {FactKind::First, FactKind::Last, FactKind::Totals, FactKind::Panes, FactKind::Items}) {
    shop.add(ShopPlan::kCart, op(OpCode::Update, 0, 1, 0, shop.add_fact(fact(kind, 4, true))));
  }
  Fact products = fact(FactKind::Distinct, 12, true);
  products.value = {ValueKind::Identifier, 0, 40, 0};
  shop.add(ShopPlan::kCart, op(OpCode::Field, 2, 0, 0, ShopPlan::kProduct));
  shop.add(ShopPlan::kCart, op(OpCode::Update, 0, 2, 0, shop.add_fact(products)));
  Fact same = products;
  same.kind = FactKind::Keyed;
  same.keys = 20;
  same.capacity = 2;
  shop.add(ShopPlan::kCart, op(OpCode::Constant, 3, 0, 0, 0));
  shop.add(ShopPlan::kCart, op(OpCode::CountSame, 4, 2, 3, shop.add_fact(same)));
  Fact ledger = fact(FactKind::Ledger, 2);
  ledger.span = {true, pack(CalendarSpan{0, 1})};
  const std::uint32_t rule = shop.add_rule("twice_seen", shop.add_fact(ledger));
  shop.add(ShopPlan::kCart, op(OpCode::Constant, 5, 0, 0, 2 * kMillionth));
  shop.add(ShopPlan::kCart, op(OpCode::Equal, 6, 4, 5, 0));
  shop.act(ShopPlan::kCart, rule, 6);
  return shop;
}

std::vector<Event> busy_days(std::vector<std::string>& names) {
  std::vector<Event> events;
  names.reserve(4000);
  const auto keep = [&](std::string text) -> std::string_view {
    return names.emplace_back(std::move(text));
  };
  std::uint64_t random = 42;
  std::int64_t seconds = instant("2026-03-27T00:00:00Z") / 1000;
  for (int i = 0; i < 900; ++i) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::uint64_t pick = random >> 33;
    seconds += static_cast<std::int64_t>(pick % 7 == 0 ? 0 : pick % 1500);
    const std::string_view customer = keep("c" + std::to_string(pick % 5));
    const std::string_view id = keep(std::to_string(i));
    Event event = pick % 6 == 0 ? order(customer, id, "2026-01-01T00:00:00Z", 100)
                                : cart(customer, id, "2026-01-01T00:00:00Z",
                                       keep("p" + std::to_string(pick % 31)), 250);
    event.time_ns = seconds * 1'000'000'000 + static_cast<std::int64_t>(pick % 1000) * 1'000'000;
    events.push_back(event);
  }
  return events;
}

TEST(RuntimeSession, SavedAndLoadedBetweenAnyTwoEventsDecidesTheSame) {
  const auto pack = full_shop().pack();
  std::vector<std::string> names;
  const std::vector<Event> events = busy_days(names);
  Session whole(pack);
  const Decided expected(whole);
  std::vector<std::uint8_t> saved;
  std::vector<std::string> lines;
  Session first(pack);
  saved = first.save();
  for (const Event& event : events) {
    Session next(pack);
    const Decided decided(next);
    const auto failure = next.load(saved);
    ASSERT_FALSE(failure) << failure->what;
    ASSERT_EQ(next.save(), saved);
    const auto a = whole.feed(event);
    const auto b = next.feed(event);
    ASSERT_EQ(a.has_value(), b.has_value());
    lines.insert(lines.end(), decided.lines.begin(), decided.lines.end());
    saved = next.save();
    ASSERT_EQ(saved, whole.save());
    ASSERT_EQ(next.open_deadlines(), whole.open_deadlines());
    ASSERT_EQ(next.next_wake_ms(), whole.next_wake_ms());
  }
  EXPECT_EQ(lines, expected.lines);
  EXPECT_GT(lines.size(), 100U);
}

TEST(RuntimeSession, StateNeverExceedsItsBound) {
  const Plan plan = full_shop().finished();
  std::uint64_t bound = 8 + (plan.facts.size() + 1 + 63) / 64 * 8;
  for (const Fact& each : plan.facts) bound += each.bytes_most;
  Session session(std::make_shared<Pack>(plan));
  std::vector<std::string> names;
  for (const Event& event : busy_days(names)) session.feed(event);
  session.flush();
  EXPECT_LE(session.largest_customer_bytes(), bound);
  EXPECT_GT(session.largest_customer_bytes(), bound / 4);
}

TEST(RuntimeSession, DamagedBytesAreRefusedAndChangeNothing) {
  const auto pack = full_shop().pack();
  std::vector<std::string> names;
  Session session(pack);
  for (const Event& event : busy_days(names)) session.feed(event);
  const std::vector<std::uint8_t> sound = session.save();
  Session other(pack);
  for (std::size_t i = 0; i < sound.size(); i += 97) {
    std::vector<std::uint8_t> damaged = sound;
    damaged[i] ^= 0x10;
    EXPECT_TRUE(other.load(damaged));
    EXPECT_TRUE(other.load(std::span(sound).first(i)));
  }
  EXPECT_EQ(other.customers(), 0U);
  EXPECT_FALSE(other.load(sound));
  Session foreign(always_acting().pack());
  EXPECT_THAT(foreign.load(sound)->what, testing::HasSubstr("another program"));
}

}  // namespace
}  // namespace wend::runtime_tests
