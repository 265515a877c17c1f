// SPDX-License-Identifier: Apache-2.0
#include "cli/allowed_names.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "wend/compiler.h"

namespace wend::cli {
namespace {

bool is_ascii_letter_or_digit(unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; }

// One word, so that a name cannot end the line it is tried in or begin a comment there.
bool is_one_word(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) return false;
  return std::all_of(text.begin(), text.end(), [](char letter) {
    const auto c = static_cast<unsigned char>(letter);
    return c >= 0x80 || c == '_' || is_ascii_letter_or_digit(c);
  });
}

std::string probe(NamePlace place, const std::string& name) {
  constexpr std::string_view kHead = "schema probe\n  history complete\n  currency EUR 2 digits\n";
  constexpr std::string_view kTouchpoint = "  channel web\n  touchpoint probed on web\n";
  switch (place) {
    case NamePlace::Touchpoint:
      return fmt::format("{}  channel web\n  touchpoint {} on web\n", kHead, name);
    case NamePlace::Channel:
      return fmt::format("{}  channel {}\n  touchpoint probed on {}\n", kHead, name, name);
    case NamePlace::TouchpointField:
      return fmt::format("{}{}    {}: whole\n", kHead, kTouchpoint, name);
    case NamePlace::CustomerField:
      return fmt::format("{}  customer\n    {}: whole optional\n{}", kHead, name, kTouchpoint);
    case NamePlace::Value:
      return fmt::format("{}  choice Probed = {} or another_{}\n{}    probed: Probed\n", kHead,
                         name, name, kTouchpoint);
  }
  return {};
}

}  // namespace

std::string name_from(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool begins_word =
        std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if (begins_word) name += '_';
    if (is_ascii_letter_or_digit(c)) {
      name += static_cast<char>(std::tolower(c));
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "x";
  if (std::isdigit(static_cast<unsigned char>(name.front())) != 0) name.insert(0, "x_");
  return name;
}

bool AllowedNames::allows(NamePlace place, const std::string& name) {
  const auto [found, is_new] = known_.try_emplace({place, name}, false);
  if (is_new && is_one_word(name))
    found->second = compile({{"probe.wend", probe(place, name)}}).findings.empty();
  return found->second;
}

bool AllowedNames::is_free(NamePlace place, const std::string& name,
                           const std::set<std::string>& taken) {
  return !taken.contains(name) && allows(place, name);
}

std::map<std::string, std::string> AllowedNames::names_for(NamePlace place,
                                                           const std::set<std::string>& texts,
                                                           bool keeps_written) {
  std::map<std::string, std::string> names;
  std::set<std::string> taken;
  for (const std::string& text : texts) {
    if ((keeps_written || text == name_from(text)) && is_free(place, text, taken))
      taken.insert(names[text] = text);
  }
  for (const std::string& text : texts) {
    if (names.contains(text)) continue;
    const std::string base = name_from(text);
    std::string name = allows(place, base) ? base : base + "_value";
    const std::string first = name;
    for (int i = 2; !is_free(place, name, taken); ++i) name = fmt::format("{}_{}", first, i);
    taken.insert(names[text] = name);
  }
  return names;
}

}  // namespace wend::cli
