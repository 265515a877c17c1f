// SPDX-License-Identifier: Apache-2.0
//
// How the lines of one source look: their members in one order, the fields of `data` as the schema declares them, no
// spaces. What stands between the values is compared as a whole, up to sixty-four bytes in two steps, instead of looked up
// name by name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/host/json_cursor.h"

namespace wend {
struct FieldInfo;
struct Plan;
}  // namespace wend

namespace wend::runtime {

// Of a CloudEvent; those that mean nothing here are Other.
enum class LineMember : std::uint8_t {
  Id,
  Source,
  Subject,
  Time,
  Channel,
  Type,
  Data,
  Sequence,
  SpecVersion,
  Other,
  None,  // no member stands there
};

constexpr std::size_t kLineMembers = 9;  // with a name of their own
std::string_view name_of(LineMember member);

// What stands in front of a value: `,"subject":"`.
class LineText {
 public:
  static constexpr std::size_t kMost = 64;
  LineText() = default;
  explicit LineText(std::string_view text);  // of at most kMost bytes
  // Behind it, if it stands there; else where it was.
  bool pass(JsonCursor& at) const {
    if (static_cast<std::size_t>(at.end - at.at) < size_) return false;
    if ((same_in(at.at, bytes_.data()) & is_of_it_[0]) != is_of_it_[0]) return false;
    if (size_ > 32 && (same_in(at.at + 32, bytes_.data() + 32) & is_of_it_[1]) != is_of_it_[1])
      return false;
    at.at += size_;
    return true;
  }

 private:
  std::array<char, kMost> bytes_{};
  std::array<std::uint32_t, 2> is_of_it_{};  // a bit per byte
  std::uint32_t size_ = 0;
};

struct MemberStep {
  LineText before;  // with the quote in front of a text
  LineMember member = LineMember::None;
};

struct FieldStep {
  enum class Way : std::uint8_t { Text, Number, YesNo, Value };
  LineText before;
  Way way = Way::Text;
  std::uint8_t places = 0;  // of a number
};

// Steps through the members in this order; none where that is not possible.
std::vector<MemberStep> member_steps(const std::vector<LineMember>& order);
// Steps through the fields in the order of their declaration; none where a name is too long.
std::vector<FieldStep> field_steps(const Plan& plan, const std::vector<FieldInfo>& fields);

}  // namespace wend::runtime
