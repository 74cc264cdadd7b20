/**
 * Whether the payment that RRPay has under its own id is the one that our send asked for (docs/contracts.md B8).
 */
import type { Attempt } from "../../schemas/generated/types.ts";
import { dateOf } from "../clock.ts";
import type { Statement } from "./statement.ts";

/** An id becomes part of a path. A foreign id may be queried only if it cannot change the path. */
const SAFE_ID = /^[A-Za-z0-9._~-]{1,64}$/;

/** Whether an id that RRPay made may be queried. */
export function isAskable(otherId: string | undefined): otherId is string {
  return otherId !== undefined && SAFE_ID.test(otherId) && !/^\.+$/.test(otherId);
}

/**
 * Whether everything that names the sale is the same, and the receipt is not printed yet or was printed today by the
 * till's date. `today` is yyyymmdd.
 */
export function isAdoptable(sent: Attempt, till: string, found: Statement, today: number): boolean {
  const isSame =
    found.till === till &&
    found.kind === sent.kind &&
    found.saleKey === sent.saleKey &&
    found.currency === sent.currency &&
    found.totalCents === sent.totalCents;
  if (!isSame || (sent.kind === "void" && !isSameOriginal(sent, found))) return false;
  const { state, printedAt = "" } = found.fiscal;
  return state !== "printed" || dateOf(printedAt, sent.utcOffsetMin ?? 0) === today;
}

/** One key can have a sale, a return and a void of each, so a void must name the same receipt. */
function isSameOriginal({ originalKind, originalDocumentNo }: Attempt, { original }: Statement): boolean {
  return original?.kind === originalKind && original?.documentNo === originalDocumentNo;
}
