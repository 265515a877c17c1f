// SPDX-License-Identifier: Apache-2.0
//
// What a run refuses and skips: counted, written to the rejects file, and, without one, the first
// few told on standard error.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/door/decoder.h"
#include "cli/output_file.h"

namespace wend::cli {

class RunVerdicts : public door::Verdicts {
 public:
  explicit RunVerdicts(OutputFile& file) : file_(file) {}

  void refuse(const door::Reject& reject) override;
  std::uint64_t& skipped(const std::string& name) override { return skipped_[name]; }

  using CountsByName = std::map<std::string, std::uint64_t>;
  const CountsByName& all_skipped() const { return skipped_; }
  const CountsByName& all_refused() const { return refused_; }
  void restore(const CountsByName& skipped, const CountsByName& refused);
  // The first few refusals, where there is no file for them.
  const std::vector<std::string>& shown() const { return shown_; }

 private:
  void write(const door::Reject& reject);

  OutputFile& file_;
  CountsByName skipped_;
  CountsByName refused_;
  std::vector<std::string> shown_;
};

std::uint64_t sum_of(const RunVerdicts::CountsByName& counts);

}  // namespace wend::cli
