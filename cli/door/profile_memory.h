// SPDX-License-Identifier: Apache-2.0
//
// What the files of a run last said of each customer's fields, as hashes: so a CSV file whose every row
// repeats the customer's country gives one profile event, not one per row. It is told only of what the
// session took, from whichever file, and so never holds a value that the session does not have.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wend::door {

class ProfileMemory {
 public:
  // Where an event stands in the order. Events of two files at one time stand in an order that a door
  // does not know.
  struct Moment {
    std::int64_t time_ns = 0;
    std::uint64_t sequence = 0;
    std::uint32_t file = 0;  // by add_file
  };
  static std::uint64_t hash_of(std::string_view values);

  std::uint32_t add_file() { return files_++; }
  // A number for the customer fields (positions in the plan) that a file sets.
  std::uint32_t add_fields(std::vector<std::uint32_t> positions);

  // Has the customer these values at this moment, for certain?
  bool holds(std::string_view customer, std::uint32_t fields, std::uint64_t values,
             const Moment& moment) const;
  // The session took these values.
  void remember(std::string_view customer, std::uint32_t fields, std::uint64_t values,
                const Moment& moment);
  // The session took other values, by an event that is not compared with the rows before it.
  void forget(std::string_view customer, const Moment& moment);
  // Grows whenever something is remembered or forgotten.
  std::uint64_t changes() const { return changes_; }

  // What was remembered last by events of this file, for a resumed run.
  std::string bytes(std::uint32_t file) const;
  bool restore(std::uint32_t file, std::string_view bytes);

 private:
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Entry {
    Key key;
    std::uint64_t values = 0;  // 0: free
    std::int64_t time_ns = 0;
    std::uint64_t sequence = 0;
    std::uint64_t file = 0;
  };
  struct Fields {
    std::vector<std::uint32_t> positions;  // in order
    std::uint64_t seed = 0;                // so that each set of fields has keys of its own
    std::vector<std::uint32_t> overlapping;
  };
  Key key_of(std::string_view customer, std::uint32_t fields) const;
  std::size_t slot_of(Key key) const;
  void put(const Entry& entry);
  void grow();

  std::vector<Fields> fields_;
  std::uint32_t files_ = 0;
  std::vector<Entry> entries_ = std::vector<Entry>(64);
  std::size_t used_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace wend::door
