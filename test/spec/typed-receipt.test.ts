// B6: a receipt that a person types in, and what RRPay says of it later.

import * as assert from "uvu/assert";
import { agreesWithTyped } from "../../plugin/payment/agreement.ts";
import type { Attempt, EvidenceRecord } from "../../schemas/generated/types.ts";
import { AT_MS, ATTEMPT_ID, attempt, evidence, fold } from "../support/attempts.ts";
import { answersAgain, printed } from "../support/hostile.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, TIMEOUTS, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("typed receipt");

const methods = [
  { rrpay: 0, gama: 10 },
  { rrpay: 2, gama: 20 },
  { rrpay: 3, gama: 20 },
];
const row = (method: number, amountCents: number) => ({ method, amountCents });
const tender = (method: number, amountCents: number) => ({ method, name: "", amountCents });

function agrees(
  typed: Partial<NonNullable<Attempt["manual"]>>,
  said: Partial<EvidenceRecord>,
  facts: Partial<Attempt> = {},
) {
  const manual = { decision: "receipt-printed", operator: "ONA", sinceMs: 1, documentNo: "D1", ...typed } as const;
  return agreesWithTyped(attempt({ payment: "unknown", manual, ...facts }), evidence(said), {
    methods,
    answerMs: 1000,
  });
}

const compared: readonly [
  what: string,
  agrees: boolean,
  typed: Parameters<typeof agrees>[0],
  said: Partial<EvidenceRecord>,
][] = [
  ["the same card", true, { payments: [row(20, 258)] }, { payments: [tender(2, 258)] }],
  [
    "two cards that GAMA has as one",
    true,
    { payments: [row(20, 258)] },
    { payments: [tender(2, 100), tender(3, 158)] },
  ],
  ["a card typed as cash", false, { payments: [row(10, 258)] }, { payments: [tender(2, 258)] }],
  ["another amount", false, { payments: [row(20, 258)] }, { payments: [tender(2, 257)] }],
  ["cash without its change", true, { payments: [row(10, 258)] }, { payments: [tender(0, 500)], changeCents: 242 }],
  [
    "cash with its change",
    true,
    { payments: [row(10, 500)], changeCents: 242 },
    { payments: [tender(0, 500)], changeCents: 242 },
  ],
  [
    "a row of nothing in one and not in the other",
    false,
    { payments: [row(20, 258), row(10, 0)] },
    { payments: [tender(2, 258)] },
  ],
  ["another document", false, { payments: [row(20, 258)], documentNo: "D9" }, { payments: [tender(2, 258)] }],
  [
    "a document that RRPay does not number",
    true,
    { payments: [row(20, 258)] },
    { payments: [tender(2, 258)], fiscal: { state: "printed" } },
  ],
  [
    "RRPay's own numbers",
    false,
    { payments: [row(20, 258)] },
    { payments: [tender(2, 258)], differs: { totalCents: 1, acceptable: false } },
  ],
];
for (const [what, is, typed, said] of compared)
  test(`compared by mapped method and net amount: ${what} ${is ? "agrees" : "disagrees"}`, () =>
    assert.is(agrees(typed, said), is));

test("'not printed' disagrees with a receipt typed as printed only where it still stands answerMs later", () => {
  const said = { payments: [tender(2, 258)], fiscal: { state: "not-printed" as const } };
  const since = (notPrintedAtMs?: number) =>
    agrees({ payments: [row(20, 258)] }, said, notPrintedAtMs === undefined ? {} : { notPrintedAtMs });
  assert.equal([since(), since(AT_MS + 1), since(AT_MS)], [true, true, false]);
});

const typedRecord = {
  ...({ t: "decision", atMs: AT_MS + 1, attemptId: ATTEMPT_ID, decision: "receipt-printed", operator: "ONA" } as const),
  ...{ documentNo: "D1", payments: [{ method: 20, amountCents: 258 }] },
} as const;
const unknown = attempt({ payment: "unknown" });

test("a number that comes later and disagrees is manual-differs", () => {
  const approved = evidence({ fiscal: { state: "unknown" }, agrees: true });
  const numbered = evidence({ revision: 3, fiscal: { state: "printed", documentNo: "D9" }, agrees: false });
  assert.is(fold(unknown, typedRecord, approved).conflict, undefined);
  assert.is(fold(unknown, typedRecord, approved, numbered).conflict?.code, "manual-differs");
});

test("a number that is known and typed otherwise is manual-differs at once", () => {
  const printed = evidence({ state: "in-progress", fiscal: { state: "printed", documentNo: "D9" } });
  assert.is(fold(unknown, printed, typedRecord).conflict?.code, "manual-differs");
});

const accept = (decision: "accept-manual" | "accept-rrpay") =>
  ({ t: "decision", atMs: AT_MS + 9000, attemptId: ATTEMPT_ID, decision, operator: "ONA" }) as const;

test("what a person let stand is not doubted once more", () => {
  const differing = evidence({ agrees: false });
  for (const decision of ["accept-manual", "accept-rrpay"] as const)
    assert.is(
      fold(unknown, typedRecord, differing, accept(decision), { ...differing, revision: 3 }).conflict,
      undefined,
    );
});

test("an accepted typed receipt is saved like an approval", () => {
  const declined = fold(unknown, typedRecord, evidence({ state: "declined" }), accept("accept-manual"));
  const close = { t: "close", atMs: AT_MS + 9500, attemptId: ATTEMPT_ID, saved: true } as const;
  assert.equal(
    [declined.gama, fold(declined, close).gama, fold(declined, close).conflict],
    ["waiting", "saved", undefined],
  );
});

const bread = sale(258, { saleKey: "A", receiptNo: "1" });

/** RRPay takes the sale and falls silent until manual entry is allowed. */
function silentTill(till: StepTill): string {
  till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "silence" : undefined);
  till.call("init", bread);
  till.pass(TIMEOUTS.manualAfterMs + 2000);
  return till.recordsOf("sent")[0]?.attemptId ?? "";
}
const receipt = (attemptId: string, changes: object = {}) => ({
  ...{ kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "receipt-printed", documentNo: "D7" },
  payments: [{ method: 2, amountCents: 258 }],
  ...changes,
});

const faults: readonly [what: string, changes: object, code: string][] = [
  ["the baseline's document", { documentNo: "D0" }, "document-used"],
  ["change that is not balanced", { changeCents: 1 }, "payments-unbalanced"],
  ["rounding without cash", { payments: [{ method: 2, amountCents: 260 }], roundingCents: 2 }, "rounding-needs-cash"],
  [
    "rounding with a cash row of nothing",
    {
      payments: [
        { method: 2, amountCents: 260 },
        { method: 0, amountCents: 0 },
      ],
      roundingCents: 2,
    },
    "rounding-needs-cash",
  ],
  ["no number", { documentNo: undefined }, "documents-missing"],
  ["rounding of cash", { payments: [{ method: 0, amountCents: 260 }], roundingCents: 2 }, "recorded"],
  ["cash with its change", { payments: [{ method: 0, amountCents: 500 }], changeCents: 242 }, "recorded"],
];
for (const [what, changes, code] of faults)
  test(`typed with ${what}: ${code}`, () =>
    withTill((till) => assert.is(till.call("resolve", receipt(silentTill(till), changes)).code, code)));

test("another sale's document of that day is refused", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "printed", documentNo: "D7" } });
    till.call("init", sale(100, { saleKey: "B", receiptNo: "2" }));
    till.call("close", { window: "settlement", kind: "sale", saleKey: "B", saved: true });
    const attemptId = ((silent) => silent)(silentTill(till));
    const own = till.recordsOf("sent").find(({ saleKey }) => saleKey === "A")?.attemptId ?? attemptId;
    assert.is(till.call("resolve", receipt(own)).code, "document-used");
  }));

test("a 404 that proves that nothing was received disagrees with a typed receipt: manual-not-found", () =>
  withTill((till) => {
    till.call("resolve", receipt(silentTill(till)));
    till.rrpay.stored.clear();
    till.rrpay.instead = () => undefined;
    const [item] = till.call("init", { window: "pos", till: "1", operator: "ONA" }).unresolved as [
      { conflict?: { code: string } },
    ];
    assert.is(item.conflict?.code, "manual-not-found");
  }));

test("a typed receipt that was voided, and that RRPay approves after that, is settled: no checkpoint carries it on", () =>
  withTill((till) => {
    const attemptId = silentTill(till);
    till.call("resolve", receipt(attemptId));
    till.rrpay.instead = ({ action, id }) => (action === "get" && id === attemptId ? "silence" : undefined);
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("V1") });
    assert.is(till.call("void", { scope: "completed", saleKey: "A", operator: "ONA" }).outcome, "voided");
    till.call("close", { window: "settlement", kind: "void", saleKey: "A", saved: true });
    const [sent] = till.recordsOf("sent");
    answersAgain(till, sent!, (request) => ({ ...byCard(request), fiscal: printed("D7") }));
    assert.equal(till.call("init", { window: "pos", till: "1", operator: "ONA" }).unresolved, []);
    till.wallMs += 86_400_000;
    till.call("init", sale(100, { saleKey: "B", receiptNo: "2" }));
    assert.equal(till.recordsOf("checkpoint")[0]?.carried, []);
  }));

test("a receipt typed as printed is not printed once more", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: { state: "not-printed" } });
    const attemptId = silentTill(till);
    till.call("resolve", receipt(attemptId));
    const request = JSON.parse(till.recordsOf("sent")[0]?.body ?? "{}") as Parameters<typeof byCard>[0] & {
      id: string;
    };
    till.rrpay.honest({ action: "post", id: request.id, body: JSON.stringify(request), wire: "" });
    till.rrpay.instead = () => undefined;
    till.call("init", { window: "pos", till: "1", operator: "ONA" });
    assert.not.ok(till.rrpay.actions.includes("print"));
    till.pass(TIMEOUTS.answerMs);
    const [item] = till.call("init", { window: "pos", till: "1", operator: "ONA" }).unresolved as [
      { conflict?: { code: string } },
    ];
    assert.equal([item.conflict?.code, till.rrpay.actions.includes("print")], ["manual-differs", false]);
  }));

test("after accept-manual, space gives the typed receipt back and sends nothing", () =>
  withTill((till) => {
    const attemptId = silentTill(till);
    till.call("resolve", receipt(attemptId));
    till.rrpay.stored.clear();
    till.rrpay.instead = () => undefined;
    till.call("init", { window: "pos", till: "1", operator: "ONA" });
    till.call("resolve", { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "accept-manual" });
    const posts = till.rrpay.actions.filter((action) => action === "post").length;
    const told = till.call("init", bread) as unknown as { outcome: string; code: string; fiscal: object };
    assert.equal(
      [told.outcome, told.code, told.fiscal],
      ["approved", "manual-accepted", { state: "printed", documentNo: "D7" }],
    );
    assert.is(till.rrpay.actions.filter((action) => action === "post").length, posts);
  }));

test("after accept-manual of what RRPay declined: what was accepted is given back, and other content is another sale", () =>
  withTill((till) => {
    const attemptId = silentTill(till);
    till.call("resolve", receipt(attemptId));
    const body = till.recordsOf("sent")[0]?.body ?? "";
    till.rrpay.outcome = () => ({ state: "declined" });
    till.rrpay.stored.clear();
    till.rrpay.honest({ action: "post", id: attemptId, body, wire: "" });
    till.rrpay.instead = () => undefined;
    till.call("init", { window: "pos", till: "1", operator: "ONA" });
    till.call("resolve", { kind: "sale", saleKey: "A", attemptId, operator: "ONA", decision: "accept-manual" });
    const asked = till.rrpay.actions.length;
    assert.is(till.call("init", bread).code, "manual-accepted");
    assert.is(till.call("init", sale(300, { saleKey: "A", receiptNo: "1" })).code, "sale-changed");
    assert.equal(till.rrpay.actions.slice(asked), []);
  }));

test.run();
