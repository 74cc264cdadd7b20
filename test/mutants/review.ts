/** What a second hostile review of the money found. Each mutant removes one of the mends. */
import { type Mutant, of } from "./mutant.ts";

export const REVIEW: readonly Mutant[] = [
  ...of("payment/void-decision.ts", [
    "a void that GAMA has not heard of begins another one",
    "return original ? undefined : tries.find(isOf);",
    "return undefined;",
  ]),
  ...of("payment/truth.ts", ["a void in dispute is sent again", "return isDisputed(taken) || ", "return "]),
  ...of("payment/known.ts", [
    "what RRPay declined with money in it is charged again",
    "own.some(isDoubt)\n    ?",
    "false\n    ?",
  ]),
  ...of("payment/claim.ts", [
    "an approval of nothing leaves the older claim",
    'record.state === "approved" ? numbersOf(record) : ',
    "",
  ]),
  ...of(
    "payment/evidence-fold.ts",
    ["a second nothing happened outlives RRPay's word", "if (!manual?.again) return attempt;", "return attempt;"],
    ["a printed number that disagrees waits for the end", "return agrees === false && !isDecided ?", "return false ?"],
    [
      "what was left while it was in progress stays silent",
      "(before.acceptable || isSameClaim",
      "(true || isSameClaim",
    ],
    [
      "an approval after accept-manual is never compared",
      "((attempt.accepted || attempt.left) && !isFirst)",
      "(attempt.accepted || (attempt.left && !isFirst))",
    ],
  ),
  ...of("payment/attempt.ts", [
    "a typed receipt that was let stand and saved is asked about no more",
    "  if (mayStillPay(attempt)) return false;\n  if (attempt.takenBack) return true;\n",
    "  if (isManualAccepted(attempt)) return isOverInGama(attempt);\n  if (mayStillPay(attempt)) return false;\n",
  ]),
  ...of("conversation/end-for.ts", [
    "the payment of another content is told as one's own",
    "if (!attempt || !(isOpen(attempt) || isPaid(attempt)) || isSameContent(attempt, order)) return end;",
    "return end;",
  ]),
  ...of("conversation/follow.ts", [
    "a receipt that was typed as printed is cancelled",
    "!isOpen(attempt) || (listener.cancelAsked && isTyped(attempt))",
    "!isOpen(attempt)",
  ]),
  ...of("conversation/clearance.ts", [
    "no money was taken, though an earlier try is open",
    'return taken ? endedAs(taken.attemptId) : { type: "not-accepted", code };',
    'return { type: "not-accepted", code };',
  ]),
  ...of(
    "journal/siblings.ts",
    ["a void sent anew ends the doubt about the one before", " || isDisputed(earlier)) continue;", ") continue;"],
    [
      "what was voided before it was paid is carried on for ever",
      "for (const taken of voidsOf(known.ofKey(attempt.saleKey), attempt)) settleVoided(known, taken, atMs);",
      "",
    ],
  ),
  ...of(
    "conversation/ask.ts",
    ["an RRPay that named the id says that it never came", " || isForgotten)", ")"],
    ["a tombstone that is not listed is believed", 'if (!context.offers("tombstone")) return', "if (false) return"],
  ),
  ...of("payment/evidence.ts", [
    "a tombstone takes known money back",
    "...(claimOf(attempt) ? { otherEpoch: true } : {}),",
    "",
  ]),
  ...of("payment/claim.ts", [
    "what another epoch adds is not heard",
    'return paidIn(after) > paidIn(before) || (after.fiscal.state === "printed" && before.fiscal.state !== "printed");',
    "return false;",
  ]),
  ...of("job-close.ts", ["a late close of an earlier try is of the one under way", " && !isOfAnother;", ";"]),
  ...of("payment/void-decision.ts", [
    "F8 leaves a later try of a paid key running",
    "if (receipt && !isLater(tries, open, receipt)) {",
    "if (receipt) {",
  ]),
  ...of("payment/manual-entry.ts", [
    "each restart waits anew for what RRPay says that it waits for",
    "moment.monoMs - Math.max(0, moment.wallMs - attempt.sentAtMs)",
    "moment.monoMs",
  ]),
  ...of(
    "conversation/ask.ts",
    ["what the journal has is a change after a restart", "if (watch.content || isNew) watch", "watch"],
    ["money that came in meanwhile is no change", "if (watch.content || isNew) watch", "if (watch.content) watch"],
  ),
  ...of("conversation/recovery.ts", [
    "a round begins with the same one each time",
    "    context.askedId = attemptId;\n",
    "",
  ]),
  ...of("conversation/health-check.ts", [
    "a try that was refused and that RRPay names is nobody's",
    "if (known && !isOddlyLast(context, known)) return;",
    "if (known) return;",
  ]),
  ...of(
    "conversation/earlier.ts",
    ["sale-known of the very id ends it", " || otherId === attemptId) return undefined;", ") return undefined;"],
    [
      "busy with the key's own old id is busy with another sale",
      'const isBusy = code === "busy";',
      "const isBusy = false;",
    ],
  ),
  ...of("journal/siblings.ts", [
    "two payments that GAMA saved both are no conflict",
    'if (!others.some(({ gama }) => gama === "saved")) known',
    "known",
  ]),
  ...of("hooks/close.ts", [
    "unpaid is said of a sale whose other try may have money",
    'isOwn || moneyOf(others, kind) ? "conflict" : "saved-unpaid";',
    'isOwn ? "conflict" : "saved-unpaid";',
  ]),
];
