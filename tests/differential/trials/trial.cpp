// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/trial.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace wend::differential {
namespace {

// Rules that the checker refuses are left out, so that one slip of the generator costs one rule.
Compiled compiled_if_possible(GeneratedPack& pack, bool native, Result& result) {
  Compiled made = compiled(text_of(pack), native);
  if (made.accepted) return made;
  ++result.unchecked;
  if (result.refusals.size() < 20'000) result.refusals += made.messages;
  std::erase_if(pack.rules, [&](const GeneratedRule& rule) {
    GeneratedPack alone = pack;
    alone.rules = {rule};
    const bool refused = !compiled(text_of(alone), false).accepted;
    if (refused) ++result.dropped_rules;
    return refused;
  });
  return compiled(text_of(pack), native);
}

Complaint complaint_of(const Wanted& wanted, std::uint64_t seed) {
  for (const Law& law : laws())
    if (law.name == wanted.law)
      return [&law, seed, tiers = wanted.tiers](const Case& one) {
        return law.complaint(one, seed, tiers);
      };
  return [](const Case&) { return std::string("no such law"); };
}

void note_failure(const Wanted& wanted, const Case& failing, std::uint64_t seed,
                  std::uint64_t stream, Result& result) {
  const Complaint complaint = complaint_of(wanted, seed);
  result.failures += fmt::format(
      "law {}, seed {}, stream {}: wend_laws --law {} --case {}:{}\n\n{}\n", wanted.law, seed,
      stream, wanted.law, seed, stream, report(shrunk(failing, complaint), complaint));
}

class Trial {
 public:
  explicit Trial(const Wanted& wanted) : wanted_(wanted) {}

  Result run() {
    std::uint64_t failures = 0;
    const std::uint64_t packs =
        2 * wanted_.pairs + 10;  // a checker that refuses all ends the run too
    for (std::uint64_t number = 0;
         number < packs && result_.pairs < wanted_.pairs && failures < wanted_.failures; ++number)
      if (!pack_holds(seed_of(wanted_.seed, number))) ++failures;
    return std::move(result_);
  }

 private:
  bool pack_holds(std::uint64_t seed) {
    Random random(seed);
    GeneratedPack pack = make_pack(random);
    const Compiled made = compiled_if_possible(
        pack, wanted_.law == "judge" && wanted_.tiers != Tiers::Interpreter, result_);
    if (!made.accepted || pack.rules.size() < 5) return true;  // not a pair
    Features own;
    if (wanted_.law == "judge") {
      own = features_of(made.program);
      own.merge(features_of(made.pack->plan()));
    }
    for (std::uint64_t stream = 0; stream < wanted_.streams && result_.pairs < wanted_.pairs;
         ++stream) {
      const Case one{pack, stream_of(seed, stream, pack)};
      ++result_.pairs;
      if (holds(made, one, own, seed, stream)) continue;
      note_failure(wanted_, one, seed, stream, result_);
      return false;
    }
    return true;
  }

  static Stream stream_of(std::uint64_t seed, std::uint64_t stream, const GeneratedPack& pack) {
    Random random(seed_of(seed, stream + 1));
    return make_stream(random, pack);
  }

  bool holds(const Compiled& made, const Case& one, const Features& own, std::uint64_t seed,
             std::uint64_t) {
    if (wanted_.law != "judge") return complaint_of(wanted_, seed)(one).empty();
    const Outcome right = judged(made, one.stream, clock_after(made, one.stream));
    Features all = own;
    all.merge(features_of(one.pack.schema, one.stream));
    all.merge(features_of(right));
    result_.coverage.add(all);
    result_.decisions += right.decisions.size();
    if (!right.decisions.empty()) ++result_.deciding;
    return judge_law(made, one.stream, wanted_.tiers).empty();
  }

  const Wanted& wanted_;
  Result result_;
};

}  // namespace

Result tried(const Wanted& wanted) { return Trial(wanted).run(); }

Case case_of(std::uint64_t seed, std::uint64_t stream) {
  Random random(seed);
  GeneratedPack pack = make_pack(random);
  Result ignored;
  compiled_if_possible(pack, false, ignored);
  Random stream_random(seed_of(seed, stream + 1));
  return {pack, make_stream(stream_random, pack)};
}

}  // namespace wend::differential
