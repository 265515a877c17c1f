// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/grammar_table.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace wend::syntax {

int GrammarTable::rule(std::string_view name) const {
  const auto found = std::find(rule_names.begin(), rule_names.end(), name);
  CHECK(found != rule_names.end());
  return static_cast<int>(found - rule_names.begin());
}

int GrammarTable::type_of(std::string_view word) const {
  const auto found = std::find(word_of.begin() + 1, word_of.end(), word);
  return found == word_of.end() ? 0 : static_cast<int>(found - word_of.begin());
}

}  // namespace wend::syntax
