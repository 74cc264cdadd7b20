/** What was typed, voided in GAMA alone or overtaken by RRPay, and what GAMA's side then takes, tells and says (build/evidence/gama-side.ts). */
import { one, type Promised } from "./gama-promises.ts";

const FILE = "typed-sale";

export const TYPED: readonly Promised[] = [
  one(
    "what was typed before the window came up is taken by it",
    FILE,
    "what was typed in the list is taken by the window that is told to save it, and nothing is typed again",
    'llPaid = RRPayIsYetToSave(lcSale, RRPayGet(lcResult, "attemptId"))',
    "",
  ),
  one(
    "what was typed and is saved is not taken once more",
    FILE,
    "what GAMA has saved as it was typed is not taken once more: a number given again is another customer's",
    'RETURN NOT EMPTY(lcItem) AND NOT RRPayGet(lcStatus, lcItem + "gama") == "saved"',
    "RETURN .T.",
  ),
  one(
    "a decision that RRPay overtook tells what RRPay answered",
    FILE,
    "RRPay has answered while it was typed: the cashier reads what",
    'IF RRPayGet(lcResult, "status") == "superseded" AND NOT',
    "IF .F. AND NOT",
  ),
  one(
    "what was voided in GAMA alone is not told as saved",
    "shut",
    "a paid receipt that was voided in GAMA alone is not told as saved, however the next one came up",
    'IF NOT EMPTY(lcOpen) AND NOT RRPayGet(lcOpen, "doubt") == "true"',
    "IF .F.",
  ),
];
