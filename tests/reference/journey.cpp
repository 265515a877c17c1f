// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/journey.h"

#include <algorithm>
#include <tuple>

namespace wend::reference {
namespace {

Cause cause_of(const Record& record, const Record::Move& move) {
  const Event& event = record.events[move.event];
  return move.by_clock ? cause_of_customer(event.customer, move.instant)
                       : reference::cause_of(event);
}

}  // namespace

std::vector<Record::Move> moves_of(std::vector<Recognised> recognised) {
  const auto moment = [](const Recognised& one) {
    return std::tuple(one.instant, one.by_clock, one.event);
  };
  std::sort(recognised.begin(), recognised.end(), [&](const Recognised& a, const Recognised& b) {
    return std::tuple(moment(a), a.stage) < std::tuple(moment(b), b.stage);
  });
  std::vector<Record::Move> moves;
  std::optional<std::uint32_t> stage;
  for (std::size_t i = 0; i < recognised.size(); ++i) {
    const Recognised& one = recognised[i];
    const bool is_last = i + 1 == recognised.size() || moment(recognised[i + 1]) != moment(one);
    if (!is_last || stage == one.stage) continue;
    moves.push_back({one.instant, one.by_clock, one.event, stage, one.stage});
    stage = one.stage;
  }
  return moves;
}

std::vector<Instant> awaited_moves(const Record& record, const program::StageMove& awaited) {
  std::vector<Instant> found;
  for (const Record::Move& move : record.moves[awaited.journey]) {
    if (awaited.from && move.from != awaited.from) continue;
    if (awaited.to && move.to != awaited.to) continue;
    if (awaited.back && !(move.from && move.to < *move.from)) continue;
    found.push_back({move.instant, move.event, cause_of(record, move), move.by_clock});
  }
  return found;
}

std::vector<Instant> stays_before(const Record& record, const program::StageStay& stay,
                                  std::int64_t closing) {
  std::vector<Instant> found;
  const std::vector<Record::Move>& moves = record.moves[stay.journey];
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const Record::Move& entered = moves[i];
    if (entered.to != stay.stage) continue;
    const bool leaves = i + 1 < moves.size();
    const std::int64_t until = leaves ? moves[i + 1].instant : closing;
    Instant waits{entered.instant, entered.event, cause_of(record, entered)};
    std::optional<std::int64_t> deadline =
        limit_end(*record.calendar, entered.instant, stay.within);
    for (std::size_t event = entered.event + 1; event < record.events.size(); ++event) {
      const std::int64_t at = record.instants[event];
      const bool is_inside =
          !leaves || at < until ||
          (at == until && !moves[i + 1].by_clock && event < moves[i + 1].event) ||
          (at == until && moves[i + 1].by_clock);
      if (!is_inside || (deadline && *deadline < at)) break;
      if (!stay.without || !record.own_matches(*stay.without, event)) continue;
      waits = {at, event, reference::cause_of(record.events[event])};
      deadline = limit_end(*record.calendar, at, stay.within);
    }
    if (!deadline || *deadline >= until) continue;
    waits.instant = *deadline;
    found.push_back(waits);
  }
  return found;
}

}  // namespace wend::reference
