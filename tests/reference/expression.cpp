// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/expression.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "tests/reference/list.h"
#include "tests/reference/measure.h"
#include "tests/reference/number.h"
#include "tests/reference/text.h"

namespace wend::reference {
namespace {

using program::BinaryKind;
using program::UnaryKind;

// What an expression may look at. `own` is the event of a pattern's `where`.
struct View {
  const Record* record;
  const Moment* moment;              // null in a `where`
  const std::size_t* own = nullptr;  // null outside a `where`
  // In the where of a list: the item, and its fields.
  const std::vector<EventField>* item = nullptr;
  const std::vector<SchemaField>* item_fields = nullptr;
};

Answer answer_in(const View& view, program::ExprId id);

Answer stored(const EventField& field, ValueKind kind) {
  if (field.state != EventField::State::Present) return missing();
  return is_bytes(kind) ? text_answer(field.text) : number_answer(field.number);
}

Answer stage_value(const Moment& moment, const program::StageValue& node) {
  const Record::Move* last = last_move(moment, node.journey);
  if (last == nullptr) return missing();
  switch (node.part) {
    case program::StagePart::Stage: return number_answer(last->to);
    case program::StagePart::Before: return last->from ? number_answer(*last->from) : missing();
    case program::StagePart::TimeIn: return difference_of(moment.now, last->instant);
  }
  return unknown();
}

Answer kleene_not(const Answer& a) {
  return a.is_yes() ? yes_or_no(false) : a.is_no() ? yes_or_no(true) : unknown();
}

Answer kleene_and(const Answer& a, const Answer& b) {
  if (a.is_no() || b.is_no()) return yes_or_no(false);
  return a.is_yes() && b.is_yes() ? yes_or_no(true) : unknown();
}

Answer kleene_or(const Answer& a, const Answer& b) {
  if (a.is_yes() || b.is_yes()) return yes_or_no(true);
  return a.is_no() && b.is_no() ? yes_or_no(false) : unknown();
}

Answer text_test(BinaryKind op, std::string left, std::string right, bool ignoring_case) {
  if (ignoring_case) {
    left = folded(left);
    right = folded(right);
  }
  if (op == BinaryKind::Equal) return yes_or_no(left == right);
  if (op == BinaryKind::NotEqual) return yes_or_no(left != right);
  if (op == BinaryKind::Contains) return yes_or_no(contains(left, right));
  if (op == BinaryKind::StartsWith) return yes_or_no(starts_with(left, right));
  return yes_or_no(ends_with(left, right));
}

bool is_text(const Record& record, program::ExprId id) {
  return is_bytes((*record.program)[id].type.value.kind);
}

ValueKind kind_of(const Record& record, program::ExprId id) {
  return (*record.program)[id].type.value.kind;
}

// Dates differ by whole days; everything else subtracts in its own unit.
Answer subtracted(const View& view, const program::Binary& node, const Answer& left,
                  const Answer& right) {
  const bool dates = kind_of(*view.record, node.left) == ValueKind::Date &&
                     kind_of(*view.record, node.right) == ValueKind::Date;
  if (dates) return fitted((Wide{left.number} - right.number) * kMillionth);
  return difference_of(left.number, right.number);
}

Answer spanned(const View& view, const program::Binary& node, const Answer& left,
               const Answer& right) {
  const CalendarSpan span = unpack(right.number);
  const Calendar& calendar = *view.record->calendar;
  const auto result = kind_of(*view.record, node.left) == ValueKind::Date
                          ? calendar.date_later(left.number, span)
                          : calendar.later(left.number, span);
  return result ? number_answer(*result) : unknown();
}

// An instant moved by a duration, unless the calendar ends before it.
Answer in_calendar(const View& view, const program::Binary& node, const Answer& result) {
  const bool moved = kind_of(*view.record, node.left) == ValueKind::Instant ||
                     kind_of(*view.record, node.right) == ValueKind::Instant;
  const bool is_difference =
      node.op == BinaryKind::Subtract && kind_of(*view.record, node.right) == ValueKind::Instant;
  if (!result.is_known() || !moved || is_difference) return result;
  return Calendar::knows(result.number) ? result : unknown();
}

// Both sides are known.
Answer computed(const View& view, const program::Binary& node, const Answer& left,
                const Answer& right) {
  if (is_text(*view.record, node.left) && node.op != BinaryKind::Includes)
    return text_test(node.op, left.text, right.text, node.ignoring_case);
  switch (node.op) {
    case BinaryKind::Add: return in_calendar(view, node, sum_of(left.number, right.number));
    case BinaryKind::Subtract: return in_calendar(view, node, subtracted(view, node, left, right));
    case BinaryKind::Multiply: return product_of(left.number, right.number);
    case BinaryKind::Divide: return quotient_of(left.number, right.number);
    case BinaryKind::AddSpan: return spanned(view, node, left, right);
    case BinaryKind::Equal: return yes_or_no(left.number == right.number);
    case BinaryKind::NotEqual: return yes_or_no(left.number != right.number);
    case BinaryKind::Less: return yes_or_no(left.number < right.number);
    case BinaryKind::LessEqual: return yes_or_no(left.number <= right.number);
    case BinaryKind::Includes: return yes_or_no((left.number >> right.number & 1) == 1);
    case BinaryKind::And:
    case BinaryKind::Or:
    case BinaryKind::Default:
    case BinaryKind::Contains:
    case BinaryKind::StartsWith:
    case BinaryKind::EndsWith: break;  // answered elsewhere
  }
  return unknown();
}

Answer binary(const View& view, const program::Binary& node) {
  const Answer left = answer_in(view, node.left);
  const Answer right = answer_in(view, node.right);
  if (node.op == BinaryKind::And) return kleene_and(left, right);
  if (node.op == BinaryKind::Or) return kleene_or(left, right);
  if (node.op == BinaryKind::Default) return left.status == Status::Missing ? right : left;
  if (left.status == Status::Unknown || right.status == Status::Unknown) return unknown();
  if (left.status == Status::Missing || right.status == Status::Missing) return missing();
  return computed(view, node, left, right);
}

Answer unary(const View& view, const program::Unary& node) {
  const Answer operand = answer_in(view, node.operand);
  switch (node.op) {
    case UnaryKind::Not: return kleene_not(operand);
    case UnaryKind::IsKnown:
      return operand.status == Status::Unknown ? unknown() : yes_or_no(operand.is_known());
    case UnaryKind::Negate: return operand.is_known() ? difference_of(0, operand.number) : operand;
  }
  return unknown();
}

Answer one_of(const View& view, const program::OneOf& node) {
  const Answer value = answer_in(view, node.value);
  Answer result = yes_or_no(false);
  for (const program::ExprId id : node.options) {
    const Answer option = answer_in(view, id);
    if (!value.is_known() || !option.is_known()) {
      result = kleene_or(result, unknown());
    } else if (is_text(*view.record, node.value)) {
      result = kleene_or(result,
                         text_test(BinaryKind::Equal, value.text, option.text, node.ignoring_case));
    } else {
      result = kleene_or(result, yes_or_no(value.number == option.number));
    }
  }
  return result;
}

Answer selected(const View& view, const program::Select& node) {
  const Answer test = answer_in(view, node.test);
  if (!test.is_known()) return unknown();
  return answer_in(view, test.is_yes() ? node.yes : node.otherwise);
}

Answer part(const View& view, const program::Part& node) {
  const Answer operand = answer_in(view, node.operand);
  if (!operand.is_known()) return operand;
  if (kind_of(*view.record, node.operand) == ValueKind::Date)
    return number_answer(Calendar::part_of_date(node.part, operand.number));
  return number_answer(view.record->calendar->part_of_instant(node.part, operand.number));
}

Answer step_field(const View& view, const program::StepField& node) {
  const Record& record = *view.record;
  const StepBinding& bound = (*view.moment->match)[node.step];
  return field_of(record, bound.pattern, node.fields, bound.event);
}

Answer answer_in(const View& view, program::ExprId id) {
  return match(
      (*view.record->program)[id].kind,
      [](const program::Constant& node) { return number_answer(node.number); },
      [](const program::TextConstant& node) { return text_answer(node.text); },
      [&](const program::CustomerField& node) { return profile_field(*view.moment, node.field); },
      [&](const program::OwnField& node) { return field_of(*view.record, *view.own, node.field); },
      [&](const program::ItemField& node) {
        return stored((*view.item)[node.field], (*view.item_fields)[node.field].type.kind);
      },
      [&](const program::StepField& node) { return step_field(view, node); },
      [&](const program::Now&) { return number_answer(view.moment->now); },
      [&](const program::Named& node) {
        return answer_in(view, view.record->program->definitions[node.definition].value);
      },
      [&](const program::Binary& node) { return binary(view, node); },
      [&](const program::Unary& node) { return unary(view, node); },
      [&](const program::OneOf& node) { return one_of(view, node); },
      [&](const program::Select& node) { return selected(view, node); },
      [&](const program::Part& node) { return part(view, node); },
      [&](const program::History& node) { return measured(*view.moment, node); },
      [&](const program::StageValue& node) { return stage_value(*view.moment, node); },
      [&](const program::Lookup& node) {
        const Answer key = answer_in(view, node.key);
        return cell_of(view.record->program->schema, view.moment->rows, node, key,
                       view.moment->now);
      });
}

const program::PatternAlternative* alternative_of(const program::Pattern& pattern,
                                                  const Event& event) {
  const auto found =
      std::find_if(pattern.alternatives.begin(), pattern.alternatives.end(),
                   [&](const auto& one) { return one.touchpoint == event.touchpoint; });
  return event.profile || found == pattern.alternatives.end() ? nullptr : &*found;
}

}  // namespace

const Record::Move* last_move(const Moment& moment, std::uint32_t journey) {
  const Record::Move* last = nullptr;
  for (const Record::Move& move : moment.record->moves[journey]) {
    const bool by_clock =
        move.instant < moment.now || (move.instant == moment.now && moment.by_clock);
    if (move.by_clock ? by_clock : move.event < moment.seen) last = &move;
  }
  return last;
}

// The customer's field now: set by the newest profile event that mentions it.
Answer profile_field(const Moment& moment, std::uint32_t field) {
  const Record& record = *moment.record;
  for (std::size_t event = moment.seen; event-- > 0;) {
    const Event& candidate = record.events[event];
    if (!candidate.profile || candidate.fields[field].state == EventField::State::Absent) continue;
    if (!record.is_seen(event, moment.seen)) continue;
    return stored(candidate.fields[field], record.program->schema.customer[field].type.kind);
  }
  // Every profile has the fields that are not optional; this one has not come yet.
  return record.program->schema.customer[field].optional ? missing() : unknown();
}

Answer answer(const Moment& moment, program::ExprId expression) {
  return answer_in(View{moment.record, &moment}, expression);
}

Answer field_of(const Record& record, std::size_t event, std::uint32_t field) {
  const Event& of = record.events[event];
  if (field == program::kMetaTime) return number_answer(record.instants[event]);
  if (field == program::kMetaChannel) return number_answer(of.channel);
  const SchemaTouchpoint& touchpoint = record.program->schema.touchpoints[of.touchpoint];
  const std::size_t declared = touchpoint.fields.size();
  if (field >= declared)
    return answer_of_list(record, event, record.program->answers[of.touchpoint][field - declared]);
  return stored(of.fields[field], touchpoint.fields[field].type.kind);
}

Answer field_of(const Record& record, program::PatternId pattern,
                const std::vector<std::uint32_t>& fields, std::size_t event) {
  const auto& alternatives = (*record.program)[pattern].alternatives;
  const auto* alternative = alternative_of((*record.program)[pattern], record.events[event]);
  return field_of(record, event,
                  fields[static_cast<std::size_t>(alternative - alternatives.data())]);
}

Answer item_answer(const Record& record, program::ExprId where, const std::vector<EventField>& item,
                   const std::vector<SchemaField>& fields) {
  return answer_in(View{&record, nullptr, nullptr, &item, &fields}, where);
}

bool event_matches(const Record& record, const program::Pattern& pattern, std::size_t event) {
  const Event& of = record.events[event];
  const auto* alternative = alternative_of(pattern, of);
  if (alternative == nullptr) return false;
  const auto& channels = pattern.channels;
  if (!channels.empty() &&
      std::find(channels.begin(), channels.end(), of.channel) == channels.end())
    return false;
  if (!alternative->where) return true;
  return answer_in(View{&record, nullptr, &event}, *alternative->where).is_yes();
}

}  // namespace wend::reference
