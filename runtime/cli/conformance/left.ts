/** What a run leaves at RRPay: receipts that were paid for it, and what may still be in progress there. */
import type { Words } from "../words.ts";
import { TAKEN } from "./evidence.ts";
import type { Answer, Json } from "./wires.ts";

/** How many ids are named. */
const MANY = 5;

export interface Left {
  /** How many receipts RRPay has made. */
  readonly receipts: number;
  readonly inCents: number;
  readonly outCents: number;
  /** Ids of what was in progress when RRPay answered for it last. */
  readonly open: readonly string[];
}

/** By the last answer about each transaction of this run. */
export function leftOf(answers: readonly Answer[], isOwn: (id: string) => boolean): Left {
  const last = new Map<string, Json>();
  for (const { got } of answers)
    if (TAKEN.includes(got.status) && typeof got.json.id === "string" && isOwn(got.json.id))
      last.set(got.json.id, got.json);
  const all = [...last.values()];
  const money = all.map((json) => [givesBack(json), Math.round(Number(netOf(json))) || 0] as const);
  const sumOf = (isBack: boolean) => money.reduce((sum, [back, cents]) => (back === isBack ? sum + cents : sum), 0);
  return {
    receipts: all.filter(({ state }) => state === "approved").length,
    ...{ inCents: sumOf(false), outCents: sumOf(true) },
    open: [...last].filter(([, { state }]) => state === "in-progress").map(([id]) => id),
  };
}

/** Whether money goes back to the customer: by a return, and by a void that is not a return's. */
export function givesBack({ kind, original }: { readonly kind?: Json; readonly original?: Json }): boolean {
  return kind === "return" || (kind === "void" && original?.kind !== "return");
}

/** What came in, or went back: what ended unpaid may have money in it too. */
function netOf({ payments, changeCents }: Json): Json {
  if (!Array.isArray(payments)) return 0;
  const numbers = [...payments.map((row: Json) => row?.amountCents), changeCents].map((one) =>
    typeof one === "number" ? one : 0,
  );
  const change = numbers.pop() ?? 0;
  return numbers.reduce((sum, one) => sum + one, 0) - change;
}

const euros = (cents: number): string => (cents / 100).toFixed(2);

/** What a person has to know of it, and to put right at RRPay. */
export function leftWords({ receipts, inCents, outCents, open }: Left): readonly Words[] {
  const [names, more] = [open.slice(0, MANY).join(", "), open.length > MANY ? ", …" : ""];
  const paid: Words = {
    en: `receipts: ${receipts}, taken in ${euros(inCents)} €, given back ${euros(outCents)} €`,
    lt: `kvitų: ${receipts}, paimta ${euros(inCents)} €, grąžinta ${euros(outCents)} €`,
  };
  const waiting: Words = {
    en: `in progress, to be ended at its screen: ${names}${more}`,
    lt: `tebevykdoma, užbaigti RRPay ekrane: ${names}${more}`,
  };
  return [...(receipts > 0 || inCents > 0 || outCents > 0 ? [paid] : []), ...(open.length > 0 ? [waiting] : [])];
}
