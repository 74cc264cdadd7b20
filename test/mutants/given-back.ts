/** What has been given back, or may have been: by which voids and returns, and of whose receipt. */
import { type Mutant, of } from "./mutant.ts";

export const GIVEN_BACK: readonly Mutant[] = [
  ...of(
    "payment/given-back.ts",
    [
      "a return of yesterday's receipt is of today's",
      "if (attempt && isBeforeReceipt(taker, attempt, known.dates)) return false;",
      "",
    ],
    ["a return that was voided takes its receipt back", " && !isReleased(known, asReceipt(taker));", ";"],
    ["a void that is only typed releases money", "isDone(taken) && ", "takesBack(taken) && "],
    ["a void that RRPay took back releases money", " && !isDisputed(taken) && !taken.differs);", ");"],
    [
      "a void of its own key's receipt is another's as well",
      " && voidedBy(known.ofKey(saleKey), taker).length === 0;",
      ";",
    ],
    ["what is under way gives no money back", "return isUnderWay || takesBack(taker)", "return takesBack(taker)"],
    ["what goes on in RRPay gives no money back", "mayStillPay(taker) && ", "isOpen(taker) && "],
    ["what RRPay has under its own id gives no money back", " || isKnownElsewhere(taker)", ""],
    ["what is in conflict gives no money back", " || isDoubted(taker)", ""],
    ["what was left with money in it gives none back", " || hasMoney(taker)", ""],
    [
      "a return is refused where one of two receipts was voided",
      ".every((receipt) => voidsIn(takersOf(known, receipt)).some(takesBack));",
      ".some((receipt) => voidsIn(takersOf(known, receipt)).some(takesBack));",
    ],
    [
      "a void in conflict stops no return",
      "(isOpen(one) || isDoubted(one)) && isTaker(one)",
      "isOpen(one) && isTaker(one)",
    ],
    ["a return in conflict stops no other of its receipt", "return isDoubted(taker) || (", "return ("],
    ["a return that was left or typed stops another of its receipt", " && !taker.left && !isTyped(taker));", ");"],
    [
      "a return tells RRPay a number that two receipts bear as if it were one's",
      "return others.length === 0 ? own : documentNo;",
      "return own;",
    ],
    [
      "a void that names the receipt's other number stops no return",
      "return own.length === 0 ? [{ kind, numbers: [documentNo] }] : own.map(asReceipt);",
      "return [{ kind, numbers: [documentNo] }];",
    ],
  ),
  ...of(
    "payment/truth.ts",
    ["a void that RRPay has under its own id and that was left is sent again", " || isKnownElsewhere(taken)", ""],
    ["a void that was left with money in it is sent again", " || (!isOpen(taken) && hasMoney(taken))", ""],
    ["a void that goes on and was left is sent again", " || goesOn(taken)", ""],
  ),
  ...of(
    "payment/void-decision.ts",
    ["a receipt stands though its void is under way", "    if (taker) return", "    if (taker && false) return"],
    [
      "what was voided under another key is voided again",
      'if (voids.some((taken) => takesBack(taken) && isOver(taken))) return "already-voided";',
      "",
    ],
    [
      "what was returned is voided",
      'return takers.some((one) => one.kind === "return" && !isGivenUp(one)) ?',
      "return false ?",
    ],
    ["a void by number takes back another key's receipt", "return bearers.some(", "return false && bearers.some("],
    [
      "a copied document's number takes back another day's receipt",
      'bearersOf(given, receipt ? "any day" : "that day")',
      'bearersOf(given, "that day")',
    ],
    ["a number that two receipts have is voided", 'if (named.some(around.isRepeated)) return refused("conflict");', ""],
    [
      "only the last void of a receipt can be in doubt",
      "voidsWith(tries, identity).some(isUnsure)",
      "earlier && isUnsure(earlier)",
    ],
    ["what is nothing to void is not asked", "attempt.kind === originalKind && mayMoveMoney(attempt)", "false"],
    [
      "a number voids what RRPay is still busy with",
      "given === undefined || tries.some((one) => one.kind === originalKind && goesOn(one))",
      "given === undefined",
    ],
  ),
  ...of(
    "conversation/void-order.ts",
    [
      "a number that memory has let go is one receipt's",
      " || undecided.some((one) => isDocumentUsed(undecided, one, documentNo, () => true))",
      "",
    ],
    ["what was decided for RRPay is never voided", 'accepted }) => accepted !== "rrpay"', "attemptId }) => attemptId"],
  ),
  ...of("payment/attempt.ts", [
    "what twice did not happen is in no list though it is paid",
    "attempt.manual?.confirmed === true && isOpen(attempt)",
    "attempt.manual?.confirmed === true",
  ]),
  ...of("payment/attempt.ts", ["the send that took nothing stays in the list", ' || code === "recovered"', ""]),
  ...of("payment/known.ts", ["a sale that goes on and was left is charged again", " || mayStillPay(one)", ""]),
  ...of("payment/known.ts", [
    "a receipt whose void may have gone through is called paid",
    "return taker && voidDoubt(taker);",
    "return undefined;",
  ]),
  ...of("conversation/pay.ts", [
    "a void that went through unheard is not asked about before its receipt is returned",
    "  yield* hearVoids(context, order, listener);\n",
    "",
  ]),
  ...of("payment/truth.ts", ["what a person has decided stays money", "if (accepted && !left) return false;", ""]),
  ...of("payment/document.ts", [
    "what came later is of another receipt where the clock was set back",
    " && !dates.some((date, at) => date >= first && dates.slice(at).some((later) => later <= last))",
    "",
  ]),
  ...of(
    "journal/journal.ts",
    [
      "what was missing until the clock was set is forgotten on the next day",
      "ledger.gapUntil = gapSeen(ledger.gapUntil, ledger.dates, next.yyyymmdd);",
      "",
    ],
    ["a mistyped later day proves that nothing was paid", " || day > Math.max(today, ...dates)", ""],
  ),
  ...of(
    "conversation/clearance.ts",
    ["a return that is made is refused once its sale was voided elsewhere", " && !isMade", ""],
    [
      "the bytes of a return go again though its sale was voided elsewhere",
      'returned && of !== "bytes" ?',
      "returned ?",
    ],
    [
      "beside damage a receipt is taken back that may have been before",
      'if (order.kind !== "sale" && context.journal.isDamagedBelow) return refused("journal-corrupt");',
      "",
    ],
  ),
  ...of("journal/look-ups.ts", [
    "damage in an older segment proves that nothing was paid",
    "if (state === FOUND.damaged) this.#journal.isDamagedBelow = true;",
    "",
  ]),
  ...of(
    "journal/gap.ts",
    [
      "what was missing by a clock that was behind is missing of no later day",
      "const next = isAhead ? seen : since.length === 2 && seen > until ? seen - 1 : until;",
      "const next = until;",
    ],
    ["a clock that was years behind leaves the day on which it was set whole", "isAhead ? seen :", "false ? seen :"],
    ["a clock that was years ahead leaves something missing for years", "if (seen < until) return seen;", ""],
    ["what was missing before the clock went back is not, once it is right", "Math.max(next, ...passed)", "next"],
    ["a date by a clock that was ahead is the first kept day for years", ".find((date) => date <= seen)", "[0]"],
  ),
  ...of("conversation/voiding.ts", [
    "a journal that has never met RRPay proves that nothing was paid",
    "return isUnmet() ||",
    "return",
  ]),
  ...of(
    "conversation/recall.ts",
    [
      "a receipt that memory has let go was given no number",
      "if ([...wanted].every((documentNo) => isBorne(context, documentNo))) return true;",
      "return true;",
    ],
    [
      "what lay in a file that is gone is proven to be unpaid",
      'return (yield* lookUp({ type: "read", places })).isComplete;',
      "return places.length > 0;",
    ],
  ),
  ...of(
    "conversation/voiding.ts",
    [
      "a receipt of the RRPay before is taken back by its number in another one",
      'if (attempt.storeId !== health.storeId) return "rrpay-changed";',
      "",
    ],
    [
      "what RRPay has forgotten is taken back by a number that it has given again",
      '(one) => bears(one, documentNo) && context.remembers(one)) ? "conflict" : undefined;',
      "(one) => bears(one, documentNo) && context.remembers(one)) ? undefined : undefined;",
    ],
  ),
  ...of("conversation/voiding.ts", [
    "F8 asks nobody on a journal that has never met RRPay",
    " || isUnmet() || ",
    " || ",
  ]),
  ...of("payment/document.ts", [
    "the printer's clock alone says on which day a receipt was there",
    "Math.min(documentDate(receipt), sentDate(receipt))",
    "documentDate(receipt)",
  ]),
  ...of("payment/known.ts", [
    "a void that was left with money in it stops no return",
    "asked.isOriginalDoubted\n      ?",
    "false\n      ?",
  ]),
  ...of(
    "hooks/resolve.ts",
    ["a return is typed with the number of its receipt", "if (documentNo === originalDocumentNo) return true;", ""],
    [
      "a void is typed with a number of its receipt",
      'if (kind === "void" && ledger.ofKey(saleKey).some(isReceipt)) return true;',
      "",
    ],
    [
      "voided elsewhere by whatever number",
      'return isOthers(context, attempt, request.documentNo) ? "document-used" : undefined;',
      "return undefined;",
    ],
  ),
  ...of(
    "conversation/voiding.ts",
    [
      "a number that came later than the receipt is not asked for",
      "if (isUntold(context, numberless)) {",
      "if (!found && isUntold(context, numberless)) {",
    ],
    [
      "a void goes before RRPay has answered for the number",
      "if (isUntold(context, attempt) && ",
      "if (!found && isUntold(context, attempt) && ",
    ],
  ),
  ...of("conversation/recall.ts", [
    "the voids of a receipt's returns are not looked for",
    "if (wanted.has(documentNo)) continue;",
    "if (documentNo) continue;",
  ]),
  ...of("conversation/recall.ts", [
    "the number of a return leads to all receipts of that number",
    "bears(one, documentNo) ? wanted : ofReturns",
    "one ? wanted : ofReturns",
  ]),
  ...of("conversation/recall.ts", [
    "what is looked for by its id comes back without its key",
    "for (const other of idsIn(ofKey, (attempt) => attempt.saleKey === saleKey)) wanted.add(other);",
    "",
  ]),
  ...of("conversation/blocker.ts", [
    "what is not answered for holds up a return and is in no list",
    "context.watch(attempt).holdsUp = true;",
    "",
  ]),
  ...of("conversation/reopened.ts", [
    "what is not answered for holds up its own sale and is in no list",
    "context.watch(asked).holdsUp = true;",
    "",
  ]),
  ...of(
    "payment/known.ts",
    [
      "a person's old word about a void counts before RRPay's newer one",
      " && taken.namedAtMs >= (taken.manual?.sinceMs ?? 0)",
      " && !taken.manual",
    ],
    [
      "a void that RRPay knows under another id is no doubt about its receipt",
      "(isUnsaid(one) || isDoubted(one) ",
      "(isUnsaid(one) || isDisputed(one) ",
    ],
    ["a receipt is paid again once its void was left with money in it", " || isUnsure(one)", ""],
    ["a void that was left blocks its receipt and is in no list", "(taker?.left && !taker.conflict)", "false"],
  ),
  ...of("payment/evidence.ts", [
    "the list says that RRPay does not answer while it answers in progress",
    " || isOutdated(attempt)",
    "",
  ]),
  ...of("till.ts", [
    "a void of which a person has said something is not asked about again",
    "!mayBeGone && !refusalOf(context, order)",
    "!refusalOf(context, order)",
  ]),
  ...of("conversation/pay.ts", [
    "a typed receipt that is approved now does not wait for its void",
    "? (refusal() ?? end) : end",
    "? end : end",
  ]),
  ...of("conversation/blocker.ts", [
    "what was left holds up without a way out",
    'attempt?.left ? "left-to-accountant" : "no-answer"',
    'attempt?.left ? "no-answer" : "no-answer"',
  ]),
];
