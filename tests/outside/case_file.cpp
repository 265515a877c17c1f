// SPDX-License-Identifier: Apache-2.0
#include "tests/outside/case_file.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "wend/runtime.h"

namespace wend::outside {
namespace {

constexpr std::int64_t kFirstSecond = 1'704'067'200;  // 2024-01-01T00:00:00Z

// A line with the lines that continue it.
struct Item {
  std::size_t line = 0;
  std::size_t indent = 0;
  std::string word;  // the first one
  std::string rest;
};

[[noreturn]] void fail(const Item& item, const std::string& problem) {
  throw std::runtime_error(fmt::format("line {}: {}", item.line, problem));
}

Item item_of(const std::string& text, std::size_t line) {
  Item item;
  item.line = line;
  item.indent = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = std::min(text.find(' ', item.indent), text.size());
  item.word = text.substr(item.indent, end - item.indent);
  item.rest = text.substr(std::min(text.find_first_not_of(' ', end), text.size()));
  return item;
}

std::vector<Item> items_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Item> items;
  std::size_t line = 0;
  bool in_schema = false;
  for (std::string text; std::getline(file, text);) {
    Item item = item_of(text, ++line);
    if (item.word.empty() || item.word[0] == '#') continue;
    if (item.indent == 0) in_schema = item.word == "schema";
    const bool continues = item.indent > 2 || (in_schema && item.indent > 0);
    if (!continues) {
      items.push_back(std::move(item));
    } else {
      items.back().rest += (in_schema ? "\n" : " ") + text.substr(in_schema ? 0 : item.indent);
    }
  }
  return items;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::int64_t time_of(const Item& item, const std::string& word) {
  if (word.find('T') != std::string::npos) {
    if (const auto time = read_rfc3339(word)) return *time;
    fail(item, "no time: " + word);
  }
  std::size_t used = 0;
  const std::int64_t seconds = std::stoll(word, &used);
  std::int64_t ns = 0;
  if (used < word.size()) {
    if (word[used] != '.' || word.size() > used + 10) fail(item, "no time: " + word);
    std::string digits = word.substr(used + 1);
    digits.resize(9, '0');
    ns = std::stoll(digits);
  }
  return (kFirstSecond + seconds) * 1'000'000'000 + ns;
}

// `anna`, or `0..79` for eighty customers.
std::vector<std::string> customers_of(const std::string& word) {
  const std::size_t dots = word.find("..");
  if (dots == std::string::npos) return {word};
  std::vector<std::string> customers;
  for (int number = std::stoi(word); number <= std::stoi(word.substr(dots + 2)); ++number)
    customers.push_back(std::to_string(number));
  return customers;
}

void add_events(const Item& item, Log& log) {
  const std::vector<std::string> words = words_of(item.rest);
  if (words.size() < 2) fail(item, "an event is TIME CUSTOMER TOUCHPOINT FIELD=VALUE...");
  LoggedEvent event;
  event.time_ns = time_of(item, item.word);
  event.touchpoint = words[1];
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::size_t sign = words[i].find('=');
    if (sign == std::string::npos) fail(item, "no FIELD=VALUE: " + words[i]);
    event.fields.emplace_back(words[i].substr(0, sign), words[i].substr(sign + 1));
  }
  if (!log.empty() && event.time_ns < log.back().time_ns) fail(item, "earlier than the one before");
  for (const std::string& customer : customers_of(words[0])) {
    event.customer = customer;
    log.push_back(event);
  }
}

void add_answer(const Item& item, std::map<std::string, std::string>& answers) {
  const std::size_t end = item.rest.find(' ');
  if (end == std::string::npos) fail(item, "an answer is CUSTOMER VALUE");
  for (const std::string& customer : customers_of(item.rest.substr(0, end)))
    answers[customer] = item.rest.substr(item.rest.find_first_not_of(' ', end));
}

void add_to_case(const Item& item, OutsideCase& to) {
  if (item.word == "log")
    to.log = item.rest;
  else if (item.word == "define")
    to.definitions.push_back("define " + item.rest);
  else if (item.word == "rule")
    to.rules.push_back(item.rest);
  else if (item.word == "answer")
    to.answer = item.rest;
  else if (item.word == "expect")
    add_answer(item, to.expected);
  else if (item.word == "differs")
    to.reason = item.rest;
  else if (item.word == "wend")
    add_answer(item, to.ours);
  else if (item.word == "sql")
    to.sql = item.rest;
  else if (item.word == "not" && item.rest == "in 18.16")
    to.newer = true;
  else
    fail(item, "no such line in a case: " + item.word);
}

}  // namespace

CaseFile case_file(const std::filesystem::path& path) {
  CaseFile file;
  file.path = path;
  std::string section;
  Log* log = nullptr;
  for (const Item& item : items_of(path)) {
    if (item.indent > 0 && section == "case") {
      add_to_case(item, file.cases.back());
    } else if (item.indent > 0 && section == "log") {
      add_events(item, *log);
    } else if (item.indent > 0) {
      fail(item, "belongs to nothing");
    } else if ((section = item.word) == "source") {
      file.source = item.rest;
    } else if (section == "licence") {
      file.licence = item.rest;
    } else if (section == "schema") {
      file.schema = item.rest;
    } else if (section == "log") {
      log = &file.logs[item.rest];
    } else if (section == "case") {
      file.cases.emplace_back();
      file.cases.back().name = item.rest;
      file.cases.back().line = item.line;
    } else {
      fail(item, "no such section: " + section);
    }
  }
  return file;
}

}  // namespace wend::outside
