// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace proofmark::http {
namespace {

using State = RequestReader::State;

constexpr std::size_t kBodyBytesMax = 64;
const std::string kHost = "Host: here\r\n";

struct Row {
  std::string bytes;
  int status;
};

// The status of the refusal of these bytes, fed whole and one by one; 0 where there is none.
int RefusedAs(const std::string& bytes) {
  RequestReader whole(kBodyBytesMax);
  whole.Feed(bytes);
  RequestReader by_byte(kBodyBytesMax);
  for (char c : bytes) by_byte.Feed({&c, 1});
  EXPECT_EQ(whole.state(), by_byte.state()) << bytes;
  if (whole.state() != State::kRefused) return 0;
  EXPECT_EQ(whole.refused().status, by_byte.refused().status) << bytes;
  EXPECT_FALSE(whole.refused().error.message.empty());
  return whole.refused().status;
}

TEST(RequestReader, ReadsARequestInAnyPieces) {
  std::string bytes =
      "POST /a%20b?c=d HTTP/1.1\r\nHost: here:8443\r\nX-Mark:  \tA 1\t \r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    RequestReader reader(kBodyBytesMax);
    for (std::size_t at = 0; at < bytes.size(); at += piece) reader.Feed(std::string_view(bytes).substr(at, piece));
    ASSERT_EQ(reader.state(), State::kComplete);
    EXPECT_EQ(reader.bytes(), bytes.size());
    Request request = reader.Take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a%20b?c=d");
    EXPECT_EQ(request.path, "/a b");
    EXPECT_EQ(request.query, (std::vector<NamedValue>{{"c", "d"}}));
    EXPECT_EQ(request.fields,
              (std::vector<NamedValue>{{"host", "here:8443"}, {"x-mark", "A 1"}, {"content-length", "5"}}));
    EXPECT_EQ(request.body, "hello");
    EXPECT_TRUE(request.keep_alive);
    EXPECT_FALSE(reader.begun());
  }
}

// One path takes files; what is asked of it by another name or method has the common limit.
TEST(RequestReader, ABodyMayBeLargerWhereItsPathSaysSo) {
  const std::vector<LargerBody> larger = {{"POST", "/files", 100}};
  auto outcome = [&](const std::string& line, std::size_t bytes) {
    RequestReader reader(kBodyBytesMax, larger);
    const std::string head = line + " HTTP/1.1\r\n" + kHost + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
    if (reader.Feed(head + std::string(bytes, 'x')) == State::kComplete) return 200;
    return reader.state() == State::kRefused ? reader.refused().status : 0;
  };
  EXPECT_EQ(outcome("POST /files", 100), 200);
  EXPECT_EQ(outcome("POST /files?a=b", 100), 200);
  EXPECT_EQ(outcome("POST /files", 101), 413);
  for (const char* line : {"POST /other", "PUT /files", "POST /files/1", "POST /filesystem", "POST /%66iles"}) {
    EXPECT_EQ(outcome(line, kBodyBytesMax), 200) << line;
    EXPECT_EQ(outcome(line, kBodyBytesMax + 1), 413) << line;
  }
  // The limit is the request's, not the connection's.
  RequestReader reader(kBodyBytesMax, larger);
  const std::string body(100, 'x');
  ASSERT_EQ(reader.Feed("POST /files HTTP/1.1\r\n" + kHost + "Content-Length: 100\r\n\r\n" + body), State::kComplete);
  reader.Take();
  EXPECT_EQ(reader.Feed("POST /b HTTP/1.1\r\n" + kHost + "Content-Length: 100\r\n\r\n"), State::kRefused);
  EXPECT_NE(reader.refused().error.message.find(std::to_string(kBodyBytesMax)), std::string::npos);
}

TEST(RequestReader, KeepsTheBytesOfTheNextRequest) {
  RequestReader reader(kBodyBytesMax);
  std::string one = "POST /1 HTTP/1.1\r\n" + kHost + "Content-Length: 2\r\n\r\nab";
  std::string two = "GET /2 HTTP/1.1\r\n" + kHost + "Connection: close\r\n\r\n";
  ASSERT_EQ(reader.Feed(one + two + "GE"), State::kComplete);
  EXPECT_EQ(reader.Take().path, "/1");
  ASSERT_EQ(reader.Feed({}), State::kComplete);
  EXPECT_EQ(reader.bytes(), two.size());
  Request second = reader.Take();
  EXPECT_EQ(second.path, "/2");
  EXPECT_FALSE(second.keep_alive);
  EXPECT_EQ(reader.Feed({}), State::kHead);
  EXPECT_TRUE(reader.begun());
}

TEST(RequestReader, PutsChunksTogether) {
  RequestReader reader(kBodyBytesMax);
  std::string head = "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: Chunked\r\n\r\n";
  ASSERT_EQ(reader.Feed(head), State::kBody);
  ASSERT_EQ(reader.Feed("3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\n"), State::kBody);
  ASSERT_EQ(reader.Feed("\r\n"), State::kComplete);
  EXPECT_EQ(reader.Take().body, "abc0123456789");
}

// Beast 1.81 asserts that the last chunk is whole or not there: see kChunkedRestMin.
TEST(RequestReader, ALastChunkMayComeInAnyPieces) {
  const std::string head = "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"0\r\n\r\n", "1\r\na\r\n0\r\n\r\n", "00\r\n\r\n", "0;a=b\r\n\r\n"}) {
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      for (std::size_t second = cut; second <= body.size(); ++second) {
        RequestReader reader(kBodyBytesMax);
        reader.Feed(head + body.substr(0, cut));
        reader.Feed(body.substr(cut, second - cut));
        ASSERT_EQ(reader.Feed(body.substr(second)), State::kComplete) << body << " cut at " << cut << ", " << second;
      }
    }
  }
}

TEST(RequestReader, KnowsWhetherAClientWaits) {
  std::string head = "POST / HTTP/1.1\r\n" + kHost + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  RequestReader reader(kBodyBytesMax);
  reader.Feed(head);
  EXPECT_TRUE(reader.AwaitsContinue());
  reader.TellContinue();
  EXPECT_FALSE(reader.AwaitsContinue());
  RequestReader with_body(kBodyBytesMax);
  with_body.Feed(head + "ab");
  EXPECT_EQ(with_body.state(), State::kComplete);
  EXPECT_FALSE(with_body.AwaitsContinue());
}

TEST(RequestReader, HttpOneZeroNeedsNoHostAndClosesUnlessAsked) {
  RequestReader reader(kBodyBytesMax);
  ASSERT_EQ(reader.Feed("GET / HTTP/1.0\r\n\r\n"), State::kComplete);
  EXPECT_FALSE(reader.Take().keep_alive);
  ASSERT_EQ(reader.Feed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), State::kComplete);
  EXPECT_TRUE(reader.Take().keep_alive);
}

// Each is read by some server as another request than by some other: abuse case 21.
TEST(RequestReader, RefusesWhatSmugglesARequest) {
  const std::string post = "POST / HTTP/1.1\r\n" + kHost;
  const std::string chunk = "5\r\nhello\r\n0\r\n\r\n";
  for (const Row& row : std::vector<Row>{
           {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, 400},
           {post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + chunk, 400},
           {post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400},
           {post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
           {post + "Content-Length: 5, 5\r\n\r\nhello", 400},
           {post + "Content-Length: +5\r\n\r\nhello", 400},
           {post + "Content-Length: -5\r\n\r\nhello", 400},
           {post + "Content-Length: 0x5\r\n\r\nhello", 400},
           {post + "Content-Length: 5 \r\n 6\r\n\r\nhello", 400},
           {post + "Content-Length:\r\n\r\nhello", 400},
           {post + "Content-Length: 18446744073709551621\r\n\r\nhello", 400},
           {post + "Content-Length : 5\r\n\r\nhello", 400},
           {post + "Content-Length\t: 5\r\n\r\nhello", 400},
           {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, 400},
           {post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, 400},
           {post + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk, 501},
           {post + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunk, 501},
           {post + "Transfer-Encoding: xchunked\r\n\r\n" + chunk, 501},
           {post +
                "Transfer-Encoding: \x0b"
                "chunked\r\n\r\n" +
                chunk,
            400},
           {post + "Transfer-Encoding:\r\n chunked\r\n\r\n" + chunk, 400},
           {post + "Transfer_Encoding : chunked\r\n\r\n" + chunk, 400},
           {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, 400},
       }) {
    EXPECT_EQ(RefusedAs(row.bytes), row.status) << row.bytes;
  }
}

TEST(RequestReader, RefusesHeadsThatCanBeReadInTwoWays) {
  const std::string get = "GET / HTTP/1.1\r\n";
  for (const Row& row : std::vector<Row>{
           {get + kHost + "X: a\r\n b\r\n\r\n", 400},
           {get + kHost + "X: a\r\n\tb\r\n\r\n", 400},
           {get + " " + kHost + "\r\n", 400},
           {get + kHost + "X: a\nY: b\r\n\r\n", 400},
           {get + kHost + "X: a\rY: b\r\n\r\n", 400},
           {get + kHost + "\n\n", 400},
           {"GET / HTTP/1.1\nHost: here\n\n", 400},
           {"GET / HTTP/1.1\r" + kHost + "\r\n", 400},
           {get + kHost + std::string("X: a\0b\r\n\r\n", 10), 400},
           {get + kHost + "X: a\x7f\r\n\r\n", 400},
           {get + kHost + ": a\r\n\r\n", 400},
           {get + kHost + "no colon\r\n\r\n", 400},
           {get + kHost + "X y: a\r\n\r\n", 400},
           {get + kHost + "X\xC3\xA9: a\r\n\r\n", 400},
           {get + kHost + kHost + "\r\n", 400},
           {get + "host: a\r\nHOST: b\r\n\r\n", 400},
           {get + "\r\n", 400},
           {get + "Host:\r\n\r\n", 400},
           {get + "Host: a/b\r\n\r\n", 400},
           {get + "Host: a@b\r\n\r\n", 400},
           {get + "Host: a, b\r\n\r\n", 400},
           {get + kHost + "Authorization: a\r\nauthorization: b\r\n\r\n", 400},
           {get + kHost + "Cookie: a=1\r\nCookie: b=2\r\n\r\n", 400},
           {get + kHost + "Idempotency-Key: 1\r\nIdempotency-Key: 1\r\n\r\n", 400},
           {"\r\n" + get + kHost + "\r\n", 400},
           {" " + get + kHost + "\r\n", 400},
           {"GET  / HTTP/1.1\r\n" + kHost + "\r\n", 400},
           {"GET / HTTP/1.1 \r\n" + kHost + "\r\n", 400},
           {"GET /  HTTP/1.1\r\n" + kHost + "\r\n", 400},
           {"GET /\tHTTP/1.1\r\n" + kHost + "\r\n", 400},
           {"GET\t/ HTTP/1.1\r\n" + kHost + "\r\n", 400},
           {"GET /\r\n" + kHost + "\r\n", 400},
           {"GET / http/1.1\r\n" + kHost + "\r\n", 400},
           {"GET / HTTP/1.10\r\n" + kHost + "\r\n", 400},
           {"GET / HTTP/2.0\r\n" + kHost + "\r\n", 505},
           {"GET / HTTP/1.2\r\n" + kHost + "\r\n", 505},
           {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
           {"GET http://here/ HTTP/1.1\r\n" + kHost + "\r\n", 400},
           {"OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", 400},
           {"CONNECT here:443 HTTP/1.1\r\n" + kHost + "\r\n", 405},
           {"TRACE / HTTP/1.1\r\n" + kHost + "\r\n", 405},
           {"get / HTTP/1.1\r\n" + kHost + "\r\n", 501},
           {"BREW / HTTP/1.1\r\n" + kHost + "\r\n", 501},
           {"G@T / HTTP/1.1\r\n" + kHost + "\r\n", 400},
           {get + kHost + "Upgrade: h2c\r\nConnection: upgrade\r\n\r\n", 501},
           {get + kHost + "Expect: rain\r\n\r\n", 417},
           {"\x16\x03\x01\x02", 400},
       }) {
    EXPECT_EQ(RefusedAs(row.bytes), row.status) << row.bytes;
  }
}

TEST(RequestReader, RefusesChunksThatHideSomething) {
  const std::string post = "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n";
  ASSERT_EQ(RefusedAs(post + "5\r\nhello\r\n0\r\n\r\n"), 0);
  for (const Row& row : std::vector<Row>{
           {"5\nhello\n0\n\n", 0},  // never a line, so never a chunk: it waits until its time is over
           {"5\r\nhelloX\r\n0\r\n\r\n", 400},
           {"5\r\nhello0\r\n\r\n", 400},
           {"5\r\nhello\n0\r\n\r\n", 400},
           {"0x5\r\nhello\r\n0\r\n\r\n", 400},
           {"+5\r\nhello\r\n0\r\n\r\n", 400},
           {"-1\r\nhello\r\n0\r\n\r\n", 400},
           {" 5\r\nhello\r\n0\r\n\r\n", 400},
           {"\r\n\r\na", 400},
           {"g\r\nab", 400},
           {"5;a\nb\r\nhello\r\n0\r\n\r\n", 400},
           {"5;a\rb\r\nhello\r\n0\r\n\r\n", 400},
           {"FFFFFFFFFFFFFFFFF\r\n", 400},
           {"FFFFFFFFFFFFFFFF\r\n", 413},
           {"41\r\na", 413},
           {"20\r\n" + std::string(32, 'a') + "\r\n21\r\n", 413},
           {"5\r\nhello\r\n0\r\nX: y\r\n\r\n", 400},
           {"5\r\nhello\r\n0\r\nAuthorization: y\r\n\r\n", 400},
           {"5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n", 400},
           {"1;" + std::string(kChunkExtensionBytesMax, 'a') + "\r\nh\r\n0\r\n\r\n", 400},
           {"1;" + std::string(kChunkLineBytesMax, 'a'), 400},
           {std::string(kChunkLineBytesMax, '0') + "1\r\na\r\n0\r\n\r\n", 400},
           {"0\r\nX: " + std::string(kChunkLineBytesMax, 'a'), 400},
       }) {
    EXPECT_EQ(RefusedAs(post + row.bytes), row.status) << row.bytes;
  }
  std::string crumbs;
  for (int i = 0; i < 64; ++i) crumbs += "1;abc\r\nx\r\n";
  EXPECT_EQ(RefusedAs(post + crumbs + "0\r\n\r\n"), 0);
  crumbs.clear();
  for (int i = 0; i < 64; ++i) crumbs += "1;abcd\r\nx\r\n";
  EXPECT_EQ(RefusedAs(post + crumbs + "0\r\n\r\n"), 400);
}

TEST(RequestReader, EachLimitHasItsAnswer) {
  const std::string get = "GET / HTTP/1.1\r\n" + kHost;
  std::string fields;
  for (std::size_t i = 1; i < kHeadersMax; ++i) fields += "X: y\r\n";
  EXPECT_EQ(RefusedAs(get + fields + "\r\n"), 0);
  EXPECT_EQ(RefusedAs(get + fields + "X: y\r\n\r\n"), 431);

  std::string fits = get + "X: " + std::string(kHeaderBytesMax - get.size() - 7, 'a') + "\r\n\r\n";
  ASSERT_EQ(fits.size(), kHeaderBytesMax);
  EXPECT_EQ(RefusedAs(fits), 0);
  EXPECT_EQ(RefusedAs(get + "X: a" + fits.substr(get.size() + 3)), 431);
  EXPECT_EQ(RefusedAs(get + "X: " + std::string(kHeaderBytesMax, 'a')), 431);
  EXPECT_EQ(RefusedAs("GET /" + std::string(kTargetBytesMax, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n"), 414);
  EXPECT_EQ(RefusedAs("GET /" + std::string(kTargetBytesMax - 1, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n"), 0);
  std::string many = "GET /?";
  for (std::size_t i = 0; i <= kQueryPairsMax; ++i) many += "a&";
  EXPECT_EQ(RefusedAs(many + " HTTP/1.1\r\n" + kHost + "\r\n"), 414);

  const std::string post = "POST / HTTP/1.1\r\n" + kHost + "Content-Length: ";
  EXPECT_EQ(RefusedAs(post + "64\r\n\r\n" + std::string(64, 'a')), 0);
  EXPECT_EQ(RefusedAs(post + "65\r\n\r\n"), 413);
  EXPECT_EQ(RefusedAs(post + "999999999999999999\r\n\r\n"), 413);
}

// Where the library would refuse too, ours comes first: what it forgives may change with its version.
TEST(RequestReader, ItsOwnChecksComeBeforeTheLibrarys) {
  const std::string post = "POST / HTTP/1.1\r\n" + kHost;
  for (const std::string& head :
       {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", post + "Content-Length: 18446744073709551621\r\n\r\n",
        post + "X : y\r\n\r\n", post + "X: y\r\n z\r\n\r\n"}) {
    RequestReader reader(kBodyBytesMax);
    ASSERT_EQ(reader.Feed(head), State::kRefused) << head;
    EXPECT_EQ(reader.refused().error.message.find("RFC 9112"), std::string::npos) << reader.refused().error.message;
  }
}

TEST(RequestReader, RefusesAtOnceWhatCannotBecomeRight) {
  RequestReader reader(kBodyBytesMax);
  EXPECT_EQ(reader.Feed("GET / HTTP/1.1\n"), State::kRefused);
  EXPECT_EQ(reader.Feed(kHost + "\r\n"), State::kRefused);
}

}  // namespace
}  // namespace proofmark::http
