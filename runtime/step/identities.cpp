// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/identities.h"

#include <algorithm>

#include "runtime/values/faults.h"

namespace wend::runtime {

void Identities::unlink(std::uint32_t identity) {
  const auto holder = holders_.find(identity);
  if (holder == holders_.end()) return;
  std::vector<Alias>& own = aliases_[holder->second];
  std::erase_if(own, [&](const Alias& one) { return one.identity == identity; });
  if (own.empty()) aliases_.erase(holder->second);
  holders_.erase(holder);
}

Identities::Linked Identities::link(std::uint32_t customer, std::uint32_t kind,
                                    std::uint32_t identity, std::uint32_t most, std::int64_t at) {
  Linked linked;
  linked.was_nobodys = !holders_.contains(identity);
  if (!linked.was_nobodys && planted(Fault::RelinkIgnored)) return linked;
  unlink(identity);
  holders_[identity] = customer;
  std::vector<Alias>& own = aliases_[customer];
  own.push_back({kind, identity, at});
  const auto of_kind = [&](const Alias& one) { return one.kind == kind; };
  if (planted(Fault::AliasMoreThanStated)) ++most;
  if (std::count_if(own.begin(), own.end(), of_kind) <= std::int64_t{most}) return linked;
  linked.pushed_out = std::find_if(own.begin(), own.end(), of_kind)->identity;
  unlink(*linked.pushed_out);
  return linked;
}

bool Identities::is_linked_behind(std::uint32_t identity, std::int64_t at) const {
  const auto holder = holders_.find(identity);
  if (holder == holders_.end() || planted(Fault::OlderLinkUndoesNewer)) return false;
  const std::vector<Alias>& own = aliases_.at(holder->second);
  return std::find_if(own.begin(), own.end(), [&](const Alias& one) {
           return one.identity == identity;
         })->at > at;
}

std::vector<Identities::Alias> Identities::of(std::uint32_t customer) const {
  const auto found = aliases_.find(customer);
  return found == aliases_.end() ? std::vector<Alias>() : found->second;
}

}  // namespace wend::runtime
