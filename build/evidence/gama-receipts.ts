/** The first visit, and everything that a receipt of GAMA's holds (build/evidence/gama-side.ts). */
import { gama, one, type Promised } from "./gama-promises.ts";
import { TYPED } from "./gama-typed.ts";

const LINES = "receipt-lines";

export const RECEIPTS: readonly Promised[] = [
  one(
    "INSPECT: a part that fails is told in its place",
    "receipt-reading",
    "INSPECT writes what the window is made of",
    'RRPayNote("inspect.failed." + RRPayInt(lnPart), RRPayTrouble(loError))',
    '""',
  ),
  one(
    "INSPECT tells no customer",
    "receipt-reading",
    "INSPECT writes what the window is made of",
    'IF UPPER(LEFT(tcAlias, 3)) == "N08" OR RRPayIsPerson(UPPER(tcName))',
    "IF .F.",
  ),
  one(
    "PREVIEW: it sends nothing",
    "receipt-reading",
    "PREVIEW shows and keeps what would be sent, and sends nothing",
    'RRPayCall("preview", lcSale)',
    'RRPayCall("init", lcSale)',
  ),
  one(
    "lines: quantity, unit and price belong together",
    LINES,
    "six pieces sold as one box go out as one box",
    "llMain = MOD(lnAt, 2) = 1",
    "llMain = .T.",
  ),
  one(
    "an invented discount is an error",
    LINES,
    "a discount that GAMA does not name is an error that names the line",
    "RETURN ABS(lnProduct - tnCents) <= 1 OR",
    "RETURN .T. OR",
  ),
  one(
    "prices without VAT",
    LINES,
    "a price without VAT is sent with it, and no VAT is counted where GAMA counts none",
    "ROUND(lnPrice * (10000 + tnRateBp), 0)",
    "ROUND(lnPrice * 10000, 0)",
  ),
  one(
    "which price counts",
    LINES,
    "which of two prices counts, I06_PVM_TIP says",
    'RRPayName("header.priceHasVat"), 1) <> 0',
    'RRPayName("header.priceHasVat"), 1) <> 7',
  ),
  one(
    "VAT at all",
    LINES,
    "a price without VAT is sent with it, and no VAT is counted where GAMA counts none",
    'RRPayName("line.hasVat"), 1) = 0',
    'RRPayName("line.hasVat"), 1) = 7',
  ),
  one(
    "deposits and services",
    LINES,
    "services, deposits and texts are told apart by the shop's own kinds and codes",
    'RETURN "deposit"',
    'RETURN "item"',
  ),
  one("another currency", "receipt", "a receipt in another currency is not sent", "\r\n  RRPayCurrency(lcHeader)", ""),
  one(
    "a storno",
    "receipt",
    "a storno that gives nothing back is not sent",
    "IF lnStorno <> 0 AND RRPaySign() > 0",
    "IF .F.",
  ),
  one(
    "a return with its original",
    "receipt",
    "a return goes out positive, with the document that the cashier read",
    'RRPayLine("original.documentNo", lcOriginal))\r\n  ENDIF\r\n  RETURN lcHead',
    '"")\r\n  ENDIF\r\n  RETURN lcHead',
  ),
  one(
    "a customer for an invoice",
    "receipt",
    "a customer goes out for the invoice",
    "IF NOT EMPTY(lcCustomer)",
    "IF .F. AND NOT EMPTY(lcCustomer)",
  ),
  one(
    "gift vouchers, advances, points",
    "receipt",
    "gift voucher, advance and loyalty points that GAMA has taken go out with the sale",
    "RRPayHead(lnSign) + RRPayPrepaid(toForm, lnSign) + RRPayLines(lnSign)",
    "RRPayHead(lnSign) + RRPayLines(lnSign)",
  ),
  one(
    "GAMA's own total",
    LINES,
    "lines that do not come to GAMA's own total are not sent",
    "IF NOT ABS(lnTotal) = ABS(lnLines)",
    "IF .F.",
  ),
  {
    what: "shops: made-up GAMAs are inspected, adapted by the tool alone, previewed and sold through",
    tests: [
      gama("shapes", "${shape.title}: adapt needs nobody, and a second run finds nothing left to do"),
      gama("shapes", "${shape.title}: PREVIEW shows the receipt as the shop sees it"),
      gama("shapes", "${shape.title}: a sale is paid, saved and followed by the next one"),
      gama("shapes", "what the shop has chosen itself is never changed, and a misspelt name is told"),
      gama("shapes", "a VAT rate without a row is an error of its own"),
    ],
  },
  ...TYPED,
];
