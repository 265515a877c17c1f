// SPDX-License-Identifier: Apache-2.0
//
// A fuzz entry without the fuzzer: `wend_replay_NAME FILE...` hands over files; `wend_replay_NAME [SECONDS]`
// damages good inputs at random for so long (3 seconds). A crash is the finding.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/differential/trials/damage.h"
#include "tests/fuzz/entry.h"

namespace {

void hand_over(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string content_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void damage_for(double seconds) {
  const std::vector<std::string> good = wend::fuzz::good_inputs();
  for (const std::string& input : good) hand_over(input);
  wend::differential::Random random(1);
  const auto start = std::chrono::steady_clock::now();
  std::size_t tried = 0;
  while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() <
         seconds) {
    hand_over(wend::differential::damaged(random.pick(good), random));
    ++tried;
  }
  std::printf("%zu good and %zu damaged inputs survived\n", good.size(), tried);
}

}  // namespace

int main(int count, char** words) {
  if (count > 1 && std::filesystem::exists(words[1])) {
    for (int i = 1; i < count; ++i) hand_over(content_of(words[i]));
  } else {
    damage_for(count > 1 ? std::atof(words[1]) : 3);
  }
  return 0;
}
