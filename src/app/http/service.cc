// SPDX-License-Identifier: Apache-2.0
#include "app/http/service.h"

#include <thread>
#include <utility>

#include "app/http/session.h"
#include "base/bytes.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

// What is known of a request so far: for the log, also where it is refused.
struct Service::Asked {
  const Route* route = nullptr;
  std::string actor;
};

namespace {

// A header that says why.
Result<std::string> PurposeField(const http::Request& request, const char* name, bool required) {
  const std::string* value = request.Field(name);
  if (value == nullptr || value->empty()) {
    if (!required) return std::string();
    return Error{Code::kInvalid, std::string("say why you ask: the header ") + name + " is missing", name};
  }
  if (value->size() > kPurposeFieldMax) {
    return Error{Code::kTooLarge, std::string(name) + ": more than " + std::to_string(kPurposeFieldMax) + " bytes",
                 name};
  }
  return *value;
}

// What went wrong on our side. Its words may come from a library or a server and name hosts, paths and users.
bool IsOurs(const Error& error) {
  return error.code == Code::kInternal || error.code == Code::kCorrupt || error.code == Code::kUnavailable;
}

Error ForReaders(const Error& error) {
  if (!IsOurs(error)) return error;
  return {error.code, std::string(base::Describe(error.code).sentence), ""};
}

constexpr int kMethodNotAllowed = 405;  // RFC 9110, 15.5.6

bool IsSafe(std::string_view method) { return method == "GET" || method == "HEAD"; }

// A browser says whose page makes it ask, and no page can change what it says (Fetch Metadata; older ones: Origin).
// Other programs say neither.
bool IsOfAnotherSite(const http::Request& request) {
  if (const std::string* site = request.Field("sec-fetch-site")) return *site != "same-origin" && *site != "none";
  const std::string* origin = request.Field("origin");
  const std::string* host = request.Field("host");
  return origin != nullptr && (host == nullptr || *origin != "https://" + *host);
}

// Never shown in place of a page: what a file holds is nobody's to run.
http::Response AttachmentResponse(Reply::Attachment attachment) {
  return {200,
          {{"Content-Type", std::move(attachment.type)},
           {"Content-Disposition", "attachment; filename=\"" + attachment.name + "\""},
           {"Content-Security-Policy", "default-src 'none'; sandbox"}},
          std::move(attachment.bytes)};
}

}  // namespace

Result<void> Service::Identify(Asked& asked, Call& call) {
  const http::Request& request = call.request;
  const Error nobody{Code::kUnauthenticated, "log in first, or give the token of an account", ""};
  if (const std::string* field = request.Field("authorization")) {
    if (!field->starts_with("Bearer ")) return nobody;
    call.secret = field->substr(7);
    call.shown = Shown::kToken;
  } else if (const std::string* cookies = request.Field("cookie")) {
    PM_ASSIGN(auto pairs, http::ParseCookies(*cookies));
    const std::string* value = http::OnlyValue(pairs, kCookie);
    if (value == nullptr) return nobody;
    call.secret = *value;
    call.shown = Shown::kCookie;
  } else {
    return nobody;
  }
  auto actor = ActorOfSecret(call.proofmark, call.secret);
  if (!actor.ok()) return actor.error().code == Code::kUnauthenticated ? nobody : actor.error();
  call.asking.actor = std::move(*actor);
  asked.actor = call.asking.actor.id;
  // A browser sends its cookie along with whatever another page makes it ask; it cannot read what log-in answered.
  if (call.shown == Shown::kCookie && !IsSafe(request.method)) {
    const std::string* given = request.Field("proofmark-csrf");
    if (given == nullptr || !IsCsrfOf(call.secret, *given)) {
      return Error{Code::kForbidden, "the header Proofmark-Csrf is not the one that log-in answered", "proofmark-csrf"};
    }
  }
  return {};
}

// The legal basis, the purpose and the case stand in the log beside what was shown.
Result<void> Service::Explain(const Route& route, Call& call) const {
  if (route.needs < Needs::kReading) return {};
  PM_ASSIGN(call.asking.purpose.purpose, PurposeField(call.request, "proofmark-purpose", true));
  PM_ASSIGN(call.asking.purpose.case_reference, PurposeField(call.request, "proofmark-case", true));
  PM_ASSIGN(call.asking.purpose.legal_basis, PurposeField(call.request, "proofmark-basis", true));
  PM_ASSIGN(call.asking.reason, PurposeField(call.request, "proofmark-reason", false));
  return {};
}

// A line of JSON that says what the file is, and behind its end the bytes of the file, as they are.
Result<void> Service::ReadFileBody(Call& call) {
  const http::Request& request = call.request;
  const std::string* type = request.Field("content-type");
  if (type == nullptr || *type != kFileBodyType) {
    return Error{Code::kInvalid,
                 "send one line of JSON and the file behind it, with Content-Type: " + std::string(kFileBodyType),
                 "content-type"};
  }
  const std::string_view body = request.body;
  const std::size_t end = body.substr(0, kFileOrderBytesMax).find('\n');
  if (end == std::string_view::npos) {
    return Error{Code::kInvalid,
                 "the body has no first line of at most " + std::to_string(kFileOrderBytesMax) + " bytes", "body"};
  }
  PM_ASSIGN(call.body, base::ParseJson(body.substr(0, end), {kFileOrderBytesMax, kBodyDepthMax}));
  if (!call.body.is_object()) return Error{Code::kInvalid, "the first line of the body is one JSON object", "body"};
  call.content = body.substr(end + 1);
  return {};
}

Result<void> Service::ReadBody(const Route& route, Call& call) const {
  const http::Request& request = call.request;
  if (!route.takes_body) {
    if (request.body.empty()) return {};
    return Error{Code::kInvalid, "this takes no body", "body"};
  }
  if (route.form == BodyForm::kOrderAndFile) return ReadFileBody(call);
  const std::string* type = request.Field("content-type");
  if (route.form == BodyForm::kBytes) {
    if (type != nullptr && *type == "application/octet-stream") return {};
    return Error{Code::kInvalid, "send the bytes as they are, with Content-Type: application/octet-stream",
                 "content-type"};
  }
  const bool json = type != nullptr && (*type == "application/json" || type->starts_with("application/json;"));
  if (!json) return Error{Code::kInvalid, "send JSON, with Content-Type: application/json", "content-type"};
  PM_ASSIGN(call.body, base::ParseJson(request.body, {kBodyBytesMax, kBodyDepthMax}));
  if (!call.body.is_object()) return Error{Code::kInvalid, "the body is one JSON object", "body"};
  return {};
}

Result<Reply> Service::Find(const http::Request& request, Asked& asked) {
  // HEAD asks what GET would answer.
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  PM_ASSIGN(Found found, FindRoute(method, request.path));
  const Route& route = *found.route;
  asked.route = &route;
  if (!IsSafe(method) && IsOfAnotherSite(request)) {
    return Error{Code::kForbidden, "a page of another site asks this of your browser", "origin"};
  }
  Call call{settings_.proofmark, settings_.imports, request};
  call.path = std::move(found.parts);
  if (route.needs >= Needs::kLogIn) PM_TRY(Identify(asked, call));
  if (route.permission && !May(call.asking.actor, *route.permission)) {
    settings_.metrics.AccessRefused(CodeOf(*route.permission));
    settings_.log.Write(base::LogLine(settings_.clock.Now(), base::LogLevel::kWarning, "access_refused")
                            .Text("ref", request.ref.ToText())
                            .Text("actor", asked.actor)
                            .Text("permission", CodeOf(*route.permission)));
    return Error{Code::kForbidden, "none of your roles has the permission " + std::string(CodeOf(*route.permission)),
                 "permission"};
  }
  PM_TRY(Explain(route, call));
  PM_TRY(ReadBody(route, call));
  return route.answer(call);
}

void Service::Tell(const http::Request& request, const Asked& asked, int status, std::string_view code) {
  const std::string_view route = asked.route == nullptr ? "none" : asked.route->name;
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - request.received);
  settings_.metrics.Answered(route, status, took);
  settings_.log.Write(base::LogLine(settings_.clock.Now(), base::LogLevel::kInfo, "answered")
                          .Text("ref", request.ref.ToText())
                          .Text("route", route)
                          .Number("status", status)
                          .Text("code", code)
                          .Text("actor", asked.actor)
                          .Text("source", request.peer.address)
                          .Number("micros", took.count()));
}

void Service::TellFailure(const http::Request& request, const Error& error) {
  if (!IsOurs(error)) return;
  settings_.log.Write(base::LogLine(settings_.clock.Now(), base::LogLevel::kError, "failed")
                          .Text("ref", request.ref.ToText())
                          .Text("code", base::Describe(error.code).name)
                          .Text("message", error.message));
}

// A file of the web interface: no route, nobody's, and not worth a line of the log but for what it counts as.
http::Response Service::AnswerPage(const http::Request& request) {
  http::Response response = settings_.ui.Answer(request);
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - request.received);
  settings_.metrics.Answered("page", response.status, took);
  return response;
}

http::Response Service::Answer(const http::Request& request) {
  if (!settings_.ui.empty() && UiFiles::Serves(request.path)) return AnswerPage(request);
  Asked asked;
  Result<Reply> reply = Find(request, asked);
  http::Response response;
  std::string_view code = "ok";
  if (reply.ok()) {
    response = reply->attachment ? AttachmentResponse(std::move(*reply->attachment))
                                 : http::JsonResponse(reply->status, reply->body);
    for (http::NamedValue& field : reply->fields) response.fields.push_back(std::move(field));
  } else {
    response = http::Refusal(request.ref, ForReaders(reply.error()));
    code = base::Describe(reply.error().code).name;
    TellFailure(request, reply.error());
    if (reply.error().code == Code::kUnauthenticated) {
      response.fields.push_back({"WWW-Authenticate", "Bearer realm=\"proofmark\""});
    }
    if (asked.route == nullptr && reply.error().code == Code::kUnsupported) {
      response.status = kMethodNotAllowed;
      response.fields.push_back({"Allow", MethodsOf(request.path)});
    }
  }
  if (asked.route != nullptr && asked.route->by_name) {
    std::this_thread::sleep_until(request.received + settings_.answer_floor);
  }
  Tell(request, asked, response.status, code);
  return response;
}

}  // namespace proofmark::app::web
