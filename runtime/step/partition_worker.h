// SPDX-License-Identifier: Apache-2.0
//
// One of the threads that decide: it has a session of its own, with its customers, and steps its share of each round.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "runtime/step/partition_rounds.h"
#include "runtime/step/session_inside.h"

namespace wend::runtime {

class PartitionWorker {
 public:
  using Format = std::function<void(const Decision&, std::string&)>;
  // Begins at once. `rounds` and `format` outlive it.
  PartitionWorker(PartitionRounds& rounds, std::size_t number, const Format& format)
      : rounds_(rounds), number_(number), format_(format), thread_([this] { work(); }) {}
  ~PartitionWorker() {
    rounds_.end();  // for all threads
    thread_.join();
  }
  PartitionWorker(const PartitionWorker&) = delete;
  PartitionWorker& operator=(const PartitionWorker&) = delete;

  // Whoever fills rounds makes it and takes it apart, while none is out.
  std::unique_ptr<Session::Inside> session;

 private:
  void work();
  void listen(PartitionLines& decided);
  void step(const PartitionShare& share, std::int64_t until);
  std::size_t step_plain(const PartitionShare& share, std::size_t place, std::uint32_t hash);
  void step_other(const PartitionShare& share, std::uint32_t number, std::uint32_t hash);
  void expect(const PartitionShare& share, std::size_t i) const;

  PartitionRounds& rounds_;
  std::size_t number_;
  const Format& format_;
  Event event_;  // the one in hand, if it is plain
  std::thread thread_;
};

}  // namespace wend::runtime
