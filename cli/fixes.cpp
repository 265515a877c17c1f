// SPDX-License-Identifier: Apache-2.0
#include "cli/fixes.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace wend::cli {
namespace {

constexpr int kMostRounds = 100;  // in case fixes never come to an end, which would be our bug

struct Edit {
  std::uint32_t begin = 0, end = 0;
  std::size_t finding = 0;
};

// What the fixes want changed in one file, in its order, none touching another.
std::vector<Edit> edits_for(const std::string& path, const std::vector<Finding>& findings) {
  std::vector<Edit> all;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!findings[i].fix) continue;
    const Finding::Fix& fix = *findings[i].fix;
    if (fix.path == path) all.push_back({fix.begin, fix.end, i});
    for (const Finding::Fix::Stretch& again : fix.also) {
      if (again.path == path) all.push_back({again.begin, again.end, i});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  std::vector<Edit> apart;
  for (const Edit& edit : all) {
    if (!apart.empty()) {
      const Edit& last = apart.back();
      const bool both_insert = last.begin == edit.begin && last.end == edit.end;
      if (edit.begin < last.end || both_insert) continue;
    }
    apart.push_back(edit);
  }
  return apart;
}

std::string told(const Finding& finding) {
  const std::size_t more = finding.fix->also.size();
  const std::string again = more == 0   ? ""
                            : more == 1 ? ", and in one more place"
                                        : fmt::format(", and in {} more places", more);
  return fmt::format("{}:{}:{}: {}{}", finding.place.path, finding.place.line, finding.place.column,
                     finding.fix->title, again);
}

}  // namespace

std::vector<Finding> apply_fixes(std::vector<Source>& sources,
                                 const std::vector<Finding>& findings) {
  std::set<std::size_t> applied;
  for (Source& source : sources) {
    const std::vector<Edit> edits = edits_for(source.path, findings);
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
      if (edit->end > source.text.size() || edit->begin > edit->end) continue;
      const std::string& by = findings[edit->finding].fix->replacement;
      if (source.text.compare(edit->begin, edit->end - edit->begin, by) == 0) continue;
      source.text.replace(edit->begin, edit->end - edit->begin, by);
      applied.insert(edit->finding);
    }
  }
  std::vector<Finding> made;
  for (const std::size_t finding : applied) made.push_back(findings[finding]);
  return made;
}

FixedRules with_fixes(std::vector<Source> sources, const CompileOptions& options) {
  FixedRules fixed;
  std::vector<std::string> before;
  for (const Source& source : sources) before.push_back(source.text);
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<Finding> applied = apply_fixes(sources, compile(sources, options).findings);
    if (applied.empty()) break;
    for (const Finding& finding : applied) fixed.changes.push_back(told(finding));
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].text != before[i]) fixed.changed_files.push_back(sources[i].path);
  }
  fixed.sources = std::move(sources);
  return fixed;
}

}  // namespace wend::cli
