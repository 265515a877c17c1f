// SPDX-License-Identifier: Apache-2.0
//
// From rule text to decisions: how long packs of generated rules take to decide for the first time, from text
// and from a compiled pack, and to become machine code in the background: all of it, that of an edit, and that which a
// folder keeps of an earlier process. Two kinds of packs: rules over the fields of
// one touchpoint, and rules over the history on six. CPU time: the machine may be shared.
#include <cstdlib>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "generated_rules.h"
#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/records.h"
#include "wend/compiler.h"

namespace {

using namespace wend::bench;

struct Kind {
  const char* name;
  std::vector<wend::Source> (*pack)(std::size_t rules, std::size_t files);
  void (*feed)(wend::Session& session, int n);
};

const std::vector<Record>& some_records() {
  static const std::vector<Record> records = make_records(2'000);
  return records;
}

std::vector<wend::Source> stateless_pack(std::size_t rules, std::size_t files) {
  return pack_of(make_rules(rules, some_records()), (rules + files - 1) / files);
}

void feed_record(wend::Session& session, int n) {
  const Record& record = some_records()[static_cast<std::size_t>(n) % some_records().size()];
  wend::Event event;
  const std::string id = fmt::format("{}", n);
  event.source = "bench";
  event.id = id;
  event.customer = "c";
  event.time_ns = 1'700'000'000'000'000'000 + std::int64_t{n} * 1'000'000;
  for (const std::int64_t number : numbers_of(record))
    event.fields.push_back({wend::Event::State::Present, number, {}});
  if (auto refused = session.feed(event)) give_up("refused: " + refused->reason);
  session.flush();
}

std::vector<wend::Source> behavioural_pack(std::size_t rules, std::size_t files) {
  std::vector<wend::Source> pack = {{"schema.wend", generated_schema()}};
  const std::size_t each = (rules + files - 1) / files;
  for (std::uint32_t n = 0; n < rules; ++n) {
    if (n % each == 0) pack.push_back({fmt::format("rules_{}.wend", n / each), ""});
    pack.back().text += generated_rule(n);
  }
  return pack;
}

void feed_touch(wend::Session& session, int n) {
  const std::string line = fmt::format(
      R"({{"specversion":"1.0","id":"{0}","source":"bench","type":"touched_{1}","subject":"c","channel":"web",)"
      R"("time":"2024-03-01T{2:02}:{3:02}:00Z","data":{{"product":"p{4}","price":"{5}.00","kind":"red"}}}})",
      n, n % 6, n / 60 % 24, n % 60, n % 9, n % 200);
  if (auto refused = session.feed_json(line)) give_up("refused: " + refused->reason);
  session.flush();
}

constexpr Kind kPacks[] = {{"stateless", stateless_pack, feed_record},
                           {"behavioural", behavioural_pack, feed_touch}};

// Until the first decision; the events that lead there are few.
void decide(const Kind& kind, const std::shared_ptr<wend::Pack>& pack) {
  wend::Session session(pack);
  bool decided = false;
  session.on_decision([&](const wend::Decision&) { decided = true; });
  for (int n = 0; n < 1'000 && !decided; ++n) kind.feed(session, n);
  if (!decided) give_up("nothing was decided");
}

std::shared_ptr<wend::Pack> compiled(const std::vector<wend::Source>& sources) {
  wend::CompileResult result = wend::compile(sources);
  if (!result.pack) give_up(result.text.substr(0, 2'000));
  return result.pack;
}

// The time of all threads until a pack has its machine code.
double native_time(const std::shared_ptr<wend::Pack>& pack,
                   std::shared_ptr<wend::NativeCache> cache, wend::NativeReport& report) {
  const double start = process_seconds();
  auto native = wend::compile_native_in_background(pack, {std::move(cache)});
  if (auto problem = native.wait()) give_up(problem->what);
  report = native.report();
  if (!report.problem.empty()) give_up(report.problem);
  return process_seconds() - start;
}

std::shared_ptr<wend::NativeCache> opened(const std::string& folder) {
  wend::NativeCacheOptions options;
  options.folder = folder;
  auto cache = wend::NativeCache::open(options);
  if (!cache) give_up(cache.failure().what);
  return cache.value();
}

// One number of the last file becomes another, in a server that keeps its compiler: until the first decision. And, in a
// server that keeps its machine code, until that is there.
void edit(const Kind& kind, std::vector<wend::Source> sources,
          std::map<std::string, Times>& times) {
  wend::Compiler compiler;
  const auto cache = opened("");
  wend::NativeReport report;
  const wend::CompileResult before = compiler.compile(sources);
  if (!before.pack) give_up("the rules have mistakes");
  native_time(before.pack, cache, report);
  std::string& text = sources.back().text;
  const std::size_t digit = text.find_last_of("12345678");
  ++text.at(digit);
  std::shared_ptr<wend::Pack> pack;
  times["edit"].rounds.push_back(timed([&] {
    const wend::CompileResult result = compiler.compile(sources);
    if (!result.pack) give_up(result.text.substr(0, 2'000));
    pack = result.pack;
    decide(kind, pack);
  }));
  times["native_edit"].rounds.push_back(native_time(pack, cache, report));
  if (report.compiled > 2) give_up("an edit compiles more than it changes");
}

// All of it, into a folder, and what the next process finds there.
void make_native(const std::shared_ptr<wend::Pack>& pack, std::map<std::string, Times>& times) {
  std::string folder = (std::filesystem::temp_directory_path() / "wend-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) give_up("no temporary folder");
  wend::NativeReport report;
  times["native"].rounds.push_back(native_time(pack, nullptr, report));
  native_time(pack, opened(folder), report);
  const auto again = wend::Pack::from_bytes(wend::pack_file_bytes(*pack, false).value());
  if (!again) give_up(again.failure().what);
  const auto cache = opened(folder);
  times["native_disk"].rounds.push_back(native_time(again.value(), cache, report));
  if (report.compiled != 0 || report.from_folder == 0) give_up("the folder kept nothing");
  std::filesystem::remove_all(folder);
}

void print(const Kind& kind, std::size_t rules, std::size_t files,
           const std::map<std::string, Times>& all) {
  fmt::print("{:<12} {:>6} {:>6}", kind.name, rules, files);
  std::string json = fmt::format(R"({{"bench":"compile","kind":"{}","rules":{},"files":{})",
                                 kind.name, rules, files);
  for (const char* what :
       {"text", "first", "edit", "pack", "native", "native_edit", "native_disk"}) {
    fmt::print(" {:>28}", with_spread(all.at(what), 1e-3, 1));
    json += fmt::format(R"(,"{}_ms":{:.2f})", what, all.at(what).median() * 1e3);
  }
  fmt::print("\n{}}}\n", json);
}

void measure(const Kind& kind, std::size_t rules, std::size_t files, int rounds) {
  const std::vector<wend::Source> sources = kind.pack(rules, files);
  std::map<std::string, Times> times;
  for (int round = 0; round < rounds; ++round) {
    std::shared_ptr<wend::Pack> pack;
    const double text = timed([&] { pack = compiled(sources); });
    const double first = timed([&] { decide(kind, pack); });
    const auto bytes = wend::pack_file_bytes(*pack, false);
    if (!bytes) give_up(bytes.failure().what);
    const double from_pack = timed([&] {
      auto loaded = wend::Pack::from_bytes(bytes.value());
      if (!loaded) give_up(loaded.failure().what);
      decide(kind, loaded.value());
    });
    make_native(pack, times);
    edit(kind, sources, times);
    times["text"].rounds.push_back(text);
    times["first"].rounds.push_back(text + first);
    times["pack"].rounds.push_back(from_pack);
  }
  print(kind, rules, files, times);
}

}  // namespace

int main(int count, char** arguments) {
  fmt::print("{:<12} {:>6} {:>6} {:>28} {:>28} {:>28} {:>28} {:>28} {:>28} {:>28}   (ms of CPU)\n",
             "", "rules", "files", "text to plan", "text to first decision",
             "edit to first decision", "pack to first decision", "machine code",
             "machine code of an edit", "machine code from disk");
  const std::size_t only = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 0;
  for (const Kind& kind : kPacks) {
    for (const std::size_t rules : {10, 100, 1'000, 10'000}) {
      if (only != 0 && only != rules) continue;
      if (rules < 10'000) measure(kind, rules, 1, 5);  // more than one file may hold
      if (rules >= 1'000) measure(kind, rules, 20, 5);
    }
  }
}
