// SPDX-License-Identifier: Apache-2.0
//
// Writes the generated rules as C++ (compiled_rules.h):
//   wend_bench_write_rules FILE
#include <cstdio>
#include <map>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/bench/support/compiled_rules.h"

namespace wend::bench {
namespace {

const char* sign_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::Equal: return "==";
    case Comparison::NotEqual: return "!=";
    case Comparison::Less: return "<";
    case Comparison::LessEqual: return "<=";
    case Comparison::Greater: return ">";
    case Comparison::GreaterEqual: return ">=";
  }
  return "";
}

// `r.choices[0]`, and of columns `c.choices[0][i]`.
std::string field_text(std::size_t field, bool in_columns) {
  const auto [name, first] = field < 4    ? std::pair("choices", 0)
                             : field < 10 ? std::pair("wholes", 4)
                             : field < 14 ? std::pair("decimals", 10)
                             : field < 17 ? std::pair("instants", 14)
                                          : std::pair("yes_no", 17);
  return fmt::format("{}.{}[{}]{}", in_columns ? "c" : "r", name,
                     field - static_cast<std::size_t>(first), in_columns ? "[i]" : "");
}

std::string constant_text(const Test& test) {
  if (kKinds[test.field] == FieldKind::Decimal) return fmt::format("{:.17g}", test.with);
  return fmt::format("{}L", static_cast<std::int64_t>(test.with));
}

std::string text_of(const Test& test, bool in_columns) {
  if (test.kind == Test::Kind::Comparison) {
    return fmt::format("({} {} {})", field_text(test.field, in_columns), sign_of(test.comparison),
                       constant_text(test));
  }
  // Columns are compared without branches, a record with as few comparisons as its answer needs.
  const bool all = test.kind == Test::Kind::All;
  const char* sign = in_columns ? (all ? " & " : " | ") : (all ? " && " : " || ");
  std::vector<std::string> parts;
  for (const Test& part : test.parts) parts.push_back(text_of(part, in_columns));
  return "(" + fmt::format("{}", fmt::join(parts, sign)) + ")";
}

std::string columns_text(const std::vector<Test>& rules) {
  const std::size_t count = rules.size();
  std::string text, names;
  for (std::size_t i = 0; i < count; ++i) {
    text += fmt::format(
        "__attribute__((noinline)) void column_{0}_{1}(const Columns& c, std::uint8_t* __restrict "
        "m) "
        "{{\n  for (std::size_t i = 0; i < kColumnRows; ++i) m[i] = {2};\n}}\n",
        count, i, text_of(rules[i], true));
    names += fmt::format("column_{}_{}, ", count, i);
  }
  return text + fmt::format("constexpr ColumnRule kColumns{}[] = {{{}}};\n", count, names);
}

struct Alternative {
  std::size_t rule;
  std::vector<Test> parts;
};

// Each conjunction hangs under the equality of a choice that fewest records have.
std::string switch_text(const std::vector<Test>& rules, const std::vector<Record>& records) {
  const auto share = [&](const Test& test) {
    std::size_t found = 0;
    for (const Record& record : records) found += holds(test, record) ? 1 : 0;
    return found;
  };
  std::map<std::pair<std::size_t, int>, std::vector<Alternative>> groups;
  std::vector<Alternative> others;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::vector<Test>& parts : alternatives_of(rules[i])) {
      std::size_t rarest = parts.size(), least = 0;
      for (std::size_t part = 0; part < parts.size(); ++part) {
        if (parts[part].field >= 4 || parts[part].comparison != Comparison::Equal) continue;
        const std::size_t count = share(parts[part]);
        if (rarest != parts.size() && count >= least) continue;
        rarest = part;
        least = count;
      }
      if (rarest == parts.size()) {
        others.push_back({i, std::move(parts)});
        continue;
      }
      const std::pair key(parts[rarest].field, static_cast<int>(parts[rarest].with));
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(rarest));
      groups[key].push_back({i, std::move(parts)});
    }
  }
  const std::size_t count = rules.size();
  const auto body_of = [&](const std::vector<Alternative>& alternatives) {
    std::string text;
    for (const Alternative& one : alternatives) {
      std::vector<std::string> parts = {"true"};
      for (const Test& part : one.parts) parts.push_back(text_of(part, false));
      text += fmt::format("  if ({}) HIT({});\n", fmt::join(parts, " && "), one.rule);
    }
    return text + "  return out;\n";
  };
  const auto function = [](const std::string& name, const std::string& body) {
    return fmt::format(
        "__attribute__((noinline)) std::uint32_t* {}(const Record& r, std::uint32_t* out, "
        "std::uint64_t* seen) {{\n{}}}\n",
        name, body);
  };
  std::string text, calls;
  for (std::size_t field = 0; field < 4; ++field) {
    calls += fmt::format("  switch (r.choices[{}]) {{\n", field);
    for (const auto& [key, alternatives] : groups) {
      if (key.first != field) continue;
      const std::string name = fmt::format("group_{}_{}_{}", count, field, key.second);
      text += function(name, body_of(alternatives));
      calls += fmt::format("    case {}: out = {}(r, out, seen); break;\n", key.second, name);
    }
    calls += "    default: break;\n  }\n";
  }
  text += function(fmt::format("others_{}", count), body_of(others));
  return text +
         fmt::format(
             "unsigned records_{0}(const Record& r, std::uint32_t* begin) {{\n"
             "  static std::uint64_t seen[{1}];\n  std::uint32_t* out = begin;\n{2}"
             "  out = others_{0}(r, out, seen);\n"
             "  for (std::uint32_t* rule = begin; rule < out; ++rule) seen[*rule >> 6] = 0;\n"
             "  return static_cast<unsigned>(out - begin);\n}}\n",
             count, count / 64 + 1, calls);
}

std::string source() {
  std::string text =
      "#include \"tests/bench/support/compiled_rules.h\"\n"
      "// A rule of several conjunctions matches once.\n"
      "#define HIT(rule) do { if (!(seen[(rule) >> 6] >> ((rule) & 63) & 1)) { \\\n"
      "  seen[(rule) >> 6] |= 1ull << ((rule) & 63); *out++ = (rule); } } while (0)\n"
      "namespace wend::bench {\nnamespace {\n";
  std::string columns = "const ColumnRule* column_rules(std::size_t rules) {\n";
  std::string records = "RecordRules record_rules(std::size_t rules) {\n";
  const std::vector<Record> all = make_records(kRecordsOfRules);
  for (const std::size_t count : kCompiledSizes) {
    const std::vector<Test> rules = make_rules(count, all);
    text += columns_text(rules) + switch_text(rules, all);
    columns += fmt::format("  if (rules == {0}) return kColumns{0};\n", count);
    records += fmt::format("  if (rules == {0}) return records_{0};\n", count);
  }
  return text + "}  // namespace\n" + columns + "  return nullptr;\n}\n" + records +
         "  return nullptr;\n}\n}  // namespace wend::bench\n";
}

}  // namespace
}  // namespace wend::bench

int main(int count, char** words) {
  if (count != 2) return 2;
  const std::string text = wend::bench::source();
  std::FILE* file = std::fopen(words[1], "w");
  if (file == nullptr) return 2;
  const bool is_whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && is_whole ? 0 : 2;
}
