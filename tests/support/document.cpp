// SPDX-License-Identifier: Apache-2.0
//
// Reads and runs the examples of a page. Each runs in a new folder that holds what is in force.
#include "tests/support/document.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/support/process.h"
#include "tests/support/text_difference.h"

namespace wend::support {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kPrompt = "$ ";

Block block_from_fence(std::string_view fence, std::size_t line) {
  Block block;
  block.line = line + 1;
  std::istringstream words{std::string(fence.substr(kFence.size()))};
  words >> block.language;
  for (std::string word; words >> word;) {
    if (word == "schema") {
      block.schema = true;
      block.keep = "schema.wend";
    } else if (word.starts_with("keep=")) {
      block.keep = word.substr(5);
    } else if (word.starts_with("with=")) {
      block.with = word.substr(5);
    } else if (word == "bad") {
      words >> block.slug;
    } else if (block.language == "wend") {
      throw std::runtime_error(fmt::format("line {}: a fence cannot say `{}`", line, word));
    }
  }
  if (block.language == "wend" && fence.find(" bad") != fence.npos && block.slug.empty()) {
    throw std::runtime_error(fmt::format("line {}: `bad` is followed by a slug", line));
  }
  return block;
}

// The files in force for the block `index`: kept by blocks since the last schema.
std::map<std::string, std::string> files_before(const std::vector<Block>& blocks,
                                                std::size_t index) {
  std::map<std::string, std::string> files;
  for (std::size_t before = 0; before < index; ++before) {
    const Block& block = blocks[before];
    if (block.schema) files.clear();
    if (!block.keep.empty()) files[block.keep] = block.text;
  }
  return files;
}

std::string check_wend(const Block& block, std::map<std::string, std::string> files) {
  if (block.schema) files.clear();
  if (!block.with.empty()) files["with.wend"] = text_of(fs::path(WEND_SOURCE_DIR) / block.with);
  files[block.keep.empty() ? "example.wend" : block.keep] = block.text;
  const TemporaryFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  const Outcome outcome = run_in(folder.path(), "wend check .");
  if (block.slug.empty()) {
    if (outcome.exit_code != 0) return "must check without findings, but:\n" + outcome.output;
    const Outcome layout = run_in(folder.path(), "wend fmt --check .");
    return layout.exit_code == 0 ? ""
                                 : "must have the layout of `wend fmt`, but:\n" + layout.output;
  }
  const bool found = outcome.output.find("[" + block.slug + "]") != std::string::npos;
  if (outcome.exit_code != 0 && found) return "";
  return fmt::format("must be refused with [{}], but:\n{}", block.slug, outcome.output);
}

struct Transcript {
  std::string command;
  std::string expected;
};

std::vector<Transcript> transcripts_of(const Block& block) {
  std::vector<Transcript> result;
  for (const std::string_view line : lines_of(block.text)) {
    if (line.starts_with(kPrompt)) {
      result.push_back({std::string(line.substr(kPrompt.size())), ""});
    } else if (!result.empty()) {
      result.back().expected += fmt::format("{}\n", line);
    }
  }
  return result;
}

// The commands of a block share one folder. In it, `examples` are those of the repository and
// `build/wend` is the program, so that a page can show what a reader would type.
std::vector<Transcript> transcripts_now(const Block& block,
                                        const std::map<std::string, std::string>& files) {
  const TemporaryFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  const fs::path examples = fs::path(WEND_SOURCE_DIR) / "examples";
  if (fs::exists(examples)) {
    fs::copy(examples, folder.path() / "examples", fs::copy_options::recursive);
  }
  fs::create_directory(folder.path() / "build");
  fs::create_symlink(WEND_BINARY, folder.path() / "build/wend");
  std::vector<Transcript> actual = transcripts_of(block);
  for (Transcript& transcript : actual) {
    transcript.expected = run_in(folder.path(), transcript.command).output;
  }
  return actual;
}

std::string print(const std::vector<Transcript>& transcripts) {
  std::string text;
  for (const Transcript& transcript : transcripts) {
    text += fmt::format("$ {}\n{}", transcript.command, transcript.expected);
    if (!text.ends_with('\n')) text += '\n';
  }
  return text;
}

void rewrite(const fs::path& page, const Block& block, const std::string& text) {
  const std::string before = text_of(page);
  const std::vector<std::string_view> lines = lines_of(before);
  const std::size_t first = block.line - 1;
  const std::size_t last = first + lines_of(block.text).size();
  std::string after;
  for (std::size_t index = 0; index < first; ++index) after += fmt::format("{}\n", lines[index]);
  after += text;
  for (std::size_t index = last; index < lines.size(); ++index) {
    after += fmt::format("{}\n", lines[index]);
  }
  std::ofstream(page, std::ios::binary) << after;
}

std::string check_console(const fs::path& page, const Block& block,
                          const std::map<std::string, std::string>& files, bool update) {
  std::vector<Transcript> now = transcripts_now(block, files);
  const std::vector<Transcript> expected = transcripts_of(block);
  if (expected.empty()) return "a console block has lines that start with `$ `\n";
  for (std::size_t index = 0; index < now.size(); ++index) {
    // What fits through a line `...` stays as the author shortened it.
    if (fits(expected[index].expected, now[index].expected)) {
      now[index].expected = expected[index].expected;
    }
  }
  const std::string changes = difference(print(expected), print(now));
  if (changes.empty()) return "";
  if (update) {
    rewrite(page, block, print(now));
    return "";
  }
  return "the output changed\n" + changes;
}

}  // namespace

std::vector<Block> blocks_of(std::string_view page) {
  std::vector<Block> blocks;
  bool inside = false;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(page)) {
    ++number;
    if (line.starts_with(kFence)) {
      if (!inside) blocks.push_back(block_from_fence(line, number));
      inside = !inside;
    } else if (inside) {
      blocks.back().text += fmt::format("{}\n", line);
    }
  }
  return blocks;
}

std::string check_block(const fs::path& page, std::size_t index, bool update) {
  const std::vector<Block> blocks = blocks_of(text_of(page));
  const Block& block = blocks.at(index);
  const std::map<std::string, std::string> files = files_before(blocks, index);
  const std::string problem = block.language == "console"
                                  ? check_console(page, block, files, update)
                                  : check_wend(block, files);
  if (problem.empty()) return "";
  return fmt::format("{}:{}: {}\nThe example:\n{}", page.string(), block.line, problem, block.text);
}

bool fits(std::string_view expected, std::string_view actual) {
  const std::vector<std::string_view> pattern = lines_of(expected);
  const std::vector<std::string_view> lines = lines_of(actual);
  // matched[j]: the pattern so far fits the first j lines.
  std::vector<bool> matched(lines.size() + 1, false);
  matched[0] = true;
  for (const std::string_view row : pattern) {
    std::vector<bool> next(lines.size() + 1, false);
    for (std::size_t count = 0; count <= lines.size(); ++count) {
      next[count] = row == "..." ? matched[count] || (count > 0 && next[count - 1])
                                 : count > 0 && matched[count - 1] && row == lines[count - 1];
    }
    matched = std::move(next);
  }
  return matched.back();
}

}  // namespace wend::support
