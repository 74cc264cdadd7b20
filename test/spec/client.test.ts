// One exchange at a time over one connection: whatever goes wrong, can the request have left?
import * as assert from "uvu/assert";
import { TIMER } from "../../plugin/timers.ts";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import { encode, get, lost, unreachable, Wire } from "../support/client-wire.ts";
import { httpAnswer } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("client");

test("begins with a connection and its deadline, and sends nothing yet", () => {
  const wire = new Wire();
  wire.begin();
  assert.equal(wire.effects, [
    { type: "connect", conn: 1 },
    { type: "timer", id: TIMER.exchange, dueMonoMs: 5200 },
  ]);
});

test("sends once it is connected, with the answer's deadline", () => {
  const wire = new Wire().sent({ ...get, timeoutMs: 700 });
  assert.equal(wire.names, ["send", "timer"]);
  assert.equal(wire.effects[1], { type: "timer", id: TIMER.exchange, dueMonoMs: 5700 });
  assert.match(wire.sends[0]!.head, /^GET \/v1\/health HTTP\/1\.1\r\nHost: 127\.0\.0\.1:8917\r\n/);
});

test("the bytes of a body are those given, with their length", () => {
  const body = JSON.stringify({ name: "\\u0161" });
  const { head, rest, withToken } = new Wire().sent({ ...get, method: "POST", body }).sends[0]!;
  assert.is(withToken, false);
  assert.ok(rest.endsWith(`\r\n${body}`));
  assert.match(head + rest, `Content-Length: ${body.length}\r\n`);
});

test("the token's line is the host's: it goes behind the last line of the head", () => {
  const { head, rest, withToken } = new Wire(true).sent().sends[0]!;
  assert.is(withToken, true);
  assert.match(head, /[^\r\n]\r\n$/);
  assert.is(rest, "\r\n");
});

test("an answer ends the exchange and keeps the connection for the next one", () => {
  const wire = new Wire().sent();
  const end = wire.data(1, httpAnswer(200, { a: 1 }));
  assert.equal(end, { type: "response", status: 200, body: encode('{"a":1}') });
  assert.equal(wire.effects, [{ type: "timer", id: TIMER.exchange, dueMonoMs: -1 }]);
  wire.begin();
  assert.equal(wire.names, ["send", "timer"]);
});

test("an answer in pieces is waited for (F12)", () => {
  const wire = new Wire().sent();
  const text = httpAnswer(200, { a: 1 });
  for (const byte of text.slice(0, -1)) assert.is(wire.data(1, byte), undefined);
  assert.is(wire.data(1, text.slice(-1))?.type, "response");
});

test("Connection: close ends the connection with the answer", () => {
  const wire = new Wire().sent();
  const end = wire.data(1, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  assert.is(end?.type, "response");
  assert.equal(wire.names, ["disconnect", "timer"]);
  assert.is(wire.client.connection, 0);
});

test("bytes behind the answer cost the connection, not the answer (F17)", () => {
  const wire = new Wire().sent();
  const end = wire.data(1, httpAnswer(200, { a: 1 }) + httpAnswer(200, { a: 2 }));
  assert.equal(end?.type === "response" && end.body, encode('{"a":1}'));
  assert.equal(wire.names, ["disconnect", "timer"]);
});

test("bytes that nobody asked for cost an idle connection (F19)", () => {
  const wire = new Wire().idle();
  assert.is(wire.data(1, httpAnswer(200, {})), undefined);
  assert.equal(wire.effects, [{ type: "disconnect", conn: 1 }]);
  wire.begin();
  assert.equal(wire.effects[0], { type: "connect", conn: 2 });
});

test("bytes before the request end the exchange: nothing has left", () => {
  const wire = new Wire();
  wire.begin();
  assert.equal(wire.data(1, "220 hello"), unreachable);
  assert.equal(wire.names, ["disconnect", "timer"]);
});

test("garbage instead of an answer is lost (F14)", () => {
  const wire = new Wire().sent();
  assert.equal(wire.data(1, "\u0000\u0001garbage\r\n\r\n"), lost("garbage"));
  assert.equal(wire.names, ["disconnect", "timer"]);
});

test("a body may have the 128 KiB that docs/rrpay-exchanges.md tells RASO, and not a byte more", () => {
  const answer = (bytes: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${" ".repeat(bytes)}`;
  assert.is(new Wire().sent().data(1, answer(131_072))?.type, "response");
  assert.equal(new Wire().sent().data(1, answer(131_073)), lost("garbage"));
});

test("a refused connection: nothing has left (F1)", () => {
  const wire = new Wire();
  wire.begin();
  assert.equal(wire.closed(1, CLOSE_REASON.refused), unreachable);
});

test("a connection that never comes about: nothing has left", () => {
  const wire = new Wire();
  wire.begin();
  assert.equal(wire.timedOut(), unreachable);
  assert.equal(wire.effects[0], { type: "disconnect", conn: 1 });
});

test("a cut after the send may have left (F11)", () => {
  assert.equal(new Wire().sent().closed(1), lost("cut"));
});

test("a reset in the middle of an answer may have left (F13)", () => {
  const wire = new Wire().sent();
  wire.data(1, httpAnswer(200, { a: 1 }).slice(0, -2));
  assert.equal(wire.closed(1, CLOSE_REASON.reset), lost("cut"));
});

test("silence after the send may have left (F15), and its connection is given up", () => {
  const wire = new Wire().sent();
  assert.equal(wire.timedOut(), lost("timeout"));
  assert.equal(wire.effects[0], { type: "disconnect", conn: 1 });
});

test("a body without a length ends where the peer closes in good order", () => {
  const wire = new Wire().sent();
  wire.data(1, "HTTP/1.1 200 OK\r\n\r\n{}");
  const end = wire.closed(1);
  assert.equal(end, { type: "response", status: 200, body: encode("{}") });
});

test("a body without a length that is reset is lost", () => {
  const wire = new Wire().sent();
  wire.data(1, "HTTP/1.1 200 OK\r\n\r\n{}");
  assert.equal(wire.closed(1, CLOSE_REASON.reset), lost("cut"));
});

test("not stored: nothing is sent and the connection is kept (invariant 1)", () => {
  const wire = new Wire();
  wire.begin({ ...get, beforeSend: () => false });
  assert.equal(wire.connected(1), { type: "unsent", why: "not-stored" });
  assert.equal(wire.sends, []);
  assert.is(wire.client.connection, 1);
});

test("not stored on a kept connection ends at once", () => {
  const wire = new Wire().idle();
  assert.equal(wire.begin({ ...get, beforeSend: () => false }), { type: "unsent", why: "not-stored" });
  assert.equal(wire.sends, []);
});

test("stored: the record comes before the bytes", () => {
  const order: string[] = [];
  const wire = new Wire();
  wire.begin({
    ...get,
    beforeSend: () => {
      order.push("record");
      return true;
    },
  });
  assert.equal(order, []);
  wire.connected(1);
  assert.equal([...order, ...wire.names], ["record", "send", "timer"]);
});

test("a deadline without an exchange is nothing", () => {
  const wire = new Wire().idle();
  assert.is(wire.timedOut(), undefined);
  assert.equal(wire.effects, []);
});

test("what is abandoned is never told, and its connection is given up", () => {
  const wire = new Wire().sent();
  wire.do((client, batch) => void client.abandon(batch));
  assert.equal(wire.names, ["disconnect", "timer"]);
  assert.is(wire.data(1, httpAnswer(200, {})), undefined);
  wire.do((client, batch) => void client.abandon(batch));
  assert.equal(wire.effects, []);
});

test("every exchange is counted, a number of a connection is never used twice", () => {
  const wire = new Wire().sent();
  wire.timedOut();
  wire.sent();
  assert.equal([wire.client.exchanges, wire.client.connection], [2, 2]);
});

test.run();
