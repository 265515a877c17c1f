// SPDX-License-Identifier: Apache-2.0
//
// A small host: loads a pack that `wend build` made, with the runtime alone (no compiler, no LLVM).
//   load_only PACK < events.jsonl
#include <iostream>
#include <string>

#include <wend/runtime.h>

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: load_only PACK < events.jsonl\n";
    return 2;
  }
  auto pack = wend::Pack::from_file(words[1]);
  if (!pack) {
    std::cerr << pack.failure().what << "\n";
    return 2;
  }
  wend::Session session(pack.value());
  session.on_decision([&](const wend::Decision& decision) {
    std::string line;
    wend::append_cloud_event(line, pack.value()->plan(), decision, {});
    std::cout << line << "\n";
  });
  for (std::string event; std::getline(std::cin, event);) {
    if (auto refused = session.feed_json(event))
      std::cerr << "refused: " << refused->reason << "\n";
  }
  session.flush();
}
