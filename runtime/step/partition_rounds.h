// SPDX-License-Identifier: Apache-2.0
//
// Customers are divided into partitions, and whole instants go to these in rounds, each partition's share apart. The shares of
// a partition are stepped one after the other, by one thread mostly, and by whichever is free where that one is far behind. The
// thread that fills the rounds steps some too where no round is free to be filled, so that no processor is idle.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/step/held_events.h"
#include "runtime/step/packed_events.h"
#include "runtime/step/partition_lines.h"
#include "wend/runtime.h"

namespace wend::runtime {

// The events of the customers of one partition, and what was decided. No two threads write to the same line of memory.
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
  std::vector<PartitionShare> shares;  // by partition
  std::uint32_t events = 0;
  std::int64_t until = 0;  // everything earlier is in this round or an earlier one

  void clear();
};

class PartitionRounds {
 public:
  // Requires: threads, and no fewer partitions; one if it is one thread.
  PartitionRounds(std::size_t partitions, unsigned threads);

  // The thread that fills.
  PartitionRound& filling() { return round(handed_out_); }
  // What is filled; the next one is empty. Requires: there is room.
  void hand_out();
  bool has_room() const { return handed_out_ - written_ < kMost - 1; }
  bool is_any_out() const { return handed_out_ != written_; }
  // The oldest that is out, if all of it is stepped; `await_oldest` waits for that, while others step it. Requires of that: there
  // is one.
  PartitionRound* finished_oldest();
  PartitionRound& await_oldest();
  // It is no longer out; what it holds stays until the next one is handed out.
  void forget_oldest() { ++written_; }
  void end();  // no other thread goes on

  // A share to be stepped, which is nobody else's until it is finished.
  struct Task {
    PartitionRound* round;
    std::size_t partition;
  };
  // Any thread, by a number of its own: if there is one now.
  std::optional<Task> take(unsigned thread);
  // Any but the one that fills: when there is one; nothing: it is to end.
  std::optional<Task> await(unsigned thread);
  void finish(const Task& task);

 private:
  // Enough that nobody waits while another has a processor for some milliseconds; few enough to stay in near caches.
  static constexpr std::uint64_t kMost = 16;
  static constexpr std::uint64_t kFarBehind = kMost / 2;
  struct Progress {
    std::uint64_t done = 0;  // rounds
    bool is_taken = false;
    unsigned thread =
        0;  // whose it is: its session is in the caches of that one, its states come from there
  };
  PartitionRound& round(std::uint64_t number) { return ring_[number % kMost]; }
  std::uint64_t finished_by_all() const;
  std::optional<Task> take_locked(unsigned thread);

  std::array<PartitionRound, kMost> ring_;
  std::uint64_t written_ = 0;  // rounds
  std::mutex mutex_;           // of all below
  std::condition_variable begun_, finished_;
  std::uint64_t handed_out_ = 0;    // rounds
  std::vector<Progress> progress_;  // by partition
  std::uint64_t awaited_ = 0;  // rounds that are to be finished: somebody waits; 0: nobody does
  bool is_ended_ = false;
};

}  // namespace wend::runtime
