// SPDX-License-Identifier: Apache-2.0
//
// A value that stands elsewhere, so that a variant is not as large as its largest and seldom kind. Copied with what it holds; one
// that was moved from may only be assigned to or destroyed.
#pragma once

#include <memory>
#include <utility>

namespace wend {

template <class T>
class Boxed {
 public:
  Boxed() : value_(std::make_unique<T>()) {}
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(const Boxed& other) : value_(std::make_unique<T>(*other.value_)) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) {
    if (this != &other) value_ = std::make_unique<T>(*other.value_);
    return *this;
  }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }

 private:
  std::unique_ptr<T> value_;
};

// What is in the box, or what stands in none.
template <class T>
T& unboxed(T& value) {
  return value;
}
template <class T>
T& unboxed(Boxed<T>& box) {
  return *box;
}
template <class T>
const T& unboxed(const Boxed<T>& box) {
  return *box;
}

}  // namespace wend
