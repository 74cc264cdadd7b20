/** `close`: GAMA says whether it saved its document. Every cell of contract B's table, late and repeated. */

import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, CloseRequest, CloseResult } from "../../schemas/generated/types.ts";
import type { Desk } from "../context.ts";
import { uuid } from "../identity.ts";
import { sentence } from "../messages/sentence.ts";
import { isFinal } from "../payment/facts.ts";
import { apply } from "../payment/history.ts";

/** Answers at once from the journal. */
export function close(desk: Desk, request: CloseRequest): CloseResult {
  const attempt = attemptOf(desk, request);
  const atMs = desk.moment.wallMs;
  const { saved } = request;
  const verdict = verdictOf(attempt, saved);
  if (!attempt)
    return answer(desk, !saved || keepUnpaid(desk, request, uuid(desk.moment.random)) ? verdict : "not-stored");
  const record = { t: "close", atMs, attemptId: attempt.attemptId, saved } as const;
  // the same word again changes nothing and is not written again
  const kept = apply(attempt, record) === attempt || desk.record(record);
  return answer(desk, kept ? verdict : "not-stored");
}

/**
 * Answers open while a conversation pays the sale and nothing of it is open: it is about to be sent under `attemptId`, or
 * its receipt is waited for. What GAMA saved is on the disk at once, because a crash may come before the send.
 */
export function closeEarly(desk: Desk, request: CloseRequest, attemptId: string): CloseResult {
  // asked of the newest: an entry made now under the id of a send that never comes would hide what is paid
  if (desk.ledger.latest(request)?.payment === "approved") {
    const told = close(desk, request);
    return told.status === "refused" ? told : answer(desk, "open");
  }
  const kept = !request.saved || desk.ledger.get(attemptId) || keepUnpaid(desk, request, attemptId);
  return answer(desk, kept ? "open" : "not-stored");
}

/** Saved by GAMA and not paid: a conflict, until the sale is sent under this very id. */
function keepUnpaid(desk: Desk, { kind, saleKey }: CloseRequest, attemptId: string): boolean {
  return desk.record({ t: "unpaid", atMs: desk.moment.wallMs, attemptId, kind, saleKey });
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
function attemptOf(desk: Desk, { kind, saleKey, attemptId }: CloseRequest): Attempt | undefined {
  const named = attemptId === undefined ? undefined : desk.ledger.get(attemptId);
  const fits = named?.kind === kind && named.saleKey === saleKey;
  return fits ? named : desk.ledger.latest({ kind, saleKey });
}

const STATUS: Record<Verdict, CloseResult["status"]> = {
  acknowledged: "acknowledged",
  recorded: "recorded",
  unsaved: "unsaved",
  open: "open",
  "saved-unpaid": "conflict",
  "saved-then-unsaved": "conflict",
};

function answer(desk: Desk, verdict: Verdict | "not-stored"): CloseResult {
  const stored = verdict !== "not-stored";
  const code: Code = stored ? verdict : (desk.trouble ?? "store-readonly");
  return { status: stored ? STATUS[verdict] : "refused", code, message: sentence(code, desk.settings.language) };
}
