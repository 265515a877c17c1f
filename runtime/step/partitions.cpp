// SPDX-License-Identifier: Apache-2.0
//
// The caller's session checks events, orders them and knows repeats. Whole instants are collected in a batch; while the
// next one is collected, each thread steps the events of its own customers in a session of its own, up to the
// instant at which the batch ends. No decision of a later batch is dated before that, so batches are merged one by one.
#include "wend/partitions.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <queue>
#include <thread>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "runtime/abi/anonymous.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {
namespace {

using runtime::Customers;
using runtime::Fault;
using runtime::HeldEvent;
using runtime::HeldEvents;
using runtime::planted;

constexpr std::uint32_t kBatch = 8192;  // events, about

struct Own {
  std::uint32_t event;  // in the batch
  std::uint32_t hash;   // of its customer's name
};

struct Batch {
  HeldEvents events;
  std::vector<std::vector<Own>> own;  // by thread
  std::int64_t until = 0;             // everything earlier is in this batch or an earlier one

  bool empty() const { return events.size() == 0; }
  void clear() {
    events.clear();
    for (std::vector<Own>& one : own) one.clear();
  }
};

// What one thread decided, in order.
struct Output {
  struct Line {
    std::int64_t time;
    std::string_view customer;
    std::size_t end;  // in `text`; it begins where the one before ends
  };
  std::vector<Line> lines;
  std::string text;
  void clear() {
    lines.clear();
    text.clear();
  }
};

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
      : session_(session), format_(std::move(format)), write_(std::move(write)) {
    for (Batch& batch : batches_) batch.own.resize(threads);
    for (unsigned i = 0; i < threads; ++i) workers_.emplace_back(std::make_unique<Worker>());
    divide();
    for (std::size_t i = 0; i < workers_.size(); ++i)
      workers_[i]->thread = std::thread([this, i] { work(i); });
  }

  ~Inside() override {
    {
      const std::lock_guard lock(mutex_);
      is_ended_ = true;
    }
    begun_.notify_all();
    for (auto& worker : workers_) worker->thread.join();
  }

  Session::Inside& session() {
    divide();
    return session_;
  }

  void take(const HeldEvents& held, std::span<const std::uint32_t> in_order) override {
    Batch& batch = batches_[filling_];
    for (const std::uint32_t number : in_order) {
      const std::uint64_t hash = Customers::hash_of(held.name(held[number]));
      batch.own[hash % batch.own.size()].push_back(
          {batch.events.size(), Customers::short_of(hash)});
      batch.events.add_named(held, held[number]);
    }
  }

  void go_on_to(std::int64_t instant) override {
    if (batches_[filling_].events.size() >= kBatch) hand_out(instant);
  }

  void finish() override { settle(); }

  void settle() {
    hand_out(session_.closed);
    wait();
    write_out(round_);
  }

  std::uint64_t events() const { return session_.counts.events; }
  std::uint64_t decisions() const { return written_; }

  void join();

 private:
  struct Worker {
    std::unique_ptr<Session::Inside> session;
    Output outputs[2];
    std::exception_ptr problem;
    std::thread thread;
  };

  void divide();
  void hand_out(std::int64_t until);
  void wait();
  void write_out(std::uint64_t round);
  void work(std::size_t number);
  void listen(Worker& worker, Output& output);
  static void step(Session::Inside& session, const Batch& batch, std::span<const Own> own);
  void give_back(Worker& worker);

  Session::Inside& session_;
  Format format_;
  Write write_;
  std::vector<std::unique_ptr<Worker>> workers_;
  bool is_divided_ = false;
  Batch batches_[2];
  unsigned filling_ = 0;       // the batch that is collected; the other one is stepped
  std::uint64_t written_ = 0;  // decisions

  std::mutex mutex_;
  std::condition_variable begun_, done_;
  std::uint64_t round_ =
      0;  // batches handed out; the outputs of each are those of its number's last bit
  std::uint64_t written_round_ = 0;
  unsigned busy_ = 0;  // threads that step it
  bool is_ended_ = false;
};

// ------------------------------------------------------------------------------ the caller's thread

void Partitions::Inside::divide() {
  if (is_divided_) return;
  is_divided_ = true;
  session_.hold_alone();
  session_.own_states();
  session_.held.keep_names(
      [this](std::uint32_t customer) { return session_.customers.name_of(customer); });
  for (auto& worker : workers_) {
    worker->session = std::make_unique<Session::Inside>(session_.pack, session_.tier);
    worker->session->closed = session_.closed;
    worker->session->moment.known_from = session_.moment.known_from;
    worker->session->moment.newest_known = session_.moment.newest_known;
  }
  for (std::uint32_t i = 0; i < session_.customers.size(); ++i) {
    runtime::Customer& customer = session_.customers[i];
    Session::Inside& to =
        *workers_[Customers::hash_of(session_.customers.name_of(i)) % workers_.size()]->session;
    const std::uint32_t number = to.customers.number_of(session_.customers.name_of(i));
    to.customers[number].blob = std::move(customer.blob);
    to.queue_wake(number);
    customer.queued_wake = runtime::kNever;
  }
  session_.wakes.become({});
  session_.elsewhere = this;
}

// Also without events: the clock went on. While threads step the batch, what they decided of the one before is written.
void Partitions::Inside::hand_out(std::int64_t until) {
  wait();
  batches_[filling_].until = until;
  {
    const std::lock_guard lock(mutex_);
    busy_ = static_cast<unsigned>(workers_.size());
    ++round_;
    filling_ = 1 - filling_;
  }
  begun_.notify_all();
  batches_[filling_].clear();
  write_out(round_ - 1);
}

void Partitions::Inside::wait() {
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }
  for (auto& worker : workers_) {
    if (worker->problem) std::rethrow_exception(std::exchange(worker->problem, nullptr));
  }
}

void Partitions::Inside::write_out(std::uint64_t round) {
  if (written_round_ >= round) return;
  written_round_ = round;
  struct Next {
    const Output* output;
    std::size_t line, begin;
    bool operator<(const Next& other) const {  // of the queue, whose greatest comes first
      const Output::Line& a = output->lines[line];
      const Output::Line& b = other.output->lines[other.line];
      return std::tie(a.time, a.customer) > std::tie(b.time, b.customer);
    }
  };
  std::priority_queue<Next> queue;
  for (const auto& worker : workers_) {
    const Output& output = worker->outputs[round % 2];
    if (!output.lines.empty()) queue.push({&output, 0, 0});
  }
  while (!queue.empty()) {
    Next next = queue.top();
    queue.pop();
    const std::size_t end = next.output->lines[next.line].end;
    write_(std::string_view(next.output->text).substr(next.begin, end - next.begin));
    ++written_;
    next.begin = end;
    if (++next.line < next.output->lines.size()) queue.push(next);
  }
}

void Partitions::Inside::join() {
  if (!is_divided_) return;
  settle();
  is_divided_ = false;
  session_.elsewhere = nullptr;
  for (auto& worker : workers_) give_back(*worker);
  session_.held.forget_names(
      [this](std::string_view name) { return session_.customers.number_of(name); });
}

void Partitions::Inside::give_back(Worker& worker) {
  Session::Inside& from = *worker.session;
  from.settle();
  add(session_.counts, from.counts);
  session_.moment.open_deadlines += from.moment.open_deadlines;
  for (std::uint32_t i = 0; i < from.customers.size(); ++i) {
    const std::uint32_t number = session_.customers.number_of(from.customers.name_of(i));
    session_.customers[number].blob = std::move(from.customers[i].blob);
    session_.queue_wake(number);
  }
  worker.session.reset();
}

// -------------------------------------------------------------------------------- the other threads

void Partitions::Inside::work(std::size_t number) {
  Worker& worker = *workers_[number];
  std::unique_lock lock(mutex_);
  for (std::uint64_t round = 0;;) {
    begun_.wait(lock, [&] { return is_ended_ || round_ != round; });
    if (is_ended_) return;
    round = round_;
    const Batch& batch = batches_[1 - filling_];
    lock.unlock();
    try {
      worker.outputs[round % 2].clear();
      listen(worker, worker.outputs[round % 2]);
      step(*worker.session, batch, batch.own[number]);
    } catch (...) {
      worker.problem = std::current_exception();
    }
    lock.lock();
    if (--busy_ == 0) done_.notify_one();
  }
}

void Partitions::Inside::listen(Worker& worker, Output& output) {
  worker.session->decisions.sink = [this, &output](const Decision& decision) {
    format_(decision, output.text);
    output.lines.push_back({decision.time_ms, decision.customer, output.text.size()});
  };
}

void Partitions::Inside::step(Session::Inside& session, const Batch& batch,
                              std::span<const Own> own) {
  Customers& customers = session.customers;
  const auto at = [&](std::size_t i) -> const Own* { return i < own.size() ? &own[i] : nullptr; };
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (const Own* one = at(i + Customers::kPlaceAhead)) customers.expect_place(one->hash);
    if (const Own* one = at(i + Customers::kCustomerAhead)) customers.expect_customer(one->hash);
    if (const Own* one = at(i + Customers::kStateAhead)) customers.expect_state(one->hash);
    HeldEvent event = batch.events[own[i].event];
    event.customer = customers.number_of(batch.events.name(event), own[i].hash);
    session.step_taken(batch.events, event);
  }
  if (session.closed != batch.until && !planted(Fault::ThreadsStandStill))
    session.go_on_to(batch.until);
  session.flush();
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
