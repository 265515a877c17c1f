// SPDX-License-Identifier: Apache-2.0
#include "compiler/driver/imports.h"

#include <algorithm>
#include <filesystem>

#include "stdlib/stdlib.h"

namespace wend::driver {
namespace {

constexpr std::string_view kLibraryFolder = "std/";

// "stdlib/time.wend", as the library names it, is imported as "std/time.wend".
std::string imported_name(const stdlib::File& file) {
  return std::string(kLibraryFolder) + std::filesystem::path(file.name).filename().string();
}

// The files of the pack are no way out: they belong to it anyhow, and the missing one is another.
std::vector<std::string> library_names() {
  std::vector<std::string> names;
  for (const stdlib::File& file : stdlib::files()) names.push_back(imported_name(file));
  return names;
}

std::string beside(const std::string& importing, const std::string& path) {
  return (std::filesystem::path(importing).parent_path() / path).lexically_normal().string();
}

// Whether it was read already, perhaps by another path. A file of the library is never one of the pack's.
bool is_there(const Compilation& compilation, const std::string& path, bool is_library) {
  const auto& files = compilation.sources.files();
  return std::any_of(files.begin(), files.end(), [&](const SourceFile& file) {
    std::error_code none;  // what lies in no file system is only equal by its path
    return file.of_library == is_library &&
           (std::filesystem::path(file.path).lexically_normal() ==
                std::filesystem::path(path).lexically_normal() ||
            (!is_library && std::filesystem::equivalent(file.path, path, none)));
  });
}

void report_unknown(Compilation& compilation, const syntax::Import& import) {
  Diagnostic& reported = compilation.diagnostics.report(DiagnosticKind::UnknownImport,
                                                        import.path_span, {import.path});
  const auto name = nearest(import.path, library_names());
  if (name) {
    reported.with_help("did you mean `" + *name + "`?")
        .with_fix("write `" + *name + "`", import.path_span, "\"" + *name + "\"");
  } else if (import.path.starts_with(kLibraryFolder)) {
    std::string all;
    for (const stdlib::File& file : stdlib::files())
      all += (all.empty() ? "" : ", ") + imported_name(file);
    reported.with_help("the library has " + all);
  } else {
    reported.with_help("the path is looked for from the folder of this file");
  }
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

SourceFile without_mark(std::string path, std::string text) {
  if (!text.starts_with(kByteOrderMark)) return {std::move(path), std::move(text)};
  text.erase(0, kByteOrderMark.size());
  return {std::move(path), std::move(text), false, kByteOrderMark.size()};
}

std::optional<std::string> library_file(const std::string& path) {
  for (const stdlib::File& file : stdlib::files()) {
    if (imported_name(file) == path) return std::string(file.text);
  }
  return std::nullopt;
}

void add_imports(Compilation& compilation, const syntax::Tree& tree, const ReadFile& read) {
  const std::string importing = compilation.sources.file(tree.file).path;
  for (const syntax::Declaration& declaration : tree.declarations) {
    const auto* import = std::get_if<syntax::Import>(&declaration.kind);
    if (import == nullptr) continue;
    const bool is_library = import->path.starts_with(kLibraryFolder);
    const std::string path = is_library ? import->path : beside(importing, import->path);
    if (is_there(compilation, path, is_library)) continue;
    auto text = is_library ? library_file(path) : read ? read(path) : std::nullopt;
    if (!text) {
      report_unknown(compilation, *import);
      continue;
    }
    if (is_library) compilation.library.push_back(path);
    SourceFile file = without_mark(path, std::move(*text));
    file.of_library = is_library;
    compilation.sources.add(std::move(file));
  }
}

}  // namespace wend::driver
