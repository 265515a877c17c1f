// SPDX-License-Identifier: Apache-2.0
//
// In how many pairs of program and stream does each construct, operation and built-in occur? Read off
// the checked program, the plan and the stream, not off what the generators meant to write.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "tests/differential/trials/subject.h"

namespace wend::differential {

using Features = std::set<std::string>;

Features features_of(const program::Program& program);
Features features_of(const Plan& plan);
Features features_of(const Schema& schema, const Stream& stream);
Features features_of(const Outcome& outcome);

// Every row there is, so that those that never occur are shown too.
const Features& all_features();

class Coverage {
 public:
  void add(const Features& features);
  void add(const Coverage& other);
  std::string table(std::uint64_t enough) const;  // rows below `enough` are marked

 private:
  std::map<std::string, std::uint64_t> pairs_;
};

}  // namespace wend::differential
