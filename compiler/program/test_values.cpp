// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/test_values.h"

#include <algorithm>

#include "compiler/program/rules.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

class TestValues {
 public:
  TestValues(Pack& pack, const syntax::Tree& tree, const syntax::Call& call, const Owner& owner)
      : pack_(pack),
        tree_(tree),
        call_(call),
        owner_(owner),
        scope_{tree, Place::Definition, nullptr, std::nullopt, nullptr, {}} {}

  std::optional<std::vector<TestValue>> check() {
    made_.resize(owner_.fields.size());
    given_.resize(owner_.fields.size());
    for (const syntax::Argument& one : call_.arguments) this->field(one);
    for (std::size_t i = 0; owner_.wants_all && i < given_.size(); ++i) check_there(i);
    if (owner_.lists != nullptr) lists();
    if (!understood_) return std::nullopt;
    return std::move(made_);
  }

 private:
  void field(const syntax::Argument& written) {
    std::size_t at = 0;
    while (at < made_.size() && owner_.fields[at].name != written.name.text) ++at;
    if (at == made_.size()) {
      if (!is_list(written.name.text)) report_unknown(written.name);
      return;
    }
    if (given_[at] != nullptr) {
      pack_.report(DiagnosticKind::ArgumentTwice, written.name.span, {written.name.text})
          .with_label(given_[at]->span, "the first is here")
          .with_help("give it once");
      return failed();
    }
    given_[at] = &written.name;
    const SchemaField& field = owner_.fields[at];
    if (field.type.declared == kUndeclared) return failed();
    if (is_word(written.value, "missing", field.type)) {
      missing(field, written);
    } else if (field.type.kind == ValueKind::SetOf) {
      set(field, written, made_[at]);
    } else {
      value(field, written.value, made_[at]);
    }
  }

  void report_unknown(const syntax::Name& name) {
    misnamed_ = true;
    failed();
    if (pack_.incomplete) return;
    std::vector<std::string> names;
    for (const SchemaField& field : owner_.fields) names.push_back(field.name);
    if (owner_.lists != nullptr) {
      for (const SchemaList& list : *owner_.lists) names.push_back(list.name);
    }
    Diagnostic& reported = pack_.report(owner_.unknown, name.span, {name.text, owner_.name});
    if (name.text == "channel" && owner_.wants_all) {
      reported.with_help("the channel stands behind: `... on web`");
    } else if (name.text == "time" && owner_.wants_all) {
      reported.with_help("the time stands behind `at`");
    } else {
      offer_nearest(pack_, reported, name, names,
                    names.empty() ? "it has none" : "there are " + listed(names, "and"));
    }
  }

  void check_there(std::size_t at) {
    const SchemaField& field = owner_.fields[at];
    if (given_[at] != nullptr || field.optional || misnamed_) return;  // it may be the misnamed one
    pack_.report(DiagnosticKind::MissingField, call_.action.span, {owner_.name, field.name})
        .with_label(field.span, "declared here")
        .with_help("add `" + field.name + ": ...`");
    failed();
  }

  // A bare word that is no value of the field's own type.
  bool is_word(syntax::ExprId id, std::string_view word, const ValueType& type) const {
    const auto* path = std::get_if<syntax::Path>(&tree_[id].kind);
    if (path == nullptr || path->parts.size() != 1 || path->parts[0].text != word) return false;
    if (type.kind != ValueKind::Choice && type.kind != ValueKind::SetOf) return true;
    const auto& values = pack_.schema().choices[type.declared].values;
    return std::find(values.begin(), values.end(), word) == values.end();
  }

  void missing(const SchemaField& field, const syntax::Argument& written) {
    const auto at = static_cast<std::size_t>(&field - owner_.fields.data());
    made_[at].state = TestValue::State::Missing;
    if (field.optional) return;
    pack_.report(DiagnosticKind::CannotBeMissing, tree_[written.value].span, {field.name})
        .with_label(field.span, "declared here")
        .with_help(owner_.wants_all ? "give it a value"
                                    : "leave it out where nothing is to be said of it");
    failed();
  }

  // ------------------------------------------------------------ lists
  bool is_list(const std::string& name) const {
    return owner_.lists != nullptr &&
           std::any_of(owner_.lists->begin(), owner_.lists->end(),
                       [&](const SchemaList& list) { return list.name == name; });
  }

  void lists() {
    for (const SchemaList& list : *owner_.lists) {
      const syntax::Argument* said = nullptr;
      for (const syntax::Argument& one : call_.arguments) {
        if (one.name.text != list.name) continue;
        if (said != nullptr) {
          pack_.report(DiagnosticKind::ArgumentTwice, one.name.span, {one.name.text})
              .with_label(said->name.span, "the first is here")
              .with_help("give it once");
          failed();
        }
        said = &one;
      }
      if (said != nullptr) {
        this->list(list, *said);
      } else {
        if (!list.optional && !misnamed_) report_list_missing(list);
        made_.emplace_back();
      }
    }
  }

  void report_list_missing(const SchemaList& list) {
    pack_.report(DiagnosticKind::MissingField, call_.action.span, {owner_.name, list.name})
        .with_label(list.span, "declared here")
        .with_help("add `" + list.name + ": (...) and (...)`, or `" + list.name + ": empty`");
    failed();
  }

  void list(const SchemaList& list, const syntax::Argument& written) {
    const syntax::Expr& expr = tree_[written.value];
    const SchemaRecord& record = pack_.schema().records[list.record];
    const auto* items = std::get_if<syntax::Items>(&expr.kind);
    const auto* path = std::get_if<syntax::Path>(&expr.kind);
    const bool empty = path != nullptr && path->parts.size() == 1 && path->parts[0].text == "empty";
    if (items == nullptr && !empty) return report_no_items(list, record, expr);
    const std::size_t count = items == nullptr ? 0 : items->items.size();
    if (count > list.most) {
      pack_.report(DiagnosticKind::TooManyItems, expr.span, {list.name, std::to_string(list.most)})
          .with_label(list.span, "declared here")
          .with_help("an event with more is refused");
      return failed();
    }
    made_.push_back({TestValue::State::Given, static_cast<std::int64_t>(count), {}});
    for (std::size_t i = 0; i < count; ++i) {
      const syntax::Call item{{list.name, written.name.span}, items->items[i], expr.span};
      auto values = test_values(pack_, tree_, item, {record.name, record.fields, true});
      if (!values) return failed();
      made_.insert(made_.end(), values->begin(), values->end());
    }
  }

  void report_no_items(const SchemaList& list, const SchemaRecord& record,
                       const syntax::Expr& expr) {
    const std::string field = record.fields.empty() ? "..." : record.fields[0].name + ": ...";
    pack_.report(DiagnosticKind::NotPlain, expr.span, {pack_.words_of(expr.span)})
        .with_label(list.span, "a list of `" + record.name + "`")
        .with_help("its items are written as `(" + field + ") and (" + field +
                   ")`, none as `empty`");
    failed();
  }

  // ------------------------------------------------------------ plain values
  void value(const SchemaField& field, syntax::ExprId written, TestValue& to) {
    Expect expect;
    expect.type = field.type;
    const MaybeExpr checked = Expressions(pack_, scope_).check_present(written, expect);
    if (!checked) return failed();
    const Expr& expr = pack_.program[*checked];
    const auto* number = std::get_if<Constant>(&expr.kind);
    const auto* text = std::get_if<TextConstant>(&expr.kind);
    if (number == nullptr && text == nullptr) return report_not_plain(expr);
    if (!fits_declared(pack_, expr, field) || !has_its_digits(expr, field)) return failed();
    to.state = TestValue::State::Given;
    if (number != nullptr) to.number = number->number;
    if (text != nullptr) to.text = text->text;
  }

  void report_not_plain(const Expr& expr) {
    pack_.report(DiagnosticKind::NotPlain, expr.span, {expr.text})
        .with_help("write the value itself, such as `10`, `25 EUR`, `\"C-1\"` or `gold`");
    failed();
  }

  // A decimal of two places cannot be 1.234: an event would be refused.
  bool has_its_digits(const Expr& expr, const SchemaField& field) {
    const auto* number = std::get_if<Constant>(&expr.kind);
    const bool decimal = field.type.kind == ValueKind::Decimal;
    const bool money = field.type.kind == ValueKind::Money;
    if (number == nullptr || (!decimal && !money)) return true;
    std::int64_t step = kMillionth;
    const int places = decimal ? field.type.places : pack_.schema().currency_digits;
    for (int i = 0; i < places; ++i) step /= 10;
    if (number->number % step == 0) return true;
    pack_
        .report(
            DiagnosticKind::MoneyDigits, expr.span,
            {expr.text, decimal ? type_name(pack_.schema(), field.type) : pack_.schema().currency})
        .with_label(field.span, "declared here")
        .with_help("round it");
    return false;
  }

  // ------------------------------------------------------------ sets
  void set(const SchemaField& field, const syntax::Argument& written, TestValue& to) {
    to.state = TestValue::State::Given;
    if (is_word(written.value, "empty", field.type)) return;
    add_values(field, written.value, to);
  }

  void add_values(const SchemaField& field, syntax::ExprId id, TestValue& to) {
    if (const auto* group = std::get_if<syntax::Group>(&tree_[id].kind))
      return add_values(field, group->inner, to);
    const auto* joined = std::get_if<syntax::Binary>(&tree_[id].kind);
    if (joined != nullptr && joined->op == syntax::BinaryOp::And) {
      add_values(field, joined->left, to);
      return add_values(field, joined->right, to);
    }
    SchemaField one = field;
    one.type.kind = ValueKind::Choice;
    TestValue value;
    if (joined != nullptr && joined->op == syntax::BinaryOp::Or) return report_or(id);
    this->value(one, id, value);
    if (value.state == TestValue::State::Given)
      to.number |= static_cast<std::int64_t>(std::uint64_t{1} << (value.number & 63));
  }

  void report_or(syntax::ExprId id) {
    pack_.report(DiagnosticKind::NotPlain, tree_[id].span, {pack_.words_of(tree_[id].span)})
        .with_help("the values of a set are joined by `and`: `(a and b)`");
    failed();
  }

  void failed() { understood_ = false; }

  Pack& pack_;
  const syntax::Tree& tree_;
  const syntax::Call& call_;
  const Owner& owner_;
  Scope scope_;
  std::vector<TestValue> made_;
  std::vector<const syntax::Name*> given_;
  bool misnamed_ = false;
  bool understood_ = true;
};

}  // namespace

std::optional<std::vector<TestValue>> test_values(Pack& pack, const syntax::Tree& tree,
                                                  const syntax::Call& call, const Owner& owner) {
  return TestValues(pack, tree, call, owner).check();
}

}  // namespace wend::program
