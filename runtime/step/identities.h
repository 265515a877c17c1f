// SPDX-License-Identifier: Apache-2.0
//
// Whose an identity is. Nobody's: then its events are of an anonymous customer of its own (abi/anonymous.h). One that
// is linked is an alias of its customer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "runtime/abi/anonymous.h"

namespace wend::runtime {

// By the numbers of customers; an identity is that of the anonymous customer that it is while it is nobody's.
class Identities {
 public:
  std::uint32_t holder_of(std::uint32_t identity) const {
    const auto found = holders_.find(identity);
    return found == holders_.end() ? identity : found->second;
  }
  struct Linked {
    bool was_nobodys = false;
    std::optional<std::uint32_t> pushed_out;  // another of its kind is nobody's again
  };
  // The newest of its kind of the customer, who has at most `most` of them. `at`: the instant of the event that says so.
  Linked link(std::uint32_t customer, std::uint32_t kind, std::uint32_t identity,
              std::uint32_t most, std::int64_t at);
  struct Alias {
    std::uint32_t kind = 0;
    std::uint32_t identity = 0;
    std::int64_t at = 0;
  };
  // Whether an event behind this instant has linked it.
  bool is_linked_behind(std::uint32_t identity, std::int64_t at) const;
  // Oldest first; of whom has some.
  const std::map<std::uint32_t, std::vector<Alias>>& all() const { return aliases_; }
  std::vector<Alias> of(std::uint32_t customer) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(holders_.size()); }

 private:
  void unlink(std::uint32_t identity);

  std::unordered_map<std::uint32_t, std::uint32_t> holders_;
  std::map<std::uint32_t, std::vector<Alias>> aliases_;
};

}  // namespace wend::runtime
