// SPDX-License-Identifier: Apache-2.0
//
// Reads times as files write them: RFC 3339, or a format with strptime's letters and a zone.
//   %Y 2026  %y 26 (1970 to 2069)  %m 11  %d 22  %b Nov  %H 09  %I 09 with %p AM  %M 05  %S 07
//   %f 123 (fraction of a second, 1 to 9 digits)  %z +01:00, +0100 or Z  %% a per cent sign
//   `epoch seconds`, `epoch milliseconds`: a number
// Digits may lack their leading zero. A wall time that a zone skips (spring) is the first instant
// after the gap; one that it has twice (autumn) is the first of the two.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wend/runtime.h"

namespace wend::door {

class TimeFormat {
 public:
  // An empty format is RFC 3339. `zone`: an IANA name, needed unless the format holds an offset.
  static Expected<TimeFormat> from_text(const std::string& format, const std::string& zone);
  TimeFormat();  // RFC 3339
  TimeFormat(TimeFormat&&) noexcept;
  TimeFormat& operator=(TimeFormat&&) noexcept;
  ~TimeFormat();

  // Nanoseconds since 1970-01-01T00:00Z. The same text twice in a row costs a comparison.
  std::optional<std::int64_t> instant(std::string_view text);
  // Days since 1970-01-01 of the date as written, whatever the zone.
  std::optional<std::int64_t> date(std::string_view text) const;
  // `2026-11-22 09:05`, for messages: what a text of this format looks like.
  const std::string& shape() const { return shape_; }

 private:
  struct Wall {
    std::int64_t days = 0;
    std::int64_t nanoseconds = 0;  // since midnight
    std::optional<std::int64_t> offset_seconds;
  };
  struct Zone;
  std::optional<Wall> wall(std::string_view text) const;
  std::optional<std::int64_t> computed(std::string_view text);

  enum class Form : std::uint8_t { Rfc3339, Letters, Seconds, Milliseconds };
  Form form_ = Form::Rfc3339;
  std::string format_;
  std::string shape_ = "2026-11-22T09:05:07Z";
  std::unique_ptr<Zone> zone_;
  std::string last_text_;
  std::optional<std::int64_t> last_;
};

}  // namespace wend::door
