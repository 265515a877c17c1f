// SPDX-License-Identifier: Apache-2.0
//
// Journey: the stage that somebody is in, the one before it, and when the move was.
#include <utility>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/gaps.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

constexpr std::uint8_t kNone = 0xFF;
constexpr std::uint8_t kUnknown = 0xFE;  // it lies in a gap, as does the time of kForever

void begin_stays(Moment& moment, std::uint32_t journey, std::uint32_t stage) {
  for (const std::uint32_t stay : moment.prepared.stays[journey]) {
    if (!planted(Fault::StayOutlivesStage)) disarm(moment, stay);
    if (moment.known_fact(stay).stage == stage) arm(moment, stay);
  }
}

void begin_histories(Moment& moment, std::uint32_t journey) {
  if (planted(Fault::StageKeepsHistory)) return;
  for (const std::uint32_t fact : moment.prepared.of_stage[journey]) {
    forget(moment, fact);
    close_gap(moment, fact);
  }
}

bool is_move(std::uint32_t from, std::uint32_t to) {
  if (from != kNone && to < from && planted(Fault::StageNeverFallsBack)) return false;
  return from != to || planted(Fault::StageEnteredAgain);
}

Cell stage_cell(std::uint8_t stage) {
  if (stage == kUnknown) return unknown();
  return stage == kNone ? missing() : known(stage);
}

Cell time_cell(std::int64_t time) { return time == kForever ? unknown() : known(time); }

void keep(std::span<std::uint8_t> record, std::uint32_t stage, std::uint8_t before,
          std::int64_t time) {
  record[0] = static_cast<std::uint8_t>(stage);
  record[1] = before;
  store(record.data() + 2, time);
}

}  // namespace

void recognise(Moment& moment, std::uint32_t fact, std::uint32_t stage) {
  std::uint32_t& recognised = moment.recognised[fact];
  const bool first_wins = planted(Fault::FirstStageWins);
  if (recognised == Moment::kNoStage || (stage > recognised) != first_wins) recognised = stage;
}

bool move(Moment& moment, std::uint32_t fact) {
  const std::uint32_t to = std::exchange(moment.recognised[fact], Moment::kNoStage);
  if (to == Moment::kNoStage) return false;
  std::span<std::uint8_t> record = moment.record(fact);
  const std::uint8_t from = record.empty() ? kNone : record[0];
  if (!is_move(from, to)) return false;
  const bool is_first = record.empty();
  if (is_first) record = moment.blob->resize(record_of_fact(fact), moment.layout(fact).entry);
  // Whoever was there before the program came may have been in this stage then: that is no move that anybody saw.
  if (is_first && !is_known_after(moment, fact, kForever)) {
    keep(record, to, kUnknown, kForever);
    return false;
  }
  keep(record, to, planted(Fault::StageBeforeForgotten) ? kNone : from, moment.now());
  begin_stays(moment, fact, to);
  begin_histories(moment, fact);
  return true;
}

Cell read_journey(const Place& place, const Question& question) {
  if (place.record.empty()) return missing();
  if (question.part == FactPart::Stage) return stage_cell(place.record[0]);
  if (question.part == FactPart::StageBefore) return stage_cell(place.record[1]);
  return time_cell(load<std::int64_t>(place.record.data() + 2));
}

bool is_sound_journey(const Prepared& prepared, std::uint32_t fact,
                      std::span<const std::uint8_t> record) {
  if (record.size() != prepared.facts[fact].alike->layout.entry) return false;
  const std::uint32_t choice = prepared.plan.facts[fact].value.declared;
  const std::size_t stages = prepared.plan.choices[choice].values.size();
  return record[0] < stages && (record[1] < stages || record[1] >= kUnknown);
}

}  // namespace wend::runtime
