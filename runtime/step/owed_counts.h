// SPDX-License-Identifier: Apache-2.0
//
// What a session owes to the counts of rules when another takes its place: added up when somebody asks for the counts, or
// when the session is taken apart, elsewhere mostly. Whoever serves does not wait for it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/step/body_lookup.h"
#include "runtime/step/handover.h"

namespace wend::runtime {

class OwedCounts {
 public:
  using Lookups = std::vector<std::unique_ptr<BodyLookup>>;  // of a session; some are null
  // Of a session, by its rules, and what it was itself owed by the one before it, which may be null; `handover` says where its
  // rules are now.
  struct Parts {
    std::shared_ptr<const Pack> pack;  // of the lookups
    std::shared_ptr<const Lookups> lookups;
    std::vector<std::uint64_t> counted;
    std::shared_ptr<OwedCounts> before;
    std::shared_ptr<const Handover> handover;
  };
  explicit OwedCounts(Parts parts) : parts_(std::move(parts)) {}

  // By rule now: candidates whose condition was no. By any thread.
  const std::vector<std::uint64_t>& sums();
  // The same, and nobody uses the lookups any more.
  void release();

 private:
  void add_up();

  Parts parts_;
  std::once_flag is_added_up_;
  std::vector<std::uint64_t> sums_;
};

}  // namespace wend::runtime
