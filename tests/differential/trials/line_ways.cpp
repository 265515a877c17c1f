// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/line_ways.h"

#include <fmt/format.h>

#include "runtime/host/cloud_events.h"

namespace wend::differential {
namespace {

std::string words_of(const Event& event) {
  std::string words =
      fmt::format("{} | {} | {} | {} | {} | {} | {}", event.source, event.id, event.customer,
                  event.time_ns, event.sequence, event.touchpoint, event.channel);
  for (const Event::Field& field : event.fields)
    words += fmt::format(" | {} {} {}", static_cast<int>(field.state), field.number, field.text);
  return words;
}

std::string read_by(CloudEventReader& reader, std::string_view line) {
  const auto refused = reader.read(line);
  return refused ? fmt::format("refused: {}", refused->reason) : words_of(reader.event());
}

// By two lines the reader learns how lines look.
std::string read_after(CloudEventReader& reader, std::string_view line, std::string_view usual) {
  for (int before = 0; before < 2; ++before) reader.read(usual);
  return read_by(reader, line);
}

std::size_t place_in(const std::string& line, Random& random) {
  return static_cast<std::size_t>(random.below(line.size()));
}

std::string without_quotes(const std::string& line) {
  std::string result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::size_t end = line[i] == '"' ? line.find('"', i + 1) : std::string::npos;
    const bool is_number = end != std::string::npos && end > i + 1 &&
                           line.find_first_not_of("-0123456789.", i + 1) == end;
    if (!is_number) {
      result += line[i];
      continue;
    }
    result += line.substr(i + 1, end - i - 1);
    i = end;
  }
  return result;
}

std::string with_spaces(const std::string& line, Random& random) {
  constexpr std::string_view kSpaces = " \t\r";
  std::string result;
  for (const char letter : line) {
    result += letter;
    if (std::string_view("{},:").find(letter) == std::string_view::npos) continue;
    if (random.below(3) == 0) result += kSpaces[random.below(kSpaces.size())];
  }
  return result;
}

}  // namespace

std::string difference_of_ways(const Plan& plan, std::string_view line, std::string_view usual) {
  CloudEventReader quick(plan), general(plan, CloudEventReader::Ways::General), next(plan);
  const std::string both = read_after(quick, line, usual);
  next.succeed(quick);
  const std::string successor = read_by(next, line);
  const std::string right = read_after(general, line, usual);
  if (both == right && successor == right) return "";
  return fmt::format(
      "a line is read in two ways:\n  {}\n  both:      {}\n  successor: {}\n  general:   {}", line,
      both, successor, right);
}

std::string changed_line(std::string line, Random& random) {
  constexpr std::string_view kLetters = "\"\\{}[]:,0123456789eE+-. tfn\x01\xC3\xA4";
  if (line.empty()) return line;
  const std::size_t place = place_in(line, random);
  const std::size_t length = random.below(std::min<std::size_t>(12, line.size() - place)) + 1;
  switch (random.below(6)) {
    case 0: line[place] = kLetters[random.below(kLetters.size())]; break;
    case 1: line.erase(place, length); break;
    case 2: line.insert(place_in(line, random), line.substr(place, length)); break;
    case 3: line = with_spaces(line, random); break;
    case 4: line = without_quotes(line); break;
    default: {  // a member stands elsewhere, or twice
      const std::size_t begin = line.find(',', place);
      const std::size_t end = begin == std::string::npos ? begin : line.find(',', begin + 1);
      if (end == std::string::npos) break;
      const std::string member = line.substr(begin, end - begin);
      if (random.below(2) == 0) line.erase(begin, end - begin);
      const std::size_t to = line.find(',', place_in(line, random));
      if (to != std::string::npos) line.insert(to, member);
    }
  }
  return line;
}

}  // namespace wend::differential
