// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/lives.h"

#include <algorithm>

namespace wend::reference {
namespace {

struct Life {
  std::string text;
  std::size_t begin;
  std::int64_t mention;
};

// Whoever was mentioned last stands last.
using Lives = std::vector<Life>;

void end_lives(const Record& record, const InstanceBound& bound, std::int64_t now, Lives& lives) {
  std::erase_if(lives, [&](const Life& one) {
    const auto end = limit_end(*record.calendar, one.mention, bound.life);
    return end && now > *end;
  });
}

void mention(const InstanceBound& bound, const std::string& text, std::size_t event,
             std::int64_t now, Lives& lives) {
  std::size_t begin = event;
  const auto found =
      std::find_if(lives.begin(), lives.end(), [&](const Life& one) { return one.text == text; });
  if (found != lives.end()) {
    begin = found->begin;
    lives.erase(found);
  } else if (lives.size() == bound.open) {
    lives.erase(lives.begin());
  }
  lives.push_back({text, begin, now});
}

}  // namespace

std::optional<std::size_t> life_begin(const Record& record, std::uint32_t kind,
                                      const std::string& text, std::size_t seen, std::int64_t now) {
  const Schema& schema = record.program->schema;
  const InstanceBound& bound = *schema.identifiers[kind].instances;
  Lives lives;
  for (std::size_t at = 0; at < seen; ++at) {
    const Event& event = record.events[at];
    if (event.profile || !record.is_own(at)) continue;
    end_lives(record, bound, record.instants[at], lives);
    const std::vector<SchemaField>& fields = schema.touchpoints[event.touchpoint].fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool is_kind =
          fields[i].type.kind == ValueKind::Identifier && fields[i].type.declared == kind;
      if (is_kind && event.fields[i].state == EventField::State::Present)
        mention(bound, event.fields[i].text, at, record.instants[at], lives);
    }
  }
  end_lives(record, bound, now, lives);
  for (const Life& one : lives)
    if (one.text == text) return one.begin;
  return std::nullopt;
}

bool lives_since(const Record& record, std::uint32_t kind, const std::string& text,
                 std::size_t from, std::size_t seen, std::int64_t now) {
  const auto begin = life_begin(record, kind, text, seen, now);
  return begin && *begin <= from;
}

}  // namespace wend::reference
