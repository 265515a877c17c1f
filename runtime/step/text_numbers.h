// SPDX-License-Identifier: Apache-2.0
//
// From a text to its number among constants: what an index compares in place of bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wend::runtime {

class TextNumbers {
 public:
  static constexpr std::int64_t kOther = -1;

  // `texts` must outlive it.
  TextNumbers(const std::vector<std::string>& texts, const std::vector<std::uint32_t>& numbers);
  // kOther if it is none of them.
  std::int64_t number_of(std::string_view text) const;

 private:
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // + 1; 0: free
  };
  const std::vector<std::string>& texts_;
  std::vector<Place> places_;
};

}  // namespace wend::runtime
