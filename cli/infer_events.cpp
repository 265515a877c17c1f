// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/door/csv_scanner.h"
#include "cli/door/line_reader.h"
#include "cli/door/mapping.h"
#include "cli/inferred_schema.h"
#include "runtime/abi/record_types.h"

namespace wend::cli {
namespace {

using Json = nlohmann::json;

// Numbers keep their digits: the parser hands them over as they are written.
class Digits : public nlohmann::json_sax<Json> {
 public:
  using Form = SeenField::Form;
  struct Leaf {
    std::vector<std::string> path;
    std::string text;
    Form form;
  };
  std::vector<Leaf> leaves;
  std::vector<std::vector<std::string>> nulls, objects, lists;  // their paths

  bool null() override {
    nulls.push_back(path_);
    return true;
  }
  bool boolean(bool value) override { return leaf(value ? "yes" : "no", Form::YesNo); }
  bool number_integer(number_integer_t value) override {
    return leaf(std::to_string(value), Form::Number);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return leaf(std::to_string(value), Form::Number);
  }
  bool number_float(number_float_t, const string_t& text) override {
    return leaf(text, Form::Number);
  }
  bool string(string_t& value) override { return leaf(value, Form::Text); }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return open(objects); }
  bool key(string_t& name) override {
    path_.back() = name;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(lists); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool leaf(std::string text, Form form) {
    leaves.push_back({path_, std::move(text), form});
    return true;
  }
  bool open(std::vector<std::vector<std::string>>& paths) {
    paths.push_back(path_);
    path_.emplace_back();
    return true;
  }
  bool close() {
    path_.pop_back();
    return true;
  }
  std::vector<std::string> path_;
};

// Is it `data.NAME`?
bool is_field(const std::vector<std::string>& path) {
  return path.size() == 2 && path[0] == "data" && !path[1].empty();
}

void add_fields(const Digits& digits, std::map<std::string, SeenField>& fields) {
  for (const Digits::Leaf& leaf : digits.leaves) {
    if (is_field(leaf.path)) fields[leaf.path[1]].add(leaf.text, leaf.form);
  }
  for (const auto& path : digits.nulls) {
    if (is_field(path)) fields.try_emplace(path[1]);
  }
  for (const auto& path : digits.objects) {
    if (is_field(path)) fields[path[1]].add_object();
  }
  for (const auto& path : digits.lists) {
    if (is_field(path)) fields[path[1]].add_list();
  }
}

// One line; false if it is no CloudEvent.
bool add_line(std::string_view line, SeenEvents& seen) {
  Digits digits;
  if (!Json::sax_parse(line, &digits)) return false;
  std::string type, channel, time;
  for (const Digits::Leaf& leaf : digits.leaves) {
    if (leaf.path.size() != 1) continue;
    if (leaf.path[0] == "type") type = leaf.text;
    if (leaf.path[0] == "channel") channel = leaf.text;
    if (leaf.path[0] == "time") time = leaf.text;
  }
  const auto instant = read_rfc3339(time);
  if (type.empty() || !instant) return false;
  if (type == kClockType || type.starts_with(kRowType) || type.starts_with(kNoRowType)) return true;
  const bool is_profile = type == kProfileType;
  SeenTouchpoint& touchpoint = seen.touchpoints[is_profile ? "" : type];
  ++touchpoint.count;
  if (!channel.empty()) touchpoint.channels.insert(channel);
  add_fields(digits, touchpoint.fields);
  seen.first_ns = std::min(seen.first_ns.value_or(*instant), *instant);
  return true;
}

Expected<SeenEvents> seen_in_lines(std::unique_ptr<door::Window> window) {
  SeenEvents seen;
  door::LineReader lines(std::move(window));
  while (lines.next()) {
    ++seen.rows;
    if (!lines.record().problem.empty() || !add_line(lines.record().text, seen)) ++seen.unreadable;
  }
  if (lines.window().failure()) return *lines.window().failure();
  // Profile events were kept as the touchpoint without a name.
  const auto profile = seen.touchpoints.find("");
  if (profile != seen.touchpoints.end()) {
    seen.customer = std::move(profile->second.fields);
    seen.profile_events = profile->second.count;
    seen.touchpoints.erase(profile);
  }
  return seen;
}

Expected<SeenEvents> seen_in_rows(std::unique_ptr<door::Window> window, const std::string& name) {
  SeenEvents seen;
  seen.is_csv = true;
  door::CsvScanner rows(std::move(window), ',');
  std::vector<std::string> header;
  if (!rows.take_header(header))
    return Failure{"the file is empty: a schema is guessed from a header and rows"};
  SeenTouchpoint& touchpoint = seen.touchpoints[name];
  while (rows.next()) {
    ++seen.rows;
    if (!rows.record().problem.empty() || rows.record().columns->size() != header.size()) {
      ++seen.unreadable;
      continue;
    }
    ++touchpoint.count;
    for (std::size_t i = 0; i < header.size(); ++i) {
      const std::string_view value = (*rows.record().columns)[i];
      SeenField& field = touchpoint.fields[header[i]];
      if (!value.empty()) field.add(value);
    }
  }
  if (rows.window().failure()) return *rows.window().failure();
  return seen;
}

}  // namespace

Expected<SeenEvents> seen_in(const std::string& log) {
  std::filesystem::path name = log;
  if (name.extension() == ".gz") name = name.stem();
  auto window = door::Window::open(log);
  if (!window) return window.failure();
  if (name.extension() != ".csv") return seen_in_lines(std::move(window.value()));
  return seen_in_rows(std::move(window.value()), name.stem().string());
}

}  // namespace wend::cli
