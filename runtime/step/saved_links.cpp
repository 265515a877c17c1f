// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/saved_links.h"

#include <algorithm>

namespace wend {
namespace {

std::size_t texts_of(const Plan& plan, std::uint32_t link) {
  return 1 + plan.links[link].carried.size();
}

bool has_right_lengths(const Plan& plan, std::uint32_t link, const runtime::LinkTexts& texts) {
  const LinkInfo& info = plan.links[link];
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint32_t kind = i == 0 ? info.kind : info.carried[i - 1];
    if (texts[i].size() > plan.identifiers[kind].length) return false;
  }
  return true;
}

}  // namespace

void write_links(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out) {
  std::vector<const runtime::Link*> all = inside.links.in_order();
  std::erase_if(all, [&](const runtime::Link* link) {
    return left_out.contains(inside.customers.name_of(link->customer));
  });
  writer.number(static_cast<std::uint32_t>(all.size()));
  for (const runtime::Link* link : all) {
    writer.number(link->of);
    writer.text(inside.customers.name_of(link->customer));
    writer.number(link->at);
    for (std::size_t i = 0; i < texts_of(inside.prepared.plan, link->of); ++i)
      writer.text(link->text(i));
  }
}

bool read_links(ByteReader& reader, Session::Inside& into) {
  const Plan& plan = into.prepared.plan;
  const auto count = reader.number<std::uint32_t>();
  std::int64_t newest = std::numeric_limits<std::int64_t>::min();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const auto link = reader.number<std::uint32_t>();
    const std::string_view name = reader.text();
    const auto at = reader.number<std::int64_t>();
    if (!reader.ok() || link >= plan.links.size() || name.empty() || at < newest ||
        at > into.closed)
      return false;
    newest = at;
    runtime::LinkTexts texts;
    for (std::size_t text = 0; text < texts_of(plan, link); ++text) texts.push_back(reader.text());
    if (!reader.ok() || !has_right_lengths(plan, link, texts)) return false;
    const std::uint32_t customer = into.customers.number_of(name);
    if (into.identities.holder_of(customer) != customer) return false;
    if (!into.links.add(link, customer, texts, at)) return false;
  }
  return reader.ok();
}

}  // namespace wend
