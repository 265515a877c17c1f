// SPDX-License-Identifier: Apache-2.0
//
// What the door refuses: an event that its schema does not allow.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/abi/anonymous.h"
#include "runtime/step/plain_events.h"
#include "runtime/values/zone.h"
#include "wend/runtime.h"

namespace wend {
struct ListInfo;
struct TouchpointInfo;
}  // namespace wend

namespace wend::runtime {

// In words, for whoever refuses the event.
std::string too_many_items(const ListInfo& list);

class EventCheck {
 public:
  EventCheck(const Plan& plan, const Zone& zone);

  // Nothing if the event is allowed. Its texts are then in normal form: `accepted()` is the event with them,
  // or `event` itself where nothing had to be changed.
  std::optional<Refusal> refusal_of(const Event& event);
  static std::optional<Refusal> refusal_of_time(const Event& event);
  const Event& accepted() const { return *accepted_; }
  const PlainEvents& plain() const { return plain_; }

 private:
  std::optional<Refusal> check_identity(const Event& event) const;
  std::optional<Refusal> check_place(const Event& event) const;
  std::optional<Refusal> check_about(const Event& event);
  std::optional<Refusal> check_row(const Event& event);
  std::optional<Refusal> check_time(const Event& event) const;
  void copy(const Event& event, std::size_t fields);
  std::optional<Refusal> check_field(const FieldInfo& info, std::size_t i, bool is_profile);
  std::optional<Refusal> check_text(const FieldInfo& info, std::size_t i);
  const std::vector<FieldInfo>& fields_of(const Event& event) const;
  const std::vector<ListInfo>& lists_of(const Event& event) const;
  // `at`: where the lists begin.
  std::optional<Refusal> check_lengths(const std::vector<ListInfo>& lists, std::size_t at);
  std::optional<Refusal> check_items(const std::vector<ListInfo>& lists, std::size_t at);

  const Plan& plan_;
  const Zone& zone_;
  bool has_identities_;
  const PlainEvents plain_;
  const Event* accepted_ = nullptr;
  Event copy_;
  std::vector<std::string> rooms_;
};

}  // namespace wend::runtime
