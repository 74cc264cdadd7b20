// What is told of an open attempt is true of RRPay's last answer (docs/contracts.md B12).
import * as assert from "uvu/assert";
import { arrives, bread, pos, type Sent, unanswered } from "../support/hostile.ts";
import { type Reaction, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("named again");

const adviceOf = (till: StepTill) =>
  (till.call("init", pos).unresolved as { advice: string }[]).map(({ advice }) => advice.split(".")[0]);
const UNKNOWN = ["It is not known whether it is paid"];

/** RRPay has it in progress, and has named it. */
function named(till: StepTill): Sent {
  till.rrpay.outcome = waits;
  const sent = unanswered(till, () => till.call("init", bread));
  arrives(till, sent);
  till.rrpay.instead = () => undefined;
  till.call("init", pos);
  return sent;
}

const silences: Record<string, [Reaction, string]> = {
  "does not answer": ["silence", "RRPay does not answer"],
  "loses the connection": ["cut", "The connection to RRPay was lost"],
  "answers without sense": [{ status: 200, body: { no: "transaction" } }, "RRPay's answer could not be understood"],
};
for (const [name, [reaction, said]] of Object.entries(silences))
  test(`the list does not say that RRPay ${name} once it has answered in progress, over a restart too`, () => {
    for (const restarts of [false, true])
      withTill((till) => {
        const { attemptId } = named(till);
        till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? reaction : undefined);
        assert.match(String(till.call("init", bread).message), said);
        till.rrpay.instead = () => undefined;
        if (restarts) till.boot();
        assert.equal(adviceOf(till), UNKNOWN);
        const records = till.records.length;
        assert.equal(adviceOf(till), UNKNOWN);
        assert.is(till.records.length, records, "and is journalled once");
      });
  });

test("the list does not say that RRPay forgot what it names again", () =>
  withTill((till) => {
    const { attemptId } = named(till);
    const kept = till.rrpay.stored.get(attemptId)!;
    till.rrpay.stored.delete(attemptId);
    till.call("init", pos);
    till.rrpay.stored.set(attemptId, kept);
    assert.equal(adviceOf(till), UNKNOWN);
  }));

test("what is still in progress for long stays so over a restart", () =>
  withTill((till) => {
    named(till);
    till.pass(6000);
    assert.match(String(adviceOf(till)), "RRPay is still waiting for the payment");
    till.boot();
    assert.match(String(adviceOf(till)), "RRPay is still waiting for the payment");
  }));

test.run();
