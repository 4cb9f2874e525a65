// SPDX-License-Identifier: Apache-2.0
#include "base/program.h"

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstring>
#include <string_view>

#include "base/bytes.h"

namespace proofmark::base {
namespace {

// A note: lengths of name and content and its type, then both, each filled up to four bytes.
std::string IdIn(std::string_view notes) {
  constexpr std::string_view kGnu("GNU", 4);
  const auto filled = [](std::size_t size) { return (size + 3) / 4 * 4; };
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes.data(), sizeof(head));
    notes.remove_prefix(sizeof(head));
    const std::size_t name = filled(head.n_namesz);
    const std::size_t content = filled(head.n_descsz);
    if (name > notes.size() || content > notes.size() - name) break;
    if (head.n_type == NT_GNU_BUILD_ID && notes.substr(0, head.n_namesz) == kGnu) {
      return ToHex(notes.substr(name, head.n_descsz));
    }
    notes.remove_prefix(name + content);
  }
  return "";
}

// The first that is told is the program itself; what it loads comes behind it.
int TakeId(dl_phdr_info* of, std::size_t /*size*/, void* out) {
  for (ElfW(Half) i = 0; i < of->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = of->dlpi_phdr[i];
    if (part.p_type != PT_NOTE) continue;
    const auto* at = reinterpret_cast<const char*>(of->dlpi_addr + part.p_vaddr);
    const std::string id = IdIn({at, part.p_memsz});
    if (!id.empty()) *static_cast<std::string*>(out) = id;
  }
  return 1;
}

}  // namespace

const std::string& ProgramId() {
  static const std::string id = [] {
    std::string out;
    ::dl_iterate_phdr(TakeId, &out);
    return out;
  }();
  return id;
}

}  // namespace proofmark::base
