// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compiler/program/histories.h"
#include "compiler/program/lists.h"
#include "compiler/program/patterns.h"

namespace wend::program {
namespace {

std::optional<std::uint32_t> list_at(const SchemaTouchpoint& touchpoint, const std::string& name) {
  for (std::uint32_t i = 0; i < touchpoint.lists.size(); ++i) {
    if (touchpoint.lists[i].name == name) return i;
  }
  return std::nullopt;
}

// `items` of `items.price`, where there is a dot.
std::optional<std::string> head_of(const syntax::Name& name) {
  const std::size_t dot = name.text.find('.');
  return dot == std::string::npos ? std::nullopt : std::optional(name.text.substr(0, dot));
}

syntax::Name first_part(const syntax::Name& name) {
  const auto length = static_cast<std::uint32_t>(name.text.find('.'));
  return {name.text.substr(0, length), {name.span.file, name.span.begin, name.span.begin + length}};
}

syntax::Name last_part(const syntax::Name& name) {
  const std::string text = name.text.substr(name.text.find('.') + 1);
  return {text,
          {name.span.file, name.span.end - static_cast<std::uint32_t>(text.size()), name.span.end}};
}

ListMeasure measure_of(syntax::AggregateKind kind) {
  switch (kind) {
    case syntax::AggregateKind::Sum: return ListMeasure::Sum;
    case syntax::AggregateKind::Average: return ListMeasure::Average;
    case syntax::AggregateKind::Largest: return ListMeasure::Largest;
    case syntax::AggregateKind::Smallest: return ListMeasure::Smallest;
  }
  return ListMeasure::Sum;
}

const char* word_of(ListMeasure measure) {
  switch (measure) {
    case ListMeasure::Any: return "any";
    case ListMeasure::All: return "all";
    case ListMeasure::Count: return "count";
    case ListMeasure::Sum: return "sum";
    case ListMeasure::Average: return "average";
    case ListMeasure::Largest: return "largest";
    case ListMeasure::Smallest: return "smallest";
  }
  return "";
}

Measure as_measure(ListMeasure measure) {
  switch (measure) {
    case ListMeasure::Any:
    case ListMeasure::All:
    case ListMeasure::Count: break;
    case ListMeasure::Sum: return Measure::Sum;
    case ListMeasure::Average: return Measure::Average;
    case ListMeasure::Largest: return Measure::Largest;
    case ListMeasure::Smallest: return Measure::Smallest;
  }
  return Measure::Count;
}

std::vector<std::string> names_of(const std::vector<SchemaField>& fields) {
  std::vector<std::string> names;
  for (const SchemaField& field : fields) names.push_back(field.name);
  return names;
}

}  // namespace

bool report_part_of_event(Pack& pack, const SchemaTouchpoint& touchpoint,
                          const syntax::Name& name) {
  const std::string head = head_of(name).value_or(name.text);
  if (list_at(touchpoint, head)) {
    pack.report(DiagnosticKind::FieldNeeded, name.span,
                {name.text, head == name.text ? "a list" : "of each item"})
        .with_help("ask its items, as in `any " + head + " where ...` or `count of " + head +
                   "`, in the `if` of the rule behind the touchpoint: `any " + touchpoint.name +
                   "." + head + " where ...`");
    return true;
  }
  for (const SchemaField& field : touchpoint.fields) {
    if (!field.name.starts_with(name.text + ".")) continue;
    pack.report(DiagnosticKind::FieldNeeded, name.span, {name.text, "a record"})
        .with_help("name one of its fields, as in `" + field.name + "`");
    return true;
  }
  return false;
}

// ---------------------------------------------------------------- is it about a list?

bool Lists::is_own_list(const syntax::Pattern& pattern) const {
  if (scope_.place != Place::Where || scope_.own_list || pattern.touchpoints.size() != 1)
    return false;
  return list_at(pack_.schema().touchpoints[*scope_.own_touchpoint], pattern.touchpoints[0].text)
      .has_value();
}

bool Lists::are_asked(const syntax::Exists& asked) const {
  return asked.list || asked.quantifier == syntax::Quantifier::All || is_own_list(asked.pattern);
}

bool Lists::are_asked(const syntax::Count& asked) const {
  return asked.list || is_own_list(asked.pattern);
}

// `sum of order_placed.items.price`: a touchpoint that is named so, or the step, has such a list.
bool Lists::are_asked(const syntax::Aggregate& asked) const {
  if (is_own_list(asked.what.pattern)) return true;
  const auto head = head_of(asked.what.field);
  if (!head) return false;
  const auto has_list = [&](std::uint32_t touchpoint) {
    return list_at(pack_.schema().touchpoints[touchpoint], *head).has_value();
  };
  for (const syntax::Name& name : asked.what.pattern.touchpoints) {
    const auto touchpoint = pack_.touchpoints.find(name.text);
    if (touchpoint != pack_.touchpoints.end() && has_list(touchpoint->second)) return true;
    if (scope_.match == nullptr) continue;
    for (const BoundStep& step : scope_.match->steps) {
      if (step.name == name.text &&
          std::any_of(step.touchpoints.begin(), step.touchpoints.end(), has_list))
        return true;
    }
  }
  return false;
}

// ---------------------------------------------------------------- the three forms

MaybeExpr Lists::check(const syntax::Expr& node, const syntax::Exists& asked) {
  const bool all = asked.quantifier == syntax::Quantifier::All;
  const bool own = is_own_list(asked.pattern) && !asked.list;
  if (!asked.list && !own) {
    const Span what = asked.pattern.touchpoints[0].span;
    pack_.report(DiagnosticKind::AllOfWhat, what, {pack_.words_of(what)})
        .with_help("of what happened say that there was none other: `no ... where not (...)`");
    return std::nullopt;
  }
  const syntax::Name list = asked.list ? *asked.list : asked.pattern.touchpoints[0];
  if (all && !asked.pattern.where) {
    pack_.report(DiagnosticKind::AllWithoutWhere, list.span, {list.text})
        .with_help("say what holds for each item: `all ... where price > ...`");
    return std::nullopt;
  }
  const ListMeasure measure = all ? ListMeasure::All : ListMeasure::Any;
  const MaybeExpr answered =
      answer(node, {measure, word_of(measure), asked.pattern, list, {}, asked.window, asked.same});
  if (!answered) return std::nullopt;
  return expressions_.negate_test(*answered, node.span, asked.quantifier == syntax::Quantifier::No);
}

MaybeExpr Lists::check(const syntax::Expr& node, const syntax::Count& asked) {
  const syntax::Name list = asked.list ? *asked.list : asked.pattern.touchpoints[0];
  return answer(node,
                {ListMeasure::Count, "count", asked.pattern, list, {}, asked.window, asked.same});
}

MaybeExpr Lists::check(const syntax::Expr& node, const syntax::Aggregate& asked) {
  const ListMeasure measure = measure_of(asked.kind);
  const bool own = is_own_list(asked.what.pattern);
  const syntax::Name& written = asked.what.field;
  const syntax::Name list = own ? asked.what.pattern.touchpoints[0] : first_part(written);
  return answer(node, {measure, word_of(measure), asked.what.pattern, list,
                       own ? written : last_part(written), asked.window, asked.same});
}

MaybeExpr Lists::report_no_value(const syntax::Expr& node) {
  pack_.report(DiagnosticKind::NotPlain, node.span, {pack_.words_of(node.span)})
      .with_help("items are given to a list of an event only");
  return std::nullopt;
}

// ---------------------------------------------------------------- the answer

MaybeExpr Lists::answer(const syntax::Expr& node, const Question& question) {
  if (!stands_alone(question)) return std::nullopt;
  const auto source = source_of(question);
  if (!source) return std::nullopt;
  const auto lists = lists_of(question, *source);
  if (!lists) return std::nullopt;
  const SchemaList& first =
      pack_.schema().touchpoints[source->touchpoints[0]].lists[lists->front()];
  const SchemaRecord& record = pack_.schema().records[first.record];
  ListAnswer made;
  made.measure = question.measure;
  bool understood = true;
  made.where = where_of(question, source->touchpoints[0], lists->front(), understood);
  const auto type = type_of(question, record, made.field);
  if (!type || !understood) return std::nullopt;
  const syntax::Pattern& pattern = question.pattern;
  const std::string name =
      question.word + (question.measure <= ListMeasure::All ? " " : " of ") + question.list.text +
      (question.field ? "." + question.field->text : "") +
      (pattern.where ? " where " + pack_.words_of(scope_.tree[*pattern.where].span) : "");
  Type answered = *type;
  if (made.where) answered.personal = answered.personal || expressions_.type(*made.where).personal;
  StepField fields{source->step.value_or(0), {}};
  for (std::size_t i = 0; i < lists->size(); ++i) {
    made.list = (*lists)[i];
    const std::uint32_t touchpoint = source->touchpoints[i];
    const bool personal = pack_.schema().touchpoints[touchpoint].lists[made.list].personal;
    answered.personal = answered.personal || personal;
    fields.fields.push_back(number_of(touchpoint, made, name, answered));
  }
  if (!source->step) return expressions_.add(OwnField{fields.fields[0]}, answered, node.span);
  return expressions_.add(std::move(fields), answered, node.span);
}

// Neither a window nor a channel nor a value to be the same: one event has one list.
bool Lists::stands_alone(const Question& question) {
  if (question.window.span.begin != question.window.span.end)
    return does_not_go(question, question.window.span);
  if (question.same) return does_not_go(question, question.same->span);
  if (!question.pattern.channels.empty())
    return does_not_go(question, question.pattern.channels[0].span);
  return true;
}

bool Lists::does_not_go(const Question& question, Span span) {
  pack_.report(DiagnosticKind::BoundDoesNotFit, span, {pack_.words_of(span), question.list.text})
      .with_help("`" + question.list.text +
                 "` is a list of the event in hand; of earlier ones ask in the `where` of a "
                 "touchpoint: `count of ... where (any " +
                 question.list.text + " where ...) in 7 days`");
  return false;
}

std::optional<Lists::Source> Lists::source_of(const Question& question) {
  const std::vector<syntax::Name>& names = question.pattern.touchpoints;
  if (scope_.place == Place::Where) {
    if (is_own_list(question.pattern)) return Source{{}, {*scope_.own_touchpoint}};
    const Span words = join(names[0].span, question.list.span);
    pack_.report(DiagnosticKind::OutsideWhere, words, {pack_.words_of(words)})
        .with_help(scope_.own_list ? "an item has no list"
                                   : "its own list is named without the touchpoint: `" +
                                         question.list.text + "`");
    return std::nullopt;
  }
  if (names.size() > 1) {
    const Span words = join(names.front().span, names.back().span);
    pack_.report(DiagnosticKind::NotAStep, words, {pack_.words_of(words)})
        .with_help("name one step, as in `as NAME` behind `(... or ...)`");
    return std::nullopt;
  }
  if (is_only_a_touchpoint(names[0])) return std::nullopt;
  const auto step = expressions_.step_named({{names[0], question.list}});
  if (!step) return std::nullopt;
  return Source{*step, scope_.match->steps[*step].touchpoints};
}

// Not in hand here: the history is asked.
bool Lists::is_only_a_touchpoint(const syntax::Name& name) {
  if (!pack_.touchpoints.contains(name.text)) return false;
  if (scope_.match != nullptr) {
    for (const BoundStep& step : scope_.match->steps) {
      if (step.name == name.text || scope_.match->damaged) return false;
    }
  }
  const bool defines = scope_.match == nullptr;
  pack_
      .report(defines ? DiagnosticKind::StepInDefinition : DiagnosticKind::NotAStep, name.span,
              {name.text})
      .with_help("of the history ask in its `where`, as in `any " + name.text +
                 " where (any ... where ...) " + whole_record(pack_) + "`");
  return true;
}

std::optional<std::vector<std::uint32_t>> Lists::lists_of(const Question& question,
                                                          const Source& source) {
  std::vector<std::uint32_t> found;
  const SchemaTouchpoint* first = nullptr;
  for (const std::uint32_t which : source.touchpoints) {
    const SchemaTouchpoint& touchpoint = pack_.schema().touchpoints[which];
    const auto list = list_at(touchpoint, question.list.text);
    if (!list) {
      report_unknown_list(question, touchpoint);
      return std::nullopt;
    }
    if (first == nullptr) first = &touchpoint;
    const auto type = [&](const SchemaTouchpoint& of, std::uint32_t at) {
      return "a list of `" + pack_.schema().records[of.lists[at].record].name + "`";
    };
    found.push_back(*list);
    if (type(*first, found[0]) == type(touchpoint, *list)) continue;
    pack_
        .report(DiagnosticKind::FieldTypesDiffer, question.list.span,
                {question.list.text, type(*first, found[0]), first->name, type(touchpoint, *list),
                 touchpoint.name})
        .with_help("a list of several touchpoints needs one record on all of them");
    return std::nullopt;
  }
  return found;
}

void Lists::report_unknown_list(const Question& question, const SchemaTouchpoint& touchpoint) {
  if (pack_.incomplete) return;
  std::vector<std::string> names;
  for (const SchemaList& list : touchpoint.lists) names.push_back(list.name);
  offer_nearest(pack_,
                pack_.report(DiagnosticKind::UnknownList, question.list.span,
                             {question.list.text, touchpoint.name}),
                question.list, names,
                names.empty()
                    ? "declare it as in `" + question.list.text + ": list of RECORD up to 50`"
                    : "its lists are " + listed(names, "and"));
}

std::optional<ExprId> Lists::where_of(const Question& question, std::uint32_t touchpoint,
                                      std::uint32_t list, bool& understood) {
  if (!question.pattern.where) return std::nullopt;
  Scope scope{scope_.tree, Place::Where, nullptr, touchpoint, &question.pattern, {}, list};
  const MaybeExpr test = Expressions(pack_, scope).check_test(*question.pattern.where);
  understood = test.has_value();
  return test;
}

std::optional<Type> Lists::type_of(const Question& question, const SchemaRecord& record,
                                   std::uint32_t& field) {
  if (!question.field) {
    const bool counts = question.measure == ListMeasure::Count;
    return Type{Kind::Value, plain(counts ? ValueKind::Whole : ValueKind::YesNo), false, false};
  }
  const std::vector<std::string> names = names_of(record.fields);
  const auto found = std::find(names.begin(), names.end(), question.field->text);
  if (found == names.end()) {
    if (pack_.incomplete) return std::nullopt;
    offer_nearest(pack_,
                  pack_.report(DiagnosticKind::UnknownField, question.field->span,
                               {question.field->text, record.name}),
                  *question.field, names, "its fields are " + listed(names, "and"));
    return std::nullopt;
  }
  field = static_cast<std::uint32_t>(found - names.begin());
  const SchemaField& of = record.fields[field];
  if (of.type.declared == kUndeclared) return std::nullopt;
  return measured_type(pack_, as_measure(question.measure), question.word, *question.field,
                       {Kind::Value, of.type, of.optional, of.personal}, false);
}

// The same question of one touchpoint is one field.
std::uint32_t Lists::number_of(std::uint32_t which, ListAnswer answer, const std::string& name,
                               Type type) {
  pack_.asks_lists = true;
  SchemaTouchpoint& touchpoint = pack_.program.schema.touchpoints[which];
  std::vector<ListAnswer>& answers = pack_.program.answers[which];
  std::size_t at = 0;
  while (at < answers.size() && touchpoint.answers[at].name != name) ++at;
  if (at == answers.size()) {
    answers.push_back(answer);
    touchpoint.answers.push_back(
        {name, type.value, type.optional, type.personal, touchpoint.lists[answer.list].span});
  }
  return static_cast<std::uint32_t>(touchpoint.fields.size() + at);
}

}  // namespace wend::program
