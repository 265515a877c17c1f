// SPDX-License-Identifier: Apache-2.0
//
// Failures of the machine around us: a file that is missing, memory that is refused. Mistakes in a
// program are Diagnostics, not Errors.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace wend {

struct Error {
  std::string message;  // names the thing: "cannot read `retail.wend`: permission denied"
};

template <class T>
class Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  // Requires: ok().
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // Requires: !ok().
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace wend
