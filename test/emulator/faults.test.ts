/** Each fault of the script produces on the wire what it says, seen by a raw socket. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayTransaction,
} from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { checkScript } from "./rrpay/check.ts";
import type { Fault, FaultType, Occasion, Rule } from "./rrpay/faults.ts";
import { FAULT_TYPES } from "./rrpay/mischief.ts";
import { OUTCOME_BY_CENTS } from "./rrpay/outcomes.ts";
import type { Rrpay } from "./rrpay/server.ts";
import { call, get, Peer, post, type Reply, requestBytes, sale, taken, withRrpay } from "./support.ts";

const postBytes = (id: string) => requestBytes("POST", "/v1/transactions", { body: sale(id) });

/** Sends a sale on a raw connection with this fault at work. */
async function sell(rrpay: Rrpay, fault: Fault, id = "a"): Promise<Peer> {
  rrpay.script([{ on: "post", fault }]);
  const peer = await Peer.connect(rrpay.port);
  peer.write(postBytes(id));
  return peer;
}

async function answered(rrpay: Rrpay, fault: Fault, id = "a"): Promise<Reply> {
  return (await sell(rrpay, fault, id)).reply();
}

/** Expects the connection to end after so many bytes, and the sale to be known or not. */
async function expectCut(rrpay: Rrpay, fault: Fault, known: boolean): Promise<void> {
  const peer = await sell(rrpay, fault);
  await peer.ended();
  assert.is(peer.received.length, 0);
  assert.is((await get(rrpay.port, "a")).status, known ? 200 : 404);
}

/** Expects an answer that the schema takes but whose field is not what RRPay has stored. */
async function expectBent(rrpay: Rrpay, fault: Fault, field: keyof RrpayTransaction, value: unknown): Promise<void> {
  const { status, json } = await answered(rrpay, fault);
  assert.is(status, 201);
  assert.ok(validateRrpayTransaction(json), "valid by its schema");
  assert.equal(json[field], value);
  assert.not.equal((await get(rrpay.port, "a")).json[field], value);
}

/** Expects that the request stays unanswered while RRPay goes on with others. */
async function expectSilence(rrpay: Rrpay, fault: Fault, known: boolean): Promise<void> {
  const peer = await sell(rrpay, fault);
  await rrpay.until(({ requests }) => requests.some(({ on }) => on === "post"));
  assert.is((await get(rrpay.port, "a")).status, known ? 200 : 404);
  assert.is(peer.received.length, 0);
  assert.is(rrpay.openConnections > 0, true);
  peer.close();
}

/** What each fault is proven by. A fault without a proof does not compile. */
const PROOFS: Readonly<Record<FaultType, (rrpay: Rrpay) => Promise<void>>> = {
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

async function refused({ port }: Rrpay): Promise<void> {
  const outcome = await Peer.connect(port).then(
    () => "connected",
    (error: NodeJS.ErrnoException) => error.code,
  );
  assert.is(outcome, "ECONNREFUSED");
}

async function expectError(rrpay: Rrpay, fault: Fault, status: number): Promise<void> {
  const reply = await answered(rrpay, fault);
  assert.is(reply.status, status);
  assert.ok(validateRrpayError(reply.json));
  assert.is((await get(rrpay.port, "a")).status, 404, "not processed");
}

const wire = suite("emulator: each fault on the wire");

for (const type of FAULT_TYPES) wire(type, () => withRrpay({ policy: "card" }, PROOFS[type]));

wire.run();

const connecting = suite("emulator: faults of connections");

connecting("the nth connection is refused, and the one after a release gets in", () =>
  withRrpay({ faults: [{ on: "connect", nth: 2, fault: { type: "refuse-connection" } }] }, async (rrpay) => {
    assert.is((await get(rrpay.port, "a")).status, 404);
    await refused(rrpay);
    await refused(rrpay);
    await rrpay.release();
    assert.is((await get(rrpay.port, "a")).status, 404);
  }),
);

connecting("cut before anything is read", () =>
  withRrpay({ faults: [{ on: "connect", fault: { type: "cut-before" } }] }, async (rrpay) => {
    const peer = await Peer.connect(rrpay.port);
    await peer.ended();
    assert.equal([peer.received.length, rrpay.requests.length], [0, 0]);
  }),
);

connecting("silence: accepted and never answered", () =>
  withRrpay({ policy: "card", faults: [{ on: "connect", fault: { type: "silence" } }] }, async (rrpay) => {
    const silent = await Peer.connect(rrpay.port);
    silent.write(postBytes("a"));
    assert.is((await get(rrpay.port, "a")).status, 404);
    assert.equal([silent.received.length, rrpay.openConnections >= 1], [0, true]);
    silent.close();
  }),
);

connecting("unsolicited: bytes before any request", () =>
  withRrpay({ faults: [{ on: "connect", fault: { type: "unsolicited" } }] }, async (rrpay) => {
    const peer = await Peer.connect(rrpay.port);
    assert.is((await peer.reply()).json.state, "nobody");
    assert.is(rrpay.requests.length, 0);
    peer.close();
  }),
);

connecting.run();

const script = suite("emulator: the fault script");

script("nth and times say at which occasions a rule works", () =>
  withRrpay({}, async (rrpay) => {
    const fault = { type: "status", status: 500 } as const;
    rrpay.script([{ on: "get", nth: 2, times: 2, fault }]);
    const statuses: number[] = [];
    for (let count = 0; count < 5; count++) statuses.push((await get(rrpay.port, "a")).status);
    assert.equal(statuses, [404, 500, 500, 404, 404]);
    rrpay.script([{ on: "get", times: "always", fault }]);
    assert.equal([(await get(rrpay.port, "a")).status, (await get(rrpay.port, "a")).status], [500, 500]);
    assert.is((await call(rrpay.port, "GET", "/v1/health")).status, 200, "other occasions are left alone");
  }),
);

script("every rule that applies works on the answer, in order", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    rrpay.script([
      { on: "post", fault: { type: "wrong-amount", cents: 2 } },
      { on: "post", fault: { type: "wrong-id" } },
      { on: "post", fault: { type: "chunked" } },
    ]);
    const { json, headers } = await post(rrpay.port, sale("a"));
    assert.equal([json.totalCents, json.id, headers.get("transfer-encoding")], [260, "another-id", "chunked"]);
  }),
);

script("requests are logged with their raw bytes and faults, also those that are never answered", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    await (await sell(rrpay, { type: "cut-before-process" })).ended();
    const [logged] = rrpay.requests;
    assert.equal(
      [logged?.on, logged?.body, logged?.faults],
      ["post", JSON.stringify(sale("a")), ["cut-before-process"]],
    );
    assert.equal(logged?.raw, Buffer.from(JSON.stringify(sale("a"))));
  }),
);

script("the schema knows exactly the faults that the emulator has", () => {
  const schema = JSON.parse(readFileSync(new URL("./rrpay/fault.schema.json", import.meta.url), "utf8"));
  const names = schema.$defs.fault.oneOf.map((fault: { title: string }) => fault.title);
  assert.equal([...names].sort(), [...FAULT_TYPES].sort());
});

script("a well-formed script is taken as it is", () => {
  const rules: Rule[] = [
    { on: "connect", nth: 2, fault: { type: "refuse-connection" } },
    { on: "post", times: "always", fault: { type: "split", at: [1, 2], gapMs: 0 } },
    { on: "get", times: 3, fault: { type: "crash", point: "before-answer", restart: "forgotten" } },
  ];
  assert.equal(checkScript(JSON.parse(JSON.stringify(rules))), rules);
});

const REFUSED: Readonly<Record<string, unknown>> = {
  "no list": {},
  "an unknown fault": [{ on: "post", fault: { type: "earthquake" } }],
  "an unknown occasion": [{ on: "lunch", fault: { type: "slow" } }],
  "an unknown key": [{ on: "post", fault: { type: "slow", speed: 1 } }],
  "a missing parameter": [{ on: "post", fault: { type: "status" } }],
  "nth 0": [{ on: "post", nth: 0, fault: { type: "slow" } }],
  "a fault of answers on connect": [{ on: "connect", fault: { type: "wrong-id" } }],
};

for (const [name, json] of Object.entries(REFUSED)) {
  script(`a script with ${name} is refused`, () => {
    assert.throws(() => checkScript(json), /fault script/);
  });
}

const OCCASIONS: readonly Occasion[] = ["connect", "health", "post", "get", "cancel", "print"];

script("each occasion can be named", () => {
  for (const on of OCCASIONS) checkScript([{ on, fault: { type: "silence" } }]);
});

script.run();

const readme = suite("emulator: README");

readme("names every fault and every amount-driven outcome", () => {
  const text = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  for (const type of FAULT_TYPES) assert.match(text, `\`${type}\``);
  for (const [cents, { meaning }] of Object.entries(OUTCOME_BY_CENTS)) {
    assert.match(text, new RegExp(`\\| ${cents.padStart(2, "0")} +\\| ${meaning} +\\|`));
  }
});

readme("its script is a script", () => {
  const text = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  assert.is(checkScript(JSON.parse(json)).length, 3);
});

readme.run();
