// SPDX-License-Identifier: Apache-2.0
//
// The bodies of a plan that become machine code, each by name and by its place in the lists of NativeCode and
// NativeImage: first those of touchpoints, then of deadlines, then, touchpoint by touchpoint, of rules and of updates
// behind an index, then tests of list items, then the profile's, all in the plan's order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend {

enum class BodyKind : std::uint8_t { Touchpoint, Deadline, Indexed, Answer };

struct NamedBody {
  std::string name;  // touchpoint_order_placed, deadline_win_back, rule_big_spender_of_order_placed
  Body body;
  BodyKind kind = BodyKind::Touchpoint;
  std::uint32_t position = 0;  // in the list of its kind
};

std::vector<NamedBody> native_bodies_of(const Plan& plan);

// How many rules and updates stand behind an index, in all touchpoints.
std::size_t indexed_count(const Plan& plan);
// How many answers there are, in all touchpoints.
std::size_t answer_count(const Plan& plan);

// Where the body of that kind and position stands, in code or image.
template <typename Lists>
auto& slot_of(Lists& lists, const NamedBody& body) {
  switch (body.kind) {
    case BodyKind::Touchpoint: return lists.touchpoints[body.position];
    case BodyKind::Deadline: return lists.deadlines[body.position];
    case BodyKind::Indexed: return lists.indexed[body.position];
    case BodyKind::Answer: break;
  }
  return lists.answers[body.position];
}

}  // namespace wend
