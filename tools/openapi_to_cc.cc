// SPDX-License-Identifier: Apache-2.0
// Turns docs/api/openapi.yaml into a source file that holds it as JSON, so that the program serves what the page says.
//   openapi_to_cc docs/api/openapi.yaml OUT.cc
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using Json = nlohmann::ordered_json;

// A scalar without quotes is what JSON makes of it; any other is text.
Json ScalarOf(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() || value.is_structured() || value.is_string() ? Json(text) : value;
}

Json JsonOf(const YAML::Node& node) {
  if (node.IsMap()) {
    Json out = Json::object();
    for (const auto& pair : node) out[pair.first.Scalar()] = JsonOf(pair.second);
    return out;
  }
  if (node.IsSequence()) {
    Json out = Json::array();
    for (const auto& one : node) out.push_back(JsonOf(one));
    return out;
  }
  return node.IsNull() ? Json(nullptr) : ScalarOf(node);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "openapi_to_cc: YAML OUT.cc\n");
    return 2;
  }
  try {
    const std::string json = JsonOf(YAML::LoadFile(argv[1])).dump();
    std::ofstream out(argv[2]);
    out << "// Made by openapi_to_cc from docs/api/openapi.yaml; not to be edited.\n"
        << "#include \"app/http/openapi.h\"\n\n"
        << "namespace proofmark::app::web {\n\nconst char kOpenapi[] =\n";
    // Compilers take string literals of some ten thousand characters at most, and join neighbours.
    constexpr std::size_t kPiece = 4000;
    for (std::size_t at = 0; at < json.size(); at += kPiece) {
      out << "    R\"openapi(" << json.substr(at, kPiece) << ")openapi\"\n";
    }
    out << "    ;\n\n}  // namespace proofmark::app::web\n";
    if (!out.flush()) throw std::runtime_error("cannot be written");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "openapi_to_cc: %s: %s\n", argv[1], error.what());
    return 3;
  }
  return 0;
}
