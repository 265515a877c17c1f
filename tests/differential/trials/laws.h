// SPDX-License-Identifier: Apache-2.0
//
// The laws as questions about one case: each says what is wrong, or nothing. A case whose pack does not
// check is not wrong (shrinking makes such packs).
#pragma once

#include <string>
#include <vector>

#include "tests/differential/trials/shrink.h"
#include "tests/differential/trials/subject.h"

namespace wend::differential {

enum class Tiers : std::uint8_t { Interpreter, Native, Both };

// Part of host_law: the events in structs of the host. `closing`: the clock goes on to there.
std::string same_as_records(const Compiled& made, const Stream& stream, std::int64_t closing,
                            std::uint64_t seed);
// Part of it, too: which rules an event would concern, as an event and as a struct.
std::string same_concerned(const Compiled& made, const Stream& stream, std::uint64_t seed);
// 1 Judge: judge, interpreter and native code decide the same.
std::optional<std::int64_t> clock_after(const Compiled& compiled, const Stream& stream);
std::string judge_law(const Compiled& compiled, const Stream& stream, Tiers tiers);
// 2 Replay: the same input gives the same bytes.
std::string replay_law(const Compiled& compiled, const Stream& stream);
// 3 Restart: saving and loading between any two inputs changes nothing.
std::string restart_law(const Compiled& compiled, const Stream& stream);
// 4 Shuffle: events in any order within the lateness, and repeated, decide the same per customer when certain.
std::string shuffle_law(const Case& one, std::uint64_t seed);
// And what is certain, without limits, was decided at once by the same id.
std::string at_once_law(const Case& one, std::uint64_t seed);
// 5 Merge: what a link joins decides as if it had been one history; the same link once more, and nobody's, do nothing.
std::string merge_law(const Case& one, std::uint64_t seed);
// 6 Neighbour: rules and customers that come, go or change places change no byte of the others.
std::string neighbour_law(const Case& one, std::uint64_t seed);
// 7 Bound: no customer's state exceeds what the plan promises.
std::string bound_law(const Compiled& compiled, const Stream& stream);
// 9 Upgrade: rules that are kept while others come and go decide as if they had been there all along.
std::string upgrade_law(const Case& one, std::uint64_t seed);
// And what is kept of customers goes on to the last byte as if each state were put together anew.
std::string carry_law(const Case& one, std::uint64_t seed);
// And all rules do so where what was not kept is filled from the log.
std::string fill_law(const Case& one, std::uint64_t seed);
// 10 Host: whatever host is fed the same input, each customer gets the same decisions in the same order.
std::string host_law(const Case& one, std::uint64_t seed, Tiers tiers);
// And a batch of events says of each rule that asks nothing else how many start it.
std::string batch_law(const Case& one, std::uint64_t seed);
// And machine code that was kept of other rules is what would be made anew.
std::string code_law(const Case& one, std::uint64_t seed);
// And a compiler that is kept says and makes what a new one does, whatever was edited in between.
std::string edit_law(const Case& one, std::uint64_t seed);
// 8 Format: formatting keeps the meaning and the comments, and formatting twice changes nothing more.
std::string format_law(const GeneratedPack& pack);
// Tests in the language: what the judge decides, written as a test, passes.
std::string test_law(const Case& one, Tier tier);
// 11 No crash: damaged text, events, states and packs are refused or answered, never fatal.
void no_crash_law(const Case& one, std::uint64_t seed);

// The first line where two lists differ.
std::string first_difference(const std::vector<std::string>& a, const std::vector<std::string>& b,
                             const char* what);

// Each customer has a limit of its own.
void without_levels(GeneratedPack& pack);

struct Law {
  const char* name;
  // Compiles the case itself.
  std::string (*complaint)(const Case&, std::uint64_t seed, Tiers tiers);
};
const std::vector<Law>& laws();

}  // namespace wend::differential
