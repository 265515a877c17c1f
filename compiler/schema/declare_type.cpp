// SPDX-License-Identifier: Apache-2.0
//
// Channels, choices, kinds of identifier, and what a field's type means.
#include "compiler/schema/builder.h"
#include "compiler/schema/names.h"

namespace wend::schema {
namespace {

constexpr std::size_t kMostValues = 63;  // a set of them is one 64-bit number
constexpr std::uint32_t kLongestIdentifier = 64;
constexpr std::uint32_t kLongestText = 1000;
constexpr std::uint32_t kMostRemembered = 10'000;

void did_you_mean(Diagnostic& reported, const syntax::Name& name,
                  const std::vector<std::string>& candidates, const std::string& otherwise) {
  if (const auto near = nearest(name.text, candidates)) {
    reported.with_help("did you mean `" + *near + "`?")
        .with_fix("write `" + *near + "`", name.span, *near);
  } else {
    reported.with_help(otherwise);
  }
}

}  // namespace

void Builder::declare_types(const syntax::Schema& declared) {
  schema_.choices.push_back({"Channel", {}, false, declared.name.span});
  types_.emplace("Channel", std::pair("the choice of all channels", declared.name.span));
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* way = std::get_if<syntax::Channel>(&item.kind)) channel(*way);
  }
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* values = std::get_if<syntax::ChoiceType>(&item.kind)) {
      choice(*values);
    } else if (const auto* kind = std::get_if<syntax::Identifier>(&item.kind)) {
      identifier(*kind, item.span);
    }
  }
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* known = std::get_if<syntax::IdentityItem>(&item.kind))
      identity(*known, item.span);
  }
}

void Builder::channel(const syntax::Channel& declared) {
  for (const SchemaChannel& earlier : schema_.channels) {
    if (earlier.name == declared.name.text) {
      return report_taken(declared.name, "a channel", earlier.span, diagnostics_);
    }
  }
  if (schema_.channels.size() == kMostValues) {
    diagnostics_
        .report(DiagnosticKind::TooManyChannels, declared.name.span, {std::to_string(kMostValues)})
        .with_help("tell them apart by a field of the touchpoint");
    return;
  }
  schema_.channels.push_back({declared.name.text, declared.live, declared.name.span});
  schema_.choices[0].values.push_back(declared.name.text);
}

bool Builder::new_type_name(const syntax::Name& name, const char* what) {
  if (!check_type_name(name, what, diagnostics_)) return false;
  const auto [first, is_new] = types_.emplace(name.text, std::pair(what, name.span));
  if (!is_new) report_taken(name, first->second.first, first->second.second, diagnostics_);
  return is_new;
}

void Builder::choice(const syntax::ChoiceType& declared) {
  if (!new_type_name(declared.name, "a choice")) return;
  Choice made{declared.name.text, {}, declared.ordered, declared.name.span};
  choice_values(declared, made);
  schema_.choices.push_back(std::move(made));
}

void Builder::choice_values(const syntax::ChoiceType& declared, Choice& made) {
  std::map<std::string, Span> seen;
  for (const syntax::Name& value : declared.values) {
    check_value_name(value, diagnostics_);
    const auto [first, is_new] = seen.emplace(value.text, value.span);
    if (is_new) {
      made.values.push_back(value.text);
      continue;
    }
    diagnostics_.report(DiagnosticKind::ValueTwice, value.span, {declared.name.text, value.text})
        .with_label(first->second, "named first here")
        .with_help("name it once");
  }
  if (made.values.size() > kMostValues) {
    diagnostics_
        .report(
            DiagnosticKind::TooManyValues, declared.name.span,
            {declared.name.text, std::to_string(made.values.size()), std::to_string(kMostValues)})
        .with_help("make it an `identifier`, or split it in two choices");
    made.values.resize(kMostValues);
  }
}

void Builder::identifier(const syntax::Identifier& declared, Span span) {
  if (!new_type_name(declared.name, "a kind of identifier")) return;
  IdentifierKind made;
  made.name = declared.name.text;
  made.span = declared.name.span;
  const auto length =
      number(declared.characters, 1, kLongestIdentifier, DiagnosticKind::LengthOutOfRange, span);
  made.length = static_cast<std::uint16_t>(length.value_or(kLongestIdentifier));
  if (declared.remembering) {
    made.remembering = number(*declared.remembering, 1, kMostRemembered,
                              DiagnosticKind::RememberingOutOfRange, span)
                           .value_or(1);
  }
  schema_.identifiers.push_back(std::move(made));
}

ValueType Builder::type(const syntax::FieldType& declared) {
  switch (declared.word) {
    case syntax::TypeWord::Whole: return {ValueKind::Whole, 0, 0, 0};
    case syntax::TypeWord::Percent: return {ValueKind::Percent, 0, 0, 0};
    case syntax::TypeWord::Instant: return {ValueKind::Instant, 0, 0, 0};
    case syntax::TypeWord::Date: return {ValueKind::Date, 0, 0, 0};
    case syntax::TypeWord::Time: return {ValueKind::TimeOfDay, 0, 0, 0};
    case syntax::TypeWord::Duration: return {ValueKind::Duration, 0, 0, 0};
    case syntax::TypeWord::YesNo: return {ValueKind::YesNo, 0, 0, 0};
    case syntax::TypeWord::Named: return named_type(declared.name);
    case syntax::TypeWord::SetOf: return set_type(declared.name);
    case syntax::TypeWord::Money:
      if (schema_.currency.empty() && !incomplete_) {
        diagnostics_.report(DiagnosticKind::MoneyWithoutCurrency, declared.span)
            .with_help("state it in the schema, as in `currency EUR 2 digits`");
      }
      return {ValueKind::Money, 0, 0, 0};
    case syntax::TypeWord::Decimal: {
      const auto places =
          number(declared.number, 0, 6, DiagnosticKind::PlacesOutOfRange, declared.span);
      return {ValueKind::Decimal, static_cast<std::uint8_t>(places.value_or(6)), 0, 0};
    }
    case syntax::TypeWord::Text: {
      if (declared.number.empty()) return {ValueKind::Text, 0, 0, 0};
      const auto length =
          number(declared.number, 1, kLongestText, DiagnosticKind::LengthOutOfRange, declared.span);
      return {ValueKind::Text, 0, static_cast<std::uint16_t>(length.value_or(kLongestText)), 0};
    }
  }
  return {};
}

ValueType Builder::named_type(const syntax::Name& name) {
  for (std::size_t i = 0; i < schema_.choices.size(); ++i) {
    if (schema_.choices[i].name == name.text) {
      return {ValueKind::Choice, 0, 0, static_cast<std::uint32_t>(i)};
    }
  }
  for (std::size_t i = 0; i < schema_.identifiers.size(); ++i) {
    const IdentifierKind& kind = schema_.identifiers[i];
    if (kind.name == name.text) {
      return {ValueKind::Identifier, 0, kind.length, static_cast<std::uint32_t>(i)};
    }
  }
  return unknown_type(name);
}

ValueType Builder::unknown_type(const syntax::Name& name) {
  const ValueType unknown{ValueKind::Choice, 0, 0, kUndeclared};
  if (incomplete_) return unknown;
  std::vector<std::string> names = {"whole", "money", "percent",  "instant",
                                    "date",  "time",  "duration", "text"};
  for (const auto& declared : types_) names.push_back(declared.first);
  Diagnostic& reported = diagnostics_.report(DiagnosticKind::UnknownType, name.span, {name.text});
  did_you_mean(reported, name, names, "declare it with `choice` or `identifier`");
  return unknown;
}

ValueType Builder::set_type(const syntax::Name& name) {
  const ValueType inner = named_type(name);
  if (inner.declared == kUndeclared) return inner;
  if (inner.kind == ValueKind::Choice) return {ValueKind::SetOf, 0, 0, inner.declared};
  diagnostics_.report(DiagnosticKind::SetOfWhat, name.span, {name.text})
      .with_help("declare a `choice` for its values");
  return {ValueKind::Choice, 0, 0, kUndeclared};
}

}  // namespace wend::schema
