// SPDX-License-Identifier: Apache-2.0
#include "tools/world/world.h"

#include <cstdio>
#include <filesystem>

#include "base/json.h"
#include "tools/world/shelf.h"
#include "tools/world/showcase.h"
#include "tools/world/story.h"
#include "tools/world/truth.h"

namespace proofmark::world {
namespace {

base::Error CannotWrite(const std::string& path) {
  return {base::Code::kUnavailable, path + ": cannot be written", ""};
}

// A file of lines, written as they come.
class LineFile {
 public:
  explicit LineFile(std::string path) : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {}
  ~LineFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  void Write(const std::string& line) {
    if (file_ != nullptr) std::fwrite(line.data(), 1, line.size(), file_);
  }
  base::Result<void> Close() {
    bool failed = file_ == nullptr || std::ferror(file_) != 0;
    if (file_ != nullptr) failed |= std::fclose(file_) != 0;
    file_ = nullptr;
    if (failed) return CannotWrite(path_);
    return {};
  }

 private:
  std::string path_;
  std::FILE* file_;
};

base::Result<void> WriteText(const std::string& path, const std::string& text) {
  LineFile file(path);
  file.Write(text);
  return file.Close();
}

base::Result<void> WriteFrame(const std::string& folder) {
  std::string authorities = "code,name\n";
  for (const Authority& authority : kAuthorities) {
    std::string name = authority.name;
    authorities +=
        std::string(authority.code) + "," + (name.find(',') == std::string::npos ? name : "\"" + name + "\"") + "\n";
  }
  PM_TRY(WriteText(folder + "/authorities.csv", authorities));
  std::string orders = "authority\tfile\tmapping\n";
  for (std::size_t i = 0; i < kBooks; ++i) {
    const BookTable& table = TableOf(static_cast<Book>(i));
    std::string mapping = std::string(table.source) + ".json";
    PM_TRY(WriteText(folder + "/" + mapping, MappingOf(static_cast<Book>(i)).dump(2) + "\n"));
    orders += std::string(table.owner) + "\t" + table.file + "\t" + mapping + "\n";
  }
  return WriteText(folder + "/orders.tsv", orders);
}

}  // namespace

base::Result<WorldSummary> MakeWorld(const WorldOrder& order) {
  if (order.weapons > kWeaponsMax) {
    return base::Error{base::Code::kInvalid, "weapons: at most " + std::to_string(kWeaponsMax), "weapons"};
  }
  std::error_code failed;
  std::filesystem::create_directory(order.folder, failed);
  if (failed) return CannotWrite(order.folder);
  PM_TRY(WriteFrame(order.folder));
  PM_ASSIGN(Shelf shelf, Shelf::Open(order.folder));
  LineFile truth(order.folder + "/truth.jsonl");
  LineFile commands(order.folder + "/commands.jsonl");
  WorldSummary summary;
  auto take = [&](const Life& life) {
    shelf.Write(life);
    truth.Write(base::JsonLine(TruthOf(life)) + "\n");
    for (const base::Json& command : CommandsOf(life)) commands.Write(base::JsonLine(command) + "\n");
    ++summary.weapons;
    summary.found += life.query.has_value();
    summary.withdrawn += life.withdrawal.has_value();
  };
  for (const Life& life : ShowcaseLives()) take(life);
  for (std::uint64_t number = 0; number < order.weapons; ++number) take(LifeOf(order.seed, number));
  PM_TRY(shelf.Close());
  PM_TRY(truth.Close());
  PM_TRY(commands.Close());
  return summary;
}

}  // namespace proofmark::world
