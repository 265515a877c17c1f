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

// Feeds every event and flushes; refused ones are passed over.
std::optional<Failure> feed_all(Session& session, const EventFileWishes& wishes);

}  // namespace wend::cli
