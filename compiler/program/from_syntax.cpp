// SPDX-License-Identifier: Apache-2.0
//
// The checker: the schema first, then the names of definitions, then every definition, then every
// rule, then the tests. Each part reports its own mistakes and goes on; what follows from a mistake stays silent.
#include "compiler/program/from_syntax.h"

#include <algorithm>
#include <set>

#include "compiler/program/check_test.h"
#include "compiler/program/definitions.h"
#include "compiler/program/instances.h"
#include "compiler/program/lateness.h"
#include "compiler/program/links.h"
#include "compiler/program/pack.h"
#include "compiler/program/patterns.h"
#include "compiler/program/repeats.h"
#include "compiler/program/rules.h"
#include "compiler/program/stages.h"
#include "compiler/program/units.h"
#include "compiler/schema/from_syntax.h"
#include "compiler/schema/names.h"

namespace wend::program {
namespace {

// Where the parser reported errors.
std::vector<Span> damages(const Diagnostics& diagnostics) {
  std::vector<Span> made;
  for (const Diagnostic& one : diagnostics.all()) {
    if (row_of(one.kind).severity == Severity::Error) made.push_back(one.span);
  }
  return made;
}

bool lies_in(const Span& inner, const Span& outer) {
  return inner.file == outer.file && inner.begin >= outer.begin && inner.begin <= outer.end;
}

bool is_damaged(const Span& declaration, const std::vector<Span>& damages) {
  return std::any_of(damages.begin(), damages.end(),
                     [&](const Span& one) { return lies_in(one, declaration); });
}

// Only the first schema is read: what rules name may be declared in another.
bool has_several_schemas(const std::vector<syntax::Tree>& trees) {
  std::size_t count = 0;
  for (const syntax::Tree& tree : trees) {
    for (const syntax::Declaration& declaration : tree.declarations)
      count += std::holds_alternative<syntax::Schema>(declaration.kind) ? 1 : 0;
  }
  return count > 1;
}

// A damage outside all rules and tests may have cost a declaration that rules name.
bool is_incomplete(const std::vector<syntax::Tree>& trees, const std::vector<Span>& damages) {
  if (has_several_schemas(trees)) return true;
  for (const Span& damage : damages) {
    bool in_rule = false;
    for (const syntax::Tree& tree : trees) {
      for (const syntax::Declaration& declaration : tree.declarations) {
        const bool rule = std::holds_alternative<syntax::Rule>(declaration.kind) ||
                          std::holds_alternative<syntax::Test>(declaration.kind);
        in_rule = in_rule || (rule && lies_in(damage, declaration.span));
      }
    }
    if (!in_rule) return true;
  }
  return false;
}

class PackCheck {
 public:
  PackCheck(const std::vector<syntax::Tree>& trees, const Sources& sources,
            Diagnostics& diagnostics, Program& program, CheckedFiles& checked,
            EarlierCheck& earlier)
      : trees_(trees),
        all_(diagnostics),
        pack_(sources, found_, program),
        damages_(damages(diagnostics)),
        checked_(checked),
        earlier_(earlier) {
    pack_.incomplete = is_incomplete(trees, damages_);
  }

  void check() {
    check_all();
    report_once(found_, all_);
  }

 private:
  void check_all() {
    auto schema = schema::from_syntax(trees_, pack_.sources, pack_.incomplete, pack_.diagnostics);
    if (!schema) return;
    pack_.program.schema = std::move(*schema);
    pack_.program.answers.resize(pack_.schema().touchpoints.size());
    name_happenings();
    name_journeys();
    links();
    name_touchpoints();
    visits_and_instances();
    name_definitions();
    for (std::size_t i = 0; i < pack_.declared.size(); ++i) {
      check_definition(pack_, static_cast<std::uint32_t>(i), pack_.declared[i].name.span);
    }
    journeys();
    rules();
    tests();
    warn_of_unused();
  }

  void name_happenings() {
    const Schema& schema = pack_.schema();
    for (std::size_t i = 0; i < schema.touchpoints.size(); ++i) {
      pack_.touchpoints.emplace(schema.touchpoints[i].name, static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = 0; i < schema.actions.size(); ++i) {
      pack_.actions.emplace(schema.actions[i].name, static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = 0; i < schema.tables.size(); ++i) {
      pack_.tables.emplace(schema.tables[i].name, static_cast<std::uint32_t>(i));
    }
  }

  void name_journeys() {
    each<syntax::Journey>([&](const syntax::Tree&, const syntax::Journey& journey, Span span) {
      if (!schema::check_plain(journey.name, "a journey", pack_.diagnostics)) return;
      if (!is_taken(journey.name)) declare_journey(pack_, journey, span);
    });
  }

  void name_touchpoints() {
    each<syntax::DefineTouchpoint>(
        [&](const syntax::Tree& tree, const syntax::DefineTouchpoint& define, Span span) {
          if (!schema::check_plain(define.name, "a definition", pack_.diagnostics)) return;
          if (is_taken(define.name)) return;
          Pack::Named named{std::nullopt, define.name.span, false};
          if (!is_damaged(span, damages_))
            named.pattern = check_definition_of(pack_, tree, define.pattern);
          if (named.pattern) pack_.program.named.push_back({define.name.text, *named.pattern});
          pack_.named.emplace(define.name.text, named);
        });
  }

  void journeys() {
    std::set<std::string> seen;  // the second of a name was reported
    each<syntax::Journey>([&](const syntax::Tree& tree, const syntax::Journey& journey, Span span) {
      if (!seen.insert(journey.name.text).second) return;
      if (!is_damaged(span, damages_)) check_journey(pack_, tree, journey);
    });
  }

  // Before all that names fields: touchpoints have some by them.
  void links() {
    each_item<syntax::Lateness>([&](const syntax::Tree&, const syntax::Lateness& lateness,
                                    Span item) { check_lateness(pack_, lateness, item); });
    declare_links(pack_, trees_);
  }

  void visits_and_instances() {
    each_item<syntax::Visit>([&](const syntax::Tree& tree, const syntax::Visit& visit, Span) {
      this->visit(tree, visit);
    });
    each_item<syntax::Identifier>([&](const syntax::Tree&, const syntax::Identifier& kind, Span) {
      check_instance_bound(pack_, kind);
    });
  }

  // Calls act(tree, declaration, span).
  template <class Declaration, class Do>
  void each(Do act) {
    for (const syntax::Tree& tree : trees_) {
      for (const syntax::Declaration& declaration : tree.declarations) {
        if (const auto* found = std::get_if<Declaration>(&declaration.kind))
          act(tree, *found, declaration.span);
      }
    }
  }

  template <class Item, class Do>
  void each_item(Do act) {
    each<syntax::Schema>([&](const syntax::Tree& tree, const syntax::Schema& schema, Span) {
      for (const syntax::SchemaItem& item : schema.items) {
        if (const auto* found = std::get_if<Item>(&item.kind)) act(tree, *found, item.span);
      }
    });
  }

  void visit(const syntax::Tree& tree, const syntax::Visit& declared) {
    const auto pattern = check_pattern(pack_, tree, declared.pattern);
    const auto gap = stretch_of(pack_, declared.within);
    if (pattern && gap) pack_.program.visit = Visit{*pattern, *gap};
    pack_.declares_visit = true;
  }

  void name_definitions() {
    for (const syntax::Tree& tree : trees_) {
      for (const syntax::Declaration& declaration : tree.declarations) {
        if (const auto* define = std::get_if<syntax::Define>(&declaration.kind)) {
          name_definition(tree, define->name, define->value, false, declaration.span);
        } else if (const auto* segment = std::get_if<syntax::Segment>(&declaration.kind)) {
          name_definition(tree, segment->name, segment->test, true, declaration.span);
        }
      }
    }
  }

  void name_definition(const syntax::Tree& tree, const syntax::Name& name, syntax::ExprId value,
                       bool segment, Span span) {
    if (!schema::check_plain(name, segment ? "a segment" : "a definition", pack_.diagnostics))
      return;
    if (is_taken(name)) return;
    const auto number = static_cast<std::uint32_t>(pack_.declared.size());
    pack_.definitions.emplace(name.text, number);
    DeclaredDefinition declared;
    declared.tree = &tree;
    declared.name = name;
    declared.value = value;
    declared.segment = segment;
    declared.damaged = is_damaged(span, damages_);
    pack_.declared.push_back(std::move(declared));
    pack_.program.definitions.push_back({name.text, segment, {}, span});
  }

  bool is_taken(const syntax::Name& name) {
    const auto taken = [&](const char* what, Span first) {
      schema::report_taken(name, what, first, pack_.diagnostics);
      return true;
    };
    const Schema& schema = pack_.schema();
    if (const auto it = pack_.touchpoints.find(name.text); it != pack_.touchpoints.end()) {
      return taken("a touchpoint", schema.touchpoints[it->second].span);
    }
    if (const auto it = pack_.actions.find(name.text); it != pack_.actions.end()) {
      return taken("an action", schema.actions[it->second].span);
    }
    if (const auto it = pack_.tables.find(name.text); it != pack_.tables.end())
      return taken("a table", schema.tables[it->second].span);
    if (const auto it = pack_.definitions.find(name.text); it != pack_.definitions.end()) {
      const DeclaredDefinition& first = pack_.declared[it->second];
      return taken(first.segment ? "a segment" : "a definition", first.name.span);
    }
    if (const auto it = pack_.named.find(name.text); it != pack_.named.end())
      return taken("a definition", it->second.span);
    if (const auto it = pack_.journeys.find(name.text); it != pack_.journeys.end())
      return taken("a journey", pack_.program.journeys[it->second].span);
    for (const Choice& choice : schema.choices) {
      if (choice.name == name.text) return taken("a choice", choice.span);
      for (const std::string& value : choice.values) {
        if (value != name.text) continue;
        schema::report_taken(name, "a value of a choice", choice.span, pack_.diagnostics);
        return true;
      }
    }
    return false;
  }

  void rules() {
    name_rules();
    note_ground();
    std::vector<CheckedFile> files;
    for (std::size_t i = 0; i < trees_.size(); ++i)
      files.push_back(is_known(i) ? taken_over(earlier_.checked.files[i], earlier_, pack_)
                                  : rules_checked(trees_[i]));
    if (damages_.empty()) checked_.files = std::move(files);
    former_names();
  }

  void name_rules() {
    each<syntax::Rule>([&](const syntax::Tree&, const syntax::Rule& rule, Span) {
      const auto [first, is_new] = rules_.emplace(rule.name.text, rule.name.span);
      if (!is_new) schema::report_taken(rule.name, "a rule", first->second, pack_.diagnostics);
    });
  }

  void note_ground() {
    checked_.ground = ground_of(trees_, pack_.sources);
    checked_.expressions = static_cast<std::uint32_t>(pack_.program.expressions.size());
    checked_.patterns = static_cast<std::uint32_t>(pack_.program.patterns.size());
    if (checked_.ground != earlier_.checked.ground || !damages_.empty()) earlier_ = {};
    if (!earlier_.program) return;
    pack_.program.expressions.reserve(earlier_.program->expressions.size());
    pack_.program.rules.reserve(earlier_.program->rules.size());
  }

  // What stands in a damaged file, or beside one, is checked anew.
  bool is_known(std::size_t file) const {
    return earlier_.program && file < earlier_.is_same.size() && earlier_.is_same[file] &&
           file < earlier_.checked.files.size() && earlier_.checked.files[file].may_be_kept;
  }

  CheckedFile rules_checked(const syntax::Tree& tree) {
    FileCheck file(pack_);
    const std::size_t reported = pack_.diagnostics.all().size();
    for (const syntax::Declaration& declaration : tree.declarations) {
      const auto* rule = std::get_if<syntax::Rule>(&declaration.kind);
      if (rule != nullptr && !is_damaged(declaration.span, damages_))
        check_rule(pack_, tree, *rule, declaration.span);
    }
    return file.finished(pack_.diagnostics.all().size() != reported);
  }

  // Each stands for one rule, and for none that is there.
  void former_names() {
    std::map<std::string, Span> seen;
    each<syntax::Rule>([&](const syntax::Tree&, const syntax::Rule& rule, Span) {
      if (!rule.formerly) return;
      const syntax::Name& name = *rule.formerly;
      const auto [first, is_new] = seen.emplace(name.text, name.span);
      if (const auto there = rules_.find(name.text); there != rules_.end()) {
        pack_.report(DiagnosticKind::FormerlyThere, name.span, {name.text})
            .with_label(there->second, "it is this one")
            .with_help("a rule that was renamed is there under its new name alone");
      } else if (!is_new) {
        pack_.report(DiagnosticKind::FormerlyTwice, name.span, {name.text})
            .with_label(first->second, "the first is here")
            .with_help("one of them goes on with its decisions and limits: the other is new");
      }
    });
  }

  void tests() {
    std::map<std::string, Span> titles;
    each<syntax::Test>([&](const syntax::Tree& tree, const syntax::Test& test, Span span) {
      const auto [first, is_new] = titles.emplace(test.title, test.title_span);
      if (!is_new)
        schema::report_taken({test.title, test.title_span}, "a test", first->second,
                             pack_.diagnostics);
      if (!is_damaged(span, damages_)) check_test(pack_, tree, test, span, rules_);
    });
  }

  // Definitions of the library wait for whoever needs them.
  void warn_of_unused() {
    if (!damages_.empty()) return;
    for (const DeclaredDefinition& declared : pack_.declared) {
      if (declared.used || pack_.sources.file(declared.name.span.file).of_library) continue;
      pack_.report(DiagnosticKind::UnusedDefinition, declared.name.span, {declared.name.text})
          .with_help("no rule and no other definition needs it");
    }
    for (const auto& [name, named] : pack_.named) {
      if (named.used || !named.pattern || pack_.sources.file(named.span.file).of_library) continue;
      pack_.report(DiagnosticKind::UnusedDefinition, named.span, {name})
          .with_help("no rule and no journey names it");
    }
  }

  const std::vector<syntax::Tree>& trees_;
  Diagnostics& all_;
  Diagnostics found_;
  Pack pack_;
  std::map<std::string, Span> rules_;  // all that are declared, and where
  std::vector<Span> damages_;
  CheckedFiles& checked_;
  EarlierCheck& earlier_;
};

}  // namespace

Program from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                    Diagnostics& diagnostics) {
  CheckedFiles checked;
  return from_syntax(trees, sources, diagnostics, {}, checked);
}

Program from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                    Diagnostics& diagnostics, EarlierCheck earlier, CheckedFiles& checked) {
  Program program;
  PackCheck(trees, sources, diagnostics, program, checked, earlier).check();
  return program;
}

}  // namespace wend::program
