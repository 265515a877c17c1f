// SPDX-License-Identifier: Apache-2.0
//
// CloudEvents lines to events. The runtime reads them; the door adds what a refused line shows: its
// personal values masked, and all of its data where its touchpoint is not known.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/door/decoder.h"
#include "runtime/abi/plan.h"
#include "runtime/abi/record_types.h"
#include "runtime/host/cloud_events.h"

namespace wend::door {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMasked = "‹personal›";

bool is_personal(const FieldInfo& info) { return info.personal; }

bool has_personal(const Plan& plan) {
  const auto any = [](const std::vector<FieldInfo>& fields) {
    return std::any_of(fields.begin(), fields.end(), is_personal);
  };
  return any(plan.customer_fields) ||
         std::any_of(plan.tables.begin(), plan.tables.end(),
                     [&](const TableInfo& table) { return any(table.fields); }) ||
         std::any_of(plan.touchpoints.begin(), plan.touchpoints.end(),
                     [&](const TouchpointInfo& info) { return any(info.fields); });
}

const std::vector<FieldInfo>* fields_of(const Plan& plan, const std::string& type) {
  if (type == kProfileType) return &plan.customer_fields;
  for (const TableInfo& table : plan.tables) {
    for (const std::string_view record : {kRowType, kNoRowType})
      if (type == std::string(record) + table.name) return &table.fields;
  }
  for (const TouchpointInfo& info : plan.touchpoints) {
    if (info.name == type) return &info.fields;
  }
  return nullptr;
}

class JsonDecoder : public Decoder {
 public:
  JsonDecoder(const Plan& plan, const DecoderSettings& settings)
      : plan_(plan),
        reader_(plan),
        masks_(!settings.show_personal && has_personal(plan)),
        profiles_(settings.profiles),
        file_(profiles_->add_file()) {}

  bool decode(const Record& record) override {
    text_ = record.text;
    problem_ = record.problem;
    kind_ = RefusalKind::Malformed;
    if (!problem_.empty()) return false;
    const auto refusal = reader_.read_padded(record.text);
    if (!refusal) return true;
    problem_ = refusal->reason;
    kind_ = refusal->kind;
    return false;
  }
  const Event& event() override { return reader_.event(); }
  std::string_view problem() const override { return problem_; }
  RefusalKind problem_kind() const override { return kind_; }
  void profile_was_fed(bool taken) override {
    if (taken) profiles_->forget(event().customer, {event().time_ns, event().sequence, file_});
  }
  bool next_event() override { return false; }
  std::string_view shown() override;
  std::string memory() const override { return profiles_->bytes(file_); }
  bool restore(std::string_view bytes) override { return profiles_->restore(file_, bytes); }

 private:
  std::string masked() const;

  const Plan& plan_;
  CloudEventReader reader_;
  bool masks_;
  std::shared_ptr<ProfileMemory> profiles_;
  std::uint32_t file_;  // in the memory
  std::string_view text_;
  std::string problem_;
  RefusalKind kind_ = RefusalKind::Malformed;
  std::string shown_;
};

std::string_view JsonDecoder::shown() {
  if (!masks_) return text_;
  shown_ = masked();
  return shown_;
}

std::string JsonDecoder::masked() const {
  Json json = Json::parse(text_, nullptr, false);
  if (!json.is_object()) return kMasked;
  const auto type = json.find("type");
  const auto* fields = type != json.end() && type->is_string()
                           ? fields_of(plan_, type->get<std::string>())
                           : nullptr;
  const auto data = json.find("data");
  if (data != json.end() && (!data->is_object() || fields == nullptr)) *data = kMasked;
  if (data != json.end() && data->is_object()) {
    for (auto& [name, value] : data->items()) {
      const auto info = std::find_if(
          fields->begin(), fields->end(),
          [&, &wanted = name](const FieldInfo& field) { return field.name == wanted; });
      if (info == fields->end() || info->personal) value = kMasked;
    }
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::unique_ptr<Decoder> cloud_event_decoder(const Plan& plan, const DecoderSettings& settings) {
  return std::make_unique<JsonDecoder>(plan, settings);
}

}  // namespace wend::door
