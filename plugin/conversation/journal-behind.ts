/**
 * RRPay's last transaction of this till, if no kept day of the journal knows it: the folder was lost, or replaced by an
 * older copy. It is queried once and listed for a person. It is never forgotten, and never becomes our own without a
 * decision.
 */
import type { Attempt, BehindRecord } from "../../schemas/generated/types.ts";
import type { Moment } from "../boundary.ts";
import type { Context } from "../context.ts";
import type { Named } from "../journal/named.ts";
import { isJournalRecord } from "../journal/record.ts";
import { beginBehind, withConflict } from "../payment/history.ts";
import type { Heard, Statement } from "../payment/statement.ts";
import type { Health, PaymentOutcome } from "../rrpay/port.ts";
import { askOther, hear } from "./ask.ts";
import { isOddlyLast, keepNamed, soughtAs } from "./health-check.ts";
import { recallAttempt } from "./recall.ts";
import type { Conversation } from "./runner.ts";
import { inTurn } from "./turns.ts";

/** Lists what health named and the journal does not know. An id that has been answered is not queried again. */
export function* noteBehind(
  context: Context,
  endsAtMonoMs = context.moment.monoMs + context.answerMs,
): Conversation<void> {
  const newestFirst = context.ledger.named.all().reverse();
  for (const named of inTurn(newestFirst, ({ id }) => id === context.askedNamedId))
    if (yield* seek(context, named, endsAtMonoMs)) settleNamed(context, named);
}

/** RRPay has answered for it, or a person has decided: it holds nothing up any more. */
function settleNamed(context: Context, named: Named): void {
  // health goes on naming its last one
  if (context.health?.lastTransactionId === named.id) context.sought = soughtAs(context, named.id);
  if (context.ledger.named.get(named.id)) keepNamed(context, named, { answered: true });
}

/**
 * What RRPay names and does not answer for, where a void, return or sale was refused because of it: a person sees it
 * and may leave it to the accountant (docs/contracts.md B9). Its kind and key are not known: it is a sale under its own
 * id.
 */
export function unansweredOf(context: Context): Attempt[] {
  return context.ledger.named.all().flatMap((named) => {
    if (!named.holdsUp) return [];
    const known = context.get(named.id);
    return known ? withConflict(known, "evidence-contradicts", named.atMs) : beginBehind(namelessOf(context, named));
  });
}

/**
 * A person leaves it to the accountant, which `decide` journals. What memory does not know is journalled before; what
 * ended here without money may go on, and its receipt is neither paid nor taken back once more. That comes behind the
 * decision: if the till dies between them, RRPay names it again. False: it cannot be kept.
 */
export function leaveNamed(context: Context, id: string, decide: () => boolean): boolean {
  const named = context.ledger.named.get(id);
  if (!named) return decide();
  const known = context.get(id);
  const isKept = known
    ? decide() && context.note(id, "taken-up", known.code)
    : context.record(namelessOf(context, { ...named, atMs: context.moment.wallMs })) && decide();
  if (!isKept) return false;
  settleNamed(context, named);
  return true;
}

/** Nobody knows what it is: it is a sale of nothing, whose key is its id. */
function namelessOf(context: Context, { id, atMs, utcOffsetMin, ...health }: Named): BehindRecord {
  const sale = { id, kind: "sale", saleKey: id, currency: "EUR", totalCents: 0 } as const;
  return recordOf(context, sale, health, { wallMs: atMs, utcOffsetMin });
}

/** Searches the kept days and then asks RRPay for one id. False: neither has answered. */
function* seek(context: Context, named: Named, endsAtMonoMs: number): Conversation<boolean> {
  const { id } = named;
  let known = context.get(id);
  if (!known) {
    const recalled = yield* recallAttempt(context, id);
    // if the look-up failed, the id is not known to be missing
    if (recalled.type === "failed") return false;
    [known] = recalled.attempts;
  }
  // it may have been adopted since it was named
  if (known && !isOddlyLast(context, known)) return true;
  if (!context.canAsk || context.moment.monoMs >= endsAtMonoMs) return false;
  context.askedNamedId = id;
  const answer = yield* askOther(context, id, endsAtMonoMs);
  const { health } = context;
  if (!health) return false;
  if (!isAbout(answer, named)) return false;
  if (known) hear(context, id, answer);
  else if (answer.type === "statement") list(context, answer.statement, health);
  return true;
}

/** Whether it says what became of the id: the transaction, its tombstone, or a 404 of the RRPay that named it. */
function isAbout(answer: PaymentOutcome, { id, storeId, epoch }: Named): boolean {
  if (answer.type === "tombstone") return answer.tombstone.id === id;
  if (answer.type === "not-found") return answer.storeId === storeId && answer.epoch === epoch;
  return answer.type === "statement" && answer.statement.id === id;
}

/** Asks in a recovery round for what a person left before RRPay had said whose it is. */
export function* askLeft(context: Context, id: string, endsAtMonoMs: number): Conversation<Heard> {
  const answer = yield* askOther(context, id, endsAtMonoMs);
  if (answer.type === "statement" && answer.statement.id === id && context.health)
    list(context, answer.statement, context.health);
  return hear(context, id, answer);
}

/** What a person left without knowing whose it is. */
export function isNameless({ attemptId, saleKey, left }: Attempt): boolean {
  return left === true && saleKey === attemptId;
}

/** Lists a payment of this till as RRPay has it. Another till's payment is ignored. */
function list(context: Context, statement: Statement, health: Health): void {
  const { id, till, kind } = statement;
  if (till !== context.settings.till) return;
  const told = recordOf(context, statement, health);
  // a key that no record can hold would make the journal unreadable at the next start
  const record = isJournalRecord(told) ? told : recordOf(context, { ...statement, saleKey: id }, health);
  const known = context.get(id);
  const isNamed = known && !(isNameless(known) && (known.kind !== kind || known.saleKey !== record.saleKey));
  if (isNamed || !isJournalRecord(record) || !context.record(record)) return;
  context.log("warn", `journal behind: ${id}`);
  hear(context, id, { type: "statement", statement });
}

type Told = Pick<Statement, "id" | "kind" | "saleKey" | "currency" | "totalCents" | "original">;

function recordOf(
  context: Context,
  statement: Told,
  { storeId, epoch }: Pick<Health, "storeId" | "epoch">,
  moment: Pick<Moment, "wallMs" | "utcOffsetMin"> = context.moment,
): BehindRecord {
  const { id, kind, saleKey, currency, totalCents, original } = statement;
  const { kind: originalKind, documentNo } = original ?? {};
  return {
    ...{ t: "behind", atMs: moment.wallMs, attemptId: id, kind, saleKey, currency, totalCents, storeId, epoch },
    utcOffsetMin: moment.utcOffsetMin,
    ...(kind === "void" && originalKind ? { originalKind } : {}),
    ...(documentNo ? { originalDocumentNo: documentNo } : {}),
    ...(context.offers("fiscal") ? {} : { noFiscal: true }),
  };
}
