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

// The first bytes of a file, unpacked.
struct FileSum {
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;
};

// Where a stream stands between two events, so that another run can go on there. Of a sorted stream
// `place.rows` is the number of sorted records that are done.
struct InputPosition {
  std::vector<std::string> paths;
  bool sorted = false;
  Place place;
  std::vector<std::string> memory;  // of the decoders, one per path
  std::vector<FileSum> sums;        // one per path: of what was read, to know the file again
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
  // Not in the middle of a record that it waits for: position() may be asked.
  virtual bool has_position() const { return true; }
  // The event in hand is of a last line without line end, which may still be written.
  virtual bool is_unfinished() const { return false; }
  // Tells the verdicts about a last line that was held back (InputSettings).
  virtual void tell_held_back() {}
  virtual std::optional<Failure> failure() const = 0;
  virtual std::uint64_t packed_bytes_read() const = 0;
};

struct InputSettings {
  bool show_personal = false;
  const std::vector<Mapping>* mappings = nullptr;
  // The run is saved, or goes on: positions have sums, and a last line that has no line end and cannot be read
  // is not refused until tell_held_back; a position before that stays before the line.
  bool is_resumable = false;
  Waiting waiting;
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
  // False at the end, and as soon as one stream cannot be read on: the events of the others are not
  // to be decided without those of this one.
  bool next();
  Input& current() { return *inputs_[current_]; }
  // From now on an event that is the last of all, of a line without line end, is not given by next() until
  // let_go(): positions before that stay before it.
  void hold_back_unfinished() { holds_back_ = true; }
  void let_go();
  bool has_positions() const;
  std::vector<InputPosition> positions() const;
  // Of the first stream that could not be read to its end.
  std::optional<Failure> failure() const;
  std::uint64_t packed_bytes_read() const;

 private:
  void advance(std::size_t number);
  void choose();

  std::vector<std::unique_ptr<Input>> inputs_;
  std::vector<bool> has_event_;
  std::size_t current_ = 0;
  bool is_started_ = false;
  bool has_failed_ = false;
  bool holds_back_ = false;
  bool is_held_back_ = false;  // the event in hand
  std::int64_t until_ = 0;     // the current stream stays first up to this time
};

}  // namespace wend::door
