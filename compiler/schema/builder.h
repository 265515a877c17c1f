// SPDX-License-Identifier: Apache-2.0
//
// The work of schema/from_syntax: one function per kind of declaration. Types and channels are
// declared before whatever names them, whatever their order in the file.
#pragma once

#include <map>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/schema/schema.h"
#include "compiler/syntax/tree.h"

namespace wend::schema {

class Builder {
 public:
  Builder(const Sources& sources, bool incomplete, Diagnostics& diagnostics)
      : sources_(sources), incomplete_(incomplete), diagnostics_(diagnostics) {}

  Schema build(const syntax::Schema& declared);

 private:
  // from_syntax.cpp: what a schema states once.
  void declare_settings(const syntax::Schema& declared);
  void zone(const syntax::SchemaItem& item, const syntax::Zone& declared);
  void grain(const syntax::Grain& declared);
  void history(const syntax::History& declared);
  void currency(const syntax::Currency& declared, Span span);
  void once(const char* part, const syntax::SchemaItem& item);

  // declare_type.cpp
  void declare_types(const syntax::Schema& declared);
  void channel(const syntax::Channel& declared);
  void choice(const syntax::ChoiceType& declared);
  void choice_values(const syntax::ChoiceType& declared, Choice& made);
  void identifier(const syntax::Identifier& declared, Span span);
  void identity(const syntax::IdentityItem& declared, Span span);
  bool new_type_name(const syntax::Name& name, const char* what);
  ValueType type(const syntax::FieldType& declared);
  ValueType named_type(const syntax::Name& name);
  ValueType set_type(const syntax::Name& name);
  ValueType unknown_type(const syntax::Name& name);

  // declare_record.cpp
  void declare_records(const syntax::Schema& declared);
  void record(const syntax::Record& declared);
  std::optional<std::uint32_t> record_named(const std::string& name) const;
  void add_list(const syntax::Field& declared, SchemaTouchpoint& made);
  void add_record(const syntax::Field& declared, std::uint32_t record, SchemaTouchpoint& made);
  void happening_fields(const std::vector<syntax::Field>& declared, SchemaTouchpoint& made);
  bool report_only_in_touchpoint(const syntax::Field& field);

  // declare_touchpoint.cpp
  void declare_happenings(const syntax::Schema& declared);
  void customer(const syntax::CustomerFields& declared);
  void touchpoint(const syntax::Touchpoint& declared);
  void touchpoint_channels(const syntax::Touchpoint& declared, SchemaTouchpoint& made);
  void touchpoint_identities(const syntax::Touchpoint& declared, SchemaTouchpoint& made);
  void touchpoint_repeats(const syntax::Touchpoint& declared, SchemaTouchpoint& made);
  void link(const syntax::Name& name, SchemaTouchpoint& made);
  bool is_identity(const ValueType& type) const;
  void not_an_identity(const syntax::Name& name, const std::string& words);
  void action(const syntax::Action& declared);
  void place(const syntax::PlaceItem& declared);
  bool new_happening(const syntax::Name& name, const char* what);

  // declare_table.cpp
  void table(const syntax::Table& declared);
  void level(const syntax::Level& declared);
  bool is_table_key(const SchemaField& key, Span span);

  // Of what holds neither records nor lists.
  std::vector<SchemaField> fields(const std::vector<syntax::Field>& declared,
                                  const std::string& owner);
  bool is_new_field(std::map<std::string, Span>& seen, const syntax::Field& field,
                    const std::string& owner);

  // A whole number from `least` to `most`, else `kind` is reported, where `digits` stand in `span`, and
  // nothing given.
  std::optional<std::uint32_t> number(const std::string& digits, std::uint32_t least,
                                      std::uint32_t most, DiagnosticKind kind, Span span);

  const Sources& sources_;
  bool incomplete_;
  Diagnostics& diagnostics_;
  Schema schema_;
  std::map<std::string, Span> parts_;                          // what is stated once, and where
  std::map<std::string, std::pair<const char*, Span>> types_;  // choices and identifiers
  std::map<std::string, std::pair<const char*, Span>> happenings_;  // touchpoints and actions
};

}  // namespace wend::schema
