// SPDX-License-Identifier: Apache-2.0
//
// What a name means: `now`, a definition, a value of a choice, a field of the customer, of a step of
// the trigger or (in a `where`) of the pattern's own touchpoint, and parts of dates and instants.
#include <algorithm>

#include "compiler/base/limits.h"
#include "compiler/program/definitions.h"
#include "compiler/program/expressions.h"
#include "compiler/program/histories.h"
#include "compiler/program/lists.h"
#include "compiler/program/patterns.h"
#include "compiler/program/stages.h"

namespace wend::program {
namespace {

constexpr std::pair<const char*, DatePart> kParts[] = {
    {"date", DatePart::Date},   {"time", DatePart::Time}, {"year", DatePart::Year},
    {"month", DatePart::Month}, {"day", DatePart::Day},   {"weekday", DatePart::Weekday}};

std::vector<std::string> parts_of(ValueKind kind) {
  std::vector<std::string> names;
  for (const auto& [name, part] : kParts) {
    const bool instant_only = part == DatePart::Date || part == DatePart::Time;
    if (kind == ValueKind::Instant || (kind == ValueKind::Date && !instant_only))
      names.push_back(name);
  }
  return names;
}

ValueType type_of_part(DatePart part) {
  if (part == DatePart::Date) return plain(ValueKind::Date);
  if (part == DatePart::Time) return plain(ValueKind::TimeOfDay);
  return plain(ValueKind::Whole);
}

std::vector<std::string> field_names(const std::vector<SchemaField>& fields) {
  std::vector<std::string> names;
  for (const SchemaField& field : fields) names.push_back(field.name);
  return names;
}

// `address.city`, as the field of a record is called.
syntax::Name dotted_name(const syntax::Path& path, std::size_t at) {
  const syntax::Name& first = path.parts[at];
  const syntax::Name& second = path.parts[at + 1];
  return {first.text + "." + second.text, join(first.span, second.span)};
}

// Have some of the fields names such as `address.city`?
bool is_record(const std::vector<SchemaField>& fields, const std::string& name) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const SchemaField& field) { return field.name.starts_with(name + "."); });
}

std::optional<std::uint32_t> position_of(const std::string& name,
                                         const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> field_at(const std::string& name,
                                      const std::vector<SchemaField>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

}  // namespace

MaybeExpr Expressions::path(const Node& node, const syntax::Path& path, const Expect& expect) {
  if (path.parts.size() == 1) return bare_name(path.parts[0], expect);
  std::size_t used = 0;
  MaybeExpr value = scope_.place == Place::Where ? dotted_in_where(path, used) : dotted(path, used);
  for (; value && used < path.parts.size(); ++used) {
    know(*value, path, used);
    value = part(*value, path.parts[used], node.span);
  }
  return value;
}

// `customer.birthday is known` makes `customer.birthday.month` known.
void Expressions::know(ExprId value, const syntax::Path& path, std::size_t used) {
  std::string words;
  for (std::size_t i = 0; i < used; ++i) words += (i == 0 ? "" : ".") + path.parts[i].text;
  if (scope_.known.contains(words)) pack_.program.expressions[value.value].type.optional = false;
}

// ---------------------------------------------------------------- one word

bool Expressions::is_open_name(syntax::ExprId id) const {
  const auto* path = std::get_if<syntax::Path>(&at(inside(id)).kind);
  if (path == nullptr || path->parts.size() != 1) return false;
  const std::string& name = path->parts[0].text;
  if (name == "now" || pack_.definitions.contains(name)) return false;
  if (scope_.place != Place::Where) return true;
  if (!scope_.own_list && (name == "time" || name == "channel")) return false;
  return !field_at(name, own_fields());
}

// What a `where` sees: the fields of its touchpoint, or those of an item.
const std::vector<SchemaField>& Expressions::own_fields() const {
  const SchemaTouchpoint& touchpoint = pack_.schema().touchpoints[*scope_.own_touchpoint];
  if (!scope_.own_list) return touchpoint.fields;
  return pack_.schema().records[touchpoint.lists[*scope_.own_list].record].fields;
}

MaybeExpr Expressions::bare_name(const syntax::Name& name, const Expect& expect) {
  const bool choice = expect.type && expect.type->kind == ValueKind::Choice;
  const auto defined = pack_.definitions.find(name.text);
  if (scope_.place == Place::Where) {
    if (const MaybeExpr own = own_field(name, true)) return own;
    if (choice) return value_of(name, *expect.type);
    if (name.text == "now" || defined != pack_.definitions.end())
      return outside_where(name.span, name.text);
    return own_field(name, false);
  }
  if (name.text == "now") {
    return add(Now{}, {Kind::Value, plain(ValueKind::Instant), false, false}, name.span);
  }
  if (defined != pack_.definitions.end()) return definition(defined->second, name.span);
  if (choice) return value_of(name, *expect.type);
  return value_without_type(name);
}

MaybeExpr Expressions::value_of(const syntax::Name& name, const ValueType& choice) {
  const Choice& declared = pack_.schema().choices[choice.declared];
  if (const auto value = position_of(name.text, declared.values)) {
    return add(Constant{*value}, {Kind::Value, choice, false, false}, name.span);
  }
  if (pack_.touchpoints.contains(name.text) || name.text == "customer") return report_unknown(name);
  offer_nearest(pack_,
                pack_.report(DiagnosticKind::UnknownValue, name.span, {name.text, declared.name}),
                name, declared.values, "its values are " + listed(declared.values, "and"));
  return std::nullopt;
}

MaybeExpr Expressions::value_without_type(const syntax::Name& name) {
  std::vector<std::uint32_t> holders;
  std::vector<std::string> holder_names;
  for (std::size_t i = 0; i < pack_.schema().choices.size(); ++i) {
    const Choice& choice = pack_.schema().choices[i];
    if (!position_of(name.text, choice.values)) continue;
    holders.push_back(static_cast<std::uint32_t>(i));
    holder_names.push_back(choice.name);
  }
  if (holders.size() == 1) return value_of(name, {ValueKind::Choice, 0, 0, holders[0]});
  if (holders.empty()) return report_unknown(name);
  pack_.report(DiagnosticKind::AmbiguousValue, name.span, {name.text, listed(holder_names, "and")})
      .with_help("compare it with a field, so that its choice is clear");
  return std::nullopt;
}

// A name that means nothing here, with the way out that its place suggests.
MaybeExpr Expressions::report_unknown(const syntax::Name& name) {
  const auto touchpoint = pack_.touchpoints.find(name.text);
  if (pack_.named.contains(name.text)) {
    pack_.report(DiagnosticKind::FieldNeeded, name.span, {name.text, "a name for touchpoints"})
        .with_help("ask for what happened, as in `any " + name.text + " in 7 days`");
    return std::nullopt;
  }
  if (name.text == "customer" || name.text == "touchpoint" ||
      touchpoint != pack_.touchpoints.end()) {
    const bool customer = name.text == "customer";
    const std::vector<SchemaField>* fields =
        customer ? &pack_.schema().customer
        : touchpoint == pack_.touchpoints.end()
            ? nullptr
            : &pack_.schema().touchpoints[touchpoint->second].fields;
    const std::string first = fields != nullptr && !fields->empty() ? fields->front().name : "time";
    pack_
        .report(DiagnosticKind::FieldNeeded, name.span,
                {name.text, customer ? "a person" : "a touchpoint"})
        .with_help("name one of its fields, as in `" + name.text + "." + first + "`");
    return std::nullopt;
  }
  if (pack_.incomplete || (scope_.match != nullptr && scope_.match->damaged)) return std::nullopt;
  if (scope_.match != nullptr) {
    for (std::size_t i = scope_.match->steps.size(); i-- > 0;) {
      const BoundStep& step = scope_.match->steps[i];
      if (step.name == name.text) {
        pack_.report(DiagnosticKind::FieldNeeded, name.span, {name.text, "a step"})
            .with_help("name one of its fields, as in `" + name.text + ".time`");
        return std::nullopt;
      }
      const auto& fields = pack_.schema().touchpoints[step.touchpoints[0]].fields;
      if (step.name.empty() || !field_at(name.text, fields)) continue;
      const std::string whole = step.name + "." + name.text;
      Diagnostic& reported = pack_.report(DiagnosticKind::UnknownName, name.span, {name.text});
      reported.with_help("a field is named with its touchpoint: `" + whole + "`");
      if (holders_of(name.text) == 1) reported.with_fix("write `" + whole + "`", name.span, whole);
      return std::nullopt;
    }
  }
  if (field_at(name.text, pack_.schema().customer)) {
    const std::string whole = "customer." + name.text;
    pack_.report(DiagnosticKind::UnknownName, name.span, {name.text})
        .with_help("a field is named with its customer: `" + whole + "`")
        .with_fix("write `" + whole + "`", name.span, whole);
    return std::nullopt;
  }
  offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownName, name.span, {name.text}), name,
                names_here(), "name it with `define " + name.text + " as ...`");
  return std::nullopt;
}

// How many of the trigger's steps and the customer have such a field.
std::size_t Expressions::holders_of(const std::string& field) const {
  std::size_t count = field_at(field, pack_.schema().customer) ? 1 : 0;
  for (const BoundStep& step : scope_.match->steps) {
    if (field_at(field, pack_.schema().touchpoints[step.touchpoints[0]].fields)) ++count;
  }
  return count;
}

std::vector<std::string> Expressions::names_here() const {
  std::vector<std::string> names = {"now", "customer"};
  for (const auto& definition : pack_.definitions) names.push_back(definition.first);
  for (const auto& journey : pack_.journeys) names.push_back(journey.first);
  if (scope_.match != nullptr) {
    for (const BoundStep& step : scope_.match->steps) names.push_back(step.name);
  }
  for (const Choice& choice : pack_.schema().choices) {
    names.insert(names.end(), choice.values.begin(), choice.values.end());
  }
  return names;
}

// Before a definition is checked it is as deep as whatever asks for it.
bool Expressions::is_too_deep(std::uint32_t which, Span span) {
  const DeclaredDefinition& declared = pack_.declared[which];
  if (declared.state == DeclaredDefinition::State::Open) return false;  // a circle, which is worse
  if (pack_.extent.depth + declared.depth <= kLimits.expanded_depth) return false;
  pack_
      .report(DiagnosticKind::ExpandedTooDeep, span,
              {declared.name.text, std::to_string(kLimits.expanded_depth)})
      .with_help("a name is as deep as what it stands for: let fewer definitions need each other");
  return true;
}

MaybeExpr Expressions::definition(std::uint32_t which, Span span) {
  const DeclaredDefinition& declared = pack_.declared[which];
  pack_.declared[which].used = true;
  if (is_too_deep(which, span) || !check_definition(pack_, which, span)) return std::nullopt;
  if (is_too_deep(which, span)) return std::nullopt;
  Extent& extent = pack_.extent;
  extent.deepest = std::max(extent.deepest, extent.depth + declared.depth);
  extent.size += declared.size;
  if (extent.size > kLimits.expanded_size) {
    pack_
        .report(DiagnosticKind::ExpandedTooLarge, span,
                {declared.name.text, std::to_string(kLimits.expanded_size)})
        .with_help("a name counts as much as what it stands for, each time it is used");
    return std::nullopt;
  }
  const Expr value = made(pack_.program.definitions[which].value);
  const bool fixed = std::holds_alternative<Constant>(value.kind) ||
                     std::holds_alternative<TextConstant>(value.kind);
  if (fixed) return add(value.kind, value.type, span);
  return add(Named{which}, value.type, span);
}

// ---------------------------------------------------------------- words with dots

MaybeExpr Expressions::dotted(const syntax::Path& path, std::size_t& used) {
  const syntax::Name& head = path.parts[0];
  used = 1;
  if (head.text == "now") return bare_name(head, {});
  const bool is_step = scope_.match != nullptr &&
                       std::any_of(scope_.match->steps.begin(), scope_.match->steps.end(),
                                   [&](const BoundStep& step) { return step.name == head.text; });
  if (!is_step && pack_.definitions.contains(head.text)) return bare_name(head, {});
  used = 2;
  if (!is_step && pack_.journeys.contains(head.text))
    return of_stage(StagePart::Stage, head, path.parts[1], join(head.span, path.parts[1].span));
  if (head.text == "customer")
    return customer_field(path.parts[1], join(head.span, path.parts[1].span));
  return of_step(path, used);
}

MaybeExpr Expressions::dotted_in_where(const syntax::Path& path, std::size_t& used) {
  used = 2;
  if (const MaybeExpr own = own_field(dotted_name(path, 0), true)) return own;
  used = 1;
  const syntax::Name& head = path.parts[0];
  if (const MaybeExpr own = own_field(head, true)) return own;
  if (is_record(own_fields(), head.text)) return own_field(dotted_name(path, 0), false);
  const auto itself = pack_.touchpoints.find(head.text);
  if (itself != pack_.touchpoints.end() && itself->second == *scope_.own_touchpoint) {
    const Span prefix{head.span.file, head.span.begin, path.parts[1].span.begin};
    Diagnostic& reported =
        pack_.report(DiagnosticKind::OutsideWhere, join(head.span, path.parts[1].span),
                     {head.text + "." + path.parts[1].text});
    reported.with_help("its own fields are named without the touchpoint: `" + path.parts[1].text +
                       "`");
    // Of several touchpoints one was meant: without its name the field is that of each.
    const bool only_one = scope_.own_pattern->touchpoints.size() == 1;
    if (only_one && !pack_.has_comment(prefix))
      reported.with_fix("write `" + path.parts[1].text + "`", prefix, "");
    return std::nullopt;
  }
  return outside_where(join(head.span, path.parts.back().span),
                       head.text + "." + path.parts[1].text);
}

MaybeExpr Expressions::outside_where(Span span, const std::string& words) {
  pack_.report(DiagnosticKind::OutsideWhere, span, {words})
      .with_help(scope_.own_list ? "a list is asked about each item by itself"
                                 : "anything else is asked in the `if` of the rule");
  return std::nullopt;
}

MaybeExpr Expressions::own_field(const syntax::Name& name, bool quiet) {
  const SchemaTouchpoint& touchpoint = pack_.schema().touchpoints[*scope_.own_touchpoint];
  const std::vector<SchemaField>& fields = own_fields();
  if (!scope_.own_list && name.text == "time") {
    return add(OwnField{kMetaTime}, {Kind::Value, plain(ValueKind::Instant), false, false},
               name.span);
  }
  if (!scope_.own_list && name.text == "channel") {
    return add(OwnField{kMetaChannel}, {Kind::Value, {ValueKind::Choice, 0, 0, 0}, false, false},
               name.span);
  }
  if (const auto at = field_at(name.text, fields)) {
    const SchemaField& field = fields[*at];
    if (field.type.declared == kUndeclared) return std::nullopt;
    const Type type{Kind::Value, field.type, field.optional, field.personal};
    return scope_.own_list ? add(ItemField{*at}, type, name.span)
                           : add(OwnField{*at}, type, name.span);
  }
  if (quiet || pack_.incomplete) return std::nullopt;
  if (!scope_.own_list && report_part_of_event(pack_, touchpoint, name)) return std::nullopt;
  const std::vector<std::string> names = field_names(fields);
  const std::string owner =
      scope_.own_list ? pack_.schema().records[touchpoint.lists[*scope_.own_list].record].name
                      : touchpoint.name;
  offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownField, name.span, {name.text, owner}),
                name, names,
                names.empty() ? "it has no fields but `time` and `channel`"
                              : "its fields are " + listed(names, "and"));
  return std::nullopt;
}

MaybeExpr Expressions::customer_field(const syntax::Name& name, Span span) {
  const std::vector<SchemaField>& fields = pack_.schema().customer;
  if (const auto at = field_at(name.text, fields)) {
    const SchemaField& field = fields[*at];
    if (field.type.declared == kUndeclared) return std::nullopt;
    return add(CustomerField{*at}, {Kind::Value, field.type, field.optional, field.personal}, span);
  }
  if (pack_.incomplete) return std::nullopt;
  offer_nearest(pack_,
                pack_.report(DiagnosticKind::UnknownField, name.span, {name.text, "customer"}),
                name, field_names(fields), "declare it under `customer` in the schema");
  return std::nullopt;
}

// A stage that is known has a time, and one that was left leads to one.
MaybeExpr Expressions::of_stage(StagePart part, const syntax::Name& journey,
                                const syntax::Name& name, Span span) {
  if (scope_.place == Place::Where) return outside_where(span, pack_.words_of(span));
  const auto number = journey_of(pack_, journey, name);
  if (!number) return std::nullopt;
  const std::string stage = journey.text + "." + name.text;
  const bool left = scope_.known.contains("previous " + stage);
  const bool known = left || (part != StagePart::Before && scope_.known.contains(stage));
  const ValueType type =
      part == StagePart::TimeIn
          ? plain(ValueKind::Duration)
          : ValueType{ValueKind::Choice, 0, 0, pack_.program.journeys[*number].choice};
  return add(StageValue{*number, part}, {Kind::Value, type, !known, false}, span);
}

// `previous buying.stage`, or the touchpoint before.
MaybeExpr Expressions::previous(const Node& node, const syntax::Previous& asked,
                                const Expect& expect) {
  const syntax::Pattern& pattern = asked.what.pattern;
  const bool plain =
      pattern.touchpoints.size() == 1 && pattern.channels.empty() && !pattern.where && !asked.same;
  if (plain && pack_.journeys.contains(pattern.touchpoints[0].text))
    return of_stage(StagePart::Before, pattern.touchpoints[0], asked.what.field, node.span);
  return Histories(*this).check(node, asked, expect);
}

MaybeExpr Expressions::of_step(const syntax::Path& path, std::size_t& used) {
  const auto step = step_named(path);
  if (!step) return std::nullopt;
  if (path.parts.size() > 2) {
    const syntax::Name nested = dotted_name(path, 1);
    if (const auto found = step_field(*step, nested, join(path.parts[0].span, nested.span), true)) {
      used = 3;
      return found;
    }
  }
  return step_field(*step, path.parts[1], join(path.parts[0].span, path.parts[1].span));
}

// The step before the dot; nothing if there is none, or several: reported.
std::optional<std::uint32_t> Expressions::step_named(const syntax::Path& path) {
  const auto report_none = [&]() -> std::optional<std::uint32_t> {
    report_no_step(path);
    return std::nullopt;
  };
  if (scope_.match == nullptr) return report_none();
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < scope_.match->steps.size(); ++i) {
    if (scope_.match->steps[i].name == path.parts[0].text)
      found.push_back(static_cast<std::uint32_t>(i));
  }
  if (found.size() > 1) {
    Diagnostic& reported =
        pack_.report(DiagnosticKind::AmbiguousStep, path.parts[0].span, {path.parts[0].text});
    for (const std::uint32_t step : found)
      reported.with_label(scope_.match->steps[step].span, "one of them");
    reported.with_help("name the steps, as in `" + path.parts[0].text + " as earlier`");
    return std::nullopt;
  }
  if (found.empty()) return report_none();
  return found[0];
}

MaybeExpr Expressions::report_no_step(const syntax::Path& path) {
  const syntax::Name& head = path.parts[0];
  const std::string whole = head.text + "." + path.parts[1].text;
  if (!pack_.touchpoints.contains(head.text) && !pack_.named.contains(head.text)) {
    if (pack_.incomplete || (scope_.match != nullptr && scope_.match->damaged)) return std::nullopt;
    std::vector<std::string> names = {"customer"};
    if (scope_.match != nullptr) {
      for (const BoundStep& step : scope_.match->steps) names.push_back(step.name);
    }
    for (const auto& journey : pack_.journeys) names.push_back(journey.first);
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownName, head.span, {head.text}), head,
                  names, "before the dot stands `customer` or a step of the trigger");
    return std::nullopt;
  }
  if (scope_.match == nullptr) {
    pack_.report(DiagnosticKind::StepInDefinition, head.span, {head.text})
        .with_help("ask the history, as in `last " + whole + " " + whole_record(pack_) + "`");
    return std::nullopt;
  }
  if (scope_.match->damaged) return std::nullopt;
  pack_.report(DiagnosticKind::NotAStep, head.span, {head.text})
      .with_help("name it in `when`, or ask the history, as in `last " + whole + " " +
                 whole_record(pack_) + "`");
  return std::nullopt;
}

MaybeExpr Expressions::step_field(std::uint32_t step, const syntax::Name& name, Span span,
                                  bool quiet) {
  const BoundStep& bound = scope_.match->steps[step];
  const auto found = field_on_all(pack_, bound.touchpoints, name, quiet);
  if (!found) return std::nullopt;
  if (bound.kept && found->type.value.kind == ValueKind::Text && found->type.value.length == 0) {
    pack_.report(DiagnosticKind::TextNotKept, span, {pack_.words_of(span)})
        .with_help("the schema must say how long it can be, as in `" + name.text +
                   ": text up to 40 characters`");
    return std::nullopt;
  }
  return add(StepField{step, found->fields}, found->type, span);
}

MaybeExpr Expressions::shared_value(const syntax::Name& field, Span span) {
  if (scope_.place == Place::Where) return outside_where(span, "that " + field.text);
  if (scope_.match != nullptr && scope_.match->damaged) return std::nullopt;
  const SharedValue* shared =
      scope_.match != nullptr && scope_.match->shared ? &*scope_.match->shared : nullptr;
  if (shared != nullptr && shared->field == field.text)
    return add(shared->value, shared->type, span);
  Diagnostic& reported = pack_.report(DiagnosticKind::NothingShared, span, {field.text});
  if (shared != nullptr) {
    reported.with_help("the trigger shares `that " + shared->field + "`");
    if (nearest(field.text, {shared->field}))
      reported.with_fix("write `" + shared->field + "`", field.span, shared->field);
  } else if (scope_.match == nullptr) {
    reported.with_help("a definition knows no trigger");
  } else {
    offer_step(reported, field);
  }
  return std::nullopt;
}

// Instead of `that F`: the latest step with such a field.
void Expressions::offer_step(Diagnostic& reported, const syntax::Name& field) const {
  const std::string same = "say `... times with the same " + field.text + "` in `when`";
  const std::vector<BoundStep>& steps = scope_.match->steps;
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (steps[i].name.empty() || !field_on_all(pack_, steps[i].touchpoints, field, true)) continue;
    reported.with_help(same + ", or name the step: `" + steps[i].name + "." + field.text + "`");
    return;
  }
  reported.with_help(same);
}

MaybeExpr Expressions::part(ExprId of, const syntax::Name& name, Span span) {
  const Type type = this->type(of);
  const Span whole{span.file, span.begin, name.span.end};
  const std::vector<std::string> names =
      type.kind == Kind::Span ? std::vector<std::string>{} : parts_of(type.value.kind);
  if (!position_of(name.text, names)) {
    offer_nearest(pack_,
                  pack_.report(DiagnosticKind::UnknownPart, name.span, {said_type(of), name.text}),
                  name, names,
                  names.empty() ? "only dates and instants have parts"
                                : "its parts are " + listed(names, "and"));
    return std::nullopt;
  }
  if (type.optional) {
    const Span asked{span.file, span.begin, name.span.begin - 1};
    pack_.report(DiagnosticKind::UnaskedOptional, asked, {pack_.words_of(asked)})
        .with_help("ask first: `" + pack_.words_of(asked) + " is known and ...`");
    return std::nullopt;
  }
  for (const auto& [word, which] : kParts) {
    if (name.text == word)
      return add(Part{which, of}, {Kind::Value, type_of_part(which), false, type.personal}, whole);
  }
  return std::nullopt;
}

}  // namespace wend::program
