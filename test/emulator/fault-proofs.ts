/** How each fault of the script is proved on the wire. */
import * as assert from "uvu/assert";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import {
  answered,
  expectBent,
  expectCut,
  expectError,
  expectSilence,
  postBytes,
  refused,
  sell,
} from "./fault-expectations.ts";
import type { FaultType } from "./rrpay/faults.ts";
import type { Rrpay } from "./rrpay/server.ts";
import { call, get, Peer, sale, taken } from "./support.ts";

/** The proof of each fault. A fault without a proof does not compile. */
export const PROOFS: Readonly<Record<FaultType, (rrpay: Rrpay) => Promise<void>>> = {
  "refuse-connection": async (rrpay) => {
    const peer = await sell(rrpay, { type: "refuse-connection" });
    await peer.ended();
    await refused(rrpay);
    await rrpay.release();
    assert.is((await get(rrpay.port, "a")).status, 404);
  },
  "cut-before": async (rrpay) => {
    rrpay.script([{ on: "post", fault: { type: "cut-before" } }]);
    const peer = await Peer.connect(rrpay.port);
    const bytes = postBytes("a");
    peer.write(bytes.subarray(0, bytes.indexOf("\r\n\r\n") + 4));
    await peer.ended();
    assert.equal([peer.received.length, rrpay.requests[0]?.body], [0, ""]);
  },
  "cut-before-process": (rrpay) => expectCut(rrpay, { type: "cut-before-process" }, false),
  "cut-after-request": (rrpay) => expectCut(rrpay, { type: "cut-after-request" }, true),
  "cut-mid-answer": async (rrpay) => {
    const peer = await sell(rrpay, { type: "cut-mid-answer", bytes: 40 });
    await peer.ended();
    assert.is(peer.received.length, 40);
    assert.is((await get(rrpay.port, "a")).json.state, "approved");
  },
  silence: (rrpay) => expectSilence(rrpay, { type: "silence" }, false),
  "printed-but-silent": async (rrpay) => {
    await expectSilence(rrpay, { type: "printed-but-silent" }, true);
    assert.is(rrpay.receipts().length, 1);
  },
  "paid-but-not-printed": async (rrpay) => {
    const { json } = await answered(rrpay, { type: "paid-but-not-printed" });
    assert.equal([json.state, json.fiscal, rrpay.receipts().length], ["approved", { state: "not-printed" }, 0]);
    const printed = await call(rrpay.port, "POST", "/v1/transactions/a/print");
    assert.is(printed.json.fiscal.documentNo, "000001");
  },
  unsolicited: async (rrpay) => {
    const peer = await sell(rrpay, { type: "unsolicited", text: "boo" });
    assert.is((await peer.reply()).status, 201);
    await peer.bytes(peer.received.indexOf("\r\n\r\n") + 4 + (await lengthOf(peer)) + 3);
    assert.is(peer.received.subarray(-3).toString(), "boo");
  },
  slow: async (rrpay) => {
    const peer = await sell(rrpay, { type: "slow" });
    assert.is((await peer.reply()).json.state, "approved");
    assert.ok(peer.pieces.length > 20, `${peer.pieces.length} pieces`);
  },
  split: async (rrpay) => {
    const peer = await sell(rrpay, { type: "split", at: [1, 17, 100] });
    assert.is((await peer.reply()).status, 201);
    assert.equal(
      peer.pieces.slice(0, 3).map(({ length }) => length),
      [1, 16, 83],
    );
  },
  late: async (rrpay) => {
    const peer = await sell(rrpay, { type: "late" });
    await rrpay.until(({ held }) => held === 1);
    assert.equal([(await get(rrpay.port, "a")).json.state, peer.received.length], ["approved", 0]);
    await rrpay.release();
    assert.is((await peer.reply()).status, 201);
    assert.is(rrpay.held, 0);
  },
  duplicate: async (rrpay) => {
    const peer = await sell(rrpay, { type: "duplicate" });
    await peer.reply();
    const length = peer.received.indexOf("\r\n\r\n") + 4 + (await lengthOf(peer));
    const both = await peer.bytes(2 * length);
    assert.equal(both.subarray(0, length), both.subarray(length));
    assert.is(rrpay.moneyTakenCents("key-a"), 258);
  },
  garbage: async (rrpay) => {
    const peer = await sell(rrpay, { type: "garbage", bytes: 300 });
    const bytes = await peer.bytes(300);
    assert.is.not(bytes.toString("latin1", 0, 4), "HTTP");
  },
  truncate: async (rrpay) => {
    const { status, text, json } = await answered(rrpay, { type: "truncate", bytes: 50 });
    assert.equal([status, text.length, json], [201, 50, undefined]);
  },
  "not-json": async (rrpay) => {
    const { status, text, json } = await answered(rrpay, { type: "not-json" });
    assert.equal([status, json], [201, undefined]);
    assert.match(text, "<html>");
  },
  huge: async (rrpay) => {
    const { text, json } = await answered(rrpay, { type: "huge", megabytes: 3 });
    assert.ok(text.length > 3 * 1024 * 1024);
    assert.ok(validateRrpayTransaction(json));
  },
  "huge-header": async (rrpay) => {
    const { headers, json } = await answered(rrpay, { type: "huge-header", kilobytes: 32 });
    assert.is(headers.get("x-padding")?.length, 32 * 1024);
    assert.ok(validateRrpayTransaction(json));
  },
  chunked: async (rrpay) => {
    const { headers, json } = await answered(rrpay, { type: "chunked" });
    assert.equal([headers.get("transfer-encoding"), headers.get("content-length")], ["chunked", undefined]);
    assert.equal(json, (await get(rrpay.port, "a")).json);
  },
  "connection-close": async (rrpay) => {
    const peer = await sell(rrpay, { type: "connection-close" });
    const { headers, status } = await peer.reply();
    assert.equal([headers.get("connection"), status, await peer.ended()], ["close", 201, "closed"]);
  },
  status: async (rrpay) => {
    const unknown = await answered(rrpay, { type: "status", status: 418 });
    assert.is(unknown.status, 418);
    assert.ok(validateRrpayError(unknown.json));
    assert.is((await get(rrpay.port, "a")).status, 404);
    assert.is((await answered(rrpay, { type: "status", status: 500, processed: true })).status, 500);
    assert.is((await get(rrpay.port, "a")).status, 200);
  },
  unauthorized: (rrpay) => expectError(rrpay, { type: "unauthorized" }, 401),
  busy: (rrpay) => expectError(rrpay, { type: "busy" }, 423),
  invalid: (rrpay) => expectError(rrpay, { type: "invalid" }, 422),
  "wrong-schema": async (rrpay) => {
    const { json } = await answered(rrpay, { type: "wrong-schema" });
    assert.equal([validateRrpayTransaction(json), typeof json.revision], [false, "string"]);
    rrpay.script([{ on: "health", fault: { type: "wrong-schema" } }]);
    const health = (await call(rrpay.port, "GET", "/v1/health")).json;
    assert.equal([validateRrpayHealth(health), health.ready], [false, "true"]);
  },
  discount: async (rrpay) => {
    const { json } = await answered(rrpay, { type: "discount", cents: 20 });
    assert.ok(validateRrpayTransaction(json));
    const { totalCents, payments, state, fiscal } = json;
    assert.equal([totalCents, payments[0]?.amountCents, state, fiscal.state], [238, 238, "approved", "printed"]);
    assert.equal([rrpay.moneyTakenCents("key-a"), rrpay.receipts()[0]?.totalCents], [238, 238]);
    assert.match(rrpay.receipts()[0]?.text ?? "", /RRPay suteikta nuolaida +-0,20/);
  },
  "epoch-changes": async (rrpay) => {
    const before = rrpay.epoch;
    const { status, json } = await answered(rrpay, { type: "epoch-changes" });
    assert.equal([status, rrpay.epoch === before], [201, false]);
    assert.equal((await get(rrpay.port, "a")).json, json, "nothing is lost");
    const after = rrpay.epoch;
    await rrpay.restart();
    assert.equal([rrpay.epoch, (await get(rrpay.port, "a")).status], [after, 200]);
  },
  "never-printed": async (rrpay) => {
    await expectBent(rrpay, { type: "never-printed" }, "fiscal", { state: "unknown" });
    assert.is(rrpay.receipts().length, 1);
  },
  "close-unsaid": async (rrpay) => {
    const peer = await sell(rrpay, { type: "close-unsaid" });
    const { status, headers } = await peer.reply();
    assert.equal([status, headers.has("connection"), await peer.ended()], [201, false, "closed"]);
  },
  "added-fields": async (rrpay) => {
    const { json } = await answered(rrpay, { type: "added-fields" });
    assert.is(validateRrpayTransaction(json), false);
    assert.equal([json.message, json.original, typeof json.addedLater], [null, null, "object"]);
    assert.equal([typeof json.payments[0].card.addedLater, typeof json.fiscal.addedLater], ["object", "object"]);
    rrpay.script([{ on: "health", fault: { type: "added-fields" } }]);
    const { fiscal, addedLater } = (await call(rrpay.port, "GET", "/v1/health")).json;
    assert.equal([fiscal.reporting, fiscal.online, typeof addedLater], [null, true, "object"]);
  },
  "long-texts": async (rrpay) => {
    const { json } = await answered(rrpay, { type: "long-texts" });
    assert.is(validateRrpayTransaction(json), false);
    assert.equal([json.payments[0].name.length, json.fiscal.documentNo, json.id], [3000, "000001", "a"]);
  },
  "wrong-id": (rrpay) => expectBent(rrpay, { type: "wrong-id" }, "id", "another-id"),
  "wrong-kind": (rrpay) => expectBent(rrpay, { type: "wrong-kind" }, "kind", "return"),
  "wrong-till": (rrpay) => expectBent(rrpay, { type: "wrong-till" }, "till", "another"),
  "wrong-currency": (rrpay) => expectBent(rrpay, { type: "wrong-currency" }, "currency", "USD"),
  "wrong-amount": (rrpay) => expectBent(rrpay, { type: "wrong-amount", cents: -1 }, "totalCents", 257),
  "wrong-store": async (rrpay) => {
    const fault = { type: "wrong-store" } as const;
    rrpay.script([
      { on: "health", fault },
      { on: "get", fault },
    ]);
    const { json } = await call(rrpay.port, "GET", "/v1/health");
    assert.ok(validateRrpayHealth(json));
    assert.equal([json.storeId, (await get(rrpay.port, "nobody")).json.storeId], ["EMU-another", "EMU-another"]);
  },
  "wrong-epoch": async (rrpay) => {
    rrpay.script([{ on: "get", fault: { type: "wrong-epoch" } }]);
    assert.is((await get(rrpay.port, "nobody")).json.epoch, "another");
  },
  "previous-sale": async (rrpay) => {
    const before = await taken(rrpay.port, sale("before"));
    assert.equal((await answered(rrpay, { type: "previous-sale" })).json, before);
  },
  "revision-backwards": async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    rrpay.script([{ on: "get", fault: { type: "revision-backwards" } }]);
    const { json } = await get(rrpay.port, "a");
    assert.ok(validateRrpayTransaction(json));
    assert.equal([json.revision, json.state, json.payments], [1, "in-progress", []]);
  },
  "document-repeated": async (rrpay) => {
    const { fiscal } = await taken(rrpay.port, sale("before"));
    const { json } = await answered(rrpay, { type: "document-repeated" });
    assert.is(json.fiscal.documentNo, fiscal.documentNo);
    assert.is((await get(rrpay.port, "a")).json.fiscal.documentNo, "000002");
  },
  "printed-before": async (rrpay) => {
    const { json } = await answered(rrpay, { type: "printed-before", days: 2 });
    assert.ok(validateRrpayTransaction(json));
    const real = (await get(rrpay.port, "a")).json.fiscal.printedAt ?? "";
    assert.is(Date.parse(real) - Date.parse(json.fiscal.printedAt ?? ""), 2 * 86_400_000);
  },
  "no-payments": async (rrpay) => {
    const { json } = await answered(rrpay, { type: "no-payments" });
    assert.ok(validateRrpayTransaction(json));
    assert.equal([json.state, json.payments], ["approved", []]);
  },
  "money-in-declined": async (rrpay) => {
    rrpay.setPolicy("decline");
    const { json } = await answered(rrpay, { type: "money-in-declined" });
    assert.ok(validateRrpayTransaction(json));
    assert.equal([json.state, json.payments[0]?.amountCents], ["declined", 258]);
    assert.is(rrpay.moneyTakenCents("key-a"), 0);
  },
  warning: async (rrpay) => {
    const { json } = await answered(rrpay, { type: "warning", code: "W1", message: "Hm" });
    assert.ok(validateRrpayTransaction(json));
    assert.equal([json.state, json.code, json.message], ["approved", "W1", "Hm"]);
  },
  "counter-unreadable": async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    rrpay.script([{ on: "health", fault: { type: "counter-unreadable" } }]);
    const { json } = await call(rrpay.port, "GET", "/v1/health");
    assert.ok(validateRrpayHealth(json));
    assert.equal([json.fiscal, json.lastTransactionId], [{ online: true }, "a"]);
  },
  crash: async (rrpay) => {
    await (await sell(rrpay, { type: "crash", point: "after-pay" })).ended();
    await refused(rrpay);
    assert.is(rrpay.running, false);
    await rrpay.restart();
    const { json } = await get(rrpay.port, "a");
    assert.equal([json.state, json.fiscal.state], ["approved", "not-printed"]);
  },
};

async function lengthOf(peer: Peer): Promise<number> {
  return Number((await peer.reply()).headers.get("content-length"));
}
