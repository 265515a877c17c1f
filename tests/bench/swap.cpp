// SPDX-License-Identifier: Apache-2.0
//
// Rules are edited while events come. A thousand rules over behaviour in a server as docs/embedding.md has it: another thread
// compiles each edit with a `wend::Compiler` that is kept and opens a session with it; the thread that serves lets that
// session succeed its own between two events, and gives the old one back to be taken apart. 200,000 events a second,
// each from its line of JSON to its decisions; how late each is done after it should have come: by the clock on the wall,
// and as it would be if the thread had a processor of its own (a queue over the CPU time of each event, of a round and of the
// least of all rounds). What the rules decide is what is written by hand.
//
// Then whether what is no longer used is given back: many small packs with machine code, one after the other.
//
//   wend_bench_swap [EVENTS EDITS SWAPS]   (the first fifth of the events warms up)
#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sched.h>

#include "runtime/abi/plan.h"
#include "runtime/host/cloud_events.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/sections_log.h"
#include "tests/bench/support/shop_lines.h"
#include "tests/bench/support/shop_pack.h"
#include "wend/decision_writer.h"

namespace {

using namespace wend::bench;

constexpr double kBetweenEvents = 1.0 / 200'000;
constexpr std::size_t kWarm = 5;  // one of so many events, the first ones, is not in the figures
constexpr std::uint32_t kCustomers = 10'000;
constexpr std::uint32_t kSections = 100;  // of ten rules each
constexpr int kRounds = 3;

enum class Edit : std::uint8_t { Threshold, Kept };
constexpr const char* name_of(Edit edit) {
  return edit == Edit::Threshold ? "a threshold" : "what is kept";
}

// A rule that never acts, so that decisions can be compared: its threshold is edited, which leaves what is known of
// customers as it is, or how many orders it asks for, which are then to be kept anew.
std::string edited_rule(Edit edit, std::size_t number) {
  return edit == Edit::Threshold
             ? fmt::format(
                   "rule z_edited\n  when ordered where cents > {}\n  do act()\n  limit none\n",
                   1'000'000 + number)
             : fmt::format(
                   "rule z_edited\n  when called\n  if sum of ordered.cents in 720 hours of the "
                   "newest {} > 10000000\n  do act()\n  limit none\n",
                   200 + number);
}

std::vector<wend::Source> sources_of(std::uint32_t sections, Edit edit, std::size_t number) {
  std::vector<wend::Source> files;
  for (std::string& text : sections_pack(sections))
    files.push_back({fmt::format("sections_{}.wend", files.size()), std::move(text)});
  files.push_back({"z_edited.wend", edited_rule(edit, number)});
  return files;
}

Lines lines_of(const std::vector<SectionEvent>& log) {
  constexpr const char* kNames[] = {"viewed",  "searched", "added", "removed",
                                    "ordered", "called",   "mailed"};
  Lines lines;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const SectionEvent& event = log[i];
    const std::chrono::sys_time<std::chrono::milliseconds> at{
        std::chrono::milliseconds(event.time_ms)};
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    lines.bytes += fmt::format(
        R"({{"specversion":"1.0","id":"{}","source":"shop","type":"{}","subject":"c{:07}","time":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","data":{{"section":{})",
        i, kNames[static_cast<std::size_t>(event.kind)], event.customer, second,
        (at - second).count(), event.section);
    if (event.kind == SectionKind::Ordered)
      lines.bytes += fmt::format(",\"cents\":{}", event.cents);
    lines.bytes += "}}";
    lines.ends.push_back(lines.bytes.size());
    lines.bytes += '\n';
  }
  lines.bytes.append(kLinePadding, ' ');
  return lines;
}

struct Work {
  std::vector<SectionEvent> log;
  Lines lines;
  SectionsFired right;
};

// ---------------------------------------------------------------- the server

class Server {
 public:
  explicit Server(std::shared_ptr<wend::Pack> pack)
      : session_(std::make_unique<wend::Session>(pack)),
        reader_(std::make_unique<wend::CloudEventReader>(pack->plan())),
        writer_(std::make_unique<wend::DecisionWriter>(pack->plan())),
        pack_(std::move(pack)) {
    listen();
  }

  void take(std::string_view line) {
    out_.clear();
    if (auto refused = reader_->read_padded(line)) give_up(refused->reason);
    if (auto refused = session_->feed(reader_->event())) give_up(refused->reason);
    session_->flush();
  }

  // What another thread made ready, and takes apart afterwards.
  struct Ready {
    std::shared_ptr<wend::Pack> pack;
    std::unique_ptr<wend::Session> session;
    std::unique_ptr<wend::CloudEventReader> reader;
    std::unique_ptr<wend::DecisionWriter> writer;
  };
  static std::unique_ptr<Ready> ready(const std::shared_ptr<wend::Pack>& pack,
                                      const std::shared_ptr<wend::Pack>& before) {
    auto made =
        std::make_unique<Ready>(Ready{pack, std::make_unique<wend::Session>(pack),
                                      std::make_unique<wend::CloudEventReader>(pack->plan()),
                                      std::make_unique<wend::DecisionWriter>(pack->plan())});
    made->session->prepare_to_succeed(before);
    return made;
  }
  void swap(Ready& other) {
    other.session->succeed(*session_);
    other.reader->succeed(*reader_);
    session_.swap(other.session);
    reader_.swap(other.reader);
    writer_.swap(other.writer);
    pack_.swap(other.pack);
    listen();
  }

  const SectionsFired& fired() const { return fired_; }

 private:
  void listen() {
    session_->on_decision([this](const wend::Decision& decision) {
      writer_->append(out_, decision);
      std::uint32_t customer = 0;
      const std::string_view digits = decision.customer.substr(1);
      std::from_chars(digits.data(), digits.data() + digits.size(), customer);
      const auto rules = static_cast<std::uint32_t>(kSectionRules);
      fired_.add(decision.rule % rules, decision.time_ms, customer, decision.rule / rules);
    });
  }

  std::unique_ptr<wend::Session> session_;
  std::unique_ptr<wend::CloudEventReader> reader_;
  std::unique_ptr<wend::DecisionWriter> writer_;
  std::shared_ptr<wend::Pack> pack_;
  std::string out_;
  SectionsFired fired_;
};

// An edit, compiled and ready.
class Editor {
 public:
  explicit Editor(Edit edit) : edit_(edit), sources_(sources_of(kSections, edit, 0)) {}
  std::shared_ptr<wend::Pack> next() {
    sources_.back().text = edited_rule(edit_, ++number_);
    const wend::CompileResult result = compiler_.compile(sources_);
    if (!result.pack) give_up(result.text);
    before_ = std::exchange(newest_, result.pack);
    return newest_;
  }
  const std::shared_ptr<wend::Pack>& before() const {
    return before_;
  }  // the one before the newest

 private:
  Edit edit_;
  std::vector<wend::Source> sources_;
  std::size_t number_ = 0;
  wend::Compiler compiler_;
  std::shared_ptr<wend::Pack> before_, newest_;
};

struct Served {
  std::vector<double> late;   // seconds, of each event
  std::vector<double> swaps;  // seconds each
};

// What each event took, and the swap before it.
struct Taken {
  std::vector<double> events, swaps;  // seconds; no swap: 0
};

// The thread that serves stays on one processor, what compiles runs on the others, if there are any: else it would
// find its caches emptied by a compiler.
class OwnProcessor {
 public:
  OwnProcessor() {
    sched_getaffinity(0, sizeof all_, &all_);
    const int here = sched_getcpu();
    if (here < 0 || CPU_COUNT(&all_) < 2) return;
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(here, &own);
    others_ = all_;
    CPU_CLR(here, &others_);
    is_own_ = sched_setaffinity(0, sizeof own, &own) == 0;
  }
  ~OwnProcessor() {
    if (is_own_) sched_setaffinity(0, sizeof all_, &all_);
  }
  OwnProcessor(const OwnProcessor&) = delete;
  OwnProcessor& operator=(const OwnProcessor&) = delete;

  std::thread elsewhere(std::function<void()> work) const {
    return std::thread([this, work = std::move(work)] {
      if (is_own_) sched_setaffinity(0, sizeof others_, &others_);
      work();
    });
  }

 private:
  cpu_set_t all_{}, others_{};
  bool is_own_ = false;
};

// Nobody else on the processor: events queue behind each other and behind the swaps.
Served queued(const Taken& taken) {
  Served served;
  double free_at = 0;  // when the thread has done all that came
  for (std::size_t i = 0; i < taken.events.size(); ++i) {
    const double comes = static_cast<double>(i) * kBetweenEvents;
    free_at = std::max(free_at, comes) + taken.swaps[i] + taken.events[i];
    served.late.push_back(free_at - comes);
    if (taken.swaps[i] != 0) served.swaps.push_back(taken.swaps[i]);
  }
  return served;
}

Taken taken_alone(const Work& work, Edit edit, std::size_t edits) {
  const OwnProcessor processor;
  Editor editor(edit);
  Server server(editor.next());
  Taken taken;
  std::unique_ptr<Server::Ready> ready;
  const std::size_t first = work.lines.size() / kWarm;
  const std::size_t each = (work.lines.size() - first) / (edits + 1);
  for (std::size_t i = 0; i < first; ++i) server.take(work.lines[i]);
  std::thread editing;  // while events come; the swaps come at the same events in each round
  for (std::size_t i = first; i < work.lines.size(); ++i) {
    taken.swaps.push_back(0);
    const bool is_border = (i - first) % each == 0;
    if (is_border && editing.joinable()) {
      editing.join();
      taken.swaps.back() = timed([&] { server.swap(*ready); });
    }
    if ((i - first) % each == each / 4 && (i - first) / each < edits) {
      editing = processor.elsewhere([&] {
        const auto pack = editor.next();
        ready = Server::ready(pack, editor.before());  // and what was succeeded is taken apart
      });
    }
    taken.events.push_back(timed([&] { server.take(work.lines[i]); }));
  }
  if (!(server.fired() == work.right)) give_up("the decisions differ");
  return taken;
}

void keep_least(std::vector<double>& least, const std::vector<double>& each) {
  if (least.empty()) least = each;
  for (std::size_t i = 0; i < each.size(); ++i) least[i] = std::min(least[i], each[i]);
}

// Two threads and the clock on the wall.
Served serve(const Work& work, Edit edit, std::size_t edits) {
  Editor editor(edit);
  Server server(editor.next());
  Served served;
  const std::size_t first = work.lines.size() / kWarm;
  for (std::size_t i = 0; i < first; ++i) server.take(work.lines[i]);
  std::atomic<Server::Ready*> ready{nullptr}, done{nullptr};
  std::atomic<bool> is_over{false};
  std::thread editing([&] {
    for (std::size_t made = 0; made < edits && !is_over; ++made) {
      Server::Ready* const old = done.exchange(nullptr);
      delete old;
      const auto pack = editor.next();
      ready = Server::ready(pack, editor.before()).release();
      while (ready != nullptr && !is_over)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const double start = wall_seconds() - static_cast<double>(first) * kBetweenEvents;
  for (std::size_t i = first; i < work.lines.size(); ++i) {
    const double comes = start + static_cast<double>(i) * kBetweenEvents;
    while (wall_seconds() < comes) {
    }
    if (Server::Ready* const next = ready.load(); next != nullptr && done.load() == nullptr) {
      const double begin = wall_seconds();
      server.swap(*next);
      served.swaps.push_back(wall_seconds() - begin);
      done = next;
      ready = nullptr;
    }
    server.take(work.lines[i]);
    served.late.push_back(wall_seconds() - comes);
  }
  is_over = true;
  editing.join();
  delete done.load();
  delete ready.load();
  if (!(server.fired() == work.right)) give_up("the decisions differ");
  return served;
}

double quantile(std::vector<double> each, double q) {
  if (each.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(each.size() - 1) * q);
  std::nth_element(each.begin(), each.begin() + at, each.end());
  return each[static_cast<std::size_t>(at)];
}

constexpr std::array<double, 3> kQuantiles = {0.5, 0.99, 0.999};

struct Measured {
  std::array<Times, kQuantiles.size()> late;
  Times swaps;
  std::size_t made = 0;

  void add(const Served& served) {
    for (std::size_t q = 0; q < late.size(); ++q)
      late[q].rounds.push_back(quantile(served.late, kQuantiles[q]));
    swaps.rounds.push_back(quantile(served.swaps, 0.5));
    made = served.swaps.size();
  }
};

void print(const char* clock, const Work& work, Edit edit, const Measured& measured) {
  const auto& [late, swaps, made] = measured;
  const char* const edited = made == 0 ? "nothing" : name_of(edit);
  fmt::print("{:<22} {:<12} {:>5} {:>20} {:>20} {:>26} {:>24}\n", clock, edited, made,
             with_spread(late[0], 1e-6, 1), with_spread(late[1], 1e-6, 1),
             with_spread(late[2], 1e-6, 1), with_spread(swaps, 1e-6, 0));
  fmt::print(
      "{{\"workload\":\"swap\",\"clock\":\"{}\",\"edit\":\"{}\",\"edits\":{},\"events\":{},"
      "\"p50_us\":{:.2f},\"p99_us\":{:.2f},\"p99.9_us\":{:.2f},\"swap_us\":{:.1f}}}\n",
      clock, edited, made, work.lines.size(), late[0].median() * 1e6, late[1].median() * 1e6,
      late[2].median() * 1e6, swaps.median() * 1e6);
}

// The time of a processor counts what interrupts it, too: work that is always the same takes ten times as long now and
// then. The least that each event and each swap took in all rounds has less of that.
void measure_alone(const Work& work, Edit edit, std::size_t edits) {
  Measured of_rounds, of_least;
  Taken least;
  for (int round = 0; round < kRounds; ++round) {
    const Taken taken = taken_alone(work, edit, edits);
    of_rounds.add(queued(taken));
    keep_least(least.events, taken.events);
    keep_least(least.swaps, taken.swaps);
  }
  of_least.add(queued(least));
  print("a processor alone", work, edit, of_rounds);
  print("the least of rounds", work, edit, of_least);
}

void measure_on_wall(const Work& work, Edit edit, std::size_t edits) {
  Measured measured;
  for (int round = 0; round < kRounds; ++round) measured.add(serve(work, edit, edits));
  print("the clock on the wall", work, edit, measured);
}

// ---------------------------------------------------------------- what is given back

struct Held {
  double resident = 0, code = 0;  // megabytes; code: mapped, of no file
  std::size_t mappings = 0;
};

Held held() {
  Held held;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line); ++held.mappings) {
    std::istringstream words(line);
    std::string range, rights, offset, device, inode;
    words >> range >> rights >> offset >> device >> inode;
    if (rights.find('x') == std::string::npos || inode != "0") continue;
    const std::size_t dash = range.find('-');
    held.code += static_cast<double>(std::stoull(range.substr(dash + 1), nullptr, 16) -
                                     std::stoull(range.substr(0, dash), nullptr, 16)) /
                 1e6;
  }
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  statm >> pages >> resident;
  held.resident = static_cast<double>(resident) * 4096 / 1e6;
  return held;
}

void swap_often(const Work& work, std::size_t swaps) {
  constexpr std::uint32_t kFew = 1;  // sections
  wend::Compiler compiler;
  std::vector<wend::Source> sources = sources_of(kFew, Edit::Threshold, 0);
  const auto compiled = [&](std::size_t number) {
    const Edit edit = number % 2 == 0 ? Edit::Threshold : Edit::Kept;
    sources.back().text = edited_rule(edit, number);
    const wend::CompileResult result = compiler.compile(sources);
    if (!result.pack) give_up(result.text);
    if (auto problem = wend::compile_native_in_background(result.pack).wait())
      give_up(problem->what);
    return result.pack;
  };
  std::shared_ptr<wend::Pack> newest = compiled(0);
  Server server(newest);
  std::optional<Held> before;
  for (std::size_t swap = 1; swap <= swaps; ++swap) {
    const std::shared_ptr<wend::Pack> pack = std::exchange(newest, compiled(swap));
    server.swap(*Server::ready(newest, pack));
    server.take(work.lines[swap]);
    if (swap != std::max<std::size_t>(1, swaps / 10)) continue;
    before = held();
    fmt::print(
        "after {} swaps with machine code {:.1f} MB resident, {:.2f} MB of code mapped, {} "
        "mappings\n",
        swap, before->resident, before->code, before->mappings);
  }
  const Held after = held();
  fmt::print(
      "after {} swaps with machine code {:.1f} MB resident, {:.2f} MB of code mapped, {} "
      "mappings\n",
      swaps, after.resident, after.code, after.mappings);
  fmt::print(
      "{{\"workload\":\"swap\",\"swaps\":{},\"resident_mb\":{:.1f},\"resident_before_mb\":{:.1f},"
      "\"code_mb\":{:.2f},\"code_before_mb\":{:.2f},\"mappings\":{},\"mappings_before\":{}}}\n",
      swaps, after.resident, before->resident, after.code, before->code, after.mappings,
      before->mappings);
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 2'000'000;
  const std::size_t edits = arguments > 2 ? std::strtoull(argument[2], nullptr, 10) : 100;
  const std::size_t swaps = arguments > 3 ? std::strtoull(argument[3], nullptr, 10) : 3'000;
  Work work;
  work.log = make_sections_log(events, kCustomers, kSections);
  work.lines = lines_of(work.log);
  SectionsByHand shop(kCustomers);
  for (const SectionEvent& event : work.log) shop.step(event);
  work.right = shop.fired();
  fmt::print("{} events, 200,000 a second, {} customers, {} rules; microseconds\n", events,
             kCustomers, kSections * kSectionRules);
  fmt::print("{:<22} {:<12} {:>5} {:>20} {:>20} {:>26} {:>24}\n", "", "edited", "swaps", "p50",
             "p99", "p99.9", "a swap");
  measure_alone(work, Edit::Threshold, 0);
  for (const Edit edit : {Edit::Threshold, Edit::Kept}) {
    measure_alone(work, edit, edits);
    measure_on_wall(work, edit, edits);
  }
  swap_often(work, swaps);
}
