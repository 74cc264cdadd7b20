/** What GAMA's `close` means beside the conversation that is under way. */
import type { CloseRequest, CloseResult } from "../schemas/generated/types.ts";
import type { Context } from "./context.ts";
import { refusalOf } from "./conversation/clearance.ts";
import { close, closeEarly, closeRefused, namedClose } from "./hooks/close.ts";
import type { RefusedKeys } from "./hooks/refused-keys.ts";
import type { Job } from "./job.ts";
import { isOpen, isPaid, isUnderWay } from "./payment/attempt.ts";

interface Beside {
  readonly running: Job | undefined;
  readonly refused: RefusedKeys;
  /** Whether the kept days were read for it already. */
  readonly isLookedUp: boolean;
}

type CloseStep =
  /** Memory does not know the key: what the kept days have of it is read first. */
  | { readonly type: "look-up" }
  | { readonly type: "answer"; readonly result: CloseResult; readonly isOfAttempt: boolean };

/** Answers a `close`, or says that it must be looked up. What comes before a send is kept by the conversation. */
export function closeBeside(context: Context, asked: CloseRequest, beside: Beside): CloseStep {
  const { running, refused, isLookedUp } = beside;
  const request = namedClose(context, asked);
  if ("status" in request) return answer(request);
  const { kind, saleKey, saved, attemptId } = request;
  if (attemptId === undefined && refused.has(kind, saleKey)) return answer(closeRefused(context, request));
  const { ledger } = context;
  const named = attemptId === undefined ? undefined : ledger.get(attemptId);
  const isKnown = ledger.truth(request) && (attemptId === undefined || named);
  // the look-up runs beside any conversation: the one that pays the key may still be looking as well
  if (!isKnown && !isLookedUp) return { type: "look-up" };
  const attempt = ledger.latest(request);
  // a late `close` about a try that ended without payment says nothing about the try under way
  const isOfAnother = named !== undefined && !isOpen(named) && !isPaid(named);
  const pays = running?.pays(kind, saleKey) === true && !isOfAnother;
  // the last `close` counts; once the sale is sent, a `close` goes to the journal only
  if (pays) running.closeSaved = undefined;
  // of what a person says never happened another one is about to be sent
  if (!pays || isUnderWay(attempt)) return { type: "answer", result: close(context, request), isOfAttempt: true };
  // nothing is sent yet, or only the receipt is missing: remember it, and apply it when the attempt ends approved
  running.closeSaved = saved;
  const { order } = running.subject.type === "pay" ? running.subject : {};
  const isRefused = attemptId === undefined && order !== undefined && refusalOf(context, order) !== undefined;
  return answer(closeEarly(context, request, running.newAttemptId, isRefused));
}

function answer(result: CloseResult): CloseStep {
  return { type: "answer", result, isOfAttempt: false };
}
