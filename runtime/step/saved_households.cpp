// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/saved_households.h"

#include <algorithm>

#include "runtime/step/facts.h"

namespace wend {

using runtime::Blob;

namespace {

bool is_of_level(const Plan& plan, std::uint32_t fact, std::uint32_t level) {
  return std::any_of(plan.rules.begin(), plan.rules.end(), [&](const RuleInfo& rule) {
    return rule.ledger == fact && rule.level == level;
  });
}

// It holds ledgers of its level, and nothing else.
bool is_sound(const Session::Inside& into, const Blob& blob, std::uint32_t level) {
  if (blob.has(runtime::kProfileRecord)) return false;
  const std::uint32_t facts = static_cast<std::uint32_t>(into.prepared.plan.facts.size());
  for (std::uint32_t record = 1; record < into.prepared.records; ++record) {
    if (!blob.has(record)) continue;
    const std::uint32_t fact = record - runtime::record_of_fact(0);
    if (fact >= facts || !is_of_level(into.prepared.plan, fact, level) ||
        !runtime::is_sound_record(into.prepared, fact, blob.find(record)))
      return false;
  }
  return true;
}

}  // namespace

void write_households(ByteWriter& writer, const Session::Inside& inside) {
  const auto& all = inside.households.all();
  writer.number(static_cast<std::uint32_t>(all.size()));
  for (const auto& [key, blob] : all) {
    writer.number(key.first);
    writer.text(key.second);
    writer.number(static_cast<std::uint32_t>(blob.bytes().size()));
    writer.put(blob.bytes().data(), blob.bytes().size());
  }
}

bool read_households(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const auto level = reader.number<std::uint32_t>();
    const std::string_view value = reader.text();
    const auto state = reader.block();
    if (!reader.ok() || level >= into.prepared.plan.levels.size() || state.empty() ||
        into.households.find(level, value) != nullptr)
      return false;
    Blob& blob = into.households.of(level, value);
    if (!blob.adopt(state, into.prepared.records) || !is_sound(into, blob, level)) return false;
  }
  return reader.ok();
}

}  // namespace wend
