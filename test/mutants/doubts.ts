/** Two doubts about one attempt, GAMA's last word, and the old ids of a receipt that is paid anew. */
import { type Mutant, of } from "./mutant.ts";

export const DOUBTS: readonly Mutant[] = [
  ...of("payment/attempt.ts", [
    "a receipt that is saved anew after its void is told as saved",
    " || closeSaved === false || unsaveDecided",
    " || unsaveDecided",
  ]),
  ...of("payment/moves.ts", [
    "what was saved after its void is hidden by another doubt",
    "if (told.savedAfterVoid)",
    "if (false)",
  ]),
  ...of("payment/attempt.ts", ["what a person decided GAMA took back is saved", " || unsaveDecided === true;", ";"]),
  ...of("job-close.ts", [
    "while another sale is paid an old one is unknown",
    "if (!isKnown && !isLookedUp)",
    "if (!isKnown && !isLookedUp && !running)",
  ]),
  ...of("job-close.ts", [
    "what is being looked up for a sale is unknown to its close",
    "if (!isKnown && !isLookedUp)",
    "if (!isKnown && !isLookedUp && !running?.concerns(saleKey))",
  ]),
  ...of("payment/void-decision.ts", [
    "a return that twice did not happen stops its void for good",
    " && !isGivenUp(one)",
    "",
  ]),
  ...of("payment/claim.ts", ["an approval that does not balance is none", "differs?.approved || ", ""]),
  ...of("conversation/void-order.ts", [
    "a number that an RRPay gave again after it was restored is one receipt's",
    "isDocumentUsed(undecided, one, documentNo, () => true)",
    "isDocumentUsed(undecided, one, documentNo)",
  ]),
  ...of("hooks/resolve.ts", [
    "an RRPay that is down makes no tombstones",
    "const noTombstone = context.health !== undefined && !mayCome;",
    "const noTombstone = !mayCome;",
  ]),
  ...of("conversation/health-check.ts", [
    "what memory has dropped is not asked about",
    "if (known && !isOddlyLast(context, known)) return;",
    "if (known) return;",
  ]),
  ...of(
    "payment/moves.ts",
    ["the first doubt hides a later one", ">= (WEIGHT[code] ?? 1);", ">= 0;"],
    ["a doubt about documents hides one about money", '  "saved-unpaid": 0,', '  "saved-unpaid": 9,'],
    [
      "what GAMA took back behind another doubt is forgotten",
      'withConflict(withWord(attempt, false), "saved-then-unsaved", atMs)',
      'withConflict(attempt, "saved-then-unsaved", atMs)',
    ],
    [
      "what GAMA saved behind another doubt is forgotten",
      'withConflict(withWord(told, true), "saved-unpaid", atMs)',
      'withConflict(told, "saved-unpaid", atMs)',
    ],
    [
      "a word that GAMA has changed since still counts",
      "const told = unsaveDecided || (closeSaved !== undefined && closeSaved !== saved) ? rest : attempt;",
      "const told = unsaveDecided ? rest : attempt;",
    ],
  ),
  ...of(
    "payment/history.ts",
    [
      "what stood behind a decided doubt is forgotten",
      "return comeUp(applyDecision(attempt, record), record.atMs);",
      "return applyDecision(attempt, record);",
    ],
    [
      "a number that was decided about is doubted again",
      'return conflict?.code === "document-repeated" ? own : rest;',
      "return rest;",
    ],
    [
      "a typed receipt that GAMA took back counts as saved",
      "const isUnsaved = closeSaved === false && hasTypedReceipt(attempt);",
      "const isUnsaved = false;",
    ],
  ),
  ...of("journal/ledger.ts", [
    "a number of another receipt is forgotten behind another doubt",
    "withConflict({ ...after, repeated: true },",
    "withConflict(after,",
  ]),
  ...of("payment/evidence-fold.ts", [
    "'never received' is said of what RRPay has",
    "const attempt = heardAfterAll(before);",
    "const attempt = before;",
  ]),
  ...of("payment/claim.ts", [
    "an approval that was not accepted may change",
    "wasApproved(attempt) && claimed?.payments.length ? claimed : undefined;",
    "undefined;",
  ]),
  ...of("conversation/health-check.ts", [
    "what GAMA saved unpaid is not asked about",
    'isHidden(attempt, "evidence-contradicts")) return false;',
    "attempt.conflict) return false;",
  ]),
  ...of("conversation/earlier.ts", [
    "only one old id is asked about",
    "context.ledger.truth(order, heard);",
    "heard.length > 0 ? undefined : context.ledger.truth(order);",
  ]),
  ...of("payment/truth.ts", [
    "a later try that ended hides an old id",
    "?? alive.at(-1) ?? open.at(-1) ?? tries.at(-1);",
    "?? alive.at(-1) ?? tries.at(-1);",
  ]),
  ...of(
    "hooks/close.ts",
    ["'RRPay has no payment' is said of money", "return isOwn || moneyOf(", "return moneyOf("],
    ["a close while an older id is followed is lost by a restart", ": isOpen(truth) && early?.hash)) {", ": false)) {"],
  ),
];
