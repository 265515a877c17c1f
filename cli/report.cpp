// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <fmt/format.h>

namespace wend::cli {

std::string measured(const Session& session) {
  const std::uint64_t customers = session.customers();
  if (customers == 0) return "measured: the log has no customers\n";
  return fmt::format(
      "measured over {} customers: {} bytes each on average, {} the largest; {} {} open\n",
      customers, session.state_bytes() / customers, session.largest_customer_bytes(),
      session.open_deadlines(), session.open_deadlines() == 1 ? "deadline" : "deadlines");
}

}  // namespace wend::cli
