// SPDX-License-Identifier: Apache-2.0
//
// The values that a line of a test gives to fields or expects of arguments: plain ones, each of its
// declared type; `missing` for what is optional; `a`, `(a and b)` or `empty` for a set.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/program/expressions.h"

namespace wend::program {

// Whose values they are.
struct Owner {
  std::string name;  // `order_placed`, `customer`
  const std::vector<SchemaField>& fields;
  bool wants_all = false;  // those that are not optional
  DiagnosticKind unknown = DiagnosticKind::UnknownField;
  const std::vector<SchemaList>* lists = nullptr;  // behind the fields
};

// One value per field of `owner`; then for each list one whose number is how many items it has, and the values of its
// items. Nothing if something was reported.
std::optional<std::vector<TestValue>> test_values(Pack& pack, const syntax::Tree& tree,
                                                  const syntax::Call& call, const Owner& owner);

}  // namespace wend::program
