// SPDX-License-Identifier: Apache-2.0
#include "cli/run_code.h"

#include <fmt/format.h>

namespace wend::cli {
namespace {

std::string words_of(const NativeReport& report) {
  std::string text = fmt::format("functions   {} of machine code: {} compiled, {} kept",
                                 report.functions, report.compiled, report.from_folder);
  const std::uint64_t different = report.compiled + report.from_folder;
  if (different < report.functions)
    text += fmt::format(", {} like others", report.functions - different);
  if (report.damaged_files > 0)
    text += fmt::format("; damaged files replaced: {}", report.damaged_files);
  return text + "\n";
}

}  // namespace

std::optional<Failure> RunCode::begin(const std::shared_ptr<Pack>& pack, const RunWishes& wishes,
                                      Tier tier) {
  is_kept_ = !wishes.native_cache.empty();
  if (tier == Tier::Interpreter) return std::nullopt;
  if (pack->has_native()) {
    auto shown = show_native(pack, wishes.tools);
    if (!shown) return shown.failure();
    shown_ = shown.value();
    return std::nullopt;
  }
  NativeOptions options;
  options.tools = wishes.tools;
  if (is_kept_) {
    NativeCacheOptions kept;
    kept.folder = wishes.native_cache;
    auto cache = NativeCache::open(kept);
    if (!cache) return Failure{"--native-cache: " + cache.failure().what};
    options.cache = cache.value();
  }
  compilation_ = compile_native_in_background(pack, std::move(options));
  return tier == Tier::Native ? compilation_->wait() : std::nullopt;
}

std::string RunCode::summary() const {
  if (!compilation_) return is_kept_ ? "functions   machine code came with the pack\n" : "";
  if (!compilation_->is_finished())
    return is_kept_ ? "functions   machine code was not ready before the end\n" : "";
  const NativeReport& report = compilation_->report();
  std::string text = is_kept_ ? words_of(report) : "";
  if (!report.problem.empty()) text += "warning     " + report.problem + "\n";
  return text;
}

}  // namespace wend::cli
