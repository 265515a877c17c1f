// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "compiler/schema/from_syntax.h"
#include "compiler/schema/type_name.h"
#include "compiler/syntax/from_text.h"

namespace wend::schema {
namespace {

std::optional<Schema> schema_of(const std::string& text, Diagnostics& diagnostics) {
  Sources sources;
  const FileId file = sources.add({"schema.wend", text});
  const std::vector<syntax::Tree> trees = {syntax::from_text(sources, file, diagnostics)};
  return from_syntax(trees, sources, false, diagnostics);
}

TEST(SchemaFromSyntax, OrderOfDeclarationsHasNoMeaning) {
  Diagnostics diagnostics;
  const auto schema = schema_of(
      "schema s\n  touchpoint seen on (web or app) by company\n    tier: Tier optional\n"
      "    order: Order\n  identifier Order up to 15 characters remembering 20\n"
      "  choice Tier = silver < gold\n  channel app\n  channel web live\n  history complete\n",
      diagnostics);
  ASSERT_FALSE(diagnostics.has_errors());
  ASSERT_TRUE(schema);
  ASSERT_EQ(schema->touchpoints.size(), 1u);
  const SchemaTouchpoint& seen = schema->touchpoints[0];
  EXPECT_EQ(seen.channels, (std::vector<std::uint32_t>{1, 0}));
  EXPECT_FALSE(seen.by_customer);
  EXPECT_TRUE(seen.fields[0].optional);
  EXPECT_EQ(type_name(*schema, seen.fields[0].type), "Tier");
  EXPECT_EQ(seen.fields[1].type.length, 15);
  EXPECT_EQ(schema->identifiers[0].remembering, 20u);
  EXPECT_EQ(schema->channels[1].live, true);
  EXPECT_EQ(schema->channels[0].live, std::nullopt);
}

TEST(SchemaFromSyntax, ChannelsAreTheFirstChoice) {
  Diagnostics diagnostics;
  const auto schema = schema_of(
      "schema s\n  history begins 1970-01-11\n  channel web\n  channel app\n", diagnostics);
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->choices[0].name, "Channel");
  EXPECT_EQ(schema->choices[0].values, (std::vector<std::string>{"web", "app"}));
  EXPECT_EQ(schema->history_begins, 10);
  EXPECT_FALSE(schema->history_complete);
}

TEST(SchemaFromSyntax, AFieldOfAnUnknownTypeStays) {
  Diagnostics diagnostics;
  const auto schema =
      schema_of("schema s\n  history complete\n  customer\n    tier: Tire\n", diagnostics);
  ASSERT_TRUE(schema);
  ASSERT_EQ(schema->customer.size(), 1u);
  EXPECT_EQ(schema->customer[0].type.declared, kUndeclared);
  EXPECT_EQ(diagnostics.all().size(), 1u);
}

TEST(SchemaFromSyntax, WithoutADeclarationThereIsNone) {
  Diagnostics diagnostics;
  EXPECT_FALSE(schema_of("define this_day as now.date\n", diagnostics));
  EXPECT_TRUE(diagnostics.has_errors());
}

}  // namespace
}  // namespace wend::schema
