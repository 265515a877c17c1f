// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/partition_rounds.h"

#include <algorithm>

namespace wend::runtime {

void PartitionRound::clear() {
  for (PartitionShare& share : shares) share.clear();
  events = 0;
}

PartitionRounds::PartitionRounds(unsigned threads) : done_(threads) {
  for (PartitionRound& round : ring_) round.shares = std::vector<PartitionShare>(threads);
}

// ------------------------------------------------------------------------------ the caller's thread

void PartitionRounds::hand_out() {
  round(handed_out_ + 1).clear();
  {
    const std::lock_guard lock(mutex_);
    ++handed_out_;
  }
  begun_.notify_all();
}

std::uint64_t PartitionRounds::finished_by_all() const {
  return *std::min_element(done_.begin(), done_.end());
}

PartitionRound* PartitionRounds::finished_oldest() {
  if (!is_any_out()) return nullptr;
  const std::lock_guard lock(mutex_);
  return finished_by_all() > taken_ ? &round(taken_) : nullptr;
}

PartitionRound& PartitionRounds::await_oldest() {
  std::unique_lock lock(mutex_);
  awaited_ = taken_ + 1;
  finished_.wait(lock, [this] { return finished_by_all() >= awaited_; });
  awaited_ = 0;
  return round(taken_);
}

void PartitionRounds::end() {
  {
    const std::lock_guard lock(mutex_);
    is_ended_ = true;
  }
  begun_.notify_all();
}

// -------------------------------------------------------------------------------- the other threads

PartitionRound* PartitionRounds::next(std::size_t thread) {
  std::unique_lock lock(mutex_);
  begun_.wait(lock, [&] { return is_ended_ || handed_out_ > done_[thread]; });
  return is_ended_ ? nullptr : &round(done_[thread]);
}

void PartitionRounds::finish(std::size_t thread) {
  const std::lock_guard lock(mutex_);
  ++done_[thread];
  if (awaited_ != 0 && finished_by_all() >= awaited_) finished_.notify_one();
}

}  // namespace wend::runtime
