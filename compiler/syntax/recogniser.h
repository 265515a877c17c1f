// SPDX-License-Identifier: Apache-2.0
//
// Follows a text through the grammar word by word, all readings at once, and so knows exactly the
// first word that does not fit and everything that would have fitted there. A Reading is a value:
// it can be kept, and gone on from with other words, which is how repairs are tried.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "compiler/syntax/grammar_table.h"

namespace wend::syntax {

class Recogniser {
 public:
  // A rule being read: where to go on behind it, and for whom. Equal frames are one object, so that
  // the memory grows with the depth of a text, not with its length.
  struct Frame {
    int after = 0;
    const Frame* caller = nullptr;
    int precedence = 0;
  };
  struct Place {
    int state = 0;
    const Frame* frame = nullptr;
    auto operator<=>(const Place&) const = default;
  };

  // Everything the words so far can mean; nothing `behind_word`: they fit nothing.
  struct Reading {
    std::vector<Place> behind_word;  // right behind the last word
    std::vector<Place> places;  // where the next word is read, all that can be reached from there
    bool complete = false;      // the text may end here
  };
  // What could come next: a word of the grammar, and the outermost rule that would begin with it,
  // or -1 if it stands in the middle of `inside`.
  struct Expected {
    int type = 0;
    int begins = -1;
    int inside = 0;
    bool as_name = false;  // where every word is a name
    auto operator<=>(const Expected&) const = default;
  };

  explicit Recogniser(const GrammarTable& grammar);

  Reading start(int rule);
  Reading next(const Reading& before, int type);
  std::vector<Expected> expected(const Reading& at);
  // True if a word that the grammar keeps for itself could only be taken for a name here, as `if` in
  // `per if`: possible, and hardly ever meant.
  bool only_as_name(const Reading& at, int type);

 private:
  class Outlook;

  void close(Reading& reading);
  std::optional<Place> followed(const GrammarEdge& edge, const Place& from);
  void reach(Place place, Reading& to);
  const Frame* frame(const Frame& wanted);

  const GrammarTable& grammar_;
  int name_rule_;
  int word_rule_;
  struct PlaceHash {
    std::size_t operator()(const Place& place) const {
      return std::hash<const void*>()(place.frame) * 31 + static_cast<std::size_t>(place.state);
    }
  };
  std::unordered_set<Place, PlaceHash> seen_;  // while one reading is closed
  std::vector<bool> free_;  // by type: an ordinary name outside a schema, `status`, `open`
  std::deque<Frame> frames_;
  std::map<std::tuple<int, const Frame*, int>, const Frame*> known_;
};

}  // namespace wend::syntax
