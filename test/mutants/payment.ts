/** The money rules: plugin/payment. */
import { type Mutant, of } from "./mutant.ts";

export const PAYMENT: readonly Mutant[] = [
  ...of(
    "payment/facts.ts",
    [
      "an unknown payment is ended by a refusal of a later send",
      '"gave-up": "same",\n    ...RRPAYS_END,\n    "not-taken-up": "same"',
      '"gave-up": "same",\n    ...RRPAYS_END,\n    "not-taken-up": "not-accepted"',
    ],
    [
      "an approved payment that is declined later is no conflict",
      'approved: "same",\n    declined: "conflict"',
      'approved: "same",\n    declined: "same"',
    ],
    [
      "a declined payment that is approved later is no conflict",
      'approved: "conflict",\n  declined: "same"',
      'approved: "same",\n  declined: "same"',
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
    ["nothing is said of paper that is owed after a void", "  if (attempt.takenBack) return true;\n", ""],
    ["a paid sale that is not saved blocks nothing", "|| awaitsGama(attempt);\n}", ";\n}"],
    ["an open payment that was left to the accountant still blocks", " && !attempt.left) || awaits", ") || awaits"],
    [
      "a conflict is settled",
      "if (attempt.conflict) return false;\n  if (mayStillPay(attempt))",
      "if (mayStillPay(attempt))",
    ],
    [
      "a paid receipt that is owed is settled once GAMA has saved",
      'gama === "saved" && (attempt.fiscal === "printed"',
      'gama === "saved" && (attempt.fiscal !== "unknown"',
    ],
    [
      'a first "nothing happened" leaves the list',
      "isConfirmedNothing(attempt) || attempt.left === true || (isManual",
      "attempt.manual !== undefined || attempt.left === true || (isManual",
    ],
    ["nobody asks for a receipt that is owed", ' || (attempt.payment === "approved" && owesReceipt(attempt))', ""],
    [
      '"nothing happened" is offered for known money',
      "if (claimOf(attempt)) return orLeave(",
      "if (false) return orLeave(",
    ],
    ["what RRPay answers otherwise may be accepted always", "return attempt.differs.acceptable ?", "return true ?"],
    ["where RRPay goes on waiting there is no way out", 'code === "still-in-progress" ?', 'code === "not-found" ?'],
    [
      'after "nothing happened" the accountant is no way out',
      "manual || isUntypable ? orLeave(...seen)",
      "manual || isUntypable ? seen",
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
      'const closed = accept(attempt, "manual");',
      "const closed = closeConflict(attempt);",
    ],
    [
      "accept-rrpay does not approve what differs",
      "if (!differs?.acceptable || !claimed) return",
      "if (!differs || !claimed || claimed) return",
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
    ["an older revision is obeyed", "if (told.revision < before.revision) return before;", ""],
    ["money in a declined answer is no conflict", "holdsMoney(record) || (isFirst", "(isFirst"],
    ["an approval after it was left is no conflict", "if (isFirst && left)", "if (false)"],
    [
      "another document number under the same id is taken over",
      "if (isSecondNumber(before, record)) return",
      "if (false) return",
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
    ["a claim ends with RRPay's memory", "if (!otherEpoch) return rest;", "return rest;"],
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
      "what GAMA saves behind the word that nothing was paid is in no list",
      'if (gama === "settled" && !isAcceptedUnpaid(attempt)) return attempt;',
      'if (gama === "settled") return attempt;',
    ],
    [
      "a close that came early is forgotten",
      "return closeSaved === undefined ? attempt : applyClose(rest, closeSaved, atMs);",
      "return rest;",
    ],
    [
      "a person's last word is overruled by a late close",
      'if (gama === "settled" && !isAcceptedUnpaid(attempt)) return attempt;',
      "",
    ],
  ),
  ...of(
    "payment/claim.ts",
    ["known money is no claim", "if (claimed) return claimed;", ""],
    [
      "a second number of a receipt is nobody's",
      'payment === "approved" ? claimed?.fiscal.documentNo : undefined',
      "undefined && claimed && payment",
    ],
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
    ["a number of another day is used already", "documentDate(other) === documentDate(attempt),", "true,"],
    ["a typed number is no number", "bears(other, documentNo)", "other.documentNo === documentNo"],
    ["a number of another epoch is used already", "isOfEpoch(other) &&\n", ""],
  ),
  ...of(
    "payment/evidence.ts",
    [
      "what RRPay took otherwise is not heard",
      "if (statement.id !== attempt.attemptId) return",
      "if (statement.id !== attempt.attemptId || differenceOf(attempt, statement, heard.till)) return",
    ],
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
    [
      "what RRPay has named is never typed",
      'attempt.payment === "sent" || !watch.queried',
      'attempt.payment === "sent" || attempt.revision > 0 || !watch.queried',
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
    ["an answered cancel is sent again", 'before.asked === "cancel" ? Math.min', "false ? Math.min"],
  ),
  ...of(
    "payment/known.ts",
    [
      "a number that GAMA has saved is given back to the next customer",
      'if (isPaid(truth) && truth.gama === "saved") return { code: "already-saved", sale: truth };',
      "",
    ],
    [
      "a sale known under another id that was left is sent again",
      "if (!isPaid(truth) && own.some(",
      "if (false && own.some(",
    ],
  ),
  ...of(
    "payment/truth.ts",
    ["a typed void that RRPay contradicts takes its receipt back", " && taken.conflict === undefined;", ";"],
    [
      "a typed void takes its receipt back whatever RRPay said since",
      "return isTyped(taken) && taken.conflict === undefined;",
      "return hasTypedReceipt(taken);",
    ],
    [
      "an approval is hidden behind a later try",
      "return paidOf(tries, kind)[0] ?? newestOf(tries",
      "return newestOf(tries",
    ],
  ),
  ...of(
    "payment/void-decision.ts",
    [
      "a void goes to the number that it was given",
      "if (receipt && numbersOf(receipt).length > 0) return !bears(receipt, given);",
      "",
    ],
    [
      "RRPay is told the number that was given, whichever counts",
      "const [documentNo = given] = numbers;",
      "const documentNo = given ?? numbers[0];",
    ],
  ),
];
