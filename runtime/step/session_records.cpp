// SPDX-License-Identifier: Apache-2.0
//
// Events as the host's structs hold them (wend/record.h): stepped where they stand if they are alone in their instant and
// need no closer look, else as a copy.
#include "runtime/step/list_answers.h"
#include "runtime/step/record_reader.h"
#include "runtime/step/record_sieve.h"
#include "runtime/step/session_inside.h"

namespace wend {

using runtime::RecordPlace;
using runtime::RecordReader;

void Session::Inside::feed(const RecordReader& by, const std::byte* records, std::size_t count,
                           std::size_t stride,
                           const std::function<void(std::size_t, const Refusal&)>& refused) {
  const auto at = [&](std::size_t i) { return records + i * stride; };
  const auto whom = [&](std::size_t i) {
    return Whom{by.customer_of(at(i)), by.customer_number_of(at(i))};
  };
  const auto take = [&](std::size_t i) -> std::optional<Refusal> {
    if (take_alone(by, at(i), hashes_[i])) return std::nullopt;
    return feed_copy(by, at(i));
  };
  feed_rows(count, whom, take, refused);
}

bool Session::Inside::take_alone(const RecordReader& by, const std::byte* record,
                                 std::uint32_t hash) {
  if (elsewhere != nullptr || !check.may_come_as_it_is(by, record)) return false;
  std::int64_t time_ns = 0;
  by.time_of(record, time_ns);  // it fits, else it might not come
  const Alone alone{nullptr, record, &by, 0};
  return take_alone(alone, {by.customer_of(record), by.customer_number_of(record)},
                    instant_of(time_ns), hash);
}

std::optional<Refusal> Session::Inside::feed_copy(const RecordReader& by, const std::byte* record) {
  if (by.copy(record, copied_, digits_)) return feed(copied_);
  ++counts.refused;
  return Refusal{RefusalKind::ValueOutOfRange, "a number of the record is outside its type"};
}

void Session::Inside::fill_alone(const RecordReader& by, const std::byte* record) {
  moment.touchpoint = by.touchpoint_of(record);
  moment.context.channel = by.channel_of(record);
  const std::vector<FieldInfo>& infos = pack->plan().touchpoints[moment.touchpoint].fields;
  const RecordPlace* place = by.fields_of(moment.touchpoint).data();
  if (alone_digits_.size() < infos.size() + 1) alone_digits_.resize(infos.size() + 1);
  moment.source = by.source_of(record);
  moment.id = by.id_of(record, alone_digits_[infos.size()]);
  Cell* cell = moment.fields.data();
  for (std::size_t i = 0; i < infos.size(); ++i, ++place, ++cell) {
    *cell = Cell{};
    if (!RecordReader::is_there(record, *place)) continue;
    cell->status = Status::Known;
    if (place->is_bytes)
      cell->value = moment.texts.add_view(RecordReader::text_of(record, *place, alone_digits_[i]));
    else
      RecordReader::number_of(record, *place, cell->value);
  }
}

bool Session::Inside::is_plain(std::uint32_t touchpoint) const {
  return !has_lateness() && links.about(touchpoint) == TouchpointInfo::kNoLink &&
         prepared.reads_profile[touchpoint] == 0 &&
         pack->plan().touchpoints[touchpoint].answers.empty() &&
         prepared.looked_at[touchpoint].empty();
}

std::span<const std::uint32_t> Session::Inside::concerned(const RecordReader& by,
                                                          const std::byte* record) {
  const LastAsked& last = last_asked_;
  if (last.sieve == nullptr || !last.sieve->is_for(by)) [[unlikely]]
    return concerned_otherwise(by, record);
  const std::uint64_t left = last.sieve->left_at_once(record);
  if (left == 0) return {};
  return last.lookup->peek({by, by.touchpoint, record}, *last.sieve, left);
}

std::span<const std::uint32_t> Session::Inside::concerned_otherwise(const RecordReader& by,
                                                                    const std::byte* record) {
  last_asked_ = {};
  const std::uint32_t touchpoint = by.touchpoint_of(record);
  runtime::BodyLookup* const lookup =
      touchpoint < plain_lookups_.size() ? plain_lookups_[touchpoint] : nullptr;
  if (lookup == nullptr) {
    if (!by.copy(record, copied_, digits_)) return {};
    return concerned(copied_);
  }
  const runtime::RecordSieve* const sieve = lookup->sieve_for(by, touchpoint);
  if (!by.touchpoint_at.is_given()) last_asked_ = {sieve, lookup};
  return lookup->peek({by, touchpoint, record}, sieve);
}

}  // namespace wend
