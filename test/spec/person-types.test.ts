// A person types what happened: each test is the rule that was broken.
import * as assert from "uvu/assert";
import { askReceipt } from "../../runtime/cli/journal/entry.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("what a person types");

const bread = sale(258, { saleKey: "A" });
const pos = { window: "pos", till: "1", operator: "ONA" };
const typed = { decision: "receipt-printed", documentNo: "D7", payments: [{ method: 2, amountCents: 258 }] };

interface Item {
  readonly saleKey: string;
  readonly attemptId: string;
  readonly decisions: readonly string[];
}

function itemOf(till: StepTill, saleKey: string): Item | undefined {
  return (till.call("init", pos).unresolved as Item[]).find((item) => item.saleKey === saleKey);
}

/** Asks for something that RRPay does not answer, until manual entry is open. */
function unanswered(till: StepTill, ask: () => void): void {
  till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
  ask();
  till.pass(TIMEOUTS.manualAfterMs);
}

function resolve(till: StepTill, saleKey: string, more: object): unknown {
  const { attemptId } = itemOf(till, saleKey) ?? {};
  return till.call("resolve", { kind: "sale", saleKey, attemptId, operator: "ONA", ...more }).code;
}

test("B9: a part payment that cannot be typed is left to the accountant once nobody waits for it any more", () =>
  withTill((till) => {
    unanswered(till, () => till.call("init", bread));
    assert.equal(itemOf(till, "A")?.decisions, ["receipt-printed", "nothing-happened"]);
    till.pass(TIMEOUTS.customerMs);
    assert.equal(itemOf(till, "A")?.decisions, ["receipt-printed", "nothing-happened", "leave-to-accountant"]);
    assert.is(resolve(till, "A", { decision: "leave-to-accountant" }), "recorded");
    till.rrpay.instead = () => undefined;
    assert.is(till.call("init", sale(100, { saleKey: "B" })).code, "approved");
  }));

test("B9: a true number that another receipt bears by mistake leaves the accountant as a way out", () =>
  withTill((till) => {
    unanswered(till, () => till.call("init", bread));
    resolve(till, "A", { ...typed, documentNo: "D8" }); // it was D7
    unanswered(till, () => till.call("init", sale(258, { saleKey: "B" })));
    assert.is(resolve(till, "B", { ...typed, documentNo: "D8" }), "document-used");
    assert.ok(itemOf(till, "B")?.decisions.includes("leave-to-accountant"));
  }));

test("B9: a receipt sent before midnight that bears the new day's first number can be left to the accountant", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo: "1" } });
    till.call("init", sale(100, { saleKey: "Y" }));
    till.call("close", { window: "settlement", kind: "sale", saleKey: "Y", saved: true });
    till.wallMs = Date.UTC(2026, 10, 23, 21, 59, 58); // 23:59:58 at the till
    unanswered(till, () => till.call("init", bread));
    const code = resolve(till, "A", { ...typed, documentNo: "1" });
    assert.ok(code === "recorded" || itemOf(till, "A")?.decisions.includes("leave-to-accountant"), String(code));
  }));

const voucher = { type: "voucher", name: "Čekis", amountCents: 258 } as const;

for (const format of ["lines", "json"] as const)
  test(`B14: the receipt of a sale that was prepaid in full is typed without payments: ${format}`, () =>
    withTill((till) => {
      till.rrpay.health = { ...till.rrpay.health, features: [...till.rrpay.health.features, "prepaid"] };
      unanswered(till, () => till.start("init", sale(258, { saleKey: "A", prepaid: [voucher] })));
      // flat lines have none for an empty list: the key is not there
      const payments = format === "json" ? { payments: [] } : {};
      const receipt = { decision: "receipt-printed", documentNo: "D7", ...payments };
      assert.is(resolve(till, "A", receipt), "recorded");
    }));

test("where something was left to pay, a typed receipt without payments is refused", () =>
  withTill((till) => {
    unanswered(till, () => till.call("init", bread));
    assert.is(resolve(till, "A", { decision: "receipt-printed", documentNo: "D7" }), "documents-missing");
  }));

/** What the dialog of `journal resolve` makes of these answers. */
function dialog(answers: string[]): unknown {
  const boot = new Map([
    ["payments.0.method", "2"],
    ["payments.0.name", "Kortelė"],
    ["payments.0.cash", "false"],
  ]);
  const talk = askReceipt({ kind: "sale", totalCents: 258, boot, language: "lt" });
  let next = talk.next();
  for (let asked = 0; !next.done && asked < 50; asked++) {
    const line = next.value.type === "ask" ? answers.shift() : undefined;
    next = talk.next({ status: 0, fields: line === undefined ? {} : { line } } as never);
  }
  return next.done ? next.value : "asks for ever";
}

test("journal resolve: the receipt of a sale that was prepaid in part has the rest of it paid", () =>
  assert.equal(dialog(["D7", "2", "1,58", "", "1,00"]), {
    documentNo: "D7",
    payments: [{ method: 2, amountCents: 158 }],
    changeCents: 0,
    roundingCents: 0,
  }));

test("journal resolve: the receipt of a sale that was prepaid in full has nothing paid", () =>
  assert.equal(dialog(["D7", "", "2,58"]), { documentNo: "D7", payments: [], changeCents: 0, roundingCents: 0 }));

for (const [what, answers] of [
  ["nothing typed of the payments", ["D7", "", ""]],
  ["what is missing was not prepaid, and nothing is typed anew", ["D7", "2", "1,58", "", "0", "", ""]],
] as const)
  test(`journal resolve: put off: ${what}`, () => assert.is(dialog([...answers]), undefined));

test.run();
