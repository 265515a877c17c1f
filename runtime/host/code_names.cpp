// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/code_names.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "runtime/abi/native_bodies.h"
#include "runtime/host/write_all.h"

namespace wend::runtime {
namespace {

// The file is one for the process, and what an earlier process of the same number left is not ours.
struct PerfMap {
  std::mutex mutex;
  bool is_begun = false;
};

PerfMap& perf_map() {
  static PerfMap map;
  return map;
}

}  // namespace

std::vector<NamedCode> named_code_of(const Plan& plan, const NativeCode& code) {
  std::map<const std::uint8_t*, std::string> names;
  for (const NamedBody& body : native_bodies_of(plan)) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(slot_of(code, body));
    if (begin != nullptr) names.try_emplace(begin, "wend_" + body.name);
  }
  std::vector<NamedCode> named;
  for (const auto& [begin, name] : names) {
    if (!named.empty()) named.back().size = static_cast<std::size_t>(begin - named.back().begin);
    named.push_back({begin, 0, name});
  }
  if (!named.empty())
    named.back().size =
        static_cast<std::size_t>(code.text.data() + code.text.size() - named.back().begin);
  return named;
}

std::optional<Failure> write_perf_map(std::span<const NamedCode> code) {
  std::string lines;
  for (const NamedCode& one : code) {
    lines += fmt::format("{:x} {:x} {}\n", reinterpret_cast<std::uintptr_t>(one.begin), one.size,
                         one.name);
  }
  PerfMap& map = perf_map();
  const std::lock_guard lock(map.mutex);
  const std::string path = fmt::format("/tmp/perf-{}.map", getpid());
  if (!map.is_begun) unlink(path.c_str());
  // Whoever else has put something there, perhaps a link, keeps us from writing.
  const int how =
      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (map.is_begun ? 0 : O_EXCL);
  const int file = open(path.c_str(), how, S_IRUSR | S_IWUSR);
  const bool done = file >= 0 && write_all(file, lines);
  const int problem = errno;
  if (file >= 0) close(file);
  if (!done) return Failure{fmt::format("cannot write `{}`: {}", path, std::strerror(problem))};
  map.is_begun = true;
  return std::nullopt;
}

Expected<std::shared_ptr<void>> shown_code(const Plan& plan, const NativeCode& code,
                                           const NativeTools& tools) {
  const std::vector<NamedCode> named = named_code_of(plan, code);
  if (named.empty()) return std::shared_ptr<void>();
  if (tools.perf_map) {
    if (auto failure = write_perf_map(named)) return *failure;
  }
  return tools.debugger ? shown_to_debugger(named) : std::shared_ptr<void>();
}

}  // namespace wend::runtime

namespace wend {

Expected<std::shared_ptr<void>> show_native(std::shared_ptr<const Pack> pack,
                                            const NativeTools& tools) {
  if (!pack->has_native()) return std::shared_ptr<void>();
  auto shown = runtime::shown_code(pack->plan(), *pack->native(), tools);
  if (!shown) return shown.failure();
  using Both =
      std::pair<std::shared_ptr<const Pack>, std::shared_ptr<void>>;  // the second goes first
  return std::shared_ptr<void>(std::make_shared<Both>(std::move(pack), shown.value()));
}

}  // namespace wend
