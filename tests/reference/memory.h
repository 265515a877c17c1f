// SPDX-License-Identifier: Apache-2.0
//
// Remembering a bounded number of keys (meaning.md, 30): those whose own last use is newest. A key that
// is pushed out loses its past and counts as never seen.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

namespace wend::reference {

// Of instances each is remembered as long as it is followed (lives.h).
constexpr std::size_t kAllRemembered = static_cast<std::size_t>(-1);

// `uses` are keys, oldest first. Which of them does `key` still have behind it? Positions of its own uses
// since it was last pushed out, newest first.
template <class Key>
std::vector<std::size_t> remembered_uses(const std::vector<Key>& uses, const Key& key,
                                         std::size_t most) {
  std::vector<std::size_t> own;
  std::set<Key> others;  // used between two neighbouring uses of the key, or after its last
  for (std::size_t position = uses.size(); position-- > 0;) {
    if (uses[position] != key) {
      others.insert(uses[position]);
      continue;
    }
    if (others.size() >= most) break;
    own.push_back(position);
    others.clear();
  }
  return own;
}

// The same of the newest use's key; that use is among them.
template <class Key>
std::vector<std::size_t> remembered_uses(const std::vector<Key>& uses, std::size_t most) {
  return remembered_uses(uses, uses.back(), most);
}

}  // namespace wend::reference
