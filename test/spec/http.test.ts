// Requests as bytes, and answers in each of their forms.
import * as assert from "uvu/assert";
import { requestHead } from "../../plugin/rrpay/http-request.ts";
import { answer, bodyOf, CRLF, chunkedHead, faultOf, readText } from "../support/http-answer.ts";
import { suite } from "../support/suite.ts";

const test = suite("http");

test("a request without a token has none spliced in", () => {
  assert.equal(requestHead({ method: "GET", path: "/v1/health", host: "127.0.0.1:8917", withToken: false }), {
    withToken: false,
    head: ["GET /v1/health HTTP/1.1", "Host: 127.0.0.1:8917", "Accept: application/json", ""].join(CRLF),
    rest: CRLF,
  });
});

test("a request with a token is cut where the host puts it in", () => {
  const { head, withToken, rest } = requestHead({
    method: "POST",
    path: "/v1/transactions",
    host: "[::1]:8917",
    withToken: true,
    bodyLength: 2,
    contentType: "application/json",
  });
  assert.is(withToken, true);
  assert.is(
    `${head}Authorization: Bearer s3cret\r\n${rest}{}`,
    answer(
      [
        "POST /v1/transactions HTTP/1.1",
        "Host: [::1]:8917",
        "Accept: application/json",
        "Content-Type: application/json",
        "Content-Length: 2",
        "Authorization: Bearer s3cret",
      ],
      "{}",
    ),
  );
});

test("a path or a host that would break out of its line is a fault of ours", () => {
  const request = { method: "GET", path: "/v1/health", host: "127.0.0.1", withToken: false } as const;
  for (const path of ["/a b", "/a\r\nX: y", "/ą", "v1", ""]) {
    assert.throws(() => requestHead({ ...request, path }), RangeError);
  }
  assert.throws(() => requestHead({ ...request, host: "a\r\nb" }), RangeError);
});

test("a body with a length ends there, and the connection lives on", () => {
  assert.equal(readText(answer(["HTTP/1.1 200 OK", "Content-Length: 5", "X-A: b"], "hello")), {
    status: 200,
    headers: [
      ["content-length", "5"],
      ["x-a", "b"],
    ],
    body: "hello",
    keepAlive: true,
    unasked: 0,
  });
});

test("chunks are joined; extensions and trailers are read over", () => {
  const body = answer(["5;a=b", "hello", "00006 ;x", " world", "0", "X-Trailer: t"]);
  assert.equal(readText(answer(chunkedHead, body)), {
    status: 200,
    headers: [["transfer-encoding", "chunked"]],
    body: "hello world",
    keepAlive: true,
    unasked: 0,
  });
});

test("a body without a length ends when the peer closes, and not before", () => {
  const text = answer(["HTTP/1.1 200 OK"], "hello");
  assert.equal(readText(text), { open: true });
  const outcome = { status: 200, headers: [], body: "hello", keepAlive: false, unasked: 0 };
  assert.equal(readText(text, { closed: true }), outcome);
});

test("204 and 304 have no body, whatever their length says", () => {
  assert.is(bodyOf(answer(["HTTP/1.1 204 No Content"])), "");
  assert.is(bodyOf(answer(["HTTP/1.1 304 Not Modified", "Content-Length: 5"])), "");
});

test("a length of 0 completes with the head", () => {
  assert.is(bodyOf(answer(["HTTP/1.1 202 Accepted", "Content-Length: 0"])), "");
});

test("announcements (1xx) are skipped with their headers", () => {
  const text = answer(["HTTP/1.1 100 Continue", "X-A: b"]) + answer(["HTTP/1.1 103 Early Hints"]);
  assert.equal(readText(text + answer(["HTTP/1.1 201 Created", "Content-Length: 2"], "{}")), {
    status: 201,
    headers: [["content-length", "2"]],
    body: "{}",
    keepAlive: true,
    unasked: 0,
  });
});

test("announcements without end are too large", () => {
  assert.is(faultOf(answer(["HTTP/1.1 100 Continue"]).repeat(1000)), "too-large");
});

test("the connection ends with Connection: close and with HTTP/1.0", () => {
  for (const lines of [
    ["HTTP/1.1 200 OK", "Connection: upgrade , Close"],
    ["HTTP/1.0 200 OK", "Connection: keep-alive"],
  ]) {
    const outcome = readText(answer([...lines, "Content-Length: 0"]));
    assert.ok("keepAlive" in outcome && !outcome.keepAlive);
  }
  const other = readText(answer(["HTTP/1.1 200 OK", "Connection: not-close", "Content-Length: 0"]));
  assert.ok("keepAlive" in other && other.keepAlive);
});

test("bytes after the answer are counted: nobody asked for them", () => {
  const outcome = readText(answer(["HTTP/1.1 200 OK", "Content-Length: 2"], "{}HTTP/1.1 200 OK"));
  assert.ok("unasked" in outcome);
  assert.is(outcome.unasked, 15);
});

test("an empty reason, a reason beyond ASCII and none at all are fine", () => {
  for (const line of ["HTTP/1.1 204 ", "HTTP/1.1 204 G\xe0l\xfb gale", "HTTP/1.1 204"])
    assert.is(bodyOf(answer([line])), "");
});

test("repeated headers are joined, and dangerous names are names like any other", () => {
  const text = answer(["HTTP/1.1 204 x", "A: 1", "a:2", "__proto__: p", "Empty:", "Blank: \t "]);
  const outcome = readText(text);
  assert.ok("headers" in outcome);
  assert.equal(outcome.headers, [
    ["a", "1, 2"],
    ["__proto__", "p"],
    ["empty", ""],
    ["blank", ""],
  ]);
});

test.run();
