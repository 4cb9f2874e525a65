// SPDX-License-Identifier: Apache-2.0
#include "match/image/image_writer.h"

#include <utility>

#include "base/assert.h"

namespace proofmark::match {

using base::Result;

namespace {
constexpr unsigned kPrivateMode = 0600;
constexpr std::size_t kPendingBytes = std::size_t{1} << 20;
}  // namespace

Result<ImageWriter> ImageWriter::Create(const std::string& path, std::size_t sections, std::size_t head_bytes,
                                        const std::atomic<bool>* stop) {
  PM_ASSIGN(base::DurableFile file, base::DurableFile::Create(path, kPrivateMode));
  return ImageWriter(std::move(file), sections, head_bytes, stop);
}

// The place of the header is left free until all else is known.
ImageWriter::ImageWriter(base::DurableFile file, std::size_t sections, std::size_t head_bytes,
                         const std::atomic<bool>* stop)
    : file_(std::move(file)), head_bytes_(head_bytes), sections_(sections), stop_(stop) {
  pending_.assign(AlignedInImage(head_bytes), '\0');
  end_ = pending_.size();
  for (ImageSection& section : sections_) section = {end_, 0, base::Sha256("")};
}

void ImageWriter::Begin(std::size_t section) {
  PM_ASSERT(digest_ == nullptr || section > section_);
  End();
  section_ = section;
  digest_ = std::make_unique<base::Sha256Stream>();
  const std::string gap(AlignedInImage(end_) - end_, '\0');
  pending_ += gap;
  sums_.Add(gap);
  end_ += gap.size();
  sections_[section_].begin = end_;
}

void ImageWriter::End() {
  if (digest_ == nullptr) return;
  sections_[section_].bytes = end_ - sections_[section_].begin;
  sections_[section_].sha256 = digest_->Finish();
  digest_.reset();
}

void ImageWriter::PutBytes(std::string_view bytes) {
  end_ += bytes.size();
  if (!outcome_.ok()) return;
  digest_->Update(bytes);
  sums_.Add(bytes);
  pending_ += bytes;
  if (pending_.size() >= kPendingBytes) Flush();
}

void ImageWriter::Flush() {
  if (stop_ != nullptr && *stop_) outcome_ = base::Error{base::Code::kCancelled, "the snapshot was given up", ""};
  if (outcome_.ok()) outcome_ = file_.Write(pending_);
  pending_.clear();
}

Result<std::vector<ImageSection>> ImageWriter::EndWithSums() {
  const std::vector<std::uint64_t> sums = std::move(sums_).Take();
  sums_ = {};
  Begin(sections_.size() - 1);
  Put(std::span<const std::uint64_t>(sums));
  End();
  Flush();
  PM_TRY(outcome_);
  return sections_;
}

Result<void> ImageWriter::Keep(std::string_view head) {
  PM_ASSERT(head.size() == head_bytes_);
  PM_TRY(file_.WriteAt(0, head));
  return file_.Keep();
}

}  // namespace proofmark::match
