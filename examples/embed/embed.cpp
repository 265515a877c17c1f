// SPDX-License-Identifier: Apache-2.0
//
// A server that decides: compiles rules, feeds events, receives decisions.
//   embed RULES.wend... < events.jsonl
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <wend/compiler.h>
#include <wend/runtime.h>

namespace {

std::string text_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void act_on(const wend::Decision& decision, const wend::Plan& plan) {
  std::string line;
  wend::append_cloud_event(line, plan, decision, {});
  std::cout << line << "\n";  // here a real server sends the mail
}

}  // namespace

int main(int count, char** words) {
  std::vector<wend::Source> sources;
  for (int i = 1; i < count; ++i) sources.push_back({words[i], text_of(words[i])});

  wend::CompileResult result = wend::compile(sources);
  std::cerr << result.text;
  if (!result.pack) return 1;

  // Optional: machine code is made beside the session, which takes it up when it is ready.
  wend::NativeCompilation native = wend::compile_native_in_background(result.pack);

  wend::Session session(result.pack);
  session.on_decision(
      [&](const wend::Decision& decision) { act_on(decision, result.pack->plan()); });
  for (std::string event; std::getline(std::cin, event);) {
    if (auto refused = session.feed_json(event)) {
      std::cerr << "refused (" << wend::slug_of(refused->kind) << "): " << refused->reason << "\n";
    }
  }
  session.flush();
  std::cerr << session.counts().decisions << " decisions for " << session.customers()
            << " customers\n";
}
