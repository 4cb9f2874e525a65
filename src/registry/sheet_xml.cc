// SPDX-License-Identifier: Apache-2.0
#include "registry/sheet_xml.h"

#include <expat.h>

#include <string>

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr char kNamespaceMark = '|';

Error Refused(const std::string& why) {
  return Error{Code::kInvalid, "the workbook is damaged or made up: " + why, ""};
}

std::string_view WithoutNamespace(const char* name) {
  const std::string_view whole(name);
  const std::size_t mark = whole.rfind(kNamespaceMark);
  return mark == std::string_view::npos ? whole : whole.substr(mark + 1);
}

}  // namespace

struct SheetXml::Core {
  explicit Core(XmlEvents& told) : events(told), parser(XML_ParserCreateNS(nullptr, kNamespaceMark)) {}
  ~Core() {
    if (parser != nullptr) XML_ParserFree(parser);
  }

  // Called from C: nothing may be thrown through it.
  template <typename Act>
  void Guard(Act act) noexcept {
    silent = 0;
    if (stopped) return;
    try {
      act();
    } catch (const std::exception&) {
      refusal = "memory is out";
    }
    if (!refusal.empty() || events.enough() || events.failure() != nullptr) Stop();
  }
  void Stop() noexcept {
    stopped = true;
    XML_StopParser(parser, XML_FALSE);
  }

  static void OnBegin(void* self, const XML_Char* name, const XML_Char** attributes) {
    Core& core = *static_cast<Core*>(self);
    core.Guard([&] {
      if (++core.depth > kXmlDepthMax) {
        core.refusal = "elements are nested deeper than " + std::to_string(kXmlDepthMax);
        return;
      }
      core.attributes.clear();
      for (; attributes[0] != nullptr; attributes += 2) {
        core.attributes.push_back({WithoutNamespace(attributes[0]), attributes[1]});
      }
      core.events.Begin(WithoutNamespace(name), core.attributes);
    });
  }
  static void OnEnd(void* self, const XML_Char* name) {
    Core& core = *static_cast<Core*>(self);
    core.Guard([&] {
      --core.depth;
      core.events.End(WithoutNamespace(name));
    });
  }
  static void OnText(void* self, const XML_Char* text, int length) {
    Core& core = *static_cast<Core*>(self);
    core.Guard([&] { core.events.Text({text, static_cast<std::size_t>(length)}); });
  }
  static void OnDoctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    Core& core = *static_cast<Core*>(self);
    core.Guard([&] { core.refusal = "it has a DOCTYPE, which a workbook never has"; });
  }

  XmlEvents& events;
  XML_Parser parser;
  int depth = 0;
  std::size_t silent = 0;  // bytes since something was told
  bool stopped = false;
  std::string refusal;
  std::vector<XmlAttribute> attributes;
};

SheetXml::SheetXml(XmlEvents& events) : core_(std::make_unique<Core>(events)) {
  if (core_->parser == nullptr) return;
  XML_SetUserData(core_->parser, core_.get());
  XML_SetElementHandler(core_->parser, Core::OnBegin, Core::OnEnd);
  XML_SetCharacterDataHandler(core_->parser, Core::OnText);
  XML_SetStartDoctypeDeclHandler(core_->parser, Core::OnDoctype);
}

SheetXml::~SheetXml() = default;

Result<bool> SheetXml::Take(std::string_view piece) {
  Core& core = *core_;
  if (core.parser == nullptr) return Error{Code::kUnavailable, "there is no memory to read the workbook", ""};
  core.silent += piece.size();
  const auto status = XML_Parse(core.parser, piece.data(), static_cast<int>(piece.size()), XML_FALSE);
  if (!core.refusal.empty()) return Refused(core.refusal);
  if (core.events.failure() != nullptr) return *core.events.failure();
  if (core.events.enough()) return false;
  if (status == XML_STATUS_ERROR) return Refused(XML_ErrorString(XML_GetErrorCode(core.parser)));
  if (core.silent > kXmlTokenMax) return Refused("a single text or tag is longer than 1 MiB");
  return true;
}

Result<void> SheetXml::Finish() {
  Core& core = *core_;
  if (core.stopped || core.parser == nullptr) return {};
  if (XML_Parse(core.parser, "", 0, XML_TRUE) != XML_STATUS_ERROR) return {};
  return Refused(XML_ErrorString(XML_GetErrorCode(core.parser)));
}

}  // namespace proofmark::registry
