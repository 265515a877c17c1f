// SPDX-License-Identifier: Apache-2.0
//
// The caller's session checks events, orders them and knows repeats. Whole instants are collected in a round; each partition of
// the customers has a session of its own, in which some thread steps their events, up to the instant at which the round ends. No
// decision of a later round is dated before that, so rounds are merged one by one.
#include "wend/partitions.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "runtime/abi/anonymous.h"
#include "runtime/step/partition.h"
#include "runtime/values/faults.h"

namespace wend {
namespace {

using runtime::Customers;
using runtime::Fault;
using runtime::HeldEvents;
using runtime::Partition;
using runtime::PartitionRound;
using runtime::PartitionRounds;
using runtime::PartitionShare;
using runtime::planted;

// For each thread so many partitions that one which is behind can be left to whoever is free. One alone needs no more.
constexpr unsigned kOfThread = 2;
// Events of a round, about: for each partition so many that handing them over is nothing beside stepping them; and not more
// than memory has room for.
constexpr std::uint32_t kOfPartition = 512, kOfRound = 16'384;

std::size_t partitions_for(unsigned threads) {
  return threads == 1 ? 1 : std::size_t{threads} * kOfThread;
}

void add(Counts& sum, const Counts& other) {
  sum.decisions += other.decisions;
  sum.not_armed += other.not_armed;
  sum.pushed_out += other.pushed_out;
  sum.crowded_out += other.crowded_out;
  for (std::size_t i = 0; i < sum.rules.size(); ++i) {
    sum.rules[i].candidates += other.rules[i].candidates;
    sum.rules[i].not_true += other.rules[i].not_true;
    sum.rules[i].unknown += other.rules[i].unknown;
    sum.rules[i].limited += other.rules[i].limited;
    sum.rules[i].issued += other.rules[i].issued;
  }
}

}  // namespace

class Partitions::Inside : public runtime::Elsewhere {
 public:
  Inside(Session::Inside& session, unsigned threads, Format format, Write write)
      : session_(session),
        format_(std::move(format)),
        write_(std::move(write)),
        partitions_(partitions_for(threads)),
        rounds_(partitions_.size(), threads),
        enough_(std::min<std::uint32_t>(
            static_cast<std::uint32_t>(partitions_.size()) * kOfPartition, kOfRound)) {
    begin_others(threads);
    divide();
  }
  ~Inside() override { end_others(); }

  Session::Inside& session() {
    divide();
    return session_;
  }

  void take(const HeldEvents& held, std::span<const std::uint32_t> in_order) override;
  void take_alone(const Event& event, std::string_view name) override;
  void give_back(HeldEvents& held) override;
  void go_on_to(std::int64_t instant) override {
    if (rounds_.filling().events >= enough_) hand_out(instant);
  }
  void finish() override { settle(); }
  void settle();

  std::uint64_t events() const { return session_.counts.events; }
  std::uint64_t decisions() const { return written_; }

  void join();

 private:
  void begin_others(unsigned threads);
  void end_others();
  void divide();
  // By the bits of a name's hash that the partitions' own tables do not use.
  std::size_t partition_of(std::uint64_t hash) const {
    return (hash & 0xFFFFFFFF) * partitions_.size() >> 32;
  }
  PartitionShare& share_of(std::string_view name, bool is_plain);
  void hand_out(std::int64_t until);
  void write_out(PartitionRound& round);
  void take_customers_of(Partition& partition);
  void help(unsigned thread);
  void step(const PartitionRounds::Task& task);
  void write_some_more();

  Session::Inside& session_;
  Format format_;
  Write write_;
  std::vector<Partition> partitions_;
  PartitionRounds rounds_;
  const std::uint32_t enough_;  // events of a round
  bool is_divided_ = false;
  PartitionShare* alone_ = nullptr;  // whose last event is alone in its instant, as far as is known
  Event given_back_;
  std::uint64_t written_ = 0;        // decisions
  std::vector<std::thread> others_;  // all but the caller's
};

// --------------------------------------------------------------------------------------- threads

// If the system has no more of them, the session still has its customers.
void Partitions::Inside::begin_others(unsigned threads) try {
  for (unsigned i = 1; i < threads; ++i) others_.emplace_back([this, i] { help(i); });
} catch (...) {
  end_others();
  throw;
}

void Partitions::Inside::end_others() {
  rounds_.end();
  for (std::thread& other : others_) other.join();
  others_.clear();
}

void Partitions::Inside::help(unsigned thread) {
  while (const auto task = rounds_.await(thread)) step(*task);
}

// ------------------------------------------------------------------------------------- customers

void Partitions::Inside::divide() {
  if (is_divided_) return;
  is_divided_ = true;
  session_.hold_alone();
  session_.own_states();
  session_.held.keep_names(
      [this](std::uint32_t customer) { return session_.customers.name_of(customer); });
  for (Partition& partition : partitions_) {
    partition.session = std::make_unique<Session::Inside>(session_.pack, session_.tier);
    partition.session->closed = session_.closed;
    partition.session->moment.known_from = session_.moment.known_from;
    partition.session->moment.newest_known = session_.moment.newest_known;
  }
  for (std::uint32_t i = 0; i < session_.customers.size(); ++i) {
    runtime::Customer& customer = session_.customers[i];
    Session::Inside& to =
        *partitions_[partition_of(Customers::hash_of(session_.customers.name_of(i)))].session;
    const std::uint32_t number = to.customers.number_of(session_.customers.name_of(i));
    to.customers[number].blob = std::move(customer.blob);
    to.queue_wake(number);
    customer.queued_wake = runtime::kNever;
  }
  session_.wakes.become({});
  session_.elsewhere = this;
}

void Partitions::Inside::join() {
  if (!is_divided_) return;
  settle();
  is_divided_ = false;
  session_.elsewhere = nullptr;
  for (Partition& partition : partitions_) take_customers_of(partition);
  session_.held.forget_names(
      [this](std::string_view name) { return session_.customers.number_of(name); });
}

void Partitions::Inside::take_customers_of(Partition& partition) {
  Session::Inside& from = *partition.session;
  from.settle();
  add(session_.counts, from.counts);
  session_.moment.open_deadlines += from.moment.open_deadlines;
  for (std::uint32_t i = 0; i < from.customers.size(); ++i) {
    const std::uint32_t number = session_.customers.number_of(from.customers.name_of(i));
    session_.customers[number].blob = std::move(from.customers[i].blob);
    session_.queue_wake(number);
  }
  partition.session.reset();
}

// ---------------------------------------------------------------------------------------- rounds

PartitionShare& Partitions::Inside::share_of(std::string_view name, bool is_plain) {
  PartitionRound& round = rounds_.filling();
  const std::uint64_t hash = Customers::hash_of(name);
  PartitionShare& share = round.shares[partition_of(hash)];
  share.order.push_back({Customers::short_of(hash), is_plain});
  ++round.events;
  return share;
}

void Partitions::Inside::take(const HeldEvents& held, std::span<const std::uint32_t> in_order) {
  for (const std::uint32_t number : in_order) {
    const runtime::HeldEvent& event = held[number];
    share_of(held.name(event), false).others.add_named(held, event);
  }
}

// Nearly all events are alone in their instant: such a one is copied once.
void Partitions::Inside::take_alone(const Event& event, std::string_view name) {
  alone_ = &share_of(name, true);
  alone_->plain.add(event, name);
}

void Partitions::Inside::give_back(HeldEvents& held) {
  alone_->plain.read(alone_->plain.last(), given_back_);
  if (!planted(Fault::GivenBackIsForgotten)) held.add_named(given_back_, given_back_.customer);
  if (planted(Fault::GivenBackStays)) return;
  alone_->plain.drop_last();
  alone_->order.pop_back();
  --rounds_.filling().events;
}

// Also without events: the clock went on.
void Partitions::Inside::hand_out(std::int64_t until) {
  while (PartitionRound* const round = rounds_.finished_oldest()) write_out(*round);
  while (!rounds_.has_room()) write_some_more();
  rounds_.filling().until = until;
  rounds_.hand_out();
}

void Partitions::Inside::settle() {
  session_.hold_alone();
  hand_out(session_.closed);
  while (rounds_.is_any_out()) write_some_more();
}

// The others are behind: a share more is stepped here, or, if there is none, what they step is waited for.
void Partitions::Inside::write_some_more() {
  constexpr unsigned kCaller = 0;
  if (PartitionRound* const round = rounds_.finished_oldest()) return write_out(*round);
  if (const auto task = rounds_.take(kCaller)) return step(*task);
  write_out(rounds_.await_oldest());
}

void Partitions::Inside::step(const PartitionRounds::Task& task) {
  partitions_[task.partition].step(task.round->shares[task.partition], task.round->until, format_);
  rounds_.finish(task);
}

void Partitions::Inside::write_out(PartitionRound& round) {
  std::vector<const runtime::PartitionLines*> decided;
  for (PartitionShare& share : round.shares) {
    if (share.problem) std::rethrow_exception(std::exchange(share.problem, nullptr));
    decided.push_back(&share.decided);
  }
  rounds_.forget_oldest();
  runtime::write_in_order(decided, [this](std::string_view line) {
    write_(line);
    ++written_;
  });
}

// ----------------------------------------------------------------------------------- the public face

namespace {

bool has_shared_limit(const Plan& plan) {
  return std::any_of(plan.rules.begin(), plan.rules.end(),
                     [](const RuleInfo& rule) { return rule.level != RuleInfo::kNoLevel; });
}

}  // namespace

std::optional<Failure> Partitions::problem(const Pack& pack) {
  const Plan& plan = pack.plan();
  const char* what = plan.lateness != 0       ? "events may come late (`lateness`)"
                     : !plan.links.empty()    ? "events about something else reach several (`link`)"
                     : has_identities(plan)   ? "identities may become customers (`identity`)"
                     : !plan.tables.empty()   ? "all look up the same rows (`table`)"
                     : has_shared_limit(plan) ? "limits are of several (`level`)"
                                              : nullptr;
  if (what == nullptr) return std::nullopt;
  return Failure{fmt::format(
      "these rules run on one thread only: in their schema {}, which ties customers together",
      what)};
}

Partitions::Partitions(Session& session, unsigned threads, Format format, Write write)
    : inside_(std::make_unique<Inside>(*session.inside_, threads, std::move(format),
                                       std::move(write))) {}

Partitions::~Partitions() { inside_->join(); }

std::optional<Refusal> Partitions::feed(const Event& event) {
  return inside_->session().feed(event);
}
void Partitions::advance_to(std::int64_t instant_ms) { inside_->session().advance_to(instant_ms); }
void Partitions::flush() { inside_->session().flush(); }
void Partitions::settle() { inside_->settle(); }
std::uint64_t Partitions::events() const { return inside_->events(); }
std::uint64_t Partitions::decisions() const { return inside_->decisions(); }
void Partitions::join() { inside_->join(); }

}  // namespace wend
