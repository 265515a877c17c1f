// SPDX-License-Identifier: Apache-2.0
//
// Which rules an event would concern: its index is asked, and nothing runs. Rules that stand behind no index may
// always be concerned.
#include <algorithm>
#include <iterator>

#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"

namespace wend {

std::span<const std::uint32_t> Session::Inside::concerned(const Event& event) {
  if (event.touchpoint >= prepared.looked_at.size()) return {};
  const std::vector<std::uint32_t>& looked_at = prepared.looked_at[event.touchpoint];
  runtime::BodyLookup* lookup = moment.lookups[event.touchpoint].get();
  if (lookup == nullptr) return looked_at;
  if (event.fields.size() < pack->plan().touchpoints[event.touchpoint].fields.size()) return {};
  if (prepared.reads_profile[event.touchpoint] != 0)
    load_profile_of(prepared.has_identities ? name_of(event) : event.customer);
  const auto let_through = lookup->peek({nullptr, event.fields.data(), moment.profile.data(),
                                         nullptr, known(event.channel), &moment.texts});
  if (looked_at.empty()) return let_through;
  concerned_.clear();
  std::merge(let_through.begin(), let_through.end(), looked_at.begin(), looked_at.end(),
             std::back_inserter(concerned_));
  return concerned_;
}

void Session::Inside::load_profile_of(std::string_view name) {
  const auto customer = customers.find(name);
  runtime::Blob none;
  moment.blob = customer ? &customers[identities.holder_of(*customer)].blob : &none;
  moment.texts.forget_step();
  runtime::load_profile(moment);
  moment.blob = nullptr;
}

}  // namespace wend
