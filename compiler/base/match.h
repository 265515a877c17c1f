// SPDX-License-Identifier: Apache-2.0
//
// Reads a std::variant: `match(variant, [](const A& a) {...}, [](const B& b) {...})`. A missing case
// is a compile error, so a new kind of node is noticed wherever it must be handled.
#pragma once

#include <utility>
#include <variant>

namespace wend {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

template <class Variant, class... Cases>
decltype(auto) match(Variant&& variant, Cases&&... cases) {
  return std::visit(Overloaded{std::forward<Cases>(cases)...}, std::forward<Variant>(variant));
}

}  // namespace wend
