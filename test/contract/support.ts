/** What the contract tests share that no scenario file says: a till whose RRPay is spoiled by script, and the books that are checked. */
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
import { type Books, booksOf } from "../emulator/scenario/books.ts";
import type { TestEngine } from "../support/engines.ts";
import { readSegments } from "../support/journal-files.ts";
import { sale } from "../support/sales.ts";
import { type ConfigPart, type Till, type TillOptions, withTill } from "../support/till.ts";

interface Spoiled {
  /** How the emulator is set up; it takes everything by card unless told. */
  readonly rrpay?: Exclude<TillOptions["rrpay"], "none" | undefined>;
  readonly faults?: readonly Rule[];
  readonly timeouts?: ConfigPart["timeouts"];
}

/** For tests in which RRPay stays silent: short enough to wait for, long enough for a busy machine that does answer. */
export const impatient = { answerMs: 300 };

/** Runs a body with a till on that engine, with an RRPay that follows the fault script. */
export function withFaults(
  engine: TestEngine,
  { rrpay = {}, faults = [], timeouts = {} }: Spoiled,
  body: (till: Till, rrpay: Rrpay) => Promise<void>,
): Promise<void> {
  const options: TillOptions = {
    engine,
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
  return booksOf(rrpay, saleKey).posts.map((body) => JSON.parse(body) as RrpayTransactionRequest);
}

/** Outcome, code and whether the cashier may type the payment in. */
export function assertEnd(result: SettlementResult, outcome: SettlementResult["outcome"], code: Code, manual = false) {
  const { outcome: had, code: told, manualEntry } = result;
  assert.equal({ outcome: had, code: told, manual: manualEntry.allowed }, { outcome, code, manual });
}

/** Nothing of the sale has come to RRPay, and nothing was paid. */
export function assertNothingSent(rrpay: Rrpay, { saleKey }: InitSettlementRequest): void {
  assertBooks(rrpay, saleKey, { moneyCents: 0, documents: 0, ids: 0 });
}

/** Taken once, printed once, under so many ids. */
export function assertPaidOnce(rrpay: Rrpay, { saleKey, totals }: InitSettlementRequest, ids = 1): void {
  assertBooks(rrpay, saleKey, { moneyCents: totals.totalCents, documents: 1, ids });
}

function assertBooks(rrpay: Rrpay, saleKey: string, expected: Omit<Books, "posts">): void {
  const { moneyCents, documents, ids } = booksOf(rrpay, saleKey);
  assert.equal({ moneyCents, documents, ids }, expected);
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

/** The newest segment's file. */
export function currentPath(till: Till): string {
  return readSegments(till.dataDir).at(-1)?.path ?? "";
}

/** Refused in every window, and nothing of the sale comes to RRPay. */
export async function assertRefused(
  till: Till,
  code: "journal-corrupt" | "rrpay-changed" | "till-mismatch",
): Promise<void> {
  const fresh = sale();
  assertEnd(await till.settle(fresh), "refused", code);
  assertNothingSent(till.rrpay, fresh);
  const { status, code: told } = await till.pos();
  assert.equal({ status, told }, { status: "refused", told: code });
}
