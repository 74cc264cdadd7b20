/** Hooks, journal, words, money, and the accountant's table. */
import { inFile, type Mutant, of } from "./mutant.ts";

export const TILL: readonly Mutant[] = [
  ...of(
    "hooks/resolve.ts",
    ["a decision is taken that is not offered", "if (!context.decisions(attempt).includes(decision))", "if (false)"],
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
    ["another receipt's document is typed", "isDocumentUsed(ledger.all(), attempt, documentNo)", "false"],
    [
      "what did not balance may not be left",
      'if (fault === "payments-unbalanced" || fault === "document-used") context.watch(attempt).entryRefused = true;',
      "",
    ],
    [
      "a true number that is refused may not be left",
      'fault === "payments-unbalanced" || fault === "document-used"',
      'fault === "payments-unbalanced"',
    ],
    ["a receipt prepaid in full cannot be typed", "payments = nothing", "payments"],
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
  ...of(
    "gama/mapping.ts",
    ["a way to pay without a number becomes the first", "known?.gama ?? -1", "known?.gama ?? 0"],
    ["GAMA gets the note, not what stays", "changeCents,\n  );\n  return rows", "0,\n  );\n  return rows"],
  ),
  ...of("conversation/ask.ts", [
    "money of a restored RRPay is stale where health names nobody",
    "const otherEpoch = !context.remembers(attempt);",
    "const otherEpoch = !!context.health && !context.remembers(attempt);",
  ]),
  ...of("journal/attempts.ts", [
    "a resend after the segment has turned has no bytes",
    "const whole = { ...known, body: attempt.body };",
    "const whole = known;",
  ]),
  ...of(
    "journal/ledger.ts",
    ["a turn of the segment drops what a conversation has looked up", " && !this.held.has(attempt.attemptId)", ""],
    [
      "a start judges a record without the others of its key",
      "keys.flatMap((saleKey) => this.carryOf(saleKey))",
      "keys.slice(0, 0).flatMap((saleKey) => this.carryOf(saleKey))",
    ],
    [
      "a start judges a number without its owner",
      "if (documentNo) for (const one of this.all())",
      "if (documentNo) for (const one of [])",
    ],
  ),
  ...of(
    "journal/siblings.ts",
    [
      "a void does not settle a sale that is not saved",
      'moveGama(paidOnce(taken, atMs), "settled", atMs));',
      "paidOnce(taken, atMs));",
    ],
    ["a receipt that was taken back still owes its paper", ", takenBack: true as const };", " };"],
  ),
  ...of("journal/carrying.ts", [
    "what is unsettled goes into one line, whatever its size",
    "if (group.length > 0 && (size + more > LINE_BYTES || group.length === LINE_ATTEMPTS)) {",
    "if (group.length > 0 && size > 1e9) {",
  ]),
  ...of(
    "hooks/close.ts",
    [
      "GAMA may save what was taken back",
      'if (isTaken) return saved && isGoneInGama(attempt) ? "saved-after-void" : "acknowledged";',
      'if (isTaken) return "acknowledged";',
    ],
    [
      "a disk that cannot be written says that nothing was sent",
      'stored ? verdict : (context.trouble ?? "store-readonly")',
      'stored ? verdict : "not-sent"',
    ],
    [
      "an early close of a used number moves the receipt before",
      "(isPaid(truth) ? !isRefused : ",
      "(isPaid(truth) ? true : ",
    ],
    ["a printed receipt that a close names is open", '(truth.fiscal === "printed" || truth.gama', "(truth.gama"],
    [
      "a saved receipt that a close names is open",
      '(truth.fiscal === "printed" || truth.gama === "saved")',
      'truth.fiscal === "printed"',
    ],
  ),
  ...of("messages/void-words.ts", [
    "a void speaks with the sale's words",
    'if (kind !== "void") return code;',
    "return code;",
  ]),
  ...of(
    "gama/result-words.ts",
    [
      "a way to pay without a number hides the missing receipt",
      'const owed = code === "method-unmapped" && owesReceipt(attempt) ? [printCodeOf(attempt)] : [];',
      "const owed: Code[] = [];",
    ],
    [
      "a decline says that no money was taken beside figures that show some",
      "if (!namesMoney(attempt)) return knownCode(attempt.code);",
      "return knownCode(attempt.code);",
    ],
    [
      "what was saved is called unpaid beside figures that show money",
      "const isUntold = namesMoney(attempt) || hasRival(",
      "const isUntold = hasRival(",
    ],
  ),
  ...of("conversation/recall.ts", ["F8 is answered behind damage", "if (context.unsound) return undefined;", ""]),
  ...of(
    "till.ts",
    ["a settlement is answered behind damage", "if (context.unsound) return refuse(refused(context.unsound));", ""],
    [
      "what was refused before an engine was lost takes another one's saving",
      "if (isAfterLoss) for (const saleKey of refusals.keys()) this.noteRefused(saleKey);",
      "if (isAfterLoss) {}",
    ],
    [
      "what was given back after a refusal counts as refused once an engine was lost",
      "context.journal.refusals.delete(order.saleKey);",
      "",
    ],
    ["what was refused before GAMA began counts as refused once an engine was lost", "else refusals.clear();", ""],
    [
      "what was refused while another one is paid is in no journal",
      'journalRefusal(context, { type: "pay", kind: order.kind, saleKey: order.saleKey }, end.code);',
      "",
    ],
  ),
  ...inFile(
    "plugin/job-end.ts",
    ["what gives way to a void gets the payment of its number", "if (known) return known;", ""],
    [
      "what was refused takes GAMA's word for the receipt before",
      ' || subject.type === "recovery" || end.type === "refused") return;',
      ' || subject.type === "recovery") return;',
    ],
  ),
  ...inFile(
    "runtime/cli/journal/money.ts",
    [
      "the void of a return goes out once more",
      'kind === "void" && originalKind === "return" ? 1 : SIGNS[kind]',
      "SIGNS[kind]",
    ],
    ["what RRPay took otherwise is in no table", "said && holdsMoney(said) ?", "false && said ?"],
    ["what a person typed is in no table once RRPay has ended it", 'accepted !== "rrpay")', "!result)"],
    ["a void in RRPay's own window is in no table", "if (voidedElsewhere !== undefined &&", "if (false &&"],
    [
      "what RRPay gave back of a void done elsewhere is in no table",
      " && !named?.money.tenders.some(({ amountCents }) => amountCents !== 0))",
      ")",
    ],
  ),
  ...inFile("runtime/cli/journal/till-day.ts", [
    "a printer's clock says the day, whatever it says",
    "return printedMs > Math.max(sentAtMs, namedAtMs) + DAY_MS ? sentAtMs : printedMs;",
    "return printedMs;",
  ]),
];
