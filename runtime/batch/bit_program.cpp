// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch/bit_program.h"

#include <algorithm>

namespace wend::runtime {

BitProgram::BitProgram(const Plan& plan, std::uint32_t touchpoint, const Conditions& conditions,
                       BatchVectors vectors)
    : plan_(plan),
      touchpoint_(plan.touchpoints[touchpoint]),
      conditions_(conditions),
      vectors_(vectors),
      kernels_(bit_kernels(vectors)) {}

std::optional<SetId> BitProgram::yes(NodeId test) { return answering(test, true); }

std::optional<SetId> BitProgram::answering(NodeId test, bool answer) {
  const auto before = made_.find({test, answer});
  if (before != made_.end()) return before->second;
  const std::optional<SetId> set = made(test, answer);
  made_.emplace(std::pair(test, answer), set);
  return set;
}

std::optional<SetId> BitProgram::made(NodeId test, bool answer) {
  const Node& node = conditions_.node(test);
  if (node.code == OpCode::Constant) return (node.imm != 0) == answer ? everything() : nothing();
  if (node.code == OpCode::Not) return answering(node.inputs[0], !answer);
  if (node.code == OpCode::And || node.code == OpCode::Or) return joined(node, answer);
  if (node.code == OpCode::Equal && node.inputs[0] == node.inputs[1])
    return answer ? known(node.inputs[0]) : nothing();
  const std::optional<ColumnTest> said = column_test(test);
  if (!said) return std::nullopt;
  return set_of(*said, answer);
}

// A conjunction is a known yes where both are, and a known no where one is.
std::optional<SetId> BitProgram::joined(const Node& node, bool answer) {
  const auto left = answering(node.inputs[0], answer);
  const auto right = answering(node.inputs[1], answer);
  if (!left || !right) return std::nullopt;
  const bool both = (node.code == OpCode::And) == answer;
  return all_or_any(both ? Set::Kind::All : Set::Kind::Any, {*left, *right});
}

// The rows where a value is known, whatever it is.
std::optional<SetId> BitProgram::known(NodeId value) {
  const Node& node = conditions_.node(value);
  if (node.code == OpCode::Constant || node.code == OpCode::ConstantText) return everything();
  if (const auto column = column_of(value, false)) return set_of({*column, {{}}, Answer::No}, true);
  const auto yes = answering(value, true), no = answering(value, false);
  if (!yes || !no) return std::nullopt;
  return all_or_any(Set::Kind::Any, {*yes, *no});
}

std::optional<BitProgram::ColumnTest> BitProgram::column_test(NodeId test) {
  const Node& node = conditions_.node(test);
  const auto constant = [&](int input) -> std::optional<std::int64_t> {
    const Node& of = conditions_.node(node.inputs[input]);
    if (of.code != OpCode::Constant) return std::nullopt;
    return of.imm;
  };
  if (node.code == OpCode::TextEqual) return text_test(node);
  if (node.code == OpCode::InMask) return about(node.inputs[0], places_of(node.imm));
  if (node.code == OpCode::IsKnown) {
    const auto column = column_of(node.inputs[0], false);
    if (!column) return std::nullopt;
    return ColumnTest{
        *column, {{}}, columns_[*column].absent_is_unknown ? Answer::Open : Answer::No};
  }
  if (is_comparison(node.code)) {
    if (const auto with = constant(1))
      return about(node.inputs[0], numbers_of(node.code, *with, false));
    if (const auto with = constant(0))
      return about(node.inputs[1], numbers_of(node.code, *with, true));
    return std::nullopt;
  }
  return about(test, complement({{0, 0}}));  // a value that is a test itself
}

// A stand-in says what an absent value is compared as.
std::optional<BitProgram::ColumnTest> BitProgram::about(NodeId value, Intervals yes) {
  const Node& node = conditions_.node(value);
  if (node.code != OpCode::Default) {
    const auto column = column_of(value, false);
    if (!column) return std::nullopt;
    return ColumnTest{*column, std::move(yes), Answer::Open};
  }
  const Node& stand_in = conditions_.node(node.inputs[1]);
  const auto column = column_of(node.inputs[0], false);
  if (!column || stand_in.code != OpCode::Constant) return std::nullopt;
  const Answer answer = contains(yes, stand_in.imm) ? Answer::Yes : Answer::No;
  return ColumnTest{*column, std::move(yes),
                    columns_[*column].absent_is_unknown ? Answer::Open : answer};
}

// Only of texts that stand in the row: what is computed has no number.
std::optional<BitProgram::ColumnTest> BitProgram::text_test(const Node& node) {
  if (node.imm != 0) return std::nullopt;  // ignoring case
  const bool swapped = conditions_.node(node.inputs[0]).code == OpCode::ConstantText;
  const Node& text = conditions_.node(node.inputs[swapped ? 0 : 1]);
  NodeId value = node.inputs[swapped ? 1 : 0];
  if (text.code != OpCode::ConstantText) return std::nullopt;
  Answer absent = Answer::Open;
  if (const Node& of = conditions_.node(value); of.code == OpCode::Default) {
    const Node& stand_in = conditions_.node(of.inputs[1]);
    if (stand_in.code != OpCode::ConstantText) return std::nullopt;
    const auto at = [&](std::int64_t number) {
      return plan_.texts[static_cast<std::size_t>(number)];
    };
    absent = at(stand_in.imm) == at(text.imm) ? Answer::Yes : Answer::No;
    value = of.inputs[0];
  }
  const auto column = column_of(value, true);
  if (!column) return std::nullopt;
  if (columns_[*column].absent_is_unknown) absent = Answer::Open;
  const std::int64_t number = number_of_text(text.imm);
  return ColumnTest{*column, {{number, number}}, absent};
}

// Equal texts have one number.
std::int64_t BitProgram::number_of_text(std::int64_t constant) {
  const auto place = static_cast<std::uint32_t>(constant);
  const auto [found, is_new] = text_numbers_.try_emplace(plan_.texts[place], place);
  return found->second;
}

std::optional<std::uint32_t> BitProgram::column_of(NodeId value, bool is_text) {
  const Node& node = conditions_.node(value);
  BatchColumn column;
  column.number = static_cast<std::uint32_t>(node.imm);
  const std::vector<FieldInfo>* fields = nullptr;
  if (node.code == OpCode::Field) {
    fields = &touchpoint_.fields;
  } else if (node.code == OpCode::Profile) {
    fields = &plan_.customer_fields;
    column.source = IndexSource::Profile;
    column.absent_is_unknown = !(*fields)[column.number].optional;
  } else if (node.code == OpCode::Channel) {
    column.source = IndexSource::Channel;
    column.number = 0;
  } else {
    return std::nullopt;
  }
  const bool is_in_bytes = fields != nullptr && is_bytes((*fields)[column.number].type.kind);
  if (is_text && !is_in_bytes) return std::nullopt;
  column.is_text = is_in_bytes;
  for (std::uint32_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].source == column.source && columns_[i].number == column.number) return i;
  }
  columns_.push_back(column);
  return static_cast<std::uint32_t>(columns_.size() - 1);
}

SetId BitProgram::set_of(const ColumnTest& test, bool answer) {
  Set set;
  set.kind = Set::Kind::Codes;
  set.column = test.column;
  set.numbers = answer ? test.yes : complement(test.yes);
  set.with_absent = test.absent == (answer ? Answer::Yes : Answer::No);
  if (set.numbers.empty() && !set.with_absent) return nothing();
  std::vector<std::pair<std::int64_t, std::int64_t>> key;
  for (const Interval& one : set.numbers) key.emplace_back(one.first, one.last);
  const auto next = static_cast<SetId>(sets_.size());
  const auto [place, is_new] =
      codes_sets_.try_emplace({set.column, std::move(key), set.with_absent}, next);
  if (is_new) sets_.push_back(std::move(set));
  return place->second;
}

// What is joined in the same way already is joined at once.
SetId BitProgram::all_or_any(Set::Kind kind, std::vector<SetId> parts) {
  std::vector<SetId> flat;
  for (const SetId part : parts) {
    if (sets_[part].kind == kind) {
      flat.insert(flat.end(), sets_[part].parts.begin(), sets_[part].parts.end());
    } else {
      flat.push_back(part);
    }
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  if (flat.size() == 1) return flat.front();
  const auto next = static_cast<SetId>(sets_.size());
  const auto [place, is_new] = joined_sets_.try_emplace({kind == Set::Kind::All, flat}, next);
  if (is_new) {
    Set set;
    set.kind = kind;
    set.parts = std::move(flat);
    sets_.push_back(std::move(set));
  }
  return place->second;
}

void BitProgram::finish() {
  for (const Set& set : sets_) {
    if (set.kind != Set::Kind::Codes) continue;
    std::vector<std::int64_t>& starts = columns_[set.column].starts;
    for (const Interval& one : set.numbers) {
      if (one.first != std::numeric_limits<std::int64_t>::min()) starts.push_back(one.first);
      if (one.last != std::numeric_limits<std::int64_t>::max()) starts.push_back(one.last + 1);
    }
  }
  for (BatchColumn& column : columns_) {
    std::sort(column.starts.begin(), column.starts.end());
    column.starts.erase(std::unique(column.starts.begin(), column.starts.end()),
                        column.starts.end());
  }
  for (Set& set : sets_) give_codes(set);
  std::vector<std::uint32_t> texts;
  for (const auto& [text, number] : text_numbers_) texts.push_back(number);
  if (!texts.empty()) texts_.emplace(plan_.texts, texts);
  codes_.resize(columns_.size());
  rows_.resize(sets_.size(), Batch::kRows);
  made_.clear();
  codes_sets_.clear();
  joined_sets_.clear();
}

void BitProgram::give_codes(Set& set) {
  if (set.kind != Set::Kind::Codes) return;
  const BatchColumn& column = columns_[set.column];
  const auto code_of = [&](std::int64_t number) {
    return static_cast<std::uint32_t>(
        std::upper_bound(column.starts.begin(), column.starts.end(), number) -
        column.starts.begin());
  };
  set.begin = static_cast<std::uint32_t>(ranges_.size());
  for (const Interval& one : set.numbers)
    ranges_.push_back({code_of(one.first), code_of(one.last)});
  if (set.with_absent) {
    const bool goes_on = ranges_.size() > set.begin && ranges_.back().last + 1 == column.absent();
    if (goes_on) {
      ranges_.back().last = column.absent();
    } else {
      ranges_.push_back({column.absent(), column.absent()});
    }
  }
  set.count = static_cast<std::uint32_t>(ranges_.size()) - set.begin;
}

const std::uint64_t* BitProgram::run(const Batch::Block& block) {
  for (std::size_t i = 0; i < columns_.size(); ++i) encode(i, block);
  std::uint64_t* sets = rows_.row(0);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    const Set& set = sets_[i];
    std::uint64_t* rows = rows_.row(i);
    if (set.kind == Set::Kind::All) {
      kernels_.all_of(sets, set.parts.data(), set.parts.size(), rows);
    } else if (set.kind == Set::Kind::Any) {
      kernels_.any_of(sets, set.parts.data(), set.parts.size(), rows);
    } else {
      const CodeRange* ranges = ranges_.data() + set.begin;
      const std::uint8_t* codes = codes_[set.column].data();
      const std::uint32_t most = columns_[set.column].absent();
      if (most <= 0xFF) {
        kernels_.rows_of_bytes(codes, ranges, set.count, rows);
      } else if (most <= 0xFFFF) {
        kernels_.rows_of_halves(reinterpret_cast<const std::uint16_t*>(codes), ranges, set.count,
                                rows);
      } else {
        kernels_.rows_of_words(reinterpret_cast<const std::uint32_t*>(codes), ranges, set.count,
                               rows);
      }
    }
  }
  return sets;
}

}  // namespace wend::runtime
