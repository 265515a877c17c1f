// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_answer.h"

#include "compiler/plan/body_builder.h"
#include "compiler/plan/lower_expression.h"

namespace wend::plan {

using namespace program;

std::vector<AnswerInfo> lower_answers(const Analysis& analysis, std::uint32_t touchpoint,
                                      const Settings& settings, TextTable& texts,
                                      std::vector<Op>& ops) {
  const SchemaTouchpoint& schema = analysis.program.schema.touchpoints[touchpoint];
  std::vector<AnswerInfo> made;
  for (std::size_t i = 0; i < schema.answers.size(); ++i) {
    const SchemaField& field = schema.answers[i];
    const ListAnswer& asked = analysis.program.answers[touchpoint][i];
    AnswerInfo& answer = made.emplace_back();
    answer.info = {field.name, field.type, field.optional, field.personal};
    answer.measure = asked.measure;
    answer.list = asked.list;
    answer.field = asked.field;
    answer.has_test = asked.where.has_value();
    if (!asked.where) continue;
    BodyBuilder builder(settings.simplify);
    ExpressionLowering expressions(analysis, texts, builder, touchpoint);
    builder.effect(OpCode::ItemTest, {expressions.lower(*asked.where)}, 0);
    answer.test = builder.finish(ops);
  }
  return made;
}

}  // namespace wend::plan
