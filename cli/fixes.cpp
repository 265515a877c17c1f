// SPDX-License-Identifier: Apache-2.0
#include "cli/fixes.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace wend::cli {
namespace {

constexpr int kMostRounds = 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The fixes for one file, in its order, none touching another.
std::vector<Finding> fixes_for(const std::string& path, const std::vector<Finding>& findings) {
  std::vector<Finding> chosen;
  for (const Finding& finding : findings) {
    if (finding.fix && finding.fix->path == path) chosen.push_back(finding);
  }
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const Finding& a, const Finding& b) { return a.fix->begin < b.fix->begin; });
  std::vector<Finding> apart;
  for (Finding& finding : chosen) {
    if (!apart.empty()) {
      const Finding::Fix& last = *apart.back().fix;
      const bool both_insert = last.begin == finding.fix->begin && last.end == finding.fix->end;
      if (finding.fix->begin < last.end || both_insert) continue;
    }
    apart.push_back(std::move(finding));
  }
  return apart;
}

// True if something changed.
bool fix_file(Source& source, const std::vector<Finding>& findings, FixedRules& fixed) {
  const std::vector<Finding> fixes = fixes_for(source.path, findings);
  if (source.text.starts_with(kByteOrderMark)) source.text.erase(0, kByteOrderMark.size());
  const std::string before = source.text;
  for (auto at = fixes.rbegin(); at != fixes.rend(); ++at) {
    const Finding::Fix& fix = *at->fix;
    if (fix.end > source.text.size() || fix.begin > fix.end) continue;
    source.text.replace(fix.begin, fix.end - fix.begin, fix.replacement);
  }
  if (source.text == before) return false;
  for (const Finding& finding : fixes) {
    fixed.changes.push_back(fmt::format("{}:{}:{}: {}", source.path, finding.place.line,
                                        finding.place.column, finding.fix->title));
  }
  return true;
}

}  // namespace

FixedRules with_fixes(std::vector<Source> sources, const CompileOptions& options) {
  FixedRules fixed;
  std::set<std::string> changed;
  for (int round = 0; round < kMostRounds; ++round) {
    const CompileResult result = compile(sources, options);
    bool any = false;
    for (Source& source : sources) {
      if (!fix_file(source, result.findings, fixed)) continue;
      changed.insert(source.path);
      any = true;
    }
    if (!any) break;
  }
  fixed.changed_files.assign(changed.begin(), changed.end());
  fixed.sources = std::move(sources);
  return fixed;
}

}  // namespace wend::cli
