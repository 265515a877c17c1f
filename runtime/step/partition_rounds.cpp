// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/partition_rounds.h"

#include <algorithm>
#include <tuple>

namespace wend::runtime {

void PartitionRound::clear() {
  for (PartitionShare& share : shares) share.clear();
  events = 0;
}

// To fill takes as long as to step some of it: of two threads the one that fills has one partition of four, of more none at first.
PartitionRounds::PartitionRounds(std::size_t partitions, unsigned threads) : progress_(partitions) {
  const std::size_t of_filling = threads == 1 ? partitions : threads == 2 ? 1 : 0;
  for (std::size_t i = of_filling; i < partitions; ++i)
    progress_[i].thread = 1 + static_cast<unsigned>(i % (threads - 1));
  for (PartitionRound& round : ring_) round.shares = std::vector<PartitionShare>(partitions);
}

// ------------------------------------------------------------------------------ the thread that fills

void PartitionRounds::hand_out() {
  round(handed_out_ + 1).clear();
  {
    const std::lock_guard lock(mutex_);
    ++handed_out_;
  }
  begun_.notify_all();
}

std::uint64_t PartitionRounds::finished_by_all() const {
  return std::min_element(progress_.begin(), progress_.end(),
                          [](const auto& a, const auto& b) { return a.done < b.done; })
      ->done;
}

PartitionRound* PartitionRounds::finished_oldest() {
  if (!is_any_out()) return nullptr;
  const std::lock_guard lock(mutex_);
  return finished_by_all() > written_ ? &round(written_) : nullptr;
}

PartitionRound& PartitionRounds::await_oldest() {
  std::unique_lock lock(mutex_);
  awaited_ = written_ + 1;
  finished_.wait(lock, [this] { return finished_by_all() >= awaited_; });
  awaited_ = 0;
  return round(written_);
}

void PartitionRounds::end() {
  {
    const std::lock_guard lock(mutex_);
    is_ended_ = true;
  }
  begun_.notify_all();
}

// ------------------------------------------------------------------------------------ any thread

// One of its own, or else one that is far behind, which is its own from then on. Where memory was asked for by another thread,
// the two would wait for each other with each piece of it.
std::optional<PartitionRounds::Task> PartitionRounds::take_locked(unsigned thread) {
  const auto may_take = [&](const Progress& one) {
    const std::uint64_t behind = handed_out_ - one.done;
    return !one.is_taken && behind > (one.thread == thread ? 0 : kFarBehind);
  };
  const auto rank = [&](const Progress& one) {
    return std::tuple(!may_take(one), one.thread != thread, one.done);
  };
  const auto best =
      std::min_element(progress_.begin(), progress_.end(),
                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  if (!may_take(*best)) return std::nullopt;
  best->is_taken = true;
  best->thread = thread;
  return Task{&round(best->done), static_cast<std::size_t>(best - progress_.begin())};
}

std::optional<PartitionRounds::Task> PartitionRounds::take(unsigned thread) {
  const std::lock_guard lock(mutex_);
  return take_locked(thread);
}

std::optional<PartitionRounds::Task> PartitionRounds::await(unsigned thread) {
  std::unique_lock lock(mutex_);
  std::optional<Task> task;
  begun_.wait(lock, [&] { return is_ended_ || (task = take_locked(thread)).has_value(); });
  return is_ended_ ? std::nullopt : task;
}

void PartitionRounds::finish(const Task& task) {
  const std::lock_guard lock(mutex_);
  Progress& progress = progress_[task.partition];
  progress.is_taken = false;
  ++progress.done;
  if (progress.done != handed_out_) begun_.notify_one();
  if (awaited_ != 0 && finished_by_all() >= awaited_) finished_.notify_one();
}

}  // namespace wend::runtime
