// SPDX-License-Identifier: Apache-2.0
//
// Rows of a CSV file to events, as a mapping says. Everything is bound to column and field positions
// when the file is opened; a row then costs no look-up by name and, once warm, no allocation.
#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "cli/door/csv_binding.h"
#include "cli/door/csv_row.h"
#include "cli/door/decoder.h"
#include "cli/door/mapping_choice.h"
#include "cli/door/profile_memory.h"
#include "runtime/abi/about.h"
#include "runtime/values/unicode.h"

namespace wend::door {
namespace {

constexpr std::string_view kMasked = "‹personal›";
constexpr std::uint32_t kNone = 0xFFFFFFFE;
constexpr std::string_view kProfileMark =
    "!customer ";  // sorts before the id of the row's touchpoint

class CsvDecoder : public Decoder {
 public:
  CsvDecoder(const Plan& plan, const Mapping& mapping, const DecoderSettings& settings)
      : plan_(plan),
        mapping_(mapping),
        row_(mapping.delimiter),
        show_personal_(settings.show_personal),
        memory_(settings.profiles),
        file_(memory_->add_file()) {
    name_ = default_name(settings.path);
    folder_ = std::filesystem::path(settings.path).parent_path().string();
    source_ = mapping.source.empty() ? name_ : mapping.source;
    id_text_ = name_ + ':';
  }
  std::optional<Failure> bind(const std::vector<std::string>& columns, Verdicts& verdicts) {
    auto bound = csv_binding(plan_, mapping_, name_, folder_, columns, verdicts);
    if (!bound) return bound.failure();
    bound_ = std::move(bound.value());
    std::vector<std::uint32_t> positions;
    for (const CsvField& field : bound_.profile) positions.push_back(field.position());
    if (!positions.empty()) profile_fields_ = memory_->add_fields(std::move(positions));
    return std::nullopt;
  }

  bool decode(const Record& record) override;
  const Event& event() override {
    if (profile_ == Profile::Known && known_changes_ != memory_->changes()) compare_profile();
    return profile_ == Profile::InHand ? profile_event_ : event_;
  }
  std::string_view problem() const override { return problem_; }
  RefusalKind problem_kind() const override { return kind_; }
  void profile_was_fed(bool taken) override;
  bool next_event() override;
  std::string_view shown() override;
  std::string memory() const override { return memory_->bytes(file_); }
  bool restore(std::string_view bytes) override { return memory_->restore(file_, bytes); }

 private:
  bool split(const Record& record);
  bool is_skipped();
  bool read_head(const Record& record);
  bool read_sequence(const Record& record);
  bool read_id(const Record& record);
  bool read_channel();
  bool read_fields(std::vector<CsvField>& fields, Event& event);
  BoundTouchpoint* chosen_touchpoint();
  void prepare_profile();
  void compare_profile();
  bool is_known(const ProfileMemory::Moment& moment);
  ProfileMemory::Moment moment() const { return {event_.time_ns, event_.sequence, file_}; }
  bool refuse(RefusalKind kind, std::string problem);

  const Plan& plan_;
  const Mapping& mapping_;
  CsvRow row_;
  bool show_personal_;
  std::string name_;
  std::string source_;
  std::string folder_;
  CsvBinding bound_;

  Columns* columns_ = nullptr;
  std::string_view text_;
  bool is_whole_ = false;  // the row has the header's columns
  Event event_, profile_event_;
  // Of the row: it says nothing of customer fields, or nothing new, or is to say it first, or did.
  enum class Profile : std::uint8_t { None, Known, InHand, Taken, Refused };
  Profile profile_ = Profile::None;
  std::string id_text_, profile_id_;
  std::string last_channel_;
  std::uint32_t last_channel_position_ = kNone;
  std::shared_ptr<ProfileMemory> memory_;
  std::uint32_t file_;  // in the memory, as the next
  std::uint32_t profile_fields_ = 0;
  std::string profile_bytes_;
  std::uint64_t profile_hash_ = 0;
  // What the memory held of the customer met last, and is not to be asked again until it changes.
  std::string known_customer_, known_bytes_;
  ProfileMemory::Moment known_moment_;
  std::uint64_t known_changes_ = ~std::uint64_t{0};
  RefusalKind kind_ = RefusalKind::Malformed;
  std::string problem_, shown_;
};

// ------------------------------------------------------------------------------- one row

bool CsvDecoder::decode(const Record& record) {
  problem_.clear();
  profile_ = Profile::None;
  if (!split(record) || is_skipped()) return false;
  if (!read_head(record)) return false;
  BoundTouchpoint* touchpoint = chosen_touchpoint();
  if (touchpoint == nullptr)
    return refuse(RefusalKind::UnknownTouchpoint,
                  "none of the mapping's tests chooses a touchpoint for this row");
  event_.touchpoint = touchpoint->touchpoint;
  event_.fields.assign(touchpoint->field_count, Event::Field{});
  if (!read_channel() || !read_fields(touchpoint->fields, event_)) return false;
  if (bound_.profile.empty() || event_.touchpoint == Event::kProfile ||
      is_about_value(plan_, event_.touchpoint))
    return true;
  profile_event_.fields.assign(plan_.customer_fields.size(), Event::Field{});
  if (!read_fields(bound_.profile, profile_event_)) return false;
  prepare_profile();
  return true;
}

bool CsvDecoder::split(const Record& record) {
  text_ = record.text;
  columns_ = record.columns;
  is_whole_ = false;
  if (!record.problem.empty()) return refuse(RefusalKind::Malformed, std::string(record.problem));
  if (columns_ == nullptr) {
    row_.split(record.text, true);
    columns_ = &row_.columns;
  }
  if (columns_->size() != bound_.width) {
    return refuse(RefusalKind::Malformed, fmt::format("the row has {} columns, the header {}",
                                                      columns_->size(), bound_.width));
  }
  if (!runtime::is_ascii(text_) && !runtime::is_utf8(text_))
    return refuse(RefusalKind::Malformed, "the row is not UTF-8 text");
  is_whole_ = true;
  for (CsvLookup& lookup : bound_.lookups) lookup.join(*columns_);
  return true;
}

bool CsvDecoder::is_skipped() {
  for (const BoundSkip& skip : bound_.skips) {
    if (!skip.test.holds(*columns_)) continue;
    ++*skip.count;
    return true;
  }
  return false;
}

bool CsvDecoder::read_head(const Record& record) {
  event_.source = source_;
  event_.customer = bound_.customer.text(*columns_);
  const std::string_view time = bound_.time.text(*columns_);
  const auto instant = bound_.time_format.instant(time);
  if (!instant)
    return refuse(RefusalKind::BadTime, fmt::format("the time `{}` does not read like `{}`", time,
                                                    bound_.time_format.shape()));
  event_.time_ns = *instant;
  return read_sequence(record) && read_id(record);
}

bool CsvDecoder::read_sequence(const Record& record) {
  event_.sequence = record.row;
  if (!bound_.sequence) return true;
  const auto number = bound_.sequence->number(*columns_);
  if (!number || number->places != 0 || number->digits < 0)
    return refuse(RefusalKind::WrongType, "the sequence is not a whole number");
  event_.sequence = static_cast<std::uint64_t>(number->digits);
  return true;
}

bool CsvDecoder::read_id(const Record& record) {
  if (bound_.id) {
    event_.id = bound_.id->text(*columns_);
    return !event_.id.empty() || refuse(RefusalKind::MissingAttribute, "the id is empty");
  }
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, record.row).ptr;
  id_text_.resize(name_.size() + 1);  // as `name:`, whatever the row before was
  id_text_.append(digits, end);
  event_.id = id_text_;
  return true;
}

BoundTouchpoint* CsvDecoder::chosen_touchpoint() {
  for (const BoundCase& item : bound_.cases) {
    if (item.test.holds(*columns_)) return &bound_.touchpoints[item.touchpoint];
  }
  return bound_.otherwise ? &bound_.touchpoints[*bound_.otherwise] : nullptr;
}

bool CsvDecoder::read_channel() {
  event_.channel = 0;
  if (event_.touchpoint == Event::kProfile) return true;
  if (!bound_.channel) {
    const auto& channels = plan_.touchpoints[event_.touchpoint].channels;
    event_.channel = channels.empty() ? 0 : channels.front();
    return true;
  }
  const std::string_view name = bound_.channel->text(*columns_);
  if (last_channel_position_ == kNone || name != last_channel_) {
    const auto found = std::find_if(plan_.channels.begin(), plan_.channels.end(),
                                    [&](const ChannelInfo& info) { return info.name == name; });
    if (found == plan_.channels.end())
      return refuse(RefusalKind::UnknownChannel,
                    fmt::format("`{}` is no channel of the schema", name));
    last_channel_ = name;
    last_channel_position_ = static_cast<std::uint32_t>(found - plan_.channels.begin());
  }
  event_.channel = last_channel_position_;
  return true;
}

bool CsvDecoder::read_fields(std::vector<CsvField>& fields, Event& event) {
  for (CsvField& field : fields) {
    if (!field.fill(*columns_, event.fields[field.position()]))
      return refuse(field.problem_kind(), field.problem());
  }
  return true;
}

void CsvDecoder::prepare_profile() {
  profile_bytes_.clear();
  for (const CsvField& bound : bound_.profile) {
    const Event::Field& field = profile_event_.fields[bound.position()];
    profile_bytes_ += static_cast<char>(field.state);
    profile_bytes_.append(reinterpret_cast<const char*>(&field.number), sizeof field.number);
    const std::uint64_t size = field.text.size();
    profile_bytes_.append(reinterpret_cast<const char*>(&size), sizeof size).append(field.text);
  }
  compare_profile();
}

// Puts a profile event before the touchpoint unless the customer has these fields already.
void CsvDecoder::compare_profile() {
  profile_ = is_known(moment()) ? Profile::Known : Profile::InHand;
  if (profile_ == Profile::Known) return;
  profile_id_.assign(kProfileMark).append(event_.id);
  profile_event_.source = event_.source;
  profile_event_.id = profile_id_;
  profile_event_.customer = event_.customer;
  profile_event_.time_ns = event_.time_ns;
  profile_event_.sequence = event_.sequence;
  profile_event_.touchpoint = Event::kProfile;
}

bool CsvDecoder::is_known(const ProfileMemory::Moment& moment) {
  const bool is_as_before = known_changes_ == memory_->changes() &&
                            moment.time_ns >= known_moment_.time_ns &&
                            moment.sequence >= known_moment_.sequence;
  if (is_as_before && profile_bytes_ == known_bytes_ && event_.customer == known_customer_)
    return true;
  profile_hash_ = ProfileMemory::hash_of(profile_bytes_);
  if (!memory_->holds(event_.customer, profile_fields_, profile_hash_, moment)) return false;
  known_customer_ = event_.customer;
  known_bytes_ = profile_bytes_;
  known_moment_ = moment;
  known_changes_ = memory_->changes();
  return true;
}

void CsvDecoder::profile_was_fed(bool taken) {
  if (profile_ == Profile::InHand) {
    profile_ = taken ? Profile::Taken : Profile::Refused;
    if (taken) memory_->remember(event_.customer, profile_fields_, profile_hash_, moment());
  } else if (taken) {
    memory_->forget(event_.customer, moment());
  }
}

// A row whose profile was refused is refused as a whole, once.
bool CsvDecoder::next_event() {
  if (profile_ != Profile::Taken) return false;
  profile_ = Profile::None;
  return true;
}

std::string_view CsvDecoder::shown() {
  const bool hides =
      !show_personal_ && std::find(bound_.is_personal.begin(), bound_.is_personal.end(), true) !=
                             bound_.is_personal.end();
  if (!hides) return text_;
  if (!is_whole_) return kMasked;
  shown_.clear();
  for (std::size_t i = 0; i < bound_.width; ++i) {
    if (i > 0) shown_ += mapping_.delimiter;
    shown_ += bound_.is_personal[i] ? kMasked : (*columns_)[i];
  }
  return shown_;
}

bool CsvDecoder::refuse(RefusalKind kind, std::string problem) {
  kind_ = kind;
  problem_ = std::move(problem);
  return false;
}

}  // namespace

Expected<std::unique_ptr<Decoder>> csv_decoder(const Plan& plan, const Mapping& mapping,
                                               const std::vector<std::string>& columns,
                                               Verdicts& verdicts,
                                               const DecoderSettings& settings) {
  auto decoder = std::make_unique<CsvDecoder>(plan, mapping, settings);
  if (auto failure = decoder->bind(columns, verdicts)) return *failure;
  return std::unique_ptr<Decoder>(std::move(decoder));
}

}  // namespace wend::door
