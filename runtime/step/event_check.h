// SPDX-License-Identifier: Apache-2.0
//
// What the door refuses: an event that its schema does not allow.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/abi/anonymous.h"
#include "runtime/values/zone.h"
#include "wend/runtime.h"

namespace wend {
struct ListInfo;
struct TouchpointInfo;
}  // namespace wend

namespace wend::runtime {

class RecordReader;

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
  // Whether it is allowed, is about a customer by name or number, and has neither lists nor texts to be put in normal form.
  bool may_come_as_it_is(const Event& event) const;
  // The same of a record of a host (record_reader.h).
  bool may_come_as_it_is(const RecordReader& reader, const std::byte* record) const;

 private:
  // What nearly every field and event is: of a form that needs no closer look. Computed once, by touchpoint.
  struct PlainField {
    enum class Form : std::uint8_t { Number, Range, Bytes, Ascii, None };
    Form form = Form::None;
    bool optional = false;
    std::uint32_t most = 0;                 // bytes
    std::int64_t least = 0, greatest = -1;  // of a Range
    void become_range(std::int64_t from, std::int64_t to) {
      form = Form::Range;
      least = from;
      greatest = to;
    }
  };
  // Of an event or a record, apart from its fields.
  struct Head {
    std::uint32_t touchpoint, channel, customer_number;
    std::string_view customer;
    std::int64_t time_ns;
  };
  struct PlainForm {
    bool is_any = false;         // some events of the touchpoint need no closer look
    std::uint64_t channels = 0;  // as bits; 0: it occurs on all
    std::vector<PlainField> fields;
  };
  PlainForm plain_form_of(const TouchpointInfo& touchpoint) const;
  PlainField plain_field_of(const FieldInfo& info) const;
  bool may_come(const PlainForm& form, const Head& head) const;
  static bool is_plain(const PlainField& plain, std::int64_t number, std::string_view text);

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
  std::vector<PlainForm> plain_;    // by touchpoint
  std::int64_t plain_from_ns_ = 0;  // no event of this time or later is older than the history
  const Event* accepted_ = nullptr;
  Event copy_;
  std::vector<std::string> rooms_;
};

}  // namespace wend::runtime
