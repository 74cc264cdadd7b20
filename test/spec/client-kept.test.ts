// Connections that are kept for the next exchange: what may be asked again on a new one, and what may not.
import * as assert from "uvu/assert";
import type { Exchange } from "../../plugin/rrpay/client.ts";
import { lost, Wire } from "../support/client-wire.ts";
import { httpAnswer } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("client: kept connections");

test("events of another connection are nobody's", () => {
  const wire = new Wire().sent();
  assert.is(wire.connected(1), undefined);
  assert.is(wire.connected(9), undefined);
  assert.is(wire.data(9, httpAnswer(200, {})), undefined);
  assert.is(wire.closed(9), undefined);
  assert.equal(wire.effects, []);
});

test("a kept connection that the peer closes is opened anew for the next exchange", () => {
  const wire = new Wire().idle();
  assert.is(wire.closed(1), undefined);
  wire.begin();
  assert.equal(wire.effects[0], { type: "connect", conn: 2 });
});

test("a question on an idle connection that RRPay had closed meanwhile is asked again on a new one", () => {
  const wire = new Wire().idle();
  wire.begin();
  assert.is(wire.closed(1), undefined);
  assert.ok(wire.names.includes("connect"));
  wire.connected(2);
  assert.is(wire.sends.length, 1);
  assert.equal(wire.closed(2), lost("cut"));
});

const post: Exchange = { method: "POST", path: "/v1/transactions", withToken: true, body: "{}", timeoutMs: 1000 };

/** A wire on which RRPay has answered twice: it keeps its connections open. */
export function kept(): Wire {
  const wire = new Wire().idle();
  wire.begin();
  wire.data(1, httpAnswer(200, {}));
  return wire;
}

test("rule 3: a send on such a connection is never repeated by itself", () => {
  const wire = kept();
  wire.begin(post);
  assert.equal(wire.names.includes("send"), true);
  assert.equal(wire.closed(1), lost("cut"));
  assert.not.ok(wire.names.includes("connect"));
});

test("until RRPay is known to keep connections open, a send gets one of its own", () => {
  const wire = new Wire().idle();
  wire.begin(post);
  assert.equal(
    wire.effects.map(({ type }) => type),
    ["disconnect", "connect", "timer"],
  );
});

test("a connection that closed while it was idle is trusted with no send after it", () => {
  const wire = kept();
  wire.closed(1);
  wire.sent();
  wire.data(2, httpAnswer(200, {}));
  wire.begin(post);
  assert.ok(wire.names.includes("connect"));
});

test("a question whose answer had begun is lost with its connection", () => {
  const wire = new Wire().idle();
  wire.begin();
  wire.data(1, "HTTP/1.1 2");
  assert.equal(wire.closed(1), lost("cut"));
});

test.run();
