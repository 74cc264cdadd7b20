/**
 * Whether RRPay agrees with what a person typed from the receipt (docs/contracts.md B6): the document number, and the
 * net amount of each way to pay. Judged with the present configuration, and journalled with the evidence.
 */
import type { Attempt, Claim, EvidenceRecord } from "../../schemas/generated/types.ts";
import { netAmounts } from "../money/net.ts";

/** A row of the config's map between RRPay's and GAMA's ways to pay. */
export interface Method {
  readonly rrpay: number;
  readonly gama: number;
  readonly cash?: boolean;
}

export interface Agreement {
  readonly methods: readonly Method[];
  /** How long "not printed" may last before it disagrees with a receipt that was typed as printed. */
  readonly answerMs: number;
}

/** Undefined if there is nothing to compare: no typed receipt, or no approval. */
export function agreesWithTyped(attempt: Attempt, record: EvidenceRecord, by: Agreement): boolean | undefined {
  const { manual, notPrintedAtMs } = attempt;
  if (manual?.decision !== "receipt-printed") return undefined;
  // a printed receipt has all of the money, even before RRPay's final answer
  const isWhole = record.state === "approved" || (record.state === "in-progress" && record.fiscal.state === "printed");
  if (!isWhole) return undefined;
  if (record.differs) return false;
  const { documentNo } = record.fiscal;
  if (documentNo && manual.documentNo && documentNo !== manual.documentNo) return false;
  if (!isSameMoney(manual, record, by.methods)) return false;
  if (record.fiscal.state !== "not-printed" || attempt.noFiscal) return true;
  return notPrintedAtMs === undefined || record.atMs - notPrintedAtMs < by.answerMs;
}

/**
 * Whether a typed receipt fits the money that RRPay had named before: the same if the receipt is printed, otherwise no
 * way to pay is left out, because more money may have come since.
 */
export function fitsClaim(typed: Typed, claim: Claim, methods: readonly Method[]): boolean {
  if (claim.fiscal.state === "printed") return isSameMoney(typed, claim, methods);
  const isTyped = (rrpayMethod: number) => {
    const gama = methods.find(({ rrpay }) => rrpay === rrpayMethod)?.gama ?? -1;
    return typed.payments?.some(({ method, amountCents }) => method === gama && amountCents !== 0);
  };
  return claim.payments.every(({ method, amountCents }) => amountCents === 0 || isTyped(method));
}

type Typed = Pick<NonNullable<Attempt["manual"]>, "payments" | "changeCents">;

function isSameMoney(
  typed: Typed,
  record: Pick<Claim, "payments" | "changeCents">,
  methods: readonly Method[],
): boolean {
  const ofGama = (typed.payments ?? []).map(({ method, amountCents, rrpayMethod }) => {
    const known = methods.find(({ gama }) => gama === method);
    return { method, amountCents, cash: isCash(known, known?.rrpay ?? rrpayMethod) };
  });
  const ofRrpay = record.payments.map(({ method, amountCents }) => {
    const known = methods.find(({ rrpay }) => rrpay === method);
    return { method: known?.gama ?? -1, amountCents, cash: isCash(known, method) };
  });
  return netBy(ofGama, typed.changeCents ?? 0) === netBy(ofRrpay, record.changeCents);
}

/** Method 0 is cash unless the map says otherwise. */
function isCash(known: Method | undefined, rrpay: number | undefined): boolean {
  return known?.cash ?? rrpay === 0;
}

/** Net amounts by way to pay, as a text that can be compared. A row with amount 0 still counts as a way to pay. */
function netBy(
  rows: readonly { readonly method: number; readonly amountCents: number; readonly cash: boolean }[],
  changeCents: number,
): string {
  const sums = new Map<number, number>();
  const net = netAmounts(rows, changeCents);
  for (const [at, { method }] of rows.entries()) sums.set(method, (sums.get(method) ?? 0) + (net[at] ?? 0));
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([method, cents]) => `${method}=${cents}`)
    .join(" ");
}
