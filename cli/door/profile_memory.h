// SPDX-License-Identifier: Apache-2.0
//
// What was last sent of each customer's fields, as hashes: 24 bytes a customer. So a CSV file whose
// every row repeats the customer's country gives one profile event, not one per row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wend::door {

class ProfileMemory {
 public:
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  static Key key_of(std::string_view customer);
  static std::uint64_t hash_of(std::string_view values);

  // Are these the values remembered?
  bool holds(Key customer, std::uint64_t values) const;
  void remember(Key customer, std::uint64_t values);

  std::string bytes() const;
  bool restore(std::string_view bytes);

 private:
  struct Entry {
    Key key;
    std::uint64_t values = 0;  // 0: free
  };
  std::size_t slot_of(Key key) const;
  void grow();

  std::vector<Entry> entries_ = std::vector<Entry>(64);
  std::size_t used_ = 0;
};

}  // namespace wend::door
