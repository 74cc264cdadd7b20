/** What the fault scenarios share: a till whose RRPay is spoiled by script, and the books that are checked afterwards. */
import * as assert from "uvu/assert";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { Code } from "../../schemas/generated/codes.ts";
import type {
  InitSettlementRequest,
  PosResult,
  ResolveResult,
  RrpayTransactionRequest,
  SettlementResult,
  UnresolvedItem,
} from "../../schemas/generated/types.ts";
import type { Fault, Rrpay, Rule } from "../emulator/rrpay/server.ts";
import type { TestEngine } from "../support/engines.ts";
import { type ConfigPart, type Till, type TillOptions, withTill } from "../support/till.ts";

export interface Scenario {
  /** How the emulator is set up; it takes everything by card unless told. */
  readonly rrpay?: Exclude<TillOptions["rrpay"], "none" | undefined>;
  readonly faults?: readonly Rule[];
  readonly timeouts?: ConfigPart["timeouts"];
  /** A till of its own, so that it can be killed. */
  readonly process?: boolean;
}

/** Short enough to wait for, long enough for a busy machine that does answer. */
export const SHORT_MS = 300;

/** For scenarios in which RRPay stays silent: the till's patience is what the test waits for. */
export const impatient = { answerMs: SHORT_MS };

/** Runs a scenario: a till on that engine, with an RRPay that follows the fault script. */
export function withFaults(
  engine: TestEngine,
  { rrpay = {}, faults = [], timeouts = {}, process = false }: Scenario,
  body: (till: Till, rrpay: Rrpay) => Promise<void>,
): Promise<void> {
  const options: TillOptions = {
    engine,
    process,
    rrpay: { policy: "card", faults, ...rrpay },
    config: { timeouts: { connectMs: 2000, answerMs: 5000, customerMs: 10_000, manualAfterMs: 50, ...timeouts } },
  };
  return withTill(options, (till) => body(till, till.rrpay));
}

/** The same fault at every request of that kind. */
export function always(on: Rule["on"], fault: Fault): Rule {
  return { on, times: "always", fault };
}

/** The POSTs of a sale that RRPay has read, in order. */
export function postsOf(rrpay: Rrpay, saleKey: string): RrpayTransactionRequest[] {
  return rrpay.requests
    .filter(({ on, body }) => on === "post" && body !== "")
    .map(({ body }) => JSON.parse(body) as RrpayTransactionRequest)
    .filter((post) => post.saleKey === saleKey);
}

/** What an auditor would count of a sale: net money, printed documents, and the ids under which it came to RRPay. */
export function books(rrpay: Rrpay, saleKey: string): { takenCents: number; documents: number; ids: number } {
  return {
    takenCents: rrpay.moneyTakenCents(saleKey),
    documents: rrpay.receipts().filter((receipt) => receipt.saleKey === saleKey).length,
    ids: new Set(postsOf(rrpay, saleKey).map(({ id }) => id)).size,
  };
}

/** Outcome, code and whether the cashier may type the payment in. */
export function assertEnd(result: SettlementResult, outcome: SettlementResult["outcome"], code: Code, manual = false) {
  const { outcome: had, code: told, manualEntry } = result;
  assert.equal({ outcome: had, code: told, manual: manualEntry.allowed }, { outcome, code, manual });
}

/** Nothing of the sale has come to RRPay, and nothing was paid. */
export function assertNothingSent(rrpay: Rrpay, { saleKey }: InitSettlementRequest): void {
  assert.equal(books(rrpay, saleKey), { takenCents: 0, documents: 0, ids: 0 });
}

/** Taken once, printed once, under so many ids. */
export function assertPaidOnce(rrpay: Rrpay, { saleKey, totals }: InitSettlementRequest, ids = 1): void {
  assert.equal(books(rrpay, saleKey), { takenCents: totals.totalCents, documents: 1, ids });
}

/** GAMA saves, and nothing is left to do. */
export async function saves(till: Till, sale: InitSettlementRequest): Promise<void> {
  assert.is((await till.saved(sale)).status, "acknowledged");
  const { status, unresolved } = await till.pos();
  assert.equal({ status, unresolved }, { status: "ready", unresolved: [] });
}

/** The way out that most scenarios promise: another space pays once, or gives back what is paid, and the sale is saved. */
export async function endsPaid(till: Till, sale: InitSettlementRequest, ids = 1): Promise<SettlementResult> {
  const result = await till.settle(sale);
  assertEnd(result, "approved", "approved");
  assertPaidOnce(till.rrpay, sale, ids);
  assert.is(result.fiscal.state, "printed");
  await saves(till, sale);
  return result;
}

/** A person decides about an unresolved item. */
export function decide(
  till: Till,
  { kind, saleKey, attemptId }: Pick<UnresolvedItem, "kind" | "saleKey" | "attemptId">,
  decision: UnresolvedItem["decisions"][number],
  more: object = {},
): Promise<ResolveResult> {
  return till.resolve({ kind, saleKey, attemptId, operator: "ONA", decision, ...more });
}

/** The one item of the list. */
export function onlyItem({ unresolved }: PosResult): UnresolvedItem {
  assert.is(unresolved.length, 1);
  return unresolved[0] as UnresolvedItem;
}

/** The journal's records of one kind. */
export function records<T extends JournalRecord["t"]>(till: Till, t: T): Extract<JournalRecord, { t: T }>[] {
  return till.journal().filter((record): record is Extract<JournalRecord, { t: T }> => record.t === t);
}

/** The id under which RRPay holds the newest transaction. */
export async function takenUp(rrpay: Rrpay): Promise<string> {
  await rrpay.until(() => rrpay.transactions().length > 0);
  return rrpay.transactions().at(-1)?.id ?? "";
}
