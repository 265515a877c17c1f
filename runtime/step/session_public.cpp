// SPDX-License-Identifier: Apache-2.0
//
// The public face of a session: wend/runtime.h.
#include <algorithm>

#include "runtime/host/cloud_events.h"
#include "runtime/step/session_inside.h"
#include "wend/record.h"

namespace wend {

Session::Session(std::shared_ptr<const Pack> pack, Tier tier)
    : inside_(std::make_unique<Inside>(std::move(pack), tier)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

const Pack& Session::pack() const { return *inside_->pack; }

void Session::on_decision(std::function<void(const Decision&)> sink) {
  inside_->decisions.sink = std::move(sink);
}

std::optional<Refusal> Session::feed(const Event& event) { return inside_->feed(event); }

void Session::feed(std::span<const Event> events,
                   const std::function<void(std::size_t, const Refusal&)>& refused) {
  inside_->feed(events, refused);
}

void Session::feed(const RecordLayout& layout, const void* records, std::size_t count,
                   std::size_t stride,
                   const std::function<void(std::size_t, const Refusal&)>& refused) {
  inside_->feed(layout.reader(), static_cast<const std::byte*>(records), count, stride, refused);
}

std::uint32_t Session::number_of(std::string_view customer) {
  return inside_->customers.number_of(customer);
}

CloudEventReader& Session::Inside::make_reader() {
  if (!reader) reader = std::make_unique<CloudEventReader>(pack->plan());
  return *reader;
}

std::optional<Refusal> Session::feed_json(std::string_view line) {
  CloudEventReader& reader = inside_->make_reader();
  if (auto refused = reader.read(line)) {
    ++inside_->counts.refused;
    return refused;
  }
  return inside_->feed(reader.event());
}

std::span<const std::uint32_t> Session::concerned(const Event& event) {
  return inside_->concerned(event);
}

std::span<const std::uint32_t> Session::concerned(const RecordLayout& layout, const void* record) {
  return inside_->concerned(layout.reader(), static_cast<const std::byte*>(record));
}

void Session::advance_to(std::int64_t instant_ms) { inside_->advance_to(instant_ms); }
void Session::flush() { inside_->flush(); }

const Counts& Session::counts() const {
  inside_->settle();
  return inside_->counts;
}
std::uint64_t Session::customers() const {
  return inside_->customers.size() - inside_->identities.size();
}

namespace {

std::uint64_t bytes_of(const Session::Inside& inside, std::uint32_t customer) {
  const std::uint64_t bytes =
      inside.customers[customer].blob.bytes().size() + inside.links.bytes_of(customer);
  if (!inside.has_lateness()) return bytes;
  const auto ahead = inside.ahead.find(customer);
  const auto acted = inside.acted.find(customer);
  return bytes + inside.open_bytes_of(customer) +
         (ahead == inside.ahead.end() ? 0 : ahead->second.blob.bytes().size()) +
         (acted == inside.acted.end() ? 0 : acted->second.size() * kActedBytes);
}

}  // namespace

std::uint64_t Session::state_bytes() const {
  inside_->own_states();
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < inside_->customers.size(); ++i) sum += bytes_of(*inside_, i);
  return sum;
}

std::uint64_t Session::largest_customer_bytes() const {
  inside_->own_states();
  std::uint64_t largest = 0;
  for (std::uint32_t i = 0; i < inside_->customers.size(); ++i) {
    largest = std::max(largest, bytes_of(*inside_, i));
  }
  return largest;
}

std::uint64_t Session::open_deadlines() const {
  inside_->own_states();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, inside_->moment.open_deadlines));
}

std::optional<std::int64_t> Session::next_wake_ms() const {
  inside_->refresh_wakes();
  if (inside_->wakes.empty()) return std::nullopt;
  return inside_->wakes.least().first;
}

std::uint64_t Session::links() const { return inside_->links.size(); }

std::uint64_t Session::open_events() const { return inside_->open.size(); }

std::int64_t Session::clock_ms() const { return inside_->newest(); }

std::string_view slug_of(RefusalKind kind) {
  switch (kind) {
    case RefusalKind::Earlier: return "earlier";
    case RefusalKind::Repeat: return "repeat";
    case RefusalKind::RepeatDiffers: return "repeat-differs";
    case RefusalKind::BeforeHistory: return "before-history";
    case RefusalKind::ChannelNotAllowed: return "channel-not-allowed";
    case RefusalKind::MissingField: return "missing-field";
    case RefusalKind::ValueOutOfRange: return "value-out-of-range";
    case RefusalKind::TextTooLong: return "text-too-long";
    case RefusalKind::TooManyItems: return "too-many-items";
    case RefusalKind::NoCustomer: return "no-customer";
    case RefusalKind::TimeOutOfRange: return "time-out-of-range";
    case RefusalKind::NotJson: return "not-json";
    case RefusalKind::MissingAttribute: return "missing-attribute";
    case RefusalKind::UnknownTouchpoint: return "unknown-touchpoint";
    case RefusalKind::UnknownChannel: return "unknown-channel";
    case RefusalKind::WrongType: return "wrong-type";
    case RefusalKind::BadTime: return "bad-time";
    case RefusalKind::Malformed: return "malformed";
  }
  return "malformed";
}

}  // namespace wend
