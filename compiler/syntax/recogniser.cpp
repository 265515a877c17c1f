// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/recogniser.h"

#include <algorithm>
#include <set>

namespace wend::syntax {

Recogniser::Recogniser(const GrammarTable& grammar)
    : grammar_(grammar),
      name_rule_(grammar.rule("name")),
      word_rule_(grammar.rule("word")),
      free_(grammar.word_of.size(), false) {
  for (const GrammarState& state : grammar.states) {
    if (state.rule != name_rule_) continue;
    for (const GrammarEdge& edge : state.edges) {
      for (const int type : edge.types) free_[static_cast<std::size_t>(type)] = true;
    }
  }
  free_[static_cast<std::size_t>(grammar.type_of("customer"))] = true;  // `per customer`
}

Recogniser::Reading Recogniser::start(int rule) {
  Reading made;
  made.behind_word.push_back(
      {grammar_.rule_start[static_cast<std::size_t>(rule)], frame({-1, nullptr, 0})});
  close(made);
  return made;
}

Recogniser::Reading Recogniser::next(const Reading& before, int type) {
  Reading made;
  for (const Place& place : before.places) {
    for (const GrammarEdge& edge : grammar_.states[static_cast<std::size_t>(place.state)].edges) {
      if (edge.kind != GrammarEdge::Kind::Read) continue;
      if (std::find(edge.types.begin(), edge.types.end(), type) == edge.types.end()) continue;
      made.behind_word.push_back({edge.target, place.frame});
    }
  }
  close(made);
  return made;
}

void Recogniser::close(Reading& reading) {
  seen_.clear();
  for (const Place& place : reading.behind_word) reach(place, reading);
}

// Where an edge leads that reads no word; nothing for one that does, or that precedence forbids.
std::optional<Recogniser::Place> Recogniser::followed(const GrammarEdge& edge, const Place& from) {
  switch (edge.kind) {
    case GrammarEdge::Kind::Read: return std::nullopt;
    case GrammarEdge::Kind::Free: return Place{edge.target, from.frame};
    case GrammarEdge::Kind::Precedence:
      if (edge.precedence < from.frame->precedence) return std::nullopt;
      return Place{edge.target, from.frame};
    case GrammarEdge::Kind::Enter:
      return Place{edge.target, frame({edge.after, from.frame, edge.precedence})};
  }
  return std::nullopt;
}

// Adds a place and all that can be reached from it without reading a word.
void Recogniser::reach(Place place, Reading& to) {
  if (!seen_.insert(place).second) return;
  const GrammarState& state = grammar_.states[static_cast<std::size_t>(place.state)];
  if (state.ends_rule) {
    if (place.frame->caller == nullptr) {
      to.complete = true;
    } else {
      reach({place.frame->after, place.frame->caller}, to);
    }
    return;  // the network's own ways out forget who called
  }
  for (const GrammarEdge& edge : state.edges) {
    if (edge.kind == GrammarEdge::Kind::Read) {
      if (to.places.empty() || to.places.back() != place) to.places.push_back(place);
    } else if (const auto next = followed(edge, place)) {
      reach(*next, to);
    }
  }
}

const Recogniser::Frame* Recogniser::frame(const Frame& wanted) {
  const Frame*& found = known_[std::tuple(wanted.after, wanted.caller, wanted.precedence)];
  if (found == nullptr) found = &frames_.emplace_back(wanted);
  return found;
}

// Walks again from behind the last word, remembering the outermost rule entered on the way.
class Recogniser::Outlook {
 public:
  explicit Outlook(Recogniser& of) : of_(of) {}

  void walk(const Place& place, int begins, int inside, int depth) {
    if (!seen_.insert({place, begins, inside, depth}).second) return;
    const GrammarState& state = of_.grammar_.states[static_cast<std::size_t>(place.state)];
    if (state.ends_rule) {
      if (place.frame->caller == nullptr) return;
      const int outer = std::max(0, depth - 1);
      walk({place.frame->after, place.frame->caller}, outer == 0 ? -1 : begins,
           outer == 0 ? 0 : inside, outer);
      return;
    }
    for (const GrammarEdge& edge : state.edges) {
      if (edge.kind == GrammarEdge::Kind::Read) {
        add(edge, state.rule, begins, begins < 0 ? state.rule : inside);
      } else if (const auto next = of_.followed(edge, place)) {
        const bool enters = edge.kind == GrammarEdge::Kind::Enter;
        const bool outermost = enters && depth == 0;
        const int rule = of_.grammar_.states[static_cast<std::size_t>(edge.target)].rule;
        walk(*next, outermost ? rule : begins, outermost ? state.rule : inside,
             depth + (enters ? 1 : 0));
      }
    }
  }

  std::vector<Expected> found;

 private:
  void add(const GrammarEdge& edge, int rule, int begins, int inside) {
    const bool as_name = rule == of_.name_rule_ || rule == of_.word_rule_;
    for (const int type : edge.types) found.push_back({type, begins, inside, as_name});
  }

  Recogniser& of_;
  std::set<std::tuple<Place, int, int, int>> seen_;
};

std::vector<Recogniser::Expected> Recogniser::expected(const Reading& at) {
  Outlook outlook(*this);
  for (const Place& place : at.behind_word) outlook.walk(place, -1, 0, 0);
  std::vector<Expected>& all = outlook.found;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return std::move(all);
}

bool Recogniser::only_as_name(const Reading& at, int type) {
  if (type <= 0 || free_[static_cast<std::size_t>(type)]) return false;
  for (const Place& place : at.places) {
    const GrammarState& state = grammar_.states[static_cast<std::size_t>(place.state)];
    if (state.rule == word_rule_) continue;
    for (const GrammarEdge& edge : state.edges) {
      if (std::find(edge.types.begin(), edge.types.end(), type) != edge.types.end()) return false;
    }
  }
  return true;
}

}  // namespace wend::syntax
