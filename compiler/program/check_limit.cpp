// SPDX-License-Identifier: Apache-2.0
//
// How often a rule may act: `limit once per customer in 30 days`, `limit 3 times per order`.
#include "compiler/program/keys.h"
#include "compiler/program/rules.h"
#include "compiler/program/triggers.h"
#include "compiler/program/units.h"

namespace wend::program {
namespace {

constexpr std::uint32_t kMostTimes = 1000;

class LimitCheck {
 public:
  LimitCheck(Pack& pack, Scope& scope, const syntax::Limit& limit, Span span)
      : pack_(pack), scope_(scope), written_(limit), span_(span) {}

  std::optional<Limit> check() {
    made_.none = written_.none;
    if (written_.none) return made_;
    times();
    if (written_.in) {
      made_.in = stretch_of(pack_, *written_.in);
      understood_ = understood_ && made_.in;
    }
    if (!written_.per) {
      report_no_scope();
    } else if (const auto level = level_named(*written_.per)) {
      above_customer(*written_.per, *level);
    } else if (written_.per->text != "customer") {
      key(*written_.per);
    }
    if (!understood_) return std::nullopt;
    return made_;
  }

 private:
  void times() {
    const auto number = whole_of(written_.times, 1, kMostTimes);
    if (number) {
      made_.times = *number;
      return;
    }
    pack_
        .report(DiagnosticKind::LimitOutOfRange, digits_in(pack_, first_words(), written_.times),
                {written_.times})
        .with_help("any whole number from 1 to " + std::to_string(kMostTimes) +
                   ", or `limit none`");
    understood_ = false;
  }

  // `limit 5000 times`, without what follows.
  Span first_words() const {
    const std::size_t at = pack_.sources.text(span_).find("times");
    if (at == std::string_view::npos) return span_;
    return {span_.file, span_.begin, span_.begin + static_cast<std::uint32_t>(at)};
  }

  void report_no_scope() {
    pack_.report(DiagnosticKind::MissingScope, span_)
        .with_help("say of what it is counted, as in `per customer`");
    understood_ = false;
  }

  std::optional<std::uint32_t> level_named(const syntax::Name& name) const {
    const std::vector<SchemaLevel>& levels = pack_.schema().levels;
    for (std::uint32_t i = 0; i < levels.size(); ++i) {
      if (levels[i].name == name.text) return i;
    }
    return std::nullopt;
  }

  void above_customer(const syntax::Name& name, std::uint32_t level) {
    made_.level = level;
    if (pack_.schema().lateness_ms == 0) return;
    pack_.report(DiagnosticKind::LevelOfLateEvents, name.span, {name.text})
        .with_help("count per `customer`, or leave out `lateness` in the schema");
    understood_ = false;
  }

  void key(const syntax::Name& field) {
    const Match& match = *scope_.match;
    if (match.damaged) {
      understood_ = false;
      return;
    }
    const Key found = key_named(pack_, scope_, field);
    if (!found.exists) return report_unknown(field);
    understood_ = understood_ && found.value;
    if (!found.value) return;
    const ValueType& type = pack_.program[*found.value].type.value;
    if (match.instance && match.instance->name == field.text) {
      made_.key = found.value;
      made_.remembering = pack_.schema().identifiers[match.instance->kind].instances->open;
      made_.per_instance = true;
      return;
    }
    const auto keys = remembering_of(pack_, field, type, "`per " + field.text + "`");
    understood_ = understood_ && keys;
    if (!keys) return;
    made_.key = found.value;
    made_.remembering = *keys;
  }

  void report_unknown(const syntax::Name& field) {
    understood_ = false;
    if (pack_.incomplete || reports_why_no_key(pack_, *scope_.match, field) || report_unit(field))
      return;
    std::vector<std::string> names = {"customer"};
    for (const BoundStep& step : scope_.match->steps) {
      for (const SchemaField& one : pack_.schema().touchpoints[step.touchpoints[0]].fields)
        names.push_back(one.name);
    }
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownKey, field.span, {field.text}), field,
                  names, "count per `customer`, or per a field of a step");
  }

  // `once per month`
  bool report_unit(const syntax::Name& field) {
    if (!unit_named(field.text)) return false;
    const std::string unit =
        field.text.ends_with('s') ? field.text.substr(0, field.text.size() - 1) : field.text;
    const std::string right = "customer in 1 " + unit;
    pack_.report(DiagnosticKind::UnknownKey, field.span, {field.text})
        .with_help("a stretch of time stands behind `in`: `per " + right + "`");
    return true;
  }

  Pack& pack_;
  Scope& scope_;
  const syntax::Limit& written_;
  Span span_;
  Limit made_;
  bool understood_ = true;
};

}  // namespace

std::optional<Limit> check_limit(Pack& pack, Scope& scope, const syntax::Limit& limit, Span span) {
  return LimitCheck(pack, scope, limit, span).check();
}

}  // namespace wend::program
