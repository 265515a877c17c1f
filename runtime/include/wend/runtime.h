// SPDX-License-Identifier: Apache-2.0
//
// Wend's runtime, for servers that embed it: load a pack, feed events, receive decisions.
//
//   auto pack = wend::Pack::from_file("retail.pack");          // or wend::compile(), wend/compiler.h
//   wend::Session session(pack.value());
//   session.on_decision([](const wend::Decision& d) { ... });
//   if (auto refused = session.feed_json(line)) { ... refused->reason ... }   // a CloudEvent, or
//   if (auto refused = session.feed(event)) { ... }                           // an Event of typed values
//   session.advance_to(instant);                               // the clock alone: deadlines fire
//
// A session is a pure function of what it is fed: no clock, no locale, no randomness. It is not
// thread-safe; use one per thread, each with its own customers. Nothing throws.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wend {

struct Plan;
struct NativeCode;
struct FieldInfo;
struct ValueType;
struct Cell;

// A failure of the machinery: a file, memory, a damaged pack. `what` names the thing and the way out.
struct Failure {
  std::string what;
};

template <typename T>
class Expected {
 public:
  Expected(T value) : content_(std::move(value)) {}
  Expected(Failure failure) : content_(std::move(failure)) {}
  explicit operator bool() const { return content_.index() == 0; }
  T& value() { return std::get<0>(content_); }
  const T& value() const { return std::get<0>(content_); }
  const Failure& failure() const { return std::get<1>(content_); }

 private:
  std::variant<T, Failure> content_;
};

// A compiled pack, immutable and shared. Native code may join it later (see wend/compiler.h): sessions
// take it up at their next event, decisions do not change.
class Pack {
 public:
  static Expected<std::shared_ptr<Pack>> from_file(const std::string& path);
  static Expected<std::shared_ptr<Pack>> from_bytes(std::span<const std::uint8_t> bytes);
  explicit Pack(Plan plan);
  ~Pack();
  Pack(const Pack&) = delete;
  Pack& operator=(const Pack&) = delete;

  const Plan& plan() const { return *plan_; }
  // 128-bit hash of the program's meaning, 32 hexadecimal digits.
  std::string meaning() const;
  bool has_native() const;
  const NativeCode* native() const;  // null: interpreted. Valid as long as the pack.
  // Called once, from any thread. `keep` owns the code.
  void adopt_native(std::shared_ptr<const NativeCode> code, std::shared_ptr<void> keep);

 private:
  struct Native;
  std::unique_ptr<const Plan> plan_;
  std::unique_ptr<Native> native_;
};

// An event as the door hands it over. Text is copied by `feed` where it is kept.
class Event {
 public:
  std::string_view source;  // CloudEvents `source`
  std::string_view id;      // CloudEvents `id`
  // CloudEvents `subject`. Of a touchpoint that is about something else than a customer: what it is about; the first
  // of `fields` may say it as well, or instead. Those that its link carries stay Absent.
  std::string_view customer;
  // The number that `Session::number_of` gave the customer, in place of the name: nothing is looked up then.
  static constexpr std::uint32_t kByName = 0xFFFFFFFF;
  std::uint32_t customer_number = kByName;
  std::int64_t time_ns = 0;                              // nanoseconds since 1970-01-01T00:00Z
  std::uint64_t sequence = 0;                            // CloudEvents extension `sequence`, or 0
  static constexpr std::uint32_t kProfile = 0xFFFFFFFF;  // the touchpoint `wend.customer`
  static constexpr std::uint32_t kClock = 0xFFFFFFFD;    // `wend.clock`: a time, about nobody
  // A row of a table, `wend.row.NAME` and `wend.no_row.NAME`: kRow + the table's position in the plan. It is about nobody.
  // Its fields are the key and the columns; its channel says whether the row holds from then on, or ends.
  static constexpr std::uint32_t kRow = 0xFFFF0000;
  static constexpr std::uint32_t kRowHolds = 0;
  static constexpr std::uint32_t kRowEnds = 1;
  static constexpr bool is_row(std::uint32_t touchpoint) {
    return touchpoint >= kRow && touchpoint < kRow + 0x8000;
  }
  std::uint32_t touchpoint = 0;  // position in the plan, or one of these
  std::uint32_t channel = 0;     // position in the plan's channels; ignored for a profile event

  // One per field of the touchpoint (or customer field, for kProfile), in the plan's order. The fields of a record in
  // the event stand among them by the names `address.city` and so on.
  // For bytes (text, identifier): `text`, else `number` (value.h).
  // Behind them, for each list of the touchpoint in the plan's order: `list_of` the number of its items (or an absent
  // field where the event leaves it out), then the fields of the first item in the record's order, of the second, ...
  enum class State : std::uint8_t {
    Absent,
    Present,
    Cleared
  };  // Cleared: set to missing (profile only)
  struct Field {
    State state = State::Absent;
    std::int64_t number = 0;
    std::string_view text;
  };
  static Field list_of(std::size_t items) {
    return {State::Present, static_cast<std::int64_t>(items), {}};
  }
  std::vector<Field> fields;
};

enum class Tier : std::uint8_t { Automatic, Interpreter, Native };

// An action that was decided. Views are valid during the call of the sink.
struct Decision {
  struct NamedValue {
    std::string_view name;  // the argument's name, or the clause's own words
    const ValueType* type;
    bool known = true;
    bool personal = false;
    bool at_least = false;  // a capped count that reached its cap
    std::int64_t number = 0;
    std::string_view text;
  };
  struct Because {
    std::string_view step;  // the step's own words
    std::int64_t time_ms = 0;
    std::string_view source, id;  // empty where the state keeps only the time
  };
  std::string_view id;       // 32 hexadecimal digits, the same in every run and tier
  std::int64_t time_ms = 0;  // the instant it is dated at
  std::string_view customer;
  // Of somebody who is not linked to a customer: the kind of identifier that `customer` is; else empty.
  std::string_view identity;
  std::string_view
      place;  // of another customer, who is meant, and whom the host chooses; else empty
  std::uint32_t rule = 0;    // position in the plan's rules
  std::uint32_t action = 0;  // position in the plan's actions
  std::string_view key;      // of a limit per something; else empty
  std::span<const NamedValue> arguments;
  std::span<const Because> events;
  std::span<const NamedValue> values;
};

// Why an event was refused, by kind, and in words that name the field.
enum class RefusalKind : std::uint8_t {
  Earlier,  // than its predecessor in the order, where no lateness is stated, or than the rules are in force
  Repeat,         // same source and id as an event that is not closed: dropped, not an error
  RepeatDiffers,  // the same, with other content
  BeforeHistory,
  ChannelNotAllowed,
  MissingField,
  ValueOutOfRange,
  TextTooLong,
  TooManyItems,  // of a list
  NoCustomer,
  TimeOutOfRange,
  // Found by a door:
  NotJson,
  MissingAttribute,  // `id`, `source`, `type`, `time`, or a channel where there are several
  UnknownTouchpoint,
  UnknownChannel,
  WrongType,  // a value that its field or attribute cannot hold
  BadTime,    // no RFC 3339 time with a zone
  Malformed,  // a record that cannot be read for another cause
};
std::string_view slug_of(RefusalKind kind);
struct Refusal {
  RefusalKind kind;
  std::string reason;
};

// What happened so far; all counts since the session began (they are part of the saved state).
struct RuleCounts {
  std::uint64_t candidates = 0;  // triggers that fired
  std::uint64_t not_true = 0;    // condition was no
  std::uint64_t unknown = 0;     // the condition or an argument is not known
  std::uint64_t limited = 0;     // stopped by the rule's limit
  std::uint64_t issued = 0;      // acted (once per candidate, whatever the number of actions)
  std::uint64_t late = 0;  // triggers of events that were later than stated: they fire nothing
};
// Of one fact: events that were later than stated, and what it asks for.
struct LateCounts {
  std::uint64_t taken = 0;    // in its history from then on; of an absence: that ended a wait
  std::uint64_t ignored = 0;  // by what hangs on the order of events, or would count a repeat
};
struct Counts {
  std::uint64_t events = 0;  // accepted
  std::uint64_t repeats = 0;
  std::uint64_t refused = 0;
  std::uint64_t decisions = 0;     // actions issued
  std::uint64_t not_armed = 0;     // absences beyond `up to n open`
  std::uint64_t pushed_out = 0;    // remembered values that made room for newer ones
  std::uint64_t crowded_out = 0;   // instances that made room for newer ones
  std::uint64_t closed_early = 0;  // times that a customer's oldest open events had to make room
  std::uint64_t clocks = 0;        // records of the clock
  std::uint64_t reached = 0;       // links by which events about something else reached a customer
  std::uint64_t reached_nobody = 0;   // such events that nobody was linked to
  std::uint64_t links_forgotten = 0;  // links that made room for newer ones
  std::uint64_t joined = 0;           // histories that joined a customer's by a link
  std::uint64_t unlinked = 0;         // identities that made room for a customer's newer ones
  std::uint64_t rows = 0;             // records of rows of tables, among the events
  std::uint64_t rows_left_out = 0;    // of them, rows for which their table had no room
  std::uint64_t disproved = 0;  // issued at once by a rule that would not have acted when certain
  std::uint64_t late = 0;       // accepted events that were later than stated
  std::vector<LateCounts> late_facts;  // as Plan::facts; none where no lateness is stated
  std::vector<RuleCounts> rules;
};

// All customers of one program.
//
// Order: events of one instant (the schema's grain) are held until time goes on, put in total order
// (time, source, sequence, id) and then stepped; `flush` steps them at the end of the input. Before an
// event of a later instant, every deadline strictly before that instant fires, in the order of its
// instants. Decisions reach the sink ordered by instant, then customer, then the order of the step.
//
// Lateness: where the schema states one, events stay open until the clock is further than that behind them, and come
// in any order until then; what is earlier is closed, and is stepped as above. An event that is earlier than what is
// closed is accepted, joins the history at its own time, and triggers nothing. `flush` closes nothing. A customer with
// more open events than stated closes its oldest: what that decides reaches the sink at once. So does what rules decide
// at once on an event that is open, or on open events behind it that it changes.
class RecordLayout;  // of a host's struct (wend/record.h)
class Partitions;    // of a session's customers on several threads (wend/partitions.h)

class Session {
 public:
  struct Inside;  // of the implementation

  explicit Session(std::shared_ptr<const Pack> pack, Tier tier = Tier::Automatic);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  const Pack& pack() const;
  // A sink must not call its session: it keeps what it wants to feed. If it throws, the call that it was
  // in has not happened and may be made again; the decision in hand comes again, none is lost.
  void on_decision(std::function<void(const Decision&)> sink);

  // Nothing if accepted (it may be held until its instant is complete), else why not.
  std::optional<Refusal> feed(const Event& event);
  // The same for events that are at hand, one after the other; faster, since the state of those ahead is fetched meanwhile.
  // `refused` hears of those that are, by position.
  void feed(std::span<const Event> events,
            const std::function<void(std::size_t, const Refusal&)>& refused);
  // The same for `count` structs of the host, each `stride` bytes behind the one before it, which stay where they are
  // (wend/record.h). Requires: a layout without a problem, of this session's plan.
  void feed(const RecordLayout& layout, const void* records, std::size_t count, std::size_t stride,
            const std::function<void(std::size_t, const Refusal&)>& refused);
  // For hosts that know their customers by number; makes the customer known. The same until `forget`, `load` or
  // `succeed`. Not where the schema has identities: there it is refused (`no-customer`).
  std::uint32_t number_of(std::string_view customer);
  // The same from one CloudEvents 1.0 JSON object (type = touchpoint, subject = customer, data = fields).
  std::optional<Refusal> feed_json(std::string_view line);
  // The rules that an event would concern, as positions in the plan, ascending: all but those that its own fields,
  // its channel and what is known of its customer rule out. A rule that asks nothing else is concerned if and only
  // if its trigger and condition hold, or are not known. Of an event about something else than a customer: all that
  // wait for its touchpoint. Changes nothing; the answer is valid until the next call.
  // Requires: an event that `feed` would not refuse.
  std::span<const std::uint32_t> concerned(const Event& event);
  std::span<const std::uint32_t> concerned(const RecordLayout& layout, const void* record);
  // The clock alone: it is `instant_ms` now, so that no event comes any more that is earlier by more than the lateness.
  // Held events before that are stepped, deadlines before it fire.
  void advance_to(std::int64_t instant_ms);
  // End of the input: steps the events of the newest instant, unless lateness keeps them open, and hands over all
  // decisions. Fires no deadline at or after the newest event's instant: they stay open.
  void flush();

  const Counts& counts() const;
  std::uint64_t customers() const;
  std::uint64_t state_bytes() const;  // of all customers
  std::uint64_t largest_customer_bytes() const;
  std::uint64_t open_deadlines() const;
  std::uint64_t open_events() const;  // that late ones may still precede
  std::uint64_t links() const;        // of customers to what events are about
  // Of a table, by its position in the plan: the rows that it keeps, and how many had no room.
  std::uint64_t rows(std::uint32_t table) const;
  std::uint64_t rows_left_out(std::uint32_t table) const;
  std::uint64_t table_bytes() const;                 // of all tables
  std::optional<std::int64_t> next_wake_ms() const;  // least open deadline
  std::int64_t clock_ms() const;                     // instant of the newest event or advance_to

  // Takes the place of a session with another program, from its clock on: customers and their profiles, and what both
  // programs keep in the same way and the same words, open deadlines and limits among it. `before` steps what it
  // holds and hands over its decisions; then it is at its end. This session must be new. What is not carried over is
  // unknown to rules that ask for it, until their time is over; `wend plan` says it before.
  void succeed(Session& before);
  // The same, and nothing is unknown: `replayed` is a session of this program that was fed the log of `before` from its
  // beginning. All comes from it but limits, which count what `before` issued: a rule that `before` did not have, or
  // limited otherwise, has issued nothing. Whoever was forgotten stays so. `replayed` is at its end, too. A failure, and
  // nothing has changed, if `replayed` took fewer events than `before`, is ahead of it, or has another program.
  std::optional<Failure> succeed(Session& before, Session& replayed);
  // Works out beforehand what `succeed` will take over from a session of that pack, so that nobody waits for it: the rest takes
  // as long for many customers as for few. Where something else is kept of a customer, it is made of what was kept when the
  // customer is next asked for, or else of one of the others with each event; what looks at all customers (`save`, `forget`,
  // `state_bytes`, `open_deadlines`, another `succeed`) makes it of all that are left. With identities, links, households or
  // lateness `succeed` itself does. This session may be made and prepared in another thread, while that one is served.
  void prepare_to_succeed(std::shared_ptr<const Pack> before);
  // Erases a customer: history, profile, deadlines, limits and events that are held. Whoever comes back is new. False
  // if nobody has this name. Takes as long as saving and loading.
  // `identity`: the kind of identifier that the name is; empty: it is the customer's own. All identities of a customer
  // are forgotten with it.
  bool forget(std::string_view customer, std::string_view identity = {});

  // The whole session as bytes, versioned and checked: customers, order, ledger, counts. Held events are
  // part of it. `load` refuses bytes that are damaged or of another program, and then changes nothing.
  std::vector<std::uint8_t> save() const;
  std::optional<Failure> load(std::span<const std::uint8_t> bytes);

 private:
  friend class Partitions;
  std::unique_ptr<Inside> inside_;
};

// Reads a value of a type from text as it stands in JSON or CSV (a number, `2026-11-22T10:00:00+01:00`,
// `gold`, `yes`). Numbers are exact: never through a double. Choices by name; sets as names joined by `|`.
struct ReadValue {
  bool ok = false;
  std::int64_t number = 0;
  std::string problem;        // "`gould` is not one of bronze, silver, gold"
  bool is_too_large = false;  // a number, but not one that can be kept
};
ReadValue read_value(const Plan& plan, const ValueType& type, std::string_view text);
// The value as text: `25.00`, `gold`, `2026-11-22T10:00:00+01:00` (in the schema's zone), `2 hours`.
std::string value_text(const Plan& plan, const ValueType& type, std::int64_t number,
                       std::string_view text);
// Nanoseconds since 1970 of an RFC 3339 time, or nothing.
std::optional<std::int64_t> read_rfc3339(std::string_view text);

// A decision as one line of CloudEvents 1.0 JSON, without the line end. Personal values in its reasons are shown as
// ‹personal› unless `show_personal`.
struct DecisionFormat {
  std::string source = "wend";
  bool show_personal = false;
};
void append_cloud_event(std::string& out, const Plan& plan, const Decision& decision,
                        const DecisionFormat& format);

}  // namespace wend
