/** What a record about one attempt means for the other attempts of its key. */
import type { Attempt, CloseRecord, SaleKind } from "../../schemas/generated/types.ts";
import { awaitsGama, isFailedVoid, isGoneInGama, isOpen, isPaid } from "../payment/attempt.ts";
import { moveGama, withConflict } from "../payment/history.ts";
import { paidOnce } from "../payment/moves.ts";
import { isDisputed, isVoided, paidOf, voidedBy, voidsOf, voidsWith } from "../payment/truth.ts";
import type { Attempts } from "./attempts.ts";

/** The attempt has changed, and was `before`. */
export function judgeKey(known: Attempts, before: Attempt, atMs: number): void {
  const attempt = known.get(before.attemptId) ?? before;
  endSenders(known, attempt);
  if (attempt.kind === "void") settleVoided(known, attempt, atMs);
  else if (isPaid(attempt) && !isPaid(before)) notePaid(known, attempt, attempt.kind, atMs);
  else if (attempt.gama === "saved" && before.gama !== "saved") noteSaved(known, attempt, attempt.kind, atMs);
}

/** GAMA saved a receipt that had been taken back, or meant this attempt and not one that was never sent. */
export function judgeClose(known: Attempts, before: Attempt, { saved, unsentId = "", atMs }: CloseRecord): void {
  if (saved && isGoneInGama(before)) noteSavedAfterVoid(known, before, atMs);
  const unsent = known.get(unsentId);
  if (unsent?.hash !== "") return;
  const { conflict: _conflict, closeSaved: _word, ...nothing } = unsent;
  known.put(nothing);
}

/** RRPay has the sale under another id, so this send took nothing and is in no list (docs/contracts.md B8). */
export function endSender(known: Attempts, { conflict: _conflict, closeSaved: _word, ...rest }: Attempt): void {
  known.put({ ...rest, payment: "not-accepted", fiscal: "not-printed", code: "recovered" });
}

/** RRPay named an older id instead of a send. Once that one is paid, no copy of the send can be accepted any more. */
function endSenders(known: Attempts, { kind, saleKey, originalKind }: Attempt): void {
  const own = known.ofKey(saleKey).filter((one) => one.kind === kind && one.originalKind === originalKind);
  if (!own.some(isPaid)) return;
  for (const one of own) if (isOpen(one) && one.code === "recovered") endSender(known, one);
}

/** A void that is sent again replaces earlier voids of the same receipt that failed. */
export function settleFailed(known: Attempts, attemptId: string, atMs: number): void {
  const tries = known.ofKey(known.get(attemptId)?.saleKey ?? "");
  const taken = tries.find((attempt) => attempt.attemptId === attemptId);
  if (!taken) return;
  const { originalDocumentNo: documentNo } = taken;
  const identity = { ...taken, ...(documentNo ? { original: { documentNo } } : {}) };
  for (const earlier of voidsWith(tries, identity)) {
    if (earlier === taken || earlier.originalKind !== taken.originalKind) continue;
    // a person must judge money that RRPay has without an approval, whatever is sent afterwards
    if (!isFailedVoid(earlier) || isDisputed(earlier)) continue;
    const { conflict: _conflict, ...rest } = earlier;
    known.put(moveGama(rest, "settled", atMs));
  }
}

/** A receipt that is taken back needs no document in GAMA and no print any more. It also ends a double payment. */
function settleVoided(known: Attempts, taken: Attempt, atMs: number): void {
  if (!isPaid(taken) && taken.voidedElsewhere === undefined) return;
  for (const receipt of voidedBy(known.ofKey(taken.saleKey), taken)) {
    const taken = { ...receipt, takenBack: true as const };
    known.put(moveGama(paidOnce(taken, atMs), "settled", atMs));
  }
}

/** GAMA saved a receipt that had already been taken back. */
function noteSavedAfterVoid(known: Attempts, attempt: Attempt, atMs: number): void {
  if (attempt.left || !isVoided(known.ofKey(attempt.saleKey), attempt)) return;
  known.put(withConflict({ ...attempt, savedAfterVoid: true }, "saved-after-void", atMs));
}

/**
 * Of two payments of a sale the later one is listed (docs/contracts.md B3). A payment that was taken back before is
 * settled.
 */
function notePaid(known: Attempts, attempt: Attempt, kind: SaleKind, atMs: number): void {
  for (const taken of voidsOf(known.ofKey(attempt.saleKey), attempt)) settleVoided(known, taken, atMs);
  if (attempt.gama === "saved") return noteSaved(known, attempt, kind, atMs);
  if (paidOf(known.ofKey(attempt.saleKey), kind).length > 1) chargedTwice(known, attempt, atMs);
}

/** The payment that GAMA saved counts. Any other payment of the sale is one too many. */
function noteSaved(known: Attempts, attempt: Attempt, kind: SaleKind, atMs: number): void {
  const tries = known.ofKey(attempt.saleKey);
  const others = paidOf(tries, kind).filter(({ attemptId }) => attemptId !== attempt.attemptId);
  // if GAMA saved both, the conflict stays
  if (!others.some(({ gama }) => gama === "saved")) known.put(paidOnce(attempt, atMs));
  for (const other of others) if (awaitsGama(other) && !isVoided(tries, other)) chargedTwice(known, other, atMs);
}

function chargedTwice(known: Attempts, attempt: Attempt, atMs: number): void {
  known.put(withConflict(attempt, "charged-twice", atMs));
}
