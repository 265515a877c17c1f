// SPDX-License-Identifier: Apache-2.0
//
// Diagnostics as JSON for editors and scripts: all of them, in their order.
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/message.h"

namespace wend {
namespace {

using Json = nlohmann::ordered_json;

Json place(const Sources& sources, const Span& span) {
  const Position begin = sources.position(span);
  const Position end = sources.position({span.file, span.end, span.end});
  return {{"path", sources.file(span.file).path},
          {"line", begin.line},
          {"column", begin.column},
          {"end_line", end.line},
          {"end_column", end.column}};
}

Json labels(const Sources& sources, const std::vector<Label>& all) {
  Json made = Json::array();
  for (const Label& label : all) {
    Json one = place(sources, label.span);
    one["text"] = label.text;
    made.push_back(std::move(one));
  }
  return made;
}

Json fix(const Sources& sources, const std::optional<Fix>& offered) {
  if (!offered) return nullptr;
  Json made = {{"title", offered->title}};
  made.update(place(sources, offered->span));
  made["replacement"] = offered->replacement;
  return made;
}

}  // namespace

std::string render_json(const Sources& sources, const Diagnostics& diagnostics) {
  Json all = Json::array();
  for (const Diagnostic& shown : diagnostics.all()) {
    const DiagnosticRow& row = row_of(shown.kind);
    Json one = {{"slug", row.slug},
                {"severity", row.severity == Severity::Error ? "error" : "warning"},
                {"message", message_of(shown)}};
    one.update(place(sources, shown.span));
    one["labels"] = labels(sources, shown.labels);
    one["help"] = shown.help;
    one["fix"] = fix(sources, shown.fix);
    all.push_back(std::move(one));
  }
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace wend
