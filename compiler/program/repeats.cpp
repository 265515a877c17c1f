// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/repeats.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace wend::program {
namespace {

constexpr std::size_t kMostPlaces = 3;

bool is_about_a_name(DiagnosticKind kind) {
  static constexpr DiagnosticKind kKinds[] = {
      DiagnosticKind::UnknownName,         DiagnosticKind::UnknownTouchpoint,
      DiagnosticKind::UnknownChannel,      DiagnosticKind::UnknownField,
      DiagnosticKind::UnknownValue,        DiagnosticKind::UnknownAction,
      DiagnosticKind::UnknownType,         DiagnosticKind::UnknownArgument,
      DiagnosticKind::UnknownUnit,         DiagnosticKind::OtherCurrency,
      DiagnosticKind::MoneyWithoutCurrency};
  return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

}  // namespace

void report_once(Diagnostics& found, Diagnostics& all) {
  found.sort();
  std::vector<Diagnostic> kept;
  std::map<std::tuple<DiagnosticKind, std::vector<std::string>, std::string>, std::size_t> first;
  for (const Diagnostic& one : found.all()) {
    if (is_about_a_name(one.kind)) {
      const std::string way_out = one.fix ? one.fix->replacement : "";
      const auto [place, is_new] =
          first.emplace(std::tuple(one.kind, one.arguments, way_out), kept.size());
      if (!is_new) {
        Diagnostic& earlier = kept[place->second];
        if (earlier.labels.size() < kMostPlaces) earlier.with_label(one.span, "and here");
        if (one.fix) earlier.fix->also.push_back(one.fix->span);
        continue;
      }
    }
    kept.push_back(one);
  }
  for (Diagnostic& one : kept) {
    Diagnostic& reported = all.report(one.kind, one.span, std::move(one.arguments));
    reported.labels = std::move(one.labels);
    reported.help = std::move(one.help);
    reported.fix = std::move(one.fix);
  }
}

}  // namespace wend::program
