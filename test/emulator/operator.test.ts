/** The operator, in the program and over HTTP on a port of its own. */

import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { serveOperator } from "./rrpay/operator-http.ts";
import type { Rrpay } from "./rrpay/server.ts";
import { call, get, type Reply, sale, taken, withRrpay } from "./support.ts";

const screen = suite("emulator: the operator");

screen("takes tenders one by one; an open rest stays in progress", () =>
  withRrpay({ policy: "wait" }, async ({ port, operator }) => {
    await taken(port, sale("a"));
    operator.pay("a", [{ type: "card", amountCents: 100 }]);
    operator.pay("a", [{ type: "cash", givenCents: 100 }]);
    assert.is((await get(port, "a")).json.state, "in-progress");
    operator.pay("a", [{ type: "cash", givenCents: 60 }]);
    const { json } = await get(port, "a");
    assert.equal([json.state, json.roundingCents, json.changeCents, json.payments.length], ["approved", 2, 0, 3]);
  }),
);

screen("cannot take more by card than is due, or pay what is paid or unknown", () =>
  withRrpay({ policy: "wait" }, async ({ port, operator }) => {
    await taken(port, sale("a"));
    assert.throws(() => operator.pay("a", [{ type: "card", amountCents: 259 }]), /at most/);
    assert.throws(() => operator.pay("a", [{ type: "cash", givenCents: -1 }]), /not below zero/);
    operator.pay("a");
    assert.throws(() => operator.pay("a"), /approved already/);
    assert.throws(() => operator.step("a"), /no step/);
    assert.throws(() => operator.decline("b"), /no transaction b/);
  }),
);

screen("steps through a policy: notice, card, notice, cash, print", () =>
  withRrpay({ policy: { type: "mixed", pace: "operator" } }, async (rrpay) => {
    const seen = [await taken(rrpay.port, sale("a"))];
    for (let count = 0; count < 5; count++) {
      rrpay.operator.step("a");
      seen.push((await get(rrpay.port, "a")).json);
    }
    const story = seen.map(({ state, payments, fiscal, message }) => [state, payments.length, fiscal.state, message]);
    assert.equal(story, [
      ["in-progress", 0, "unknown", undefined],
      ["in-progress", 0, "unknown", "Laukiama kortelės"],
      ["in-progress", 1, "unknown", undefined],
      ["in-progress", 1, "unknown", "Laukiama grynųjų"],
      ["approved", 2, "unknown", undefined],
      ["approved", 2, "printed", undefined],
    ]);
  }),
);

screen("cancels with the card approved and the cash abandoned: nothing is kept", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    rrpay.operator.pay("a", [{ type: "card", amountCents: 100 }]);
    rrpay.operator.cancel("a", "Pirkėjas persigalvojo");
    const { json } = await get(rrpay.port, "a");
    assert.equal([json.state, json.payments, json.message], ["cancelled", [], "Pirkėjas persigalvojo"]);
    assert.is(rrpay.moneyTakenCents("key-a"), 0);
  }),
);

screen("has no RRPay to work with after a crash", () =>
  withRrpay({ policy: "wait" }, async (rrpay) => {
    rrpay.crash();
    assert.throws(() => rrpay.operator.pay("a"), /not running/);
  }),
);

screen.run();

const http = suite("emulator: the operator over HTTP");

interface Desk {
  readonly rrpay: Rrpay;
  readonly port: number;
  do(action: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  see(view: string): Promise<Reply>;
}

async function withDesk(body: (desk: Desk) => Promise<void>): Promise<void> {
  await withRrpay({ policy: "wait" }, async (rrpay) => {
    const { port, stop } = await serveOperator(rrpay);
    const own = { Host: `127.0.0.1:${port}` };
    try {
      await body({
        rrpay,
        port,
        do: (action, json, headers = { ...own, "Content-Type": "application/json" }) =>
          call(port, "POST", `/emulator/v1/${action}`, { ...(json === undefined ? {} : { body: json }), headers }),
        see: (view) => call(port, "GET", `/emulator/v1/${view}`, { headers: own }),
      });
    } finally {
      await stop();
    }
  });
}

http("shows state, transactions, receipts and requests; the token is not among them", () =>
  withDesk(async ({ rrpay, do: act, see }) => {
    await taken(rrpay.port, sale("a"));
    await call(rrpay.port, "GET", "/v1/health", { token: "secret" });
    const { status } = await act("transactions/a/pay", { tenders: [{ type: "cash", givenCents: 500 }] });
    assert.is(status, 200);
    const [stored] = (await see("transactions")).json;
    assert.equal([stored.answer.state, stored.answer.changeCents], ["approved", 240]);
    assert.match((await see("receipts")).json[0].text, "Grąža");
    const requests = await see("requests");
    assert.equal(
      requests.json.map(({ on }: { on: string }) => on),
      ["post", "health"],
    );
    assert.not.match(requests.text, "secret");
    assert.equal([(await see("state")).json.running, (await see("nothing")).status], [true, 404]);
  }),
);

http("declines, cancels, steps, prints", () =>
  withDesk(async ({ rrpay, do: act }) => {
    const { port } = rrpay;
    await taken(port, sale("a"));
    await act("transactions/a/decline", { message: "Ne" });
    assert.equal([(await get(port, "a")).json.state, (await get(port, "a")).json.message], ["declined", "Ne"]);
    await taken(port, sale("b"));
    await act("transactions/b/cancel");
    assert.is((await get(port, "b")).json.state, "cancelled");
    await act("policy", { type: "card", pace: "operator" });
    await act("switches", { paper: false });
    await taken(port, sale("c"));
    for (let count = 0; count < 3; count++) assert.is((await act("transactions/c/step")).status, 200);
    assert.is((await get(port, "c")).json.fiscal.state, "not-printed");
    await act("switches", { paper: true });
    await act("transactions/c/print");
    assert.is((await get(port, "c")).json.fiscal.state, "printed");
  }),
);

http("crashes, refuses and restarts RRPay, and answers meanwhile", () =>
  withDesk(async ({ rrpay, do: act, see }) => {
    await act("crash");
    assert.equal([(await see("state")).json.running, rrpay.running], [false, false]);
    assert.is((await act("transactions/a/pay")).status, 409);
    const { epoch } = rrpay;
    const { json } = await act("restart", { memory: "forgotten" });
    assert.equal([json.running, json.epoch === epoch], [true, false]);
    await act("script", [{ on: "connect", fault: { type: "refuse-connection" } }]);
    assert.is((await see("state")).json.listening, false);
    await act("release");
    assert.is((await get(rrpay.port, "a")).status, 404);
    assert.is((await act("z-report")).status, 200);
  }),
);

http("occupies the screen for another till, and frees it", () =>
  withDesk(async ({ rrpay, do: act }) => {
    await act("switches", { busy: { id: "x", till: "2" } });
    assert.equal(rrpay.switches.busy, { id: "x", till: "2" });
    await act("switches", { busy: null });
    assert.is(rrpay.switches.busy, undefined);
  }),
);

http("refuses what does not match its schema, and changes nothing", () =>
  withDesk(async ({ rrpay, do: act }) => {
    const wrong: readonly (readonly [string, unknown])[] = [
      ["policy", { type: "gift" }],
      ["switches", { paper: 1 }],
      ["script", [{ on: "post", fault: { type: "earthquake" } }]],
      ["restart", { memory: "half" }],
      ["release", { now: true }],
      ["transactions/a/pay", { tenders: [{ type: "card", amountCents: 0.5 }] }],
      ["policy", "{"],
    ];
    for (const [action, body] of wrong) assert.is((await act(action, body)).status, 422, action);
    assert.equal([rrpay.policy, rrpay.switches.paper], [{ type: "wait" }, true]);
    assert.is((await act("dance")).status, 404);
    assert.is((await act("toString")).status, 404);
  }),
);

http("no page of another site can drive it", () =>
  withDesk(async ({ rrpay, port, do: act }) => {
    const json = { "Content-Type": "application/json" };
    const own = { Host: `127.0.0.1:${port}` };
    const strangers: readonly (readonly [Record<string, string>, number])[] = [
      [{ ...own, ...json, Origin: "http://example.com" }, 403],
      [{ ...own, ...json, Origin: "null" }, 403],
      [{ ...own, "Content-Type": "text/plain" }, 415],
      [own, 415],
    ];
    for (const [headers, status] of strangers) assert.is((await act("crash", {}, headers)).status, status);
    const rebound = await call(port, "GET", "/emulator/v1/state");
    assert.is(rebound.status, 403, "a Host without our port");
    assert.is(rrpay.running, true);
  }),
);

http.run();
