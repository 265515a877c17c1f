// SPDX-License-Identifier: Apache-2.0
//
// Makes the schema of a pack: finds the one declaration, reads what is stated once, then types, then
// what is made of them.
#include "compiler/schema/from_syntax.h"

#include <charconv>

#include <date/tz.h>

#include "compiler/base/match.h"
#include "compiler/schema/builder.h"

namespace wend::schema {
namespace {

const syntax::Schema* only_schema(const std::vector<syntax::Tree>& trees,
                                  Diagnostics& diagnostics) {
  const syntax::Schema* found = nullptr;
  for (const syntax::Tree& tree : trees) {
    for (const syntax::Declaration& declaration : tree.declarations) {
      const auto* schema = std::get_if<syntax::Schema>(&declaration.kind);
      if (schema == nullptr) continue;
      if (found == nullptr) {
        found = schema;
      } else {
        diagnostics.report(DiagnosticKind::SecondSchema, schema->name.span, {schema->name.text})
            .with_label(found->name.span, "the first is here")
            .with_help("put all declarations under one `schema`");
      }
    }
  }
  return found;
}

void report_missing(const std::vector<syntax::Tree>& trees, Diagnostics& diagnostics) {
  if (trees.empty()) return;
  diagnostics.report(DiagnosticKind::MissingSchema, {trees.front().file, 0, 0})
      .with_help("begin one with `schema NAME`");
}

bool zone_exists(const std::string& name) {
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
  return names;
}

// Days since 1970-01-01 of a date as the parser accepts it: `2024-01-31`.
std::int64_t days_of(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  std::from_chars(text.data(), text.data() + 4, year);
  std::from_chars(text.data() + 5, text.data() + 7, month);
  std::from_chars(text.data() + 8, text.data() + 10, day);
  const date::sys_days days = date::year(year) / date::month(month) / date::day(day);
  return days.time_since_epoch().count();
}

// The text between the quotation marks of `zone "..."`.
Span quoted(Span item, const std::string& name) {
  const auto length = static_cast<std::uint32_t>(name.size()) + 2;
  return item.end - item.begin > length ? Span{item.file, item.end - length, item.end} : item;
}

}  // namespace

std::optional<Schema> from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                                  bool incomplete, Diagnostics& diagnostics) {
  const syntax::Schema* found = only_schema(trees, diagnostics);
  if (found != nullptr) return Builder(sources, incomplete, diagnostics).build(*found);
  if (!incomplete) report_missing(trees, diagnostics);
  return std::nullopt;
}

Schema Builder::build(const syntax::Schema& declared) {
  schema_.name = declared.name.text;
  declare_settings(declared);
  declare_types(declared);
  declare_records(declared);
  declare_happenings(declared);
  return std::move(schema_);
}

void Builder::declare_settings(const syntax::Schema& declared) {
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* stated = std::get_if<syntax::Zone>(&item.kind)) {
      once("zone", item);
      zone(item, *stated);
    } else if (const auto* step = std::get_if<syntax::Grain>(&item.kind)) {
      once("grain", item);
      grain(*step);
    } else if (const auto* record = std::get_if<syntax::History>(&item.kind)) {
      once("history", item);
      history(*record);
    } else if (const auto* money = std::get_if<syntax::Currency>(&item.kind)) {
      once("currency", item);
      currency(*money, item.span);
    } else if (std::holds_alternative<syntax::Visit>(item.kind)) {
      once("visit", item);
    } else if (std::holds_alternative<syntax::Lateness>(item.kind)) {
      once("lateness", item);
    } else if (std::holds_alternative<syntax::CustomerFields>(item.kind)) {
      once("customer", item);
    }
  }
  if (parts_.contains("history") || incomplete_) return;
  diagnostics_.report(DiagnosticKind::MissingHistory, declared.name.span, {declared.name.text})
      .with_help("say `history complete` or `history begins 2024-01-01`");
}

void Builder::once(const char* part, const syntax::SchemaItem& item) {
  const auto [first, is_new] = parts_.emplace(part, item.span);
  if (is_new) return;
  Diagnostic& reported = diagnostics_.report(DiagnosticKind::SchemaPartTwice, item.span, {part})
                             .with_label(first->second, "stated first here");
  const std::string_view said = sources_.text(item.span);
  if (said == sources_.text(first->second) && said.find('#') == std::string_view::npos) {
    reported.with_fix("remove the second", item.span, "");
  } else {
    const bool fields = std::holds_alternative<syntax::CustomerFields>(item.kind);
    reported.with_help(fields ? "put all fields under one `customer`" : "keep the one you mean");
  }
}

void Builder::zone(const syntax::SchemaItem& item, const syntax::Zone& declared) {
  if (zone_exists(declared.name)) {
    schema_.zone = declared.name;
    return;
  }
  const Span span = quoted(item.span, declared.name);
  Diagnostic& reported = diagnostics_.report(DiagnosticKind::UnknownZone, span, {declared.name});
  const auto near = nearest(declared.name, zone_names());
  if (near) {
    reported.with_help("did you mean `" + *near + "`?")
        .with_fix("write `" + *near + "`", span, "\"" + *near + "\"");
  } else {
    reported.with_help("zones are named as in `Europe/Rome`");
  }
}

void Builder::grain(const syntax::Grain& declared) {
  const std::string& unit = declared.amount.unit.text;
  if (declared.amount.digits == "1" && unit == "second") {
    schema_.grain_ms = 1000;
  } else if (declared.amount.digits == "1" && unit == "millisecond") {
    schema_.grain_ms = 1;
  } else {
    diagnostics_
        .report(DiagnosticKind::OddGrain, declared.amount.span,
                {declared.amount.digits + " " + unit})
        .with_help("the grain is `1 second` or `1 millisecond`");
  }
}

void Builder::history(const syntax::History& declared) {
  schema_.history_complete = !declared.begins;
  if (declared.begins && declared.begins->size() == 10)
    schema_.history_begins = days_of(*declared.begins);
}

void Builder::currency(const syntax::Currency& declared, Span span) {
  schema_.currency = declared.name.text;
  const auto digits = number(declared.digits, 0, 6, DiagnosticKind::DigitsOutOfRange, span);
  if (digits) schema_.currency_digits = static_cast<std::uint8_t>(*digits);
}

std::optional<std::uint32_t> Builder::number(const std::string& digits, std::uint32_t least,
                                             std::uint32_t most, DiagnosticKind kind, Span span) {
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  if (error == std::errc() && stopped == end && value >= least && value <= most) return value;
  Span place = span;
  const std::size_t at = sources_.text(span).rfind(digits);
  if (at != std::string_view::npos) {
    place.begin = span.begin + static_cast<std::uint32_t>(at);
    place.end = place.begin + static_cast<std::uint32_t>(digits.size());
  }
  diagnostics_.report(kind, place, {digits})
      .with_help("any whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

}  // namespace wend::schema
