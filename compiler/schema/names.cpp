// SPDX-License-Identifier: Apache-2.0
#include "compiler/schema/names.h"

#include <algorithm>
#include <array>

namespace wend::schema {
namespace {

constexpr std::array<std::string_view, 35> kSchemaWords = {
    "zone",    "grain",      "history",    "begins",      "complete", "currency", "digits",
    "choice",  "identifier", "characters", "remembering", "channel",  "live",     "deferred",
    "company", "action",     "purpose",    "optional",    "personal", "whole",    "decimal",
    "places",  "money",      "percent",    "instant",     "date",     "duration", "text",
    "set",     "open",       "schema",     "rule",        "define",   "segment",  "list"};

// They begin a type, or what follows one in a schema.
constexpr std::array<std::string_view, 19> kTypeWords = {
    "whole",      "decimal", "money",  "percent", "instant", "date",     "duration",
    "text",       "set",     "zone",   "grain",   "history", "currency", "choice",
    "identifier", "channel", "action", "now",     "list"};

}  // namespace

bool check_type_name(const syntax::Name& name, std::string_view what, Diagnostics& diagnostics) {
  if (std::find(kTypeWords.begin(), kTypeWords.end(), name.text) == kTypeWords.end()) return true;
  diagnostics.report(DiagnosticKind::WordAsName, name.span, {name.text, std::string(what)})
      .with_help("say more, as in `" + name.text + "_kind`");
  return false;
}

void check_value_name(const syntax::Name& name, Diagnostics& diagnostics) {
  if (name.text != "now") return;
  diagnostics.report(DiagnosticKind::WordAsName, name.span, {name.text, "a value"})
      .with_help("say more, as in `at_once`");
}

bool check_plain(const syntax::Name& name, std::string_view what, Diagnostics& diagnostics) {
  const bool word =
      std::find(kSchemaWords.begin(), kSchemaWords.end(), name.text) != kSchemaWords.end();
  if (word || name.text == "now") {
    diagnostics.report(DiagnosticKind::WordAsName, name.span, {name.text, std::string(what)})
        .with_help("say more, as in `" + name.text + "_request`");
    return false;
  }
  return true;
}

void report_taken(const syntax::Name& name, std::string_view what, Span first,
                  Diagnostics& diagnostics) {
  diagnostics.report(DiagnosticKind::NameTaken, name.span, {name.text, std::string(what)})
      .with_label(first, "declared first here")
      .with_help("choose another name");
}

}  // namespace wend::schema
