// SPDX-License-Identifier: Apache-2.0
//
// How the commands speak: standard output for what was asked, standard error for everything else.
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include "cli/command.h"

namespace wend::cli {

bool is_coloured(const Settings& settings, int descriptor) {
  switch (settings.colour) {
    case ColourWish::Always: return true;
    case ColourWish::Never: return false;
    case ColourWish::Auto: break;
  }
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  const char* terminal = std::getenv("TERM");
  return isatty(descriptor) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(std::string_view text) {
  std::fflush(stdout);
  std::fprintf(stderr, "wend: %.*s\n", static_cast<int>(text.size()), text.data());
}

Exit cannot(std::string_view text) {
  complain(text);
  return Exit::Environment;
}

}  // namespace wend::cli
