// SPDX-License-Identifier: Apache-2.0
//
// Names from a log as names of the language. What the language allows where is asked of the checker, by
// a small schema with the name in that place: so this never disagrees with `wend check`.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace wend::cli {

enum class NamePlace : std::uint8_t { Touchpoint, Channel, TouchpointField, CustomerField, Value };

// `Invoice No` becomes invoice_no: letters, digits and `_` of ASCII, in lower case.
std::string name_from(std::string_view text);

class AllowedNames {
 public:
  bool allows(NamePlace place, const std::string& name);
  // For each text a name that is allowed there and unlike the others. `keeps_written`: as it is written, if
  // that is allowed.
  std::map<std::string, std::string> names_for(NamePlace place, const std::set<std::string>& texts,
                                               bool keeps_written);

 private:
  bool is_free(NamePlace place, const std::string& name, const std::set<std::string>& taken);

  std::map<std::pair<NamePlace, std::string>, bool> known_;
};

}  // namespace wend::cli
