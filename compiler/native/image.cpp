// SPDX-License-Identifier: Apache-2.0
//
// Code as bytes: the machine code of all bodies, one behind the other, of which only those are made that no cache has.
#include <algorithm>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <llvm/Config/llvm-config.h>

#include "compiler/native/alike_bodies.h"
#include "compiler/native/code_cache.h"
#include "compiler/native/native.h"
#include "compiler/native/piece_file.h"
#include "compiler/native/pieces.h"
#include "compiler/native/texts.h"
#include "runtime/abi/native_bodies.h"
#include "runtime/abi/processor.h"

namespace wend::native {
namespace {

constexpr std::size_t kAlignment = 16;  // of a function, in bytes

NativeImage empty_image(const Plan& plan) {
  NativeImage image;
  image.processor = processor();
  image.touchpoints.assign(plan.touchpoints.size(), NativeImage::kNone);
  image.deadlines.assign(plan.rules.size() + 1, NativeImage::kNone);
  image.indexed.assign(indexed_count(plan), NativeImage::kNone);
  image.answers.assign(answer_count(plan), NativeImage::kNone);
  return image;
}

BodyText one_behind_the_other(const std::vector<BodyText>& texts) {
  BodyText all;
  for (const BodyText& text : texts) all.insert(all.end(), text.begin(), text.end());
  return all;
}

// One compilation.
class ImageMaker {
 public:
  ImageMaker(const Plan& plan, const Options& options)
      : plan_(plan), options_(options), bodies_(native_bodies_of(plan)) {}

  Expected<Made> make();

 private:
  std::optional<Failure> find_stamp();
  std::optional<Failure> find_distinct();
  std::optional<Failure> find_texts(std::size_t begin, std::size_t end);
  bool is_complete(std::size_t begin, std::size_t end) const;
  void take_from_memory(std::size_t begin, std::size_t end);
  bool take_from_store(PieceStore& store, const std::string& name, std::size_t begin,
                       std::size_t end);
  std::optional<Failure> compile_rest(std::size_t begin, std::size_t end);
  void write(PieceStore& store, const std::string& name, std::size_t begin, std::size_t end);
  void note(const std::optional<Failure>& problem);
  NativeImage assembled() const;
  Expected<const ObjectMaker*> maker();
  bool is_cancelled() const { return options_.cancel != nullptr && options_.cancel->load(); }
  std::span<const KeyedBody> keyed(std::size_t begin, std::size_t end) const {
    return std::span(distinct_).subspan(begin, end - begin);
  }

  const Plan& plan_;
  const Options& options_;
  const std::vector<NamedBody> bodies_;
  std::optional<ObjectMaker> maker_;  // if anything needs compiling
  BodyKey stamp_{};                   // of what is made without a cache: zeros
  std::vector<std::size_t> number_;   // of the distinct body that each body is
  // Of the distinct bodies:
  std::vector<KeyedBody> distinct_;
  struct First {
    const NamedBody* body;
    Numbers numbers;
  };
  std::vector<First> first_;
  std::vector<std::shared_ptr<const BodyText>> texts_;
  Counts counts_;
  bool has_written_ = false;  // to the store
};

Expected<Made> ImageMaker::make() {
  if (is_cancelled()) return Failure{"native code is no longer wanted"};
  if (auto failure = find_stamp()) return *failure;
  if (auto failure = find_distinct()) return *failure;
  texts_.resize(distinct_.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends_of_pieces(distinct_, options_.piece_ops)) {
    if (auto failure = find_texts(begin, end)) return *failure;
    if (is_cancelled()) return Failure{"native code is no longer wanted"};
    begin = end;
  }
  if (has_written_) note(options_.cache->store()->tidy());
  counts_.bodies = bodies_.size();
  return Made{assembled(), std::move(counts_)};
}

Expected<const ObjectMaker*> ImageMaker::maker() {
  if (!maker_) {
    auto made = ObjectMaker::for_this_processor(options_.effort);
    if (!made) return made.failure();
    maker_.emplace(std::move(made.value()));
  }
  return &*maker_;
}

// How code is made is what all operations become, for which processor and by whom: whatever of that changes, another stamp
// comes of it, and no code that was made otherwise is taken for ours.
std::optional<Failure> ImageMaker::find_stamp() {
  if (options_.cache == nullptr) return std::nullopt;
  auto stamp = options_.cache->stamp(options_.effort);
  if (!stamp) {
    auto made = maker();
    if (!made) return made.failure();
    const NamedRelativeBody all[] = {{"all", body_of_all_operations()},
                                     {"numbers", body_of_numbers_in_ops()}};
    auto texts = texts_of(*made.value(), all);
    if (!texts) return texts.failure();
    stamp = hash_of(one_behind_the_other(texts.value()),
                    fmt::format("wend {} llvm {} effort {}", processor(), LLVM_VERSION_STRING,
                                static_cast<int>(options_.effort)));
    options_.cache->set_stamp(options_.effort, *stamp);
  }
  stamp_ = *stamp;
  return std::nullopt;
}

std::optional<Failure> ImageMaker::find_distinct() {
  std::unordered_map<BodyKey, std::size_t, BodyKeyHash> known;
  auto numbers = numbers_of(plan_, bodies_, options_.alike_from);
  if (!numbers) return numbers.failure();
  for (std::size_t n = 0; n < bodies_.size(); ++n) {
    const NamedBody& body = bodies_[n];
    auto relative = relative_body(plan_, body.body, numbers.value()[n]);
    if (!relative) return relative.failure();
    const BodyKey key = key_of(stamp_, relative.value());
    const auto [at, is_new] = known.try_emplace(key, distinct_.size());
    if (is_new) {
      distinct_.push_back({key, body.body.end - body.body.begin});
      first_.push_back({&body, numbers.value()[n]});
    }
    number_.push_back(at->second);
  }
  return std::nullopt;
}

// First what is in memory, then what the store has, and the rest is made.
std::optional<Failure> ImageMaker::find_texts(std::size_t begin, std::size_t end) {
  if (options_.cache != nullptr) take_from_memory(begin, end);
  PieceStore* const store = options_.cache == nullptr ? nullptr : options_.cache->store();
  if (store == nullptr) return compile_rest(begin, end);
  const std::string name = name_of_piece(keyed(begin, end));
  const bool is_kept =
      is_complete(begin, end) ? store->touch(name) : take_from_store(*store, name, begin, end);
  if (auto failure = compile_rest(begin, end)) return failure;
  if (!is_kept) write(*store, name, begin, end);
  return std::nullopt;
}

bool ImageMaker::is_complete(std::size_t begin, std::size_t end) const {
  return std::all_of(&texts_[begin], &texts_[begin] + (end - begin),
                     [](const auto& text) { return text != nullptr; });
}

void ImageMaker::take_from_memory(std::size_t begin, std::size_t end) {
  for (std::size_t n = begin; n < end; ++n) {
    texts_[n] = options_.cache->find(distinct_[n].key);
    if (texts_[n] != nullptr) ++counts_.from_memory;
  }
}

// Whether the store had the piece.
bool ImageMaker::take_from_store(PieceStore& store, const std::string& name, std::size_t begin,
                                 std::size_t end) {
  const auto bytes = store.read(name);
  if (!bytes) return false;
  const auto piece = read_piece_file(stamp_, keyed(begin, end), *bytes);
  if (!piece) {
    ++counts_.damaged_pieces;
    return false;
  }
  for (std::size_t n = begin; n < end; ++n) {
    if (texts_[n] != nullptr) continue;
    texts_[n] = (*piece)[n - begin];
    options_.cache->keep(distinct_[n].key, texts_[n]);
    ++counts_.from_store;
  }
  return true;
}

std::optional<Failure> ImageMaker::compile_rest(std::size_t begin, std::size_t end) {
  std::vector<NamedRelativeBody> rest;
  std::vector<std::size_t> places;
  for (std::size_t n = begin; n < end; ++n) {
    if (texts_[n] != nullptr) continue;
    const auto& [first, numbers] = first_[n];
    auto body = relative_body(plan_, first->body, numbers);
    rest.push_back({fmt::format("{}.{}", first->name, n), std::move(body.value())});
    places.push_back(n);
  }
  if (rest.empty()) return std::nullopt;
  auto made = maker();
  if (!made) return made.failure();
  auto texts = texts_of(*made.value(), rest);
  if (!texts) return texts.failure();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t n = places[i];
    texts_[n] = std::make_shared<const BodyText>(std::move(texts.value()[i]));
    if (options_.cache != nullptr) options_.cache->keep(distinct_[n].key, texts_[n]);
  }
  counts_.compiled += rest.size();
  return std::nullopt;
}

void ImageMaker::write(PieceStore& store, const std::string& name, std::size_t begin,
                       std::size_t end) {
  note(store.write(name, piece_file_bytes(stamp_, keyed(begin, end),
                                          std::span(texts_).subspan(begin, end - begin))));
  has_written_ = true;
}

void ImageMaker::note(const std::optional<Failure>& problem) {
  if (problem && counts_.problem.empty()) counts_.problem = problem->what;
}

NativeImage ImageMaker::assembled() const {
  NativeImage image = empty_image(plan_);
  std::vector<std::uint32_t> offsets(texts_.size(), NativeImage::kNone);
  for (std::size_t n = 0; n < bodies_.size(); ++n) {
    std::uint32_t& offset = offsets[number_[n]];
    if (offset == NativeImage::kNone || options_.apart) {
      const BodyText& text = *texts_[number_[n]];
      image.text.resize((image.text.size() + kAlignment - 1) / kAlignment * kAlignment);
      offset = static_cast<std::uint32_t>(image.text.size());
      image.text.insert(image.text.end(), text.begin(), text.end());
    }
    slot_of(image, bodies_[n]) = offset;
  }
  return image;
}

}  // namespace

Expected<Made> image(const Plan& plan, const Options& options) {
  return ImageMaker(plan, options).make();
}

}  // namespace wend::native
