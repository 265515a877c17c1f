// SPDX-License-Identifier: Apache-2.0
//
// By what else than its name a customer is known: the kinds of identifier that are identities, the touchpoints whose
// subject is one, and those that link one to their customer.
#include <algorithm>

#include "compiler/schema/builder.h"

namespace wend::schema {

void Builder::identity(const syntax::IdentityItem& declared, Span span) {
  const auto kind =
      std::find_if(schema_.identifiers.begin(), schema_.identifiers.end(),
                   [&](const IdentifierKind& one) { return one.name == declared.kind.text; });
  if (kind == schema_.identifiers.end()) {
    if (incomplete_) return;
    std::vector<std::string> names;
    for (const IdentifierKind& one : schema_.identifiers) names.push_back(one.name);
    Diagnostic& reported = diagnostics_.report(DiagnosticKind::IdentityOfWhat, declared.kind.span,
                                               {declared.kind.text});
    if (const auto near = nearest(declared.kind.text, names)) {
      reported.with_help("did you mean `" + *near + "`?")
          .with_fix("write `" + *near + "`", declared.kind.span, *near);
    } else {
      reported.with_help("declare it, as in `identifier " + declared.kind.text +
                         " up to 24 characters`");
    }
    return;
  }
  if (kind->aliases != 0) {
    diagnostics_.report(DiagnosticKind::IdentityTwice, declared.kind.span, {declared.kind.text})
        .with_help("say it once");
    return;
  }
  kind->aliases = number(declared.aliases, 1, kMostAliases, DiagnosticKind::AliasesOutOfRange, span)
                      .value_or(1);
}

void Builder::touchpoint_identities(const syntax::Touchpoint& declared, SchemaTouchpoint& made) {
  if (declared.about && (declared.from || !declared.links.empty())) {
    const syntax::Name& said = declared.from ? *declared.from : declared.links.front();
    diagnostics_.report(DiagnosticKind::AboutAnIdentity, said.span, {declared.name.text})
        .with_help("leave out `" + std::string(declared.from ? "from " : "links ") + said.text +
                   "`, or `about " + declared.about->text + "`");
    return;
  }
  if (declared.from) {
    const ValueType kind = named_type(*declared.from);
    if (kind.declared != kUndeclared) {
      if (is_identity(kind))
        made.identity = kind.declared;
      else
        not_an_identity(*declared.from, declared.from->text);
    }
  }
  for (const syntax::Name& name : declared.links) link(name, made);
  if (!declared.links.empty() && declared.from) {
    diagnostics_
        .report(DiagnosticKind::LinkOfNobody, declared.links.front().span,
                {declared.name.text, declared.from->text})
        .with_help("leave out `from " + declared.from->text + "`, or `links`");
  }
}

void Builder::link(const syntax::Name& name, SchemaTouchpoint& made) {
  std::uint32_t at = 0;
  while (at < made.fields.size() && made.fields[at].name != name.text) ++at;
  if (at == made.fields.size()) {
    if (incomplete_) return;
    diagnostics_.report(DiagnosticKind::UnknownField, name.span, {name.text, made.name})
        .with_help("declare it below, as in `" + name.text + ": Visitor`");
  } else if (std::find(made.links.begin(), made.links.end(), at) != made.links.end()) {
    diagnostics_.report(DiagnosticKind::NamedTwice, name.span, {name.text})
        .with_help("name it once");
  } else if (is_identity(made.fields[at].type)) {
    made.links.push_back(at);
  } else if (made.fields[at].type.declared != kUndeclared) {
    not_an_identity(name, name.text);
  }
}

bool Builder::is_identity(const ValueType& type) const {
  return type.kind == ValueKind::Identifier && schema_.identifiers[type.declared].aliases != 0;
}

void Builder::not_an_identity(const syntax::Name& name, const std::string& words) {
  diagnostics_.report(DiagnosticKind::NotAnIdentity, name.span, {words})
      .with_help(
          "an identity is declared as in `identity Visitor up to 8`, of a kind of identifier");
}

}  // namespace wend::schema
