// SPDX-License-Identifier: Apache-2.0
#include "cli/inferred_schema.h"

#include <algorithm>
#include <cctype>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/allowed_names.h"

namespace wend::cli {
namespace {

// A name from a log may hold anything; a remark ends with its line.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

class Writer {
 public:
  Writer(const SeenEvents& seen, const std::string& log) : seen_(seen), log_(log) {}
  InferredSchema write();

 private:
  std::string head() const;
  std::string touchpoint(const std::string& written, const SeenTouchpoint& touchpoint);
  std::string fields(NamePlace place, const std::map<std::string, SeenField>& fields,
                     std::uint64_t events);
  std::string field(const std::string& written, const std::string& name, const SeenField& field,
                    bool optional);
  std::string type_of(const std::string& name, const SeenField& field);
  std::string type_called(const std::string& name, const std::string& declared);
  bool are_names(const std::vector<std::string>& values);
  std::string renamed(const std::string& written, const std::string& name) const;
  void note_names(NamePlace place, const std::set<std::string>& texts,
                  std::map<std::string, std::string>& names);

  const SeenEvents& seen_;
  const std::string& log_;
  AllowedNames allowed_;
  std::map<std::string, std::string> types_;  // to what stands before and behind their name
  std::map<std::string, std::string> touchpoints_, channels_;  // as written, to their names
  std::vector<std::string> unspeakable_;
};

InferredSchema Writer::write() {
  std::set<std::string> touchpoints;
  std::set<std::string> channels;
  for (const auto& [written, touchpoint] : seen_.touchpoints) {
    touchpoints.insert(written);
    channels.insert(touchpoint.channels.begin(), touchpoint.channels.end());
  }
  if (channels.empty()) channels.insert("web");
  note_names(NamePlace::Touchpoint, touchpoints, touchpoints_);
  note_names(NamePlace::Channel, channels, channels_);
  std::string all;
  for (const auto& [written, seen] : seen_.touchpoints) all += touchpoint(written, seen);
  const std::string customer = fields(NamePlace::CustomerField, seen_.customer, 0);

  std::string text = head();
  if (!types_.empty()) text += "\n";
  for (const auto& [name, declared] : types_) text += fmt::format(fmt::runtime(declared), name);
  if (!customer.empty()) text += "\n  customer\n" + customer;
  text += "\n";
  for (const auto& [written, name] : channels_)
    text += "  channel    " + name + renamed(written, name) + "\n";
  return {text + all, unspeakable_};
}

void Writer::note_names(NamePlace place, const std::set<std::string>& texts,
                        std::map<std::string, std::string>& names) {
  names = allowed_.names_for(place, texts, !seen_.is_csv);
  for (const auto& [written, name] : names) {
    if (!seen_.is_csv && written != name) unspeakable_.push_back(written);
  }
}

std::string Writer::head() const {
  std::string history = "complete";
  if (seen_.first_ns) {
    using std::chrono::floor, std::chrono::days, std::chrono::nanoseconds;
    const std::chrono::sys_time<nanoseconds> first{nanoseconds(*seen_.first_ns)};
    const std::chrono::year_month_day day{floor<days>(first)};
    history = fmt::format("begins {:04}-{:02}-{:02}", static_cast<int>(day.year()),
                          static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  }
  return fmt::format(
      "# A first schema, guessed from {} ({} event{}). Look at each line: a sample cannot know\n"
      "# what is money, an identifier, personal, or which values a choice may still take.\n\n"
      "schema guessed\n  zone       \"UTC\"\n  grain      1 second\n  history    {}\n  currency   "
      "EUR 2 digits\n",
      log_, seen_.rows, seen_.rows == 1 ? "" : "s", history);
}

std::string Writer::touchpoint(const std::string& written, const SeenTouchpoint& touchpoint) {
  std::vector<std::string> channels;
  for (const std::string& channel : touchpoint.channels) channels.push_back(channels_.at(channel));
  if (channels.empty()) channels.push_back(channels_.begin()->second);
  const std::string on =
      channels.size() == 1 ? channels[0] : fmt::format("({})", fmt::join(channels, " or "));
  const std::string& name = touchpoints_.at(written);
  return fmt::format("\n  touchpoint {} on {}{}\n{}", name, on, renamed(written, name),
                     fields(NamePlace::TouchpointField, touchpoint.fields, touchpoint.count));
}

// `events`: how many had the chance to have a field; 0: none needs it.
std::string Writer::fields(NamePlace place, const std::map<std::string, SeenField>& fields,
                           std::uint64_t events) {
  std::set<std::string> texts;
  for (const auto& [written, seen] : fields) texts.insert(written);
  const auto names = allowed_.names_for(place, texts, !seen_.is_csv);
  std::string text;
  for (const auto& [written, seen] : fields) {
    const std::string& name = names.at(written);
    // A field that the log's events cannot name is never there.
    const bool is_unspeakable = !seen_.is_csv && name != written;
    text += field(written, name, seen, is_unspeakable || events == 0 || seen.count() < events);
  }
  return text;
}

std::string Writer::field(const std::string& written, const std::string& name,
                          const SeenField& field, bool optional) {
  const bool is_empty_column = seen_.is_csv && field.count() == 0;
  if (!is_empty_column && !field.left_out().empty())
    return fmt::format("    # `{}` is left out: {}\n", on_one_line(written), field.left_out());
  return fmt::format("    {}: {}{}{}\n", name,
                     is_empty_column ? "text up to 80 characters" : type_of(name, field),
                     optional ? " optional" : "", renamed(written, name));
}

std::string Writer::type_of(const std::string& name, const SeenField& field) {
  const auto values = field.choice_values();
  if (values && are_names(*values))
    return type_called(name, fmt::format("  choice     {{}} = {}\n", fmt::join(*values, " or ")));
  if (const auto length = field.identifier_length())
    return type_called(name, fmt::format("  identifier {{}} up to {} characters\n", *length));
  return field.plain_type();
}

bool Writer::are_names(const std::vector<std::string>& values) {
  return std::all_of(values.begin(), values.end(), [this](const std::string& value) {
    return allowed_.allows(NamePlace::Value, value);
  });
}

// `stock_code` as a name of a type: StockCode.
std::string Writer::type_called(const std::string& name, const std::string& declared) {
  std::string type;
  bool starts = true;
  for (const char c : name) {
    if (c != '_')
      type += starts ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    starts = c == '_';
  }
  while (types_.contains(type) && types_[type] != declared) type += "Kind";
  types_[type] = declared;
  return type;
}

std::string Writer::renamed(const std::string& written, const std::string& name) const {
  if (written == name) return {};
  return fmt::format("  # `{}` in the log{}", on_one_line(written),
                     seen_.is_csv ? "" : ": rename it there");
}

}  // namespace

InferredSchema inferred_schema(const SeenEvents& seen, const std::string& log) {
  return Writer(seen, log).write();
}

}  // namespace wend::cli
