// SPDX-License-Identifier: Apache-2.0
//
// Completion scripts made from the command line itself, so that they cannot fall behind it.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"

namespace wend::cli {
namespace {

std::string long_options(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames())
      words += (words.empty() ? "--" : " --") + name;
  }
  return words;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string for_bash(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names += command->get_name() + " ";
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), long_options(*command));
  }
  return fmt::format(
      R"(# bash completion for wend. Install: wend --completion bash > ~/.local/share/bash-completion/completions/wend
_wend() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} words=""
  case ${{COMP_WORDS[1]}} in
{}    *) words="{}{}" ;;
  esac
  if [[ $word == -* || $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _wend wend
)",
      cases, names, long_options(app));
}

std::string for_zsh(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names +=
        fmt::format("    '{}:{}'\n", command->get_name(), first_line(command->get_description()));
    cases += fmt::format("    {}) compadd -- {} ; _files ;;\n", command->get_name(),
                         long_options(*command));
  }
  return fmt::format(R"(#compdef wend
# zsh completion for wend. Install: wend --completion zsh > "${{fpath[1]}}/_wend"
_wend() {{
  local -a commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    compadd -- {}
    return
  fi
  case $words[2] in
{}  esac
}}
compdef _wend wend
)",
                     names, long_options(app), cases);
}

std::string for_fish(const CLI::App& app) {
  std::string lines =
      "# fish completion for wend. Install: wend --completion fish > "
      "~/.config/fish/completions/wend.fish\n";
  for (const CLI::App* command : commands_of(app)) {
    lines += fmt::format("complete -c wend -n __fish_use_subcommand -a {} -d '{}'\n",
                         command->get_name(), first_line(command->get_description()));
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        lines += fmt::format("complete -c wend -n '__fish_seen_subcommand_from {}' -l {} -d '{}'\n",
                             command->get_name(), name, first_line(option->get_description()));
      }
    }
  }
  return lines;
}

}  // namespace

std::string completion_script(const CLI::App& app, std::string_view shell) {
  if (shell == "bash") return for_bash(app);
  if (shell == "zsh") return for_zsh(app);
  if (shell == "fish") return for_fish(app);
  return {};
}

}  // namespace wend::cli
