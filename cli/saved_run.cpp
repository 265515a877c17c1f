// SPDX-License-Identifier: Apache-2.0
//
// The file: eight bytes `WENDRUN3`, the size of a JSON head (u64), the head, then the bytes that the
// head gives the sizes of (program, session, memories), and a 64-bit hash of everything before it.
#include "cli/saved_run.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cli/file_identity.h"
#include "cli/rule_files.h"
#include "cli/write_file.h"

namespace wend::cli {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::string_view kMark = "WENDRUN3";

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
  Json sums = Json::array();
  for (const door::FileSum& sum : input.sums) sums.push_back({sum.bytes, sum.hash});
  return {{"paths", input.paths},
          {"sorted", input.sorted},
          {"offset", input.place.offset},
          {"lines", input.place.lines},
          {"rows", input.place.rows},
          {"memory", sizes},
          {"sums", sums}};
}

Json json_of(const SavedOutput& output) {
  return {{"path", output.path},
          {"absolute", output.absolute},
          {"bytes", output.bytes},
          {"hash", output.hash}};
}

std::string bytes_of(const SavedRun& run) {
  Json inputs = Json::array();
  for (const door::InputPosition& input : run.inputs) inputs.push_back(json_of(input));
  const Json head = {{"meaning", run.meaning},
                     {"inputs", inputs},
                     {"decisions", json_of(run.decisions)},
                     {"rejects", json_of(run.rejects)},
                     {"skipped", run.skipped},
                     {"refused", run.refused},
                     {"program", run.program.size()},
                     {"session", run.session.size()}};
  const std::string text = head.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string bytes(kMark);
  append_number(bytes, text.size());
  bytes += text;
  for (const std::vector<std::uint8_t>* piece : {&run.program, &run.session})
    bytes.append(reinterpret_cast<const char*>(piece->data()), piece->size());
  for (const door::InputPosition& input : run.inputs) {
    for (const std::string& memory : input.memory) bytes += memory;
  }
  append_number(bytes, XXH3_64bits(bytes.data(), bytes.size()));
  return bytes;
}

SavedOutput output_from(const Json& json) {
  return {json.at("path").get<std::string>(), json.at("absolute").get<std::string>(),
          json.at("bytes").get<std::uint64_t>(), json.at("hash").get<std::uint64_t>()};
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
  for (const Json& sum : json.at("sums"))
    input.sums.push_back({sum.at(0).get<std::uint64_t>(), sum.at(1).get<std::uint64_t>()});
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
  const std::string_view program = pieces.next(json.at("program").get<std::uint64_t>());
  run.program.assign(program.begin(), program.end());
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

// Left by a run that was killed while it saved.
void remove_unfinished_files(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> unfinished;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (is_unfinished_file(at->path().filename().string())) unfinished.push_back(at->path());
  }
  for (const fs::path& path : unfinished) fs::remove(path, error);
}

}  // namespace

std::string state_file_in(const std::string& folder) {
  return (fs::path(folder) / "run.wendstate").string();
}

bool has_saved_run(const std::string& folder) {
  std::error_code error;
  return fs::exists(state_file_in(folder), error);
}

Expected<StateFolder> StateFolder::take(const std::string& folder) {
  std::error_code error;
  const std::string path = absolute_path(folder);
  fs::create_directories(path, error);
  if (error)
    return Failure{fmt::format("cannot make the folder `{}`: {}", folder, error.message())};
  if (auto failure = sync_folder(fs::path(path).parent_path().string())) return *failure;
  StateFolder taken;
  taken.descriptor_ = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (taken.descriptor_ < 0)
    return Failure{fmt::format("cannot read the folder `{}`: {}", folder, std::strerror(errno))};
  if (flock(taken.descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return Failure{fmt::format(
        "another run is saving to `{}`: wait until it is through, or name another folder", folder)};
  }
  remove_unfinished_files(path);
  return taken;
}

StateFolder::~StateFolder() {
  if (descriptor_ >= 0) close(descriptor_);
}

Expected<Session> session_of(const SavedRun& run) {
  auto pack = Pack::from_bytes(run.program);
  if (!pack) return pack.failure();
  Session session(pack.value(), Tier::Interpreter);
  if (auto failure = session.load(run.session)) return *failure;
  return session;
}

std::optional<Failure> save_run(const std::string& folder, const SavedRun& run) {
  return write_file(state_file_in(folder), bytes_of(run));
}

Expected<std::optional<SavedRun>> load_run(const std::string& folder) {
  const std::string path = state_file_in(folder);
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

Failure no_saved_run(const std::string& folder, std::string_view option) {
  return Failure{fmt::format(
      "no saved run in `{}`: {} wants a folder that a run with --state wrote", folder, option)};
}

void forget_memories(SavedRun& run) {
  for (door::InputPosition& input : run.inputs)
    std::fill(input.memory.begin(), input.memory.end(), std::string());
}

}  // namespace wend::cli
