// SPDX-License-Identifier: Apache-2.0
//
// Actions with their arguments.
#include "compiler/program/rules.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

void report_type(Pack& pack, const Expr& given, const SchemaField& field) {
  const Schema& schema = pack.schema();
  const std::string is =
      given.type.kind == Kind::Span ? "a calendar span" : said(schema, given.type.value);
  Diagnostic& reported = pack.report(DiagnosticKind::ArgumentType, given.span,
                                     {field.name, said(schema, field.type), is})
                             .with_label(field.span, "declared here");
  const bool number = given.type.kind == Kind::Value && is_number(given.type.value.kind) &&
                      std::holds_alternative<Constant>(given.kind);
  if (number && field.type.kind == ValueKind::Money) {
    reported.with_help("name the currency, as in `100 " + schema.currency + "`");
  } else if (number && field.type.kind == ValueKind::Percent) {
    reported.with_help("percentages are written with `%`, such as `10%`");
  } else {
    reported.with_help("give a value of the declared type");
  }
}

class CallCheck {
 public:
  CallCheck(Pack& pack, Expressions& expressions, const syntax::Call& call)
      : pack_(pack), expressions_(expressions), written_(call) {}

  std::optional<Call> check() {
    const auto found = pack_.actions.find(written_.action.text);
    if (found == pack_.actions.end()) {
      report_unknown();
      for (const syntax::Argument& argument : written_.arguments)
        expressions_.check(argument.value);
      return std::nullopt;
    }
    made_.action = found->second;
    given_.resize(declared().arguments.size());
    for (const syntax::Argument& argument : written_.arguments) this->argument(argument);
    for (std::size_t i = 0; i < given_.size(); ++i) check_given(i);
    if (!understood_) return std::nullopt;
    return made_;
  }

 private:
  const SchemaAction& declared() const { return pack_.schema().actions[made_.action]; }

  void report_unknown() {
    if (pack_.touchpoints.contains(written_.action.text)) {
      pack_.report(DiagnosticKind::UnknownAction, written_.action.span, {written_.action.text})
          .with_help("`" + written_.action.text + "` is a touchpoint; rules do actions");
      return;
    }
    if (pack_.incomplete) return;
    std::vector<std::string> names;
    for (const auto& action : pack_.actions) names.push_back(action.first);
    offer_nearest(
        pack_,
        pack_.report(DiagnosticKind::UnknownAction, written_.action.span, {written_.action.text}),
        written_.action, names,
        "declare it in the schema with `action " + written_.action.text + " purpose ...`");
  }

  void argument(const syntax::Argument& written) {
    std::size_t at = 0;
    while (at < given_.size() && declared().arguments[at].name != written.name.text) ++at;
    if (at == given_.size()) return unknown_argument(written);
    if (given_[at] != nullptr) {
      pack_.report(DiagnosticKind::ArgumentTwice, written.name.span, {written.name.text})
          .with_label(given_[at]->name.span, "the first is here")
          .with_help("give it once");
      return failed();
    }
    given_[at] = &written;
  }

  void unknown_argument(const syntax::Argument& written) {
    expressions_.check(written.value);
    misnamed_ = true;
    failed();
    if (pack_.incomplete) return;
    std::vector<std::string> names;
    for (const SchemaField& field : declared().arguments) names.push_back(field.name);
    offer_nearest(
        pack_,
        pack_.report(DiagnosticKind::UnknownArgument, written.name.span,
                     {written.name.text, declared().name}),
        written.name, names,
        names.empty() ? "it takes no arguments" : "its arguments are " + listed(names, "and"));
  }

  void check_given(std::size_t at) {
    const SchemaField& field = declared().arguments[at];
    if (given_[at] == nullptr) {
      if (field.optional || misnamed_) return;  // it may be the misnamed one
      pack_
          .report(DiagnosticKind::MissingArgument, written_.action.span,
                  {written_.action.text, field.name})
          .with_label(field.span, "declared here")
          .with_help("add `" + field.name + ": ...`");
      return failed();
    }
    const bool known_type = field.type.declared != kUndeclared;
    Expect expect;
    if (known_type) expect.type = field.type;
    const MaybeExpr value = expressions_.check_present(given_[at]->value, expect);
    if (!value || !known_type || !fits_declared(pack_, expressions_.made(*value), field) ||
        !may_see(*value, field))
      return failed();
    made_.arguments.push_back({static_cast<std::uint32_t>(at), *value});
  }

  bool may_see(ExprId value, const SchemaField& field) {
    if (!expressions_.type(value).personal || field.personal) return true;
    pack_
        .report(DiagnosticKind::PersonalArgument, expressions_.made(value).span,
                {field.name, expressions_.made(value).text})
        .with_label(field.span, "declared without `personal`")
        .with_help("declare the argument `personal`, or leave the value out");
    return false;
  }

  void failed() { understood_ = false; }

  Pack& pack_;
  Expressions& expressions_;
  const syntax::Call& written_;
  Call made_;
  std::vector<const syntax::Argument*> given_;
  bool misnamed_ = false;
  bool understood_ = true;
};

}  // namespace

bool fits_declared(Pack& pack, const Expr& given, const SchemaField& field) {
  const bool is_value = given.type.kind == Kind::Value;
  const bool same_kind = is_value && given.type.value.kind == field.type.kind &&
                         given.type.value.declared == field.type.declared;
  const bool widened = is_value && given.type.value.kind == ValueKind::Whole &&
                       field.type.kind == ValueKind::Decimal;
  if (!same_kind && !widened) {
    report_type(pack, given, field);
    return false;
  }
  const auto* text = std::get_if<TextConstant>(&given.kind);
  if (text == nullptr || field.type.length == 0 || text->text.size() <= field.type.length)
    return true;
  pack.report(DiagnosticKind::TextTooLong, given.span,
              {field.name, std::to_string(field.type.length)})
      .with_label(field.span, "declared here")
      .with_help("shorten it");
  return false;
}

std::optional<Call> check_call(Pack& pack, Expressions& expressions, const syntax::Call& call) {
  return CallCheck(pack, expressions, call).check();
}

}  // namespace wend::program
