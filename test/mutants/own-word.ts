/** What RRPay and a person say against their own earlier word, and what is offered then. */
import { type Mutant, of } from "./mutant.ts";

export const OWN_WORD: readonly Mutant[] = [
  ...of(
    "payment/attempt.ts",
    [
      "what was refused and goes on is only late",
      'return payment !== "approved" && (record.otherEpoch === true || record.revision > revision);',
      "return false;",
    ],
    [
      "what goes on after its end is asked about no more",
      "return mayStillPay(attempt) || (attempt.payment",
      "return isOpen(attempt) || (attempt.payment",
    ],
    ["what nobody typed may be let stand", 'hasTypedReceipt(attempt) ? ["accept-manual"] : [];', '["accept-manual"];'],
    [
      "numbers that do not balance may be accepted",
      "return differs?.acceptable === false ? typed : ",
      "return false ? typed : ",
    ],
  ),
  ...of(
    "payment/evidence-fold.ts",
    [
      "an approval of other amounts that is taken back takes its money along",
      'return wasApproved(attempt) && state !== "approved";',
      "return false;",
    ],
    [
      "what goes on is told as ended",
      "? { ...contradicted(attempt, told), takenUp: true } : attempt;",
      "? contradicted(attempt, told) : attempt;",
    ],
  ),
  ...of(
    "payment/claim.ts",
    [
      "other money after the end is not heard",
      "return !!before && moneyIn(before) !== moneyIn(record) && (isApproved || addsMoney(attempt, record));",
      "return false;",
    ],
    [
      "money that RRPay kept is not heard of what had ended without",
      '(payment === "approved") === isApproved ? result',
      'payment === "approved" && isApproved ? result',
    ],
    [
      "the result of what was not paid is no known money",
      '{ ...NOTHING, ...(payment !== "approved" && result) }',
      "NOTHING",
    ],
  ),
  ...of("payment/evidence.ts", [
    "what was accepted as unpaid comes back with the next answer",
    ' || (isAcceptedUnpaid(attempt) && record.state !== "approved");',
    ";",
  ]),
  ...of("payment/evidence.ts", [
    "a decline of another total is never believed",
    '(state === "declined" || state === "cancelled") && !holdsMoney(statement)) return undefined;',
    "false) return undefined;",
  ]),
  ...of("payment/agreement.ts", [
    "what was typed beside known money always fits",
    "return claim.payments.every(",
    "return true || claim.payments.every(",
  ]),
  ...of("payment/moves.ts", [
    "a decided close opens its conflict again",
    "!saved && (unsaveDecided || left)) return attempt;",
    "!saved && left) return attempt;",
  ]),
  ...of("payment/history.ts", [
    "what GAMA saved of a declined receipt is over",
    'if (told.gama === "saved") return withConflict(',
    "if (false) return withConflict(",
  ]),
  ...of("payment/next-step.ts", [
    "nobody can leave a cancel that was heard",
    "if (now.cancelAskedMonoMs >= progress.cancelHeardMonoMs + now.answerMs) return",
    "if (false) return",
  ]),
  ...of("payment/void-decision.ts", [
    "of two payments without numbers one is voided by luck",
    'if (receipt?.conflict?.code === "charged-twice" && numbers.length === 0) return refused("conflict");',
    "",
  ]),
  ...of("payment/truth.ts", [
    "a void of the second payment takes the first one back as well",
    "(paid.length < 2 || targetOf(among, one.originalDocumentNo) === target)",
    "true",
  ]),
  ...of("journal/ledger.ts", [
    "a close before the send stays with the id that RRPay did not take",
    'if (record.t === "payment" && record.code === "recovered") this.#passClose(record);',
    "",
  ]),
  ...of("payment/evidence-fold.ts", [
    "a person's older word is the newer one by a clock that was set back",
    "Math.min(manual.sinceMs, atMs)",
    "manual.sinceMs",
  ]),
  ...of("payment/history.ts", [
    "RRPay's older word is the newer one by a clock that was set back",
    "Math.max(atMs, attempt.namedAtMs + 1)",
    "atMs",
  ]),
  ...of("conversation/ask.ts", [
    "by a clock that was set back RRPay's word is not journalled",
    "(unseenMs < 0 || unseenMs >=",
    "(unseenMs >=",
  ]),
  ...of("clock.ts", [
    "a receipt is of the day on which it was printed in London",
    "(hour * 60 + minute - zoneMin) * 60_000, utcOffsetMin }",
    "(hour * 60 + minute - zoneMin) * 60_000, utcOffsetMin: 0 }",
  ]),
];
