// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/syntax_errors.h"

#include "compiler/syntax/damage.h"
#include "compiler/syntax/parser.h"

namespace wend::syntax {
namespace {

constexpr std::size_t kMostRepairs = 10;  // of one piece

}  // namespace

Explained explain(Tokens piece, std::string_view rule, Belief belief, bool report_the_rest,
                  Diagnostics& diagnostics) {
  Explained made;
  const int number = grammar_table().rule(rule);
  for (std::size_t repairs = 0; repairs <= kMostRepairs; ++repairs) {
    Damage damage(piece, number, belief, diagnostics);
    made.whole = damage.fits();
    if (made.whole) break;
    if (repairs == kMostRepairs || !damage.explained()) {
      if (report_the_rest) damage.report_unexplained();
      break;
    }
    if (damage.invented) made.invented.push_back(*damage.invented);
    piece = std::move(damage.repaired);
  }
  made.tokens = std::move(piece);
  return made;
}

}  // namespace wend::syntax
