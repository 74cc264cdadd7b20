/**
 * Small wrong changes, each of which some test must notice: an exact text that stands once in a file, and what it becomes.
 * A text that is not found, or more than once, is itself a failure: the list goes with the code.
 */

export interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Mutants of one file: what is wrong with it, what stands there, what it becomes. */
function of(file: string, ...changes: readonly (readonly [what: string, from: string, to: string])[]): Mutant[] {
  return changes.map(([what, from, to]) => ({ what, file: `plugin/${file}`, from, to }));
}

export const MUTANTS: readonly Mutant[] = [
  ...of(
    "payment/facts.ts",
    [
      "an unknown payment is ended by a refusal of a later send",
      'declined: "declined",\n    cancelled: "cancelled",\n    "not-taken-up": "same",\n  },\n  // final: money',
      'declined: "declined",\n    cancelled: "cancelled",\n    "not-taken-up": "not-accepted",\n  },\n  // final: money',
    ],
    [
      "an approved payment that is declined later is no conflict",
      'approved: "same",\n    declined: "conflict"',
      'approved: "same",\n    declined: "same"',
    ],
    [
      "a declined payment that is approved later is no conflict",
      'approved: "conflict",\n    declined: "same",\n    cancelled: "same",\n    "not-taken-up": "same",\n  },\n  cancelled',
      'approved: "same",\n    declined: "same",\n    cancelled: "same",\n    "not-taken-up": "same",\n  },\n  cancelled',
    ],
    [
      "a printed receipt becomes not printed again",
      'printed: { unknown: "same", "not-printed": "same"',
      'printed: { unknown: "same", "not-printed": "not-printed"',
    ],
    ["saved, then unsaved is no conflict", 'saved: "same", unsaved: "conflict"', 'saved: "same", unsaved: "same"'],
    [
      "an unsaved sale cannot be settled",
      'unsaved: { saved: "saved", unsaved: "same", settled: "settled" }',
      'unsaved: { saved: "saved", unsaved: "same", settled: "same" }',
    ],
    ["a payment that is not accepted counts as open", ' || payment === "not-accepted"', ""],
  ),
  ...of(
    "payment/attempt.ts",
    [
      "a sale with a conflict blocks the next one",
      "if (attempt.conflict) return false;\n  return (isOpen(attempt)",
      "return (isOpen(attempt)",
    ],
    ["a paid sale that is not saved blocks nothing", "|| awaitsGama(attempt);\n}", ";\n}"],
    ["an open payment that was left to the accountant still blocks", " && !attempt.left) || awaits", ") || awaits"],
    ["a conflict is settled", "if (attempt.conflict) return false;\n  if (isManualAccepted", "if (isManualAccepted"],
    [
      "a paid receipt that is owed is settled once GAMA has saved",
      'gama === "saved" && (attempt.fiscal === "printed"',
      'gama === "saved" && (attempt.fiscal !== "unknown"',
    ],
    [
      'a first "nothing happened" leaves the list',
      "attempt.manual?.confirmed === true ||",
      "attempt.manual !== undefined ||",
    ],
    ["nobody asks for a receipt that is owed", ' || (attempt.payment === "approved" && owesReceipt(attempt))', ""],
    ['"nothing happened" is offered for known money', "if (claimOf(attempt)) return [", "if (false) return ["],
    ["what RRPay answers otherwise may be accepted always", "return attempt.differs.acceptable ?", "return true ?"],
    ["where RRPay goes on waiting there is no way out", 'code === "still-in-progress" ?', 'code === "not-found" ?'],
    [
      'after "nothing happened" the accountant is no way out',
      'manual ? [...seen, "leave-to-accountant"]',
      "manual ? seen",
    ],
  ),
  ...of(
    "payment/history.ts",
    [
      "what is left to the accountant stays open",
      'return { ...moveGama(closeConflict(attempt), "settled", atMs), left: true };',
      'return moveGama(closeConflict(attempt), "settled", atMs);',
    ],
    [
      "accept-manual counts for nothing",
      'const closed: Attempt = { ...closeConflict(attempt), accepted: "manual" };',
      "const closed: Attempt = closeConflict(attempt);",
    ],
    [
      "accept-rrpay does not approve what differs",
      "if (!isFinal(closed.payment) && differs?.acceptable && claimed)",
      "if (false && differs && claimed)",
    ],
    [
      "rounding of more than two cents balances",
      "Math.abs(taken.roundingCents) > 2",
      "Math.abs(taken.roundingCents) > 200",
    ],
    ["change is not balanced", "sum - taken.changeCents ===", "sum ==="],
    ["a negative payment balances", "amountCents >= 0) &&", "amountCents !== 0) &&"],
    [
      "a cancel that was asked for is forgotten",
      "isFinal(moved.payment) ? moved : { ...moved, cancelAsked: true }",
      "moved",
    ],
  ),
  ...of(
    "payment/evidence-fold.ts",
    ["an older revision is obeyed", "if (record.revision < attempt.revision) return attempt;", ""],
    ["money in a declined answer is no conflict", "holdsMoney(record) || (isFirst", "(isFirst"],
    ["an approval after it was left is no conflict", "if (isFirst && before.left)", "if (false)"],
    [
      "another document number under the same id is taken over",
      "!!fiscal.documentNo && fiscal.documentNo !== documentNo",
      "false",
    ],
    [
      "a number that comes a revision later is lost",
      "isPrinted && documentNo && attempt.documentNo === undefined",
      'next !== "same" && isPrinted && documentNo',
    ],
    [
      "paper of an epoch that is gone is forgotten",
      'if (before.fiscal === "printed" && !before.noFiscal) return true;',
      "",
    ],
    ["a claim ends with RRPay's memory", "if (otherEpoch) return seen;", ""],
    [
      'an approval against "nothing happened" is no conflict',
      'return paid && isFirst ? withConflict(attempt, "paid-after-manual"',
      'return false ? withConflict(attempt, "paid-after-manual"',
    ],
    [
      "a decline against a typed receipt is no conflict",
      'if (!paid) return isFirst ? withConflict(attempt, "unpaid-after-manual", record.atMs) : attempt;',
      "if (!paid) return attempt;",
    ],
  ),
  ...of(
    "payment/moves.ts",
    [
      "a close that came early is forgotten",
      "return closeSaved === undefined ? attempt : applyClose(rest, closeSaved, atMs);",
      "return rest;",
    ],
    ["a person's last word is overruled by a late close", 'if (attempt.gama === "settled") return attempt;', ""],
  ),
  ...of(
    "payment/claim.ts",
    ["rows of zero are money", "amountCents !== 0) || fiscal", "amountCents >= 0) || fiscal"],
    ["paper without money is no claim", ' || fiscal.state === "printed";', ";"],
    ["what 0.1.0 journalled of tenders is forgotten", "if (partial && partial.length > 0)", "if (false && partial)"],
  ),
  ...of(
    "payment/agreement.ts",
    [
      "another document than the typed one agrees",
      "if (documentNo && manual.documentNo && documentNo !== manual.documentNo) return false;",
      "",
    ],
    ["the way to pay is not compared", "{method}=", "{0}="],
    [
      "rows of zero are ignored in the comparison",
      "for (const [at, { method }] of rows.entries())",
      "for (const [at, { method, amountCents }] of rows.entries()) if (amountCents !== 0)",
    ],
    ["change is left out of the comparison", "netBy(ofGama, typed.changeCents ?? 0)", "netBy(ofGama, 0)"],
    ["not printed never disagrees with a typed receipt", "return notPrintedAtMs === undefined ||", "return true ||"],
  ),
  ...of(
    "payment/document.ts",
    ["a number of another day is used already", "documentDate(other) === date,", "true,"],
    ["a typed number is no number", " || other.manual?.documentNo === documentNo", ""],
    ["a number of another epoch is used already", "other.epoch === attempt.epoch &&\n", ""],
  ),
  ...of(
    "payment/evidence.ts",
    ["an answer for another sale is believed", " || saleKey !== attempt.saleKey", ""],
    ["an answer for another till is believed", " || till !== ourTill", ""],
    [
      "an answer with another total is believed",
      "const isTotal = totalCents ===",
      "const isTotal = true || totalCents ===",
    ],
    ["an approval that does not balance is believed", 'state !== "approved" || balances(', "true || balances("],
    ["a tombstone of another id is believed", "if (tombstone.id !== attempt.attemptId)", "if (false)"],
    ["what was approved otherwise is not journalled", "return !isKnown ||", "return false &&"],
  ),
  ...of(
    "payment/manual-entry.ts",
    [
      "manual entry opens at once",
      "watch.namedAtMonoMs + manualAfterMs - moment.monoMs",
      "watch.namedAtMonoMs - moment.monoMs",
    ],
    ["manual entry opens without a query", "|| !watch.queried ||", "||"],
    [
      "manual entry opens while a cancel is under way",
      'if (attempt.payment === "cancelling") return no("manual-cancelling");',
      "",
    ],
    ["manual entry opens where RRPay has numbers of its own", 'if (attempt.differs) return no("amounts-differ");', ""],
  ),
  ...of(
    "payment/next-step.ts",
    ["a cancel is sent without a fresh health", "(!now.isUp || (wantsCancel && !now.isFresh))", "!now.isUp"],
    ["a cancel is sent where RRPay has lost its memory", "if (wantsCancel && now.mayCancel)", "if (wantsCancel)"],
    [
      "a refusal of a second send is a reason of its own",
      'heard.code === "id-conflict" || heard.code === "sale-known" ?',
      "true ?",
    ],
    [
      "a call goes on when nothing is heard",
      "if (monoMs >= endsAt) return leave",
      "if (monoMs >= endsAt * 2) return leave",
    ],
    ["an answered cancel is sent again", 'before.cancelHeard || before.asked === "cancel"', "before.cancelHeard"],
  ),
  ...of(
    "conversation/ask.ts",
    [
      "a tombstone is believed without asking for the epoch",
      "    yield* checkHealth(context);\n    const attempt",
      "    const attempt",
    ],
    [
      "a tombstone of another epoch is believed",
      'if (!attempt || !context.remembers(attempt)) return { type: "nothing"',
      'if (!attempt) return { type: "nothing"',
    ],
    [
      "not found in another epoch proves something",
      "if (answer.storeId !== attempt.storeId || answer.epoch !== attempt.epoch)",
      "if (answer.storeId !== attempt.storeId)",
    ],
    [
      "what cannot be stored is believed",
      'if (!context.record(record)) return { type: "nothing", code: "outcome-not-stored" };',
      "context.record(record);",
    ],
    ["an old query opens manual entry", "  watch.queried = false;\n", ""],
  ),
  ...of(
    "conversation/pay.ts",
    [
      "a sale is sent while RRPay's health is stale",
      "if (!context.isFresh) yield* checkHealth(context);\n  return refusal",
      "return refusal",
    ],
    [
      "an open attempt of another kind with the same key does not block",
      "!(attempt.kind === order.kind && attempt.saleKey === order.saleKey) &&",
      "attempt.saleKey !== order.saleKey &&",
    ],
    [
      "a void is blocked by the sale it voids",
      '!(order.kind === "void" && attempt.saleKey === order.saleKey);',
      "true;",
    ],
    ["what a person decided is sent again", "|| attempt.manual || attempt.cancelAsked", "|| attempt.cancelAsked"],
    ["what was to be cancelled is sent again", "|| attempt.manual || attempt.cancelAsked", "|| attempt.manual"],
    ["the same bytes go to an RRPay without memory", "return context.remembers(attempt);", "return true;"],
    [
      "a stop before the send sends all the same",
      'if (listener.cancelAsked) return { type: "not-accepted", code: "not-sent" };',
      "",
    ],
    [
      "an RRPay that is not ready gets a sale",
      'if (!rrpay.health.ready) return { type: "refused", code: "rrpay-not-ready" };',
      "",
    ],
    [
      "receipts cannot be issued, and a sale is sent",
      'if (!rrpay.health.fiscal.online) return { type: "refused", code: "fiscal-offline" };',
      "",
    ],
    [
      "what GAMA has taken goes to an RRPay that does not know of it",
      "if (order.prepaid && !context.offers",
      "if (false && !context.offers",
    ],
    [
      '"nothing happened" stands at once',
      "return !found || !isOpen(found) || found.manual?.confirmed === true;",
      "return true;",
    ],
    [
      "a refusal that proves nothing ends the attempt",
      'if (heard.type === "refusal" && heard.code !== "id-conflict")',
      'if (heard.type === "refusal")',
    ],
    [
      "the store is not pinned",
      "if (context.ledger.storeId === undefined && !context.record",
      "if (false && !context.record",
    ],
  ),
  ...of(
    "conversation/recovery.ts",
    ["a recovery round ignores its time limit before printing", "if (prints && leftMs() > 0)", "if (prints)"],
    ["a recovery round ignores its time limit between queries", " || leftMs() <= 0) return;", ") return;"],
    ["a recovery round prints though nobody looks", "if (prints && leftMs", "if (leftMs"],
  ),
  ...of(
    "conversation/printing.ts",
    ["a receipt is printed by an RRPay without memory", "if (!context.remembers(attempt)) return;", ""],
    [
      "a receipt that was typed as printed is printed",
      '|| (attempt.manual?.decision === "receipt-printed" && attempt.accepted !== "rrpay")',
      "",
    ],
  ),
  ...of(
    "conversation/health-check.ts",
    ["another RRPay than the paired one is taken", "storeId !== health.storeId) return", "false) return"],
    ["another till's RRPay is taken", "if (health.till !== context.settings.till)", "if (false)"],
    ["an emulator is taken for RRPay", "if (health.emulator && !context", "if (false && !context"],
  ),
  ...of("conversation/follow.ts", [
    "a cancel leaves before its record",
    "if (context.ledger.get(attemptId)?.payment",
    "if (true || context.ledger.get(attemptId)?.payment",
  ]),
  ...of(
    "hooks/resolve.ts",
    [
      "a decision is taken that is not offered",
      "if (!decisionsFor(attempt, context.manual(attempt).allowed).includes(decision))",
      "if (false)",
    ],
    ["a decision about another kind is taken", "attempt.kind !== request.kind || ", ""],
    [
      "a manual entry that does not balance is taken",
      "if (!balances(dueCents(attempt), { payments, roundingCents, changeCents }))",
      "if (false)",
    ],
    [
      "a manual change is not balanced",
      "{ payments, roundingCents, changeCents }))",
      "{ payments, roundingCents, changeCents: 0 }))",
    ],
    ["the document before the send is typed", "documentNo === attempt.baseline.documentNo ||", ""],
    [
      'a second "nothing happened" stands without RRPay\'s word',
      "second && context.watch(attempt).answeredSinceManual",
      "second",
    ],
    ['a second "nothing happened" stands where a tombstone can be had', "...(noTombstone ?", "...(true ?"],
  ),
  ...of(
    "money/net.ts",
    ["change comes off cards before cash", "of [true, false]", "of [false, true]"],
    ["more change than cash is forgotten", "if (left > 0 && net.length > 0)", "if (false)"],
  ),
  ...of("money/cents.ts", ["halves of a cent are cut", "(remainder * 2 >= E8_PER_CENT ? 1 : 0)", "0"]),
  ...of("gama/mapping.ts", [
    "a way to pay without a number becomes the first",
    "known?.gama ?? -1",
    "known?.gama ?? 0",
  ]),
];
