/**
 * What the journal's files know of attempts that memory has dropped. Settled attempts stay on the disk for the kept
 * days, and are looked up by key, id or document. The records found go through the same fold as at a start, so a
 * recalled attempt is exactly what it was.
 *
 * A look-up that fails is journal trouble. The caller must then send nothing, because "not found" would not be proven.
 */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Hit, Place } from "../boundary.ts";
import type { Context, Listener } from "../context.ts";
import { Ledger } from "../journal/ledger.ts";
import { type JournalRecord, recordOf } from "../journal/record.ts";
import { bears, numbersOf } from "../payment/truth.ts";
import { decodeAscii, stringifyAscii } from "../text/ascii.ts";
import { type Conversation, lookUp } from "./runner.ts";

/** Everything that is kept, or the fact that it could not be read. */
export type Recalled =
  | { readonly type: "recalled" /** In the order of their sends. */; readonly attempts: readonly Attempt[] }
  | { readonly type: "failed" };

/** Gets the progress, so that the cashier is told of a slow disk. */
type Teller = Pick<Listener, "phase">;

/**
 * All attempts of a sale's key, of any kind and every kept day, with the bytes of their POST. Memory then knows them
 * too, so `ledger.latest` covers every kept day until the next conversation begins. A key that ends with "~" means every
 * key that begins so: no receipt has it.
 */
export function* recall(context: Context, saleKey: string, teller?: Teller): Conversation<Recalled> {
  const isOf = (attempt: Attempt) => isMeant(saleKey, attempt);
  const text = marker("saleKey", saleKey);
  const found = yield* find(context, saleKey.endsWith("~") ? text.slice(0, -1) : text, teller);
  if (!found) return { type: "failed" };
  return yield* recallAll(context, idsIn(found, isOf), teller, isOf, saleKey);
}

/** Whether the attempt is of this key, or of a key that begins so. */
export function isMeant(saleKey: string, attempt: Pick<Attempt, "saleKey">): boolean {
  return saleKey.endsWith("~") ? attempt.saleKey.startsWith(saleKey) : attempt.saleKey === saleKey;
}

/** One attempt by its id. The answer has at most one. */
export function* recallAttempt(context: Context, attemptId: string, teller?: Teller): Conversation<Recalled> {
  return yield* recallAll(context, [attemptId], teller, (one) => one.attemptId === attemptId);
}

/** Where a record tells a receipt's number: as its own, or as that of the receipt that it takes back. */
type NumberField = "documentNo" | "originalDocumentNo";

/**
 * All attempts whose receipt, typed or RRPay's, has this number, and all that take such a receipt back; or those of one
 * field alone. Memory then knows all of their keys, and so the voids of both.
 */
export function* recallDocument(
  context: Context,
  documentNo: string,
  teller?: Teller,
  fields: readonly NumberField[] = ["documentNo", "originalDocumentNo"],
): Conversation<Recalled> {
  const isOf = (one: Attempt) => bears(one, documentNo) || one.originalDocumentNo === documentNo;
  const all: Placed[] = [];
  for (const field of fields) {
    const found = yield* find(context, marker(field, documentNo), teller);
    if (!found) return { type: "failed" };
    // a send tells the number of the receipt before it as well, which is not its own
    all.push(...(field === "documentNo" ? found.filter(({ record }) => !("baseline" in record)) : found));
  }
  return yield* recallAll(context, idsIn(all, isOf), teller, isOf);
}

/**
 * All that these numbers mean and all that takes it back, also under the other numbers of the same receipts; and the
 * voids of their returns. Where numbers begin anew each day nothing else is followed: the returns of every number would
 * lead to every other one, and so to all kept days. False: they could not all be read.
 */
export function* recallDocuments(context: Context, numbers: readonly string[], teller: Teller): Conversation<boolean> {
  const wanted = new Set(numbers);
  const ofReturns = new Set<string>();
  // the set grows during the loop
  for (const documentNo of wanted) {
    const recalled = yield* recallDocument(context, documentNo, teller);
    if (recalled.type === "failed") return false;
    for (const one of recalled.attempts) {
      if (one.kind === "void") continue;
      const into = bears(one, documentNo) ? wanted : ofReturns;
      for (const number of numbersOf(one)) into.add(number);
    }
  }
  for (const documentNo of ofReturns) {
    if (wanted.has(documentNo)) continue;
    if ((yield* recallDocument(context, documentNo, teller, ["originalDocumentNo"])).type === "failed") return false;
  }
  if ([...wanted].every((documentNo) => isBorne(context, documentNo))) return true;
  // its receipt may have been taken back before RRPay told the number: such a void's send names none
  for (const kind of ["sale", "return"]) {
    const found = yield* find(context, `"originalKind":"${kind}","body":"{\\"`, teller);
    if (!found) return false;
    // one by one: there may be hundreds, and no step has the time to fold them all
    for (const id of idsIn(found, Boolean)) if ((yield* recallAttempt(context, id)).type === "failed") return false;
  }
  return true;
}

/** Whether the journal knows whose number it is. */
export function isBorne({ ledger }: Context, documentNo: string): boolean {
  return ledger.all().some((one) => bears(one, documentNo));
}

/**
 * Whether the files of this day and of each one since are there: what stands in none of them may stand in one that is
 * gone.
 */
export function* areKept({ ledger, journal }: Context, day: number): Conversation<boolean> {
  let first = 0;
  // the files of a clock that was ahead may lie below others that were removed since
  for (const { segment, yyyymmdd } of ledger.segments) first = yyyymmdd < day ? 0 : first || segment;
  if (first === 0) return true;
  const places: Place[] = [];
  for (let segment = first; segment <= journal.segment; segment++) places.push({ segment, offset: 0 });
  return (yield* lookUp({ type: "read", places })).isComplete;
}

/** The exact bytes of an attempt's POST, which memory may have dropped. Undefined if no kept record has them. */
export function* recallBody(context: Context, attemptId: string): Conversation<string | undefined> {
  const recalled = yield* recallAttempt(context, attemptId);
  return recalled.type === "recalled" ? recalled.attempts[0]?.body : undefined;
}

/** The text to search for, as records contain it. */
function marker(field: string, value: string): string {
  return `"${field}":${stringifyAscii(value)}`;
}

/** A record and its place. */
interface Placed {
  readonly segment: number;
  readonly offset: number;
  readonly record: JournalRecord;
}

/** The records that contain a text. Undefined if they cannot all be read and understood. */
function* find(context: Context, needle: string, teller: Teller | undefined): Conversation<Placed[] | undefined> {
  if (context.unsound) return undefined;
  const answer = yield* lookUp({ type: "find", needle }, () => teller?.phase({ type: "searching" }));
  if (!answer.isComplete) return undefined;
  const placed = answer.hits.map(place);
  return placed.includes(undefined) ? undefined : (placed as Placed[]);
}

function place({ segment, offset, json }: Hit): Placed | undefined {
  const record = recordOf(decodeAscii(json));
  return record && { segment, offset, record };
}

/** The ids of the attempts that the records are about. From a list of attempts only the matching ones count. */
function idsIn(found: readonly Placed[], isOf: (attempt: Attempt) => boolean): string[] {
  const ids = found.flatMap(({ record }) => {
    if (record.t === "checkpoint" || record.t === "carried")
      return (record.attempts ?? []).filter(isOf).map(({ attemptId }) => attemptId);
    return "attemptId" in record ? [record.attemptId] : [];
  });
  return [...new Set(ids)];
}

/** The key of an attempt, from its own records. */
function keysIn(found: readonly Placed[], id: string): string[] {
  return found.flatMap(({ record }) => {
    if (record.t === "checkpoint" || record.t === "carried")
      return (record.attempts ?? []).filter(({ attemptId }) => attemptId === id).map(({ saleKey }) => saleKey);
    return "saleKey" in record && record.saleKey !== undefined ? [record.saleKey] : [];
  });
}

/**
 * All records of some attempts and of their keys, folded in journal order. A void settles its sale here as it did then,
 * whichever of the two was searched for.
 */
function* recallAll(
  context: Context,
  ids: readonly string[],
  teller: Teller | undefined,
  isOf: (attempt: Attempt) => boolean,
  soughtKey?: string,
): Conversation<Recalled> {
  const all = new Map<string, Placed>();
  const wanted = new Set(ids);
  const keys = new Set([soughtKey]);
  // the set grows during the loop
  for (const id of wanted) {
    const found = yield* find(context, marker("attemptId", id), teller);
    if (!found) return { type: "failed" };
    for (const placed of found) all.set(`${placed.segment} ${placed.offset}`, placed);
    for (const saleKey of keysIn(found, id)) {
      if (keys.has(saleKey)) continue;
      keys.add(saleKey);
      const ofKey = yield* find(context, marker("saleKey", saleKey), teller);
      if (!ofKey) return { type: "failed" };
      for (const other of idsIn(ofKey, (attempt) => attempt.saleKey === saleKey)) wanted.add(other);
    }
  }
  for (const id of wanted) context.ledger.held.add(id);
  const ledger = new Ledger();
  const inOrder = [...all.values()].sort((a, b) => a.segment - b.segment || a.offset - b.offset);
  for (const { record } of inOrder) {
    if (record.t !== "checkpoint" && record.t !== "carried") ledger.apply(record);
    else for (const one of record.attempts ?? []) if (wanted.has(one.attemptId)) ledger.adopt(one);
  }
  // memory has its attempts from the same records, and may know more than the disk did when it was read
  const attempts = ledger
    .all()
    .map((attempt) => context.ledger.remember(attempt))
    .filter(isOf);
  return { type: "recalled", attempts: attempts.sort((a, b) => a.sentAtMs - b.sentAtMs) };
}
