// SPDX-License-Identifier: Apache-2.0
//
// Keys that are remembered where histories join: those that the joining one remembers are used anew with the link, in
// the order in which they were used last.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "tests/reference/memory.h"
#include "tests/reference/record.h"

namespace wend::reference {

template <class Key>
struct Use {
  Key key;
  std::vector<std::size_t> events;  // that are known of the key with it
};

// Of the first `seen` entries, oldest first. `key_at` answers the key of an event that counts.
template <class Key, class KeyAt>
std::vector<Use<Key>> uses_among(const Record& record, std::size_t seen, std::size_t most,
                                 const KeyAt& key_at);

// The events of the key that are remembered, oldest first.
template <class Key>
std::vector<std::size_t> remembered_events(const std::vector<Use<Key>>& uses, const Key& key,
                                           std::size_t most) {
  std::vector<Key> keys;
  for (const Use<Key>& use : uses) keys.push_back(use.key);
  std::vector<std::size_t> events;
  for (const std::size_t use : remembered_uses(keys, key, most))
    events.insert(events.end(), uses[use].events.begin(), uses[use].events.end());
  std::sort(events.begin(), events.end());
  return events;
}

// What is remembered of all of them, as uses of the keys that are left, the one used last behind the others.
template <class Key>
std::vector<Use<Key>> remembered(const std::vector<Use<Key>>& uses, std::size_t most) {
  std::vector<Use<Key>> newest;
  for (std::size_t i = uses.size(); i-- > 0 && newest.size() < most;) {
    const bool is_known = std::any_of(newest.begin(), newest.end(),
                                      [&](const Use<Key>& one) { return one.key == uses[i].key; });
    if (!is_known) newest.push_back({uses[i].key, remembered_events(uses, uses[i].key, most)});
  }
  std::reverse(newest.begin(), newest.end());
  return newest;
}

// Of a history that joins, as it was by itself: of what came late there a key was used when that came.
template <class Key, class KeyAt>
std::vector<Use<Key>> uses_of(const Record::Joined& joined, std::size_t most, const KeyAt& key_at) {
  std::vector<Use<Key>> uses;
  if (joined.record == nullptr) {
    for (const std::size_t event : joined.events)
      if (const std::optional<Key> key = key_at(event)) uses.push_back({*key, {event}});
    return uses;
  }
  const std::function<std::optional<Key>(std::size_t)> key_there = [&](std::size_t event) {
    return key_at(joined.outside(event));
  };
  uses = uses_among<Key>(*joined.record, joined.record->events.size(), most, key_there);
  for (Use<Key>& use : uses)
    for (std::size_t& event : use.events) event = joined.outside(event);
  return uses;
}

template <class Key, class KeyAt>
std::vector<Use<Key>> uses_among(const Record& record, std::size_t seen, std::size_t most,
                                 const KeyAt& key_at) {
  std::vector<Use<Key>> uses;
  for (std::size_t at = 0; at < seen; ++at) {
    if (record.is_own(at)) {
      if (const std::optional<Key> key = key_at(at)) uses.push_back({*key, {at}});
      continue;
    }
    for (const Record::Joined& joined : record.joined) {
      if (joined.place != at) continue;
      std::vector<Use<Key>> theirs = uses_of<Key>(joined, most, key_at);
      for (Use<Key>& use : remembered(theirs, most)) uses.push_back(std::move(use));
    }
  }
  return uses;
}

}  // namespace wend::reference
