*=====================================================================================================================
* GAMA's names, as far as nobody has said otherwise in gama-shop.txt.
*=====================================================================================================================
FUNCTION RRPayNames
  RETURN RRPayLine("window.settlement", "ATSISKAITYMAS") + RRPayLine("header", "I06_PARH") + ;
    RRPayLine("lines", "I07_PARD") + RRPayHeaderNames() + RRPayLineNames() + RRPayChoices()
ENDFUNC

* An empty header.key: GAMA has no place for a random part of the key. The same holds for document, original, storno.
FUNCTION RRPayHeaderNames
  RETURN RRPayLine("header.number", "I06_DOK_NR") + RRPayLine("header.date", "I06_OP_DATA") + ;
    RRPayLine("header.key", "") + RRPayLine("header.customer", "I06_KODAS_KS") + ;
    RRPayLine("header.customerName", "I06_PAV") + RRPayLine("header.currency", "I06_KODAS_VL") + ;
    RRPayLine("header.storno", "") + RRPayLine("header.document", "") + RRPayLine("header.original", "")
ENDFUNC

FUNCTION RRPayLineNames
  RETURN RRPayLine("line.type", "I07_TIPAS") + RRPayLine("line.code", "I07_KODAS") + ;
    RRPayLine("line.barcode", "DI07_BAR_KODAS") + RRPayLine("line.name", "I07_PAV") + ;
    RRPayLine("line.unit", "I07_KODAS_US") + RRPayLine("line.quantity", "I07_KIEKIS") + ;
    RRPayLine("line.fraction", "I07_FRAKCIJA") + RRPayLine("line.salesUnit", "I07_KODAS_US_A") + ;
    RRPayLine("line.salesQuantity", "I07_ALT_KIEKIS") + RRPayLine("line.salesFraction", "I07_ALT_FRAK") + ;
    RRPayLine("line.price", "I07_KAINA_SU") + RRPayLine("line.priceNet", "I07_KAINA_BE") + ;
    RRPayLine("line.discount", "I07_NUOLAIDA") + RRPayLine("line.sum", "I07_SUMA") + ;
    RRPayLine("line.vat", "I07_PVM") + ;
    RRPayLine("line.hasVat", "I07_MOKESTIS") + RRPayLine("line.rate", "I07_MOKESTIS_P")
ENDFUNC

FUNCTION RRPayChoices
  RETURN RRPayLine("vat.21", "A") + RRPayLine("vat.12", "B") + RRPayLine("vat.5", "C") + RRPayLine("vat.0", "D") + ;
    RRPayLine("unit.default", "VNT") + RRPayLine("deposit.prefix", "TARA") + RRPayLine("currency.own", "EUR") + ;
    RRPayLine("return.ask", "yes") + RRPayLine("prepaid.voucher", "") + RRPayLine("prepaid.advance", "") + ;
    RRPayLine("prepaid.loyalty", "") + RRPayLine("prepaid.voucher.name", RRPayText("Dovan^u ^cekis")) + ;
    RRPayLine("prepaid.advance.name", "Avansas") + RRPayLine("prepaid.loyalty.name", RRPayText("Lojalumo ta^skai")) + ;
    RRPayLine("payment.method", "kreditas") + RRPayLine("payment.returns", "negative") + ;
    RRPayLine("rounding.credit", "") + RRPayLine("saved.property", "screen") + RRPayLine("operator", "")
ENDFUNC

*=====================================================================================================================
* GAMA-1  Which window is this?
* Assumption: the settlement window's caption contains "Atsiskaitymas"; any other window with our INIT is the POS one.
*=====================================================================================================================
FUNCTION RRPayWindow(toForm)
  LOCAL lcCaption
  lcCaption = RRPayName("window.settlement")
  lcCaption = IIF(EMPTY(lcCaption), "ATSISKAITYMAS", UPPER(lcCaption))
  RETURN IIF(lcCaption $ UPPER(toForm.Caption), "settlement", "pos")
ENDFUNC
