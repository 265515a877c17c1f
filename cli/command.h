// SPDX-License-Identifier: Apache-2.0
//
// What the commands share: how they are added to the program, how they end, how they speak. Each
// command is one file; only here does Wend print or exit.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace wend::cli {

enum class Exit : int {
  Clean = 0,
  Findings = 1,       // mistakes in rules, unformatted files, refused events under --strict
  Environment = 2,    // wrong usage, or the machine around us: a missing file, a full disk
  Interrupted = 130,  // Ctrl-C, as shells count it
  Terminated = 143,   // asked to end by SIGTERM
};

enum class ColourWish : std::uint8_t { Auto, Always, Never };

// Options that every command has, filled before a command runs.
struct Settings {
  ColourWish colour = ColourWish::Auto;
};

// What to do once the command line is read.
using Action = std::function<Exit()>;

struct Program {
  CLI::App& app;
  Settings& settings;
  Action& action;  // of the command that was named
};

void add_check(Program& program);
void add_fmt(Program& program);
void add_init(Program& program);
void add_schema(Program& program);
void add_run(Program& program);
void add_backtest(Program& program);
void add_build(Program& program);
void add_test(Program& program);
void add_plan(Program& program);
void add_forget(Program& program);

// The completion script for `shell`; empty for a shell we have none for.
std::string completion_script(const CLI::App& app, std::string_view shell);

// Colours on this stream? --color decides, else NO_COLOR, else whether it is a terminal.
bool is_coloured(const Settings& settings, int descriptor);

void print(std::string_view text);     // to standard output
void complain(std::string_view text);  // to standard error, as `wend: text`
Exit cannot(std::string_view text);    // complains and gives Exit::Environment

}  // namespace wend::cli
