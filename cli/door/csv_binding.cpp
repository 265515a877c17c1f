// SPDX-License-Identifier: Apache-2.0
#include "cli/door/csv_binding.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/abi/about.h"
#include "runtime/abi/record_types.h"

namespace wend::door {
namespace {

class Binder {
 public:
  Binder(const Plan& plan, const Mapping& mapping, const std::string& file,
         const std::string& folder)
      : plan_(plan), mapping_(mapping), file_(file), folder_(folder) {}

  std::optional<Failure> bind(const std::vector<std::string>& columns, Verdicts& verdicts);
  CsvBinding take() { return std::move(made_); }

 private:
  std::optional<Failure> bind_head(const ColumnNames& names);
  std::optional<Failure> bind_touchpoints(const ColumnNames& names);
  Expected<std::size_t> touchpoint_named(const std::string& name, const ColumnNames& names);
  std::optional<Failure> bind_fields(BoundTouchpoint& bound, const std::string& name,
                                     const std::vector<FieldInfo>& infos, const ColumnNames& names);
  std::optional<Failure> bind_profile(const ColumnNames& names);
  std::optional<Failure> check_fields_are_used() const;
  bool names_list(const std::string& name) const;
  Failure complaint(const std::string& key, const std::string& what) const;
  void note_personal(const CsvField& field);

  const Plan& plan_;
  const Mapping& mapping_;
  const std::string& file_;
  const std::string& folder_;
  CsvBinding made_;
  std::vector<bool> is_used_;  // per mapping_.fields
};

Failure Binder::complaint(const std::string& key, const std::string& what) const {
  return {fmt::format("{}: `{}` {}", mapping_.path, key, what)};
}

std::optional<Failure> Binder::bind(const std::vector<std::string>& columns, Verdicts& verdicts) {
  made_.width = columns.size();
  ColumnNames names(mapping_.path, file_, columns, mapping_.has_decimal_comma);
  for (const MappedLookup& mapped : mapping_.lookups) {
    auto lookup = CsvLookup::open(mapped, folder_, mapping_.delimiter, names);
    if (!lookup) return lookup.failure();
    made_.lookups.push_back(std::move(lookup.value()));
  }
  made_.is_personal.assign(names.count(), false);
  for (const MappedSkip& mapped : mapping_.skips) {
    auto test = CsvTest::bind(mapped.test, names);
    if (!test) return test.failure();
    made_.skips.push_back({std::move(test.value()), &verdicts.skipped(mapped.name)});
  }
  if (auto failure = bind_head(names)) return failure;
  if (auto failure = bind_touchpoints(names)) return failure;
  return bind_profile(names);
}

std::optional<Failure> Binder::bind_head(const ColumnNames& names) {
  auto customer = CsvValue::bind(mapping_.customer, names);
  if (!customer) return customer.failure();
  made_.customer = std::move(customer.value());
  auto time = CsvValue::bind(mapping_.time, names);
  if (!time) return time.failure();
  made_.time = std::move(time.value());
  auto format = TimeFormat::from_text(mapping_.time.format,
                                      mapping_.time.zone.empty() ? plan_.zone : mapping_.time.zone);
  if (!format) return complaint("time.format", ": " + format.failure().what);
  made_.time_format = std::move(format.value());
  const std::pair<const std::optional<MappedValue>*, std::optional<CsvValue>*> others[] = {
      {&mapping_.id, &made_.id},
      {&mapping_.sequence, &made_.sequence},
      {&mapping_.channel, &made_.channel}};
  for (const auto& [mapped, value] : others) {
    if (!*mapped) continue;
    auto bound = CsvValue::bind(**mapped, names);
    if (!bound) return bound.failure();
    *value = std::move(bound.value());
  }
  return std::nullopt;
}

std::optional<Failure> Binder::bind_touchpoints(const ColumnNames& names) {
  is_used_.assign(mapping_.fields.size(), false);
  for (const MappedTouchpoint::Case& mapped : mapping_.touchpoint.cases) {
    auto test = CsvTest::bind(mapped.test, names);
    if (!test) return test.failure();
    auto touchpoint = touchpoint_named(mapped.touchpoint, names);
    if (!touchpoint) return touchpoint.failure();
    made_.cases.push_back({std::move(test.value()), touchpoint.value()});
  }
  if (!mapping_.touchpoint.otherwise.empty()) {
    auto touchpoint = touchpoint_named(mapping_.touchpoint.otherwise, names);
    if (!touchpoint) return touchpoint.failure();
    made_.otherwise = touchpoint.value();
  }
  return check_fields_are_used();
}

Expected<std::size_t> Binder::touchpoint_named(const std::string& name, const ColumnNames& names) {
  BoundTouchpoint bound;
  const std::vector<FieldInfo>* infos = &plan_.customer_fields;
  if (name == kProfileType) {
    bound.touchpoint = Event::kProfile;
  } else {
    const auto found = std::find_if(plan_.touchpoints.begin(), plan_.touchpoints.end(),
                                    [&](const TouchpointInfo& info) { return info.name == name; });
    if (found == plan_.touchpoints.end()) {
      std::vector<std::string_view> known;
      for (const TouchpointInfo& info : plan_.touchpoints) known.push_back(info.name);
      return complaint(
          "touchpoint",
          fmt::format("names `{}`, which the schema `{}` does not declare; it declares {} (and "
                      "{} sets customer fields)",
                      name, plan_.schema, fmt::join(known, ", "), kProfileType));
    }
    bound.touchpoint = static_cast<std::uint32_t>(found - plan_.touchpoints.begin());
    infos = &found->fields;
    for (const ListInfo& list : found->lists) {
      if (list.optional) continue;
      return complaint(
          "touchpoint",
          fmt::format("names `{}`, which has the list `{}`, and a row holds none: send "
                      "such events as JSON, or declare the list `optional`",
                      name, list.name));
    }
    if (!made_.channel && found->channels.size() > 1) {
      return complaint("channel",
                       fmt::format("is missing: `{}` happens on several channels", name));
    }
  }
  for (std::size_t i = 0; i < made_.touchpoints.size(); ++i) {
    if (made_.touchpoints[i].touchpoint == bound.touchpoint) return i;
  }
  if (auto failure = bind_fields(bound, name, *infos, names)) return *failure;
  made_.touchpoints.push_back(std::move(bound));
  return made_.touchpoints.size() - 1;
}

std::optional<Failure> Binder::bind_fields(BoundTouchpoint& bound, const std::string& name,
                                           const std::vector<FieldInfo>& infos,
                                           const ColumnNames& names) {
  bound.field_count = infos.size();
  // What a link fills is in no row, and what the event is about may be its customer's column.
  const bool is_about = is_about_value(plan_, bound.touchpoint);
  std::size_t given = infos.size();
  if (is_about) given -= plan_.links[plan_.touchpoints[bound.touchpoint].about].carried.size();
  for (std::uint32_t position = 0; position < given; ++position) {
    const MappedField* chosen = nullptr;
    for (std::size_t i = 0; i < mapping_.fields.size(); ++i) {
      const MappedField& field = mapping_.fields[i];
      const bool of_this = field.name == name + "." + infos[position].name;
      if (!of_this && field.name != infos[position].name) continue;
      if (chosen == nullptr || of_this) chosen = &field;
      is_used_[i] = true;
    }
    if (chosen == nullptr) {
      if (infos[position].optional || bound.touchpoint == Event::kProfile) continue;
      if (is_about && position == 0) continue;
      return complaint("fields." + infos[position].name,
                       fmt::format("is missing: every `{}` has this field", name));
    }
    auto field = CsvField::bind(plan_, infos[position], position, chosen->value, names);
    if (!field) return field.failure();
    note_personal(field.value());
    bound.fields.push_back(std::move(field.value()));
  }
  return std::nullopt;
}

bool Binder::names_list(const std::string& name) const {
  for (const BoundTouchpoint& bound : made_.touchpoints) {
    if (bound.touchpoint == Event::kProfile) continue;
    const TouchpointInfo& touchpoint = plan_.touchpoints[bound.touchpoint];
    for (const ListInfo& list : touchpoint.lists) {
      if (name == list.name || name == touchpoint.name + "." + list.name) return true;
    }
  }
  return false;
}

std::optional<Failure> Binder::check_fields_are_used() const {
  for (std::size_t i = 0; i < mapping_.fields.size(); ++i) {
    if (is_used_[i]) continue;
    if (names_list(mapping_.fields[i].name))
      return complaint(mapping_.fields[i].value.key,
                       "is a list, and a row holds none: send such events as JSON");
    return complaint(mapping_.fields[i].value.key,
                     "is a field of none of the touchpoints that this mapping makes");
  }
  return std::nullopt;
}

std::optional<Failure> Binder::bind_profile(const ColumnNames& names) {
  for (const MappedField& mapped : mapping_.profile) {
    const auto& infos = plan_.customer_fields;
    const auto found = std::find_if(infos.begin(), infos.end(), [&](const FieldInfo& info) {
      return info.name == mapped.name;
    });
    if (found == infos.end()) {
      std::vector<std::string_view> known;
      for (const FieldInfo& info : infos) known.push_back(info.name);
      return complaint(
          mapped.value.key,
          fmt::format("is no customer field of the schema; it has {}", fmt::join(known, ", ")));
    }
    auto field = CsvField::bind(plan_, *found, static_cast<std::uint32_t>(found - infos.begin()),
                                mapped.value, names);
    if (!field) return field.failure();
    note_personal(field.value());
    made_.profile.push_back(std::move(field.value()));
  }
  return std::nullopt;
}

void Binder::note_personal(const CsvField& field) {
  if (!field.info().personal) return;
  std::vector<std::uint32_t> positions;
  field.value().collect_columns(positions);
  for (const std::uint32_t position : positions) made_.is_personal[position] = true;
}

}  // namespace

Expected<CsvBinding> csv_binding(const Plan& plan, const Mapping& mapping, const std::string& file,
                                 const std::string& folder, const std::vector<std::string>& columns,
                                 Verdicts& verdicts) {
  Binder binder(plan, mapping, file, folder);
  if (auto failure = binder.bind(columns, verdicts)) return *failure;
  return binder.take();
}

}  // namespace wend::door
