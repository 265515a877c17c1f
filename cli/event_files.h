// SPDX-License-Identifier: Apache-2.0
//
// The files of events that a command reads: the options, and the streams behind them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/door/input.h"
#include "cli/door/mapping.h"
#include "wend/runtime.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace wend::cli {

struct EventFileWishes {
  std::vector<std::string> files;
  std::vector<std::string> mappings;
  bool sort = false;
};

CLI::Option* add_event_options(CLI::App& command, EventFileWishes& wishes);

Expected<std::vector<door::Mapping>> mappings_of(const EventFileWishes& wishes);

// Hands over every event, by time where files are several. Those that `take` refuses are told to the verdicts.
std::optional<Failure> read_all(const Plan& plan, const EventFileWishes& wishes,
                                door::Verdicts& verdicts,
                                const std::function<std::optional<Refusal>(const Event&)>& take);

// Feeds every event and flushes; refused ones are passed over.
std::optional<Failure> feed_all(Session& session, const EventFileWishes& wishes);

}  // namespace wend::cli
