// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/cloud_events.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "runtime/abi/about.h"
#include "runtime/abi/plan.h"
#include "runtime/abi/record_types.h"
#include "runtime/decision/read_time.h"
#include "runtime/host/plain_line.h"
#include "runtime/values/unicode.h"

namespace wend {
namespace {

namespace json = simdjson::ondemand;

static_assert(CloudEventReader::kPadding >= simdjson::SIMDJSON_PADDING);

constexpr std::uint32_t kUnknownTouchpoint = 0xFFFFFFFE;

std::string_view trimmed(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}

Refusal not_json(std::string reason) { return {RefusalKind::NotJson, std::move(reason)}; }
Refusal wrong_type(std::string reason) { return {RefusalKind::WrongType, std::move(reason)}; }
Refusal twice(std::string_view member) {
  return not_json(fmt::format("`{}` stands there twice", member));
}
// What JSON calls a number: of a field that takes text as given nobody else would ask.
bool is_json_number(std::string_view token) {
  const auto digits = [&token] {
    std::size_t count = 0;
    while (count < token.size() && token[count] >= '0' && token[count] <= '9') ++count;
    token.remove_prefix(count);
    return count;
  };
  const auto skip = [&token](std::string_view letters) {
    const bool found = !token.empty() && letters.find(token[0]) != std::string_view::npos;
    if (found) token.remove_prefix(1);
    return found;
  };
  skip("-");
  const bool zero = token.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (skip(".") && digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return false;
  }
  return token.empty();
}
Refusal missing(std::string_view attribute) {
  return {RefusalKind::MissingAttribute, fmt::format("`{}` is missing", attribute)};
}

}  // namespace

class CloudEventReader::Inside {
 public:
  Inside(const Plan& plan, Ways ways);

  std::optional<Refusal> read(std::string_view line, std::size_t readable) {
    if (ways_ == Ways::Both && plain_.read(line, event)) return std::nullopt;
    return read_any(line, readable);
  }

  void succeed(Inside& before) { plain_.succeed(before.plain_); }

  Event event;
  std::string padded;

 private:
  std::optional<Refusal> read_any(std::string_view line, std::size_t readable);
  std::optional<Refusal> read_members(json::object object);
  std::optional<Refusal> read_member(std::string_view name, json::value value);
  std::optional<Refusal> read_late_data(json::document& document);
  std::optional<Refusal> text_member(std::string_view name, json::value& value,
                                     std::string_view& into);
  std::optional<Refusal> read_sequence(json::value& value);
  std::optional<Refusal> read_data(json::value& value);
  std::optional<Refusal> read_field(const FieldInfo& info, json::value& value, Event::Field& field);
  std::optional<Refusal> read_part(std::string_view name, json::value& value);
  std::optional<Refusal> read_record(std::string_view name, json::object object);
  std::optional<Refusal> read_list(std::size_t number, json::value& value);
  std::optional<Refusal> read_item(const ListInfo& list, json::object object, Event::Field* item);
  void append_lists();
  std::optional<Refusal> read_text_field(const FieldInfo& info, json::value& value,
                                         Event::Field& field);
  std::optional<Refusal> read_token_field(const FieldInfo& info, json::value& value,
                                          Event::Field& field);
  std::optional<Refusal> read_array(const FieldInfo& info, json::value& value, Event::Field& field);
  std::optional<Refusal> read_money(const FieldInfo& info, json::value& value, Event::Field& field);
  std::optional<Refusal> store(const FieldInfo& info, std::string_view text,
                               Event::Field& field) const;
  std::optional<Refusal> complete();
  std::optional<Refusal> choose_channel();
  std::size_t field_number(std::string_view name);
  void set_type(std::string_view type);
  void set_row(std::string_view type);
  void keep_texts();
  const std::vector<FieldInfo>& fields() const;
  const std::vector<ListInfo>& lists() const;

  // A list as it is read: its head, then the fields of as many items as may be.
  using ListFields = std::vector<Event::Field>;

  const Plan& plan_;
  Ways ways_;
  json::parser parser_;
  runtime::NameTable touchpoints_;
  runtime::NameTable channels_;
  runtime::PlainLine plain_;
  std::string kept_;
  std::string joined_;
  std::string nested_;  // `address.city`
  std::vector<ListFields> lists_;
  std::string_view type_, channel_, time_;
  bool has_data_ = false;   // seen
  bool read_data_ = false;  // and its type was known then
  bool row_ends_ = false;
  std::size_t next_field_ = 0;
};

CloudEventReader::Inside::Inside(const Plan& plan, Ways ways)
    : plan_(plan), ways_(ways), plain_(plan, touchpoints_, channels_) {
  std::size_t most_fields = plan.customer_fields.size();
  for (std::uint32_t i = 0; i < plan.touchpoints.size(); ++i) {
    touchpoints_.add(plan.touchpoints[i].name, i);
    most_fields = std::max(most_fields, plan.touchpoints[i].fields.size());
  }
  event.fields.reserve(most_fields);
  for (std::uint32_t i = 0; i < plan.channels.size(); ++i) channels_.add(plan.channels[i].name, i);
}

const std::vector<FieldInfo>& CloudEventReader::Inside::fields() const {
  static const std::vector<FieldInfo> kNoFields;
  if (event.touchpoint == Event::kClock) return kNoFields;
  if (Event::is_row(event.touchpoint)) return plan_.tables[event.touchpoint - Event::kRow].fields;
  return event.touchpoint == Event::kProfile ? plan_.customer_fields
                                             : plan_.touchpoints[event.touchpoint].fields;
}

const std::vector<ListInfo>& CloudEventReader::Inside::lists() const {
  static const std::vector<ListInfo> kNoLists;
  return event.touchpoint < plan_.touchpoints.size() ? plan_.touchpoints[event.touchpoint].lists
                                                     : kNoLists;
}

void CloudEventReader::Inside::set_type(std::string_view type) {
  type_ = type;
  const std::uint32_t found = touchpoints_.find(type);
  event.touchpoint = found != runtime::NameTable::kNone ? found : kUnknownTouchpoint;
  if (type == kProfileType) event.touchpoint = Event::kProfile;
  if (type == kClockType) event.touchpoint = Event::kClock;
  if (event.touchpoint == kUnknownTouchpoint) set_row(type);
  if (event.touchpoint == kUnknownTouchpoint) return;
  event.fields.assign(fields().size(), {});
  if (lists_.size() < lists().size()) lists_.resize(lists().size());
  for (ListFields& list : lists_) list.assign(1, {});
}

// `wend.row.Shop`, or of one that ends `wend.no_row.Shop`.
void CloudEventReader::Inside::set_row(std::string_view type) {
  const bool ends = type.starts_with(kNoRowType);
  if (!ends && !type.starts_with(kRowType)) return;
  const std::string_view name = type.substr(ends ? kNoRowType.size() : kRowType.size());
  for (std::uint32_t i = 0; i < plan_.tables.size(); ++i) {
    if (plan_.tables[i].name != name) continue;
    event.touchpoint = Event::kRow + i;
    row_ends_ = ends;
  }
}

std::optional<Refusal> CloudEventReader::Inside::read_any(std::string_view line,
                                                          std::size_t readable) {
  event.source = event.id = event.customer = type_ = channel_ = time_ = {};
  event.sequence = 0;
  event.touchpoint = kUnknownTouchpoint;
  has_data_ = read_data_ = false;
  json::document document;
  json::object object;
  if (parser_.iterate(line.data(), line.size(), readable).get(document) != simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS) {
    return not_json("the line is not a JSON object");
  }
  if (auto refused = read_members(object)) return refused;
  const char* behind = nullptr;
  if (document.current_location().get(behind) == simdjson::SUCCESS) {
    return not_json("something follows the JSON object");
  }
  if (event.touchpoint == kUnknownTouchpoint) {
    if (type_.empty()) return missing("type");
    return Refusal{
        RefusalKind::UnknownTouchpoint,
        fmt::format("the schema declares no touchpoint `{}`", runtime::cut_to(type_, 60))};
  }
  if (has_data_ && !read_data_) {
    if (auto refused = read_late_data(document)) return refused;
  }
  return complete();
}

std::optional<Refusal> CloudEventReader::Inside::read_members(json::object object) {
  for (auto member : object) {
    json::field field;
    std::string_view name;
    if (std::move(member).get(field) != simdjson::SUCCESS ||
        field.unescaped_key().get(name) != simdjson::SUCCESS) {
      return not_json("the line is not valid JSON");
    }
    if (auto refused = read_member(name, field.value())) return refused;
  }
  return std::nullopt;
}

std::optional<Refusal> CloudEventReader::Inside::text_member(std::string_view name,
                                                             json::value& value,
                                                             std::string_view& into) {
  if (!into.empty()) return twice(name);
  if (value.get_string().get(into) == simdjson::SUCCESS) return std::nullopt;
  return wrong_type(fmt::format("`{}` is not a text", name));
}

std::optional<Refusal> CloudEventReader::Inside::read_member(std::string_view name,
                                                             json::value value) {
  if (name == "data") {
    if (has_data_) return twice(name);
    has_data_ = true;
    if (event.touchpoint == kUnknownTouchpoint) return std::nullopt;
    read_data_ = true;
    return read_data(value);
  }
  if (name == "id") return text_member(name, value, event.id);
  if (name == "source") return text_member(name, value, event.source);
  if (name == "subject") return text_member(name, value, event.customer);
  if (name == "time") return text_member(name, value, time_);
  if (name == "channel") return text_member(name, value, channel_);
  if (name == "sequence") return read_sequence(value);
  if (name == "type") {
    if (!type_.empty()) return twice(name);
    std::string_view type;
    auto refused = text_member(name, value, type);
    if (!refused) set_type(type);
    return refused;
  }
  return std::nullopt;
}

std::optional<Refusal> CloudEventReader::Inside::read_sequence(json::value& value) {
  std::string_view token = trimmed(value.raw_json_token());
  if (token.size() >= 2 && token.front() == '"') token = token.substr(1, token.size() - 2);
  std::uint64_t number = 0;
  bool ok = !token.empty() && token.size() <= 20;
  for (const char letter : token) {
    if (letter < '0' || letter > '9') ok = false;
    ok = ok && !__builtin_mul_overflow(number, std::uint64_t{10}, &number) &&
         !__builtin_add_overflow(number, static_cast<std::uint64_t>(letter - '0'), &number);
  }
  if (!ok) return wrong_type("`sequence` is not a whole number");
  event.sequence = number;
  return std::nullopt;
}

// `data` came before `type`: the line is read once more, for the data alone.
std::optional<Refusal> CloudEventReader::Inside::read_late_data(json::document& document) {
  keep_texts();
  document.rewind();
  json::value data;
  if (document.find_field_unordered("data").get(data) != simdjson::SUCCESS) {
    return not_json("`data` cannot be read");
  }
  return read_data(data);
}

// Reading again overwrites what was unescaped.
void CloudEventReader::Inside::keep_texts() {
  std::string_view* const texts[] = {&event.id, &event.source, &event.customer,
                                     &type_,    &channel_,     &time_};
  std::size_t size = 0;
  for (const std::string_view* text : texts) size += text->size();
  kept_.clear();
  kept_.reserve(size);
  for (std::string_view* text : texts) {
    const std::size_t at = kept_.size();
    kept_.append(*text);
    *text = std::string_view(kept_).substr(at);
  }
}

std::optional<Refusal> CloudEventReader::Inside::read_data(json::value& value) {
  json::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS)
    return wrong_type("`data` is not a JSON object");
  next_field_ = 0;
  for (auto member : object) {
    json::field field;
    std::string_view name;
    if (std::move(member).get(field) != simdjson::SUCCESS ||
        field.unescaped_key().get(name) != simdjson::SUCCESS) {
      return not_json("`data` is not valid JSON");
    }
    const std::size_t number = field_number(name);
    json::value content = field.value();
    auto refused = number == fields().size()
                       ? read_part(name, content)
                       : read_field(fields()[number], content, event.fields[number]);
    if (refused) return refused;
  }
  append_lists();
  return std::nullopt;
}

// A list or a record; what nobody declared is passed over.
std::optional<Refusal> CloudEventReader::Inside::read_part(std::string_view name,
                                                           json::value& value) {
  const std::vector<ListInfo>& declared = lists();
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].name == name) return read_list(i, value);
  }
  for (const FieldInfo& info : fields()) {
    const std::string_view whole = info.name;
    const bool is_record =
        whole.size() > name.size() && whole.starts_with(name) && whole[name.size()] == '.';
    if (!is_record) continue;
    if (trimmed(value.raw_json_token()) == "null") return std::nullopt;
    json::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
      return wrong_type(fmt::format("`{}` is not a JSON object", name));
    nested_.assign(name);
    return read_record(nested_, object);
  }
  return std::nullopt;
}

std::optional<Refusal> CloudEventReader::Inside::read_record(std::string_view name,
                                                             json::object object) {
  const std::size_t head = name.size();
  for (auto member : object) {
    json::field field;
    std::string_view inner;
    if (std::move(member).get(field) != simdjson::SUCCESS ||
        field.unescaped_key().get(inner) != simdjson::SUCCESS) {
      return not_json(fmt::format("`{}` is not valid JSON", nested_.substr(0, head)));
    }
    nested_.resize(head);
    nested_.append(".").append(inner);
    const std::size_t number = field_number(nested_);
    if (number == fields().size()) continue;
    json::value content = field.value();
    if (auto refused = read_field(fields()[number], content, event.fields[number])) return refused;
  }
  return std::nullopt;
}

// More items than the schema allows are counted, so that the event is refused for them, and not kept.
std::optional<Refusal> CloudEventReader::Inside::read_list(std::size_t number, json::value& value) {
  const ListInfo& info = lists()[number];
  ListFields& list = lists_[number];
  if (list[0].state != Event::State::Absent) return twice(info.name);
  if (trimmed(value.raw_json_token()) == "null") return std::nullopt;
  json::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS)
    return wrong_type(fmt::format("`{}` is not a JSON array", info.name));
  list[0] = Event::list_of(0);
  for (auto element : array) {
    const auto item = static_cast<std::size_t>(list[0].number++);
    json::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS)
      return wrong_type(
          fmt::format("item {} of `{}` is not a JSON object", list[0].number, info.name));
    if (item >= info.most) continue;
    list.resize(list.size() + info.fields.size());
    auto refused = read_item(info, object, list.data() + list.size() - info.fields.size());
    if (!refused) continue;
    refused->reason =
        fmt::format("item {} of `{}`: {}", list[0].number, info.name, refused->reason);
    return refused;
  }
  return std::nullopt;
}

std::optional<Refusal> CloudEventReader::Inside::read_item(const ListInfo& list,
                                                           json::object object,
                                                           Event::Field* item) {
  for (auto member : object) {
    json::field field;
    std::string_view name;
    if (std::move(member).get(field) != simdjson::SUCCESS ||
        field.unescaped_key().get(name) != simdjson::SUCCESS) {
      return not_json("it is not valid JSON");
    }
    for (std::size_t i = 0; i < list.fields.size(); ++i) {
      if (list.fields[i].name != name) continue;
      json::value content = field.value();
      if (auto refused = read_field(list.fields[i], content, item[i])) return refused;
      break;
    }
  }
  return std::nullopt;
}

void CloudEventReader::Inside::append_lists() {
  for (std::size_t i = 0; i < lists().size(); ++i)
    event.fields.insert(event.fields.end(), lists_[i].begin(), lists_[i].end());
}

// Fields mostly come in the order of the schema.
std::size_t CloudEventReader::Inside::field_number(std::string_view name) {
  const std::vector<FieldInfo>& all = fields();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t number =
        next_field_ + i < all.size() ? next_field_ + i : next_field_ + i - all.size();
    if (all[number].name != name) continue;
    next_field_ = number + 1 == all.size() ? 0 : number + 1;
    return number;
  }
  return all.size();
}

std::optional<Refusal> CloudEventReader::Inside::read_field(const FieldInfo& info,
                                                            json::value& value,
                                                            Event::Field& field) {
  if (field.state != Event::State::Absent) return twice(info.name);
  json::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS)
    return not_json(fmt::format("`{}` is not valid JSON", info.name));
  switch (type) {
    case json::json_type::null:
      if (trimmed(value.raw_json_token()) != "null") break;
      field.state =
          event.touchpoint == Event::kProfile ? Event::State::Cleared : Event::State::Absent;
      return std::nullopt;
    case json::json_type::string: return read_text_field(info, value, field);
    case json::json_type::number:
    case json::json_type::boolean: return read_token_field(info, value, field);
    case json::json_type::array: return read_array(info, value, field);
    case json::json_type::object: return read_money(info, value, field);
  }
  return not_json(fmt::format("`{}` is not valid JSON", info.name));
}

std::optional<Refusal> CloudEventReader::Inside::store(const FieldInfo& info, std::string_view text,
                                                       Event::Field& field) const {
  field.state = Event::State::Present;
  if (is_bytes(info.type.kind)) {
    field.text = text;
    return std::nullopt;
  }
  ReadValue value = read_value(plan_, info.type, text);
  field.number = value.number;
  if (value.ok) return std::nullopt;
  const RefusalKind kind =
      value.is_too_large ? RefusalKind::ValueOutOfRange : RefusalKind::WrongType;
  if (info.personal)
    return Refusal{kind, fmt::format("`{}`: ‹personal› does not fit its type", info.name)};
  return Refusal{kind, fmt::format("`{}`: {}", info.name, value.problem)};
}

std::optional<Refusal> CloudEventReader::Inside::read_text_field(const FieldInfo& info,
                                                                 json::value& value,
                                                                 Event::Field& field) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return not_json(fmt::format("`{}` is not valid JSON", info.name));
  }
  return store(info, text, field);
}

std::optional<Refusal> CloudEventReader::Inside::read_token_field(const FieldInfo& info,
                                                                  json::value& value,
                                                                  Event::Field& field) {
  const std::string_view token = trimmed(value.raw_json_token());
  const bool is_word = !token.empty() && (token[0] == 't' || token[0] == 'f');
  const bool fits =
      is_word ? info.type.kind == ValueKind::YesNo && (token == "true" || token == "false")
              : info.type.kind != ValueKind::Text && info.type.kind != ValueKind::YesNo;
  if (!fits) return wrong_type(fmt::format("`{}` has a value of another kind", info.name));
  if (!is_word && !is_json_number(token))
    return not_json(fmt::format("`{}` is not valid JSON", info.name));
  return store(info, token, field);
}

std::optional<Refusal> CloudEventReader::Inside::read_array(const FieldInfo& info,
                                                            json::value& value,
                                                            Event::Field& field) {
  json::array array;
  if (info.type.kind != ValueKind::SetOf || value.get_array().get(array) != simdjson::SUCCESS) {
    return wrong_type(fmt::format("`{}` has a value of another kind", info.name));
  }
  joined_.clear();
  for (auto element : array) {
    std::string_view name;
    if (element.get_string().get(name) != simdjson::SUCCESS) {
      return wrong_type(fmt::format("`{}` is not a list of names", info.name));
    }
    if (!joined_.empty()) joined_.push_back('|');
    joined_.append(name);
  }
  return store(info, joined_, field);
}

// {"amount": "25.00", "currency": "EUR"}
std::optional<Refusal> CloudEventReader::Inside::read_money(const FieldInfo& info,
                                                            json::value& value,
                                                            Event::Field& field) {
  json::object object;
  if (info.type.kind != ValueKind::Money || value.get_object().get(object) != simdjson::SUCCESS) {
    return wrong_type(fmt::format("`{}` has a value of another kind", info.name));
  }
  std::string_view amount;
  std::string_view currency = plan_.currency;
  for (auto member : object) {
    json::field part;
    std::string_view name;
    if (std::move(member).get(part) != simdjson::SUCCESS ||
        part.unescaped_key().get(name) != simdjson::SUCCESS) {
      return not_json(fmt::format("`{}` is not valid JSON", info.name));
    }
    const std::string_view token = trimmed(part.value().raw_json_token());
    const bool is_quoted = token.size() >= 2 && token.front() == '"';
    const std::string_view content = is_quoted ? token.substr(1, token.size() - 2) : token;
    if (name == "amount") amount = content;
    if (name == "currency") currency = content;
  }
  if (currency != plan_.currency)
    return wrong_type(fmt::format("`{}` is not in {}", info.name, plan_.currency));
  return store(info, amount, field);
}

std::optional<Refusal> CloudEventReader::Inside::complete() {
  if (event.id.empty()) return missing("id");
  if (event.source.empty()) return missing("source");
  // What it is about may also be a field.
  if (event.customer.empty() && event.touchpoint != Event::kClock &&
      !Event::is_row(event.touchpoint) && !is_about_value(plan_, event.touchpoint))
    return Refusal{RefusalKind::NoCustomer, "`subject` is missing: no customer"};
  if (time_.empty()) return missing("time");
  const auto time = read_rfc3339(time_);
  if (time) {
    event.time_ns = *time;
    return choose_channel();
  }
  const std::string_view shown = runtime::cut_to(time_, 60);
  if (runtime::read_time_in_parts(time_)) {
    return Refusal{RefusalKind::TimeOutOfRange,
                   fmt::format("`time`: `{}` lies outside the years 1678 to 2261", shown)};
  }
  return Refusal{RefusalKind::BadTime, fmt::format("`time`: `{}` is not an RFC 3339 time", shown)};
}

std::optional<Refusal> CloudEventReader::Inside::choose_channel() {
  event.channel = 0;
  if (event.touchpoint == Event::kProfile || event.touchpoint == Event::kClock) return std::nullopt;
  if (Event::is_row(event.touchpoint)) {
    event.channel = row_ends_ ? Event::kRowEnds : Event::kRowHolds;
    return std::nullopt;
  }
  const TouchpointInfo& touchpoint = plan_.touchpoints[event.touchpoint];
  if (channel_.empty()) {
    if (touchpoint.channels.size() > 1) {
      return Refusal{RefusalKind::MissingAttribute,
                     fmt::format("`channel` is missing: `{}` occurs on several", touchpoint.name)};
    }
    if (!touchpoint.channels.empty()) event.channel = touchpoint.channels[0];
    return std::nullopt;
  }
  const std::uint32_t found = channels_.find(channel_);
  if (found == runtime::NameTable::kNone) {
    return Refusal{RefusalKind::UnknownChannel, fmt::format("the schema declares no channel `{}`",
                                                            runtime::cut_to(channel_, 60))};
  }
  event.channel = found;
  return std::nullopt;
}

CloudEventReader::CloudEventReader(const Plan& plan, Ways ways)
    : inside_(std::make_unique<Inside>(plan, ways)) {}
CloudEventReader::~CloudEventReader() = default;

const Event& CloudEventReader::event() const { return inside_->event; }
void CloudEventReader::succeed(CloudEventReader& before) { inside_->succeed(*before.inside_); }

std::optional<Refusal> CloudEventReader::read(std::string_view line) {
  std::string& padded = inside_->padded;
  padded.assign(line);
  padded.append(kPadding, ' ');
  return inside_->read({padded.data(), line.size()}, padded.size());
}

std::optional<Refusal> CloudEventReader::read_padded(std::string_view line) {
  return inside_->read(line, line.size() + kPadding);
}

}  // namespace wend
