// What the till does while nobody waits, and what it shows while somebody does.
import * as assert from "uvu/assert";
import { first, isPending, outcome, pays, pos, withCustomer, withUnknown } from "../support/sale-under-way.ts";
import { unprinted, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("till: background and progress");

test("a call that nobody polls goes on", () => {
  withCustomer((till, call) => {
    till.pass(3000);
    pays(till);
    till.pass(2000);
    assert.equal(outcome(till.reply(call)), ["approved", "approved"]);
  });
});

test("a second look joins the first, and a settlement does not wait for either", () => {
  withUnknown((till) => {
    till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
    const one = till.start("status", { refresh: true });
    const two = till.start("init", pos);
    const asked = till.rrpay.asked.length;
    assert.ok(isPending(till, one) && isPending(till, two));
    till.rrpay.instead = () => undefined;
    const call = till.start("init", first);
    assert.equal([till.reply(one).status, till.reply(two).status], ["attention", "attention"]);
    assert.ok(till.rrpay.asked.length > asked);
    pays(till);
    assert.equal(outcome(till.end(call)), ["approved", "approved"]);
  });
});

test("a background look gives way to a look that somebody waits for", () => {
  withUnknown((till) => {
    till.rrpay.instead = () => "silence";
    till.pass(1100);
    till.rrpay.instead = () => undefined;
    pays(till);
    till.call("status", { refresh: true });
    assert.is(till.recordsOf("evidence").at(-1)?.state, "approved");
  });
});

/** When RRPay is asked about an attempt while nobody waits, in seconds between one another. */
function gaps(till: StepTill, ms: number): number[] {
  const times: number[] = [];
  const { id: ours } = till.rrpay.only;
  till.rrpay.instead = ({ action, id }) => {
    if (action === "get" && id === ours) times.push(till.monoMs);
    return undefined;
  };
  till.pass(ms);
  return times.map((time, at) => Math.round((time - (times[at - 1] ?? time)) / 1000)).slice(1);
}

test("while nobody waits the till looks on by itself, ever more seldom, at most once a minute", () => {
  withUnknown((till) => {
    assert.equal(gaps(till, 400_000).slice(0, 9), [2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });
});

test("a hook makes it look on quickly again", () => {
  withUnknown((till) => {
    till.pass(400_000);
    till.call("status", { refresh: true });
    assert.equal(gaps(till, 10_000).slice(0, 2), [2, 4]);
  });
});

test("nothing open: nothing is asked and no timer runs", () => {
  withTill((till) => {
    const { lastTransactionId: _last, ...health } = till.rrpay.health;
    till.rrpay.health = health;
    till.call("init", first);
    assert.equal([...till.timers], []);
    const asked = till.rrpay.asked.length;
    till.pass(600_000);
    assert.is(till.rrpay.asked.length, asked);
  });
});

test("a background look brings the truth, and then rests", () => {
  withUnknown((till) => {
    pays(till);
    till.pass(5000);
    assert.is(till.recordsOf("evidence").at(-1)?.state, "approved");
    assert.equal([...till.timers], []);
  });
});

for (const [round, look] of [
  ["a background look", (till: StepTill) => till.pass(5000)],
  ["a status that asks RRPay", (till: StepTill) => till.call("status", { refresh: true })],
  ["the doctor's look", (till: StepTill) => till.call("doctor")],
  ["the POS window's look", (till: StepTill) => till.call("init", { window: "pos", till: "1", operator: "ONA" })],
] as const)
  for (const saved of [true, false])
    test(`B2: a receipt that is owed is asked for in each recovery round, saved ${saved}: ${round}`, () => {
      withTill((till) => {
        till.rrpay.outcome = unprinted;
        till.rrpay.instead = ({ action, id }) =>
          action === "print" ? { status: 202, body: till.rrpay.stored.get(id) } : undefined;
        till.call("init", first);
        till.call("close", { window: "settlement", kind: "sale", saleKey: first.saleKey, saved });
        till.rrpay.instead = () => undefined;
        look(till);
        assert.is(till.rrpay.only.fiscal.state, "printed");
      });
    });

test("the progress shows the seconds, every second", () => {
  withCustomer((till, call) => {
    till.pass(3100);
    const texts = till.progress.get(call) ?? [];
    for (const seconds of ["0 s", "1 s", "2 s", "3 s"]) assert.ok(texts.some((text) => text.endsWith(` ${seconds}`)));
  });
});

test("tenders that came in are shown", () => {
  withCustomer((till, call, id) => {
    till.rrpay.change(id, { payments: [{ method: 0, name: "Grynieji", amountCents: 100 }] });
    till.pass(1500);
    assert.match((till.progress.get(call) ?? []).join(), "€1.00 / €2.58");
  });
});

test("the progress stops with the call", () => {
  withCustomer((till, call) => {
    pays(till);
    till.end(call);
    assert.not.ok(till.timers.has(4));
    till.step({ type: "timer", id: 4 });
    till.step({ type: "timer", id: 3 });
  });
});

test("the progress is in the config's language and code page", () => {
  withTill(
    (till) => {
      till.rrpay.outcome = waits;
      const call = till.start("init", first);
      const texts = (till.progress.get(call) ?? []).join();
      assert.match(texts, "Laukiama mok");
    },
    { language: "lt" },
  );
});

test.run();
