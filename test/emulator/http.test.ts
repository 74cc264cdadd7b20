/**
 * What an HTTP/1.1 client may do to the emulator: chunked requests, 100-continue, several requests at once, nonsense.
 */

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { call, get, Peer, requestBytes, sale, withRrpay } from "./support.ts";

const test = suite("emulator: HTTP/1.1");

/** Runs the body with a new connection. */
async function withPeer(port: number, body: (peer: Peer) => Promise<void>): Promise<void> {
  const peer = await Peer.connect(port);
  try {
    await body(peer);
  } finally {
    peer.close();
  }
}

const chunkedHead = "POST /v1/transactions HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";

/** A body in chunks of this many bytes. */
function chunks(text: string, bytes: number): string {
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${bytes}}`, "g")) ?? [];
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("")}0\r\n\r\n`;
}

/** The same sale in ASCII, so that its characters are its bytes. */
const ascii = (id: string) => JSON.stringify(sale(id)).replace(/[^ -~]/g, "?");

for (const bytes of [7, 100_000])
  test(`a request in chunks of ${bytes} bytes is read as any other, and the connection goes on`, () =>
    withRrpay({ policy: "card" }, (rrpay) =>
      withPeer(rrpay.port, async (peer) => {
        peer.write(chunkedHead + chunks(ascii("a"), bytes));
        assert.is((await peer.reply()).status, 201);
        const { length } = peer.received;
        peer.write(requestBytes("GET", "/v1/health"));
        assert.match((await peer.bytes(length + 15)).subarray(length).toString(), "HTTP/1.1 200 OK");
        assert.is((await get(rrpay.port, "a")).json.state, "approved");
      }),
    ));

for (const [what, body] of [
  ["a size that is none", "zz\r\nabc\r\n0\r\n\r\n"],
  ["a chunk longer than it says", "2\r\nabc\r\n0\r\n\r\n"],
  ["a chunk beyond every limit", "ffffff\r\n"],
  ["no size at all", "\r\n"],
] as const)
  test(`chunks that cannot be read (${what}) are refused, the connection ends, and nothing is accepted`, () =>
    withRrpay({ policy: "card" }, (rrpay) =>
      withPeer(rrpay.port, async (peer) => {
        peer.write(chunkedHead + body);
        assert.is((await peer.reply()).status, 400);
        await peer.ended();
        assert.is(rrpay.transactions().length, 0);
      }),
    ));

test("a client that waits for 100 Continue is told to go on", () =>
  withRrpay({ policy: "card" }, (rrpay) =>
    withPeer(rrpay.port, async (peer) => {
      const request = requestBytes("POST", "/v1/transactions", {
        body: sale("a"),
        headers: { Expect: "100-continue" },
      });
      const head = request.indexOf("\r\n\r\n") + 4;
      const told = "HTTP/1.1 100 Continue\r\n\r\n";
      peer.write(request.subarray(0, head));
      assert.is((await peer.bytes(told.length)).toString(), told);
      peer.write(request.subarray(head));
      assert.match((await peer.bytes(told.length + 20)).subarray(told.length).toString(), "HTTP/1.1 201 Created");
    }),
  ));

test("requests that come at once are answered one after the other", () =>
  withRrpay({ policy: "card" }, (rrpay) =>
    withPeer(rrpay.port, async (peer) => {
      const requests = ["a", "b"].map((id) => requestBytes("POST", "/v1/transactions", { body: sale(id) }));
      peer.write(Buffer.concat([...requests, requestBytes("GET", "/v1/health", { headers: { Connection: "close" } })]));
      await peer.ended();
      const answers = peer.received.toString("latin1").match(/HTTP\/1\.1 \d+/g);
      assert.equal(answers, ["HTTP/1.1 201", "HTTP/1.1 201", "HTTP/1.1 200"]);
      assert.equal(
        rrpay.transactions().map(({ id }) => id),
        ["a", "b"],
      );
    }),
  ));

for (const [what, fields, status] of [
  ["two ways of saying how long it is", { "Transfer-Encoding": "chunked" }, 400],
  ["a length that is none", { "Content-Length": "-1" }, 400],
  ["a body beyond every limit", { "Content-Length": "99999999" }, 413],
  ["a head beyond every limit", { "X-Long": "x".repeat(20_000) }, 431],
] as const)
  test(`${what}: ${status}, and the connection ends`, () =>
    withRrpay({}, (rrpay) =>
      withPeer(rrpay.port, async (peer) => {
        peer.write(requestBytes("POST", "/v1/transactions", { headers: fields }));
        assert.is((await peer.reply()).status, status);
        await peer.ended();
      }),
    ));

test("another coding than chunks is not understood", () =>
  withRrpay({}, (rrpay) =>
    withPeer(rrpay.port, async (peer) => {
      peer.write("POST /v1/transactions HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip\r\n\r\n");
      assert.is((await peer.reply()).status, 501);
    }),
  ));

test("methods and paths that contract C does not have", () =>
  withRrpay({}, async ({ port }) => {
    for (const [method, path, status] of [
      ["DELETE", "/v1/transactions/a", 405],
      ["PUT", "/v1/transactions", 405],
      ["POST", "/v1/health", 405],
      ["GET", "/v1/transactions/a/cancel", 405],
      ["GET", "/v1", 404],
      ["GET", "/v2/health", 404],
      ["POST", "/v1/transactions/a/refund", 404],
    ] as const)
      assert.is((await call(port, method, path)).status, status, `${method} ${path}`);
  }));

test.run();
