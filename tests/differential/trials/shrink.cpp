// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/shrink.h"

#include <fmt/format.h>

namespace wend::differential {
namespace {

class Shrinker {
 public:
  Shrinker(Case from, const Complaint& complaint) : best_(std::move(from)), complaint_(complaint) {}

  Case run() {
    for (int round = 0; round < 3; ++round) {
      const std::size_t before = tried_and_kept_;
      drop_from([](Case& one) -> auto& { return one.pack.rules; });
      drop_from([](Case& one) -> auto& { return one.stream; });
      drop_from([](Case& one) -> auto& { return one.pack.definitions; });
      drop_from([](Case& one) -> auto& { return one.pack.journeys; });
      drop_stages();
      drop_clauses();
      simplify_events();
      if (tried_and_kept_ == before) break;
    }
    return std::move(best_);
  }

 private:
  bool keep_if_wrong(Case candidate) {
    if (++tried_ > kMostTries || complaint_(candidate).empty()) return false;
    best_ = std::move(candidate);
    ++tried_and_kept_;
    return true;
  }

  // Halves, quarters, ... of a list, then single elements.
  template <class List>
  void drop_from(const List& list) {
    for (std::size_t piece = list(best_).size(); piece > 0; piece /= 2) {
      for (std::size_t at = 0; at < list(best_).size();) {
        Case candidate = best_;
        auto& all = list(candidate);
        const std::size_t end = std::min(all.size(), at + piece);
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(at),
                  all.begin() + static_cast<std::ptrdiff_t>(end));
        if (!keep_if_wrong(std::move(candidate))) at += piece;
      }
    }
  }

  void change_rule(std::size_t rule, const std::function<void(GeneratedRule&)>& change) {
    Case candidate = best_;
    change(candidate.pack.rules[rule]);
    keep_if_wrong(std::move(candidate));
  }

  void drop_stages() {
    for (std::size_t journey = 0; journey < best_.pack.journeys.size(); ++journey) {
      drop_from([journey](Case& one) -> auto& { return one.pack.journeys[journey].stages; });
      for (std::size_t stage = 0; stage < best_.pack.journeys[journey].stages.size(); ++stage) {
        Case candidate = best_;
        candidate.pack.journeys[journey].stages[stage].condition.clear();
        keep_if_wrong(std::move(candidate));
      }
    }
  }

  void drop_clauses() {
    for (std::size_t rule = 0; rule < best_.pack.rules.size(); ++rule) {
      change_rule(rule, [](GeneratedRule& one) {
        one.title.clear();
        one.comment.clear();
        one.inner_comment.clear();
      });
      change_rule(rule, [](GeneratedRule& one) { one.priority = 0; });
      change_rule(rule, [](GeneratedRule& one) { one.limit = "none"; });
      change_rule(rule, [](GeneratedRule& one) { one.calls.resize(1); });
      drop_from([rule](Case& one) -> auto& { return one.pack.rules[rule].conditions; });
      drop_parts(rule);
    }
  }

  // `(a and b)` and `(a or b)`: tries a alone and b alone.
  void drop_parts(std::size_t rule) {
    for (std::size_t i = 0; i < best_.pack.rules[rule].conditions.size(); ++i) {
      for (const char* joint : {" and ", " or "}) {
        const std::string text = best_.pack.rules[rule].conditions[i];
        for (std::size_t at = text.find(joint); at != std::string::npos;
             at = text.find(joint, at + 1)) {
          if (text.size() < 2 || text.front() != '(') break;
          const std::string left = text.substr(1, at - 1);
          const std::string right = text.substr(at + std::string(joint).size(),
                                                text.size() - at - std::string(joint).size() - 1);
          for (const std::string& side : {left, right})
            change_rule(rule, [&](GeneratedRule& one) { one.conditions[i] = side; });
        }
      }
    }
  }

  void simplify_events() {
    for (std::size_t event = 0; event < best_.stream.size(); ++event) {
      change_event(event, [](reference::Event& one) { one.sequence = 0; });
      change_event(event, [](reference::Event& one) {
        one.time_ns = one.time_ns / 1'000'000'000 * 1'000'000'000;
      });
      for (std::size_t field = 0; field < best_.stream[event].fields.size(); ++field) {
        change_event(event, [&](reference::Event& one) { one.fields[field].number = 0; });
        change_event(event, [&](reference::Event& one) { one.fields[field].text.clear(); });
      }
      for (std::size_t list = 0; list < best_.stream[event].lists.size(); ++list)
        drop_from(
            [event, list](Case& one) -> auto& { return one.stream[event].lists[list].items; });
    }
  }

  void change_event(std::size_t event, const std::function<void(reference::Event&)>& change) {
    Case candidate = best_;
    change(candidate.stream[event]);
    keep_if_wrong(std::move(candidate));
  }

  static constexpr std::size_t kMostTries = 6000;
  Case best_;
  const Complaint& complaint_;
  std::size_t tried_ = 0;
  std::size_t tried_and_kept_ = 0;
};

std::string value_text(const reference::EventField& field) {
  switch (field.state) {
    case reference::EventField::State::Absent: return "-";
    case reference::EventField::State::Cleared: return "cleared";
    case reference::EventField::State::Present: break;
  }
  return field.text.empty() ? std::to_string(field.number) : quoted(field.text);
}

std::string event_text(const Schema& schema, const reference::Event& event) {
  const auto& fields = reference::fields_of(schema, event);
  std::string text = fmt::format(
      "{}.{:09} {} {} {} #{} {}", event.time_ns / 1'000'000'000, event.time_ns % 1'000'000'000,
      quoted(event.customer), event.source, event.id, event.sequence,
      event.table   ? (event.row_ends ? "no row of " : "row of ") + schema.tables[*event.table].name
      : event.clock ? "clock"
      : event.profile ? "customer"
                      : schema.touchpoints[event.touchpoint].name + " on " +
                            schema.channels[event.channel].name);
  for (std::size_t field = 0; field < fields.size(); ++field)
    text += fmt::format(" {}={}", fields[field].name, value_text(event.fields[field]));
  for (std::size_t list = 0; list < event.lists.size(); ++list) {
    const SchemaList& of = schema.touchpoints[event.touchpoint].lists[list];
    text += fmt::format(" {}={}", of.name, event.lists[list].is_absent ? "-" : "[");
    for (const auto& item : event.lists[list].items) {
      text += "(";
      for (std::size_t field = 0; field < item.size(); ++field)
        text += fmt::format(" {}={}", schema.records[of.record].fields[field].name,
                            value_text(item[field]));
      text += ")";
    }
    if (!event.lists[list].is_absent) text += "]";
  }
  return text;
}

}  // namespace

Case shrunk(Case from, const Complaint& complaint) {
  return Shrinker(std::move(from), complaint).run();
}

std::string report(const Case& shown, const Complaint& complaint) {
  std::string text = text_of(shown.pack) + "\nevents, in order of arrival:\n";
  for (const reference::Event& event : shown.stream)
    text += event_text(shown.pack.schema, event) + "\n";
  return text + "\n" + complaint(shown) + "\n";
}

}  // namespace wend::differential
