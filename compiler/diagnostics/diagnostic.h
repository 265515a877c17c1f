// SPDX-License-Identifier: Apache-2.0
//
// A mistake in a program is a value: its kind (a row of diagnostics.def), the place, the words that
// fill the message, and, where there is one, a way out. Words are made only when it is rendered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"

namespace wend {

enum class Severity : std::uint8_t { Error, Warning };

// One enumerator per row of diagnostics.def, in its order; the order has no meaning.
enum class DiagnosticKind : std::uint16_t {
#define DIAGNOSTIC(name, severity, slug, message, ...) name,
#include "compiler/diagnostics/diagnostics.def"
#undef DIAGNOSTIC
};

// What a row says of a kind. `message` holds {0}, {1}, ... for the arguments.
struct DiagnosticRow {
  DiagnosticKind kind;
  Severity severity;
  std::string_view slug;
  std::string_view message;
  std::uint8_t arguments;
};
const std::vector<DiagnosticRow>& diagnostic_rows();
const DiagnosticRow& row_of(DiagnosticKind kind);

// A replacement of text that a machine may apply; an empty span inserts.
struct Fix {
  std::string title;  // "write `total`"
  Span span;
  std::string replacement;
  std::vector<Span> also;  // where the same mistake stands again, and is mended alike
};

// A second place that belongs to the mistake, with its own words.
struct Label {
  Span span;
  std::string text;
};

struct Diagnostic {
  DiagnosticKind kind;
  Span span;
  std::vector<std::string> arguments;
  std::vector<Label> labels;
  std::string help;  // a way out, lower case, without a full stop; empty if there is none
  std::optional<Fix> fix;

  Diagnostic& with_help(std::string text) {
    help = std::move(text);
    return *this;
  }
  Diagnostic& with_label(Span at, std::string text) {
    labels.push_back({at, std::move(text)});
    return *this;
  }
  Diagnostic& with_fix(std::string title, Span at, std::string replacement) {
    fix = Fix{std::move(title), at, std::move(replacement), {}};
    return *this;
  }
};

// Collects what is reported; never throws, keeps all (rendering stops at a hundred).
class Diagnostics {
 public:
  // `arguments` fill {0}, {1}, ... of the row's message; their number is checked against the row.
  Diagnostic& report(DiagnosticKind kind, Span span, std::vector<std::string> arguments = {});
  const std::vector<Diagnostic>& all() const { return all_; }
  // What was reported behind the first `count`, which no longer is; `add` reports it after all.
  std::vector<Diagnostic> taken_after(std::size_t count);
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
  bool has_errors() const;
  // Source order (file, begin, then order of report); at most one diagnostic per kind and span.
  void sort();

 private:
  std::vector<Diagnostic> all_;
};

// The candidate nearest to `wanted` (edit distance with transpositions, ignoring case, at most a
// third of its length), or nothing. Ties go to the first.
std::optional<std::string> nearest(std::string_view wanted,
                                   const std::vector<std::string>& candidates);

enum class Colour : std::uint8_t { Never, Always };
std::string render_text(const Sources& sources, const Diagnostics& diagnostics, Colour colour);
// An array of objects: slug, severity, message, path, line, column, end_line, end_column, labels, help, fix.
std::string render_json(const Sources& sources, const Diagnostics& diagnostics);

}  // namespace wend
