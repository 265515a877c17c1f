// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/pack.h"

#include "compiler/program/words.h"

namespace wend::program {

std::string Pack::words_of(Span span) const { return words(sources.text(span)); }

// A `#` of a text counts, too: that only loses a fix.
bool Pack::has_comment(Span span) const {
  return sources.text(span).find('#') != std::string_view::npos;
}

Span Pack::with_blanks_before(Span span) const {
  const std::string_view text = sources.file(span.file).text;
  while (span.begin > 0 && (text[span.begin - 1] == ' ' || text[span.begin - 1] == '\t'))
    --span.begin;
  return span;
}

Span digits_in(const Pack& pack, Span span, const std::string& digits) {
  const std::size_t at = pack.sources.text(span).rfind(digits);
  if (at == std::string_view::npos) return span;
  const auto begin = span.begin + static_cast<std::uint32_t>(at);
  return {span.file, begin, begin + static_cast<std::uint32_t>(digits.size())};
}

void offer_nearest(Pack& pack, Diagnostic& reported, const syntax::Name& name,
                   const std::vector<std::string>& candidates, const std::string& otherwise) {
  constexpr std::size_t kMostSought = 1'000'000;
  pack.names_to_seek += candidates.size();
  const auto near =
      pack.names_to_seek < kMostSought ? nearest(name.text, candidates) : std::nullopt;
  if (near) {
    reported.with_help("did you mean `" + *near + "`?")
        .with_fix("write `" + *near + "`", name.span, *near);
  } else {
    reported.with_help(otherwise);
  }
}

std::string listed(const std::vector<std::string>& names, const char* last_word, std::size_t most) {
  std::string made;
  const std::size_t shown = std::min(names.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) made += i + 1 == names.size() ? std::string(" ") + last_word + " " : ", ";
    made += "`" + names[i] + "`";
  }
  return shown < names.size() ? made + ", ..." : made;
}

}  // namespace wend::program
