// SPDX-License-Identifier: Apache-2.0
// What a person's order to attach a photograph becomes: one event `file_attached` of the record or the case, with the
// bytes, the name of the file and the note in sealed parts.
//
//   PM_ASSIGN(FileOrder order, ReadFileOrder({words, today}, body));
//   PM_ASSIGN(Picture picture, ReadPicture(content));
//   PM_ASSIGN(auto drafts, DecideFile(order, {content, picture}, on_file, "BB.item.01J9...", setting, ids));
//
// Follows docs/reference/commands.md. The bytes are kept as they came, with whatever the camera wrote into them. Pure
// but for ids and nonces.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/file.h"
#include "registry/decide_item.h"
#include "registry/picture.h"

namespace proofmark::registry {

inline constexpr std::size_t kFilesPerThingMax = 64;  // of a record or a case, erased ones too

// What is said of a file: its bytes come beside it.
struct FileOrder {
  std::optional<std::string> record{};  // one of the two
  std::optional<std::string> one_case{};
  std::string shows;
  std::optional<bool> scale{};
  std::optional<base::PartialDate> date{};  // when it was taken
  std::optional<std::string> by{};
  std::optional<std::string> name{};
  std::optional<std::string> note{};
  std::optional<base::Digest> digest{};  // as the sender reckoned it
};

// Errors, first that applies: kTooLarge (a limit), kInvalid.
base::Result<FileOrder> ReadFileOrder(const OrderContext& context, const base::Json& body);

struct SentFile {
  std::string_view content;
  Picture picture;
};

// A file that the thing has already.
struct FileOnFile {
  std::string id;
  base::Digest digest{};
  bool erased = false;
};

// Errors, first that applies: kTooLarge (bytes, files), kInvalid (another digest than was said), kConflict (the same
// bytes are attached to the thing already).
base::Result<std::vector<store::Draft>> DecideFile(const FileOrder& order, const SentFile& sent,
                                                   const std::vector<FileOnFile>& on_file, const std::string& subject,
                                                   const CommandSetting& setting, const IdSource& ids);

// kInvalid where nothing was sent, kTooLarge past kFileBytesMax.
base::Result<void> CheckFileSize(std::size_t bytes);

}  // namespace proofmark::registry
