// docs/contracts.md C10: what each status and body means. Rule 12: what is not listed means nothing.

import * as assert from "uvu/assert";
import type { ExchangeEnd } from "../../plugin/rrpay/client.ts";
import { exchangeOf, readHealth, readTransaction } from "../../plugin/rrpay/profile.ts";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { ATTEMPT_ID, health, transaction } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("profile");

const answer = (status: number, body: unknown): ExchangeEnd => ({
  type: "response",
  status,
  body: encodeUtf8(typeof body === "string" ? body : JSON.stringify(body)),
});
const error = (word: string, details?: object) => ({ error: word, message: "", ...(details ? { details } : {}) });
const asker = { till: "1", healthToken: false };
const cut = { type: "lost", why: "cut" } as const;
const timeout = { type: "lost", why: "timeout" } as const;
const garbage = { type: "lost", why: "garbage" } as const;
const unreachable = { type: "unsent", why: "unreachable" } as const;

const healthAnswers: readonly [what: string, end: ExchangeEnd, means: string][] = [
  ["200 with health", answer(200, health()), "health"],
  ["200 of a foreign service", answer(200, "<html>"), "foreign"],
  ["200 with health of another protocol", answer(200, { ...health(), protocol: 2 }), "other-protocol"],
  [
    "200 of a service with a protocol of its own, whatever else it says",
    answer(200, { protocol: 7 }),
    "other-protocol",
  ],
  ["200 with health whose protocol is no number", answer(200, { ...health(), protocol: "1" }), "foreign"],
  ["200 with health and a field that RRPay has added", answer(200, { ...health(), extra: 1 }), "health"],
  ["201 with health", answer(201, health()), "foreign"],
  ["401 of RRPay", answer(401, error("unauthorized")), "unauthorized"],
  ["401 of a foreign service", answer(401, "nope"), "foreign"],
  ["404", answer(404, "not found"), "foreign"],
  ["500", answer(500, "oops"), "down"],
  ["503 with a proper error", answer(503, error("starting")), "down"],
  ["no connection", unreachable, "down"],
  ["a cut answer", cut, "down"],
  ["no answer", timeout, "down"],
  ["something that is not HTTP", garbage, "foreign"],
];
for (const [what, end, means] of healthAnswers)
  test(`health: ${what} means ${means}`, () => assert.is(readHealth(end).type, means));

test("health is given on as it came", () => {
  const told = readHealth(answer(200, health({ ready: false })));
  const { protocol: _protocol, ...known } = health({ ready: false });
  assert.equal(told, { type: "health", health: known });
});

for (const status of [200, 201, 202])
  for (const state of ["in-progress", "approved", "declined", "cancelled"] as const)
    test(`${status} with a transaction in state ${state} is that transaction`, () => {
      const one = transaction({ state });
      assert.equal(readTransaction(answer(status, one)), { type: "statement", statement: one });
    });

test("a transaction is masked before anything else sees it", () => {
  const told = readTransaction(answer(200, transaction({ message: "4111111111111111" })));
  assert.is(told.type === "statement" ? told.statement.message : "", "411111******1111");
});

test("a tombstone is masked before anything else sees it", () => {
  const payments = [{ method: 2, name: "x", amountCents: 1, card: { maskedPan: "4111111111111111" } }];
  const told = readTransaction(answer(202, { id: ATTEMPT_ID, state: "cancelled", payments }));
  assert.not.match(JSON.stringify(told), "4111111111111111");
});

test("what carries an id and cancelled alone is a tombstone", () => {
  const stone = { id: ATTEMPT_ID, state: "cancelled" } as const;
  assert.equal(readTransaction(answer(200, stone)), { type: "tombstone", tombstone: { id: ATTEMPT_ID } });
});

test("an id with another state alone is nothing", () => {
  assert.is(readTransaction(answer(200, { id: ATTEMPT_ID, state: "approved" })).type, "nothing");
});

test("404 not-found says which store and epoch it speaks for", () => {
  const body = { error: "not-found", storeId: "store-1", epoch: "epoch-2" };
  assert.equal(readTransaction(answer(404, body)), { type: "not-found", storeId: "store-1", epoch: "epoch-2" });
});

const refusals: readonly [status: number, error: string, code: string][] = [
  [401, "unauthorized", "unauthorized"],
  [401, "whatever", "unauthorized"],
  [412, "epoch-changed", "epoch-changed"],
  [409, "id-conflict", "id-conflict"],
  [409, "sale-known", "sale-known"],
  [422, "invalid", "invalid"],
  [423, "busy", "busy"],
];
for (const [status, word, code] of refusals)
  test(`${status} ${word} is the refusal ${code}`, () => {
    assert.equal(readTransaction(answer(status, error(word))), { type: "refusal", code });
  });

test("a refusal brings the other transaction's id", () => {
  const told = readTransaction(answer(409, error("sale-known", { id: "other", state: "approved" })));
  assert.is(told.type === "refusal" ? told.otherId : "", "other");
});

test("a refusal whose details nobody knows is that refusal all the same", () => {
  for (const details of [{ field: "lines.0" }, "no", ["a"], { id: 5 }])
    assert.equal(readTransaction(answer(422, { error: "invalid", message: "", details })), {
      type: "refusal",
      code: "invalid",
    });
});

const nothings: readonly [what: string, status: number, body: unknown][] = [
  ["an approval under status 500", 500, transaction()],
  ["an approval under status 404", 404, transaction()],
  ["an approval under status 203", 203, transaction()],
  ["an approval without a total", 200, { ...transaction(), totalCents: undefined }],
  ["an approval with a fraction of a cent", 200, { ...transaction(), totalCents: 258.5 }],
  ["an approval in a state that nobody knows", 200, { ...transaction(), state: "APPROVED" }],
  ["an approval in an array", 200, [transaction()]],
  ["half an approval", 200, JSON.stringify(transaction()).slice(0, -20)],
  ["an approval nested too deeply", 200, `${"[".repeat(40)}${"]".repeat(40)}`],
  ["no body", 200, ""],
  ["a 404 without an epoch", 404, { error: "not-found", storeId: "store-1" }],
  ["a 404 of a proxy", 404, "<html>"],
  ["409 of another kind", 409, error("conflict")],
  ["invalid under 409", 409, error("invalid")],
  ["busy under 422", 422, error("busy")],
  ["busy under 503", 503, error("busy")],
  ["422 without a message", 422, { error: "invalid" }],
  ["500", 500, error("internal")],
  ["a redirect", 302, ""],
];
for (const [what, status, body] of nothings)
  test(`rule 12: ${what} proves nothing`, () => {
    assert.equal(readTransaction(answer(status, body)), { type: "nothing", why: "answer-invalid" });
  });

test("bytes that are not UTF-8 prove nothing", () => {
  const end: ExchangeEnd = { type: "response", status: 200, body: Uint8Array.of(0x7b, 0xff, 0x7d) };
  assert.is(readTransaction(end).type, "nothing");
});

test("rule 3: a cut, a timeout and garbage each say why, and nothing more", () => {
  const why = (end: ExchangeEnd) => {
    const told = readTransaction(end);
    return told.type === "nothing" ? told.why : told.type;
  };
  assert.equal([why(cut), why(timeout), why(garbage)], ["connection-lost", "no-answer", "answer-invalid"]);
});

test("what was never sent is told apart from what may have left", () => {
  assert.equal(readTransaction(unreachable), unreachable);
});

test("requests go to contract C's paths", () => {
  const written = () => true;
  assert.equal(
    [
      exchangeOf({ type: "health", timeoutMs: 1 }, asker),
      exchangeOf({ type: "send", body: "{}", epoch: "e", timeoutMs: 1, written }, asker),
      exchangeOf({ type: "query", id: "id", afterRevision: 3, waitMs: 1000, timeoutMs: 1 }, asker),
      exchangeOf({ type: "cancel", id: "id", epoch: "e", timeoutMs: 1, written }, asker),
      exchangeOf({ type: "print", id: "id", timeoutMs: 1 }, asker),
    ].map(({ method, path }) => `${method} ${path}`),
    [
      "GET /v1/health?till=1",
      "POST /v1/transactions",
      "GET /v1/transactions/id?afterRevision=3&waitMs=1000",
      "POST /v1/transactions/id/cancel",
      "POST /v1/transactions/id/print",
    ],
  );
});

test("C2: the till's name is escaped in the path of its health", () => {
  const path = exchangeOf({ type: "health", timeoutMs: 1 }, { till: "Kasa 1/ą", healthToken: false }).path;
  assert.is(path, "/v1/health?till=Kasa%201%2F%C4%85");
});

test("C2: health is asked without the token, unless RRPay wants it there too; everything else with it", () => {
  const health = { type: "health", timeoutMs: 1 } as const;
  const query = { type: "query", id: "id", afterRevision: 0, waitMs: 0, timeoutMs: 1 } as const;
  const tokens = [
    exchangeOf(health, asker).withToken,
    exchangeOf(health, { till: "1", healthToken: true }).withToken,
    exchangeOf(query, asker).withToken,
  ];
  assert.equal(tokens, [false, true, true]);
});

test("C3: a send and a cancel name the epoch that they are meant for", () => {
  const send = { type: "send", body: "{}", epoch: "e-1", timeoutMs: 1, written: () => true } as const;
  const cancel = { type: "cancel", id: "id", epoch: "e-1", timeoutMs: 1, written: () => true } as const;
  assert.equal([exchangeOf(send, asker).epoch, exchangeOf(cancel, asker).epoch], ["e-1", "e-1"]);
});

test("a long poll has its waiting time on top of answerMs", () => {
  const wanted = { type: "query", id: "id", afterRevision: 0, waitMs: 1000, timeoutMs: 10_000 } as const;
  assert.is(exchangeOf(wanted, asker).timeoutMs, 11_000);
});

test.run();
