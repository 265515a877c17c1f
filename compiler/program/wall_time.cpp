// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/wall_time.h"

#include <chrono>

#include <date/tz.h>

namespace wend::program {

using std::chrono::milliseconds;

std::int64_t instant_on_wall(const std::string& zone, std::int64_t date, std::int64_t clock) {
  const date::local_time<milliseconds> wall{milliseconds(std::chrono::days(date)) +
                                            milliseconds(clock)};
  const date::local_info info = date::locate_zone(zone)->get_info(wall);
  if (info.result == date::local_info::nonexistent)
    return milliseconds(info.first.end.time_since_epoch()).count();
  return (wall.time_since_epoch() - milliseconds(info.first.offset)).count();
}

std::int64_t date_on_wall(const std::string& zone, std::int64_t instant) {
  const date::sys_time<milliseconds> time{milliseconds(instant)};
  const auto wall = date::locate_zone(zone)->to_local(time);
  return std::chrono::floor<date::days>(wall).time_since_epoch().count();
}

}  // namespace wend::program
