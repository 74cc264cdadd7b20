*=====================================================================================================================
* GAMA's names, as far as nobody has said otherwise in gama-shop.txt.
*=====================================================================================================================
FUNCTION RRPayNames
  RETURN RRPayLine("window.settlement", "ATSISKAITYMAS") + RRPayLine("header", "I06_PARH") + ;
    RRPayLine("lines", "I07_PARD") + RRPayHeaderNames() + RRPayLineNames() + RRPayMaps() + RRPayChoices()
ENDFUNC

* Empty: GAMA has no such field, or nobody has said which it is. header.total may be fields with "+" between them.
FUNCTION RRPayHeaderNames
  RETURN RRPayLine("header.number", "I06_DOK_NR") + RRPayLine("header.date", "I06_OP_DATA") + ;
    RRPayLine("header.key", "") + RRPayLine("header.customer", "I06_KODAS_KS") + ;
    RRPayLine("header.customerName", "I06_PAV") + RRPayLine("customer.none", "") + ;
    RRPayLine("header.currency", "I06_KODAS_VL") + ;
    RRPayLine("header.foreign", "I06_VAL_POZ") + RRPayLine("header.priceHasVat", "I06_PVM_TIP") + ;
    RRPayLine("header.storno", "") + RRPayLine("header.document", "") + RRPayLine("header.original", "") + ;
    RRPayLine("header.total", "")
ENDFUNC

FUNCTION RRPayLineNames
  RETURN RRPayLine("line.type", "I07_TIPAS") + RRPayLine("line.code", "I07_KODAS") + ;
    RRPayLine("line.barcode", "DI07_BAR_KODAS") + RRPayLine("line.name", "I07_PAV") + ;
    RRPayLine("line.unit", "I07_KODAS_US") + RRPayLine("line.quantity", "I07_KIEKIS") + ;
    RRPayLine("line.fraction", "I07_FRAKCIJA") + RRPayLine("line.salesUnit", "I07_KODAS_US_A") + ;
    RRPayLine("line.salesQuantity", "I07_ALT_KIEKIS") + RRPayLine("line.salesFraction", "I07_ALT_FRAK") + ;
    RRPayLine("line.price", "I07_KAINA_SU") + RRPayLine("line.priceNet", "I07_KAINA_BE") + ;
    RRPayLine("line.discount", "I07_NUOLAIDA") + RRPayLine("line.discountSum", "") + ;
    RRPayLine("line.sum", "I07_SUMA") + RRPayLine("line.sumHasVat", "no") + RRPayLine("line.vat", "I07_PVM") + ;
    RRPayLine("line.hasVat", "I07_MOKESTIS") + RRPayLine("line.rate", "I07_MOKESTIS_P")
ENDFUNC

* What of GAMA's is what of RRPay's: a rate or a unit without a row is not sold. type.goods are the lines that cost
* something, type.service those of them that are services.
FUNCTION RRPayMaps
  LOCAL lnAt, lcText, lcUnit, lcUnits
  lcText = RRPayLine("vat.21", "A") + RRPayLine("vat.12", "B") + RRPayLine("vat.5", "C") + RRPayLine("vat.0", "D") + ;
    RRPayLine("type.goods", "1,2,3") + RRPayLine("type.service", "2") + RRPayLine("unit.default", "VNT")
  lcUnits = "VNT KG G T L ML M CM M2 M3 PAK DEZ KOMPL PORA VAL"
  FOR lnAt = 1 TO GETWORDCOUNT(lcUnits, " ")
    lcUnit = GETWORDNUM(lcUnits, lnAt, " ")
    lcText = lcText + RRPayLine("unit." + lcUnit, lcUnit)
  ENDFOR
  RETURN lcText
ENDFUNC

FUNCTION RRPayChoices
  RETURN RRPayLine("deposit.prefix", "TARA") + RRPayLine("currency.own", "EUR") + RRPayLine("name.length", "") + ;
    RRPayLine("return.ask", "yes") + RRPayLine("prepaid.voucher", "") + RRPayLine("prepaid.advance", "") + ;
    RRPayLine("prepaid.loyalty", "") + RRPayLine("prepaid.voucher.name", RRPayText("Dovan^u ^cekis")) + ;
    RRPayLine("prepaid.advance.name", "Avansas") + RRPayLine("prepaid.loyalty.name", RRPayText("Lojalumo ta^skai")) + ;
    RRPayLine("payment.method", "kreditas") + RRPayLine("payment.sum", "") + RRPayLine("payment.cursor", "") + ;
    RRPayLine("payment.cursor.number", "") + RRPayLine("payment.cursor.sum", "") + ;
    RRPayLine("payment.returns", "negative") + RRPayLine("rounding.credit", "") + ;
    RRPayLine("saved.property", "screen") + RRPayLine("operator", "") + RRPayLine("void.key", "F8") + ;
    RRPayLine("void.method", "")
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
