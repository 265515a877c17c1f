// SPDX-License-Identifier: Apache-2.0
//
// Records of rows of tables: they move the clock as events do, and hold from their instant on, before everything else of
// it. Nothing happens by them.
#include <algorithm>

#include <fmt/format.h>

#include "runtime/step/session_inside.h"

namespace wend {

std::optional<Refusal> Session::Inside::feed_row(const Event& event) {
  auto refused = check.refusal_of(event);
  const std::int64_t instant = instant_of(event.time_ns);
  if (!refused) refused = row_out_of_order(instant);
  if (refused) {
    ++counts.refused;
    return refused;
  }
  const runtime::Cause cause = runtime::cause_of(event.source, event.id, hash_room);
  const std::int64_t clock_then = std::max(newest(), instant);
  const runtime::Tables::Known* known = tables.known(cause);
  if (known != nullptr && known->instant >= (has_lateness() ? closed_by(clock_then) : clock_then))
    return refuse_repeat(tables.is_same(*known, check.accepted()));
  if (has_lateness()) {
    move_clock(clock_then);
  } else if (instant != closed) {
    move_to(instant);
  }
  ++counts.events;
  ++counts.rows;
  if (!tables.take(check.accepted(), cause, instant)) ++counts.rows_left_out;
  return std::nullopt;
}

// Without lateness an event of the same instant may have been stepped already, at what was the end of the input.
std::optional<Refusal> Session::Inside::row_out_of_order(std::int64_t instant) const {
  if (instant < closed)
    return has_lateness() ? Refusal{RefusalKind::Earlier,
                                    fmt::format("the row is late: everything before {} is closed",
                                                utc_words(closed))}
                          : *out_of_order(instant);
  const bool has_stepped = held.has_stepped() || is_alone_ == Alone::Stepped;
  if (!has_lateness() && instant == closed && has_stepped)
    return Refusal{RefusalKind::Earlier,
                   "the row stands before an event of its instant that was already taken"};
  return std::nullopt;
}

std::uint64_t Session::rows(std::uint32_t table) const { return inside_->tables.size(table); }
std::uint64_t Session::rows_left_out(std::uint32_t table) const {
  return inside_->tables.left_out(table);
}
std::uint64_t Session::table_bytes() const { return inside_->tables.bytes(); }

}  // namespace wend
