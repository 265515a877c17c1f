// SPDX-License-Identifier: Apache-2.0
//
// Cases of other judges, as data: what happened, what is asked, what the judge answers, and the rules that ask the same.
//
//   source   ClickHouse/ClickHouse, tests/queries/...     where the cases and their answers come from
//   licence  Apache-2.0
//   schema                                                one for all cases of the file, indented
//   log shop                                              TIME CUSTOMER TOUCHPOINT FIELD=VALUE..., indented
//     10 anna order_placed total=25
//   case two orders within a minute
//     log shop                      what happened
//     sql windowFunnel(60)(...)     the question in the judge's words
//     not in 18.16                  the question needs a newer ClickHouse than the one that can be asked again
//     define recent as ...          definitions beside the rules
//     rule when ... if ...          without its name, its action and its limit
//     answer levels                 how decisions become an answer: answer.h
//     expect anna 2                 what the judge says of a customer, of several (`0..79`), or of all together (`total`)
//     differs one-event-one-step    the answer of the rules is another one, for a reason that docs/outside.md has
//     wend anna 1                   what they answer instead
//
// A line that is indented further continues the one above. `#` begins a comment. Times are seconds since
// 2024-01-01T00:00:00Z, or RFC 3339.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wend::outside {

struct LoggedEvent {
  std::int64_t time_ns = 0;  // since 1970
  std::string customer;
  std::string touchpoint;  // `wend.customer`: the profile
  std::vector<std::pair<std::string, std::string>> fields;
};
using Log = std::vector<LoggedEvent>;  // in the order of time

struct OutsideCase {
  std::string name;
  std::size_t line = 0;
  std::string log;
  std::string
      sql;  // an expression over the rows of one customer; empty if it is not ClickHouse that is asked
  bool newer = false;  // than 18.16
  std::vector<std::string> definitions;
  std::vector<std::string> rules;
  std::string answer = "levels";
  std::map<std::string, std::string> expected;  // by customer
  std::map<std::string, std::string> ours;      // where it is another answer
  std::string reason;                           // why: a slug of docs/outside.md
};

struct CaseFile {
  std::filesystem::path path;
  std::string source;
  std::string licence;
  std::string schema;
  std::map<std::string, Log> logs;
  std::vector<OutsideCase> cases;
};

// Throws std::runtime_error, with the line, if the file has not the form above.
CaseFile case_file(const std::filesystem::path& path);

}  // namespace wend::outside
