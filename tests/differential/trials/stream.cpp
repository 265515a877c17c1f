// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/stream.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/event_values.h"
#include "tests/reference/calendar.h"

namespace wend::differential {
namespace {

using reference::Event;
using reference::EventField;

// Seconds since 1970 around which a year or a month ends.
constexpr std::int64_t kEnds[] = {1735686000, 1735650000, 1735707600, 1709157600, 1738324800};

// When clocks are set forward and back in 2024.
struct ClockChange {
  const char* zone;
  std::int64_t forward, back;
};
constexpr ClockChange kChanges[] = {{"Europe/Berlin", 1711846800, 1729990800},
                                    {"America/New_York", 1710054000, 1730613600},
                                    {"Australia/Lord_Howe", 1728142200, 1712415600}};

// Night: around one hour of the clock, on several days.
enum class Tempo { Dense, Echoing, Wide, Night };

class StreamWriter {
 public:
  StreamWriter(Random& random, const GeneratedPack& pack)
      : random_(random), pack_(pack), calendar_(pack.schema.zone), grain_(pack.schema.grain_ms) {
    const std::vector<std::string> names = {
        "c1", "c2", "C2", "a customer with a long name", "\xC3\xBC\"\n\x01x", "0"};
    const std::size_t customers = 3 + random.below(3);
    customers_.assign(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(customers));
    now_ = start();
  }

  Stream stream() {
    const std::size_t wanted = 100 + random_.below(60);
    Stream all;
    while (all.size() < wanted) {
      now_ = next_instant();
      add_instant(all);
      if (random_.chance(tempo_ == Tempo::Night ? 2 : 12)) tempo_ = pick_tempo();
    }
    if (pack_.schema.lateness_ms != 0) delay(all);
    return all;
  }

 private:
  // Events arrive in the order of their time and a delay, which now and then is longer than the lateness, by little or by
  // days.
  std::int64_t pick_delay() {
    const std::int64_t most = pack_.schema.lateness_ms;
    if (random_.chance(80)) return random_.between(0, most);
    return random_.between(0, random_.chance(50) ? 3 * most : most + 400'000'000);
  }

  void delay(Stream& all) {
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::int64_t arrival = all[i].time_ns / 1'000'000;
      if (random_.chance(50)) arrival += pick_delay();
      order.emplace_back(arrival, i);
    }
    std::sort(order.begin(), order.end());
    Stream delayed;
    for (const auto& [arrival, i] : order) delayed.push_back(std::move(all[i]));
    all = std::move(delayed);
  }

  Tempo pick_tempo() {
    return random_.pick(
        std::vector<Tempo>{Tempo::Dense, Tempo::Echoing, Tempo::Echoing, Tempo::Wide});
  }

  std::int64_t start() {
    for (const ClockChange& change : kChanges) {
      if (pack_.schema.zone != change.zone || random_.chance(30)) continue;
      if (random_.chance(50)) tempo_ = Tempo::Night;
      const std::int64_t notable = (random_.chance(65) ? change.back : change.forward) * 1000;
      return notable - random_.between(0, 4000) * 1000 - (random_.chance(40) ? 86'400'000 : 0);
    }
    const std::int64_t notable = kEnds[random_.below(std::size(kEnds))] * 1000;
    return notable - random_.between(0, random_.chance(50) ? 7'200 : 200'000) * 1000;
  }

  std::int64_t next_of_night() {
    if (random_.chance(6)) return now_ + 86'400'000 + random_.between(-90, 30) * 60'000;
    return now_ +
           random_.pick(std::vector<std::int64_t>{grain_, 60'000, 300'000, 600'000, 1'200'000});
  }

  std::int64_t later(std::int64_t from, const Stretch& stretch) {
    return reference::limit_end(calendar_, from, stretch).value_or(from);
  }

  // An earlier event's instant plus a span of the rules: exactly, a grain before or after.
  std::int64_t echo() {
    if (instants_.empty()) return now_;
    const std::size_t back = std::min<std::size_t>(instants_.size(), 12);
    const std::int64_t from = instants_[instants_.size() - 1 - random_.below(back)];
    return later(from, random_.pick(pack_.spans).stretch) + random_.between(-1, 1) * grain_;
  }

  std::int64_t next_instant() {
    if (random_.chance(12)) return now_;
    std::int64_t next = now_;
    switch (tempo_) {
      case Tempo::Dense:
        next += random_.pick(std::vector<std::int64_t>{grain_, 1000, 60'000, 300'000, 900'000});
        break;
      case Tempo::Echoing:
        next = random_.chance(60) ? echo() : now_ + random_.between(1, 50) * 60'000;
        break;
      case Tempo::Night: next = next_of_night(); break;
      case Tempo::Wide:
        next +=
            random_.pick(std::vector<std::int64_t>{3'600'000, 43'200'000, 86'400'000, 604'800'000});
        break;
    }
    const std::int64_t rounded = next / grain_ * grain_;
    // A year's echo now and then, but mostly the stream stays where its events are.
    if (rounded - now_ > 3'000'000'000 && random_.chance(85)) return now_ + 60'000;
    return std::max(rounded, now_);
  }

  void add_instant(Stream& all) {
    instants_.push_back(now_);
    Stream at_once;
    do {
      at_once.push_back(event());
      if (random_.chance(3)) at_once.push_back(at_once.back());  // repeated
      if (random_.chance(1)) at_once.push_back(differing(at_once.back()));
    } while (random_.chance(18));
    random_.shuffle(at_once);
    if (random_.chance(1)) at_once.back().time_ns -= 3'000'000'000'000;
    all.insert(all.end(), at_once.begin(), at_once.end());
  }

  // Of nobody, and without what the link carries.
  static void be_about(Event& event, const SchemaLink& link) {
    event.customer.clear();
    for (std::size_t i = 1; i < link.fields.size(); ++i) event.fields[event.fields.size() - i] = {};
  }

  Event differing(Event event) {
    if (event.table) {
      event.row_ends = true;
      for (std::size_t i = 1; i < event.fields.size(); ++i) event.fields[i] = {};
      return event;
    }
    (event.customer.empty() ? event.fields[0].text : event.customer) += "x";
    return event;
  }

  // A row of the table, from now on; or none any more.
  void be_a_row(Event& made) {
    made.customer.clear();
    made.table = static_cast<std::uint32_t>(random_.below(pack_.schema.tables.size()));
    made.row_ends = random_.chance(20);
    fill(made, pack_.schema.tables[*made.table].fields, 30);
    for (std::size_t i = 1; made.row_ends && i < made.fields.size(); ++i) made.fields[i] = {};
  }

  Event event() {
    Event made;
    made.source = random_.pick(std::vector<std::string>{"a", "b", "s/\xC3\xA9"});
    made.id = random_.chance(3) ? "same" : fmt::format("e{}", ++number_);
    made.customer = random_.pick(customers_);
    made.time_ns =
        now_ * 1'000'000 + (random_.chance(30) ? random_.between(0, grain_ * 1'000'000 - 1) : 0);
    made.sequence = random_.chance(70) ? 0 : random_.below(4);
    if (!pack_.schema.tables.empty() && random_.chance(15)) {
      be_a_row(made);
      return made;
    }
    made.clock = random_.chance(2);
    made.profile = made.clock || random_.chance(7);
    const Schema& schema = pack_.schema;
    if (made.profile) {
      fill(made, schema.customer, 60);
      return made;
    }
    made.touchpoint = static_cast<std::uint32_t>(
        !schema.links.empty() && random_.chance(25) ? schema.touchpoints.size() - 1
        : random_.chance(50)                        ? random_.below(2)
                                                    : random_.below(schema.touchpoints.size()));
    const SchemaTouchpoint& touchpoint = schema.touchpoints[made.touchpoint];
    made.channel = random_.pick(touchpoint.channels);
    if (touchpoint.identity) made.customer = fmt::format("V{}", 1 + random_.below(5));
    fill(made, touchpoint.fields, 30);
    if (touchpoint.about) be_about(made, schema.links[*touchpoint.about]);
    for (const SchemaList& list : touchpoint.lists) made.lists.push_back(items_of(list));
    return made;
  }

  reference::EventList items_of(const SchemaList& list) {
    reference::EventList made;
    made.is_absent = list.optional && random_.chance(30);
    if (made.is_absent) return made;
    const std::uint64_t most = list.most + (random_.chance(2) ? 1 : 0);
    for (std::uint64_t items = random_.below(most + 1); items > 0; --items) {
      Event item;
      fill(item, pack_.schema.records[list.record].fields, 30);
      made.items.push_back(std::move(item.fields));
    }
    return made;
  }

  void fill(Event& event, const std::vector<SchemaField>& fields, unsigned absent_percent) {
    for (const SchemaField& field : fields) {
      EventField value;
      if (field.optional && event.profile && random_.chance(12)) {
        value.state = EventField::State::Cleared;
      } else if (!((field.optional || event.profile) && random_.chance(absent_percent))) {
        value = random_value(random_, pack_.schema, field.type, now_);
      }
      event.fields.push_back(std::move(value));
    }
  }

  Random& random_;
  const GeneratedPack& pack_;
  reference::Calendar calendar_;
  std::int64_t grain_;
  std::vector<std::string> customers_;
  std::vector<std::int64_t> instants_;
  std::int64_t now_ = 0;
  Tempo tempo_ = Tempo::Echoing;
  std::uint64_t number_ = 0;
};

}  // namespace

Stream make_stream(Random& random, const GeneratedPack& pack) {
  return StreamWriter(random, pack).stream();
}

}  // namespace wend::differential
