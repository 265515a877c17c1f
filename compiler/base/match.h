// SPDX-License-Identifier: Apache-2.0
//
// Reads a std::variant: `match(variant, [](const A& a) {...}, [](const B& b) {...})`. A missing case
// is a compile error, so a new kind of node is noticed wherever it must be handled. What stands in a box is read out of it.
#pragma once

#include <utility>
#include <variant>

#include "compiler/base/boxed.h"

namespace wend {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

template <class Variant, class... Cases>
decltype(auto) match(Variant&& variant, Cases&&... cases) {
  const Overloaded chosen{std::forward<Cases>(cases)...};
  return std::visit([&](auto& kind) -> decltype(auto) { return chosen(unboxed(kind)); }, variant);
}

}  // namespace wend
