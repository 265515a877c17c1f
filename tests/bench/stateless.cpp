// SPDX-License-Identifier: Apache-2.0
//
// Many rules over one record: which of 10 to 10,000 stateless rules it concerns, by Wend's index and by an index
// written by hand for these records, in turns; where rules are few, by compiled code that asks choices first, too. Once more with
// everything: state, decisions with their reasons. And many rules over many records, column by column: how many match each.
// Every answer is checked against plain evaluation of the rules.
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "tests/bench/support/bit_vectors.h"
#include "tests/bench/support/compiled_rules.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/records.h"
#include "wend/batch.h"
#include "wend/compiler.h"
#include "wend/record.h"

namespace {

using namespace wend::bench;

constexpr std::size_t kRecords = kRecordsOfRules;
constexpr int kRounds = 7;
constexpr std::size_t kRulesPerFile = 500;

// What a run found: how many matches, and a sum that depends on which.
struct Found {
  std::uint64_t matches = 0, check = 0;
  template <typename Numbers>
  void add(std::size_t record, const Numbers& rules) {
    std::uint64_t sum = 0;
    for (const std::uint32_t rule : rules) sum += rule + 1;
    matches += rules.size();
    check += sum * (record % 1000 + 1);
  }
  friend bool operator==(const Found&, const Found&) = default;
};

struct Workload {
  std::vector<Record> records;
  std::vector<std::array<std::int64_t, kFields>> numbers;
  std::vector<Test> rules;
  std::shared_ptr<wend::Pack> pack;
  Found right;
};

Workload make_workload(std::size_t rules, std::size_t passes) {
  Workload made;
  made.records = make_records(kRecords);
  for (const Record& record : made.records) made.numbers.push_back(numbers_of(record));
  made.rules = make_rules(rules, made.records);
  const wend::CompileResult compiled = wend::compile(pack_of(made.rules, kRulesPerFile));
  if (!compiled.pack) give_up(compiled.text);
  made.pack = compiled.pack;
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < made.records.size(); ++i) {
    numbers.clear();
    for (std::uint32_t rule = 0; rule < rules; ++rule) {
      if (holds(made.rules[rule], made.records[i])) numbers.push_back(rule);
    }
    for (std::size_t pass = 0; pass < passes; ++pass) made.right.add(i, numbers);
  }
  return made;
}

Found by_hand(const Workload& work, BitVectors& index, std::size_t passes) {
  Found found;
  std::vector<std::uint32_t> out(work.rules.size() + 64);
  for (std::size_t pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < work.records.size(); ++i) {
      const std::size_t count = index.match(work.records[i], out.data());
      found.add(i, std::span<const std::uint32_t>(out.data(), count));
    }
  }
  return found;
}

Found by_switch(const Workload& work, RecordRules match, std::size_t passes) {
  Found found;
  std::vector<std::uint32_t> out(work.rules.size() + 64);
  for (std::size_t pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < work.records.size(); ++i) {
      const std::size_t count = match(work.records[i], out.data());
      found.add(i, std::span<const std::uint32_t>(out.data(), count));
    }
  }
  return found;
}

// The records of whole blocks as columns: as the compiled rules read them, and as Wend does.
struct Blocks {
  explicit Blocks(const Workload& work) : records(work.records.size() / kColumnRows * kColumnRows) {
    for (std::size_t begin = 0; begin < records; begin += kColumnRows) {
      Columns& block = *by_hand.emplace_back(std::make_unique<Columns>());
      auto& columns = numbers.emplace_back(kFields, std::vector<std::int64_t>(kColumnRows));
      for (std::size_t row = 0; row < kColumnRows; ++row) {
        const Record& record = work.records[begin + row];
        for (std::size_t i = 0; i < 4; ++i)
          block.choices[i][row] = static_cast<std::uint8_t>(record.choices[i]);
        for (std::size_t i = 0; i < 6; ++i) block.wholes[i][row] = record.wholes[i];
        for (std::size_t i = 0; i < 4; ++i) block.decimals[i][row] = record.decimals[i];
        for (std::size_t i = 0; i < 3; ++i) block.instants[i][row] = record.instants[i];
        for (std::size_t i = 0; i < 3; ++i) block.yes_no[i][row] = record.yes_no[i];
        for (std::size_t i = 0; i < kFields; ++i) columns[i][row] = work.numbers[begin + row][i];
      }
      std::vector<wend::Batch::Column>& of_wend = by_wend.emplace_back();
      for (const std::vector<std::int64_t>& column : columns) of_wend.push_back({column.data()});
    }
    for (const Test& rule : work.rules) {
      std::uint64_t& count = right.emplace_back();
      for (std::size_t i = 0; i < records; ++i) count += holds(rule, work.records[i]) ? 1 : 0;
    }
  }
  std::size_t records;
  std::vector<std::unique_ptr<Columns>> by_hand;
  std::deque<std::vector<std::vector<std::int64_t>>> numbers;
  std::vector<std::vector<wend::Batch::Column>> by_wend;
  std::vector<std::uint64_t> right;  // by rule: how many records it matches
};

using Counts = std::vector<std::uint64_t>;

Counts columns_by_hand(const Blocks& blocks, const ColumnRule* rules) {
  Counts counts(blocks.right.size());
  for (const auto& block : blocks.by_hand)
    count_columns(rules, counts.size(), *block, counts.data());
  return counts;
}

Counts columns_by_wend(const Blocks& blocks, wend::Batch& batch) {
  static const std::vector<std::int64_t> kNothing(kColumnRows);
  Counts counts(blocks.right.size());
  for (const std::vector<wend::Batch::Column>& block : blocks.by_wend) {
    const auto answers = batch.answer({kColumnRows, block, {}, kNothing.data(), kNothing.data()});
    for (std::size_t i = 0; i < answers.size(); ++i)
      counts[i / wend::Batch::kWords] += static_cast<std::uint64_t>(std::popcount(answers[i]));
  }
  return counts;
}

wend::Event empty_event() {
  wend::Event event;
  event.source = "bench";
  event.customer = "c";
  event.fields.resize(kFields);
  for (wend::Event::Field& field : event.fields) field.state = wend::Event::State::Present;
  return event;
}

void fill(wend::Event& event, const std::array<std::int64_t, kFields>& numbers) {
  for (std::size_t i = 0; i < kFields; ++i) event.fields[i].number = numbers[i];
}

Found by_wend(const Workload& work, wend::Session& session, std::size_t passes) {
  Found found;
  wend::Event event = empty_event();
  for (std::size_t pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < work.records.size(); ++i) {
      fill(event, work.numbers[i]);
      found.add(i, session.concerned(event));
    }
  }
  return found;
}

// Where a record holds the fields of the touchpoint.
wend::RecordLayout layout_of(const wend::Plan& plan) {
  using Form = wend::RecordLayout::Form;
  wend::RecordLayout layout(plan);
  std::size_t choices = 0, wholes = 0, decimals = 0, instants = 0, yes_no = 0;
  for (std::size_t i = 0; i < kFields; ++i) {
    switch (kKinds[i]) {
      case FieldKind::Choice:
        layout.field_at(field_name(i), offsetof(Record, choices) + 4 * choices++, Form::Int32);
        break;
      case FieldKind::Whole:
        layout.field_at(field_name(i), offsetof(Record, wholes) + 4 * wholes++, Form::Int32);
        break;
      case FieldKind::Decimal:
        layout.field_at(field_name(i), offsetof(Record, decimals) + 8 * decimals++, Form::Double);
        break;
      case FieldKind::Instant:
        layout.field_at(field_name(i), offsetof(Record, instants) + 8 * instants++, Form::Int64);
        break;
      case FieldKind::YesNo:
        layout.field_at(field_name(i), offsetof(Record, yes_no) + yes_no++, Form::UInt8);
        break;
    }
  }
  return layout;
}

// The records stay as they are.
Found in_place(const Workload& work, wend::Session& session, const wend::RecordLayout& layout,
               std::size_t passes) {
  Found found;
  for (std::size_t pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < work.records.size(); ++i)
      found.add(i, session.concerned(layout, &work.records[i]));
  }
  return found;
}

// Events fed and decisions received; rules are named in the order of their numbers, so a decision's rule is the
// rule's number.
Found by_session(const Workload& work, wend::Session& session, std::int64_t& clock) {
  Found found;
  std::vector<std::uint32_t> rules;
  std::size_t record = 0;
  session.on_decision([&](const wend::Decision& decision) { rules.push_back(decision.rule); });
  wend::Event event = empty_event();
  char id[24];
  for (std::size_t i = 0; i < work.records.size(); ++i) {
    fill(event, work.numbers[i]);
    event.id = {id, static_cast<std::size_t>(fmt::format_to(id, "{}", clock) - id)};
    event.time_ns = ++clock * 1'000'000;
    if (session.feed(event)) give_up("an event was refused");
    session.flush();
    found.add(record++, rules);
    rules.clear();
  }
  return found;
}

void check(const char* who, const Found& found, const Found& right) {
  if (found == right) return;
  give_up(fmt::format("{} found {} matches (check {}), right are {} ({})", who, found.matches,
                      found.check, right.matches, right.check));
}

void print(std::size_t rules, const char* what, const Times& hand, const Times& ours,
           double matches, int digits = 0) {
  fmt::print("{:>6}  {:<28} {:>26} {:>26} {:>22}\n", rules, what, with_spread(hand, 1e-9, digits),
             with_spread(ours, 1e-9, digits), with_spread(ratio(ours, hand), 1, 2));
  fmt::print(
      "{{\"bench\":\"stateless\",\"rules\":{},\"what\":\"{}\",\"matches\":{:.2f},\"hand_ns\":{:.1f}"
      ","
      "\"wend_ns\":{:.1f},\"ratio\":{:.3f}}}\n",
      rules, what, matches, hand.median() * 1e9, ours.median() * 1e9, ratio(ours, hand).median());
}

// Many records at once.
void measure_columns(const Workload& work) {
  const std::size_t rules = work.rules.size();
  const Blocks blocks(work);
  wend::Batch batch(work.pack, 0, false);
  if (batch.rules().size() != rules) give_up("a batch does not answer all rules");
  const ColumnRule* compiled = column_rules(rules);
  Times hand, ours;
  for (int round = 0; round < kRounds; ++round) {
    const auto one = [&](Times& times, const char* who, const auto& counts_of) {
      Counts counts;
      times.rounds.push_back(timed([&] { counts = counts_of(); }) /
                             static_cast<double>(blocks.records));
      if (counts != blocks.right) give_up(std::string(who) + " found other matches");
    };
    if (compiled != nullptr)
      one(hand, "columns by hand", [&] { return columns_by_hand(blocks, compiled); });
    one(ours, "a batch", [&] { return columns_by_wend(blocks, batch); });
  }
  const char* what = "columns, a block at a time";
  if (compiled == nullptr) {
    fmt::print("{:>6}  {:<28} {:>26} {:>26}\n", rules, what, "", with_spread(ours, 1e-9, 1));
    fmt::print("{{\"bench\":\"stateless\",\"rules\":{},\"what\":\"{}\",\"wend_ns\":{:.2f}}}\n",
               rules, what, ours.median() * 1e9);
    return;
  }
  double matches = 0;
  for (const std::uint64_t count : blocks.right) matches += static_cast<double>(count);
  print(rules, what, hand, ours, matches / static_cast<double>(blocks.records), 1);
}

void measure(std::size_t rules) {
  const std::size_t passes = rules >= 10'000 ? 2 : 5;
  const Workload work = make_workload(rules, passes);
  Found right_once = work.right;
  right_once.matches /= passes;
  right_once.check /= passes;
  auto native = wend::compile_native_in_background(work.pack);
  if (auto problem = native.wait()) fmt::print("{}\n", problem->what);
  BitVectors index(work.rules);
  wend::Session session(work.pack), interpreted(work.pack, wend::Tier::Interpreter);
  const auto records = static_cast<double>(work.records.size());
  const wend::RecordLayout layout = layout_of(work.pack->plan());
  Times hand, ours, filled, coded, whole, whole_interpreted;
  const RecordRules compiled = record_rules(rules);
  std::int64_t clock = 1'700'000'000'000, other_clock = clock;
  Found found;
  for (int round = 0; round < kRounds; ++round) {
    const auto one = [&](Times& times, std::size_t times_each, const auto& work_of) {
      times.rounds.push_back(timed([&] { found = work_of(); }) / records /
                             static_cast<double>(times_each));
    };
    one(hand, passes, [&] { return by_hand(work, index, passes); });
    check("the index by hand", found, work.right);
    if (compiled != nullptr) {
      one(coded, passes, [&] { return by_switch(work, compiled, passes); });
      check("compiled code", found, work.right);
    }
    one(ours, passes, [&] { return in_place(work, session, layout, passes); });
    check("Wend's index, records in place,", found, work.right);
    one(filled, passes, [&] { return by_wend(work, session, passes); });
    check("Wend's index", found, work.right);
    one(whole, 1, [&] { return by_session(work, session, clock); });
    check("the session", found, right_once);
    one(whole_interpreted, 1, [&] { return by_session(work, interpreted, other_clock); });
    check("the interpreted session", found, right_once);
  }
  const double matches = static_cast<double>(right_once.matches) / records;
  print(rules, "which rules match, an index", hand, ours, matches);
  if (compiled != nullptr) print(rules, "which rules match, a switch", coded, ours, matches);
  print(rules, "the same, events filled in", hand, filled, matches);
  print(rules, "events to decisions, native", hand, whole, matches);
  print(rules, "events to decisions, interp.", hand, whole_interpreted, matches);
  measure_columns(work);
}

}  // namespace

int main(int count, char** arguments) {
  fmt::print("by hand: bit vectors {}\n", BitVectors::has_wide_vectors()
                                              ? "with AVX-512"
                                              : "in words of 64 bits (no AVX-512 here)");
  fmt::print("{:>6}  {:<28} {:>26} {:>26} {:>22}   (ns a record, thread CPU time, median of {})\n",
             "rules", "", "by hand", "Wend", "ratio", kRounds);
  for (const std::size_t rules : {10, 100, 1'000, 10'000}) {
    if (count < 2 || std::strtoull(arguments[1], nullptr, 10) == rules) measure(rules);
  }
}
