/**
 * `sale-known`: RRPay has this till's sale under another id, because our journal was lost. If it is clearly the same
 * sale, it is adopted and followed like our own; anything else is left to a person (docs/contracts.md B8).
 */
import type { AdoptedRecord, Attempt } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import type { Context } from "../context.ts";
import { isAdoptable } from "../payment/adoption.ts";
import { isOpen } from "../payment/attempt.ts";
import { receiptsOf } from "../payment/given-back.ts";
import { askOther } from "./ask.ts";
import type { Conversation } from "./runner.ts";

/** Whether RRPay's payment under `otherId` replaces our send from now on. If so, a record of it is written. */
export function* takeOver(
  context: Context,
  attemptId: string,
  otherId: string,
  isBusy: boolean,
): Conversation<boolean> {
  const known = context.ledger.get(otherId);
  if (known && (isOpen(known) || !isBusy)) return rejoinOwn(context, attemptId, known);
  // busy with another sale
  if (isBusy) return false;
  const { moment, settings } = context;
  const answer = yield* askOther(context, otherId);
  const sent = context.ledger.get(attemptId);
  if (answer.type !== "statement" || answer.statement.id !== otherId || !sent) return false;
  if (!isAdoptable(sent, settings.till, answer.statement, localDate(moment))) return false;
  return context.record(recordOf(sent, otherId, moment.wallMs));
}

/** An id of our own that was given up as lost. RRPay has it after all, and nothing was taken under the new id. */
function rejoinOwn(context: Context, attemptId: string, known: Attempt): boolean {
  const sent = context.ledger.get(attemptId);
  if (!sent || !isSameAct(context, sent, known)) return false;
  return context.note(attemptId, "not-taken-up", "recovered", known.attemptId);
}

/** Both pay, or take back, the same receipt, whichever of its numbers they name. */
function isSameAct({ ledger }: Context, one: Attempt, other: Attempt): boolean {
  const isSame = (["kind", "saleKey", "originalKind"] as const).every((field) => one[field] === other[field]);
  const { originalKind = "sale", originalDocumentNo = "" } = one;
  const named = other.originalDocumentNo ?? "";
  const isNamed = () =>
    receiptsOf(ledger, originalKind, originalDocumentNo).some(({ numbers }) => numbers.includes(named));
  return isSame && (named === originalDocumentNo || isNamed());
}

function recordOf(sent: Attempt, otherId: string, atMs: number): AdoptedRecord {
  const { kind, saleKey, hash, receiptNo, operator, currency, totalCents, storeId, epoch, baseline } = sent;
  const { prepaidCents, originalKind, originalDocumentNo, utcOffsetMin } = sent;
  return {
    ...{ t: "adopted", atMs, attemptId: otherId, from: sent.attemptId },
    ...{ kind, saleKey, hash, receiptNo, operator, currency, totalCents, storeId, epoch, baseline },
    ...(utcOffsetMin === undefined ? {} : { utcOffsetMin }),
    ...(prepaidCents === undefined ? {} : { prepaidCents }),
    ...(originalKind ? { originalKind } : {}),
    ...(originalDocumentNo ? { originalDocumentNo } : {}),
  } as const;
}
