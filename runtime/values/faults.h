// SPDX-License-Identifier: Apache-2.0
//
// Faults planted on purpose: in production `planted` is false at compile time; a test build
// (WEND_PLANT_FAULTS) can turn one operation wrong, to see that the tests notice.
#pragma once

#include <cstdint>

namespace wend::runtime {

enum class Fault : std::uint8_t {
#define FAULT(name, words) name,
#include "runtime/values/faults.def"
#undef FAULT
};

constexpr const char* kFaultWords[] = {
#define FAULT(name, words) words,
#include "runtime/values/faults.def"
#undef FAULT
};
constexpr const char* kFaultNames[] = {
#define FAULT(name, words) #name,
#include "runtime/values/faults.def"
#undef FAULT
};
constexpr int kFaultCount = sizeof(kFaultWords) / sizeof(kFaultWords[0]);

#ifdef WEND_PLANT_FAULTS
inline int active_fault = -1;  // position in faults.def; -1: none
inline bool planted(Fault fault) { return active_fault == static_cast<int>(fault); }
#else
constexpr bool planted(Fault) { return false; }
#endif

}  // namespace wend::runtime
