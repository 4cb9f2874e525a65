// SPDX-License-Identifier: Apache-2.0
// A Result is a value or the Error that prevented it. Nobody may drop one unread.
//
//   Result<int> Half(int n) {
//     if (n % 2 != 0) return Error{Code::kInvalid, "n: odd; give an even number", "n"};
//     return n / 2;
//   }
//   Result<int> Quarter(int n) {
//     PM_ASSIGN(int half, Half(n));
//     return Half(half);
//   }
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/error.h"

namespace proofmark::base {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const Error& error() const {
    PM_ASSERT(!ok());
    return std::get<1>(state_);
  }
  T& value() & {
    PM_ASSERT(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    PM_ASSERT(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    PM_ASSERT(ok());
    return std::move(std::get<0>(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

// Done, or the reason why not: `return Result<void>{};` means done.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    PM_ASSERT(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace proofmark::base

// Leaves the function with the error of `expr`, if it has one.
#define PM_TRY(expr)                                  \
  do {                                                \
    if (auto pm_result_ = (expr); !pm_result_.ok()) { \
      return pm_result_.error();                      \
    }                                                 \
  } while (false)

#define PM_CONCAT_INNER_(a, b) a##b
#define PM_CONCAT_(a, b) PM_CONCAT_INNER_(a, b)
#define PM_ASSIGN_(name, target, expr) \
  auto name = (expr);                  \
  if (!name.ok()) return name.error(); \
  target = std::move(name).value()

// PM_ASSIGN(auto x, F()); takes the value of F(), or leaves the function with its error.
#define PM_ASSIGN(target, ...) PM_ASSIGN_(PM_CONCAT_(pm_assigned_, __LINE__), target, (__VA_ARGS__))
