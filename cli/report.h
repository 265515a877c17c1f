// SPDX-License-Identifier: Apache-2.0
//
// What a session holds after a sample log, for `wend check --report --events`.
#pragma once

#include <string>

#include "wend/runtime.h"

namespace wend::cli {

std::string measured(const Session& session);

}  // namespace wend::cli
