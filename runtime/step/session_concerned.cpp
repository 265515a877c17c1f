// SPDX-License-Identifier: Apache-2.0
//
// Which rules an event would concern: its index is asked, and nothing runs. Rules that stand behind no index may
// always be concerned.
#include <algorithm>
#include <iterator>

#include "runtime/step/inherited_states.h"
#include "runtime/step/list_answers.h"
#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/unicode.h"

namespace wend {

std::span<const std::uint32_t> Session::Inside::concerned(const Event& event) {
  if (event.touchpoint >= prepared.looked_at.size()) return {};
  if (runtime::BodyLookup* const plain = plain_lookups_[event.touchpoint]) {
    if (event.fields.size() < pack->plan().touchpoints[event.touchpoint].fields.size()) return {};
    runtime::IndexValues values;
    values.event = event.fields.data();
    values.channel = known(event.channel);
    return plain->peek(values);
  }
  if (has_lateness() && is_late(event, instant_of(event.time_ns)))
    return {};  // it triggers nothing
  const std::vector<std::uint32_t>& looked_at = prepared.looked_at[event.touchpoint];
  if (links.about(event.touchpoint) != TouchpointInfo::kNoLink)
    return all_that_wait_for(event.touchpoint);
  runtime::BodyLookup* lookup = moment.lookups[event.touchpoint];
  if (lookup == nullptr) return looked_at;
  if (event.fields.size() < pack->plan().touchpoints[event.touchpoint].fields.size()) return {};
  if (prepared.reads_profile[event.touchpoint] != 0) load_profile_of(name_of(event));
  const bool asks_lists = !pack->plan().touchpoints[event.touchpoint].answers.empty();
  if (asks_lists) answer_lists_of(event);
  runtime::IndexValues values;
  values.fields = asks_lists ? moment.fields.data() : nullptr;
  values.event = asks_lists ? nullptr : event.fields.data();
  values.profile = moment.profile.data();
  values.channel = known(event.channel);
  values.texts = &moment.texts;
  const auto let_through = lookup->peek(values);
  if (looked_at.empty()) return let_through;
  concerned_.clear();
  std::merge(let_through.begin(), let_through.end(), looked_at.begin(), looked_at.end(),
             std::back_inserter(concerned_));
  return concerned_;
}

// Whom it reaches, and what the link carries then, is not asked.
std::span<const std::uint32_t> Session::Inside::all_that_wait_for(std::uint32_t touchpoint) {
  concerned_ = prepared.looked_at[touchpoint];
  for (const IndexedBody& body : pack->plan().touchpoints[touchpoint].index.bodies)
    concerned_.push_back(body.rule);
  std::sort(concerned_.begin(), concerned_.end());
  return concerned_;
}

// Its fields are in hand as in a step. A text that is not in normal form rules nothing out.
void Session::Inside::answer_lists_of(const Event& event) {
  const TouchpointInfo& touchpoint = pack->plan().touchpoints[event.touchpoint];
  const auto at = [&](std::uint32_t i) {
    if (i >= event.fields.size()) return runtime::FieldView{};
    const Event::Field& field = event.fields[i];
    return runtime::FieldView{field.state, field.number, field.text};
  };
  if (prepared.reads_profile[event.touchpoint] == 0) moment.texts.forget_step();
  runtime::take_items(moment, touchpoint, at);
  for (std::uint32_t i = 0; i < touchpoint.fields.size(); ++i) {
    const bool is_sure = touchpoint.fields[i].type.kind != ValueKind::Text ||
                         runtime::is_ascii(event.fields[i].text);
    moment.fields[i] =
        is_sure ? runtime::cell_of(moment, touchpoint.fields[i], at(i)) : Cell{0, Status::Unknown};
  }
  take_up_native();
  runtime::answer_lists(moment, event.touchpoint);
}

void Session::Inside::load_profile_of(std::string_view name) {
  const auto customer = customers.find(name);
  if (customer && inherited) inherited->take(*customer);
  runtime::Blob none;
  moment.blob = customer ? &customers[identities.holder_of(*customer)].blob : &none;
  moment.texts.forget_step();
  runtime::load_profile(moment);
  moment.blob = nullptr;
}

}  // namespace wend
