// SPDX-License-Identifier: Apache-2.0
#include "tests/outside/answer.h"

#include <algorithm>
#include <ctime>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "runtime/host/cloud_events.h"
#include "tests/differential/trials/subject.h"

namespace wend::outside {
namespace {

using differential::Compiled;
using differential::Outcome;
using differential::Stream;

struct Acted {
  std::string customer;
  std::size_t rule = 0;  // in the order of the case
  std::int64_t time_ns = 0;
};

std::string pack_of(const CaseFile& file, const OutsideCase& one) {
  std::string text = file.schema;
  for (const std::string& definition : one.definitions) text += "\n" + definition;
  for (std::size_t rule = 0; rule < one.rules.size(); ++rule)
    text += fmt::format("\nrule r{} {} do reached() limit none", rule, one.rules[rule]);
  return text + "\n";
}

// A list as JSON has it; anything else as text, which every other type reads.
nlohmann::json value_of(const std::string& word) {
  return word.starts_with('[') ? nlohmann::json::parse(word) : nlohmann::json(word);
}

std::string rfc3339(std::int64_t time_ns) {
  const std::time_t seconds = time_ns / 1'000'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     time_ns % 1'000'000'000);
}

std::string line_of(const LoggedEvent& event, std::size_t number) {
  nlohmann::json line = {{"specversion", "1.0"},
                         {"id", fmt::format("{:05}", number)},
                         {"source", "log"},
                         {"sequence", number},
                         {"type", event.touchpoint},
                         {"subject", event.customer},
                         {"time", rfc3339(event.time_ns)},
                         {"data", nlohmann::json::object()}};
  for (const auto& [name, word] : event.fields) line["data"][name] = value_of(word);
  return line.dump();
}

reference::Event owned(const Event& from) {
  reference::Event event;
  event.source = from.source;
  event.id = from.id;
  event.customer = from.customer;
  event.time_ns = from.time_ns;
  event.sequence = from.sequence;
  event.profile = from.touchpoint == Event::kProfile;
  event.touchpoint = event.profile ? 0 : from.touchpoint;
  event.channel = from.channel;
  for (const Event::Field& field : from.fields)
    event.fields.push_back({static_cast<reference::EventField::State>(field.state), field.number,
                            std::string(field.text)});
  return event;
}

Stream stream_of(const Log& log, const Plan& plan, std::string& problem) {
  CloudEventReader reader(plan);
  Stream stream;
  for (const LoggedEvent& event : log) {
    const std::string line = line_of(event, stream.size());
    if (const auto refused = reader.read(line)) problem += line + ": " + refused->reason + "\n";
    stream.push_back(owned(reader.event()));
  }
  return stream;
}

std::vector<Acted> acted_in(const Outcome& outcome) {
  std::vector<Acted> result;
  for (const std::string& line : outcome.events) {
    const auto json = nlohmann::json::parse(line);
    const std::string rule = json["data"]["rule"];
    result.push_back({json["subject"], std::stoul(rule.substr(1)),
                      *read_rfc3339(json["time"].get<std::string>())});
  }
  return result;
}

std::string levels(const std::set<std::size_t>& rules) {
  if (rules.empty()) return "0";
  if (*rules.rbegin() + 1 == rules.size()) return std::to_string(rules.size());
  std::vector<std::size_t> numbers;
  for (const std::size_t rule : rules) numbers.push_back(rule + 1);
  return fmt::format("{}", fmt::join(numbers, ","));
}

std::string each(const std::vector<std::size_t>& counts) {
  return fmt::format("[{}]", fmt::join(counts, ","));
}

// What the customer's touchpoints `asked` were answered.
std::string when_asked(const Log& log, const std::string& customer, const std::vector<Acted>& acted,
                       bool so_far) {
  std::vector<std::string> answers;
  for (const LoggedEvent& event : log) {
    if (event.customer != customer || event.touchpoint != "asked") continue;
    const auto number = std::count_if(acted.begin(), acted.end(), [&](const Acted& one) {
      return one.customer == customer &&
             (so_far ? one.time_ns <= event.time_ns : one.time_ns == event.time_ns);
    });
    answers.push_back(so_far ? std::to_string(number) : number > 0 ? "yes" : "no");
  }
  return fmt::format("{}", fmt::join(answers, " "));
}

std::string answer_of(const OutsideCase& one, const Log& log, const std::string& customer,
                      const std::vector<Acted>& acted) {
  if (one.answer == "asked" || one.answer == "so far")
    return when_asked(log, customer, acted, one.answer == "so far");
  std::set<std::size_t> rules;
  std::size_t decisions = 0;
  for (const Acted& decision : acted) {
    if (decision.customer != customer) continue;
    rules.insert(decision.rule);
    ++decisions;
  }
  if (one.answer == "count") return std::to_string(decisions);
  if (one.answer == "levels") return levels(rules);
  std::vector<std::size_t> counts(one.rules.size(), 0);
  for (const std::size_t rule : rules) counts[rule] = 1;
  return one.answer == "each" ? each(counts) : "no such answer: " + one.answer;
}

std::string total_of(const OutsideCase& one, const std::vector<Acted>& acted) {
  std::vector<std::set<std::string>> customers(one.rules.size());
  for (const Acted& decision : acted) customers[decision.rule].insert(decision.customer);
  std::vector<std::size_t> counts;
  for (const auto& of_rule : customers) counts.push_back(of_rule.size());
  return each(counts);
}

}  // namespace

Verdict verdict_of(const CaseFile& file, const OutsideCase& one) {
  Verdict verdict;
  const auto log = file.logs.find(one.log);
  if (log == file.logs.end()) return {"there is no log " + one.log, {}};
  const Compiled compiled = differential::compiled(pack_of(file, one), true);
  verdict.problem = compiled.messages + compiled.violations;
  if (!compiled.accepted) return verdict;
  const Stream stream = stream_of(log->second, compiled.pack->plan(), verdict.problem);
  const Outcome outcome = outcome_of(compiled, Tier::Interpreter, stream);
  verdict.problem += difference(outcome, judged(compiled, stream), "the interpreter", "the judge");
  verdict.problem += difference(outcome, outcome_of(compiled, Tier::Native, stream),
                                "the interpreter", "machine code");
  if (std::count(outcome.accepted.begin(), outcome.accepted.end(), false) > 0)
    verdict.problem += "an event was refused\n";
  const std::vector<Acted> acted = acted_in(outcome);
  for (const LoggedEvent& event : log->second)
    verdict.answers.try_emplace(event.customer, answer_of(one, log->second, event.customer, acted));
  verdict.answers["total"] = total_of(one, acted);
  return verdict;
}

}  // namespace wend::outside
