// SPDX-License-Identifier: Apache-2.0
//
// Numbers are edited while customers are inside, one edit after the other: what is kept of them goes on in the short ways, and is
// to the last byte what it is where each state is put together anew, fact by fact.
#include <fmt/format.h>

#include "runtime/step/inherited_states.h"
#include "runtime/step/saved_session.h"
#include "runtime/step/succession.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/random.h"

namespace wend::differential {
namespace {

constexpr int kEdits = 3;
constexpr std::size_t kMostEvents = 100;
constexpr int kTries = 6;  // an edit may be refused

// A number of the rules is another.
std::string edited(std::string text, std::size_t rules, Random& random) {
  std::vector<std::size_t> digits;
  for (std::size_t i = rules; i < text.size(); ++i)
    if (text[i] >= '1' && text[i] <= '9') digits.push_back(i);
  if (digits.empty()) return text;
  char& digit = text[random.pick(digits)];
  const bool is_more = digit == '1' || (digit != '9' && random.below(2) == 0);
  digit = static_cast<char>(is_more ? digit + 1 : digit - 1);
  return text;
}

// Programs, each an edit of the one before it.
std::vector<Compiled> edits_of(const GeneratedPack& pack, Random& random) {
  std::string text = text_of(pack);
  const std::size_t rules = text_of(pack.schema).size();
  std::vector<Compiled> made;
  for (int i = 0; i < kTries && made.size() <= kEdits; ++i) {
    const std::string next = made.empty() ? text : edited(text, rules, random);
    Compiled one = compiled(next, false);
    if (!one.accepted) continue;
    text = next;
    made.push_back(std::move(one));
  }
  return made;
}

// A session, and what is open in it.
class Serving {
 public:
  explicit Serving(const Compiled& first) { open(first); }

  void feed(const reference::Event& event) { session_->feed(event_of(event)); }

  void succeed(const Compiled& now, bool is_fact_by_fact) {
    const auto before = std::move(session_);
    open(now);
    const auto handover = std::make_shared<Handover>(before->pack, now.pack->plan());
    if (is_fact_by_fact) {
      handover->few = std::nullopt;
      handover->is_all = handover->keeps_deadlines = false;
    }
    session_->handover = handover;
    before->finish();
    Succession(*before, *session_).take_over();
  }

  // As with so many events of customers whose states are the session's own already.
  void go_on(std::size_t events) {
    for (; session_->inherited && !session_->inherited->is_done() && events > 0; --events)
      session_->inherited->go_on();
  }

  std::vector<std::uint8_t> bytes() {
    session_->finish();
    session_->settle();
    return bytes_without({}, *session_);
  }
  std::int64_t open_deadlines() const { return session_->moment.open_deadlines; }
  std::optional<std::int64_t> next_wake() {
    session_->refresh_wakes();
    if (session_->wakes.empty()) return std::nullopt;
    return session_->wakes.least().first;
  }

 private:
  void open(const Compiled& of) {
    session_ = std::make_unique<Session::Inside>(of.pack, Tier::Interpreter);
  }
  std::unique_ptr<Session::Inside> session_;
};

std::string difference_of(Serving& short_way, Serving& by_fact) {
  if (short_way.bytes() != by_fact.bytes()) return "what is kept of customers";
  if (short_way.open_deadlines() != by_fact.open_deadlines()) return "how many deadlines are open";
  if (short_way.next_wake() != by_fact.next_wake()) return "when somebody wakes next";
  return "";
}

}  // namespace

std::string carry_law(const Case& one, std::uint64_t seed) {
  Random random(seed);
  const std::vector<Compiled> programs = edits_of(one.pack, random);
  if (programs.size() < 2) return "";
  Serving short_way(programs[0]), by_fact(programs[0]);
  std::size_t next = 0;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    if (i > 0) {
      short_way.succeed(programs[i], false);
      by_fact.succeed(programs[i], true);
      short_way.go_on(random.below(kMostEvents));
    }
    const std::size_t end = one.stream.size() * (i + 1) / programs.size();
    for (; next < end; ++next) {
      short_way.feed(one.stream[next]);
      by_fact.feed(one.stream[next]);
    }
  }
  const std::string found = difference_of(short_way, by_fact);
  if (found.empty()) return "";
  return fmt::format("behind {} edits of numbers {} differs from what it is fact by fact",
                     programs.size() - 1, found);
}

}  // namespace wend::differential
