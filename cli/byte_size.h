// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace wend::cli {

// Bytes of `800B`, `800`, `1KB` (1,024 bytes) or `2MB`. Nothing if it is none of these, or nothing at all.
std::optional<std::uint64_t> bytes_of(std::string_view text);
std::string not_a_size(std::string_view text);

// `--budget SIZE`: the most bytes of a customer.
void add_budget(CLI::App& command, std::string& size);

}  // namespace wend::cli
