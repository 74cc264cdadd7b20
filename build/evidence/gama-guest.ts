/** What rrpay.prg does to the data sessions and records that it finds (build/evidence/gama-side.ts). */
import { one, type Promised } from "./gama-promises.ts";

const FILE = "guest";

export const GUEST: readonly Promised[] = [
  one(
    "sessions: what RRPay reckons is not shown on the till's screen",
    FILE,
    "where TALK is on",
    "    SET TALK OFF\r\n    llTalk = .T.",
    "    llTalk = .T.",
  ),
  one("in the data session of GAMA's call neither", FILE, "where TALK is on", "\r\n  SET TALK OFF", ""),
  one("a window has its settings back", FILE, "where TALK is on", 'IF RRPayKept("lRRPayTalk", .F.)', "IF .F."),
  one(
    "a record that is locked does not freeze the till",
    FILE,
    "a record that somebody else has locked is not waited for without an end",
    "IF lvTries <= 0",
    "IF .F.",
  ),
  one(
    "REPROCESS is GAMA's again",
    FILE,
    "a record that somebody else has locked is not waited for without an end",
    "IF lnTries <= 0",
    "IF .F.",
  ),
  one(
    "amounts of the type currency are numbers",
    FILE,
    "amounts that GAMA keeps as currency",
    'CASE VARTYPE(tvValue) == "Y"',
    "CASE .F.",
  ),
  one(
    "a number that was never written is none",
    FILE,
    "a number that was never written",
    'RETURN CHRTRAN(tvValue, CHR(0), " ")',
    "RETURN tvValue",
  ),
  one(
    "who gets a receipt paid that was paid before GAMA was restarted is told",
    FILE,
    "after a restart of GAMA",
    'IF RRPayGet(tcResult, lcItem + "payment") == "approved"',
    "IF .F.",
  ),
  one(
    "and who comes back to it",
    FILE,
    "who leaves the window of a paid receipt",
    'RRPayKnowPaid(RRPayGet(RRPayKept("cRRPayOpen", ""), "attempt"))',
    "",
  ),
  one(
    "a barcode is no receipt's number unless the cashier says so",
    FILE,
    "a barcode in the field of the purchase's receipt",
    'lcOriginal = RRPayTypedNumber(RRPayText("Gr^a^zinimas',
    'lcOriginal = RRPayTyped(RRPayText("Gr^a^zinimas',
  ),
];
