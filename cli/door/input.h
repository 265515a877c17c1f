// SPDX-License-Identifier: Apache-2.0
//
// A stream of events: one file, several files sorted (sorted_input.h), or several streams merged by
// time. Refused and skipped records are told to the verdicts as they are passed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/door/decoder.h"
#include "wend/runtime.h"

namespace wend::door {

// Where a stream stands between two events, so that another run can go on there. Of a sorted stream
// `place.rows` is the number of sorted records that are done.
struct InputPosition {
  std::vector<std::string> paths;
  bool sorted = false;
  Place place;
  std::vector<std::string> memory;  // of the decoders, one per path
};

class Input {
 public:
  virtual ~Input() = default;
  // To the next event; the event before it was fed. False at the end, see failure().
  virtual bool next() = 0;
  // The event in hand; valid until next().
  virtual const Event& event() const = 0;
  virtual const std::string& file() const = 0;
  virtual std::uint64_t line() const = 0;
  virtual std::string_view shown() = 0;  // its record, personal values masked
  // The event in hand sets customer fields and was fed; the session took it, or refused it.
  virtual void profile_was_fed(bool taken) = 0;
  // Such that a run from there meets the event in hand first (at the end: nothing).
  virtual InputPosition position() const = 0;
  virtual std::optional<Failure> failure() const = 0;
  virtual std::uint64_t packed_bytes_read() const = 0;
};

struct InputSettings {
  bool show_personal = false;
  const std::vector<Mapping>* mappings = nullptr;
  std::shared_ptr<ProfileMemory> profiles = std::make_shared<ProfileMemory>();  // of the run
};

// A file's records and what turns them into events; used by the streams below.
struct OpenFile {
  std::string path;
  std::unique_ptr<std::vector<std::string>> columns;  // CSV
  std::unique_ptr<Records> records;
  std::unique_ptr<Decoder> decoder;
};
Expected<OpenFile> open_file(const std::string& path, const Plan& plan,
                             const InputSettings& settings, Verdicts& verdicts);

// `from`: nothing, or a position that an earlier run recorded for this path.
Expected<std::unique_ptr<Input>> file_input(const std::string& path, const Plan& plan,
                                            const InputSettings& settings, Verdicts& verdicts,
                                            const InputPosition* from);

// Several streams as one, by time; at one instant the stream named first goes first (the session
// has its own order there).
class MergedInputs {
 public:
  explicit MergedInputs(std::vector<std::unique_ptr<Input>> inputs);
  bool next();
  Input& current() { return *inputs_[current_]; }
  std::vector<InputPosition> positions() const;
  // Of the first stream that could not be read to its end.
  std::optional<Failure> failure() const;
  std::uint64_t packed_bytes_read() const;

 private:
  void choose();

  std::vector<std::unique_ptr<Input>> inputs_;
  std::vector<bool> has_event_;
  std::size_t current_ = 0;
  bool is_started_ = false;
  std::int64_t until_ = 0;  // the current stream stays first up to this time
};

}  // namespace wend::door
