// SPDX-License-Identifier: Apache-2.0
#include "cli/byte_size.h"

#include <array>
#include <charconv>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace wend::cli {

std::optional<std::uint64_t> bytes_of(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 4> kUnits = {
      {{"", 1}, {"B", 1}, {"KB", 1024}, {"MB", 1024 * 1024}}};
  std::uint32_t number = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc() || number == 0) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(last - end));
  for (const auto& [word, bytes] : kUnits) {
    if (word == unit) return number * bytes;
  }
  return std::nullopt;
}

std::string not_a_size(std::string_view text) {
  return fmt::format("--budget wants a size such as 1KB (1,024 bytes) or 800B, and `{}` is none",
                     text);
}

void add_budget(CLI::App& command, std::string& size) {
  command
      .add_option("--budget", size,
                  "Refuse a pack that may need more bytes for a customer: 800B, 1KB, 2MB")
      ->type_name("SIZE");
}

}  // namespace wend::cli
