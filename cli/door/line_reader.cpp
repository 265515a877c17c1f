// SPDX-License-Identifier: Apache-2.0
#include "cli/door/line_reader.h"

#include <cstring>

namespace wend::door {
namespace {

constexpr std::size_t kShownOfLongLine = 200;
constexpr std::string_view kTooLong = "the line is longer than 1 MiB";

std::size_t line_end(std::string_view text, std::size_t from) {
  const void* found = std::memchr(text.data() + from, '\n', text.size() - from);
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

bool LineReader::next() {
  do {
    if (!next_line()) return false;
  } while (record_.text.find_first_not_of(" \t") == std::string_view::npos &&
           record_.problem.empty());
  return true;
}

bool LineReader::next_line() {
  record_.problem = {};
  place_ = next_place();
  for (std::size_t searched = 0;;) {
    std::string_view rest = window_->rest();
    const std::size_t end = line_end(rest, searched);
    if (end != std::string_view::npos) {
      record_.text = rest.substr(0, end);
      window_->consume(end + 1);
      break;
    }
    searched = rest.size();
    if (rest.size() > kLongestRecord) {
      pass_over_long_line();
      break;
    }
    if (window_->more()) continue;
    rest = window_->rest();
    if (rest.empty() || window_->failure()) return false;
    record_.text = rest;
    window_->consume(rest.size());
    break;
  }
  record_.line = record_.row = ++lines_;
  if (record_.text.size() > kLongestRecord) record_.problem = kTooLong;
  if (record_.text.ends_with('\r')) record_.text.remove_suffix(1);
  return true;
}

void LineReader::pass_over_long_line() {
  record_.problem = kTooLong;
  beginning_ = window_->rest().substr(0, kShownOfLongLine);
  for (;;) {
    const std::string_view rest = window_->rest();
    const std::size_t end = line_end(rest, 0);
    if (end != std::string_view::npos) {
      window_->consume(end + 1);
      break;
    }
    window_->consume(rest.size());
    if (!window_->more()) break;
  }
  record_.text = beginning_;
}

}  // namespace wend::door
