/** The health check: whether RRPay can be reached, and whether it is the one that this till is paired with. */
import type { Attempt, NamedRecord } from "../../schemas/generated/types.ts";
import type { Context, PairingCode } from "../context.ts";
import type { Named } from "../journal/named.ts";
import { isAskable } from "../payment/adoption.ts";
import { isOpen, isPaid, mayStillPay } from "../payment/attempt.ts";
import { claimOf } from "../payment/claim.ts";
import { isHidden } from "../payment/moves.ts";
import type { Health } from "../rrpay/port.ts";
import { recallAttempt } from "./recall.ts";
import { type Conversation, request } from "./runner.ts";

/**
 * Asks for health and stores the result in `context.rrpay`. If RRPay cannot be queried now, open attempts count as
 * queried, because a failed connection is a try.
 */
export function* checkHealth(context: Context, endsAtMonoMs?: number): Conversation<void> {
  const answer = yield* request({ type: "health", timeoutMs: context.answerMs, endsAtMonoMs });
  context.noteHealthCheck();
  switch (answer.type) {
    case "health": {
      const wrong = pairingFault(context, answer.health);
      context.rrpay = wrong === undefined ? { state: "up", health: answer.health } : { state: "wrong", ...wrong };
      if (wrong === undefined) {
        context.isMet = true;
        // if RRPay answers queries, only the answer to a query says anything about an id
        if (!context.canAsk) noteAnswer(context);
        noteLastTransaction(context, answer.health);
        yield* noteNamed(context, answer.health);
      }
      break;
    }
    case "unauthorized":
      context.rrpay = { state: "wrong", code: "unauthorized" };
      break;
    case "foreign":
      context.rrpay = { state: "wrong", code: "wrong-service" };
      break;
    case "other-protocol":
      context.rrpay = { state: "wrong", code: "protocol-unknown" };
      break;
    case "down":
      context.rrpay = { state: "down" };
      break;
    default:
      answer satisfies never;
  }
  if (!context.canAsk) markQueried(context);
}

/** Refusals of pairing, in the order of docs/contracts.md B20. */
function pairingFault(context: Context, health: Health): { code: PairingCode; sides?: string } | undefined {
  const { storeId } = context.ledger;
  const { till, rrpay } = context.settings;
  if (storeId !== undefined && storeId !== health.storeId)
    return { code: "rrpay-changed", sides: `RRPay store=${health.storeId}, journal store=${storeId}` };
  if (health.till !== till) return { code: "till-mismatch", sides: `RRPay till=${health.till}, config till=${till}` };
  if (health.emulator && !rrpay.allowEmulator) return { code: "emulator-not-allowed" };
  return undefined;
}

/** RRPay answers again, so a second "nothing happened" may now count as a tombstone (docs/contracts.md B25). */
export function noteAnswer(context: Context): void {
  for (const attempt of context.ledger.unsettled()) {
    if (attempt.manual) context.watch(attempt).answeredSinceManual = true;
  }
}

/**
 * RRPay names an open attempt as its last transaction and has said nothing more about it: it was accepted there
 * (docs/contracts.md B4).
 */
function noteLastTransaction(context: Context, { lastTransactionId }: Health): void {
  const attempt = lastTransactionId === undefined ? undefined : context.get(lastTransactionId);
  if (!attempt || !isOpen(attempt) || claimOf(attempt)) return;
  if (context.remembers(attempt) && context.watch(attempt).revision > 0) return;
  context.note(attempt.attemptId, "taken-up", attempt.code);
}

/** The attempt ended here without money, but RRPay names it, either after it had refused it or with an older memory. */
export function isOddlyLast(context: Context, attempt: Attempt): boolean {
  // what may still pay is asked about in each round
  if (mayStillPay(attempt) || isPaid(attempt) || isHidden(attempt, "evidence-contradicts")) return false;
  return attempt.payment === "not-accepted" || !context.remembers(attempt);
}

/** An id as it was asked about: an RRPay that was restored may have another answer. */
export function soughtAs({ health }: Context, id: string): string {
  return `${health?.epoch} ${id}`;
}

/**
 * Journals RRPay's last transaction if no kept day knows it: it may have moved money. It is queried later, whatever health
 * names then.
 */
function* noteNamed(context: Context, { lastTransactionId: id, storeId, epoch }: Health): Conversation<void> {
  if (!isAskable(id) || soughtAs(context, id) === context.sought || !context.canAsk) return;
  if (context.ledger.named.get(id)?.epoch === epoch) return;
  // if the look-up failed, the id is not known to be known
  if (!context.get(id)) yield* recallAttempt(context, id);
  const known = context.get(id);
  if (known && !isOddlyLast(context, known)) return;
  keepNamed(context, { id, storeId, epoch });
}

/** Journals what health names, or what became of it. Where nothing can be written, memory has it all the same. */
export function keepNamed(
  context: Context,
  { id, storeId, epoch }: Pick<Named, "id" | "storeId" | "epoch">,
  mark: Pick<NamedRecord, "holdsUp" | "answered"> = {},
): void {
  const { wallMs: atMs, utcOffsetMin } = context.moment;
  const record = { t: "named", atMs, attemptId: id, storeId, epoch, utcOffsetMin, ...mark } as const;
  if (!context.record(record)) context.ledger.apply(record);
}

function markQueried(context: Context): void {
  for (const attempt of context.ledger.unsettled()) context.watch(attempt).queried = true;
}
