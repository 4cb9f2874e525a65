// SPDX-License-Identifier: Apache-2.0
#include "app/upload_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace proofmark::app {
namespace {

constexpr const char* kUpload = "01J9ZQ4V7M4W0T5YB3N2K8XH6D.register";

TEST(UploadFolder, RemovesWhatUploadsLeftAndNothingElse) {
  const std::string path = ::testing::TempDir() + "uploads-of-another";
  std::filesystem::remove_all(path);
  std::filesystem::create_directory(path);
  for (const char* name : {kUpload, "thesis.register", "notes.txt", ".profile"}) {
    std::ofstream(path + "/" + name) << "x";
  }
  {
    auto folder = UploadFolder::Open(path);
    ASSERT_TRUE(folder.ok()) << folder.error().message;
    EXPECT_FALSE(std::filesystem::exists(path + "/" + kUpload));
    ASSERT_TRUE((*folder)->Append(kUpload, 0, "a,b\n").ok());
    EXPECT_EQ(UploadFolder::Open(path).error().code, base::Code::kConflict);
  }
  EXPECT_FALSE(std::filesystem::exists(path + "/" + kUpload)) << "it goes with the folder's end";
  for (const char* name : {"thesis.register", "notes.txt", ".profile"}) {
    EXPECT_TRUE(std::filesystem::exists(path + "/" + name)) << name;
  }
  std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace proofmark::app
