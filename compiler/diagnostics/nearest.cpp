// SPDX-License-Identifier: Apache-2.0
//
// "Did you mean": the nearest of several names, by edit distance with transpositions.
#include <algorithm>

#include "compiler/diagnostics/diagnostic.h"

namespace wend {
namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Optimal string alignment: insert, delete, replace, swap neighbours. Counts bytes.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lowered(a[i - 1]) == lowered(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && lowered(a[i - 1]) == lowered(b[j - 2]) &&
                           lowered(a[i - 2]) == lowered(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

// Longer words are never a misspelling worth the time of comparing.
constexpr std::size_t kLongest = 64;

}  // namespace

std::optional<std::string> nearest(std::string_view wanted,
                                   const std::vector<std::string>& candidates) {
  if (wanted.size() > kLongest) return std::nullopt;
  const std::size_t most = std::max<std::size_t>(1, wanted.size() / 3);
  std::size_t best = most + 1;
  const std::string* found = nullptr;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest || candidate == wanted) continue;
    const std::size_t longer = std::max(candidate.size(), wanted.size());
    if (longer - std::min(candidate.size(), wanted.size()) >= best) continue;
    const std::size_t steps = distance(wanted, candidate);
    if (steps < best && steps < candidate.size()) {
      best = steps;
      found = &candidate;
    }
  }
  if (!found) return std::nullopt;
  return *found;
}

}  // namespace wend
