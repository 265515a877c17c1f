// SPDX-License-Identifier: Apache-2.0
//
// Which rules an event would concern is the same whether it comes as an event or stands in a struct of the host, whatever
// forms the fields have there. Indexes that are asked by a sieve are compared by themselves, too: sessions ask few of them so.
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/abi/plan.h"
#include "runtime/step/bit_index.h"
#include "runtime/step/body_lookup.h"
#include "runtime/step/record_reader.h"
#include "runtime/step/record_sieve.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/random.h"
#include "wend/record.h"

namespace wend::differential {
namespace {

using Form = RecordLayout::Form;
using runtime::RecordPlace;
using runtime::RecordReader;

// Events of one touchpoint as structs without gaps, whose fields stand in an order and in forms that are thrown.
class Structs {
 public:
  Structs(const Plan& plan, std::uint32_t touchpoint, Random& random)
      : infos_(plan.touchpoints[touchpoint].fields), touchpoint_(touchpoint), layout_(plan) {
    layout_.touchpoint(plan.touchpoints[touchpoint].name);
    layout_.customer_at(room_for(sizeof(std::string_view)));
    const std::size_t time = room_for(sizeof(std::int64_t));
    layout_.time_at(time);
    layout_.channel_at(room_for(1), Form::UInt8);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < infos_.size(); ++i) order.push_back(i);
    random.shuffle(order);
    for (const std::size_t i : order) add(infos_[i], random);
  }
  const RecordLayout& layout() const { return layout_; }

  // Nothing if some value has no place in its form.
  std::optional<std::vector<std::byte>> of(const wend::Event& event) const {
    std::vector<std::byte> bytes(size_);
    put(bytes, 0, event.customer);
    put(bytes, sizeof(std::string_view), event.time_ns);
    if (event.channel > 0xFF) return std::nullopt;
    put(bytes, sizeof(std::string_view) + sizeof(std::int64_t),
        static_cast<std::uint8_t>(event.channel));
    for (std::size_t i = 0; i < infos_.size(); ++i) {
      if (!put_field(bytes, layout_.reader().fields_of(touchpoint_)[i], event.fields[i]))
        return std::nullopt;
    }
    return bytes;
  }

 private:
  std::size_t room_for(std::size_t bytes) {
    size_ += bytes;
    return size_ - bytes;
  }

  void add(const FieldInfo& info, Random& random) {
    if (is_bytes(info.type.kind)) {
      layout_.field_at(info.name, room_for(sizeof(std::string_view)), Form::View);
    } else {
      static const std::vector<std::pair<Form, std::size_t>> kForms = {
          {Form::Int64, 8},  {Form::Double, 8}, {Form::UInt64, 8},
          {Form::Int32, 4},  {Form::UInt32, 4}, {Form::Int16, 2},
          {Form::UInt16, 2}, {Form::UInt8, 1},  {Form::Int8, 1}};
      const bool is_small =
          info.type.kind == ValueKind::YesNo || info.type.kind == ValueKind::Choice;
      const auto [form, bytes] = kForms[random.below(is_small ? kForms.size() : 3)];
      const bool has_digits = runtime::has_digits(info.type.kind) && form != Form::Double;
      layout_.field_at(info.name, room_for(bytes), form,
                       has_digits ? static_cast<int>(6 - random.below(5)) : 0);
    }
    if (info.optional || random.chance(20)) layout_.present_at(info.name, room_for(1));
  }

  template <typename T>
  static void put(std::vector<std::byte>& bytes, std::size_t offset, const T& value) {
    std::memcpy(bytes.data() + offset, &value, sizeof value);
  }

  static bool put_field(std::vector<std::byte>& bytes, const RecordPlace& place,
                        const wend::Event::Field& field) {
    const bool is_there = field.state == wend::Event::State::Present;
    if (place.present != RecordPlace::kNone)
      put(bytes, place.present, static_cast<std::uint8_t>(is_there ? 7 : 0));
    if (!is_there) return place.present != RecordPlace::kNone;
    if (place.is_bytes) {
      put(bytes, place.offset, field.text);
      return true;
    }
    put_number(bytes, place, field.number);
    std::int64_t number = 0;
    return RecordReader::number_of(bytes.data(), place, number) && number == field.number;
  }

  static void put_number(std::vector<std::byte>& bytes, const RecordPlace& place,
                         std::int64_t number) {
    const std::int64_t whole = number / place.scale;
    switch (place.form) {
      case Form::Int8:
      case Form::UInt8: put(bytes, place.offset, static_cast<std::uint8_t>(whole)); break;
      case Form::Int16:
      case Form::UInt16: put(bytes, place.offset, static_cast<std::uint16_t>(whole)); break;
      case Form::Int32:
      case Form::UInt32: put(bytes, place.offset, static_cast<std::uint32_t>(whole)); break;
      case Form::Double: put(bytes, place.offset, static_cast<double>(whole) / place.steps); break;
      case Form::Int64:
      case Form::UInt64:
      case Form::View: put(bytes, place.offset, whole); break;
    }
  }

  const std::vector<FieldInfo>& infos_;
  std::uint32_t touchpoint_;
  RecordLayout layout_;
  std::size_t size_ = 0;
};

std::string words_of(std::span<const std::uint32_t> rules) {
  return fmt::format("{}", fmt::join(rules, " "));
}

// The indexes of a touchpoint that are asked by a sieve and need nothing but the event.
class Sieves {
 public:
  Sieves(const Plan& plan, std::uint32_t touchpoint, const RecordReader& reader)
      : touchpoint_(touchpoint), reader_(reader) {
    const TouchpointInfo& info = plan.touchpoints[touchpoint];
    for (const BodyIndex* const index : {&info.updates, &info.index}) {
      if (index->bodies.empty() || !is_about_event(*index, info.fields.size())) continue;
      auto bits = std::make_unique<runtime::BitIndex>(*index, plan.texts);
      if (!bits->is_sifted(false)) continue;
      auto lookup = std::make_unique<runtime::BodyLookup>(*index, *bits);
      const runtime::RecordSieve* const sieve = lookup->sieve_for(reader, touchpoint);
      all_.push_back({std::move(bits), std::move(lookup), sieve});
    }
  }

  bool agree_on(const wend::Event& event, const std::byte* record) const {
    runtime::IndexValues values;
    values.event = event.fields.data();
    values.channel = known(event.channel);
    for (const auto& [bits, lookup, sieve] : all_) {
      if (sieve == nullptr) continue;
      const runtime::RecordAsked asked{reader_, touchpoint_, record};
      if (bits->sift(values) != bits->sift_rest(asked, *sieve, sieve->left_at_once(record)))
        return false;
      const std::string right = words_of(lookup->peek(values));
      if (right != words_of(sieve->concerned(*sieve, reader_, record))) return false;
    }
    return true;
  }

 private:
  static bool is_about_event(const BodyIndex& index, std::size_t fields) {
    for (const IndexInput& input : index.inputs) {
      const bool is_declared = input.source != IndexSource::Field || input.number < fields;
      if (input.source == IndexSource::Profile || !is_declared) return false;
    }
    return true;
  }

  std::uint32_t touchpoint_;
  const RecordReader& reader_;
  struct Asked {
    std::unique_ptr<runtime::BitIndex> bits;
    std::unique_ptr<runtime::BodyLookup> lookup;
    const runtime::RecordSieve* sieve;  // of the lookup
  };
  std::vector<Asked> all_;
};

}  // namespace

std::string same_concerned(const Compiled& made, const Stream& stream, std::uint64_t seed) {
  const Plan& plan = made.pack->plan();
  Random random(seed);
  Session session(made.pack, Tier::Interpreter);
  struct Asked {
    Asked(const Plan& of, std::uint32_t touchpoint, Random& by)
        : structs(of, touchpoint, by), sieves(of, touchpoint, structs.layout().reader()) {}
    Structs structs;
    Sieves sieves;
  };
  std::map<std::uint32_t, std::unique_ptr<Asked>> all_asked;
  for (const reference::Event& from : stream) {
    const wend::Event event = event_of(from);
    if (session.feed(event) || event.touchpoint >= plan.touchpoints.size() ||
        !plan.touchpoints[event.touchpoint].lists.empty())
      continue;
    auto& asked = all_asked[event.touchpoint];
    if (asked == nullptr || random.chance(1))
      asked = std::make_unique<Asked>(plan, event.touchpoint, random);
    const RecordLayout& layout = asked->structs.layout();
    if (layout.problem()) continue;
    const auto record = asked->structs.of(event);
    if (!record) {  // other structs may have room for it
      asked.reset();
      continue;
    }
    const std::string& name = plan.touchpoints[event.touchpoint].name;
    const std::string right = words_of(session.concerned(event));
    const std::string told = words_of(session.concerned(layout, record->data()));
    if (right != told)
      return fmt::format("{} `{}` concerns rules {} as an event, {} as a struct", name, event.id,
                         right, told);
    if (!asked->sieves.agree_on(event, record->data()))
      return fmt::format("{} `{}` is sifted otherwise as a struct", name, event.id);
  }
  return "";
}

}  // namespace wend::differential
