// SPDX-License-Identifier: Apache-2.0
//
// Whole instants go to the threads that decide in rounds, each thread's share apart. A thread steps its shares one after the
// other, whatever the others do; the caller's fills the next round meanwhile, and waits only where all but that one
// are still being stepped.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string_view>
#include <vector>

#include "runtime/step/held_events.h"
#include "runtime/step/packed_events.h"
#include "runtime/step/partition_lines.h"
#include "wend/runtime.h"

namespace wend::runtime {

// The events of the customers of one thread, and what it decided. No two threads write to the same line of memory.
struct alignas(64) PartitionShare {
  struct Next {
    std::uint32_t hash;  // of the customer's name: Customers::short_of
    bool is_plain;       // it is the next of these, else of the others
  };
  std::vector<Next> order;
  PackedEvents plain;
  HeldEvents others;  // by name
  PartitionLines decided;
  std::exception_ptr problem;  // instead of the rest of it

  void clear() {
    order.clear();
    plain.clear();
    others.clear();
  }
};

struct PartitionRound {
  std::vector<PartitionShare> shares;  // by thread
  std::uint32_t events = 0;
  std::int64_t until = 0;  // everything earlier is in this round or an earlier one

  void clear();
};

class PartitionRounds {
 public:
  explicit PartitionRounds(unsigned threads);

  // The caller's thread.
  PartitionRound& filling() { return round(handed_out_); }
  // What is filled; the next one is empty. Requires: there is room.
  void hand_out();
  bool has_room() const { return handed_out_ - taken_ < kMost - 1; }
  bool is_any_out() const { return handed_out_ != taken_; }
  // The oldest that is out, if all threads finished it; `await_oldest` waits for that. Requires of that: there is one.
  PartitionRound* finished_oldest();
  PartitionRound& await_oldest();
  // It is no longer out; what it holds stays until the next one is handed out.
  void forget_oldest() { ++taken_; }
  void end();  // no thread goes on

  // Any other: its next share, when there is one; null: it is to end. Finished with `finish`.
  PartitionRound* next(std::size_t thread);
  void finish(std::size_t thread);

 private:
  // Enough that nobody waits while another has a processor for some milliseconds; few enough to stay in near caches.
  static constexpr std::uint64_t kMost = 16;
  PartitionRound& round(std::uint64_t number) { return ring_[number % kMost]; }
  std::uint64_t finished_by_all() const;

  std::array<PartitionRound, kMost> ring_;
  std::uint64_t taken_ = 0;  // rounds
  std::mutex mutex_;         // of all below
  std::condition_variable begun_, finished_;
  std::uint64_t handed_out_ = 0;     // rounds
  std::vector<std::uint64_t> done_;  // rounds, by thread
  std::uint64_t awaited_ = 0;  // rounds that all are to finish: the caller waits; 0: it does not
  bool is_ended_ = false;
};

}  // namespace wend::runtime
