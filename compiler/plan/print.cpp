// SPDX-License-Identifier: Apache-2.0
//
// The plan as text. Numbers that name something are shown with what they name.
#include "compiler/plan/print.h"

#include <fmt/format.h>

#include "compiler/plan/words.h"
#include "runtime/abi/fact_layout.h"

namespace wend::plan {

namespace {

// What a number in an operation stands for.
enum class ImmKind : std::uint8_t {
  None,
  Plain,
  Text,
  Field,
  Profile,
  Capture,
  Span,
  Part,
  Period,
  Case,
  Fact,
  Read,
  Rule,
  Issue,
  Stage,
  Cell,
  End,
  Target
};

ImmKind imm_of(OpCode code) {
  switch (code) {
    case OpCode::AnswerKeys:
    case OpCode::Look:
    case OpCode::Updates:
    case OpCode::ItemTest:
    case OpCode::Absent:
    case OpCode::Now:
    case OpCode::Channel:
    case OpCode::Add:
    case OpCode::Subtract:
    case OpCode::Negate:
    case OpCode::Multiply:
    case OpCode::Divide:
    case OpCode::InCalendar:
    case OpCode::Equal:
    case OpCode::NotEqual:
    case OpCode::Less:
    case OpCode::LessEqual:
    case OpCode::Includes:
    case OpCode::And:
    case OpCode::Or:
    case OpCode::Not:
    case OpCode::IsKnown:
    case OpCode::Default:
    case OpCode::Select: return ImmKind::None;
    case OpCode::Constant:
    case OpCode::Round:
    case OpCode::AtClock:
    case OpCode::NextLeaving:
    case OpCode::InMask:
    case OpCode::Mark:
    case OpCode::Keep:
    case OpCode::Key:
    case OpCode::Argument:
    case OpCode::Reason: return ImmKind::Plain;
    case OpCode::ConstantText: return ImmKind::Text;
    case OpCode::Field: return ImmKind::Field;
    case OpCode::Profile:
    case OpCode::ProfileBefore:
    case OpCode::Moved: return ImmKind::Profile;
    case OpCode::Captured: return ImmKind::Capture;
    case OpCode::AddSpan:
    case OpCode::AddSpanToDate:
    case OpCode::WindowStart: return ImmKind::Span;
    case OpCode::PeriodStart: return ImmKind::Period;
    case OpCode::DatePart:
    case OpCode::DayPart: return ImmKind::Part;
    case OpCode::TextEqual:
    case OpCode::TextContains:
    case OpCode::TextStarts:
    case OpCode::TextEnds: return ImmKind::Case;
    case OpCode::Update:
    case OpCode::UpdateEvent:
    case OpCode::Reset:
    case OpCode::UpdateSame:
    case OpCode::ResetSame:
    case OpCode::BeginVisit:
    case OpCode::InVisit:
    case OpCode::Advance:
    case OpCode::AdvanceSame:
    case OpCode::Disarm:
    case OpCode::Arm:
    case OpCode::DisarmSame:
    case OpCode::ArmAt:
    case OpCode::IsFresh:
    case OpCode::Cross:
    case OpCode::WakeAt:
    case OpCode::ArmNext:
    case OpCode::ArmAtSame:
    case OpCode::Mention:
    case OpCode::ArmSame:
    case OpCode::CountSame:
    case OpCode::Completed:
    case OpCode::Move:
    case OpCode::Postpone:
    case OpCode::Cycle: return ImmKind::Fact;
    case OpCode::Recognise: return ImmKind::Stage;
    case OpCode::Read:
    case OpCode::ReadAll:
    case OpCode::ReadSame:
    case OpCode::ReadBetween: return ImmKind::Read;
    case OpCode::LookUp: return ImmKind::Cell;
    case OpCode::Candidate: return ImmKind::Rule;
    case OpCode::Issue: return ImmKind::Issue;
    case OpCode::Rules: return ImmKind::End;
    case OpCode::Skip: return ImmKind::Target;
  }
  return ImmKind::Plain;
}

const char* part_name(DatePart part) {
  switch (part) {
    case DatePart::Date: return "date";
    case DatePart::Time: return "time";
    case DatePart::Year: return "year";
    case DatePart::Month: return "month";
    case DatePart::Day: return "day";
    case DatePart::Weekday: return "weekday";
  }
  return "?";
}

const char* period_name(PaneUnit unit) {
  switch (unit) {
    case PaneUnit::Hour: return "hour";
    case PaneUnit::Day: return "day";
    case PaneUnit::Week: return "week";
    case PaneUnit::Month: return "month";
    case PaneUnit::Year: return "year";
    case PaneUnit::Exact: return "pane";
  }
  return "?";
}

std::string pane_name(const Fact& fact) {
  if (fact.pane == PaneUnit::Exact) return "panes of " + words_of(fact.span);
  return std::string(period_name(fact.pane)) + "s";
}

std::string read_text(const Plan& plan, std::int64_t imm) {
  const auto number = static_cast<std::size_t>(imm & 0xFFFFFF);
  const auto part = static_cast<FactPart>(imm >> 24 & 0xFF);
  std::string text = fmt::format("f{}.{}", number, name_of(part));
  if (imm >> 32 == 0) return text;
  if (part == FactPart::NthLast) return text + fmt::format(" {}", imm >> 32);
  if (number < plan.facts.size() && plan.facts[number].kind == FactKind::Panes) {
    text += fmt::format(" of {}", imm >> 32 & 0xFFFF);
    return imm >> 48 == 0 ? text : text + fmt::format(" behind {}", imm >> 48);
  }
  return text + fmt::format(" up to {}", imm >> 32);
}

std::string text_text(const Plan& plan, std::int64_t index) {
  const bool exists = index >= 0 && static_cast<std::size_t>(index) < plan.texts.size();
  return exists ? quoted(plan.texts[static_cast<std::size_t>(index)])
                : fmt::format("text {}", index);
}

std::string cell_text(const Plan& plan, std::int64_t imm) {
  const auto table = static_cast<std::size_t>(imm & 0xFFFF);
  const auto column = static_cast<std::size_t>(imm >> 16);
  if (table >= plan.tables.size()) return fmt::format("table {}", imm);
  const TableInfo& of = plan.tables[table];
  return column < of.fields.size() ? of.name + "." + of.fields[column].name : of.name;
}

std::string rule_text(const Plan& plan, std::int64_t index) {
  const bool exists = index >= 0 && static_cast<std::size_t>(index) < plan.rules.size();
  return exists ? plan.rules[static_cast<std::size_t>(index)].name : fmt::format("rule {}", index);
}

std::string imm_text(const Plan& plan, const Op& op, std::uint32_t body_begin) {
  switch (imm_of(op.code)) {
    case ImmKind::None: return "";
    case ImmKind::Plain: return fmt::format("{}", op.imm);
    case ImmKind::Text: return text_text(plan, op.imm);
    case ImmKind::Field: return fmt::format("field {}", op.imm);
    case ImmKind::Profile: return fmt::format("customer {}", op.imm);
    case ImmKind::Capture: return fmt::format("c{}", op.imm);
    case ImmKind::Span: return words_of(Stretch{true, op.imm});
    case ImmKind::Part: return part_name(static_cast<DatePart>(op.imm));
    case ImmKind::Period:
      return std::string(op.imm >> 8 != 0 ? "before this " : "this ") +
             period_name(static_cast<PaneUnit>(op.imm & 0xFF));
    case ImmKind::Case: return op.imm != 0 ? "ignoring case" : "";
    case ImmKind::Fact: return fmt::format("f{}", op.imm);
    case ImmKind::Read: return read_text(plan, op.imm);
    case ImmKind::Cell: return cell_text(plan, op.imm);
    case ImmKind::Rule: return rule_text(plan, op.imm);
    case ImmKind::Issue:
      return fmt::format("{} {}", rule_text(plan, op.imm >> 16), op.imm & 0xFFFF);
    case ImmKind::Stage: return fmt::format("f{} stage {}", op.imm & 0xFFFFFF, op.imm >> 24);
    case ImmKind::End: return fmt::format("before {}", op.imm);
    case ImmKind::Target:
      return fmt::format("to {}", op.imm - static_cast<std::int64_t>(body_begin));
  }
  return "";
}

const char* kind_name(ValueKind kind) {
  switch (kind) {
    case ValueKind::Whole: return "whole";
    case ValueKind::Decimal: return "decimal";
    case ValueKind::Money: return "money";
    case ValueKind::Percent: return "percent";
    case ValueKind::Instant: return "instant";
    case ValueKind::Date: return "date";
    case ValueKind::TimeOfDay: return "time of day";
    case ValueKind::Duration: return "duration";
    case ValueKind::Text: return "text";
    case ValueKind::YesNo: return "yes or no";
    case ValueKind::Choice: return "choice";
    case ValueKind::SetOf: return "set";
    case ValueKind::Identifier: return "identifier";
  }
  return "?";
}

std::string type_text(const Plan& plan, const ValueType& type) {
  std::string text = kind_name(type.kind);
  if (type.kind == ValueKind::Decimal) text += fmt::format(" {}", type.places);
  if (type.kind == ValueKind::Choice || type.kind == ValueKind::SetOf) {
    if (type.declared < plan.choices.size()) text += " " + plan.choices[type.declared].name;
  }
  if (type.kind == ValueKind::Identifier && type.declared < plan.identifiers.size()) {
    text += " " + plan.identifiers[type.declared].name;
  }
  if (type.length != 0) text += fmt::format(" up to {}", type.length);
  return text;
}

std::string identity_text(const Plan& plan, const TouchpointInfo& touchpoint) {
  std::string text;
  if (touchpoint.identity < plan.identifiers.size())
    text = " from " + plan.identifiers[touchpoint.identity].name;
  for (const std::uint32_t field : touchpoint.links)
    text += " links " + touchpoint.fields[field].name;
  if (touchpoint.without_repeats) text += " without repeats";
  return text;
}

std::string fact_text(const Plan& plan, std::size_t index) {
  const Fact& fact = plan.facts[index];
  std::string text = fmt::format("f{} {}: {}\n  ", index, name_of(fact.kind), fact.meaning);
  text +=
      fmt::format(" {}..{} bytes, capacity {}", fact.bytes_least, fact.bytes_most, fact.capacity);
  if (fact.has_value) text += ", value " + type_text(plan, fact.value);
  if (fact.keys != 0)
    text += fmt::format(", {} keys of {}", fact.keys,
                        type_text(plan, has_history_per_key(fact) ? fact.key : fact.value));
  if (fact.kind == FactKind::Panes) text += fmt::format(", {}", pane_name(fact));
  if (fact.kind == FactKind::Ledger)
    text += fact.forever ? ", for ever" : ", in " + words_of(fact.span);
  if (fact.kind == FactKind::Absence && fact.sequence != Fact::kNoFact) {
    text += fmt::format(", behind f{}", fact.sequence);
  }
  if (fact.journey != Fact::kNoFact)
    text += fact.kind == FactKind::Absence
                ? fmt::format(", armed by f{} at stage {}", fact.journey, fact.stage)
                : fmt::format(", emptied by f{}", fact.journey);
  if (fact.at_once) text += ", at once if passed";
  if (fact.awaited != Fact::kNoFact) text += fmt::format(", awaits f{}", fact.awaited);
  if (fact.late != LateEvents::Ignored)
    text += fact.late == LateEvents::Taken ? ", late ones too" : ", late ones if never repeated";
  if (fact.kind == FactKind::Mentions) text += ", for " + words_of(fact.span);
  if (fact.instances != Fact::kNoMentions)
    text += fmt::format(", instances of f{}", fact.instances);
  if (fact.capture_count != 0) {
    text += fmt::format(", captures c{}..c{}", fact.capture_begin,
                        fact.capture_begin + fact.capture_count - 1);
  }
  return text + "\n";
}

std::string capture_field_text(const TouchpointInfo& touchpoint, std::uint32_t field) {
  if (field == Capture::kTime) return touchpoint.name + ".time";
  if (field == Capture::kChannel) return touchpoint.name + ".channel";
  if (field == Capture::kTouchpoint) return touchpoint.name + ".touchpoint";
  if (field >= Capture::kKept)
    return fmt::format("{} kept {}", touchpoint.name, field - Capture::kKept);
  const bool exists = field < field_count(touchpoint);
  return touchpoint.name + "." +
         (exists ? field_of(touchpoint, field).name : fmt::format("field {}", field));
}

std::string capture_text(const Plan& plan, std::size_t index) {
  const Capture& capture = plan.captures[index];
  std::vector<std::string> fields;
  for (std::size_t t = 0; t < capture.field_of_touchpoint.size() && t < plan.touchpoints.size();
       ++t) {
    const std::uint32_t field = capture.field_of_touchpoint[t];
    if (field != Capture::kNone) fields.push_back(capture_field_text(plan.touchpoints[t], field));
  }
  if (fields.empty()) fields.push_back("its instant");
  return fmt::format("c{} step {}: {} ({}{})\n", index, capture.step, fmt::join(fields, " or "),
                     type_text(plan, capture.type), capture.is_personal ? ", personal" : "");
}

std::string body_text(const Plan& plan, const std::string& head, const Body& body) {
  std::string text = fmt::format("\n{} ({} registers)\n", head, body.registers);
  for (std::uint32_t i = body.begin; i < body.end; ++i) {
    text += fmt::format("{:4}  {}\n", i - body.begin, print(plan, plan.ops[i], body.begin));
  }
  return text;
}

std::string answers_text(const Plan& plan, const TouchpointInfo& touchpoint) {
  std::string text;
  for (std::size_t i = 0; i < touchpoint.answers.size(); ++i) {
    const AnswerInfo& answer = touchpoint.answers[i];
    const std::string head = fmt::format("field {} of {}: {}", touchpoint.fields.size() + i,
                                         touchpoint.name, answer.info.name);
    text += answer.has_test ? body_text(plan, head, answer.test) : "\n" + head + "\n";
  }
  return text;
}

std::string step_time_text(std::uint32_t time) {
  return time == RuleInfo::kCurrent ? "now" : fmt::format("c{}", time);
}

std::string rule_info_text(const Plan& plan, std::size_t index) {
  const RuleInfo& rule = plan.rules[index];
  std::string text = fmt::format("{} {}: when {}\n", index, rule.name, rule.when_text);
  text +=
      fmt::format("  priority {}, {}{}", rule.priority,
                  rule.ledger == Fact::kNoFact ? "no limit" : fmt::format("limit f{}", rule.ledger),
                  rule.at_once ? ", at once" : "");
  if (rule.is_stage) text += fmt::format(", a stage of f{}", rule.journey);
  if (rule.absence != Fact::kNoFact) text += fmt::format(", at the deadline of f{}", rule.absence);
  if (!rule.is_stage && rule.journey != Fact::kNoFact)
    text += fmt::format(", at moves of f{}", rule.journey);
  text += "\n";
  for (std::size_t i = 0; i < rule.steps.size() && i < rule.step_times.size(); ++i) {
    text += fmt::format("  step {}: {}\n", step_time_text(rule.step_times[i]), rule.steps[i].text);
  }
  for (const ReasonInfo& reason : rule.reasons) {
    text += fmt::format("  reason: {} ({}{}{})\n", reason.text, type_text(plan, reason.type),
                        reason.personal ? ", personal" : "",
                        reason.cap != 0 ? fmt::format(", {} or more", reason.cap) : "");
  }
  for (const IssuedAction& issued : rule.actions) {
    const bool exists = issued.action < plan.actions.size();
    const bool placed = issued.place < plan.places.size();
    text += fmt::format("  does {}({}){}\n", exists ? plan.actions[issued.action].name : "?",
                        fmt::join(issued.arguments, ", "),
                        placed ? " for " + plan.places[issued.place] : "");
  }
  return text;
}

std::string head_text(const Plan& plan) {
  std::string text =
      fmt::format("plan {}: zone {}, grain {} ms", plan.schema, plan.zone, plan.grain);
  if (!plan.currency.empty())
    text += fmt::format(", {} with {} digits", plan.currency, plan.currency_digits);
  if (plan.lateness != 0)
    text += fmt::format(", lateness {} ms up to {} events", plan.lateness, plan.open_events);
  return text + "\n";
}

}  // namespace

const char* name_of(FactKind kind) {
  switch (kind) {
    case FactKind::Times: return "times";
    case FactKind::First: return "first";
    case FactKind::Last: return "last";
    case FactKind::Totals: return "totals";
    case FactKind::Panes: return "panes";
    case FactKind::Items: return "items";
    case FactKind::Distinct: return "distinct";
    case FactKind::Sequence: return "sequence";
    case FactKind::Absence: return "absence";
    case FactKind::Keyed: return "keyed";
    case FactKind::Cycle: return "cycle";
    case FactKind::Level: return "level";
    case FactKind::Ledger: return "ledger";
    case FactKind::Visit: return "visit";
    case FactKind::Mentions: return "mentions";
    case FactKind::Journey: return "journey";
  }
  return "?";
}

const char* name_of(FactPart part) {
  switch (part) {
    case FactPart::Exists: return "exists";
    case FactPart::Count: return "count";
    case FactPart::Sum: return "sum";
    case FactPart::Average: return "average";
    case FactPart::Largest: return "largest";
    case FactPart::Smallest: return "smallest";
    case FactPart::First: return "first";
    case FactPart::Last: return "last";
    case FactPart::FirstTime: return "first_time";
    case FactPart::LastTime: return "last_time";
    case FactPart::Different: return "different";
    case FactPart::NthLast: return "nth_last";
    case FactPart::Fading: return "fading";
    case FactPart::Stage: return "stage";
    case FactPart::StageBefore: return "stage_before";
    case FactPart::StageTime: return "stage_time";
  }
  return "?";
}

std::string print(const Plan& plan, const Op& op, std::uint32_t body_begin) {
  const OpRow& row = row_of(op.code);
  std::vector<std::string> operands;
  if (row.inputs > 0) operands.push_back(fmt::format("r{}", op.a));
  if (row.inputs > 1) operands.push_back(fmt::format("r{}", op.b));
  if (row.inputs > 2) operands.push_back(fmt::format("r{}", op.c));
  const std::string imm = imm_text(plan, op, body_begin);
  if (!imm.empty()) operands.push_back(imm);
  const std::string left = row.has_output ? fmt::format("r{} = ", op.out) : "";
  return fmt::format("{}{}{}{}", left, row.spelling, operands.empty() ? "" : " ",
                     fmt::join(operands, ", "));
}

std::string print(const Plan& plan) {
  std::string text = head_text(plan);
  if (!plan.links.empty()) text += "\nlinks\n";
  for (const LinkInfo& link : plan.links) text += "  " + link.meaning + "\n";
  if (!plan.tables.empty()) text += "\ntables\n";
  for (const TableInfo& table : plan.tables) text += "  " + table.meaning + "\n";
  if (!plan.levels.empty()) text += "\nlevels\n";
  for (const LevelInfo& level : plan.levels)
    text += fmt::format("  {} by customer {}\n", level.name, level.field);
  if (!plan.facts.empty()) text += "\nfacts\n";
  for (std::size_t i = 0; i < plan.facts.size(); ++i) text += fact_text(plan, i);
  if (!plan.captures.empty()) text += "\ncaptures\n";
  for (std::size_t i = 0; i < plan.captures.size(); ++i) text += capture_text(plan, i);
  if (!plan.rules.empty()) text += "\nrules\n";
  for (std::size_t i = 0; i < plan.rules.size(); ++i) text += rule_info_text(plan, i);
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    text += answers_text(plan, touchpoint);
    if (touchpoint.body.begin == touchpoint.body.end) continue;
    text += body_text(plan, "touchpoint " + touchpoint.name + identity_text(plan, touchpoint),
                      touchpoint.body);
    text += print_index(plan, touchpoint, touchpoint.updates);
    for (std::size_t i = 0; i < touchpoint.updates.bodies.size(); ++i) {
      text += body_text(plan, fmt::format("update {} of {}", i, touchpoint.name),
                        touchpoint.updates.bodies[i].body);
    }
    text += print_index(plan, touchpoint, touchpoint.index);
    for (const IndexedBody& rule : touchpoint.index.bodies) {
      text += body_text(plan, fmt::format("{} of {}", plan.rules[rule.rule].name, touchpoint.name),
                        rule.body);
    }
  }
  if (plan.profile_body.begin != plan.profile_body.end)
    text += body_text(plan, "the profile", plan.profile_body);
  for (const RuleInfo& rule : plan.rules) {
    if (rule.at_deadline) text += body_text(plan, "deadline " + rule.name, rule.deadline_body);
  }
  return text;
}

}  // namespace wend::plan
