/** The same bytes once more, where RRPay proves that it never received them (rule 4). */
import type { Attempt } from "../../schemas/generated/types.ts";
import type { Context } from "../context.ts";
import { isOpen } from "../payment/attempt.ts";
import type { Heard } from "../payment/statement.ts";
import { ask } from "./ask.ts";
import { recallBody } from "./recall.ts";
import type { Conversation } from "./runner.ts";

/**
 * Rule 4: sends the same bytes under the same id again, only if the same durable store says that it never came and
 * nobody has decided otherwise. This is checked once more right before the bytes leave, because a person may decide
 * while we connect. `refusal` says by the journal why nothing may be sent.
 */
export function* sendAgain(
  context: Context,
  attemptId: string,
  refusal: () => unknown,
): Conversation<Heard | undefined> {
  const attempt = context.ledger.get(attemptId);
  if (!maySendAgain(context, attempt)) return undefined;
  const body = attempt.body ?? (yield* recallBody(context, attemptId));
  if (body === undefined) return undefined;
  const written = () =>
    !refusal() &&
    maySendAgain(context, context.ledger.get(attemptId)) &&
    context.record({ t: "resent", atMs: context.moment.wallMs, attemptId });
  const { answerMs } = context.settings.timeouts;
  const { epoch } = attempt;
  return yield* ask(context, attemptId, { type: "send", body, epoch, timeoutMs: answerMs, written });
}

/** Whether an attempt may be sent once more under its id, where RRPay has never received it. */
export function maySendAgain(context: Context, attempt: Attempt | undefined): attempt is Attempt {
  if (!attempt || !isOpen(attempt) || attempt.manual || attempt.cancelAsked || attempt.left) return false;
  return context.remembers(attempt);
}
