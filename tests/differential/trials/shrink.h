// SPDX-License-Identifier: Apache-2.0
//
// Makes a failing case small: drops rules, definitions, clauses and events, then simplifies values, as
// long as the case still fails.
#pragma once

#include <functional>
#include <string>

#include "tests/differential/trials/stream.h"

namespace wend::differential {

struct Case {
  GeneratedPack pack;
  Stream stream;
};

// What is wrong with the case; empty if nothing is. A case that does not compile is not wrong.
using Complaint = std::function<std::string(const Case&)>;

Case shrunk(Case from, const Complaint& complaint);

// The case as a reader needs it: the pack, the events, the complaint.
std::string report(const Case& shown, const Complaint& complaint);

}  // namespace wend::differential
