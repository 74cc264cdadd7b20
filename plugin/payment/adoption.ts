/** Whether what RRPay has under an id of its own is what our send asked for (contract B, `sale-known`). */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Statement } from "./statement.ts";

/** Ids go into a path: what is none of ours is only asked about where it can be no path of its own. */
const SAFE_ID = /^[A-Za-z0-9._~-]{1,64}$/;

/** Whether an id of RRPay's own making may be asked about. */
export function isAskable(otherId: string | undefined): otherId is string {
  return otherId !== undefined && SAFE_ID.test(otherId) && !/^\.+$/.test(otherId);
}

/** Everything that names the sale agrees, and it is of today by the till's date or not printed yet. `today` is yyyymmdd. */
export function isAdoptable(sent: Attempt, till: string, found: Statement, today: number): boolean {
  const isSame =
    found.till === till &&
    found.kind === sent.kind &&
    found.saleKey === sent.saleKey &&
    found.currency === sent.currency &&
    found.totalCents === sent.totalCents;
  if (!isSame || (sent.kind === "void" && !isSameOriginal(sent, found))) return false;
  const { state, printedAt } = found.fiscal;
  return state !== "printed" || dayOf(printedAt) === today;
}

/** One key has a sale, a return and a void of each: a void must be of the very receipt. */
function isSameOriginal({ originalKind, originalDocumentNo }: Attempt, { original }: Statement): boolean {
  return original?.kind === originalKind && original?.documentNo === originalDocumentNo;
}

/** The date of RRPay's RFC 3339 text as RRPay wrote it, yyyymmdd. */
function dayOf(printedAt: string | undefined): number | undefined {
  const digits = /^(\d{4})-(\d\d)-(\d\d)/.exec(printedAt ?? "");
  return digits ? Number(`${digits[1]}${digits[2]}${digits[3]}`) : undefined;
}
