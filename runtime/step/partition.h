// SPDX-License-Identifier: Apache-2.0
//
// Some of the customers, with a session of their own. It steps its share of each round, one after the other; whose thread that
// is may change from share to share.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/step/partition_rounds.h"
#include "runtime/step/session_inside.h"

namespace wend::runtime {

class Partition {
 public:
  using Format = std::function<void(const Decision&, std::string&)>;
  // Made and taken apart while no round is out.
  std::unique_ptr<Session::Inside> session;

  // Up to the instant at which the round ends. What goes wrong stands in the share.
  void step(PartitionShare& share, std::int64_t until, const Format& format);

 private:
  void listen(PartitionLines& decided, const Format& format);
  void step_all(const PartitionShare& share, std::int64_t until);
  std::size_t step_plain(const PartitionShare& share, std::size_t place, std::uint32_t hash);
  void step_other(const PartitionShare& share, std::uint32_t number, std::uint32_t hash);
  void expect(const PartitionShare& share, std::size_t i) const;

  Event event_;  // the one in hand, if it is plain
};

}  // namespace wend::runtime
