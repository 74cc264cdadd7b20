/** A till of which a hostile reviewer asks: one receipt A, what RRPay and a person say of it, and what is listed. */
import * as assert from "uvu/assert";
import { sale } from "./sales.ts";
import { byCard } from "./scripted-rrpay.ts";
import { type Reply, type StepTill, TIMEOUTS } from "./step-till.ts";

export const DAY_MS = 86_400_000;
export const bread = sale(258, { saleKey: "A", receiptNo: "1" });
export const dear = sale(300, { saleKey: "A", receiptNo: "1" });
export const pos = { window: "pos", till: "1", operator: "ONA" };
export const f8 = { scope: "completed", saleKey: "A", operator: "ONA" };
export const closing = (kind: string, saleKey: string, more: object = {}) => ({
  window: "settlement",
  kind,
  saleKey,
  saved: true,
  ...more,
});
export const typed = { documentNo: "D7", payments: [{ method: 2, amountCents: 258 }] };
export const cardOf = (amountCents: number) => [{ method: 2, name: "Kortelė", amountCents }];
export const printed = (documentNo: string, printedAt = "2026-11-23T10:00:00") =>
  ({ state: "printed", documentNo, printedAt }) as const;

export type Sent = { readonly attemptId: string; readonly body: string };
export type Item = {
  readonly advice: string;
  readonly attemptId: string;
  readonly kind: string;
  readonly saleKey: string;
  readonly payment: string;
  readonly gama: string;
  readonly decisions: string[];
  readonly manualInMs?: number;
  readonly conflict?: { readonly code: string };
};

/** RRPay is silent about what is asked, until a person may decide. What it names itself, and `known`, it answers for. */
export function unanswered(till: StepTill, ask: () => void, ...known: readonly (string | undefined)[]): Sent {
  known = [...known, till.rrpay.health.lastTransactionId];
  till.rrpay.instead = ({ action, id }) =>
    action === "post" || (action === "get" && !known.includes(id)) ? "silence" : undefined;
  ask();
  till.pass(TIMEOUTS.manualAfterMs + 2000);
  return till.recordsOf("sent").at(-1)!;
}

/** RRPay answers again; what was sent has reached it only now, or never. */
export function answersAgain(till: StepTill, sent: Sent, outcome?: StepTill["rrpay"]["outcome"]): void {
  till.rrpay.stored.delete(sent.attemptId);
  till.rrpay.instead = () => undefined;
  if (!outcome) return;
  const before = till.rrpay.outcome;
  till.rrpay.outcome = outcome;
  till.rrpay.honest({ action: "post", id: sent.attemptId, body: sent.body, wire: "" });
  till.rrpay.outcome = before;
}

export const told = (till: StepTill, attemptId: string, decision: string, more: object = {}, kind = "sale") =>
  till.call("resolve", { kind, saleKey: "A", attemptId, operator: "ONA", decision, ...more });
export const decided = (till: StepTill, attemptId: string, decision: string, more: object = {}, kind = "sale") =>
  till.call("resolve", { kind, saleKey: "A", attemptId, operator: "ONA", decision, ...more }).code;
export const listed = (till: StepTill) => till.call("init", pos).unresolved as Item[];
export const itemOf = (till: StepTill, attemptId: string) => listed(till).find((item) => item.attemptId === attemptId);
export const posts = (till: StepTill) => till.rrpay.actions.filter((action) => action === "post").length;
export const centsOf = (told: Reply) =>
  ((told.payments ?? []) as { amountCents: number }[]).map(({ amountCents }) => amountCents);

/** An RRPay without tombstones: a second "nothing happened" stands for one. */
export function withoutTombstones(till: StepTill): void {
  till.rrpay.health = { ...till.rrpay.health, features: ["status", "fiscal", "print"] };
}

/** A send that is lost, and that a person says twice of that nothing happened. */
export function confirmedNothing(till: StepTill): Sent {
  withoutTombstones(till);
  const sent = unanswered(till, () => till.call("init", bread));
  answersAgain(till, sent);
  for (let said = 0; said < 2; said++) {
    till.call("init", pos);
    assert.is(decided(till, sent.attemptId, "nothing-happened"), "recorded");
  }
  return sent;
}

/** The sale was paid under a second id and saved, and then the first payment turns up as well. */
export function chargedTwice(till: StepTill): { first: Sent; second: string } {
  const first = confirmedNothing(till);
  till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal: printed("D2") });
  const second = String(till.call("init", bread).attemptId);
  till.call("close", closing("sale", "A", { attemptId: second }));
  till.rrpay.outcome = byCard;
  answersAgain(till, first, (request) => ({ ...byCard(request), fiscal: printed("D1") }));
  const item = listed(till).find(({ attemptId }) => attemptId === first.attemptId);
  assert.is(item?.conflict?.code, "charged-twice");
  return { first, second };
}

/** A person's word about any receipt. */
export const worded = (till: StepTill, kind: string, saleKey: string, attemptId: string, decision: string, more = {}) =>
  till.call("resolve", { kind, saleKey, attemptId, operator: "ONA", decision, ...more }).code;

/** What was lost on the way arrives after all. */
export const arrives = (till: StepTill, { attemptId, body }: Sent) =>
  till.rrpay.honest({ action: "post", id: attemptId, body, wire: "" });

/** How many receipts of these kinds RRPay has approved. */
export const approvedOf = (till: StepTill, ...kinds: readonly string[]) =>
  [...till.rrpay.stored.values()].filter(({ state, kind }) => state === "approved" && kinds.includes(kind)).length;

/** What was lost, and a person says twice of it that nothing happened; RRPay has no tombstones. */
export function givenUp(till: StepTill, hook: "init" | "void", payload: object, kind: string, saleKey: string): Sent {
  withoutTombstones(till);
  const sent = unanswered(till, () => till.call(hook, payload));
  answersAgain(till, sent);
  for (let said = 0; said < 2; said++) {
    till.call("init", pos);
    assert.is(worded(till, kind, saleKey, sent.attemptId, "nothing-happened"), "recorded");
  }
  return sent;
}

/** Two tries whose POST was lost; of the first a person has said twice that nothing happened. */
export function twoLost(till: StepTill): readonly [Sent, Sent] {
  const first = confirmedNothing(till);
  const second = unanswered(till, () => till.call("init", bread), first.attemptId);
  assert.is.not(second.attemptId, first.attemptId);
  till.rrpay.instead = () => undefined;
  till.rrpay.stored.clear();
  return [first, second];
}
