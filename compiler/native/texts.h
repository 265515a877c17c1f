// SPDX-License-Identifier: Apache-2.0
//
// From bodies to the machine code of each, complete in itself: an object is made, checked to need nothing but its text,
// and cut at its functions.
#pragma once

#include <span>
#include <vector>

#include "compiler/native/code_cache.h"
#include "compiler/native/object.h"

namespace wend::native {

// In the order of the bodies.
Expected<std::vector<BodyText>> texts_of(const ObjectMaker& maker,
                                         std::span<const NamedRelativeBody> bodies);

}  // namespace wend::native
