// SPDX-License-Identifier: Apache-2.0
#include "cli/event_files.h"

#include <CLI/CLI.hpp>

#include "cli/door/mapping_choice.h"
#include "cli/door/sorted_input.h"

namespace wend::cli {
namespace {

class NoVerdicts : public door::Verdicts {
 public:
  void refuse(const door::Reject&) override {}
  std::uint64_t& skipped(const std::string&) override { return count_; }

 private:
  std::uint64_t count_ = 0;
};

Expected<door::MergedInputs> opened(const EventFileWishes& wishes, const Plan& plan,
                                    const door::InputSettings& settings, door::Verdicts& verdicts) {
  std::vector<std::unique_ptr<door::Input>> inputs;
  if (wishes.sort) {
    auto input =
        door::sorted_input(wishes.files, plan, settings, verdicts, nullptr, [] { return false; });
    if (!input) return input.failure();
    inputs.push_back(std::move(input.value()));
    return door::MergedInputs(std::move(inputs));
  }
  for (const std::string& path : wishes.files) {
    auto input = door::file_input(path, plan, settings, verdicts, nullptr);
    if (!input) return input.failure();
    inputs.push_back(std::move(input.value()));
  }
  return door::MergedInputs(std::move(inputs));
}

}  // namespace

CLI::Option* add_event_options(CLI::App& command, EventFileWishes& wishes) {
  command.add_option("--map", wishes.mappings, "How rows of CSV files become events (docs/csv.md)")
      ->type_name("MAPPING");
  command.add_flag("--sort", wishes.sort, "Order the events by time first, in bounded memory");
  return command
      .add_option(
          "--events", wishes.files,
          "Files of events: CloudEvents, one JSON object a line, or CSV with --map; .gz or - too")
      ->type_name("FILE");
}

Expected<std::vector<door::Mapping>> mappings_of(const EventFileWishes& wishes) {
  std::vector<door::Mapping> all;
  for (const std::string& path : wishes.mappings) {
    auto mappings = door::mappings_from_file(path);
    if (!mappings) return mappings.failure();
    for (door::Mapping& mapping : mappings.value()) all.push_back(std::move(mapping));
  }
  if (auto failure = door::same_names(wishes.files, all)) return *failure;
  return all;
}

std::optional<Failure> read_all(const Plan& plan, const EventFileWishes& wishes,
                                door::Verdicts& verdicts,
                                const std::function<std::optional<Refusal>(const Event&)>& take) {
  const auto mappings = mappings_of(wishes);
  if (!mappings) return mappings.failure();
  door::InputSettings settings;
  settings.mappings = &mappings.value();
  auto inputs = opened(wishes, plan, settings, verdicts);
  if (!inputs) return inputs.failure();
  while (inputs.value().next()) {
    door::Input& input = inputs.value().current();
    const auto refusal = take(input.event());
    if (refusal) {
      verdicts.refuse(
          {input.file(), input.line(), slug_of(refusal->kind), refusal->reason, input.shown()});
    }
    if (input.event().touchpoint == Event::kProfile)
      input.profile_was_fed(!refusal || refusal->kind == RefusalKind::Repeat);
  }
  return inputs.value().failure();
}

std::optional<Failure> feed_all(Session& session, const EventFileWishes& wishes) {
  NoVerdicts verdicts;
  const auto feed = [&](const Event& event) { return session.feed(event); };
  if (auto failure = read_all(session.pack().plan(), wishes, verdicts, feed)) return failure;
  session.flush();
  return std::nullopt;
}

}  // namespace wend::cli
