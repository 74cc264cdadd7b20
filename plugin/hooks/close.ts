/** `close`: GAMA says whether it saved its document. Every cell of contract B's table, late and repeated. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, CloseRequest, CloseResult } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { uuid } from "../identity.ts";
import { sentence } from "../messages/sentence.ts";
import { isFinal } from "../payment/facts.ts";
import { apply } from "../payment/history.ts";

/** Answers at once from the journal. */
export function close(context: Context, request: CloseRequest): CloseResult {
  const attempt = attemptOf(context, request);
  const atMs = context.moment.wallMs;
  const { saved } = request;
  const verdict = verdictOf(attempt, saved);
  if (!attempt)
    return answer(
      context,
      !saved || keepUnpaid(context, request, uuid(context.moment.random)) ? verdict : "not-stored",
    );
  const record = { t: "close", atMs, attemptId: attempt.attemptId, saved } as const;
  // the same word again changes nothing and is not written again
  const kept = apply(attempt, record) === attempt || context.record(record);
  return answer(context, kept ? verdict : "not-stored");
}

/**
 * Answers open while a conversation pays the sale and nothing of it is open: it is about to be sent under `attemptId`, or
 * its receipt is waited for. What GAMA saved is on the disk at once, because a crash may come before the send.
 */
export function closeEarly(context: Context, request: CloseRequest, attemptId: string): CloseResult {
  // asked of the newest: an entry made now under the id of a send that never comes would hide what is paid
  if (context.ledger.latest(request)?.payment === "approved") {
    const told = close(context, request);
    return told.status === "refused" ? told : answer(context, "open");
  }
  const kept = !request.saved || context.ledger.get(attemptId) || keepUnpaid(context, request, attemptId);
  return answer(context, kept ? "open" : "not-stored");
}

/** Saved by GAMA and not paid: a conflict, until the sale is sent under this very id. */
function keepUnpaid(context: Context, { kind, saleKey }: CloseRequest, attemptId: string): boolean {
  return context.record({ t: "unpaid", atMs: context.moment.wallMs, attemptId, kind, saleKey });
}

type Verdict = "acknowledged" | "recorded" | "unsaved" | "open" | "saved-unpaid" | "saved-then-unsaved";

/** The table of contract B, row by row. */
function verdictOf(attempt: Attempt | undefined, saved: boolean): Verdict {
  if (attempt?.gama === "settled") return "acknowledged";
  if (!attempt || (isFinal(attempt.payment) && attempt.payment !== "approved"))
    return saved ? "saved-unpaid" : "acknowledged";
  const receipt = attempt.payment === "approved" || attempt.manual?.decision === "receipt-printed";
  if (!receipt) {
    if (!attempt.manual) return "open";
    return saved ? "saved-unpaid" : "acknowledged";
  }
  if (saved) return attempt.payment === "approved" ? "acknowledged" : "recorded";
  // the table has one row for a typed receipt: the contradiction is listed, the answer stays
  return attempt.payment === "approved" && attempt.gama === "saved" ? "saved-then-unsaved" : "unsaved";
}

/** By its id when GAMA still has it, else the newest of that key. */
function attemptOf(context: Context, { kind, saleKey, attemptId }: CloseRequest): Attempt | undefined {
  const named = attemptId === undefined ? undefined : context.ledger.get(attemptId);
  const fits = named?.kind === kind && named.saleKey === saleKey;
  return fits ? named : context.ledger.latest({ kind, saleKey });
}

const STATUS: Record<Verdict, CloseResult["status"]> = {
  acknowledged: "acknowledged",
  recorded: "recorded",
  unsaved: "unsaved",
  open: "open",
  "saved-unpaid": "conflict",
  "saved-then-unsaved": "conflict",
};

function answer(context: Context, verdict: Verdict | "not-stored"): CloseResult {
  const stored = verdict !== "not-stored";
  const code: Code = stored ? verdict : (context.trouble ?? "store-readonly");
  return { status: stored ? STATUS[verdict] : "refused", code, message: sentence(code, context.settings.language) };
}
