// SPDX-License-Identifier: Apache-2.0
// A SheetXml reads one part of a workbook as it comes out of the archive, element by element: nothing of it is kept but
// what the reader takes.
//
//   SheetXml xml(events);
//   PM_TRY(archive.Read(part, [&](std::string_view piece) { return xml.Take(piece); }));
//   PM_TRY(xml.Finish());
//
// By expat, with what a workbook never has refused: a DOCTYPE (so that there are no entities to expand and no other
// file to fetch), elements nested deeper than kXmlDepthMax, a token longer than kXmlTokenMax. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace proofmark::registry {

inline constexpr int kXmlDepthMax = 64;
inline constexpr std::size_t kXmlTokenMax = 1U << 20;  // bytes without an element, its end or a text

struct XmlAttribute {
  std::string_view name;  // without its namespace
  std::string_view value;
};

// What is told of an element; names are without their namespaces. False ends the reading; so does `Fail`.
class XmlEvents {
 public:
  virtual ~XmlEvents() = default;
  virtual void Begin(std::string_view element, const std::vector<XmlAttribute>& attributes) = 0;
  virtual void End(std::string_view element) = 0;
  virtual void Text(std::string_view text) = 0;
  // Whether enough was read, and whether something is wrong with it.
  virtual bool enough() const { return false; }
  virtual const base::Error* failure() const { return nullptr; }
};

class SheetXml {
 public:
  // `events` must outlive it.
  explicit SheetXml(XmlEvents& events);
  ~SheetXml();
  SheetXml(const SheetXml&) = delete;
  SheetXml& operator=(const SheetXml&) = delete;

  // False where enough was read. Errors: kInvalid, and that of the events.
  base::Result<bool> Take(std::string_view piece);
  // No more comes: kInvalid where the text is not at its end.
  base::Result<void> Finish();

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace proofmark::registry
