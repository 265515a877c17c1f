// SPDX-License-Identifier: Apache-2.0
//
// The file: eight bytes `WENDRUN1`, the size of a JSON head (u64), the head, then the bytes that the
// head gives the sizes of (session, memories), and a 64-bit hash of everything before it.
#include "cli/saved_run.h"

#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cli/rule_files.h"

namespace wend::cli {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::string_view kMark = "WENDRUN1";

std::string file_in(const std::string& folder) {
  return (fs::path(folder) / "run.wendstate").string();
}

void append_number(std::string& bytes, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(number >> shift & 0xFF);
}

std::uint64_t number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

Json json_of(const door::InputPosition& input) {
  std::vector<std::uint64_t> sizes;
  for (const std::string& memory : input.memory) sizes.push_back(memory.size());
  return {{"paths", input.paths},       {"sorted", input.sorted},   {"offset", input.place.offset},
          {"lines", input.place.lines}, {"rows", input.place.rows}, {"memory", sizes}};
}

Json json_of(const SavedOutput& output) { return {{"path", output.path}, {"bytes", output.bytes}}; }

std::string bytes_of(const SavedRun& run) {
  Json inputs = Json::array();
  for (const door::InputPosition& input : run.inputs) inputs.push_back(json_of(input));
  const Json head = {{"meaning", run.meaning},
                     {"inputs", inputs},
                     {"decisions", json_of(run.decisions)},
                     {"rejects", json_of(run.rejects)},
                     {"skipped", run.skipped},
                     {"refused", run.refused},
                     {"session", run.session.size()}};
  const std::string text = head.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string bytes(kMark);
  append_number(bytes, text.size());
  bytes += text;
  bytes.append(reinterpret_cast<const char*>(run.session.data()), run.session.size());
  for (const door::InputPosition& input : run.inputs) {
    for (const std::string& memory : input.memory) bytes += memory;
  }
  append_number(bytes, XXH3_64bits(bytes.data(), bytes.size()));
  return bytes;
}

SavedOutput output_from(const Json& json) {
  return {json.at("path").get<std::string>(), json.at("bytes").get<std::uint64_t>()};
}

// Hands out the bytes behind the head, in order.
class Pieces {
 public:
  explicit Pieces(std::string_view bytes) : left_(bytes) {}
  std::string_view next(std::uint64_t size) {
    if (size > left_.size()) throw std::out_of_range("piece");
    const std::string_view piece = left_.substr(0, size);
    left_.remove_prefix(size);
    return piece;
  }

 private:
  std::string_view left_;
};

door::InputPosition input_from(const Json& json, Pieces& pieces) {
  door::InputPosition input;
  input.paths = json.at("paths").get<std::vector<std::string>>();
  input.sorted = json.at("sorted").get<bool>();
  input.place = {json.at("offset").get<std::uint64_t>(), json.at("lines").get<std::uint64_t>(),
                 json.at("rows").get<std::uint64_t>()};
  for (const auto size : json.at("memory").get<std::vector<std::uint64_t>>()) {
    input.memory.emplace_back(pieces.next(size));
  }
  return input;
}

// Throws when the head is not what bytes_of writes.
SavedRun run_from(std::string_view head, std::string_view rest) {
  const Json json = Json::parse(head);
  SavedRun run;
  Pieces pieces(rest);
  run.meaning = json.at("meaning").get<std::string>();
  run.decisions = output_from(json.at("decisions"));
  run.rejects = output_from(json.at("rejects"));
  run.skipped = json.at("skipped").get<std::map<std::string, std::uint64_t>>();
  run.refused = json.at("refused").get<std::map<std::string, std::uint64_t>>();
  const std::string_view session = pieces.next(json.at("session").get<std::uint64_t>());
  run.session.assign(session.begin(), session.end());
  for (const Json& input : json.at("inputs")) run.inputs.push_back(input_from(input, pieces));
  return run;
}

bool is_whole(std::string_view bytes) {
  const std::size_t head = kMark.size() + 8;
  if (bytes.size() < head + 8 || !bytes.starts_with(kMark)) return false;
  const std::size_t end = bytes.size() - 8;
  return number_at(bytes, end) == XXH3_64bits(bytes.data(), end) &&
         number_at(bytes, kMark.size()) <= end - head;
}

void sync_folder(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

}  // namespace

bool has_saved_run(const std::string& folder) {
  std::error_code error;
  return fs::exists(file_in(folder), error);
}

std::optional<Failure> save_run(const std::string& folder, const SavedRun& run) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return Failure{fmt::format("cannot make the folder `{}`: {}", folder, error.message())};
  if (auto failure = write_file(file_in(folder), bytes_of(run))) return failure;
  sync_folder(folder);
  return std::nullopt;
}

Expected<std::optional<SavedRun>> load_run(const std::string& folder) {
  const std::string path = file_in(folder);
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<SavedRun>();
  const auto bytes = text_of_file(path);
  if (!bytes) return bytes.failure();
  const std::string_view all = bytes.value();
  const Failure damaged{
      fmt::format("`{}` is damaged: start without --resume, or bring back a copy of it", path)};
  if (!is_whole(all)) return damaged;
  const std::size_t begin = kMark.size() + 8;
  const std::size_t size = number_at(all, kMark.size());
  try {
    return std::optional(
        run_from(all.substr(begin, size), all.substr(begin + size, all.size() - 8 - begin - size)));
  } catch (const std::exception&) {
    return damaged;
  }
}

}  // namespace wend::cli
