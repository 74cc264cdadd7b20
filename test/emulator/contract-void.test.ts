/** docs/contracts.md C: the POST of a void. */
import * as assert from "uvu/assert";
import { validateRrpayTransaction } from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { get, line, post, sale, taken, voidOf, withRrpay } from "./support.ts";

const voiding = suite("emulator: contract C, POST of a void");

voiding("a void needs the approved sale: by its document, or its own transaction", () =>
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

voiding("a document that was taken back gives nothing back under another key, and its key is taken", () =>
  withRrpay({ policy: "card" }, async ({ port }) => {
    const { fiscal } = await taken(port, sale("a"));
    await taken(port, voidOf("v1", sale("a"), fiscal.documentNo));
    const other = await post(port, voidOf("v2", sale("a", { saleKey: "another" }), fiscal.documentNo));
    assert.equal([other.status, other.json.error], [422, "invalid"]);
    const same = await post(port, voidOf("v3", sale("a"), fiscal.documentNo));
    assert.equal([same.status, same.json.error], [409, "sale-known"]);
  }),
);

voiding("a void says what it takes back, and gets it back: receipt kind and document are part of its name", () =>
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

voiding("the void of a return brings its money in again", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const { port } = rrpay;
    const sold = sale("a", { saleKey: "k" });
    await taken(port, sold);
    const { fiscal } = await taken(port, sale("b", { saleKey: "k", kind: "return" }));
    assert.is(rrpay.moneyTakenCents("k"), 0);
    await taken(port, { ...voidOf("v", sold), original: { kind: "return", documentNo: fiscal.documentNo ?? "" } });
    await rrpay.until(({ isPaying }) => !isPaying);
    assert.is(rrpay.moneyTakenCents("k"), sold.totalCents);
  }),
);

voiding("two receipts of one key are voided each by its own document", () =>
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

voiding("a void by the key of one receipt and the number of another takes neither back", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    const first = await taken(rrpay.port, sale("a"));
    await taken(rrpay.port, sale("b"));
    const mixed = await post(rrpay.port, voidOf("v", sale("b"), first.fiscal.documentNo));
    assert.equal([mixed.status, mixed.json.error], [422, "invalid"]);
    assert.is((await get(rrpay.port, "v")).status, 404);
    for (const key of ["key-a", "key-b"]) assert.ok(rrpay.moneyTakenCents(key) > 0);
  }),
);

voiding("a void's total is what RRPay took, whatever its lines add up to", () =>
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

voiding("a sale forgotten with its epoch is voided by its paper, once", () =>
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

voiding.run();
