// SPDX-License-Identifier: Apache-2.0
//
// Turns records into events: one decoder per shape of file. A record gives no event (it is skipped
// by name, or refused), one, or two (customer fields that changed, then the touchpoint).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/door/mapping.h"
#include "cli/door/profile_memory.h"
#include "cli/door/records.h"
#include "wend/runtime.h"

namespace wend::door {

// A record, or an event, that is refused.
struct Reject {
  std::string_view file;
  std::uint64_t line = 0;
  std::string_view slug;
  std::string_view reason;
  std::string_view text;  // the record, personal values masked
};

// Who is told about refused and skipped records.
class Verdicts {
 public:
  virtual ~Verdicts() = default;
  virtual void refuse(const Reject& reject) = 0;
  // Stays valid; the door adds one for each row it skips under this name.
  virtual std::uint64_t& skipped(const std::string& name) = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  // False: the record gives no event, and `problem()` says why; empty if it was skipped by name.
  virtual bool decode(const Record& record) = 0;
  // The event in hand. What other files said of the customer since `decode` counts.
  virtual const Event& event() = 0;
  virtual std::string_view problem() const = 0;
  virtual RefusalKind problem_kind() const { return RefusalKind::Malformed; }
  // `event()` sets customer fields and was fed; the session took it, or refused it.
  virtual void profile_was_fed(bool taken) = 0;
  // To the record's second event; false if there is none. `event()` was fed.
  virtual bool next_event() = 0;
  // The current record as a rejects file shows it.
  virtual std::string_view shown() = 0;
  // What is remembered of this file's records, for a resumed run.
  virtual std::string memory() const { return {}; }
  virtual bool restore(std::string_view) { return true; }
};

struct DecoderSettings {
  std::string path;  // of the file of events
  bool show_personal = false;
  std::shared_ptr<ProfileMemory> profiles = std::make_shared<ProfileMemory>();  // of the run
};

// CloudEvents 1.0, one JSON object per line.
std::unique_ptr<Decoder> cloud_event_decoder(const Plan& plan, const DecoderSettings& settings);

// Rows, as `mapping` says. `columns`: the names of the file's columns. All three stay alive.
Expected<std::unique_ptr<Decoder>> csv_decoder(const Plan& plan, const Mapping& mapping,
                                               const std::vector<std::string>& columns,
                                               Verdicts& verdicts, const DecoderSettings& settings);

}  // namespace wend::door
