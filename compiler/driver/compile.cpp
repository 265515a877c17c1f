// SPDX-License-Identifier: Apache-2.0
//
// The public door of the compiler: wend/compiler.h.
#include <algorithm>

#include "compiler/diagnostics/message.h"
#include "compiler/driver/budget.h"
#include "compiler/driver/pipeline.h"

namespace wend {

Finding::Place driver::place_of(const Sources& sources, const Span& span) {
  const Position begin = sources.position(span);
  const Position end = sources.position({span.file, span.end, span.end});
  return {sources.file(span.file).path, begin.line, begin.column, end.line, end.column};
}

namespace {

using driver::place_of;

Finding finding_of(const Sources& sources, const Diagnostic& diagnostic) {
  Finding finding;
  const DiagnosticRow& row = row_of(diagnostic.kind);
  finding.severity =
      row.severity == Severity::Error ? Finding::Severity::Error : Finding::Severity::Warning;
  finding.slug = row.slug;
  finding.message = message_of(diagnostic);
  finding.help = diagnostic.help;
  finding.place = place_of(sources, diagnostic.span);
  if (diagnostic.fix) {
    const Fix& fix = *diagnostic.fix;
    const SourceFile& file = sources.file(fix.span.file);
    finding.fix = Finding::Fix{
        fix.title,       file.path, fix.span.begin + file.mark, fix.span.end + file.mark,
        fix.replacement, {}};
    for (const Span& again : fix.also) {
      const SourceFile& other = sources.file(again.file);
      finding.fix->also.push_back({other.path, again.begin + other.mark, again.end + other.mark});
    }
  }
  return finding;
}

}  // namespace

CompileResult driver::result_of(Compilation& compilation, const CompileOptions& options) {
  CompileResult result;
  const Diagnostics& diagnostics = compilation.diagnostics;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    result.findings.push_back(finding_of(compilation.sources, diagnostic));
  }
  if (!diagnostics.all().empty()) {
    result.text = render_text(compilation.sources, diagnostics,
                              options.colour ? Colour::Always : Colour::Never);
  }
  if (!result.text.empty() && result.text.back() != '\n') result.text += '\n';
  result.json = render_json(compilation.sources, diagnostics);
  result.library = std::move(compilation.library);
  if (compilation.plan) result.pack = std::make_shared<Pack>(std::move(*compilation.plan));
  return result;
}

CompileResult compile(const std::vector<Source>& sources, const CompileOptions& options) {
  return Compiler().compile(sources, options);
}

struct Compiler::Inside {
  driver::Known before;
};

Compiler::Compiler() : inside_(std::make_unique<Inside>()) {}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;
Compiler& Compiler::operator=(Compiler&&) noexcept = default;

CompileResult Compiler::compile(const std::vector<Source>& sources, const CompileOptions& options) {
  driver::Compilation compilation =
      driver::compilation_of(sources, options.read, driver::Stop::Plan, std::move(inside_->before));
  if (options.budget > 0) driver::check_budget(compilation, options.budget);
  CompileResult result = driver::result_of(compilation, options);
  inside_->before = std::move(compilation);
  return result;
}

}  // namespace wend
