/** The conversation with RRPay: plugin/conversation. */
import { type Mutant, of } from "./mutant.ts";

export const CONVERSATION: readonly Mutant[] = [
  ...of(
    "conversation/ask.ts",
    [
      "a tombstone is believed without asking for the epoch",
      "    yield* checkHealth(context, endsAtMonoMs);\n    const attempt",
      "    const attempt",
    ],
    [
      "a tombstone of another epoch is believed",
      "if (!attempt || !context.remembers(attempt)) return nothing(",
      "if (!attempt) return nothing(",
    ],
    [
      "not found in another epoch proves something",
      "if (answer.storeId !== attempt.storeId || answer.epoch !== attempt.epoch || isForgotten)",
      "if (answer.storeId !== attempt.storeId || isForgotten)",
    ],
    [
      "what cannot be stored is believed",
      'if (!context.record(record)) return nothing("outcome-not-stored");',
      "context.record(record);",
    ],
    ["an old query opens manual entry", "  watch.queried = false;\n", ""],
  ),
  ...of(
    "conversation/send-again.ts",
    ["what a person decided is sent again", "|| attempt.manual || attempt.cancelAsked", "|| attempt.cancelAsked"],
    ["what was to be cancelled is sent again", "|| attempt.manual || attempt.cancelAsked", "|| attempt.manual"],
    ["the same bytes go to an RRPay without memory", "return context.remembers(attempt);", "return true;"],
    ["the same bytes go though the receipt was taken back meanwhile", "!refusal() &&", ""],
  ),
  ...of(
    "conversation/journal-behind.ts",
    [
      "a refusal answers for what health names",
      "if (!isAbout(answer, named)) return false;",
      'if (answer.type === "nothing") return false;',
    ],
    ["what another id is answers for what health names", " && answer.statement.id === id;", ";"],
  ),
  ...of(
    "conversation/blocker.ts",
    [
      "what was given up is not asked about before money goes back",
      "(blocks(attempt) || takesSame(attempt));",
      "blocks(attempt);",
    ],
    [
      "an open attempt of another kind with the same key does not block",
      "  if (kind !== order.kind) return kind === order.originalKind;\n",
      "",
    ],
    ["a void is blocked by the sale it voids", "return kind === order.originalKind;", "return false;"],
    [
      "the void of the key's return is the void of its sale",
      "return originalKind === undefined || originalKind === order.originalKind;",
      "return true;",
    ],
    [
      "what is asked about and not answered for takes nothing back",
      "if (!isHeard && counts(attempt)) return heldUp(context, attempt.attemptId);",
      "",
    ],
    ["a void in doubt lets its receipt be returned", " || mayTake(attempt);", ";"],
    [
      "a return is paid out while nobody knows of another one of its receipt",
      "(!isReturn(attempt) || isUntold(attempt));",
      "!isReturn(attempt);",
    ],
    [
      "a return waits for a second word about another one",
      "isReturn(attempt) ? isDenied(attempt)",
      'attempt.kind === "sale" ? isDenied(attempt)',
    ],
    [
      "a number that was told after the void is nobody's",
      "const isUnknown = documentNo && ",
      "const isUnknown = !documentNo && ",
    ],
  ),
  ...of(
    "conversation/clearance.ts",
    [
      "a void is sent though RRPay has not answered for what it names",
      'refusal("bytes") ?? unheard(context, order) ?? (stands',
      'refusal("bytes") ?? (stands',
    ],
    ["what is typed as printed meanwhile is sent", "(isPaid(truth) || isTyped(truth))", "isPaid(truth)"],
    ["an RRPay that is not ready gets a sale", 'if (!health.ready) return refuse("rrpay-not-ready");', ""],
    [
      "receipts cannot be issued, and a sale is sent",
      'if (!health.fiscal.online) return refuse("fiscal-offline");',
      "",
    ],
    [
      "what GAMA has taken goes to an RRPay that does not know of it",
      "if (order.prepaid && !context.offers",
      "if (false && !context.offers",
    ],
  ),
  ...of(
    "conversation/earlier.ts",
    [
      "a sale is sent while RRPay's health is stale",
      "if (!context.isFresh) yield* checkHealth(context);\n  return sending.refusal",
      "return sending.refusal",
    ],
    [
      "an unconfirmed cancel is sent again by space",
      'earlier.cancelAsked && heard.type === "not-found" ? withCancel',
      "earlier.cancelAsked ? withCancel",
    ],
    [
      "the same bytes go again unasked",
      "const end = yield* mayLeave(context, sending, attemptId);\n    if (end) return end;",
      "",
    ],
    [
      "what RRPay has under another id is never adopted",
      "if (!(yield* takeOver(context, attemptId, otherId, isBusy))) return undefined;",
      "return undefined;",
    ],
  ),
  ...of(
    "conversation/pay.ts",
    ["a return tells RRPay the number that was typed", "ownNumber(context.ledger, returned)", "returned"],
    [
      "a stop before the send sends all the same",
      'if (listener.cancelAsked) return notSent(context, order, "not-sent");',
      "",
    ],
    [
      "a refusal that proves nothing ends the attempt",
      'if (heard.type === "refusal" && heard.code !== "id-conflict" && heard.otherId !== attemptId)',
      'if (heard.type === "refusal" && heard.otherId !== attemptId)',
    ],
    [
      "the store is not pinned",
      "if (context.ledger.storeId === undefined && !context.record",
      "if (false && !context.record",
    ],
  ),
  ...of(
    "conversation/recovery.ts",
    ["a recovery round ignores its time limit before printing", "if (!isOver()) yield* askPrint", "yield* askPrint"],
    ["a recovery round ignores its time limit between queries", " || isOver()) return;", ") return;"],
  ),
  ...of(
    "conversation/printing.ts",
    ["a receipt is printed by an RRPay without memory", "if (!context.remembers(attempt)) return;", ""],
    [
      "a receipt that was typed as printed is printed",
      '|| (hasTypedReceipt(attempt) && attempt.accepted !== "rrpay")',
      "",
    ],
  ),
  ...of(
    "conversation/health-check.ts",
    [
      "another RRPay than the paired one is taken",
      "if (storeId !== undefined && storeId !== health.storeId)",
      "if (false)",
    ],
    ["another till's RRPay is taken", "if (health.till !== till)", "if (false)"],
    ["an emulator is taken for RRPay", "if (health.emulator && !rrpay", "if (false && !rrpay"],
  ),
  ...of("conversation/follow.ts", [
    "a cancel leaves before its record",
    "if (context.get(attemptId)?.payment",
    "if (true || context.get(attemptId)?.payment",
  ]),
  ...of(
    "conversation/reopened.ts",
    [
      "an old id is cancelled without a query",
      "const heard = context.canAsk ? yield* askOnce(context, attemptId) : NOTHING_YET;",
      "const heard = NOTHING_YET;",
    ],
    [
      '"nothing happened" stands at once',
      "return !found || !isOpen(found) || isConfirmedNothing(found);",
      "return true;",
    ],
  ),
  ...of("conversation/blocker.ts", [
    "a lost void that a person gave up blocks a return of the receipt for good",
    "mayTake(attempt) && isGivenUp(attempt)",
    "false",
  ]),
  ...of("conversation/voiding.ts", [
    "F8 asks memory only",
    'if ((yield* recall(context, request.saleKey, listener)).type === "failed") return unread;',
    "",
  ]),
  ...of("conversation/recall.ts", [
    "what cannot be read is not there",
    "if (context.unsound) return undefined;\n  const answer",
    "if (context.trouble) return [];\n  const answer",
  ]),
  ...of("conversation/adoption.ts", [
    "what RRPay has under another id is never ours",
    "if (known && (isOpen(known) || !isBusy)) return rejoinOwn(context, attemptId, known);",
    "return false;",
  ]),
];
