/** Each fault of the script has the described effect on the wire, as a raw socket sees it. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { postBytes, refused, sell } from "./fault-expectations.ts";
import { PROOFS } from "./fault-proofs.ts";
import { checkScript } from "./rrpay/check.ts";
import type { Occasion, Rule } from "./rrpay/faults.ts";
import { FAULT_TYPES } from "./rrpay/mischief.ts";
import { OUTCOME_BY_CENTS } from "./rrpay/outcomes.ts";
import { call, get, Peer, post, sale, withRrpay } from "./support.ts";

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
