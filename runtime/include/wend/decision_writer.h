// SPDX-License-Identifier: Apache-2.0
//
// Decisions as lines of CloudEvents 1.0 JSON, for hosts that write many: what is the same in all decisions of a rule (names,
// titles, the words of its reasons) is escaped and put together once. The bytes are those of `append_cloud_event`.
#pragma once

#include <memory>
#include <string>

#include "wend/runtime.h"

namespace wend {

class DecisionWriter {
 public:
  // Requires: a plan that outlives it. May be used by several threads at once.
  explicit DecisionWriter(const Plan& plan, DecisionFormat format = {});
  ~DecisionWriter();
  DecisionWriter(DecisionWriter&&) noexcept;
  DecisionWriter& operator=(DecisionWriter&&) noexcept;

  // Without the line end.
  void append(std::string& out, const Decision& decision) const;

  struct Inside;  // of the implementation

 private:
  std::unique_ptr<const Inside> inside_;
};

}  // namespace wend
