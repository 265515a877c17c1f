// SPDX-License-Identifier: Apache-2.0
//
// The rows of one input of an index where most of them hold few: as lists of what holds there, in place of a bit for
// everything. Where each rule asks for a product, a section or a campaign of its own, ten thousand rules have thousands
// of rows of two or three.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::runtime {

class BitRows;

class RowLists {
 public:
  static constexpr std::uint32_t kMost = 16;  // that a list holds; other rows stand as bits

  // A bit of the index, and what it stands for.
  struct Item {
    std::uint32_t bit;
    std::uint32_t of;
  };
  struct Asked {
    Item item;
    const std::vector<IndexRange>* ranges;  // of all inputs; those without any allow every row
  };

  RowLists() = default;
  // Of the rows of `input`, of which there are as many. Lists have the order of `asked`. Rows that are none get places from
  // `first_place` on. `is_only`: there is no other input.
  RowLists(std::uint32_t input, std::uint32_t rows, const std::vector<Asked>& asked,
           std::uint32_t first_place, bool is_only);

  bool is_list(std::uint32_t row) const { return rows_[row].count <= kMost; }
  std::span<const Item> list(std::uint32_t row) const {
    return {items_.data() + rows_[row].begin, rows_[row].count};
  }
  // What they stand for, of equal ones that follow each other one. Requires: there is no other input.
  std::span<const std::uint32_t> bodies(std::uint32_t row) const {
    return {bodies_.data() + rows_[row].begin, rows_[row].count};
  }
  std::uint32_t place(std::uint32_t row) const { return rows_[row].begin; }
  std::uint32_t places() const { return places_; }  // how many
  // Sets the bits of the rows that are no lists, in their places.
  void write(BitRows& bits, std::uint32_t input, const std::vector<Asked>& asked) const;

  // How many hold in a row on average, of those that numbers have.
  static double mean(std::uint32_t input, std::uint32_t rows, const std::vector<Asked>& asked);

 private:
  static constexpr std::uint32_t kNoList = 0xFFFFFFFF;
  struct Row {
    std::uint32_t begin = 0;  // in items_; of a row that is no list, its place
    std::uint32_t count = 0;
  };
  void keep_bodies();

  std::vector<Row> rows_;
  std::vector<Item> items_;
  std::vector<std::uint32_t> bodies_;  // in place of them where there is no other input
  std::uint32_t places_ = 0;
};

}  // namespace wend::runtime
