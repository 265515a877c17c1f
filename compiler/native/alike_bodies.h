// SPDX-License-Identifier: Apache-2.0
//
// Which bodies of a plan are the same but for their numbers. Where enough of them are, they share code that takes the
// numbers from the operations; a body that is alone has them in its code, which is quicker as long as it is near.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/native/relative_body.h"
#include "runtime/abi/native_bodies.h"

namespace wend::native {

// In the order of the bodies: InOps for those of which `alike_from` or more are alike. Refused as `relative_body` refuses.
Expected<std::vector<Numbers>> numbers_of(const Plan& plan, std::span<const NamedBody> bodies,
                                          std::size_t alike_from);

}  // namespace wend::native
