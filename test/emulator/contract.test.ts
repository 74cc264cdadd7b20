/** docs/contracts.md C, statement by statement, as the emulator keeps it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayNotFound,
  validateRrpayTombstone,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { startRrpay } from "./rrpay/server.ts";
import { call, get, line, post, sale, taken, voidOf, withFolder, withRrpay } from "./support.ts";

const health = suite("emulator: contract C, health");

health("names till, store, epoch, fiscal device and features, and says that it is an emulator", () =>
  withRrpay({ till: "7" }, async ({ port, storeId, epoch }) => {
    const { status, json } = await call(port, "GET", "/v1/health");
    assert.is(status, 200);
    assert.ok(validateRrpayHealth(json));
    const features = ["status", "cancel", "tombstone", "print", "fiscal", "prepaid", "epoch-guard"];
    assert.equal(
      { ...json, name: "", version: "" },
      {
        name: "",
        version: "",
        protocol: 1,
        ready: true,
        emulator: true,
        till: "7",
        storeId,
        epoch,
        fiscal: { online: true },
        features,
      },
    );
  }),
);

health("shows the last document and the last transaction", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    await taken(port, sale("a"));
    await taken(port, sale("b"));
    const { json } = await call(port, "GET", "/v1/health");
    assert.is(json.lastTransactionId, "b");
    assert.is(json.fiscal.lastDocumentNo, "000002");
  }),
);

health("names the last transaction of the till that asks", () =>
  withRrpay({ policy: "card", tills: ["2"] }, async ({ port }) => {
    await taken(port, sale("a"));
    await taken(port, sale("b", { till: "2" }));
    const asked = async (query: string) => (await call(port, "GET", `/v1/health${query}`)).json.lastTransactionId;
    assert.equal([await asked(""), await asked("?till=1"), await asked("?till=2")], ["a", "a", "b"]);
    assert.is(await asked("?till=3"), undefined);
  }),
);

health("is answered without the token, unless RRPay wants it there too", async () => {
  await withRrpay({ token: "secret" }, async ({ port }) => {
    assert.is((await call(port, "GET", "/v1/health?till=1")).status, 200);
  });
  await withRrpay({ token: "secret", healthToken: true }, async ({ port }) => {
    assert.is((await call(port, "GET", "/v1/health")).status, 401);
    assert.is((await call(port, "GET", "/v1/health", { token: "secret" })).status, 200);
  });
});

health("is answered to names of the loopback only: a page's own name may have been made to lead here", () =>
  withRrpay({}, async ({ port }) => {
    const asked = async (Host: string) => (await call(port, "GET", "/v1/health", { headers: { Host } })).status;
    for (const name of ["127.0.0.1", `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, "127.0.0.5"]) {
      assert.is(await asked(name), 200, name);
    }
    for (const name of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1.evil.example",
      "localhost.evil",
      "10.0.0.1",
      "",
    ]) {
      assert.is(await asked(name), 403, name);
    }
  }),
);

health("a tax authority out of reach is told, and stops nothing", () =>
  withRrpay({ policy: "card" }, async ({ port, operator }) => {
    operator.set({ reporting: false });
    const { json } = await call(port, "GET", "/v1/health");
    assert.ok(validateRrpayHealth(json));
    assert.equal(json.fiscal, { online: true, reporting: false });
    assert.is((await taken(port, sale("a"))).fiscal.state, "printed");
  }),
);

health("shows what the operator has switched", () =>
  withRrpay({}, async ({ port, operator }) => {
    operator.set({ ready: false, fiscalOnline: false, features: ["status"] });
    const { json } = await call(port, "GET", "/v1/health");
    assert.equal([json.ready, json.fiscal.online, json.features], [false, false, ["status"]]);
  }),
);

health.run();

const posting = suite("emulator: contract C, POST in its order");

posting("401 comes first, whatever is asked for", () =>
  withRrpay({ token: "secret", policy: "card" }, async ({ port }) => {
    const body = sale("a");
    await post(port, body, { token: "secret" });
    for (const token of [undefined, "wrong", "secret2"]) {
      const options = token === undefined ? {} : { token };
      const replies = [
        await post(port, body, options),
        await call(port, "GET", "/v1/transactions/a", options),
        await call(port, "POST", "/v1/transactions/new/cancel", options),
        await call(port, "GET", "/nowhere", options),
      ];
      for (const { status, json } of replies) {
        assert.is(status, 401);
        assert.ok(validateRrpayError(json));
      }
    }
    assert.is(
      (await call(port, "GET", "/v1/transactions/new", { token: "secret" })).status,
      404,
      "no tombstone was made",
    );
  }),
);

posting("412 comes next: another epoch than RRPay's own accepts nothing, known id or not", () =>
  withRrpay({ token: "secret", policy: "card" }, async ({ port, storeId, epoch }) => {
    const options = (epoch: string) => ({ token: "secret", headers: { "RRPay-Epoch": epoch } });
    await post(port, sale("a"), options(epoch));
    const late = options("before");
    for (const reply of [
      await post(port, sale("a"), late),
      await post(port, sale("b"), late),
      await post(port, "{", late),
      await call(port, "POST", "/v1/transactions/a/cancel", late),
      await call(port, "POST", "/v1/transactions/new/cancel", late),
    ]) {
      assert.equal([reply.status, reply.json.error, reply.json.details], [412, "epoch-changed", { storeId, epoch }]);
      assert.ok(validateRrpayError(reply.json));
    }
    assert.is((await post(port, sale("b"), { headers: { "RRPay-Epoch": "before" } })).status, 401);
    const asked = (id: string) => call(port, "GET", `/v1/transactions/${id}`, late);
    assert.equal([(await asked("a")).status, (await asked("b")).status, (await asked("new")).status], [200, 404, 404]);
  }),
);

posting("without epoch-guard the header means nothing", () =>
  withRrpay({ policy: "card", features: ["status"] }, async ({ port }) => {
    assert.is((await post(port, sale("a"), { headers: { "RRPay-Epoch": "before" } })).status, 201);
  }),
);

posting("201 is the transaction, and may be final already", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    const { status, json } = await post(port, sale("a"));
    assert.is(status, 201);
    assert.ok(validateRrpayTransaction(json));
    const { id, till, kind, saleKey, currency, totalCents, state } = json;
    assert.equal(
      [id, till, kind, saleKey, currency, totalCents, state],
      ["a", "1", "sale", "key-a", "EUR", 258, "approved"],
    );
  }),
);

posting("a known id with the same content is the stored transaction: compared as parsed JSON", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const first = await taken(rrpay.port, sale("a"));
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(sale("a")).reverse()), null, 3);
    const { status, json } = await post(rrpay.port, reordered);
    assert.is(status, 200);
    assert.equal(json, first);
    assert.is(rrpay.moneyTakenCents("key-a"), 258);
    assert.is(rrpay.receipts().length, 1);
  }),
);

posting("a known id with other content is id-conflict, before sale-known and before 422", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    await taken(port, sale("a"));
    await taken(port, sale("b"));
    for (const other of [sale("a", { operator: "JONAS" }), sale("a", { saleKey: "key-b" }), { id: "a" }]) {
      const { status, json } = await post(port, other);
      assert.is(status, 409);
      assert.is(json.error, "id-conflict");
      assert.ok(validateRrpayError(json));
    }
  }),
);

posting("the sale of another id is sale-known with its id and state, before 422", () =>
  withRrpay({ policy: "wait" }, async ({ port, operator }) => {
    await taken(port, sale("a"));
    const again = sale("b", { saleKey: "key-a", lines: [] });
    const open = await post(port, again);
    assert.equal(
      [open.status, open.json.error, open.json.details],
      [409, "sale-known", { id: "a", state: "in-progress" }],
    );
    operator.pay("a");
    const approved = await post(port, again);
    assert.equal([approved.status, approved.json.details], [409, { id: "a", state: "approved" }]);
    assert.ok(validateRrpayError(approved.json));
  }),
);

posting("after declined and cancelled the same sale may be tried again", () =>
  withRrpay({ policy: "decline" }, async (rrpay) => {
    assert.is((await taken(rrpay.port, sale("a", { saleKey: "k" }))).state, "declined");
    rrpay.setPolicy("cancel");
    assert.is((await taken(rrpay.port, sale("b", { saleKey: "k" }))).state, "cancelled");
    rrpay.setPolicy("card");
    assert.is((await taken(rrpay.port, sale("c", { saleKey: "k" }))).state, "approved");
    assert.is(rrpay.moneyTakenCents("k"), 258);
  }),
);

posting("till, kind and saleKey together are the sale", () =>
  withRrpay({ policy: "card", tills: ["2"] }, async ({ port }) => {
    for (const other of [{ till: "1" }, { till: "2" }, { kind: "return" }, { saleKey: "other" }] as const) {
      await taken(port, sale(JSON.stringify(other), { saleKey: "k", ...other }));
    }
  }),
);

const whole = sale("x");
const { operator: _, ...withoutOperator } = whole;
const INVALID: Readonly<Record<string, unknown>> = {
  "not JSON": "{",
  "not an object": "12",
  "not UTF-8": Buffer.from(JSON.stringify({ ...whole, operator: "\u00c4" }), "latin1"),
  "a byte order mark": `\ufeff${JSON.stringify(whole)}`,
  "an unknown key": { ...whole, extra: 1 },
  "a missing key": withoutOperator,
  "a float": { ...whole, totalCents: 2.5, lines: [line(1, 2.5)] },
  "a negative total": { ...whole, totalCents: -1, lines: [line(1, -1)] },
  "no lines": { ...whole, lines: [], totalCents: 0 },
  "a wrong sum": { ...whole, totalCents: 259 },
  "a line number twice": { ...whole, lines: [line(1, 100), line(1, 158)] },
  "another till": { ...whole, till: "9" },
  "an unknown kind": { ...whole, kind: "gift" },
  "a void of nothing": voidOf("x", sale("y")),
};

for (const [name, body] of Object.entries(INVALID)) {
  posting(`422 for ${name}, before 423, and nothing is accepted`, () =>
    withRrpay({ policy: "card" }, async ({ port, operator }) => {
      operator.set({ busy: { id: "other", till: "2" } });
      const { status, json } = await post(port, body);
      assert.is(status, 422);
      assert.is(json.error, "invalid");
      assert.ok(validateRrpayError(json));
      assert.is((await get(port, "x")).status, 404);
    }),
  );
}

posting("423 names the transaction under way, and nothing is accepted", () =>
  withRrpay({ policy: "wait", tills: ["2"] }, async ({ port, operator }) => {
    await taken(port, sale("a", { till: "2" }));
    const busy = await post(port, sale("b"));
    assert.equal([busy.status, busy.json.error, busy.json.details], [423, "busy", { id: "a", till: "2" }]);
    assert.ok(validateRrpayError(busy.json));
    assert.is((await get(port, "b")).status, 404);
    operator.decline("a");
    assert.is((await post(port, sale("b"))).status, 201);
  }),
);

posting("a void needs the approved sale: by its document, or its own transaction", () =>
  withRrpay({ policy: "mixed" }, async (rrpay) => {
    const { port } = rrpay;
    const sold = await taken(port, sale("a"));
    assert.is((await post(port, voidOf("v1", sale("a"), "000099"))).status, 422, "another document");
    assert.is((await post(port, { ...voidOf("v2", sale("a")), totalCents: 1 })).status, 422, "another total");
    const back = await taken(port, voidOf("v3", sale("a"), sold.fiscal.documentNo));
    assert.equal([back.state, back.fiscal.documentNo, rrpay.moneyTakenCents("key-a")], ["approved", "000002", 0]);
    assert.is((await post(port, voidOf("v4", sale("a")))).json.error, "sale-known");
    const unnamed = sale("b");
    await taken(port, unnamed);
    assert.is((await taken(port, voidOf("v5", unnamed))).state, "approved");
  }),
);

posting("a void says what it takes back, and gets it back: receipt kind and document are part of its name", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const { port } = rrpay;
    const sold = await taken(port, sale("a", { saleKey: "k" }));
    const returned = await taken(port, sale("b", { saleKey: "k", kind: "return" }));
    const original = { kind: "sale", documentNo: sold.fiscal.documentNo ?? "" } as const;
    const other = { kind: "return", documentNo: returned.fiscal.documentNo ?? "" } as const;
    const back = await taken(port, { ...voidOf("v1", sale("a", { saleKey: "k" })), original });
    assert.ok(validateRrpayTransaction(back));
    assert.equal([back.original, back.state], [original, "approved"]);
    const again = await post(port, { ...voidOf("v2", sale("a", { saleKey: "k" })), original });
    assert.equal([again.json.error, again.json.details], ["sale-known", { id: "v1", state: "approved" }]);
    const both = await post(port, { ...voidOf("v3", sale("a", { saleKey: "k" })), original: other });
    assert.equal([both.status, both.json.original], [201, other]);
    const mixed = { ...other, documentNo: original.documentNo };
    assert.is((await post(port, { ...voidOf("v4", sale("a", { saleKey: "k" })), original: mixed })).status, 422);
  }),
);

posting("two receipts of one key are voided each by its own document", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const first = await taken(rrpay.port, sale("a", { saleKey: "k" }));
    await rrpay.restart({ memory: "forgotten" });
    const second = await taken(rrpay.port, sale("b", { saleKey: "k" }));
    const undo = (id: string, documentNo: string | undefined) =>
      post(rrpay.port, voidOf(id, sale("a", { saleKey: "k" }), documentNo));
    assert.is((await undo("v1", first.fiscal.documentNo)).json.state, "approved");
    assert.is((await undo("v2", first.fiscal.documentNo)).json.error, "sale-known");
    assert.is((await undo("v3", second.fiscal.documentNo)).json.state, "approved");
    assert.is(rrpay.moneyTakenCents("k"), 0);
  }),
);

posting("a void's total is what RRPay took, whatever its lines add up to", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    const { port, operator } = rrpay;
    await taken(port, sale("a"));
    operator.discount("a", 20);
    operator.pay("a");
    const sold = (await get(port, "a")).json;
    assert.equal([sold.totalCents, sold.payments[0].amountCents, sold.state], [238, 238, "approved"]);
    const undo = { ...voidOf("v", sale("a"), sold.fiscal.documentNo), lines: [line(1, 258)] };
    assert.is((await post(port, undo)).json.details.path, "/totalCents");
    rrpay.setPolicy("card");
    assert.is((await taken(port, { ...undo, totalCents: 238 })).state, "approved");
  }),
);

posting("what the till took itself is not taken again; nothing left to pay is a sale like any other", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const { port } = rrpay;
    const voucher = (amountCents: number) => [{ type: "voucher", name: "Dovanų čekis", amountCents } as const];
    const part = await taken(port, sale("a", { prepaid: voucher(100) }));
    assert.equal([part.totalCents, part.payments[0]?.amountCents], [258, 158]);
    const all = await taken(port, sale("b", { prepaid: voucher(258) }));
    assert.equal([all.state, all.payments, all.fiscal.state], ["approved", [], "printed"]);
    assert.is((await post(port, sale("c", { prepaid: voucher(259) }))).json.details.path, "/prepaid");
    const undo = voidOf("v", sale("a"), part.fiscal.documentNo);
    assert.is((await post(port, undo)).json.details.path, "/prepaid");
    const back = await taken(port, { ...undo, prepaid: voucher(100) });
    assert.equal([back.payments[0]?.amountCents, rrpay.moneyTakenCents("key-a")], [158, 0]);
    assert.match(rrpay.receipts()[0]?.text ?? "", /Apmokėta anksčiau: Dovanų čekis +1,00/);
    rrpay.operator.set({ features: ["status"] });
    assert.is((await post(port, sale("d", { prepaid: voucher(1) }))).status, 422);
  }),
);

posting("a sale forgotten with its epoch is voided by its paper, once", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const { documentNo } = (await taken(rrpay.port, sale("a"))).fiscal;
    await rrpay.restart({ memory: "forgotten" });
    assert.is((await post(rrpay.port, voidOf("v1", sale("a")))).status, 422);
    assert.is((await taken(rrpay.port, voidOf("v2", sale("a"), documentNo))).state, "approved");
    await rrpay.restart({ memory: "forgotten" });
    assert.is((await post(rrpay.port, voidOf("v3", sale("a"), documentNo))).status, 422);
    assert.is(rrpay.moneyTakenCents("key-a"), 0);
  }),
);

posting("a browser's page is refused: it sends Origin", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    const { status } = await post(port, sale("a"), { headers: { Origin: "http://example.com" } });
    assert.is(status, 403);
    assert.is((await get(port, "a")).status, 404);
  }),
);

posting.run();

const asking = suite("emulator: contract C, GET");

asking("the transaction at once when its revision is above afterRevision", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    const { revision } = await taken(port, sale("a"));
    const { status, json } = await get(port, "a", `?afterRevision=${revision - 1}&waitMs=25000`);
    assert.equal([status, json.revision], [200, revision]);
  }),
);

asking("a long poll is answered by the change", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    const poll = get(rrpay.port, "a", "?afterRevision=1&waitMs=25000");
    await rrpay.until(({ requests }) => requests.some(({ on }) => on === "get"));
    rrpay.operator.pay("a");
    assert.equal([(await poll).json.state], ["approved"]);
  }),
);

asking("a long poll without a change is answered with the old revision", () =>
  withRrpay({ policy: "wait" }, async ({ port }) => {
    await taken(port, sale("a"));
    const { status, json } = await get(port, "a", "?afterRevision=1&waitMs=1");
    assert.equal([status, json.revision], [200, 1]);
  }),
);

asking("404 names store and epoch and has no message", () =>
  withRrpay({}, async ({ port, storeId, epoch }) => {
    const { status, json } = await get(port, "nobody");
    assert.is(status, 404);
    assert.equal(json, { error: "not-found", storeId, epoch });
    assert.ok(validateRrpayNotFound(json));
  }),
);

asking("ids are taken from the path decoded, and odd requests are refused", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    await taken(port, sale("a/ą ?"));
    assert.is((await get(port, "a/ą ?")).status, 200);
    const odd = ["/v1/transactions/%ff", "/v1/transactions/a?waitMs=-1", "/v1/transactions/a?afterRevision=x"];
    for (const path of odd) assert.is((await call(port, "GET", path)).status, 400, path);
    assert.is((await call(port, "DELETE", "/v1/transactions/a")).status, 405);
    assert.is((await call(port, "GET", "/v2/health")).status, 404);
  }),
);

asking.run();

const cancelling = suite("emulator: contract C, cancel");
const cancel = (port: number, id: string) => call(port, "POST", `/v1/transactions/${id}/cancel`);

cancelling("ends an open transaction; what came in goes back", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    rrpay.operator.pay("a", [{ type: "card", amountCents: 100 }]);
    assert.is(rrpay.moneyTakenCents("key-a"), 100);
    const { status, json } = await cancel(rrpay.port, "a");
    assert.ok(validateRrpayTransaction(json));
    assert.equal([status, json.state, json.payments, json.fiscal], [202, "cancelled", [], { state: "not-printed" }]);
    assert.is(rrpay.moneyTakenCents("key-a"), 0);
  }),
);

cancelling("is a request, not an outcome: it may come too late", () =>
  withRrpay({ policy: "wait" }, async ({ port, operator }) => {
    operator.set({ cancels: "ignored" });
    await taken(port, sale("a"));
    const { status, json } = await cancel(port, "a");
    assert.equal([status, json.state], [202, "in-progress"]);
    operator.pay("a");
    assert.is((await get(port, "a")).json.state, "approved");
  }),
);

cancelling("leaves a final transaction as it is", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    const approved = await taken(port, sale("a"));
    const { status, json } = await cancel(port, "a");
    assert.is(status, 202);
    assert.equal(json, approved);
  }),
);

cancelling("of an id never seen stores a tombstone: a later POST gets it with 200, whatever the content", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const { status, json } = await cancel(rrpay.port, "a");
    assert.is(status, 202);
    assert.ok(validateRrpayTombstone(json));
    await rrpay.restart();
    for (const body of [sale("a"), sale("a", { totalCents: 5 }), { id: "a" }]) {
      const late = await post(rrpay.port, body);
      assert.equal([late.status, late.json], [200, json]);
    }
    assert.equal((await get(rrpay.port, "a")).json, json);
    assert.equal((await cancel(rrpay.port, "a")).json, json);
    assert.is(rrpay.moneyTakenCents("key-a"), 0);
  }),
);

cancelling.run();

const printing = suite("emulator: contract C, print");
const print = (port: number, id: string) => call(port, "POST", `/v1/transactions/${id}/print`);

printing("finishes the receipt of what is paid, once", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    rrpay.operator.set({ paper: false });
    const paid = await taken(rrpay.port, sale("a"));
    assert.equal([paid.state, paid.fiscal], ["approved", { state: "not-printed" }]);
    assert.is((await print(rrpay.port, "a")).json.fiscal.state, "not-printed");
    rrpay.operator.set({ paper: true });
    const { status, json } = await print(rrpay.port, "a");
    assert.ok(validateRrpayTransaction(json));
    assert.equal([status, json.fiscal.state, json.fiscal.documentNo], [202, "printed", "000001"]);
    assert.equal((await print(rrpay.port, "a")).json, json);
    assert.is(rrpay.receipts().length, 1);
  }),
);

printing("prints nothing for what is not paid, and knows no tombstone", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    assert.equal([(await print(rrpay.port, "a")).status, rrpay.receipts().length], [202, 0]);
    await cancel(rrpay.port, "t");
    assert.is((await print(rrpay.port, "t")).status, 404);
    assert.is((await print(rrpay.port, "nobody")).status, 404);
  }),
);

printing.run();

const features = suite("emulator: contract C, features");

features("what is not listed is not offered", () =>
  withRrpay({ policy: "wait", features: [] }, async ({ port }) => {
    await taken(port, sale("a"));
    for (const reply of [await get(port, "a"), await cancel(port, "a"), await print(port, "a")]) {
      assert.is(reply.status, 501);
      assert.ok(validateRrpayError(reply.json));
    }
  }),
);

features("without fiscal it does not know what is printed", () =>
  withRrpay({ policy: "card", features: ["status", "cancel", "tombstone"] }, async (rrpay) => {
    assert.equal((await taken(rrpay.port, sale("a"))).fiscal, { state: "unknown" });
    assert.equal((await get(rrpay.port, "a")).json.fiscal, { state: "unknown" });
    assert.equal((await call(rrpay.port, "GET", "/v1/health")).json.fiscal, { online: true });
    assert.is(rrpay.receipts().length, 1);
  }),
);

features("without tombstone a cancel of an unknown id is 404", () =>
  withRrpay({ features: ["status", "cancel"] }, async ({ port }) => {
    assert.is((await cancel(port, "a")).status, 404);
    assert.is((await post(port, sale("a"))).status, 201);
  }),
);

features.run();

const revisions = suite("emulator: contract C, revisions");

revisions("start at 1, rise by each change and survive a restart", () =>
  withRrpay({ policy: { type: "mixed", pace: "operator" } }, async (rrpay) => {
    const seen = [await taken(rrpay.port, sale("a"))];
    for (let steps = 0; steps < 4; steps++) {
      rrpay.operator.step("a");
      seen.push((await get(rrpay.port, "a")).json);
      await rrpay.restart();
      const after = (await get(rrpay.port, "a")).json;
      // What was approved and being printed when RRPay died is known not to be printed.
      if (after.state === "in-progress") assert.equal(after, seen.at(-1));
      else assert.equal([after.state, after.revision, after.fiscal], ["approved", 6, { state: "not-printed" }]);
    }
    assert.equal(
      seen.map(({ revision }) => revision),
      [1, 2, 3, 4, 5],
    );
    for (const transaction of seen) assert.ok(validateRrpayTransaction(transaction));
  }),
);

revisions("partial tenders are visible while in progress", () =>
  withRrpay({ policy: { type: "mixed", cardCents: 100, pace: "operator" } }, async ({ port, operator }) => {
    await taken(port, sale("a"));
    operator.step("a");
    assert.is((await get(port, "a")).json.message, "Laukiama kortelės");
    operator.step("a");
    const { json } = await get(port, "a");
    assert.equal([json.state, json.payments[0].amountCents], ["in-progress", 100]);
  }),
);

revisions("after a final state only fiscal, code and message change", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    rrpay.operator.set({ fiscalOnline: false });
    const { fiscal, code, message, revision, ...paid } = await taken(rrpay.port, sale("a"));
    assert.equal([fiscal.state, code, typeof message], ["not-printed", "not-printed", "string"]);
    rrpay.operator.set({ fiscalOnline: true });
    const {
      fiscal: printed,
      code: none,
      message: nothing,
      revision: later,
      ...same
    } = (await print(rrpay.port, "a")).json;
    assert.equal([same, printed.state, none, nothing], [paid, "printed", undefined, undefined]);
    assert.ok(later > revision);
    assert.throws(() => rrpay.operator.decline("a"), /approved already/);
    assert.throws(() => rrpay.operator.pay("a"), /approved already/);
  }),
);

revisions.run();

const numbers = suite("emulator: contract C, document numbers");

numbers("are unique within a day; a daily counter begins anew", async () => {
  let today = new Date(2026, 10, 23, 23, 50);
  await withRrpay({ policy: "card", numbering: "daily", now: () => today }, async (rrpay) => {
    const { port } = rrpay;
    const numberOf = async (id: string) => (await taken(port, sale(id))).fiscal.documentNo;
    assert.equal([await numberOf("a"), await numberOf("b")], ["000001", "000002"]);
    today = new Date(2026, 10, 24, 0, 10);
    await rrpay.restart();
    assert.equal([await numberOf("c"), await numberOf("d")], ["000001", "000002"]);
    assert.equal(
      rrpay.receipts().map(({ saleKey }) => saleKey),
      ["key-a", "key-b", "key-c", "key-d"],
    );
    const back = await taken(port, voidOf("v", sale("a"), "000001"));
    assert.equal([back.state, rrpay.moneyTakenCents("key-a"), rrpay.moneyTakenCents("key-c")], ["approved", 0, 258]);
  });
});

numbers.run();

const stores = suite("emulator: its store");

stores("is read also where an editor has put a byte order mark before it", () =>
  withFolder(async (dir) => {
    const first = await startRrpay({ dir, policy: "card" });
    await taken(first.port, sale("a"));
    const { storeId, epoch } = first;
    await first.stop();
    const file = join(dir, "rrpay-store.jsonl");
    writeFileSync(file, Buffer.concat([Buffer.from("\ufeff"), readFileSync(file)]));
    const again = await startRrpay({ dir, policy: "card" });
    try {
      assert.equal([again.storeId, again.epoch], [storeId, epoch]);
      assert.is((await get(again.port, "a")).json.fiscal.documentNo, "000001");
      assert.is((await taken(again.port, sale("b"))).fiscal.documentNo, "000002");
      for (let more = 0; more < 600; more++) await taken(again.port, sale(`m${more}`));
      assert.is((await get(again.port, "a")).json.state, "approved", "read back from its place in the file");
    } finally {
      await again.stop();
    }
  }),
);

stores.run();
