// SPDX-License-Identifier: Apache-2.0
//
// How often memory is asked for on the way of an event, once warm: `malloc` and its kin count in this program. The first half
// of the log warms up; what its second half asks for is told apart by where the work is done, and whether it is larger
// room for what had some before: for a customer's state, which grows with what is known. The same decisions come out as by hand.
//
//   wend_bench_allocations [EVENTS CUSTOMERS [RULES]]
#include <cstdlib>

#include <fmt/format.h>

#include "tests/bench/support/journey.h"
#include "tests/bench/support/measure.h"

// What the C library is asked for, which `new` asks, too, in this program alone.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace {
struct Calls {
  std::uint64_t made = 0;
  std::uint64_t outgrown = 0;  // room from before that was given back
  // What was asked for since begin(): given back again it was for a moment only, and is no growth.
  static constexpr std::size_t kMost = 256;
  void* here[kMost] = {};
  std::size_t count = 0;

  void begin() { count = 0; }
  void* made_room(void* room) {
    ++made;
    if (count < kMost) here[count++] = room;
    return room;
  }
  void give_back(void* room) {
    for (std::size_t i = 0; i < count; ++i)
      if (here[i] == room) return;
    if (room != nullptr) ++outgrown;
  }
};
thread_local Calls calls;  // of one thread: the compiler's do not count
}  // namespace

extern "C" {
void* malloc(std::size_t size) noexcept { return calls.made_room(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) noexcept {
  return calls.made_room(__libc_calloc(count, size));
}
void* realloc(void* room, std::size_t size) noexcept {
  calls.give_back(room);
  return calls.made_room(__libc_realloc(room, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return calls.made_room(__libc_memalign(alignment, size));
}
void free(void* room) noexcept {
  calls.give_back(room);
  __libc_free(room);
}
}

namespace {

using namespace wend::bench;

struct Asked {
  std::uint64_t reading = 0, feeding = 0, formatting = 0, growing = 0;
  std::uint64_t decisions = 0, bytes = 0;
};

// Of the log from `begin` to `end`.
class Way {
 public:
  Way(const Journey& journey, wend::Tier tier)
      : journey_(journey),
        session_(journey.pack, tier),
        reader_(journey.pack->plan()),
        writer_(journey.pack->plan()) {
    session_.on_decision([this](const wend::Decision& decision) {
      const std::uint64_t before = calls.made;
      out_.clear();
      writer_.append(out_, decision);
      asked_.formatting += calls.made - before;
      ++asked_.decisions;
      asked_.bytes += out_.size() + 1;  // with the line end
    });
    feed_profiles(journey, session_);
  }

  Asked run(std::size_t begin, std::size_t end) {
    asked_ = {};
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t first = calls.made;
      if (auto refused = reader_.read_padded(journey_.lines[i])) give_up(refused->reason);
      const std::uint64_t read = calls.made, formatted = asked_.formatting;
      const std::uint64_t outgrown = calls.outgrown;
      calls.begin();
      if (auto refused = session_.feed(reader_.event())) give_up(refused->reason);
      session_.flush();
      asked_.reading += read - first;
      const std::uint64_t growing = calls.outgrown - outgrown;
      asked_.growing += growing;
      asked_.feeding += calls.made - read - (asked_.formatting - formatted) - growing;
    }
    return asked_;
  }

 private:
  const Journey& journey_;
  wend::Session session_;
  wend::CloudEventReader reader_;
  wend::DecisionWriter writer_;
  std::string out_;
  Asked asked_;
};

std::uint64_t bytes_by_hand(const Journey& journey, std::size_t begin, std::size_t end) {
  JourneyByHand way(journey);
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < end; ++i) {
    const std::size_t size = way.take(journey.lines[i]).size();
    if (i >= begin) bytes += size;
  }
  return bytes;
}

void print(const Journey& journey, const char* engine, const Asked& asked, std::size_t events) {
  const std::uint64_t made = asked.reading + asked.feeding + asked.formatting;
  const double grown = static_cast<double>(asked.growing) / static_cast<double>(events);
  fmt::print("{:<20} {:<12} {:>12} {:>10} {:>10} {:>10} {:>18} {:>24.5f}\n", name_of(journey.of),
             engine, asked.decisions, asked.reading, asked.feeding, asked.formatting, asked.growing,
             grown);
  fmt::print(
      "{{\"workload\":\"allocations\",\"rules\":\"{}\",\"engine\":\"{}\",\"events\":{},"
      "\"decisions\":{},"
      "\"reading\":{},\"feeding\":{},\"formatting\":{},\"a_decision\":{:.6f},\"states_grown\":{}}}"
      "\n",
      name_of(journey.of), engine, events, asked.decisions, asked.reading, asked.feeding,
      asked.formatting, static_cast<double>(made) / static_cast<double>(asked.decisions),
      asked.growing);
}

void measure(const Journey& journey) {
  const std::size_t all = journey.lines.size(), half = all / 2;
  const std::uint64_t right = bytes_by_hand(journey, half, all);
  for (const wend::Tier tier : {wend::Tier::Native, wend::Tier::Interpreter}) {
    Way way(journey, tier);
    const Asked warm = way.run(0, half);
    if (warm.reading == 0 || warm.feeding == 0) give_up("nothing was counted");
    const Asked asked = way.run(half, all);
    if (asked.bytes != right) give_up("the decisions differ");
    print(journey, tier == wend::Tier::Native ? "native" : "interpreter", asked, all - half);
  }
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 200'000;
  const auto customers =
      static_cast<std::uint32_t>(arguments > 2 ? std::strtoul(argument[2], nullptr, 10) : 2'000);
  const std::size_t rules = arguments > 3 ? std::strtoull(argument[3], nullptr, 10) : kJourneyRules;
  fmt::print("allocations by the second half of {} events of {} customers\n", events, customers);
  fmt::print("{:<20} {:<12} {:>12} {:>10} {:>10} {:>10} {:>18} {:>24}\n", "rules", "engine",
             "decisions", "reading", "feeding", "formatting", "state has grown", "times an event");
  for (const JourneyRules of : {JourneyRules::Records, JourneyRules::Shop, JourneyRules::Both})
    measure(make_journey(of, events, customers, rules));
}
