// SPDX-License-Identifier: Apache-2.0
//
// What operations do with an event that is later than stated (Pass::Late): histories take it, as far as their fact
// says so, and it ends waits that began before it. Nothing that hangs on the order of events sees it, nothing is armed,
// and no rule is asked.
#pragma once

#include "runtime/abi/native.h"

namespace wend::runtime {

// As helper_table().
const Helper* late_helper_table();

}  // namespace wend::runtime
