/** What nobody answers for, what took nothing, and words that are taken back or passed on. */
import { type Mutant, of } from "./mutant.ts";

export const LEFT_OVER: readonly Mutant[] = [
  ...of("conversation/journal-behind.ts", [
    "what RRPay never answers for is in no list",
    "if (!holdsUp) return [];",
    "return [];",
  ]),
  ...of("context.ts", [
    "what RRPay names may be left before it had its time to answer",
    'this.moment.monoMs - named.moment.monoMs < manualAfterMs ? [] : ["leave-to-accountant"]',
    '["leave-to-accountant"]',
  ]),
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
  ...of("conversation/reopened.ts", [
    "what goes on after a second word is cancelled",
    "  if (old.manual?.again && !asked.manual?.again) return !isOpen(asked);\n",
    "",
  ]),
  ...of("conversation/pay.ts", [
    "an open payment is refused where its bytes may not go again",
    "mayLeave(context, sending, attemptId)",
    "mayLeave(context, sending)",
  ]),
  ...of("till.ts", [
    "a close before the send is the old id's that never happened",
    ' && attempt.manual?.decision !== "nothing-happened"',
    "",
  ]),
  ...of("hooks/close.ts", [
    "the id that was never sent keeps GAMA's word",
    "  if (request.attemptId !== undefined && isUnsent) keepUnpaid(context, { ...request, saved: false }, newAttemptId);\n",
    "",
  ]),
  ...of(
    "journal/ledger.ts",
    [
      "a send that RRPay has under an older id stays open",
      'if (isOpen(one) && one.code === "recovered") this.#endSender(one);',
      "void one;",
    ],
    ["a send is over before the older id is paid", "    if (!own.some(isPaid)) return;\n", ""],
  ),
];
