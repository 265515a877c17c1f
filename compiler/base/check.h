// SPDX-License-Identifier: Apache-2.0
//
// CHECK(condition) holds an invariant of ours. When it fails the fault is in Wend, never in a rule:
// the message says so, names the place and asks for a report.
#pragma once

namespace wend {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace wend

#define CHECK(condition) \
  ((condition) ? void(0) : ::wend::check_failed(#condition, __FILE__, __LINE__))
