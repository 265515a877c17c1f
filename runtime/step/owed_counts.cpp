// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/owed_counts.h"

#include <utility>

#include "runtime/abi/plan.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

const std::vector<std::uint64_t>& OwedCounts::sums() {
  std::call_once(is_added_up_, [this] { add_up(); });
  return sums_;
}

void OwedCounts::release() {
  sums();
  parts_ = {};
}

void OwedCounts::add_up() {
  std::vector<std::uint64_t> counted = std::move(parts_.counted);
  counted.resize(parts_.pack->plan().rules.size());
  if (const auto before = std::exchange(parts_.before, nullptr)) {
    const std::vector<std::uint64_t>& sums = before->sums();
    for (std::size_t rule = 0; rule < counted.size(); ++rule) counted[rule] += sums[rule];
  }
  if (parts_.lookups && !planted(Fault::SuccessionForgetsCounts)) {
    for (const auto& lookup : *parts_.lookups)
      if (lookup) lookup->settle(counted);
  }
  if (parts_.handover->has_same_rules) {
    sums_ = std::move(counted);
    return;
  }
  for (const std::uint32_t known : parts_.handover->rules)
    sums_.push_back(known != Handover::kNone ? counted[known] : 0);
}

}  // namespace wend::runtime
