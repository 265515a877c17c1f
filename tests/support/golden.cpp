// SPDX-License-Identifier: Apache-2.0
//
// Reads, runs and rewrites golden files.
#include "tests/support/golden.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/support/process.h"
#include "tests/support/text_difference.h"

namespace wend::support {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSection = "--- ";
constexpr std::string_view kCommand = "$ ";
constexpr std::string_view kCopy = "copy ";
constexpr std::string_view kNoLineEnd = "\\ no line end\n";

bool starts_section(std::string_view line) { return line.starts_with(kSection); }

std::optional<int> exit_code_from(std::string_view line) {
  constexpr std::string_view kExit = "exit ";
  if (!line.starts_with(kExit)) return std::nullopt;
  line.remove_prefix(kExit.size());
  int code = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), code);
  if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
  return code;
}

// Reads sections from lines; `next_` is the first line not read.
class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(lines_of(text)) {}

  Golden golden() {
    Golden result;
    while (next_ < lines_.size() && !starts_section(lines_[next_])) append_line(result.preamble);
    while (next_ < lines_.size()) result.sections.push_back(section());
    return result;
  }

 private:
  GoldenSection section() {
    std::string_view head = lines_[next_++].substr(kSection.size());
    if (head.starts_with(kCommand)) return command(head.substr(kCommand.size()));
    GoldenSection section;
    if (head.starts_with(kCopy)) {
      section.kind = GoldenSection::Kind::Copy;
      head.remove_prefix(kCopy.size());
    }
    section.head = head;
    while (next_ < lines_.size() && !starts_section(lines_[next_])) append_line(section.text);
    return section;
  }

  GoldenSection command(std::string_view line) {
    const std::size_t first = next_;
    GoldenSection section{GoldenSection::Kind::Command, std::string(line), "", 0};
    // A new golden: the author wrote the command only and lets --update write the rest.
    if (next_ == lines_.size() || starts_section(lines_[next_])) return section;
    for (; next_ < lines_.size(); append_line(section.text)) {
      const std::optional<int> code = exit_code_from(lines_[next_]);
      const bool last = next_ + 1 == lines_.size() || starts_section(lines_[next_ + 1]);
      if (!code || !last) continue;
      section.exit_code = *code;
      ++next_;
      return section;
    }
    throw std::runtime_error(
        fmt::format("line {}: what `{}` prints does not end with a line `exit N`", first, line));
  }

  void append_line(std::string& text) {
    text += lines_[next_++];
    text += '\n';
  }

  std::vector<std::string_view> lines_;
  std::size_t next_ = 0;
};

std::string printed(const GoldenSection& section) {
  switch (section.kind) {
    case GoldenSection::Kind::File: return fmt::format("--- {}\n{}", section.head, section.text);
    case GoldenSection::Kind::Copy: return fmt::format("--- copy {}\n", section.head);
    case GoldenSection::Kind::Command:
      return fmt::format("--- $ {}\n{}exit {}\n", section.head, section.text, section.exit_code);
  }
  return "";
}

void copy_from_repository(const std::string& path, const TemporaryFolder& folder) {
  const fs::path target = folder.path() / path;
  fs::create_directories(target.parent_path());
  fs::copy(fs::path(WEND_SOURCE_DIR) / path, target, fs::copy_options::recursive);
}

// As it stands in a golden: no line looks like a section, the last one has an end.
std::string shown(std::string_view output) {
  std::string text;
  for (const std::string_view line : lines_of(output)) {
    text += fmt::format("{}{}\n", starts_section(line) ? "\\" : "", line);
  }
  if (!output.empty() && output.back() != '\n') text += kNoLineEnd;
  return text;
}

GoldenSection run_section(GoldenSection section, const TemporaryFolder& folder) {
  switch (section.kind) {
    case GoldenSection::Kind::File: folder.write(section.head, section.text); return section;
    case GoldenSection::Kind::Copy: copy_from_repository(section.head, folder); return section;
    case GoldenSection::Kind::Command: {
      const Outcome outcome = run_in(folder.path(), section.head);
      section.text = shown(outcome.output);
      section.exit_code = outcome.exit_code;
      return section;
    }
  }
  return section;
}

std::string name_problem(const fs::path& file, const Golden& actual) {
  const bool bad_name = file.filename().string().starts_with("bad_");
  if (bad_name == expects_failure(actual)) return "";
  return bad_name ? fmt::format("{}: named bad_, but every command returns 0\n", file.string())
                  : fmt::format("{}: a command fails, so the name must start with bad_\n",
                                file.string());
}

}  // namespace

Golden golden_from_text(std::string_view text) { return Reader(text).golden(); }

std::string print(const Golden& golden) {
  std::string text = golden.preamble;
  for (const GoldenSection& section : golden.sections) text += printed(section);
  return text;
}

Golden run(const Golden& golden) {
  const TemporaryFolder folder;
  Golden result{golden.preamble, {}};
  for (const GoldenSection& section : golden.sections) {
    result.sections.push_back(run_section(section, folder));
  }
  return result;
}

bool expects_failure(const Golden& golden) {
  for (const GoldenSection& section : golden.sections) {
    if (section.exit_code != 0) return true;
  }
  return false;
}

std::string check_golden(const fs::path& file, const std::string& name, bool update) {
  const std::string expected = text_of(file);
  const Golden golden = golden_from_text(expected);
  const Golden actual = run(golden);
  const std::string wrong_name = name_problem(file, actual);
  const std::string text = print(actual);
  if (text == expected) return wrong_name;
  if (update) {
    std::ofstream(file, std::ios::binary) << text;
    return wrong_name;
  }
  return fmt::format(
      "{}: the output changed\n{}\n"
      "Run it alone:     ./dev golden {}\n"
      "Accept the new:   ./dev golden --update {}\n{}",
      file.string(), difference(expected, text), name, name, wrong_name);
}

bool update_wanted() {
  const char* wanted = std::getenv("WEND_GOLDEN_UPDATE");
  return wanted != nullptr && std::string_view(wanted) == "1";
}

}  // namespace wend::support
