// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/shop_pack.h"

#include <charconv>
#include <cstddef>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"

namespace wend::bench {
namespace {

constexpr std::int64_t kHalfHour = 30 * 60'000;

constexpr const char* kSchema = R"(schema shop
  zone "UTC"
  grain 1 millisecond
  history begins 2020-01-01
  identifier Product up to 8 characters remembering 5000
  channel web live
  touchpoint page_view on web
  touchpoint product_view on web
    product: Product
  touchpoint search on web
  touchpoint add_to_cart on web
  touchpoint remove_from_cart on web
  touchpoint checkout_start on web
  touchpoint purchase on web
    product: Product
    cents: whole
  touchpoint email_open on web
  touchpoint email_click on web
  touchpoint support_ticket on web
  touchpoint app_open on web
  touchpoint logout on web
  action act purpose service

)";

constexpr const char* kRules = R"(rule r1
  when     search
  if       count of search in 168 hours >= 3
  do       act()
  limit    none

rule r2
  when     add_to_cart
           then checkout_start within 30 minutes without remove_from_cart
  do       act()
  limit    none

rule r3
  when     checkout_start
           then no purchase within 30 minutes of each up to 64 open
  do       act()
  limit    none

rule r4
  when     purchase
  if       sum of purchase.cents in 720 hours of the newest 10000 > 20000
  do       act()
  limit    none

rule r5
  when     touchpoint
  do       act()
  limit    once per customer

rule r6
  when     product_view
  if       count of product_view with the same product remembering 5000
             since last purchase with the same product is 3
  do       act()
  limit    none
)";

}  // namespace

std::string shop_pack(const std::string& schema_line, const std::string& rule_line) {
  const std::string schema(kSchema);
  const std::size_t second = schema.find('\n') + 1;
  std::string text = schema.substr(0, second) + schema_line + schema.substr(second) + "\n" + kRules;
  for (std::size_t at = text.find("  limit "); at != std::string::npos;
       at = text.find("  limit ", at + rule_line.size()))
    text.insert(at = text.find('\n', at) + 1, rule_line);
  return text;
}

std::shared_ptr<Pack> compiled_pack(const std::vector<Source>& sources) {
  const CompileResult compiled = compile(sources);
  if (!compiled.pack) give_up(compiled.text.substr(0, 2'000));
  if (auto problem = compile_native_in_background(compiled.pack).wait()) give_up(problem->what);
  return compiled.pack;
}

ShopNames make_shop_names(std::uint32_t customers) {
  ShopNames names;
  for (std::uint32_t i = 0; i < customers; ++i) names.customers.push_back(fmt::format("c{:07}", i));
  for (std::uint32_t i = 0; i <= kShopProducts; ++i)
    names.products.push_back(fmt::format("p{:05}", i));
  return names;
}

void number_as_in_log(Session& session, const ShopNames& names) {
  std::uint32_t next = 0;
  for (const std::string& name : names.customers) {
    if (session.number_of(name) != next++) give_up("customers are not numbered as they come");
  }
}

void fill(Event& event, const ShopEvent& of, const ShopNames& names, std::uint32_t number) {
  if (number == Event::kByName) event.customer = names.customers[of.customer];
  event.customer_number = number;
  event.time_ns = of.time_ms * 1'000'000;
  event.touchpoint = static_cast<std::uint32_t>(of.kind);
  event.fields.clear();
  if (of.kind == ShopKind::ProductView || of.kind == ShopKind::Purchase)
    event.fields.push_back({Event::State::Present, 0, names.products[of.product]});
  if (of.kind == ShopKind::Purchase)
    event.fields.push_back({Event::State::Present, of.cents * kMillionth, {}});
}

ShopRows::ShopRows(const std::vector<ShopEvent>& log, const ShopNames& names)
    : log_(log), names_(names), row_(kRow), ids_(kRow) {}

void ShopRows::feed_all(Session& session, By by) {
  for (std::size_t i = 0; i < log_.size(); i += kRow) {
    const std::size_t count = std::min(kRow, log_.size() - i);
    for (std::size_t k = 0; k < count; ++k) {
      Event& event = row_[k];
      char* const id = ids_[k].data();
      const ShopEvent& of = log_[i + k];
      event.source = "bench";
      event.id = {id,
                  static_cast<std::size_t>(std::to_chars(id, id + ids_[k].size(), i + k).ptr - id)};
      event.sequence = i + k;
      fill(event, of, names_, by == By::Name ? Event::kByName : of.customer);
    }
    session.feed({row_.data(), count},
                 [](std::size_t, const Refusal& refused) { give_up(refused.reason); });
  }
}

RecordLayout shop_record_layout(const Plan& plan) {
  using Form = RecordLayout::Form;
  RecordLayout layout(plan);
  layout.source("bench")
      .id_at(offsetof(ShopRecord, number), Form::UInt64)
      .sequence_at(offsetof(ShopRecord, number))
      .time_at(offsetof(ShopRecord, event.time_ms), 1'000'000)
      .customer_number_at(offsetof(ShopRecord, event.customer))
      .touchpoint_at(offsetof(ShopRecord, event.kind), Form::UInt8)
      .field_at("product", offsetof(ShopRecord, event.product), Form::UInt32)
      .field_at("cents", offsetof(ShopRecord, event.cents), Form::UInt32);
  if (auto problem = layout.problem()) give_up(problem->what);
  return layout;
}

MadeByRule made_of(const Decision& decision) {
  MadeByRule made{decision.rule, 0, decision.time_ms};
  const std::string_view digits = decision.customer.substr(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), made.customer);
  if (decision.rule == 2) made.time -= kHalfHour;
  return made;
}

}  // namespace wend::bench
