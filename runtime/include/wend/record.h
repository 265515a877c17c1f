// SPDX-License-Identifier: Apache-2.0
//
// Events that stay where they are: the host says where its own struct holds what an event says, and a session reads it
// there.
//
//   struct Order { std::int64_t at_ms; std::uint32_t customer; std::uint64_t number; std::int64_t cents; std::int32_t channel; };
//   wend::RecordLayout layout(pack->plan());
//   layout.touchpoint("order_placed").source("shop").id_at(offsetof(Order, number), Form::UInt64)
//       .time_at(offsetof(Order, at_ms), 1'000'000).customer_number_at(offsetof(Order, customer))
//       .channel("web").field_at("total", offsetof(Order, cents), Form::Int64, 2);
//   if (auto problem = layout.problem()) stop(problem->what);
//   session.feed(layout, orders.data(), orders.size(), sizeof(Order), refused);
//
// What is accepted, refused and decided is what the same events would give as `Event`s (wend/runtime.h). An event that
// has its instant to itself, and that needs no closer look, is not copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wend/runtime.h"

namespace wend {

namespace runtime {
class RecordReader;
}

class RecordLayout {
 public:
  // What stands in the struct. Texts are views, or numbers, whose digits are the text. A Double is rounded to the digits that
  // its field has behind the point; one that is no number, or too large, is out of range.
  enum class Form : std::uint8_t {
    Int8,
    UInt8,  // also of a bool
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Double,
    View,  // a std::string_view
  };

  explicit RecordLayout(const Plan& plan);  // which outlives it
  ~RecordLayout();
  RecordLayout(RecordLayout&&) noexcept;
  RecordLayout& operator=(RecordLayout&&) noexcept;

  // Which touchpoint, channel and source: of all records, by name, or as the struct says, by position in the plan.
  // Left out: the plan's first touchpoint or channel, and the empty source.
  RecordLayout& touchpoint(std::string_view name);
  RecordLayout& touchpoint_at(std::size_t offset, Form form = Form::UInt32);
  RecordLayout& channel(std::string_view name);
  RecordLayout& channel_at(std::size_t offset, Form form = Form::UInt32);
  RecordLayout& source(std::string name);
  RecordLayout& source_at(std::size_t offset);  // a View
  RecordLayout& id_at(std::size_t offset, Form form = Form::View);
  RecordLayout& sequence_at(std::size_t offset);  // a UInt64
  // An Int64 since 1970-01-01T00:00Z, in units of so many nanoseconds. It must be given.
  RecordLayout& time_at(std::size_t offset, std::int64_t unit_ns = 1);
  // Who: a View, or the number that `Session::number_of` gave. One of both must be given.
  RecordLayout& customer_at(std::size_t offset);
  RecordLayout& customer_number_at(std::size_t offset);  // a UInt32
  // A field, of every touchpoint that has one of this name and may occur. `digits`: how many of the digits of a whole number stand behind
  // the point (2: cents), for numbers, money and percentages; else the number is that of runtime/abi/value.h. What
  // is not given is absent.
  RecordLayout& field_at(std::string_view name, std::size_t offset, Form form, int digits = 0);
  // The field is there only where this byte is not zero. Behind its field_at.
  RecordLayout& present_at(std::string_view name, std::size_t offset);

  // What is missing, or does not fit the plan: the first that was found. `Session::concerned` needs neither time nor customer where no rule of the touchpoint
  // asks what is known of a customer.
  std::optional<Failure> problem() const;

  const runtime::RecordReader& reader() const { return *reader_; }  // for the session

 private:
  RecordLayout& fail(std::string what);
  runtime::RecordReader& changed();
  std::unique_ptr<runtime::RecordReader> reader_;
  std::string problem_;
};

}  // namespace wend
