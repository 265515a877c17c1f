// SPDX-License-Identifier: Apache-2.0
//
// Drives the generated lexer and parser. The lexer reads a file once; the parser reads lists of our
// tokens, so that a damaged file can be read in pieces and a repaired piece like any other.
#include "compiler/syntax/parser.h"

#include <memory>

#include "WendLexer.h"
#include "compiler/syntax/from_contexts.h"

namespace wend::syntax {
namespace {

using wend_grammar::WendLexer;
using wend_grammar::WendParser;

// ---------------------------------------------------------------- lexing

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The byte at which each code point begins, and the end: the lexer counts code points. It does not
// count a byte-order mark at the beginning.
std::vector<std::uint32_t> code_point_bytes(std::string_view text) {
  std::vector<std::uint32_t> bytes;
  const std::size_t skipped = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  for (std::size_t i = skipped; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
      bytes.push_back(static_cast<std::uint32_t>(i));
  }
  bytes.push_back(static_cast<std::uint32_t>(text.size()));
  return bytes;
}

TokenKind kind_of(int type) {
  switch (type) {
    case WendLexer::NAME: return TokenKind::Name;
    case WendLexer::NUMBER:
    case WendLexer::ORDINAL: return TokenKind::Number;
    case WendLexer::TEXT: return TokenKind::Text;
    case WendLexer::OPEN_TEXT: return TokenKind::OpenText;
    case WendLexer::DATE: return TokenKind::Date;
    case WendLexer::CLOCK: return TokenKind::Clock;
    case WendLexer::INSTANT: return TokenKind::Instant;
    case WendLexer::OTHER: return TokenKind::Other;
    default: return type < WendLexer::LEFT ? TokenKind::Keyword : TokenKind::Sign;
  }
}

std::string_view without_blanks_behind(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

Token end_token(FileId file, std::uint32_t at) {
  Token end;
  end.type = static_cast<int>(antlr4::Token::EOF);
  end.span = {file, at, at};
  return end;
}

}  // namespace

Lexed lex(const Sources& sources, FileId file) {
  const std::string& text = sources.file(file).text;
  const std::vector<std::uint32_t> bytes = code_point_bytes(text);
  antlr4::ANTLRInputStream input(text);
  WendLexer lexer(&input);
  lexer.removeErrorListeners();  // OTHER takes what nothing else does: there is nothing to say

  Lexed made;
  std::size_t last_line = 0;
  for (;;) {
    const std::unique_ptr<antlr4::Token> next = lexer.nextToken();
    if (next->getType() == antlr4::Token::EOF) break;
    const Span span{file, bytes[next->getStartIndex()], bytes[next->getStopIndex() + 1]};
    const std::string_view written =
        std::string_view(text).substr(span.begin, span.end - span.begin);
    const int type = static_cast<int>(next->getType());
    if (type == WendLexer::SPACE) continue;
    if (type == WendLexer::COMMENT) {
      made.comments.push_back({span, without_blanks_behind(written)});
      continue;
    }
    const bool first = next->getLine() != last_line;
    last_line = next->getLine();
    made.tokens.push_back(
        {type, kind_of(type), span, written, first, next->getCharPositionInLine() == 0});
  }
  made.tokens.push_back(end_token(file, static_cast<std::uint32_t>(text.size())));
  return made;
}

// ---------------------------------------------------------------- parsing
namespace {

// A parser over a list of our tokens; the index of each is that in the list.
class Reading {
 public:
  explicit Reading(const Tokens& tokens)
      : source_(generated(tokens)), stream_(&source_), parser_(&stream_) {
    parser_.removeErrorListeners();
    parser_.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
  }

  // The context of `rule`, or nullptr if the tokens do not fit it.
  template <class Context>
  Context* read(Context* (WendParser::*rule)(), antlr4::atn::PredictionMode mode) {
    parser_.reset();
    parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    try {
      return (parser_.*rule)();
    } catch (const antlr4::ParseCancellationException&) {
      return nullptr;
    } catch (const antlr4::RecognitionException&) {
      return nullptr;
    }
  }

  template <class Context>
  Context* read(Context* (WendParser::*rule)()) {
    Context* fast = read(rule, antlr4::atn::PredictionMode::SLL);
    return fast != nullptr ? fast : read(rule, antlr4::atn::PredictionMode::LL);
  }

 private:
  static std::vector<std::unique_ptr<antlr4::Token>> generated(const Tokens& tokens) {
    std::vector<std::unique_ptr<antlr4::Token>> made;
    made.reserve(tokens.size());
    for (const Token& token : tokens) {
      made.push_back(std::make_unique<antlr4::CommonToken>(
          token.kind == TokenKind::End ? antlr4::Token::EOF
                                       : static_cast<std::size_t>(token.type)));
    }
    return made;
  }

  antlr4::ListTokenSource source_;
  antlr4::CommonTokenStream stream_;
  WendParser parser_;
};

void append_all(WendParser::FileContext* file, const Tokens& tokens, Tree& tree) {
  for (auto* declaration : file->declaration()) append(declaration, tokens, tree);
}

}  // namespace

bool parse_file_fast(const Tokens& tokens, Tree& tree) {
  Reading reading(tokens);
  auto* found = reading.read(&WendParser::file, antlr4::atn::PredictionMode::SLL);
  if (found != nullptr) append_all(found, tokens, tree);
  return found != nullptr;
}

bool parse_file(const Tokens& tokens, Tree& tree) {
  Reading reading(tokens);
  auto* found = reading.read(&WendParser::file);
  if (found != nullptr) append_all(found, tokens, tree);
  return found != nullptr;
}

bool parse_declaration(const Tokens& tokens, Tree& tree) {
  Reading reading(tokens);
  auto* found = reading.read(&WendParser::oneDeclaration);
  if (found != nullptr) append(found->declaration(), tokens, tree);
  return found != nullptr;
}

bool parse_clauses(const Tokens& tokens, Tree& tree, std::vector<Clause>& to) {
  Reading reading(tokens);
  auto* found = reading.read(&WendParser::someClauses);
  if (found != nullptr) append_clauses(found->clause(), tokens, tree, to);
  return found != nullptr;
}

bool parse_items(const Tokens& tokens, Tree& tree, std::vector<SchemaItem>& to) {
  Reading reading(tokens);
  auto* found = reading.read(&WendParser::someItems);
  if (found != nullptr) append_items(found->schemaItem(), tokens, tree, to);
  return found != nullptr;
}

bool parse_test_lines(const Tokens& tokens, Tree& tree, std::vector<TestLine>& to) {
  Reading reading(tokens);
  auto* found = reading.read(&WendParser::someTestLines);
  if (found != nullptr) append_test_lines(found->testLine(), tokens, tree, to);
  return found != nullptr;
}

// ---------------------------------------------------------------- the grammar as data
namespace {

GrammarEdge edge_from(const antlr4::atn::Transition& from) {
  using antlr4::atn::Transition;
  GrammarEdge made;
  made.target = static_cast<int>(from.target->stateNumber);
  switch (from.getSerializationType()) {
    case Transition::RULE: {
      const auto& call = static_cast<const antlr4::atn::RuleTransition&>(from);
      made.kind = GrammarEdge::Kind::Enter;
      made.after = static_cast<int>(call.followState->stateNumber);
      made.precedence = call.precedence;
      break;
    }
    case Transition::PRECEDENCE:
      made.kind = GrammarEdge::Kind::Precedence;
      made.precedence =
          static_cast<const antlr4::atn::PrecedencePredicateTransition&>(from).precedence;
      break;
    case Transition::ATOM:
    case Transition::SET:
    case Transition::RANGE:
      made.kind = GrammarEdge::Kind::Read;
      for (const ssize_t type : from.label().toList()) made.types.push_back(static_cast<int>(type));
      break;
    default: break;
  }
  return made;
}

std::string unquoted(const std::string& literal) {
  return literal.size() > 2 ? literal.substr(1, literal.size() - 2) : std::string();
}

GrammarTable table_from_parser() {
  std::vector<std::unique_ptr<antlr4::Token>> only_end;
  only_end.push_back(std::make_unique<antlr4::CommonToken>(antlr4::Token::EOF));
  antlr4::ListTokenSource source(std::move(only_end));
  antlr4::CommonTokenStream stream(&source);
  WendParser parser(&stream);
  const antlr4::atn::ATN& atn = parser.getATN();

  GrammarTable made;
  made.rule_names = parser.getRuleNames();
  for (const auto* start : atn.ruleToStartState) {
    made.rule_start.push_back(static_cast<int>(start->stateNumber));
  }
  for (auto* state : atn.states) {
    GrammarState copy;
    if (state != nullptr) {
      copy.rule = static_cast<int>(state->ruleIndex);
      copy.ends_rule = state->getStateType() == antlr4::atn::ATNState::RULE_STOP;
      for (const auto* edge : state->transitions) copy.edges.push_back(edge_from(*edge));
    }
    made.states.push_back(std::move(copy));
  }
  for (std::size_t type = 0; type <= atn.maxTokenType; ++type) {
    made.word_of.push_back(unquoted(parser.getVocabulary().getLiteralName(type)));
  }
  made.name_type = WendLexer::NAME;
  made.number_type = WendLexer::NUMBER;
  made.text_type = WendLexer::TEXT;
  made.date_type = WendLexer::DATE;
  made.clock_type = WendLexer::CLOCK;
  made.end_type = static_cast<int>(antlr4::Token::EOF);
  return made;
}

}  // namespace

const GrammarTable& grammar_table() {
  static const GrammarTable table = table_from_parser();
  return table;
}

}  // namespace wend::syntax
