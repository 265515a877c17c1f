// SPDX-License-Identifier: Apache-2.0
//
// Journeys: their names and stages first, since everything may ask for a stage; what recognises a stage behind the
// definitions; then the triggers that wait for moves and stays.
#pragma once

#include "compiler/program/pack.h"

namespace wend::program {

// Adds the journey with the names of its stages; nothing is asked of what recognises them yet.
void declare_journey(Pack& pack, const syntax::Journey& journey, Span span);

// What recognises the stages of a journey that was declared.
void check_journey(Pack& pack, const syntax::Tree& tree, const syntax::Journey& journey);

// The part of it, or of what it names, that reads a stage.
std::optional<ExprId> stage_read_by(const Program& program, ExprId id);

// `buying.stage` of a trigger; nothing if it is none, which is reported.
std::optional<std::uint32_t> journey_of(Pack& pack, const syntax::Name& journey,
                                        const syntax::Name& part);

std::optional<StageMove> check_move(Pack& pack, const syntax::Tree& tree,
                                    const syntax::Change& change);
std::optional<StageStay> check_stay(Pack& pack, const syntax::Tree& tree, const syntax::Stay& stay);

}  // namespace wend::program
