// SPDX-License-Identifier: Apache-2.0
//
// A session as bytes:
//
//   8 bytes "WENDSESS", u32 format version, u32 0, 16 bytes meaning of the program
//   i64 closed, i64 clock, i64 since when these rules decide; the counts; u32 facts that are not known from the beginning: fact, i64 since when, u32
//   newest known (gaps.h); u32 held events; u32 customers closed early: name, i64 instant; u32 open events, by
//   instant, in order; u32 customers of whom rules acted at once: name, u32 acts; u32 customers, by name: name, state;
//   u32 customers with aliases, by name: name, u32 aliases, oldest first: the name of the anonymous customer, i64 the instant of the link; u32 links
//   (saved_links.h); the tables (saved_tables.h); ledgers of several customers
//   (saved_households.h)
//   16 bytes XXH3-128 of all before, canonical
//
// The same history gives the same bytes. What is loaded is checked before anything changes.
#include "runtime/step/saved_session.h"

#include <cstring>
#include <set>

#include "runtime/abi/sealed_bytes.h"
#include "runtime/host/cloud_events.h"
#include "runtime/step/facts.h"
#include "runtime/step/gaps.h"
#include "runtime/step/profile.h"
#include "runtime/step/saved_households.h"
#include "runtime/step/saved_links.h"
#include "runtime/step/saved_tables.h"
#include "runtime/step/session_inside.h"

namespace wend {
namespace {

constexpr char kMagic[8] = {'W', 'E', 'N', 'D', 'S', 'E', 'S', 'S'};
constexpr std::uint32_t kFormat = 11;
constexpr std::size_t kHead = 32;

void write_counts(ByteWriter& writer, const Counts& counts) {
  for (const std::uint64_t count :
       {counts.events, counts.repeats, counts.refused, counts.decisions, counts.not_armed,
        counts.pushed_out, counts.crowded_out, counts.closed_early, counts.clocks, counts.joined,
        counts.unlinked, counts.disproved, counts.reached, counts.reached_nobody,
        counts.links_forgotten, counts.late, counts.rows, counts.rows_left_out}) {
    writer.number(count);
  }
  writer.number(static_cast<std::uint32_t>(counts.rules.size()));
  for (const RuleCounts& rule : counts.rules) {
    for (const std::uint64_t count :
         {rule.candidates, rule.not_true, rule.unknown, rule.limited, rule.issued, rule.late}) {
      writer.number(count);
    }
  }
  for (const LateCounts& fact : counts.late_facts) {
    writer.number(fact.taken);
    writer.number(fact.ignored);
  }
}

bool read_counts(ByteReader& reader, Counts& counts) {
  for (std::uint64_t* count :
       {&counts.events, &counts.repeats, &counts.refused, &counts.decisions, &counts.not_armed,
        &counts.pushed_out, &counts.crowded_out, &counts.closed_early, &counts.clocks,
        &counts.joined, &counts.unlinked, &counts.disproved, &counts.reached,
        &counts.reached_nobody, &counts.links_forgotten, &counts.late, &counts.rows,
        &counts.rows_left_out}) {
    *count = reader.number<std::uint64_t>();
  }
  if (reader.number<std::uint32_t>() != counts.rules.size()) return false;
  for (RuleCounts& rule : counts.rules) {
    for (std::uint64_t* count : {&rule.candidates, &rule.not_true, &rule.unknown, &rule.limited,
                                 &rule.issued, &rule.late}) {
      *count = reader.number<std::uint64_t>();
    }
  }
  for (LateCounts& fact : counts.late_facts) {
    fact.taken = reader.number<std::uint64_t>();
    fact.ignored = reader.number<std::uint64_t>();
  }
  return reader.ok();
}

void write_gaps(ByteWriter& writer, const runtime::Moment& moment) {
  writer.number(static_cast<std::uint32_t>(moment.known_from.entries().size()));
  for (const auto& [fact, since] : moment.known_from.entries()) {
    writer.number(fact);
    writer.number(since);
    writer.number(moment.newest_known.of(fact));
  }
}

bool read_gaps(ByteReader& reader, runtime::Moment& moment) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const auto fact = reader.number<std::uint32_t>();
    if (fact >= moment.plan().facts.size()) return false;
    moment.known_from.set(fact, reader.number<std::int64_t>());
    moment.newest_known.set(fact, reader.number<std::uint32_t>());
  }
  return reader.ok();
}

void write_held(ByteWriter& writer, const Session::Inside& inside, const runtime::HeldEvents& held,
                const runtime::HeldEvent& event) {
  writer.number(event.time_ns);
  writer.number(event.sequence);
  writer.number(event.touchpoint);
  writer.number(event.channel);
  writer.number(static_cast<std::uint8_t>(event.is_stepped ? 1 : 0));
  const bool has_customer = event.customer != runtime::HeldEvent::kNobody;
  writer.text(has_customer ? inside.customers.name_of(event.customer) : std::string_view());
  writer.text(held.source(event));
  writer.text(held.id(event));
  writer.number(event.field_count);
  for (std::uint32_t i = 0; i < event.field_count; ++i) {
    const runtime::HeldField& field = held.field(event, i);
    writer.number(static_cast<std::uint8_t>(field.state));
    writer.number(field.number);
    writer.text(held.text_of(field));
  }
}

Event read_event(ByteReader& reader, bool& is_stepped) {
  Event event;
  event.time_ns = reader.number<std::int64_t>();
  event.sequence = reader.number<std::uint64_t>();
  event.touchpoint = reader.number<std::uint32_t>();
  event.channel = reader.number<std::uint32_t>();
  is_stepped = reader.number<std::uint8_t>() != 0;
  event.customer = reader.text();
  event.source = reader.text();
  event.id = reader.text();
  const auto fields = reader.number<std::uint32_t>();
  for (std::size_t i = 0; i < fields && reader.ok(); ++i) {
    Event::Field& field = event.fields.emplace_back();
    const auto state = reader.number<std::uint8_t>();
    field.state = state <= 2 ? static_cast<Event::State>(state) : Event::State::Absent;
    field.number = reader.number<std::int64_t>();
    field.text = reader.text();
  }
  return event;
}

// A held event passes the same checks as one that comes in.
bool read_held(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  if (count != 0 && into.has_lateness()) return false;  // they are open instead
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    bool is_stepped = false;
    Event event = read_event(reader, is_stepped);
    const std::string_view name = event.customer;
    if (into.prepared.has_identities) event.customer = known_by(name).name;
    if (!reader.ok() || into.check.refusal_of(event) ||
        into.instant_of(event.time_ns) != into.closed || name != into.name_of(event))
      return false;
    const runtime::Cause cause = runtime::cause_of(event.source, event.id, into.hash_room);
    if (into.held.find(cause) != runtime::HeldEvents::kNone) return false;
    into.held.add(into.check.accepted(), into.number_of(event));
    if (is_stepped) into.held.mark_stepped(i);
  }
  return reader.ok();
}

void write_closed_early(ByteWriter& writer, const Session::Inside& inside,
                        const LeftOut& left_out) {
  std::map<std::string_view, std::int64_t> by_name;
  for (const auto& [customer, instant] : inside.closed_early)
    by_name.emplace(inside.customers.name_of(customer), instant);
  for (const std::string_view name : left_out) by_name.erase(name);
  writer.number(static_cast<std::uint32_t>(by_name.size()));
  for (const auto& [name, instant] : by_name) {
    writer.text(name);
    writer.number(instant);
  }
}

void write_open(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out) {
  write_closed_early(writer, inside, left_out);
  std::uint32_t own = 0;
  for (const std::string_view name : left_out) {
    if (const auto customer = inside.customers.find(name)) own += inside.open.events_of(*customer);
  }
  writer.number(static_cast<std::uint32_t>(inside.open.size()) - own);
  for (const std::uint32_t number : inside.open.in_order()) {
    const std::uint32_t about = inside.open[number].customer;
    if (about == runtime::HeldEvent::kNobody || !left_out.contains(inside.customers.name_of(about)))
      write_held(writer, inside, inside.open.holding(number), inside.open[number]);
  }
}

bool read_closed_early(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    const auto instant = reader.number<std::int64_t>();
    if (!reader.ok() || name.empty() || !into.has_lateness() || instant <= into.closed)
      return false;
    into.closed_early[into.customers.number_of(name)] = instant;
  }
  return reader.ok();
}

// An open event passes the same checks as one that comes in.
bool read_open(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  if (count > 0 && !into.has_lateness()) return false;
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    bool is_stepped = false;
    Event event = read_event(reader, is_stepped);
    const std::string_view name = event.customer;
    if (into.prepared.has_identities) event.customer = known_by(name).name;
    if (!reader.ok() || is_stepped || into.check.refusal_of(event)) return false;
    const std::int64_t instant = into.instant_of(event.time_ns);
    const std::uint32_t customer = into.number_of(event);
    const bool is_own = customer != runtime::HeldEvent::kNobody;
    if (is_own && name != into.customers.name_of(customer)) return false;
    if (instant < into.closed || instant > into.clock) return false;
    const runtime::OpenEvents::Named named = into.open.named(event.source, event.id);
    if (into.open.find(named) != runtime::OpenEvents::kNone) return false;
    into.add_open(event, named, instant, customer);
  }
  return reader.ok();
}

// Nobody has more open events than stated, and none in what is closed.
bool has_sound_shares(const Session::Inside& into) {
  for (std::uint32_t customer = 0; customer < into.customers.size(); ++customer) {
    if (into.open_of(customer) > into.prepared.plan.open_events) return false;
    const std::uint32_t names[] = {customer};
    const std::optional<std::int64_t> oldest = into.open.oldest_of(names);
    if (oldest && *oldest < into.closed_for(into.identities.holder_of(customer))) return false;
  }
  return true;
}

void write_acted(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out) {
  std::map<std::string_view, const std::vector<runtime::ActedAtOnce>*> by_name;
  for (const auto& [customer, acted] : inside.acted)
    by_name.emplace(inside.customers.name_of(customer), &acted);
  for (const std::string_view name : left_out) by_name.erase(name);
  writer.number(static_cast<std::uint32_t>(by_name.size()));
  for (const auto& [name, acted] : by_name) {
    writer.text(name);
    writer.number(static_cast<std::uint32_t>(acted->size()));
    for (const runtime::ActedAtOnce& one : *acted) {
      writer.put(one.cause.data(), one.cause.size());
      writer.number(one.rule);
      writer.number(static_cast<std::uint8_t>(one.is_issued ? 1 : 0));
    }
  }
}

// Each of an open event of the customer, by a rule that is decided at once.
bool read_acts(ByteReader& reader, Session::Inside& into, std::uint32_t customer) {
  const auto count = reader.number<std::uint32_t>();
  const std::vector<RuleInfo>& rules = into.prepared.plan.rules;
  std::vector<runtime::ActedAtOnce>& acted = into.acted[customer];
  std::set<runtime::Cause> open;
  for (const std::uint32_t event : into.open.all_of(customer)) open.insert(into.open[event].cause);
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    runtime::ActedAtOnce one;
    for (std::uint8_t& byte : one.cause) byte = reader.number<std::uint8_t>();
    one.rule = reader.number<std::uint32_t>();
    one.is_issued = reader.number<std::uint8_t>() != 0;
    if (!reader.ok() || one.rule >= rules.size() || !rules[one.rule].at_once) return false;
    if (!open.contains(one.cause)) return false;
    acted.push_back(one);
  }
  return reader.ok() && count > 0;
}

bool read_acted(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    if (!reader.ok() || name.empty()) return false;
    if (!read_acts(reader, into, into.customers.number_of(name))) return false;
  }
  return reader.ok();
}

bool adopt_state(Session::Inside& into, std::uint32_t customer,
                 std::span<const std::uint8_t> bytes) {
  runtime::Blob& blob = into.customers[customer].blob;
  if (bytes.empty()) return blob.empty();
  if (!blob.empty() || !blob.adopt(bytes, into.prepared.records)) return false;
  if (blob.has(runtime::kProfileRecord) &&
      !runtime::is_sound_profile(into.prepared.plan, blob.find(runtime::kProfileRecord))) {
    return false;
  }
  into.moment.customer = customer;
  into.moment.blob = &blob;
  const std::uint32_t gaps = runtime::record_of_gaps(into.prepared.plan);
  if (blob.has(gaps) && (into.moment.known_from.empty() ||
                         blob.find(gaps).size() != runtime::bytes_of_gaps(into.prepared.plan)))
    return false;
  for (std::uint32_t fact = 0; fact < into.prepared.plan.facts.size(); ++fact) {
    const std::uint32_t record = runtime::record_of_fact(fact);
    if (!blob.has(record)) continue;
    if (!runtime::is_sound_record(into.prepared, fact, blob.find(record))) return false;
  }
  into.moment.open_deadlines += runtime::open_deadlines_of(into.moment);
  return true;
}

bool read_customers(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    const auto state = reader.block();
    if (!reader.ok() || name.empty()) return false;
    const std::uint32_t customer = into.customers.number_of(name);
    if (!adopt_state(into, customer, state)) return false;
    into.queue_wake(customer);
  }
  return reader.ok();
}

std::optional<Failure> head_failure(std::span<const std::uint8_t> bytes, const Plan& plan) {
  if (bytes.size() < kHead + kSumBytes || std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) {
    return Failure{"this is not a saved Wend session"};
  }
  if (!has_right_sum(bytes)) return Failure{"the saved session is damaged (its sum is wrong)"};
  ByteReader head(bytes.subspan(sizeof kMagic));
  if (head.number<std::uint32_t>() != kFormat)
    return Failure{"the saved session has another format version"};
  head.number<std::uint32_t>();
  for (const std::uint64_t part : plan.meaning) {
    if (head.number<std::uint64_t>() != part)
      return Failure{"the saved session belongs to another program"};
  }
  return std::nullopt;
}

void write_all_held(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < inside.held.size(); ++i) {
    const std::uint32_t about = inside.held[i].customer;
    if (about == runtime::HeldEvent::kNobody || !left_out.contains(inside.customers.name_of(about)))
      numbers.push_back(i);
  }
  writer.number(static_cast<std::uint32_t>(numbers.size()));
  for (const std::uint32_t number : numbers)
    write_held(writer, inside, inside.held, inside.held[number]);
}

void write_customers(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out) {
  std::vector<std::uint32_t> numbers = inside.customers.by_name();
  std::erase_if(numbers, [&](std::uint32_t number) {
    return left_out.contains(inside.customers.name_of(number));
  });
  writer.number(static_cast<std::uint32_t>(numbers.size()));
  for (const std::uint32_t customer : numbers) {
    writer.text(inside.customers.name_of(customer));
    const auto state = inside.customers[customer].blob.bytes();
    writer.number(static_cast<std::uint32_t>(state.size()));
    writer.put(state.data(), state.size());
  }
}

// By name; oldest first.
void write_aliases(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out) {
  std::map<std::string_view, const std::vector<runtime::Identities::Alias>*> by_name;
  for (const auto& [customer, aliases] : inside.identities.all())
    by_name.emplace(inside.customers.name_of(customer), &aliases);
  for (const std::string_view name : left_out) by_name.erase(name);
  writer.number(static_cast<std::uint32_t>(by_name.size()));
  for (const auto& [name, aliases] : by_name) {
    writer.text(name);
    writer.number(static_cast<std::uint32_t>(aliases->size()));
    for (const runtime::Identities::Alias& one : *aliases) {
      writer.text(inside.customers.name_of(one.identity));
      writer.number(one.at);
    }
  }
}

// An alias is of a known kind, and nobody else's; what was its history has joined.
bool read_alias(ByteReader& reader, Session::Inside& into, std::uint32_t customer) {
  const std::string_view name = reader.text();
  const auto at = reader.number<std::int64_t>();
  const KnownBy known = known_by(name);
  const std::vector<IdentifierInfo>& kinds = into.prepared.plan.identifiers;
  if (!reader.ok() || known.kind.empty()) return false;
  for (std::uint32_t kind = 0; kind < kinds.size(); ++kind) {
    if (kinds[kind].name != known.kind || kinds[kind].aliases == 0) continue;
    const std::uint32_t identity = into.customers.number_of(name);
    if (!into.customers[identity].blob.empty() || identity == customer ||
        into.closed_early.contains(identity))
      return false;
    const auto linked = into.identities.link(customer, kind, identity, kinds[kind].aliases, at);
    return linked.was_nobodys && !linked.pushed_out;
  }
  return false;
}

bool read_aliases(ByteReader& reader, Session::Inside& into) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view name = reader.text();
    const auto aliases = reader.number<std::uint32_t>();
    if (!reader.ok() || !known_by(name).kind.empty() || name.empty()) return false;
    const std::uint32_t customer = into.customers.number_of(name);
    for (std::uint32_t k = 0; k < aliases; ++k)
      if (!read_alias(reader, into, customer)) return false;
  }
  return reader.ok();
}

}  // namespace

std::vector<std::uint8_t> bytes_without(const LeftOut& left_out, const Session::Inside& inside) {
  ByteWriter writer;
  writer.bytes.reserve(4096);
  writer.put(kMagic, sizeof kMagic);
  writer.number(kFormat);
  writer.number(std::uint32_t{0});
  for (const std::uint64_t part : inside.prepared.plan.meaning) writer.number(part);
  writer.number(inside.closed);
  writer.number(inside.clock);
  writer.number(inside.began);
  write_counts(writer, inside.counts);
  write_gaps(writer, inside.moment);
  write_all_held(writer, inside, left_out);
  write_open(writer, inside, left_out);
  write_acted(writer, inside, left_out);
  write_customers(writer, inside, left_out);
  write_aliases(writer, inside, left_out);
  write_links(writer, inside, left_out);
  write_tables(writer, inside);
  write_households(writer, inside);
  writer.seal();
  return std::move(writer.bytes);
}

void leave_out(std::uint32_t customer, const Session::Inside& inside, LeftOut& names) {
  const std::uint32_t holder = inside.identities.holder_of(customer);
  names.insert(inside.customers.name_of(holder));
  for (const runtime::Identities::Alias& alias : inside.identities.of(holder))
    names.insert(inside.customers.name_of(alias.identity));
}

std::vector<std::uint8_t> Session::save() const {
  inside_->settle();
  inside_->hold_alone();
  inside_->own_states();
  return bytes_without({}, *inside_);
}

std::optional<Failure> Session::load(std::span<const std::uint8_t> bytes) {
  if (auto failure = head_failure(bytes, inside_->prepared.plan)) return failure;
  auto fresh = std::make_unique<Inside>(inside_->pack, inside_->tier);
  ByteReader reader(bytes.subspan(kHead, bytes.size() - kHead - kSumBytes));
  fresh->closed = reader.number<std::int64_t>();
  fresh->clock = reader.number<std::int64_t>();
  fresh->began = reader.number<std::int64_t>();
  const bool is_sound =
      read_counts(reader, fresh->counts) && read_gaps(reader, fresh->moment) &&
      read_held(reader, *fresh) && read_closed_early(reader, *fresh) && read_open(reader, *fresh) &&
      read_acted(reader, *fresh) && read_customers(reader, *fresh) &&
      read_aliases(reader, *fresh) && has_sound_shares(*fresh) && read_links(reader, *fresh) &&
      read_tables(reader, *fresh) && read_households(reader, *fresh) && reader.at_end();
  if (!is_sound) return Failure{"the saved session is damaged"};
  fresh->decisions.sink = std::move(inside_->decisions.sink);
  inside_ = std::move(fresh);
  return std::nullopt;
}

// What was known of the customer is nowhere any more: the session is made anew of the others.
bool Session::forget(std::string_view customer, std::string_view identity) {
  std::string room;
  const auto named = inside_->customers.find(
      identity.empty() ? customer : anonymous_name(identity, customer, room));
  if (!named) return false;
  inside_->settle();
  inside_->hold_alone();
  inside_->own_states();
  LeftOut names;
  leave_out(*named, *inside_, names);
  const std::vector<std::uint8_t> others = bytes_without(names, *inside_);
  return !load(others);
}

}  // namespace wend
