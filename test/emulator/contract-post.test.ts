/** docs/contracts.md C: POST, in the order in which it is refused. */
import * as assert from "uvu/assert";
import { validateRrpayError, validateRrpayTransaction } from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { call, get, line, post, sale, taken, voidOf, withRrpay } from "./support.ts";

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

posting("a browser's page is refused: it sends Origin", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    const { status } = await post(port, sale("a"), { headers: { Origin: "http://example.com" } });
    assert.is(status, 403);
    assert.is((await get(port, "a")).status, 404);
  }),
);

posting.run();
