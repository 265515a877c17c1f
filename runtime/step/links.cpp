// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/links.h"

#include <algorithm>

#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

template <class Texts>
bool has_texts(const Link& link, const Texts& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::optional<std::string_view> asked = texts[i];
    if (asked && link.text(i) != *asked) return false;
  }
  return true;
}

}  // namespace

Links::Links(const Plan& plan, const Zone& zone)
    : plan_(plan), calendar_(zone), values_(plan.links.size()), customers_(plan.links.size()) {
  if (plan.links.empty()) return;
  by_touchpoint_.resize(plan.touchpoints.size());
  for (const TouchpointInfo& touchpoint : plan.touchpoints) about_.push_back(touchpoint.about);
  for (std::uint32_t link = 0; link < plan.links.size(); ++link) {
    for (const LinkEvent& event : plan.links[link].by)
      by_touchpoint_[event.touchpoint].push_back({link, false, &event});
    for (const LinkEvent& event : plan.links[link].until)
      by_touchpoint_[event.touchpoint].push_back({link, true, &event});
  }
}

// ------------------------------------------------------------------------------------- the lists

void Links::append(Ends& list, Place Entry::* place, std::uint32_t entry) {
  entries_[entry].*place = {list.last, kNone};
  (list.last == kNone ? list.first : (entries_[list.last].*place).behind) = entry;
  list.last = entry;
  ++list.count;
}

void Links::remove(Ends& list, Place Entry::* place, std::uint32_t entry) {
  const Place at = entries_[entry].*place;
  (at.before == kNone ? list.first : (entries_[at.before].*place).behind) = at.behind;
  (at.behind == kNone ? list.last : (entries_[at.behind].*place).before) = at.before;
  --list.count;
}

// It is the newest of its value and of its customer.
void Links::append(std::uint32_t entry) {
  Link& link = entries_[entry].link;
  link.order = begun_++;
  append(values_[link.of][std::string(link.text(0))], &Entry::by_value, entry);
  append(customers_[link.of][link.customer], &Entry::by_customer, entry);
  ++used_;
}

void Links::drop(std::uint32_t entry) {
  Link& link = entries_[entry].link;
  const auto value = values_[link.of].find(std::string(link.text(0)));
  remove(value->second, &Entry::by_value, entry);
  if (value->second.count == 0) values_[link.of].erase(value);
  const auto customer = customers_[link.of].find(link.customer);
  remove(customer->second, &Entry::by_customer, entry);
  if (customer->second.count == 0) customers_[link.of].erase(customer);
  free_.push_back(entry);
  --used_;
}

Links::Ends Links::of_customer(std::uint32_t link, std::uint32_t customer) const {
  const auto found = customers_[link].find(customer);
  return found == customers_[link].end() ? Ends{} : found->second;
}

Links::Ends Links::of_value(std::uint32_t link, const std::string& value) const {
  const auto found = values_[link].find(value);
  return found == values_[link].end() ? Ends{} : found->second;
}

std::uint32_t Links::find(std::uint32_t link, std::uint32_t customer,
                          const LinkTexts& texts) const {
  std::uint32_t entry = of_customer(link, customer).first;
  while (entry != kNone && !has_texts(entries_[entry].link, texts))
    entry = entries_[entry].by_customer.behind;
  return entry;
}

std::uint32_t Links::new_entry(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const std::uint32_t entry = free_.back();
  free_.pop_back();
  Link made;
  made.of = link;
  made.customer = customer;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    made.texts.append(texts[i]);
    made.ends[i] = static_cast<std::uint16_t>(made.texts.size());
  }
  entries_[entry].link = std::move(made);
  return entry;
}

// ------------------------------------------------------------------------------------- their life

bool Links::is_over(const Link& link, std::int64_t now) const {
  if (planted(Fault::LinkNeverOver)) return false;
  return calendar_.end_of(link.at, plan_.links[link.of].life) < now;
}

// The oldest come first, so the first that still holds ends the search.
void Links::drop_over_of_customer(std::uint32_t link, std::uint32_t customer, std::int64_t now) {
  for (;;) {
    const std::uint32_t oldest = of_customer(link, customer).first;
    if (oldest == kNone || !is_over(entries_[oldest].link, now)) return;
    drop(oldest);
  }
}

void Links::drop_over_of_value(std::uint32_t link, const std::string& value, std::int64_t now) {
  for (;;) {
    const std::uint32_t oldest = of_value(link, value).first;
    if (oldest == kNone || !is_over(entries_[oldest].link, now)) return;
    drop(oldest);
  }
}

std::uint32_t Links::make_room(std::uint32_t link, std::uint32_t customer,
                               const std::string& value) {
  const LinkInfo& info = plan_.links[link];
  const bool newest = planted(Fault::LinkForgetsNewest);
  std::uint32_t forgotten = 0;
  if (const Ends own = of_customer(link, customer); own.count >= info.per_customer) {
    drop(newest ? own.last : own.first);
    ++forgotten;
  }
  const std::uint32_t most = info.per_value + (planted(Fault::OneMoreLink) ? 1 : 0);
  if (const Ends same = of_value(link, value); same.count >= most) {
    drop(newest ? same.last : same.first);
    ++forgotten;
  }
  return forgotten;
}

std::uint32_t Links::begin(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts,
                           std::int64_t now) {
  const std::string value(texts[0]);
  drop_over_of_customer(link, customer, now);
  drop_over_of_value(link, value, now);
  std::uint32_t entry = find(link, customer, texts);
  std::uint32_t forgotten = 0;
  if (entry == kNone) {
    forgotten = make_room(link, customer, value);
  } else {
    if (planted(Fault::LinkNotRenewed)) return 0;
    drop(entry);
  }
  entry = new_entry(link, customer, texts);
  entries_[entry].link.at = now;
  append(entry);
  return forgotten;
}

void Links::end(std::uint32_t link, std::uint32_t customer, const AskedTexts& asked) {
  if (planted(Fault::LinkNeverEnds)) return;
  std::uint32_t entry = of_customer(link, customer).first;
  while (entry != kNone) {
    const std::uint32_t behind = entries_[entry].by_customer.behind;
    if (has_texts(entries_[entry].link, asked)) drop(entry);
    entry = behind;
  }
}

// They are in nobody's list then.
std::vector<std::uint32_t> Links::take_of_customer(std::uint32_t link, std::uint32_t customer,
                                                   std::int64_t now) {
  drop_over_of_customer(link, customer, now);
  std::vector<std::uint32_t> own;
  for (std::uint32_t entry = of_customer(link, customer).first; entry != kNone;
       entry = entries_[entry].by_customer.behind)
    own.push_back(entry);
  customers_[link].erase(customer);
  return own;
}

void Links::add_to_customer(std::uint32_t entry, std::uint32_t customer) {
  Link& link = entries_[entry].link;
  LinkTexts texts;
  for (std::size_t i = 0; i <= plan_.links[link.of].carried.size(); ++i)
    texts.push_back(link.text(i));
  if (const std::uint32_t alike = find(link.of, customer, texts); alike != kNone) drop(alike);
  link.customer = customer;
  append(customers_[link.of][customer], &Entry::by_customer, entry);
}

std::uint32_t Links::move(std::uint32_t from, std::uint32_t to, std::int64_t now) {
  if (planted(Fault::LinksStayWithIdentity)) return 0;
  std::uint32_t forgotten = 0;
  for (std::uint32_t link = 0; link < customers_.size(); ++link) {
    const std::vector<std::uint32_t> own = take_of_customer(link, to, now);
    std::vector<std::uint32_t> all = take_of_customer(link, from, now);
    all.insert(all.end(), own.begin(), own.end());
    std::sort(all.begin(), all.end(), [this](std::uint32_t a, std::uint32_t b) {
      return entries_[a].link.order < entries_[b].link.order;
    });
    for (const std::uint32_t entry : all) add_to_customer(entry, to);
    for (; of_customer(link, to).count > plan_.links[link].per_customer; ++forgotten)
      drop(of_customer(link, to).first);
  }
  return forgotten;
}

std::vector<const Link*> Links::to(std::uint32_t link, std::string_view value, std::int64_t now) {
  const std::string text(value);
  drop_over_of_value(link, text, now);
  std::vector<const Link*> found;
  for (std::uint32_t entry = of_value(link, text).first; entry != kNone;
       entry = entries_[entry].by_value.behind)
    found.push_back(&entries_[entry].link);
  return found;
}

// ------------------------------------------------------------------------------------- all of them

std::uint64_t Links::bytes_of(std::uint32_t customer) const {
  static_assert(sizeof(Entry) + sizeof(Ends) + sizeof(std::uint32_t) <= kLinkBytes);
  std::uint64_t bytes = 0;
  for (std::uint32_t link = 0; link < customers_.size(); ++link) {
    for (std::uint32_t entry = of_customer(link, customer).first; entry != kNone;
         entry = entries_[entry].by_customer.behind)
      bytes += kLinkBytes + entries_[entry].link.texts.size();
  }
  return bytes;
}

std::vector<const Link*> Links::in_order() const {
  std::vector<const Link*> all;
  for (const Lists& lists : customers_) {
    for (const auto& [customer, own] : lists) {
      for (std::uint32_t entry = own.first; entry != kNone;
           entry = entries_[entry].by_customer.behind)
        all.push_back(&entries_[entry].link);
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Link* a, const Link* b) { return a->order < b->order; });
  return all;
}

bool Links::add(std::uint32_t link, std::uint32_t customer, const LinkTexts& texts,
                std::int64_t at) {
  const LinkInfo& info = plan_.links[link];
  if (find(link, customer, texts) != kNone ||
      of_customer(link, customer).count >= info.per_customer ||
      of_value(link, std::string(texts[0])).count >= info.per_value)
    return false;
  const std::uint32_t entry = new_entry(link, customer, texts);
  entries_[entry].link.at = at;
  append(entry);
  return true;
}

}  // namespace wend::runtime
