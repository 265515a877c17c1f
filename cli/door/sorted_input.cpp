// SPDX-License-Identifier: Apache-2.0
#include "cli/door/sorted_input.h"

#include <map>

#include <fmt/format.h>

#include "cli/door/sorted_records.h"

namespace wend::door {
namespace {

// A resumed run has told these verdicts before.
class ToldBefore : public Verdicts {
 public:
  void refuse(const Reject&) override {}
  std::uint64_t& skipped(const std::string&) override { return count_; }

 private:
  std::uint64_t count_ = 0;
};

class SortedInput : public Input {
 public:
  std::optional<Failure> read(const std::vector<std::string>& paths, const Plan& plan,
                              const InputSettings& settings, Verdicts& verdicts,
                              const InputPosition* from, const std::function<bool()>& stop);
  std::optional<Failure> skip_to(const InputPosition& from);
  Verdicts& told_before() { return told_before_; }

  bool next() override {
    if (record_ != nullptr && decoder().next_event()) return true;
    while ((record_ = sorted_.next()) != nullptr) {
      ++taken_;
      if (decoder().decode({record_->text, {}, record_->line, record_->row, nullptr})) return true;
    }
    return false;
  }
  const Event& event() const override { return files_[record_->file].decoder->event(); }
  const std::string& file() const override { return files_[record_->file].path; }
  std::uint64_t line() const override { return record_->line; }
  std::string_view shown() override { return decoder().shown(); }
  void profile_was_fed(bool taken) override { decoder().profile_was_fed(taken); }
  InputPosition position() const override {
    InputPosition result;
    result.sorted = true;
    result.place.rows = record_ != nullptr ? taken_ - 1 : taken_;
    result.sums = sums_;
    for (const OpenFile& file : files_) {
      result.paths.push_back(file.path);
      result.memory.push_back(file.decoder->memory());
    }
    return result;
  }
  std::optional<Failure> failure() const override { return sorted_.failure(); }
  std::uint64_t packed_bytes_read() const override { return 0; }

 private:
  std::optional<Failure> read_file(std::uint32_t number, Verdicts& verdicts,
                                   const std::function<bool()>& stop);
  bool is_as_before(const InputPosition& from) const;
  Decoder& decoder() { return *files_[record_->file].decoder; }

  ToldBefore told_before_;
  std::vector<OpenFile> files_;
  std::vector<FileSum> sums_;  // of the whole files
  SortedRecords sorted_;
  const SortedRecord* record_ = nullptr;
  std::uint64_t taken_ = 0;
};

std::optional<Failure> SortedInput::read(const std::vector<std::string>& paths, const Plan& plan,
                                         const InputSettings& settings, Verdicts& verdicts,
                                         const InputPosition* from,
                                         const std::function<bool()>& stop) {
  for (const std::string& path : paths) {
    auto file = open_file(path, plan, settings, verdicts);
    if (!file) return file.failure();
    files_.push_back(std::move(file.value()));
    if (auto failure = read_file(static_cast<std::uint32_t>(files_.size() - 1), verdicts, stop))
      return failure;
    if (from != nullptr && !is_as_before(*from)) {
      return Failure{fmt::format(
          "`{}` has changed since the saved run sorted it: put it back as it was, and give new "
          "events in a new file beside it",
          path)};
    }
  }
  return sorted_.finish();
}

std::optional<Failure> SortedInput::read_file(std::uint32_t number, Verdicts& verdicts,
                                              const std::function<bool()>& stop) {
  OpenFile& file = files_[number];
  constexpr std::uint64_t kAskAfter = 4096;
  for (std::uint64_t count = 1; file.records->next(); ++count) {
    const Record& record = file.records->record();
    if (count % kAskAfter == 0 && stop())
      return Failure{
          "interrupted while sorting: no event was decided by this run, and what was saved before "
          "stays as it was"};
    if (file.decoder->decode(record)) {
      const std::int64_t time = file.decoder->event().time_ns;
      if (auto failure = sorted_.add({time, 0, record.line, record.row, number, record.text}))
        return failure;
    } else if (!file.decoder->problem().empty()) {
      verdicts.refuse({file.path, record.line, slug_of(file.decoder->problem_kind()),
                       file.decoder->problem(), file.decoder->shown()});
    }
  }
  const Window& window = file.records->window();
  if (const auto& failure = window.failure()) return failure;
  sums_.push_back({window.offset(), window.sum_before(window.offset())});
  file.records.reset();
  return std::nullopt;
}

// The file read last. A sorted stream has no place in its files, so none of them may change or grow.
bool SortedInput::is_as_before(const InputPosition& from) const {
  const std::size_t number = sums_.size() - 1;
  return number < from.sums.size() && from.sums[number].bytes == sums_[number].bytes &&
         from.sums[number].hash == sums_[number].hash;
}

std::optional<Failure> SortedInput::skip_to(const InputPosition& from) {
  for (taken_ = 0; taken_ < from.place.rows; ++taken_) {
    if (sorted_.next() != nullptr) continue;
    return Failure{fmt::format(
        "the sorted files have {} events; the saved run had read {}: they must stay as they "
        "were, with new files beside them",
        taken_, from.place.rows)};
  }
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (i >= from.memory.size() || !files_[i].decoder->restore(from.memory[i])) {
      return Failure{fmt::format("the saved memory of `{}` cannot be read: start without --resume",
                                 files_[i].path)};
    }
  }
  return std::nullopt;
}

}  // namespace

Expected<std::unique_ptr<Input>> sorted_input(const std::vector<std::string>& paths,
                                              const Plan& plan, const InputSettings& settings,
                                              Verdicts& verdicts, const InputPosition* from,
                                              const std::function<bool()>& stop) {
  auto input = std::make_unique<SortedInput>();
  Verdicts& told = from != nullptr ? input->told_before() : verdicts;
  if (auto failure = input->read(paths, plan, settings, told, from, stop)) return *failure;
  if (from != nullptr) {
    if (auto failure = input->skip_to(*from)) return *failure;
  }
  return std::unique_ptr<Input>(std::move(input));
}

}  // namespace wend::door
