// SPDX-License-Identifier: Apache-2.0
//
// Files as one stream ordered by time. What cannot be read is refused while they are sorted, before
// the first event.
#pragma once

#include <functional>

#include "cli/door/input.h"

namespace wend::door {

// `from`: nothing, or a position that an earlier run recorded for the same files. `stop` is asked
// now and then while sorting; true gives the failure "interrupted".
Expected<std::unique_ptr<Input>> sorted_input(const std::vector<std::string>& paths,
                                              const Plan& plan, const InputSettings& settings,
                                              Verdicts& verdicts, const InputPosition* from,
                                              const std::function<bool()>& stop);

}  // namespace wend::door
