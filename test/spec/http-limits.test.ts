// Faulty and endless answers: what is refused, at which limit, and that no split of the bytes matters.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { type HttpFault, ResponseParser } from "../../plugin/rrpay/http.ts";
import { answer, bodyOf, chunkedHead, faultOf, KIB, latin1, read, readText } from "../support/http-answer.ts";
import { suite } from "../support/suite.ts";

const test = suite("http: faults and limits");

test("a length may be repeated, not contradicted", () => {
  assert.is(bodyOf(answer(["HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 2"], "{}")), "{}");
  assert.is(bodyOf(answer(["HTTP/1.1 200 OK", "Content-Length: 2 ,\t2"], "{}")), "{}");
  assert.is(faultOf(answer(["HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 3"])), "length");
});

const faults: readonly [rule: string, text: string, fault: HttpFault][] = [
  ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n", "not-http"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "not-http"],
  ["an answer of HTTP/2", "HTTP/2 200\r\n\r\n", "not-http"],
  ["a blank line before the answer", "\r\nHTTP/1.1 200 OK\r\n\r\n", "not-http"],
  ["bytes that are no text", "\x15\x03\x01\0\x02\x02\x16", "not-http"],
  ["a first byte that cannot begin an answer", "h", "not-http"],
  ["an unknown minor version", answer(["HTTP/1.2 200 OK"]), "head"],
  ["a status of two digits", answer(["HTTP/1.1 20 OK"]), "head"],
  ["a status of four digits", answer(["HTTP/1.1 2000 OK"]), "head"],
  ["a status beyond 599", answer(["HTTP/1.1 600 OK"]), "head"],
  ["a control character in the status line", answer(["HTTP/1.1 200 O\0K"]), "head"],
  ["a line that ends in a bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", "head"],
  ["a header without a colon", answer(["HTTP/1.1 200 OK", "Garbage"]), "head"],
  ["a header without a name", answer(["HTTP/1.1 200 OK", ": x"]), "head"],
  ["a blank before the colon", answer(["HTTP/1.1 200 OK", "A : x"]), "head"],
  ["a control character in a header", answer(["HTTP/1.1 200 OK", "A: x\0y"]), "head"],
  ["a bare CR in a header", answer(["HTTP/1.1 200 OK", "A: x\ry"]), "head"],
  ["a folded header", answer(["HTTP/1.1 200 OK", "A: x", " y"]), "folded"],
  ["a change of protocol", answer(["HTTP/1.1 101 Switching", "Upgrade: h2c"]), "upgrade"],
  ["a negative length", answer(["HTTP/1.1 200 OK", "Content-Length: -1"]), "length"],
  ["a signed length", answer(["HTTP/1.1 200 OK", "Content-Length: +1"]), "length"],
  ["a length in hex", answer(["HTTP/1.1 200 OK", "Content-Length: 0x10"]), "length"],
  ["an empty length", answer(["HTTP/1.1 200 OK", "Content-Length:"]), "length"],
  ["a length of 16 digits", answer(["HTTP/1.1 200 OK", "Content-Length: 9999999999999999"]), "length"],
  ["a wrong length even where it has no meaning", answer(["HTTP/1.1 204 x", "Content-Length: ?"]), "length"],
  ["a length and chunks together", answer([...chunkedHead, "Content-Length: 2"], "{}"), "coding"],
  ["another coding", answer(["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"]), "coding"],
  ["chunks coded twice", answer([...chunkedHead, "Transfer-Encoding: chunked"]), "coding"],
  ["chunks in HTTP/1.0", answer(["HTTP/1.0 200 OK", "Transfer-Encoding: chunked"]), "coding"],
  ["a chunk without a size", answer(chunkedHead, "\r\n"), "chunk"],
  ["a chunk of negative size", answer(chunkedHead, "-1\r\n"), "chunk"],
  ["a chunk size of nine digits", answer(chunkedHead, "000000001\r\n"), "chunk"],
  ["a chunk longer than its size", answer(chunkedHead, "2\r\nabc\r\n"), "chunk"],
  ["a control character in a chunk's extension", answer(chunkedHead, "2;\0\r\n"), "chunk"],
  ["a chunk size without end", answer(chunkedHead, `2;${"x".repeat(KIB)}`), "too-large"],
  ["a bad trailer", answer(chunkedHead, "0\r\nGarbage\r\n"), "head"],
  ["trailers without end", answer(chunkedHead, `0\r\n${"A: b\r\n".repeat(101)}`), "too-large"],
  ["a length beyond the limit", answer(["HTTP/1.1 200 OK", "Content-Length: 1048577"]), "too-large"],
  ["a chunk beyond the limit", answer(chunkedHead, "100001\r\n"), "too-large"],
];

for (const [rule, text, fault] of faults) {
  test(`refuses ${rule}`, () => assert.is(faultOf(text), fault));
}

test("a status line may have 16 KiB, headers included, and not a byte more", () => {
  const room = 16 * KIB - "HTTP/1.1 200 OK\r\nA: \r\nContent-Length: 0\r\n\r".length;
  const text = (size: number) => answer(["HTTP/1.1 200 OK", `A: ${"x".repeat(size)}`, "Content-Length: 0"]);
  assert.is(bodyOf(text(room)), "");
  assert.is(faultOf(text(room + 1)), "too-large");
  assert.is(faultOf(`HTTP/1.1 200 ${"x".repeat(16 * KIB)}`), "too-large");
});

test("100 headers are read, the 101st is refused", () => {
  const headers = (count: number) => answer(["HTTP/1.1 204 x", ...new Array(count).fill("A: b")]);
  assert.is(bodyOf(headers(100)), "");
  assert.is(faultOf(headers(101)), "too-large");
});

test("a body may have as many bytes as the limit, however it is delimited", () => {
  const full = { bodyBytesMax: 5, closed: true };
  assert.is(bodyOf(answer(["HTTP/1.1 200 OK", "Content-Length: 5"], "12345"), full), "12345");
  assert.is(bodyOf(answer(["HTTP/1.1 200 OK"], "12345"), full), "12345");
  assert.is(bodyOf(answer(chunkedHead, answer(["3", "123", "2", "45", "0"])), full), "12345");
  assert.is(faultOf(answer(["HTTP/1.1 200 OK", "Content-Length: 6"]), full), "too-large");
  assert.is(faultOf(answer(["HTTP/1.1 200 OK"], "123456"), full), "too-large");
  assert.is(faultOf(answer(chunkedHead, answer(["3", "123", "3"])), full), "too-large");
});

test("what stands around chunks has a limit of its own, however small the body is", () => {
  const long = (count: number) => `1;${"x".repeat(1000)}\r\n \r\n`.repeat(count);
  assert.is(bodyOf(answer(chunkedHead, `${long(1000)}0\r\n\r\n`)), " ".repeat(1000));
  assert.is(faultOf(answer(chunkedHead, long(1100))), "too-large");
  assert.is(faultOf(answer(chunkedHead, "00000001\r\n \r\n".repeat(100 * KIB))), "too-large");
});

test("a body in many chunks of one byte is one body", () => {
  const chunks = "1\r\nx\r\n".repeat(100 * KIB);
  assert.is(bodyOf(answer(chunkedHead, `${chunks}0\r\n\r\n`)), "x".repeat(100 * KIB));
});

test("an answer that the peer cuts is truncated, wherever", () => {
  const whole = answer(chunkedHead, answer(["5", "hello", "0", "A: b"]));
  for (let size = 0; size < whole.length; size += 1) {
    assert.is(faultOf(whole.slice(0, size), { closed: true }), "truncated");
  }
  assert.is(faultOf(answer(["HTTP/1.1 200 OK", "Content-Length: 5"], "hell"), { closed: true }), "truncated");
});

test("after its answer a parser is used up", () => {
  const parser = new ResponseParser();
  assert.is(parser.push(latin1(answer(["HTTP/1.1 204 x"]))).type, "response");
  assert.equal(parser.push(latin1("x")), { type: "error", reason: "unasked" });
  assert.equal(parser.end(), { type: "error", reason: "unasked" });
});

test("after a fault a parser repeats it", () => {
  const parser = new ResponseParser();
  parser.push(latin1("SSH"));
  assert.equal(parser.push(latin1("HTTP/1.1 204 x\r\n\r\n")), { type: "error", reason: "not-http" });
});

test("a fault of ours is not taken for one of the peer's", () => {
  assert.throws(() => new ResponseParser().push(undefined as unknown as Uint8Array), TypeError);
});

test("the body is a copy: the host's buffer may be used again", () => {
  const bytes = latin1(answer(["HTTP/1.1 200 OK", "Content-Length: 2"], "ok"));
  const result = new ResponseParser().push(bytes);
  bytes.fill(0);
  assert.ok(result.type === "response");
  assert.equal(result.body, latin1("ok"));
});

/** Answers that are fine, and answers broken at any place. */
const anyAnswer = fc.oneof(
  fc.constantFrom(
    answer(["HTTP/1.1 200 OK", "Content-Length: 5"], "helloEXTRA"),
    answer(["HTTP/1.1 100 Continue"]) + answer(chunkedHead, answer(["5;x", "hello", "1", "!", "0", "T: t"])),
    answer(["HTTP/1.1 200 OK", "Connection: close"], "until the end"),
    ...faults.map(([, text]) => text),
  ),
  fc
    .tuple(fc.constantFrom(answer(chunkedHead, answer(["5", "hello", "0"]))), fc.nat(70), fc.nat(255))
    .map(([text, at, byte]) => text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1)),
);

test("an answer split anywhere reads as the whole does", () => {
  fc.assert(
    fc.property(anyAnswer, fc.array(fc.nat(200), { maxLength: 8 }), fc.boolean(), (text, cuts, closed) => {
      const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => latin1(text.slice(places[index], end)));
      assert.equal(read(pieces, { closed }), readText(text, { closed }));
    }),
    { numRuns: 2000 },
  );
});

test("an answer that comes byte by byte reads as the whole does", () => {
  for (const [, text] of faults) {
    const bytes = [...latin1(text)].map((byte) => Uint8Array.of(byte));
    assert.equal(read(bytes, { closed: true }), readText(text, { closed: true }));
  }
});

test("no bytes whatever make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom("", "HTTP/1.1 200 OK\r\n", answer(chunkedHead)), (bytes, head) => {
      assert.ok(read([latin1(head), Uint8Array.from(bytes)], { closed: true }));
    }),
    { numRuns: 1000 },
  );
});

test.run();
