/** docs/contracts.md C: the requests about an existing transaction: GET, cancel, print. */
import * as assert from "uvu/assert";
import {
  validateRrpayNotFound,
  validateRrpayTombstone,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { call, cancel, get, post, print, sale, taken, withRrpay } from "./support.ts";

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
