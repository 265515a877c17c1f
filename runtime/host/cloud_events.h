// SPDX-License-Identifier: Apache-2.0
//
// Events from CloudEvents 1.0 JSON: type = touchpoint (`wend.customer`: the profile; `wend.row.Shop`: a row of a table from
// then on, `wend.no_row.Shop`: none any more), subject = customer,
// time, data = fields, and the extensions `sequence` and `channel` (may be left out where the touchpoint
// occurs on one channel only). Numbers and identifiers are taken digit by digit, never through a double.
// Fields that the schema does not declare are left out.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "wend/runtime.h"

namespace wend {

class CloudEventReader {
 public:
  // A line as nearly all are is read by a quicker way (plain_line.h), with the same result. General: without that.
  enum class Ways : std::uint8_t { Both, General };
  explicit CloudEventReader(const Plan& plan,  // which outlives the reader
                            Ways ways = Ways::Both);
  ~CloudEventReader();
  CloudEventReader(const CloudEventReader&) = delete;
  CloudEventReader& operator=(const CloudEventReader&) = delete;

  // Nothing if `line` is an event: it is then in `event()`, until the next call. Read padded, its texts may be those
  // of the line.
  std::optional<Refusal> read(std::string_view line);
  // The same without a copy, where kPadding bytes behind the line may be read.
  static constexpr std::size_t kPadding = 64;
  std::optional<Refusal> read_padded(std::string_view line);
  const Event& event() const;

  // Reads on where `before` stops, of another plan perhaps: knows how its lines looked, which takes a new reader two lines
  // to learn. `before` learns it anew.
  void succeed(CloudEventReader& before);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace wend
