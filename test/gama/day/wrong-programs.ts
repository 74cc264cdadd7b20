/** rrpay.prg with a fault of money, and a short day in which the judge must see it: the judge is not blind. */
import { mutated } from "../../mutants/copy.ts";
import { rrpayPrg } from "../till.ts";
import type { Act, Day, Deed } from "./plan.ts";

export interface WrongProgram {
  readonly what: string;
  readonly program: string;
  readonly day: Day;
  readonly problem: RegExp;
}

function act(deed: Deed, change: Partial<Act> = {}): Act {
  return { deed, policy: "card", mishap: "nothing", after: "save", luck: 2, ...change };
}

/** The text must stand once, so that the fault follows the program. */
function changed(from: string, to: string): string {
  return mutated(rrpayPrg, { what: "a wrong program", file: "rrpay.prg", from, to });
}

const NET_OF_METHOD = `RRPayInt(tnAt) + ".netCents"))\r\n  ENDIF\r\n  lnCents = 0`;
const NOT_VOIDED = `  ENDCASE\r\n  RETURN .F.\r\nENDFUNC\r\n\r\n* What RRPay has of the receipt.`;
const NO_KEY_YET = `  IF EMPTY(lcRandom)\r\n    IF EOF(tcHeader)`;

export const WRONG_PROGRAMS: readonly WrongProgram[] = [
  {
    what: "GAMA gets the note that the customer gave, and not what stays in the shop",
    program: changed(NET_OF_METHOD, NET_OF_METHOD.replace("netCents", "amountCents")),
    day: { shop: "plain", acts: [act("pay", { policy: "cash" })] },
    problem: /GAMA got 500 of 399 cents/,
  },
  {
    what: "GAMA's own F8 follows a void that RRPay has declined",
    program: changed(NOT_VOIDED, NOT_VOIDED.replace(".F.", ".T.")),
    day: { shop: "plain", acts: [act("pay", { after: "escape" }), act("F8", { policy: "decline" })] },
    problem: /was voided in GAMA, and RRPay keeps its money/,
  },
  {
    what: "a receipt gets another key each time",
    program: changed(NO_KEY_YET, NO_KEY_YET.replace("EMPTY(lcRandom)", ".T.")),
    day: { shop: "kept key", acts: [act("pay", { after: "escape" }), act("pay")] },
    problem: /was paid 2 times/,
  },
];
