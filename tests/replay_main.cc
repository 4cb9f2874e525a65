// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz program without libFuzzer: over the empty input, every file of its corpus, and some hundred seeded
// mutations of them. The same inputs every time; what stops the program is left beside it as NAME.crash.
//   base_json_fuzz testdata/fuzz/base_json
//   base_json_fuzz crash-file
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using proofmark::base::SeededRng;

constexpr std::size_t kSampleBytesMax = 4U << 20;
constexpr int kMutations = 500;

std::string crash_path;
const std::string* running = nullptr;

void KeepInput(int signal) {
  int fd = ::open(crash_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd >= 0 && running != nullptr && ::write(fd, running->data(), running->size()) >= 0) {
    constexpr char kSentence[] = "replay: the input that stopped it lies beside the program as .crash\n";
    [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, kSentence, sizeof kSentence - 1);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void RunOne(const std::string& input) {
  running = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  running = nullptr;
}

// One to four small damages: a byte changed, a stretch dropped, doubled, or taken from another sample.
std::string Mutate(std::string text, const std::vector<std::string>& samples, SeededRng& rng) {
  for (std::uint64_t n = 1 + rng.Below(4); n > 0; --n) {
    std::size_t at = rng.Below(text.size() + 1);
    std::size_t length = std::min<std::size_t>(text.size() - at, 1 + rng.Below(16));
    switch (rng.Below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(rng.Below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3: {
        const std::string& other = samples[rng.Below(samples.size())];
        std::size_t from = rng.Below(other.size() + 1);
        text.insert(at, other.substr(from, 1 + rng.Below(32)));
        break;
      }
      default:
        text.insert(at, 1, "\"\\{}[],:\r\n\t \0#'-0"[rng.Below(18)]);
    }
  }
  return text;
}

std::vector<std::string> ReadSamples(const std::string& path) {
  std::vector<std::string> files;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) files.push_back(path);
  for (const auto& entry : std::filesystem::directory_iterator(path, ignored)) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  std::vector<std::string> samples;
  for (const std::string& file : files) {
    auto content = proofmark::base::ReadFile(file, kSampleBytesMax);
    if (content.ok()) {
      samples.push_back(*content);
    } else {
      std::fprintf(stderr, "replay: %s\n", content.error().message.c_str());
    }
  }
  return samples;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS-FOLDER|FILE\n", argv[0]);
    return 2;
  }
  crash_path = std::string(argv[0]) + ".crash";
  for (int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) std::signal(signal, KeepInput);

  std::vector<std::string> samples = ReadSamples(argv[1]);
  if (samples.empty()) {
    std::fprintf(stderr, "replay: %s holds no sample; commit at least one small file there\n", argv[1]);
    return 1;
  }
  RunOne("");
  for (const std::string& sample : samples) RunOne(sample);
  SeededRng rng(2370);
  for (int i = 0; i < kMutations; ++i) RunOne(Mutate(samples[rng.Below(samples.size())], samples, rng));
  std::printf("%zu samples, %d mutations\n", samples.size(), kMutations);
  return 0;
}
