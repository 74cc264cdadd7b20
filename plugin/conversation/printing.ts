/** Paid but not printed: finish printing, never charge again (rule 7). */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Desk, Listener } from "../context.ts";
import { LONG_POLL_MS, request } from "../rrpay/profile.ts";
import { ask } from "./follow.ts";
import { type Conversation, pause } from "./runner.ts";

const RETRY_MS = 100;

/**
 * Asks once for the receipt of a paid attempt and waits for it: up to `customerMs` where RRPay says that it is not
 * printed, up to `answerMs` where RRPay itself does not know. Ends early when somebody cancels the wait.
 */
export function* finishPrinting(desk: Desk, attemptId: string, listener: Listener): Conversation<void> {
  if (!waitsForPrint(desk, desk.ledger.get(attemptId))) return;
  listener.phase({ type: "printing" });
  const { answerMs, customerMs } = desk.settings.timeouts;
  const startedAt = desk.moment.monoMs;
  let namedAt = startedAt;
  yield* askPrint(desk, attemptId);
  for (;;) {
    const attempt = desk.ledger.get(attemptId);
    if (!attempt || !waitsForPrint(desk, attempt) || listener.cancelAsked) return;
    const now = desk.moment.monoMs;
    const limitMs = attempt.fiscal === "not-printed" ? customerMs : answerMs;
    if (now - startedAt >= limitMs || now - namedAt >= answerMs + LONG_POLL_MS) return;
    const heard = yield* ask(
      desk,
      attemptId,
      request.get(attemptId, desk.watch(attempt).revision, LONG_POLL_MS, answerMs),
    );
    if (heard.type === "named") namedAt = desk.moment.monoMs;
    if (heard.type !== "named" || desk.moment.monoMs - now < RETRY_MS) yield* pause(desk.moment.monoMs + RETRY_MS);
  }
}

/** One print request, where RRPay offers it and says that the receipt is not printed. Idempotent at RRPay. */
export function* askPrint(desk: Desk, attemptId: string, timeoutMs?: number): Conversation<void> {
  const attempt = desk.ledger.get(attemptId);
  if (attempt?.payment !== "approved" || attempt.fiscal !== "not-printed" || !desk.offers("print")) return;
  if (!desk.remembers(attempt)) return;
  yield* ask(desk, attemptId, request.print(attemptId, timeoutMs ?? desk.settings.timeouts.answerMs));
}

function waitsForPrint(desk: Desk, attempt: Attempt | undefined): boolean {
  return attempt?.payment === "approved" && attempt.fiscal !== "printed" && desk.offers("status");
}
