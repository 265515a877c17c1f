// SPDX-License-Identifier: Apache-2.0
//
// Two histories of the same events as one.
#include <algorithm>
#include <cstring>
#include <string>

#include "runtime/step/bytes.h"
#include "runtime/step/join.h"
#include "runtime/step/series.h"
#include "runtime/step/totals.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

using Entries = std::vector<std::string>;

std::int64_t time_of(const std::string& entry) {
  return load<std::int64_t>(reinterpret_cast<const std::uint8_t*>(entry.data()));
}

void add_entries(const Series& from, std::uint32_t entry, Entries& to) {
  for (std::uint32_t i = 0; i < from.count(); ++i)
    to.emplace_back(reinterpret_cast<const char*>(from.at(i)), entry);
}

// Room for them; that of a key has it.
std::span<std::uint8_t> room_for(Moment& moment, const Place& to, std::size_t entries) {
  const FactLayout& layout = to.layout;
  if (to.record.size() == layout.most) return to.record;
  const std::uint32_t wanted = Series::room_for(
      static_cast<std::uint32_t>(std::max<std::size_t>(entries, 1)), layout.most_entries);
  const auto bytes =
      static_cast<std::uint32_t>(series_bytes(wanted, layout.entry, layout.most_entries));
  if (to.record.size() >= bytes) return to.record;
  return moment.blob->resize(record_of_fact(to.fact), bytes);
}

// The newest of them, as many as are kept.
void store_series(Moment& moment, const Place& to, const Entries& entries) {
  const std::size_t most = to.layout.most_entries;
  const std::size_t left_out = entries.size() > most ? entries.size() - most : 0;
  const std::span<std::uint8_t> record = room_for(moment, to, entries.size() - left_out);
  std::memset(record.data(), 0, record.size());
  const Series series = Series::in(record, to.layout);
  const std::size_t first = planted(Fault::JoinKeepsOldest) ? 0 : left_out;
  for (std::size_t i = first; i < entries.size() - left_out + first; ++i)
    std::memcpy(series.push(time_of(entries[i])), entries[i].data(), entries[i].size());
}

void join_series(Moment& moment, const Place& to, std::span<std::uint8_t> from) {
  const std::uint32_t entry = to.layout.entry;
  Entries own, entries;
  add_entries(Series::in(to.record, to.layout), entry, own);
  Entries joined;
  add_entries(Series::in(from, to.layout), entry, joined);
  std::merge(own.begin(), own.end(), joined.begin(), joined.end(), std::back_inserter(entries),
             [](const std::string& a, const std::string& b) { return time_of(a) < time_of(b); });
  store_series(moment, to, entries);
}

std::uint8_t* totals_in(std::string& entry) {
  return reinterpret_cast<std::uint8_t*>(entry.data()) + 8;
}

void join_totals(std::uint8_t* to, const std::uint8_t* from, bool has_value) {
  Totals totals = load_totals(to, has_value);
  totals.join(load_totals(from, has_value));
  store_totals(to, totals, has_value);
}

void join_panes(Moment& moment, const Place& to, std::span<std::uint8_t> from) {
  const std::uint32_t entry = to.layout.entry;
  const bool has_value = moment.fact(to.fact).has_value;
  Entries all, panes;
  add_entries(Series::in(to.record, to.layout), entry, all);
  add_entries(Series::in(from, to.layout), entry, all);
  if (all.empty()) return;
  std::stable_sort(all.begin(), all.end(), [](const std::string& a, const std::string& b) {
    return time_of(a) < time_of(b);
  });
  const std::int64_t past = time_of(all.back()) - to.layout.most_entries;
  for (std::string& pane : all) {
    if (time_of(pane) <= past) continue;
    if (!panes.empty() && time_of(panes.back()) == time_of(pane)) {
      join_totals(totals_in(panes.back()), totals_in(pane), has_value);
    } else {
      panes.push_back(std::move(pane));
    }
  }
  store_series(moment, to, panes);
}

std::span<std::uint8_t> own_record(Moment& moment, const Place& to) {
  if (!to.record.empty()) return to.record;
  return moment.blob->resize(record_of_fact(to.fact), to.layout.entry);
}

std::int64_t single_time(std::span<const std::uint8_t> record) {
  return record.empty() ? kForever : load<std::int64_t>(record.data());
}

void join_single(Moment& moment, const Place& to, std::span<std::uint8_t> from) {
  const std::int64_t own = single_time(to.record);
  const std::int64_t joined = single_time(from);
  if (joined == kForever) return;
  const bool is_last = moment.fact(to.fact).kind == FactKind::Last;
  const bool own_stays = own != kForever && (is_last ? joined < own : own <= joined);
  if (own_stays) return;
  std::memcpy(own_record(moment, to).data(), from.data(), to.layout.entry);
}

void join_totals(Moment& moment, const Place& to, std::span<std::uint8_t> from) {
  const bool has_value = moment.fact(to.fact).has_value;
  if (to.record.empty()) {
    std::memcpy(own_record(moment, to).data(), from.data(), to.layout.entry);
  } else {
    join_totals(to.record.data(), from.data(), has_value);
  }
}

}  // namespace

void join_history(Moment& moment, const Place& to, std::span<std::uint8_t> from) {
  switch (moment.fact(to.fact).kind) {
    case FactKind::Times:
    case FactKind::Items:
    case FactKind::Keyed:
    case FactKind::Ledger: return join_series(moment, to, from);
    case FactKind::Panes: return join_panes(moment, to, from);
    case FactKind::First:
    case FactKind::Last: return join_single(moment, to, from);
    case FactKind::Totals: return join_totals(moment, to, from);
    case FactKind::Distinct:  // has keys
    case FactKind::Absence:
    case FactKind::Sequence:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: break;
  }
}

}  // namespace wend::runtime
