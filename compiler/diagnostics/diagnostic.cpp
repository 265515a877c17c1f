// SPDX-License-Identifier: Apache-2.0
//
// The rows of diagnostics.def as a table, and the sink. A row whose message does not hold exactly
// the placeholders it promises does not compile.
#include "compiler/diagnostics/diagnostic.h"

#include <algorithm>
#include <tuple>

#include "compiler/base/check.h"

namespace wend {
namespace {

// True when {0} ... {arguments - 1} all stand in the message, and no other placeholder does.
consteval bool placeholders_match(std::string_view message, unsigned arguments) {
  unsigned seen = 0;
  for (std::size_t i = 0; i + 2 < message.size(); ++i) {
    if (message[i] != '{' || message[i + 2] != '}') continue;
    const unsigned number = static_cast<unsigned>(message[i + 1] - '0');
    if (number >= arguments) return false;
    seen |= 1u << number;
  }
  return seen == (1u << arguments) - 1;
}

#define DIAGNOSTIC(name, severity, slug, message, arguments) \
  static_assert(placeholders_match(message, arguments), slug ": message and number disagree");
#include "compiler/diagnostics/diagnostics.def"
#undef DIAGNOSTIC

}  // namespace

const std::vector<DiagnosticRow>& diagnostic_rows() {
  static const std::vector<DiagnosticRow> rows = {
#define DIAGNOSTIC(name, severity, slug, message, arguments) \
  {DiagnosticKind::name, Severity::severity, slug, message, arguments},
#include "compiler/diagnostics/diagnostics.def"
#undef DIAGNOSTIC
  };
  return rows;
}

const DiagnosticRow& row_of(DiagnosticKind kind) {
  return diagnostic_rows()[static_cast<std::size_t>(kind)];
}

Diagnostic& Diagnostics::report(DiagnosticKind kind, Span span,
                                std::vector<std::string> arguments) {
  CHECK(arguments.size() == row_of(kind).arguments);
  Diagnostic made;
  made.kind = kind;
  made.span = span;
  made.arguments = std::move(arguments);
  all_.push_back(std::move(made));
  return all_.back();
}

std::vector<Diagnostic> Diagnostics::taken_after(std::size_t count) {
  const auto first = all_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Diagnostic> taken(std::make_move_iterator(first),
                                std::make_move_iterator(all_.end()));
  all_.erase(first, all_.end());
  return taken;
}

bool Diagnostics::has_errors() const {
  return std::any_of(all_.begin(), all_.end(), [](const Diagnostic& diagnostic) {
    return row_of(diagnostic.kind).severity == Severity::Error;
  });
}

void Diagnostics::sort() {
  const auto place = [](const Diagnostic& d) {
    return std::tuple(d.span.file.value, d.span.begin);
  };
  std::stable_sort(all_.begin(), all_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  std::vector<Diagnostic> kept;
  std::size_t here = 0;  // the first kept that begins where the last one does
  for (Diagnostic& next : all_) {
    if (!kept.empty() && place(kept.back()) != place(next)) here = kept.size();
    const auto first = kept.begin() + static_cast<std::ptrdiff_t>(here);
    const bool repeated = std::any_of(first, kept.end(), [&](const Diagnostic& earlier) {
      return earlier.kind == next.kind && earlier.span == next.span;
    });
    if (!repeated) kept.push_back(std::move(next));
  }
  all_ = std::move(kept);
}

}  // namespace wend
