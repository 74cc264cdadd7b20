/** docs/contracts.md C as the emulator implements it: health, features, revisions, document numbers, the store. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { startRrpay } from "./rrpay/server.ts";
import { call, cancel, get, post, print, sale, taken, voidOf, withFolder, withRrpay } from "./support.ts";

export const health = suite("emulator: contract C, health");

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

export const features = suite("emulator: contract C, features");

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
      // What was approved and being printed when RRPay died counts as not printed.
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
export const stores = suite("emulator: its store");

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
