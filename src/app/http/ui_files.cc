// SPDX-License-Identifier: Apache-2.0
#include "app/http/ui_files.h"

#include <charconv>
#include <filesystem>

#include "app/http/ui_archive.h"
#include "base/bytes.h"
#include "base/file.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kPage = "/index.html";

// What a page may load and run. The one style named by its digest is what react-aria puts into the page for elements
// that are pressed (web/e2e/journeys hold it against what the browser says).
constexpr char kContentSecurityPolicy[] =
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

std::string_view EndingOf(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::string_view TypeOf(std::string_view path) {
  static const std::map<std::string_view, std::string_view> types = {{"html", "text/html; charset=utf-8"},
                                                                     {"js", "text/javascript; charset=utf-8"},
                                                                     {"css", "text/css; charset=utf-8"},
                                                                     {"json", "application/json"},
                                                                     {"svg", "image/svg+xml"},
                                                                     {"png", "image/png"},
                                                                     {"woff2", "font/woff2"},
                                                                     {"txt", "text/plain; charset=utf-8"},
                                                                     {"webmanifest", "application/manifest+json"}};
  auto found = types.find(EndingOf(path));
  return found == types.end() ? "application/octet-stream" : found->second;
}

// Whether Accept-Encoding names a coding and does not forbid it with a weight of nothing.
bool Accepts(const http::Request& request, std::string_view coding) {
  const std::string* field = request.Field("accept-encoding");
  if (field == nullptr) return false;
  std::string_view rest = *field;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    const std::string_view name = one.substr(0, one.find_first_of("; "));
    if (name != coding) continue;
    const std::size_t weight = one.find("q=");
    return weight == std::string_view::npos || one.find_first_not_of("0. ", weight + 2) != std::string_view::npos;
  }
  return false;
}

std::string EtagOf(std::string_view bytes) {
  return "\"" + base::ToHex(base::View(base::Sha256(bytes))).substr(0, 32) + "\"";
}

void AddPolicy(http::Response& response) {
  response.fields.push_back({"Content-Security-Policy", kContentSecurityPolicy});
  response.fields.push_back({"Referrer-Policy", "no-referrer"});
  response.fields.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
  response.fields.push_back({"Cross-Origin-Embedder-Policy", "require-corp"});
  response.fields.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
  response.fields.push_back({"Permissions-Policy", "camera=(self), geolocation=(self), microphone=()"});
}

}  // namespace

UiFiles UiFiles::Built() {
  UiFiles out;
  for (const UiFile& file : BuiltUiFiles()) out.files_.emplace(file.path, file);
  return out;
}

Result<UiFiles> UiFiles::FromFolder(const std::string& folder) {
  UiFiles out;
  std::error_code failed;
  for (std::filesystem::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (!at->is_regular_file(failed)) continue;
    const std::string path = "/" + std::filesystem::relative(at->path(), folder, failed).generic_string();
    PM_ASSIGN(std::string bytes, base::ReadFile(at->path().string(), kUiFileBytesMax));
    auto& [name, held] = *out.held_.try_emplace(path).first;
    held.etag = EtagOf(bytes);
    held.plain = std::move(bytes);
    out.files_.emplace(name, UiFile{name, held.etag, false, held.plain, {}, {}});
  }
  if (failed || out.files_.find(kPage) == out.files_.end()) {
    return Error{Code::kNotFound, folder + ": no folder with an index.html of the web interface in it", "ui_dir"};
  }
  return out;
}

bool UiFiles::Serves(std::string_view path) {
  return path != "/healthz" && path != "/readyz" && path != "/v1" && !path.starts_with("/v1/");
}

const UiFile* UiFiles::Find(std::string_view path) const {
  auto found = files_.find(path);
  // The pages of one thing end with its identifier or reference, in which there may be a point:
  // /items/XB-POL.item.01M8.
  const bool of_one_thing = path.find('/', 1) != std::string_view::npos && !path.starts_with("/assets/");
  if (found == files_.end() && (of_one_thing || EndingOf(path).empty())) found = files_.find(kPage);
  return found == files_.end() ? nullptr : &found->second;
}

http::Response UiFiles::Answer(const http::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response refused = http::Refusal(request.ref, {Code::kUnsupported, "pages are only read", "method"});
    refused.status = 405;  // RFC 9110, 15.5.6
    refused.fields.push_back({"Allow", "GET, HEAD"});
    return refused;
  }
  const UiFile* file = Find(request.path);
  if (file == nullptr) {
    return http::Refusal(request.ref, {Code::kNotFound, "there is no such file of the web interface", "target"});
  }
  http::Response response;
  response.fields = {{"ETag", std::string(file->etag)}, {"Vary", "Accept-Encoding"}};
  response.fields.push_back({"Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache"});
  AddPolicy(response);
  const std::string* known = request.Field("if-none-match");
  if (known != nullptr && known->find(file->etag) != std::string::npos) {
    response.status = 304;
    return response;
  }
  response.fields.push_back({"Content-Type", std::string(TypeOf(file->path))});
  std::string_view bytes = file->plain;
  if (!file->brotli.empty() && Accepts(request, "br")) {
    response.fields.push_back({"Content-Encoding", "br"});
    bytes = file->brotli;
  } else if (!file->gzip.empty() && Accepts(request, "gzip")) {
    response.fields.push_back({"Content-Encoding", "gzip"});
    bytes = file->gzip;
  }
  response.body = std::string(bytes);
  return response;
}

}  // namespace proofmark::app::web
