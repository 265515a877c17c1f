// SPDX-License-Identifier: Apache-2.0
//
// A decision as one line of CloudEvents 1.0 JSON. Written by hand: it is on the way of every decision.
#include <cstdint>
#include <string>
#include <utility>

#include "runtime/abi/plan.h"
#include "runtime/decision/decision_words.h"
#include "runtime/decision/line.h"
#include "runtime/decision/value_words.h"
#include "wend/decision_writer.h"
#include "wend/runtime.h"

namespace wend {
namespace {

using runtime::DecisionWords;
using runtime::kMostOfValue;
using runtime::Line;

using Kind = DecisionWords::Kind;

// The plan's own values are known; a host's may be of any type.
Kind kind_of(const DecisionWords::Piece* piece, const Plan& plan,
             const Decision::NamedValue& value) {
  if (piece != nullptr && piece->type == value.type) return piece->kind;
  return DecisionWords::kind_of(plan, *value.type);
}

class Writing {
 public:
  Writing(Line& line, const Plan& plan, const DecisionWords& words, const Decision& decision,
          bool show_personal)
      : line_(line),
        plan_(plan),
        words_(words),
        decision_(decision),
        show_personal_(show_personal) {}

  // `of_source`: from behind the id to the customer.
  void put(std::string_view of_source, const DecisionWords::Rule& rule,
           const DecisionWords::Action& action) {
    words_.expect(rule);
    line_.put_member("{\"specversion\":\"1.0\",\"id\":", decision_.id);
    line_.put_member(of_source, decision_.customer);
    if (!decision_.identity.empty()) line_.put_member(",\"identity\":", decision_.identity);
    line_.put(",\"time\":\"");
    put_time(decision_.time_ms);
    words_.put(line_, rule.head);
    words_.put(line_, action.head);
    if (!decision_.place.empty()) line_.put_member(",\"for\":", decision_.place);
    put_arguments(words_.arguments(action));
    words_.put(line_, rule.because);
    put_events(words_.steps(rule));
    put_values(words_.values(rule));
    line_.put('}');
  }

 private:
  void put_time(std::int64_t time_ms) {
    line_.end_at(runtime::put_utc(line_.room(kMostOfValue), time_ms, plan_.grain == 1));
  }

  // The piece for this name: of values that are not those of the plan, a host's own, it is put together anew, and none is
  // returned.
  const DecisionWords::Piece* put_name(std::span<const DecisionWords::Piece> pieces, std::size_t i,
                                       std::string_view before, std::string_view name,
                                       std::string_view behind) {
    if (i < pieces.size() && pieces[i].is_for(name)) {
      words_.put(line_, pieces[i].at, pieces[i].size);
      return &pieces[i];
    }
    line_.put_member(before, name);
    line_.put(behind);
    return nullptr;
  }

  void put_value(const Kind& of, std::int64_t number) {
    line_.end_at(runtime::put_value(line_.room(kMostOfValue), plan_, of.kind, of.places, number));
  }

  // `between` the values of a set, `around` each of them.
  void put_set(const Decision::NamedValue& set, std::string_view between, std::string_view around) {
    bool is_first = true;
    for (std::int64_t bit = 0; bit < 63; ++bit) {
      if ((static_cast<std::uint64_t>(set.number) >> bit & 1) == 0) continue;
      if (!is_first) line_.put(between);
      is_first = false;
      line_.put(around);
      words_.put_choice(line_, set.type->declared, bit);
      line_.put(around);
    }
  }

  void put_argument(const Decision::NamedValue& argument, const Kind& of) {
    switch (of.kind) {
      case ValueKind::Whole:
      case ValueKind::Decimal:
      case ValueKind::Percent:  // as a number
        put_value({ValueKind::Decimal, of.places, 0}, argument.number);
        break;
      case ValueKind::Money:
        line_.put("{\"amount\":\"");
        put_value(of, argument.number);
        line_.put_member("\",\"currency\":", plan_.currency);
        line_.put('}');
        break;
      case ValueKind::YesNo: line_.put(argument.number != 0 ? "true" : "false"); break;
      case ValueKind::SetOf:
        line_.put('[');
        put_set(argument, ",", "\"");
        line_.put(']');
        break;
      case ValueKind::Text:
      case ValueKind::Identifier: line_.put_string(argument.text); break;
      case ValueKind::Choice:
        line_.put('"');
        words_.put_choice(line_, of.declared, argument.number);
        line_.put('"');
        break;
      case ValueKind::Instant:
      case ValueKind::Date:
      case ValueKind::TimeOfDay:
      case ValueKind::Duration:
        line_.put('"');
        put_value(of, argument.number);
        line_.put('"');
        break;
    }
  }

  void put_arguments(std::span<const DecisionWords::Piece> pieces) {
    line_.put(",\"arguments\":{");
    bool is_first = true;
    for (std::size_t i = 0; i < decision_.arguments.size(); ++i) {
      const Decision::NamedValue& argument = decision_.arguments[i];
      if (!argument.known) continue;  // optional, and left out by the rule
      if (!is_first) line_.put(',');
      is_first = false;
      const DecisionWords::Piece* const piece =
          put_name(pieces, i, "", argument.name, DecisionWords::kArgumentEnd);
      put_argument(argument, kind_of(piece, plan_, argument));
    }
  }

  void put_events(std::span<const DecisionWords::Piece> pieces) {
    for (std::size_t i = 0; i < decision_.events.size(); ++i) {
      const Decision::Because& event = decision_.events[i];
      if (i != 0) line_.put(',');
      put_name(pieces, i, DecisionWords::kStep, event.step, DecisionWords::kStepEnd);
      put_time(event.time_ms);
      line_.put('"');
      if (!event.source.empty()) line_.put_member(",\"source\":", event.source);
      if (!event.id.empty()) line_.put_member(",\"id\":", event.id);
      line_.put('}');
    }
    line_.put(']');
  }

  void put_shown(const Decision::NamedValue& value, const Kind& of) {
    if (value.personal && !show_personal_) return line_.put("‹personal›");
    if (!value.known) return line_.put("not known");
    if (runtime::has_own_words(of.kind)) {
      put_value(of, value.number);
    } else if (of.kind == ValueKind::Choice) {
      words_.put_choice(line_, of.declared, value.number);
    } else if (of.kind == ValueKind::SetOf) {
      put_set(value, "|", "");
    } else {
      line_.put_content(value.text);
    }
    if (of.kind == ValueKind::Money) {
      line_.put(' ');
      line_.put_content(plan_.currency);
    }
    if (value.at_least) line_.put(" or more");
  }

  void put_values(std::span<const DecisionWords::Piece> pieces) {
    line_.put(",\"values\":[");
    for (std::size_t i = 0; i < decision_.values.size(); ++i) {
      const Decision::NamedValue& value = decision_.values[i];
      if (i != 0) line_.put(',');
      const DecisionWords::Piece* const piece =
          put_name(pieces, i, DecisionWords::kWhat, value.name, DecisionWords::kWhatEnd);
      put_shown(value, kind_of(piece, plan_, value));
      line_.put("\"}");
    }
    line_.put("]}}");
  }

  Line& line_;
  const Plan& plan_;
  const DecisionWords& words_;
  const Decision& decision_;
  bool show_personal_;
};

std::string words_of_source(const DecisionFormat& format) {
  std::string words;
  {
    Line line(words);
    line.put_member(",\"source\":", format.source);
    line.put(",\"type\":\"wend.decision\",\"subject\":");
  }
  return words;
}

}  // namespace

struct DecisionWriter::Inside {
  Inside(const Plan& of, const DecisionFormat& format)
      : plan(of),
        words(of),
        of_source(words_of_source(format)),
        show_personal(format.show_personal) {}
  const Plan& plan;
  DecisionWords words;
  std::string of_source;
  bool show_personal;
};

DecisionWriter::DecisionWriter(const Plan& plan, DecisionFormat format)
    : inside_(std::make_unique<const Inside>(plan, format)) {}
DecisionWriter::~DecisionWriter() = default;
DecisionWriter::DecisionWriter(DecisionWriter&&) noexcept = default;
DecisionWriter& DecisionWriter::operator=(DecisionWriter&&) noexcept = default;

void DecisionWriter::append(std::string& out, const Decision& decision) const {
  const DecisionWords& words = inside_->words;
  Line line(out);
  Writing(line, inside_->plan, words, decision, inside_->show_personal)
      .put(inside_->of_source, words.rule(decision.rule), words.action(decision.action));
}

// For one decision, without a writer.
void append_cloud_event(std::string& out, const Plan& plan, const Decision& decision,
                        const DecisionFormat& format) {
  const DecisionWords words(plan, decision.rule, decision.action);
  const std::string of_source = words_of_source(format);
  Line line(out);
  Writing(line, plan, words, decision, format.show_personal)
      .put(of_source, words.rule(0), words.action(0));
}

}  // namespace wend
