// SPDX-License-Identifier: Apache-2.0
//
// Events as the host's structs hold them (wend/record.h): as a copy where one needs a closer look, and asked where they stand
// which rules they concern.
#include "runtime/step/list_answers.h"
#include "runtime/step/record_reader.h"
#include "runtime/step/record_sieve.h"
#include "runtime/step/session_inside.h"

namespace wend {

using runtime::RecordReader;

std::optional<Refusal> Session::Inside::feed_copy(const RecordReader& by, const std::byte* record) {
  if (by.copy(record, copied_, digits_)) return feed(copied_);
  ++counts.refused;
  return Refusal{RefusalKind::ValueOutOfRange, "a number of the record is outside its type"};
}

bool Session::Inside::is_plain(std::uint32_t touchpoint) const {
  return !has_lateness() && links.about(touchpoint) == TouchpointInfo::kNoLink &&
         prepared.reads_profile[touchpoint] == 0 &&
         pack->plan().touchpoints[touchpoint].answers.empty() &&
         prepared.looked_at[touchpoint].empty();
}

std::span<const std::uint32_t> Session::Inside::concerned(const RecordReader& by,
                                                          const std::byte* record) {
  const runtime::RecordSieve* const last = last_asked_;
  if (last == nullptr || !last->is_for(by)) [[unlikely]]
    return concerned_otherwise(by, record);
  return last->concerned(*last, by, record);
}

std::span<const std::uint32_t> Session::Inside::concerned_otherwise(const RecordReader& by,
                                                                    const std::byte* record) {
  last_asked_ = nullptr;
  const std::uint32_t touchpoint = by.touchpoint_of(record);
  runtime::BodyLookup* const lookup =
      touchpoint < plain_lookups_.size() ? plain_lookups_[touchpoint] : nullptr;
  if (lookup == nullptr) {
    if (!by.copy(record, copied_, digits_)) return {};
    return concerned(copied_);
  }
  const runtime::RecordSieve* const sieve = lookup->sieve_for(by, touchpoint);
  if (!by.touchpoint_at.is_given()) last_asked_ = sieve;
  return lookup->peek({by, touchpoint, record}, sieve);
}

}  // namespace wend
