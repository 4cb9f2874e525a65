// SPDX-License-Identifier: Apache-2.0
#include "tests/openapi_check.h"

#include <regex>
#include <set>
#include <utility>

namespace proofmark::testing {

using base::Json;

namespace {

const std::set<std::string> kWords = {"$ref",
                                      "type",
                                      "required",
                                      "properties",
                                      "items",
                                      "enum",
                                      "const",
                                      "minimum",
                                      "maximum",
                                      "minLength",
                                      "maxLength",
                                      "pattern",
                                      "oneOf",
                                      "default",
                                      "title",
                                      "example",
                                      "examples",
                                      "description",
                                      "additionalProperties"};

bool IsOfType(const std::string& type, const Json& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

bool FitsType(const Json& types, const Json& value) {
  if (types.is_string()) return IsOfType(types.get<std::string>(), value);
  return std::any_of(types.begin(), types.end(),
                     [&](const Json& one) { return IsOfType(one.get<std::string>(), value); });
}

}  // namespace

OpenapiCheck::OpenapiCheck(Json description) : description_(std::move(description)) {}

const Json& OpenapiCheck::Resolved(const Json& node) const {
  if (!node.is_object() || !node.contains("$ref")) return node;
  const std::string name = node["$ref"].get<std::string>().substr(1);  // "#/components/..."
  return Resolved(description_.at(Json::json_pointer(name)));
}

const Json* OpenapiCheck::Find(const std::string& operation) const {
  for (const auto& [path, methods] : description_["paths"].items()) {
    for (const auto& [method, one] : methods.items()) {
      if (one["operationId"] == operation) return &one;
    }
  }
  return nullptr;
}

std::vector<std::pair<std::string, std::string>> OpenapiCheck::Operations() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [path, methods] : description_["paths"].items()) {
    for (const auto& [method, one] : methods.items()) {
      std::string name = method;
      for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      out.emplace_back(one["operationId"].get<std::string>(), name + " " + path);
    }
  }
  return out;
}

std::vector<std::string> OpenapiCheck::Parameters(const std::string& operation) const {
  std::vector<std::string> out;
  const Json* one = Find(operation);
  if (one == nullptr || !one->contains("parameters")) return out;
  for (const Json& parameter : (*one)["parameters"]) {
    const Json& whole = Resolved(parameter);
    out.push_back(whole["in"].get<std::string>() + " " + whole["name"].get<std::string>());
  }
  return out;
}

bool OpenapiCheck::TakesBody(const std::string& operation) const {
  const Json* one = Find(operation);
  return one != nullptr && one->contains("requestBody");
}

void OpenapiCheck::Check(const Json& node, const Json& value, const std::string& at,
                         std::vector<std::string>& faults) const {
  const Json& schema = Resolved(node);
  if (schema.is_boolean()) {
    if (!schema.get<bool>()) faults.push_back(at + ": must not be there");
    return;
  }
  if (schema.contains("oneOf")) {
    std::size_t fitting = 0;
    std::vector<std::string> of_all;
    for (const Json& one : schema["oneOf"]) {
      std::vector<std::string> of_one;
      Check(one, value, at, of_one);
      fitting += of_one.empty() ? 1 : 0;
      of_all.insert(of_all.end(), of_one.begin(), of_one.end());
    }
    if (fitting > 1) of_all = {at + ": fits several of oneOf"};
    if (fitting != 1) faults.insert(faults.end(), of_all.begin(), of_all.end());
  }
  if (schema.contains("type") && !FitsType(schema["type"], value)) {
    faults.push_back(at + ": is not of type " + schema["type"].dump() + " but " + value.dump().substr(0, 60));
    return;
  }
  if (schema.contains("const") && value != schema["const"]) faults.push_back(at + ": is not " + schema["const"].dump());
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    faults.push_back(at + ": " + value.dump() + " is none of " + schema["enum"].dump());
  }
  if (schema.contains("minimum") && value.is_number() && value < schema["minimum"])
    faults.push_back(at + ": too small");
  if (schema.contains("maximum") && value.is_number() && value > schema["maximum"])
    faults.push_back(at + ": too large");
  if (schema.contains("pattern") && value.is_string() &&
      !std::regex_search(value.get<std::string>(), std::regex(schema["pattern"].get<std::string>()))) {
    faults.push_back(at + ": does not fit " + schema["pattern"].dump());
  }
  if (value.is_object()) {
    for (const Json& name : schema.value("required", Json::array())) {
      if (!value.contains(name.get<std::string>())) faults.push_back(at + ": has no " + name.dump());
    }
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [name, one] : value.items()) {
      if (properties.contains(name)) Check(properties[name], one, at + "/" + name, faults);
    }
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i)
      Check(schema["items"], value[i], at + "/" + std::to_string(i), faults);
  }
}

std::vector<std::string> OpenapiCheck::Faults(const std::string& operation, int status, const Json& body) const {
  const Json* one = Find(operation);
  if (one == nullptr) return {operation + ": is not described"};
  const Json& responses = (*one)["responses"];
  const std::string code = std::to_string(status);
  if (status < 300 && !responses.contains(code)) return {operation + ": the status " + code + " is not described"};
  const Json& response = Resolved(status < 300 ? responses[code] : responses["default"]);
  std::vector<std::string> faults;
  Check(response["content"]["application/json"]["schema"], body, "", faults);
  return faults;
}

std::vector<std::string> OpenapiCheck::UnknownWords() const {
  std::set<std::string> out;
  auto walk = [&](auto& self, const Json& schema) -> void {
    if (!schema.is_object()) return;
    for (const auto& [word, value] : schema.items()) {
      if (!kWords.contains(word)) out.insert(word);
      if (word == "properties") {
        for (const auto& [name, one] : value.items()) self(self, one);
      } else if (word == "items") {
        self(self, value);
      }
    }
  };
  for (const auto& [name, schema] : description_["components"]["schemas"].items()) walk(walk, schema);
  return {out.begin(), out.end()};
}

}  // namespace proofmark::testing
