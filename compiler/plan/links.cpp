// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/links.h"

#include <fmt/format.h>

#include "compiler/plan/words.h"
#include "runtime/abi/fact_layout.h"

namespace wend::plan {
namespace {

std::vector<LinkEvent> events_of(const std::vector<SchemaLinkEvent>& events) {
  static_assert(SchemaLinkEvent::kNoField == LinkEvent::kNoField);
  std::vector<LinkEvent> made;
  for (const SchemaLinkEvent& event : events) made.push_back({event.touchpoint, event.fields});
  return made;
}

std::string names_of(const Schema& schema, const std::vector<SchemaLinkEvent>& events) {
  std::string made;
  for (const SchemaLinkEvent& event : events)
    made += (made.empty() ? "" : " or ") + schema.touchpoints[event.touchpoint].name;
  return events.size() == 1 ? made : "(" + made + ")";
}

std::string kind_words(const Schema& schema, std::uint32_t kind) {
  return fmt::format("{} up to {} characters", schema.identifiers[kind].name,
                     schema.identifiers[kind].length);
}

// Kinds by name and length, so that other links are others.
std::string meaning_of(const Schema& schema, const SchemaLink& link, const LinkInfo& made) {
  std::string text = fmt::format("link {} by {}.{}", kind_words(schema, link.kind),
                                 names_of(schema, link.by), link.fields[0]);
  for (std::size_t i = 0; i < made.carried.size(); ++i)
    text += fmt::format("{}{}: {}", i == 0 ? " with " : " and ", link.fields[i + 1],
                        kind_words(schema, made.carried[i]));
  text += fmt::format(" up to {} per {} and {} per customer for {}", link.per_value, link.fields[0],
                      link.per_customer, words_of(link.life));
  return link.until.empty() ? text : text + " until " + names_of(schema, link.until);
}

}  // namespace

void describe_links(const Schema& schema, Plan& plan) {
  for (const SchemaLink& link : schema.links) {
    LinkInfo made;
    made.kind = link.kind;
    const SchemaLinkEvent& first = link.by.front();
    for (std::size_t i = 1; i < link.fields.size(); ++i)
      made.carried.push_back(
          schema.touchpoints[first.touchpoint].fields[first.fields[i]].type.declared);
    made.by = events_of(link.by);
    made.until = events_of(link.until);
    made.per_value = link.per_value;
    made.per_customer = link.per_customer;
    made.life = link.life;
    made.meaning = meaning_of(schema, link, made);
    plan.links.push_back(std::move(made));
  }
}

std::uint64_t bytes_of_links(const Plan& plan, const LinkInfo& link) {
  std::uint64_t one = kLinkBytes + plan.identifiers[link.kind].length;
  for (const std::uint32_t kind : link.carried) one += plan.identifiers[kind].length;
  return one * link.per_customer;
}

std::uint64_t bytes_of_links(const Plan& plan) {
  std::uint64_t bytes = 0;
  for (const LinkInfo& link : plan.links) bytes += bytes_of_links(plan, link);
  return bytes;
}

}  // namespace wend::plan
