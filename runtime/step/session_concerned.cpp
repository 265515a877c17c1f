// SPDX-License-Identifier: Apache-2.0
//
// Which rules an event would concern: its index is asked, and nothing runs. Rules that stand behind no index may
// always be concerned.
#include <algorithm>

#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"

namespace wend {

namespace {

void fill(std::vector<Cell>& cells, const std::vector<Event::Field>& fields) {
  const std::size_t count = std::min(cells.size(), fields.size());
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_present = fields[i].state == Event::State::Present;
    cells[i] = {fields[i].number, is_present ? Status::Known : Status::Missing};
  }
  std::fill(cells.begin() + static_cast<std::ptrdiff_t>(count), cells.end(), Cell{});
}

}  // namespace

std::span<const std::uint32_t> Session::Inside::concerned(const Event& event) {
  concerned_.clear();
  if (event.touchpoint >= prepared.looked_at.size()) return concerned_;
  if (runtime::RuleLookup* lookup = moment.lookups[event.touchpoint].get()) {
    fill(moment.fields, event.fields);
    if (prepared.reads_profile[event.touchpoint] != 0) {
      runtime::Blob none;
      const auto customer = customers.find(event.customer);
      moment.blob = customer ? &customers[*customer].blob : &none;
      moment.texts.forget_step();
      runtime::load_profile(moment);
    }
    lookup->peek({moment.fields.data(), moment.profile.data(), nullptr, known(event.channel)},
                 concerned_);
  }
  const std::vector<std::uint32_t>& looked_at = prepared.looked_at[event.touchpoint];
  const auto middle = static_cast<std::ptrdiff_t>(concerned_.size());
  if (looked_at.empty()) return concerned_;
  concerned_.insert(concerned_.end(), looked_at.begin(), looked_at.end());
  std::inplace_merge(concerned_.begin(), concerned_.begin() + middle, concerned_.end());
  return concerned_;
}

}  // namespace wend
