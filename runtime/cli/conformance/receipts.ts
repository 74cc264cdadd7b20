/**
 * The receipt of what is paid. A printer works while RRPay says `not-printed`, and nobody has promised when it is done
 * (docs/contracts.md C4, C8): it is waited for, then a person is asked, before RRPay is said not to print.
 */
import type { Talk } from "../program/talk.ts";
import { differs, type Seen } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { Unmeasured } from "./unmeasured.ts";
import type { Got, Json } from "./wires.ts";

const isPrinted = ({ fiscal }: Json) => fiscal?.state === "printed";

/** Waits for the receipt of what is approved. Returns the last answer. */
export function* withReceipt(
  lab: Lab,
  got: Got,
  order: { readonly id: string; readonly totalCents: number },
): Talk<Got> {
  const { notes } = lab;
  const isOwed = got.json.state === "approved" && lab.offers("fiscal") && !isPrinted(got.json);
  if (!isOwed || notes.unprinted instanceof Unmeasured) return got;
  const after = yield* lab.follow(order.id, isPrinted);
  // who never prints is asked about once
  if (isPrinted(after.json) || notes.unprinted === "never") return after;
  try {
    yield* lab.hand("print", order.totalCents);
  } catch (error) {
    if (!(error instanceof Unmeasured)) throw error;
    notes.unprinted = error;
    return after;
  }
  const last = yield* lab.follow(order.id, isPrinted);
  if (!isPrinted(last.json)) notes.unprinted = "never";
  return last;
}

/** That the receipt is printed, where RRPay knows of receipts. Where nobody has waited for it, nothing is said. */
export function printed(lab: Lab, got: Got): Seen {
  if (!lab.offers("fiscal")) return undefined;
  if (!isPrinted(got.json)) toldLater(lab);
  return differs(got, 200, { "fiscal.state": "printed" });
}

/** Nothing can be said of receipts that come later, and that nobody has waited for. */
export function toldLater({ notes }: Lab): void {
  if (notes.unprinted instanceof Unmeasured) throw notes.unprinted;
}
