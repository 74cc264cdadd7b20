/**
 * RRPay's last transaction of this till, where no kept day of the journal knows it: the folder was lost, or an older one was
 * put in its place. It is asked about once, and listed for a person: never forgotten, and never made our own by itself.
 */
import type { BehindRecord } from "../../schemas/generated/types.ts";
import { localDate } from "../clock.ts";
import type { Context } from "../context.ts";
import { isJournalRecord } from "../journal/record.ts";
import type { Statement } from "../payment/statement.ts";
import type { Health } from "../rrpay/port.ts";
import { hear } from "./ask.ts";
import { recallAttempt } from "./recall.ts";
import { type Conversation, request } from "./runner.ts";

/** Ids go into a path: one that is none of ours is only asked about where it can be no path of its own. */
const SAFE_ID = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}$/;

/** Lists what health names and the journal does not know. Once an id has been answered for, it is not asked about again. */
export function* noteBehind(context: Context, timeoutMs: number): Conversation<void> {
  if (context.rrpay.state !== "up" || !context.offers("status")) return;
  const { health } = context.rrpay;
  const id = health.lastTransactionId;
  if (id === undefined || id === context.soughtId || context.ledger.get(id) || !SAFE_ID.test(id)) return;
  const recalled = yield* recallAttempt(context, id);
  // what could not be looked up is not known to be missing
  if (recalled.type === "failed") return;
  if (recalled.attempts.length === 0) {
    const answer = yield* request({ type: "query", id, afterRevision: 0, waitMs: 0, timeoutMs });
    if (answer.type === "nothing" || answer.type === "unsent") return;
    if (answer.type === "statement" && answer.statement.id === id) list(context, answer.statement, health);
  }
  context.soughtId = id;
}

/** A key of this till is listed as RRPay has it; what is another till's is its own business. */
function list(context: Context, statement: Statement, health: Health): void {
  if (statement.till !== context.settings.till || context.ledger.get(statement.id)) return;
  const record = recordOf(context, statement, health);
  // a text of RRPay's that no record can hold would make the journal unreadable at the next start
  if (!isJournalRecord(record) || !context.record(record)) return;
  context.log("warn", `journal behind: RRPay has ${statement.id}`);
  hear(context, statement.id, { type: "statement", statement });
}

function recordOf(context: Context, statement: Statement, { storeId, epoch }: Health): BehindRecord {
  const { id, kind, saleKey, currency, totalCents, original } = statement;
  const { moment } = context;
  const { kind: originalKind, documentNo } = original ?? {};
  return {
    ...{ t: "behind", atMs: moment.wallMs, attemptId: id, kind, saleKey, currency, totalCents, storeId, epoch },
    date: localDate(moment),
    ...(kind === "void" && originalKind ? { originalKind } : {}),
    ...(documentNo ? { originalDocumentNo: documentNo } : {}),
    ...(context.offers("fiscal") ? {} : { noFiscal: true }),
  };
}
