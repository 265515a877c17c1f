// SPDX-License-Identifier: Apache-2.0
#include "cli/door/input.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "cli/door/csv_scanner.h"
#include "cli/door/line_reader.h"
#include "cli/door/mapping_choice.h"

namespace wend::door {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

Expected<OpenFile> open_csv(const std::string& path, std::unique_ptr<Window> window,
                            const Plan& plan, const Mapping& mapping, const InputSettings& settings,
                            Verdicts& verdicts) {
  OpenFile file;
  file.path = path;
  file.columns = std::make_unique<std::vector<std::string>>(mapping.columns);
  auto scanner = std::make_unique<CsvScanner>(std::move(window), mapping.delimiter);
  if (mapping.has_header && !scanner->take_header(*file.columns)) {
    if (scanner->window().failure()) return *scanner->window().failure();
    return Failure{fmt::format(
        "`{}` has no header: its first line must name the columns, or the mapping {} must "
        "list them under `header`",
        path == "-" ? "standard input" : path, mapping.path)};
  }
  auto decoder = csv_decoder(plan, mapping, *file.columns, verdicts,
                             {path, settings.show_personal, settings.profiles});
  if (!decoder) return decoder.failure();
  file.records = std::move(scanner);
  file.decoder = std::move(decoder.value());
  return file;
}

class FileInput : public Input {
 public:
  FileInput(OpenFile file, Verdicts& verdicts, bool is_resumable)
      : file_(std::move(file)), verdicts_(verdicts), is_resumable_(is_resumable) {}

  bool next() override {
    if (has_event_ && file_.decoder->next_event()) return true;
    has_event_ = false;
    while (file_.records->next()) {
      if (file_.decoder->decode(file_.records->record())) return has_event_ = true;
      if (file_.decoder->problem().empty()) continue;
      if ((is_held_back_ = is_resumable_ && is_inside_last_line())) return false;
      refuse();
    }
    return false;
  }
  const Event& event() const override { return file_.decoder->event(); }
  const std::string& file() const override { return file_.path; }
  std::uint64_t line() const override { return file_.records->record().line; }
  std::string_view shown() override { return file_.decoder->shown(); }
  void profile_was_fed(bool taken) override { file_.decoder->profile_was_fed(taken); }
  InputPosition position() const override {
    const Place place =
        has_event_ || is_held_back_ ? file_.records->place() : file_.records->next_place();
    return {{file_.path},
            false,
            place,
            {file_.decoder->memory()},
            {{place.offset, window().sum_before(place.offset)}}};
  }
  bool has_position() const override {
    return has_event_ || window().is_at_line_start() || window().has_ended_inside_line();
  }
  bool is_unfinished() const override { return has_event_ && is_inside_last_line(); }
  void tell_held_back() override {
    if (is_held_back_) refuse();
    is_held_back_ = false;
  }
  std::optional<Failure> failure() const override { return window().failure(); }
  std::uint64_t packed_bytes_read() const override { return window().packed_offset(); }

 private:
  const Window& window() const { return file_.records->window(); }
  bool is_inside_last_line() const {
    return window().has_ended_inside_line() &&
           window().can_sum_before(file_.records->place().offset);
  }
  void refuse() {
    verdicts_.refuse({file_.path, line(), slug_of(file_.decoder->problem_kind()),
                      file_.decoder->problem(), file_.decoder->shown()});
  }

  OpenFile file_;
  Verdicts& verdicts_;
  bool is_resumable_;
  bool has_event_ = false;
  bool is_held_back_ = false;  // the last line, which was refused
};

// Behind what was read before, if this is still the file that it was read from.
std::optional<Failure> go_on_from(const InputPosition& from, Records& records) {
  const std::uint64_t offset = from.place.offset;
  const auto failure = records.skip_to(from.place);
  const bool is_skipped = records.window().offset() >= offset;
  if (failure && !is_skipped) return failure;
  if (from.sums.size() == 1 && from.sums[0].bytes == offset &&
      from.sums[0].hash == records.window().sum_before(offset))
    return failure;
  const std::string& path = from.paths.front();
  return Failure{
      path == "-"
          ? "standard input does not begin with what the saved run read: give the whole stream "
            "again, from its beginning"
          : fmt::format(
                "`{}` is not the file that the saved run read: its first {} bytes are others. Give "
                "that file under this name, and new events behind them or in another file",
                path, offset)};
}

}  // namespace

Expected<OpenFile> open_file(const std::string& path, const Plan& plan,
                             const InputSettings& settings, Verdicts& verdicts) {
  const Mapping* mapping = mapping_for(path, settings.mappings);
  if (mapping == nullptr && is_named_csv(path)) return no_mapping(path, settings.mappings);
  auto window = Window::open(path, {settings.is_resumable, settings.waiting});
  if (!window) return window.failure();
  const bool is_json = path == "-" && window.value()->rest().starts_with('{');
  if (mapping != nullptr && !(is_json && mapping->file.empty()))
    return open_csv(path, std::move(window.value()), plan, *mapping, settings, verdicts);
  OpenFile file;
  file.path = path;
  file.records = std::make_unique<LineReader>(std::move(window.value()));
  file.decoder = cloud_event_decoder(plan, {path, settings.show_personal, settings.profiles});
  return file;
}

Expected<std::unique_ptr<Input>> file_input(const std::string& path, const Plan& plan,
                                            const InputSettings& settings, Verdicts& verdicts,
                                            const InputPosition* from) {
  auto file = open_file(path, plan, settings, verdicts);
  if (!file) return file.failure();
  if (from != nullptr) {
    if (auto failure = go_on_from(*from, *file.value().records)) return *failure;
    if (from->memory.size() != 1 || !file.value().decoder->restore(from->memory[0])) {
      return Failure{
          fmt::format("the saved memory of `{}` cannot be read: start without --resume", path)};
    }
  }
  return std::unique_ptr<Input>(
      std::make_unique<FileInput>(std::move(file.value()), verdicts, settings.is_resumable));
}

// ----------------------------------------------------------------------------------- merged

MergedInputs::MergedInputs(std::vector<std::unique_ptr<Input>> inputs)
    : inputs_(std::move(inputs)), has_event_(inputs_.size(), false) {}

bool MergedInputs::next() {
  if (inputs_.empty() || has_failed_) return false;
  if (is_held_back_) return std::exchange(is_held_back_, holds_back_) && !holds_back_;
  if (!is_started_) {
    is_started_ = true;
    for (std::size_t i = 0; i < inputs_.size() && !has_failed_; ++i) advance(i);
    choose();
  } else if (has_event_[current_]) {
    advance(current_);
    if (!has_event_[current_] || inputs_[current_]->event().time_ns > until_) choose();
  }
  if (has_failed_ || !has_event_[current_]) return false;
  is_held_back_ = holds_back_ && until_ == kNever && inputs_[current_]->is_unfinished();
  return !is_held_back_;
}

void MergedInputs::advance(std::size_t number) {
  has_event_[number] = inputs_[number]->next();
  has_failed_ = !has_event_[number] && inputs_[number]->failure();
}

void MergedInputs::let_go() {
  holds_back_ = false;
  for (const auto& input : inputs_) input->tell_held_back();
}

bool MergedInputs::has_positions() const {
  return std::all_of(inputs_.begin(), inputs_.end(),
                     [](const auto& input) { return input->has_position(); });
}

// The stream with the least time; `until_` is how far it may go before another's turn comes.
void MergedInputs::choose() {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (has_event_[i] && (!best || inputs_[i]->event().time_ns < inputs_[*best]->event().time_ns))
      best = i;
  }
  if (!best) return;
  current_ = *best;
  until_ = kNever;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (i == current_ || !has_event_[i]) continue;
    const std::int64_t time = inputs_[i]->event().time_ns;
    until_ = std::min(until_, i < current_ ? time - 1 : time);
  }
}

std::vector<InputPosition> MergedInputs::positions() const {
  std::vector<InputPosition> result;
  for (const auto& input : inputs_) result.push_back(input->position());
  return result;
}

std::optional<Failure> MergedInputs::failure() const {
  for (const auto& input : inputs_) {
    if (auto failure = input->failure()) return failure;
  }
  return std::nullopt;
}

std::uint64_t MergedInputs::packed_bytes_read() const {
  std::uint64_t sum = 0;
  for (const auto& input : inputs_) sum += input->packed_bytes_read();
  return sum;
}

}  // namespace wend::door
