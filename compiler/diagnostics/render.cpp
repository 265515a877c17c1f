// SPDX-License-Identifier: Apache-2.0
//
// Diagnostics as text for people: the message, the place, the source line with the wrong text
// underlined and the way out beside it.
//
//   error[unknown-field]: no field `totl` on `Order`
//    --> orders.wend:3:12
//     |   if order.totl > 100 EUR
//     |            ^^^^ did you mean `total`?
//     = apply with --fix: write `total`
#include <algorithm>

#include "compiler/base/limits.h"
#include "compiler/diagnostics/message.h"

namespace wend {
namespace {

constexpr std::size_t kWidest = 160;  // code points of a source line that are shown

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

// The bytes of the first `count` code points.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && !starts_code_point(text[at])) ++at;
    --count;
  }
  return at;
}

class Renderer {
 public:
  Renderer(const Sources& sources, Colour colour) : sources_(sources), colour_(colour) {}

  void diagnostic(const Diagnostic& shown) {
    const DiagnosticRow& row = row_of(shown.kind);
    const bool error = row.severity == Severity::Error;
    const char* paint = error ? kRed : kYellow;
    painted(paint, std::string(error ? "error" : "warning") + "[" + std::string(row.slug) + "]");
    painted(kBold, ": " + printable(message_of(shown)));
    out_ += '\n';
    place(shown.span);
    underlined(shown.span, '^', shown.help, paint);
    for (const Label& label : shown.labels) {
      if (sources_.position(label.span).line != sources_.position(shown.span).line ||
          label.span.file != shown.span.file) {
        place(label.span);
      }
      underlined(label.span, '-', label.text, kBlue);
    }
    if (shown.fix) {
      gutter("=");
      painted(kGreen, "apply with --fix: " + printable(shown.fix->title));
      out_ += '\n';
    }
  }

  void line(std::string_view text) { out_ += std::string(text) + '\n'; }
  std::string take() { return std::move(out_); }

 private:
  static constexpr const char* kRed = "\033[1;31m";
  static constexpr const char* kYellow = "\033[1;33m";
  static constexpr const char* kBlue = "\033[1;34m";
  static constexpr const char* kGreen = "\033[32m";
  static constexpr const char* kBold = "\033[1m";

  void painted(const char* paint, std::string_view text) {
    if (colour_ == Colour::Never) {
      out_ += text;
      return;
    }
    out_ += paint;
    out_ += text;
    out_ += "\033[0m";
  }

  void gutter(const char* sign) {
    painted(kBlue, std::string("  ") + sign);
    out_ += ' ';
  }

  void place(const Span& span) {
    const Position at = sources_.position(span);
    painted(kBlue, " -->");
    out_ += ' ' + printable(sources_.file(span.file).path) + ':' + std::to_string(at.line) + ':' +
            std::to_string(at.column) + '\n';
  }

  // The first line of the span, with `sign` under its text and `words` behind.
  void underlined(const Span& span, char sign, std::string_view words, const char* paint) {
    const Position at = sources_.position(span);
    std::string_view text = sources_.line(span.file, at.line);
    std::size_t before = at.column - 1;
    std::size_t width = covered(span);
    std::string cut;
    if (before > kWidest / 2 && code_points(text) > kWidest) {
      const std::size_t dropped = before - kWidest / 2;
      text.remove_prefix(bytes_of(text, dropped));
      before = before - dropped + 1;
      cut = "…";
    }
    const std::string_view shown = text.substr(0, bytes_of(text, kWidest));
    const bool more = shown.size() < text.size();
    width = std::min(width, kWidest - std::min(before, kWidest - 1));
    const std::string line = cut + printable(shown);
    gutter("|");
    out_ += line + (more ? "…" : "") + '\n';
    gutter("|");
    out_ += padding(line, before);
    painted(paint, std::string(std::max<std::size_t>(width, 1), sign));
    if (!words.empty()) {
      out_ += ' ';
      painted(paint, printable(words));
    }
    out_ += '\n';
  }

  std::size_t covered(const Span& span) const {
    const std::string_view text = sources_.text(span);
    return code_points(text.substr(0, text.find_first_of("\r\n")));
  }

  // Blanks as wide as the first `count` code points of the line; tabs stay tabs.
  static std::string padding(std::string_view line, std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < line.size() && count > 0; ++i) {
      if (!starts_code_point(line[i])) continue;
      made += line[i] == '\t' ? '\t' : ' ';
      --count;
    }
    return made + std::string(count, ' ');
  }

  const Sources& sources_;
  Colour colour_;
  std::string out_;
};

}  // namespace

std::string render_text(const Sources& sources, const Diagnostics& diagnostics, Colour colour) {
  Renderer renderer(sources, colour);
  const std::vector<Diagnostic>& all = diagnostics.all();
  const std::size_t shown = std::min<std::size_t>(all.size(), kLimits.rendered_diagnostics);
  for (std::size_t i = 0; i < shown; ++i) renderer.diagnostic(all[i]);
  if (shown < all.size()) {
    renderer.line("and " + std::to_string(all.size() - shown) + " more");
  }
  return renderer.take();
}

}  // namespace wend
