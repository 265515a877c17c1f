// SPDX-License-Identifier: Apache-2.0
//
// One session on several threads, the caller's among them: each customer on one of them at a time. The same decisions in the
// same order.
//
//   wend::Session session(pack);
//   wend::Partitions partitions(session, 4, format, write);
//   for (...) if (auto refused = partitions.feed(event)) { ... }
//   partitions.flush();
//   partitions.join();                     // the session has its customers back, and may be saved
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wend/runtime.h"

namespace wend {

// Events are checked and put in order by the caller's thread, copied, and stepped some thousands at a time, by the others and,
// where these are behind, by the caller's, too. So decisions come later than a session's own would: at the latest with
// `flush` or `join`. At most sixteen lots of 1,024 events for each thread, of at most 16,384 in all, or of one instant if
// that has more, are in memory with what was decided on them. Each thread has two sessions' tables of the rules.
class Partitions {
 public:
  // Appends what is to be known of a decision. Called by several threads at once. What it throws comes out of a later call
  // here, and its thread goes on with the next lot.
  using Format = std::function<void(const Decision&, std::string&)>;
  // Takes what Format made of a decision; by instant, then customer, then the order of the step. Called by the
  // caller's thread.
  using Write = std::function<void(std::string_view)>;

  // Why customers of these rules cannot stand on several threads; nothing if they can.
  static std::optional<Failure> problem(const Pack& pack);

  // Takes the session's customers; until `join` it must not be used, and it must not move before the end of this.
  // Its own sink hears nothing. `threads`: in all, so one less are begun. Requires: no problem, and 1 to kMost threads.
  // Throws std::system_error, and leaves the session as it was, where the system has no more threads.
  static constexpr unsigned kMost = 256;
  Partitions(Session& session, unsigned threads, Format format, Write write);
  ~Partitions();  // joins
  Partitions(const Partitions&) = delete;
  Partitions& operator=(const Partitions&) = delete;

  // As those of a session.
  std::optional<Refusal> feed(const Event& event);
  void advance_to(std::int64_t instant_ms);
  void flush();
  // Decides what is complete, without waiting for more to come.
  void settle();

  std::uint64_t events() const;     // accepted
  std::uint64_t decisions() const;  // written

  // Settles, and gives the session its customers back. Events that come after it divide them again.
  void join();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace wend
