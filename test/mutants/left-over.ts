/** What nobody answers for, what took nothing, and words that are taken back or passed on. */
import { type Mutant, of } from "./mutant.ts";

export const LEFT_OVER: readonly Mutant[] = [
  ...of(
    "conversation/ask.ts",
    [
      "an approval behind which RRPay is silent is forgotten",
      'attempt && verdict?.type === "evidence" ? asClaim(',
      'attempt && false && verdict?.type === "evidence" ? asClaim(',
    ],
    ["what another RRPay says of money is kept", "attempt && isNameless ?", "attempt ?"],
    ["a refused token is no silence", '"wrong-service", "unauthorized", ', '"wrong-service", '],
    ["an answer that is no health is no silence", 'new Set(["wrong-service", ', "new Set(["],
    ["412 to a query says that RRPay forgot", " && isAct) yield", ") yield"],
  ),
  ...of("payment/evidence-fold.ts", ["a stranger's receipt is the sale's", " && !record.unvouched;", ";"]),
  ...of("payment/evidence.ts", [
    "an approval that nobody vouches for is a result",
    '{ ...said, state: "in-progress", revision, otherEpoch: true, unvouched: true }',
    "said",
  ]),
  ...of("conversation/voiding.ts", [
    "what keeps nothing-to-void from being proven is in no list",
    'unheard(context, { ...request, kind: "void" })',
    "context.ledger.named.size > 0",
  ]),
  ...of("hooks/resolve.ts", [
    "any word about what RRPay names leaves it",
    'decision === "leave-to-accountant" ? leaveNamed(context, found.attemptId, decide) : decide()',
    "leaveNamed(context, found.attemptId, decide)",
  ]),
  ...of("conversation/journal-behind.ts", [
    "what RRPay never answers for is in no list",
    "if (!named.holdsUp) return [];",
    "return [];",
  ]),
  ...of(
    "context.ts",
    [
      "a failed void that RRPay names cannot have been done elsewhere",
      'known && isFailedVoid(known) ? ["voided-elsewhere"] : []',
      "known ? [] : []",
    ],
    [
      "what RRPay names may be left before it had its time to answer",
      "this.moment.monoMs - wait.namedAtMonoMs < manualAfterMs ? own : orLeave(...own)",
      "orLeave(...own)",
    ],
  ),
  ...of("conversation/adoption.ts", [
    "an older id that names the receipt's other number is another receipt's",
    "(named === originalDocumentNo || isNamed())",
    "named === originalDocumentNo",
  ]),
  ...of("payment/history.ts", [
    "what RRPay named and a person left is paid again",
    'attempt.payment === "approved" ? attempt',
    "isFinal(attempt.payment) ? attempt",
  ]),
  ...of("conversation/health-check.ts", [
    "what was left holds everything up again after a restart",
    "if (mayStillPay(attempt) || isPaid(attempt)",
    "if (isOpen(attempt) || isPaid(attempt)",
  ]),
  ...of("payment/claim.ts", ["the same payments in another order are other money", "rows.sort()", "rows"]),
  ...of("payment/evidence-fold.ts", [
    "a second word that RRPay may answer with a tombstone is never taken back",
    "if (!manual?.again) return attempt;",
    "if (!manual?.confirmed) return attempt;",
  ]),
  ...of(
    "conversation/reopened.ts",
    ["an old id that is not answered for is cancelled", "if (!isAnswer(heard) && !asked.differs) {", "if (false) {"],
    [
      "what goes on after a second word is cancelled",
      "  if (old.manual?.again && !asked.manual?.again) return !isOpen(asked);\n",
      "",
    ],
  ),
  ...of("conversation/earlier.ts", [
    "an open payment is refused where its bytes may not go again",
    "mayLeave(context, sending, attemptId)",
    "mayLeave(context, sending)",
  ]),
  ...of("job-close.ts", [
    "a close before the send is the old id's that never happened",
    "|| isUnderWay(attempt)",
    "|| (attempt && isOpen(attempt))",
  ]),
  ...of("hooks/close.ts", [
    "the id that was never sent keeps GAMA's word",
    "request.attemptId !== undefined && isUnsent ? newAttemptId",
    "false ? newAttemptId",
  ]),
  ...of(
    "journal/siblings.ts",
    [
      "a send that RRPay has under an older id stays open",
      'if (isOpen(one) && one.code === "recovered") endSender(known, one);',
      "void one;",
    ],
    ["a send is over before the older id is paid", "  if (!own.some(isPaid)) return;\n", ""],
  ),
  ...of(
    "conversation/journal-behind.ts",
    [
      "what was left never says what it is",
      '  if (answer.type === "statement" && answer.statement.id === id && context.health)\n    list(context, answer.statement, context.health);\n  return hear',
      "  return hear",
    ],
    [
      "the till dies before a person's word of what is named",
      '? decide() && context.note(id, "taken-up", known.code)',
      '? context.note(id, "taken-up", known.code) && decide()',
    ],
    [
      "a tombstone is no answer for what health names",
      'if (answer.type === "tombstone") return answer.tombstone.id === id;',
      'if (answer.type === "tombstone") return false;',
    ],
    [
      "a return without a key is forgotten",
      "isJournalRecord(told) ? told : recordOf(context, { ...statement, saleKey: id }, health)",
      "told",
    ],
  ),
  ...of("conversation/printing.ts", [
    "a sale whose void is only typed is printed",
    "owesReceipt(attempt) && !isVoided(triesOf(context, attempt), attempt)",
    "owesReceipt(attempt) && context !== undefined",
  ]),
  ...of("payment/evidence-fold.ts", [
    'what was approved is forgotten over "in progress"',
    "takesBack(attempt, told) ? { ...told, otherEpoch: true as const } : told",
    "told",
  ]),
  ...of("conversation/follow.ts", [
    "a send that took nothing is listed after one lost connection",
    ' && attempt.code !== "recovered"',
    "",
  ]),
  ...of("payment/void-decision.ts", [
    "F8 cancels a return that is in conflict",
    "isOpen(one) && !one.left && !isDisputed(one) &&",
    "isOpen(one) && !one.left &&",
  ]),
];
