// SPDX-License-Identifier: Apache-2.0
//
// Commands by way of /bin/sh, so that goldens may use pipes and redirections.
#include "tests/support/process.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <stdlib.h>
#include <sys/wait.h>

namespace wend::support {
namespace fs = std::filesystem;

namespace {

std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      result += "'\\''";
    } else {
      result += letter;
    }
  }
  return result + "'";
}

int exit_code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Outcome run_in(const fs::path& folder, const std::string& command) {
  const fs::path binaries = fs::path(WEND_BINARY).parent_path();
  const std::string line = "cd " + shell_quoted(folder.string()) +
                           " && PATH=" + shell_quoted(binaries.string()) +
                           ":\"$PATH\" LC_ALL=C.UTF-8 TZ=UTC TERM=dumb NO_COLOR=1"
                           " timeout -k 5 120 /bin/sh -c " +
                           shell_quoted(command) + " </dev/null 2>&1";
  std::FILE* pipe = ::popen(line.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start /bin/sh");
  Outcome outcome;
  std::array<char, 65536> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.output.append(buffer.data(), count);
  }
  outcome.exit_code = exit_code_of(::pclose(pipe));
  return outcome;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "wend-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TemporaryFolder::write(const fs::path& name, const std::string& text) const {
  fs::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace wend::support
