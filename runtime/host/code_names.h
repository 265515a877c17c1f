// SPDX-License-Identifier: Apache-2.0
//
// Names for the machine code of a pack, for tools that look at the process: a profiler reads them from a file, a
// debugger from the memory of the process. Both ways are of the whole process, as the tools want it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/abi/native.h"
#include "wend/native_tools.h"

namespace wend::runtime {

struct NamedCode {
  const std::uint8_t* begin = nullptr;
  std::size_t size = 0;
  std::string name;
};

// By address. Code that several bodies share has the name of the first.
std::vector<NamedCode> named_code_of(const Plan& plan, const NativeCode& code);

// Keeps what tools see of the code as long as the result lives; it may be null. Refused if the map cannot be written.
Expected<std::shared_ptr<void>> shown_code(const Plan& plan, const NativeCode& code,
                                           const NativeTools& tools);

// Writes a line for each to /tmp/perf-PID.map, behind those that this process wrote before.
std::optional<Failure> write_perf_map(std::span<const NamedCode> code);

// Shows the code to debuggers for as long as the result lives. Not null.
std::shared_ptr<void> shown_to_debugger(std::span<const NamedCode> code);

// The file that a debugger is shown: an ELF object with these functions at these addresses, and no bytes of theirs.
std::string elf_of(std::span<const NamedCode> code);

}  // namespace wend::runtime
