*=====================================================================================================================
* GAMA-2  Where is the receipt?
* Assumption: the window's data session has the receipt's header open as I06_PARH, on its record, and its lines, and
* no other lines, as I07_PARD (the names of GAMA's own tables).
*=====================================================================================================================

* Copies the lines into a cursor of our own. GAMA's record pointer and work area stay where they are, a row that is
* being edited is neither committed nor missed, and a line that is marked as deleted is left out (SET DELETED is the
* window's own).
FUNCTION RRPayOpen(toForm)
  LOCAL lcSource
  SET DATASESSION TO toForm.DataSessionId
  lcSource = RRPayName("lines")
  IF NOT USED(RRPayName("header")) OR NOT USED(lcSource)
    ERROR RRPayText("Lange n^Era kvito lenteli^u ") + RRPayName("header") + RRPayText(" ir ") + lcSource + ;
      RRPayText(". Nieko nei^ssi^usta. Dieg^Ejui: pritaikykite GAMA-2.")
  ENDIF
  SELECT * FROM (lcSource) WITH (BUFFERING = .T.) WHERE NOT DELETED() INTO CURSOR RRPayLines NOFILTER
ENDFUNC

* The whole sale as init of the settlement window takes it.
FUNCTION RRPaySale(toForm)
  LOCAL lnSign
  lnSign = RRPaySign()
  RETURN RRPayLine("window", "settlement") + RRPayHead(lnSign) + RRPayPrepaid(toForm, lnSign) + RRPayLines(lnSign)
ENDFUNC

*=====================================================================================================================
* GAMA-3  The receipt's head
* Assumption: I06_DOK_NR is the receipt's number, given before payment and unique within a till's day; I06_OP_DATA is
* its date; I06_KODAS_KS and I06_PAV name the customer, empty for none; money is in euros. A receipt with a total
* below zero is a return. N08_PVM_KODAS is the customer's VAT code where N08_KLIJ is open. Where header.key names a
* field of the header that GAMA keeps with the receipt and uses for nothing else, a random part of the key stands there.
*=====================================================================================================================

* The key of the receipt without the till in front: "-20261123-000123", and what tells reused numbers apart.
FUNCTION RRPayTail
  LOCAL lcNumber, lcRandom, lcHeader
  lcHeader = RRPayName("header")
  lcNumber = ALLTRIM(RRPayField(lcHeader, RRPayName("header.number"), ""))
  lcRandom = RRPayRandom(lcHeader)
  IF EMPTY(lcNumber) AND EMPTY(lcRandom)
    ERROR RRPayText("Kvitas dar neturi numerio (") + lcHeader + "." + RRPayName("header.number") + ;
      RRPayText("), tod^El RRPay jo neatskirt^u nuo kit^u. Nieko nei^ssi^usta. Dieg^Ejui: pritaikykite GAMA-3.")
  ENDIF
  RETURN "-" + DTOS(RRPayField(lcHeader, RRPayName("header.date"))) + "-" + lcNumber + ;
    IIF(EMPTY(lcRandom), "", "~" + lcRandom)
ENDFUNC

* The receipt's date as the hooks take it.
FUNCTION RRPayDay
  LOCAL lcDay
  lcDay = DTOS(RRPayField(RRPayName("header"), RRPayName("header.date")))
  RETURN LEFT(lcDay, 4) + "-" + SUBSTR(lcDay, 5, 2) + "-" + RIGHT(lcDay, 2)
ENDFUNC

* SYS(2015) is never the same twice on one machine, and a restored or a second machine does not share its tail.
FUNCTION RRPayRandom(tcHeader)
  LOCAL lcField, lcRandom
  lcField = RRPayName("header.key")
  IF EMPTY(lcField)
    RETURN ""
  ENDIF
  lcRandom = ALLTRIM(RRPayField(tcHeader, lcField))
  IF EMPTY(lcRandom) AND RRPayKept("lRRPayQuiet", .F.)
    RETURN "0"
  ENDIF
  IF EMPTY(lcRandom)
    lcRandom = SUBSTR(SYS(2015), 2) + PADL(RRPayInt(INT(RAND() * 1000)), 3, "0")
    REPLACE (lcField) WITH lcRandom IN (tcHeader)
    IF NOT ALLTRIM(RRPayField(tcHeader, lcField)) == lcRandom
      ERROR RRPayText("GAMA laukas ") + lcField + RRPayText(" per trumpas kvito raktui. Nieko nei^ssi^usta. ") + ;
        RRPayText("Dieg^Ejui: pritaikykite GAMA-3.")
    ENDIF
  ENDIF
  RETURN lcRandom
ENDFUNC

* The receipt that is on the screen, or nothing where that cannot be read.
FUNCTION RRPayTailOrNothing(toForm)
  LOCAL lcTail, loError
  lcTail = ""
  TRY
    SET DATASESSION TO toForm.DataSessionId
    IF USED(RRPayName("header"))
      lcTail = RRPayTail()
    ENDIF
  CATCH TO loError
    lcTail = ""
  ENDTRY
  RETURN lcTail
ENDFUNC

FUNCTION RRPayHead(tnSign)
  LOCAL lcHeader, lcTail, lcNumber, lcHead, lcCustomer, lcOriginal
  lcHeader = RRPayName("header")
  lcTail = RRPayTail()
  lcNumber = ALLTRIM(RRPayField(lcHeader, RRPayName("header.number"), ""))
  RRPayCurrency(lcHeader)
  lcHead = RRPayLine("saleKey", "T" + RRPayTill() + lcTail) + RRPayLine("kind", IIF(tnSign < 0, "return", "sale")) + ;
    RRPayLine("receiptNo", IIF(EMPTY(lcNumber), SUBSTR(lcTail, AT("~", lcTail) + 1), lcNumber)) + ;
    RRPayLine("operator", RRPayOperator()) + RRPayLine("currency", "EUR")
  lcCustomer = ALLTRIM(RRPayField(lcHeader, RRPayName("header.customer"), ""))
  IF NOT EMPTY(lcCustomer)
    lcHead = lcHead + RRPayLine("customer.code", lcCustomer) + ;
      RRPayLine("customer.name", RRPayField(lcHeader, RRPayName("header.customerName"), "")) + ;
      RRPayLine("customer.vatCode", RRPayField("N08_KLIJ", "N08_PVM_KODAS", ""))
  ENDIF
  IF tnSign < 0
    lcOriginal = RRPayOriginal(lcHeader, lcTail)
    lcHead = lcHead + IIF(EMPTY(lcOriginal), "", RRPayLine("original.documentNo", lcOriginal))
  ENDIF
  RETURN lcHead
ENDFUNC

* A receipt in another currency, or one that GAMA marks as a reversal without giving anything back, is not sent.
FUNCTION RRPayCurrency(tcHeader)
  LOCAL lcCurrency, lnStorno
  lcCurrency = UPPER(ALLTRIM(RRPayField(tcHeader, RRPayName("header.currency"), "")))
  IF NOT EMPTY(lcCurrency) AND NOT lcCurrency == RRPayName("currency.own")
    ERROR RRPayText("Kvito valiuta ") + lcCurrency + RRPayText(": per RRPay parduodama tik eurais. Nieko nei^ssi^usta.")
  ENDIF
  lnStorno = RRPayNumber(tcHeader, RRPayName("header.storno"), 0)
  IF lnStorno <> 0 AND RRPaySign() > 0
    ERROR RRPayText("Kvitas pa^zym^Etas kaip storno, bet jo suma ne ma^zesn^E u^z nul^i. Nieko nei^ssi^usta.")
  ENDIF
ENDFUNC

* The fiscal number of the sale that a return takes back: GAMA's field for it, or what the cashier reads from the paper.
* It is part of what is sent, so it is asked once for a receipt, and the same answer goes out again.
FUNCTION RRPayOriginal(tcHeader, tcTail)
  LOCAL lcOriginal
  lcOriginal = ALLTRIM(RRPayField(tcHeader, RRPayName("header.original"), ""))
  IF EMPTY(lcOriginal) AND RRPayName("return.ask") == "yes" AND NOT RRPayKept("lRRPayQuiet", .F.)
    IF NOT RRPayGet(RRPayKept("cRRPayReturn", ""), "tail") == tcTail
      lcOriginal = RRPayType(RRPayText("Gr^a^zinama. Pirkimo RRPay kvito numeris (n^Era - tu^s^cia):"), "")
      RRPayKeep("cRRPayReturn", RRPayLine("tail", tcTail) + RRPayLine("original", lcOriginal))
    ENDIF
    lcOriginal = RRPayGet(RRPayKept("cRRPayReturn", ""), "original")
  ENDIF
  RETURN LEFT(lcOriginal, 64)
ENDFUNC

* What GAMA has taken itself: sums in euros, each in a field of the header or a property of the window.
FUNCTION RRPayPrepaid(toForm, tnSign)
  LOCAL lnAt, lnRow, lcType, lcPlace, lcLines, lnCents
  lcLines = ""
  lnRow = 0
  FOR lnAt = 1 TO 3
    lcType = GETWORDNUM("voucher,advance,loyalty", lnAt, ",")
    lcPlace = RRPayName("prepaid." + lcType)
    IF NOT EMPTY(lcPlace)
      IF PEMSTATUS(toForm, lcPlace, 5)
        lnCents = tnSign * ROUND(EVALUATE("toForm." + lcPlace) * 100, 0)
      ELSE
        lnCents = tnSign * ROUND(RRPayNumber(RRPayName("header"), lcPlace) * 100, 0)
      ENDIF
      IF lnCents <> 0
        lcPlace = "prepaid." + RRPayInt(lnRow) + "."
        lcLines = lcLines + RRPayLine(lcPlace + "type", lcType) + ;
          RRPayLine(lcPlace + "name", RRPayName("prepaid." + lcType + ".name")) + ;
          RRPayLine(lcPlace + "amountCents", RRPayInt(lnCents))
        lnRow = lnRow + 1
      ENDIF
    ENDIF
  ENDFOR
  RETURN lcLines
ENDFUNC

*=====================================================================================================================
* GAMA-4  The receipt's lines
* Assumption: I07_TIPAS 1 is an item, 2 a service, 3 a code; 4 and 5 are texts without a price. I07_KIEKIS over
* I07_FRAKCIJA is the quantity in the main unit I07_KODAS_US, I07_ALT_KIEKIS over I07_ALT_FRAK the one in the sales unit
* I07_KODAS_US_A; I07_KAINA_SU is the price of one with VAT, I07_KAINA_BE without, for the unit with which price times
* quantity less the discount of I07_NUOLAIDA percent is the line's sum. I07_SUMA is that sum without VAT and I07_PVM its
* VAT, both in euros; I07_MOKESTIS_P is the VAT rate in percent, and none counts where I07_MOKESTIS is 0.
* DI07_BAR_KODAS is the barcode. Codes that begin with TARA are deposits. The VAT group follows from the rate by the
* shop's map (vat.21=A).
*=====================================================================================================================
FUNCTION RRPayIsGoods
  RETURN INLIST(RRPayNumber("RRPayLines", RRPayName("line.type")), 1, 2, 3)
ENDFUNC

FUNCTION RRPayLineCents
  RETURN ROUND((RRPayNumber("RRPayLines", RRPayName("line.sum")) + ;
    RRPayNumber("RRPayLines", RRPayName("line.vat"))) * 100, 0)
ENDFUNC

* A return when the lines add up to less than nothing.
FUNCTION RRPaySign
  LOCAL lnTotal
  lnTotal = 0
  SELECT RRPayLines
  SCAN FOR RRPayIsGoods()
    lnTotal = lnTotal + RRPayLineCents()
  ENDSCAN
  RETURN IIF(lnTotal < 0, -1, 1)
ENDFUNC

FUNCTION RRPayLineType
  LOCAL lcDeposit
  lcDeposit = UPPER(RRPayName("deposit.prefix"))
  DO CASE
    CASE NOT EMPTY(lcDeposit) AND ;
      LEFT(UPPER(RRPayField("RRPayLines", RRPayName("line.code"))), LEN(lcDeposit)) == lcDeposit
      RETURN "deposit"
    CASE RRPayNumber("RRPayLines", RRPayName("line.type")) = 2
      RETURN "service"
  ENDCASE
  RETURN "item"
ENDFUNC

FUNCTION RRPayRateBp
  IF RRPayNumber("RRPayLines", RRPayName("line.hasVat"), 1) = 0
    RETURN 0
  ENDIF
  RETURN ROUND(RRPayNumber("RRPayLines", RRPayName("line.rate")) * 100, 0)
ENDFUNC

* The shop's map says which group a rate is: a rate is data, and a guess would be a wrong fiscal receipt.
FUNCTION RRPayVatGroup(tnRateBp, tcWhere)
  LOCAL lcRate, lcGroup
  lcRate = RRPayInt(INT(tnRateBp / 100)) + ;
    IIF(MOD(tnRateBp, 100) = 0, "", "." + PADL(RRPayInt(MOD(tnRateBp, 100)), 2, "0"))
  lcGroup = RRPayName("vat." + lcRate)
  IF EMPTY(lcGroup)
    ERROR tcWhere + RRPayText("PVM tarifui ") + lcRate + RRPayText(" % nepriskirta grup^E. Nieko nei^ssi^usta. ") + ;
      RRPayText("Dieg^Ejui: ^ira^sykite faile gama-shop.txt eilut^e vat.") + lcRate + "=" + RRPayText("grup^E.")
  ENDIF
  RETURN lcGroup
ENDFUNC

* Unit, quantity, price and discount of a line that belong together: in the main unit, else in the sales unit.
* What price and quantity promise beyond the sum must be the discount that GAMA names; else the line is not sent.
FUNCTION RRPayMeasured(tnSign, tnCents, tnRateBp, tcPath, tcWhere)
  LOCAL lnPrice, lnMain, lnSales, lcUnit, lcSalesUnit, lnPercent
  lnPrice = ROUND(RRPayNumber("RRPayLines", RRPayName("line.price")) * 10000, 0)
  IF lnPrice = 0
    lnPrice = ROUND(RRPayNumber("RRPayLines", RRPayName("line.priceNet"), 0) * (10000 + tnRateBp), 0)
  ENDIF
  lnMain = tnSign * RRPayQuantity("line.quantity", "line.fraction")
  lnSales = tnSign * RRPayQuantity("line.salesQuantity", "line.salesFraction")
  lcSalesUnit = ALLTRIM(RRPayField("RRPayLines", RRPayName("line.salesUnit"), ""))
  lcUnit = ALLTRIM(RRPayField("RRPayLines", RRPayName("line.unit"), ""))
  lcUnit = IIF(EMPTY(lcUnit), IIF(EMPTY(lcSalesUnit) OR lnSales <> 0, RRPayName("unit.default"), lcSalesUnit), lcUnit)
  lnPercent = RRPayNumber("RRPayLines", RRPayName("line.discount"), 0)
  DO CASE
    CASE RRPayFits(lnMain, lnPrice, tnCents, lnPercent)
      RETURN RRPayMeasure(tcPath, lcUnit, lnMain, lnPrice, tnCents)
    CASE lnSales <> 0 AND RRPayFits(lnSales, lnPrice, tnCents, lnPercent)
      RETURN RRPayMeasure(tcPath, lcSalesUnit, lnSales, lnPrice, tnCents)
  ENDCASE
  ERROR tcWhere + RRPayText("kiekis x kaina be nuolaidos n^Era eilut^Es suma (") + RRPayEuros(tnCents) + ;
    RRPayText(" EUR). Nieko nei^ssi^usta. Dieg^Ejui: pritaikykite GAMA-4.")
ENDFUNC

FUNCTION RRPayQuantity(tcQuantity, tcFraction)
  RETURN ROUND(RRPayNumber("RRPayLines", RRPayName(tcQuantity), 0) * 10000 / ;
    MAX(1, RRPayNumber("RRPayLines", RRPayName(tcFraction), 1)), 0)
ENDFUNC

* Within a cent, and what a price of four decimals and a percentage of two leave open.
FUNCTION RRPayFits(tnQuantity, tnPrice, tnCents, tnPercent)
  LOCAL lnProduct, lnOpen
  lnProduct = tnQuantity * tnPrice / 1000000
  lnOpen = 1 + ABS(lnProduct) * 0.00005 + ABS(tnQuantity) / 10000 * 0.005
  RETURN ABS(lnProduct - tnCents) <= 1 OR ;
    (tnPercent <> 0 AND ABS(lnProduct * (100 - tnPercent) / 100 - tnCents) <= lnOpen)
ENDFUNC

FUNCTION RRPayMeasure(tcPath, tcUnit, tnQuantity, tnPrice, tnCents)
  LOCAL lnDiscount
  lnDiscount = ROUND(tnQuantity * tnPrice / 1000000, 0) - tnCents
  RETURN RRPayLine(tcPath + "unit", tcUnit) + RRPayLine(tcPath + "quantityE4", RRPayInt(tnQuantity)) + ;
    RRPayLine(tcPath + "unitPriceE4", RRPayInt(tnPrice)) + ;
    RRPayLine(tcPath + "discountCents", RRPayInt(IIF(ABS(lnDiscount) <= 1, 0, lnDiscount)))
ENDFUNC

* All lines and the totals; tnSign -1 turns a return's amounts positive.
FUNCTION RRPayLines(tnSign)
  LOCAL lnAt, lnCents, lnRate, lnTotal, lnDiscounts, lnVat, lcLines, lcLine, lcPath, lcWhere, lcBarcode, lcGroup
  STORE 0 TO lnAt, lnTotal, lnDiscounts, lnVat
  lcLines = ""
  SELECT RRPayLines
  SCAN FOR RRPayIsGoods()
    lcWhere = RRPayText("Eilut^E ") + RRPayInt(lnAt + 1) + " (" + ;
      ALLTRIM(LEFT(RRPayField("RRPayLines", RRPayName("line.name")), 40)) + "): "
    lnCents = tnSign * RRPayLineCents()
    lnRate = RRPayRateBp()
    lcGroup = RRPayVatGroup(lnRate, lcWhere)
    lcPath = "lines." + RRPayInt(lnAt) + "."
    lcBarcode = ALLTRIM(RRPayField("RRPayLines", RRPayName("line.barcode"), ""))
    lcLine = RRPayLine(lcPath + "no", RRPayInt(lnAt + 1)) + RRPayLine(lcPath + "type", RRPayLineType()) + ;
      RRPayLine(lcPath + "code", RRPayField("RRPayLines", RRPayName("line.code"))) + ;
      IIF(EMPTY(lcBarcode), "", RRPayLine(lcPath + "barcode", lcBarcode)) + ;
      RRPayLine(lcPath + "name", RRPayField("RRPayLines", RRPayName("line.name"))) + ;
      RRPayMeasured(tnSign, lnCents, lnRate, lcPath, lcWhere) + ;
      RRPayLine(lcPath + "totalCents", RRPayInt(lnCents)) + ;
      RRPayLine(lcPath + "vatGroup", lcGroup) + RRPayLine(lcPath + "vatRateBp", RRPayInt(lnRate))
    lcLines = lcLines + lcLine
    lnAt = lnAt + 1
    lnTotal = lnTotal + lnCents
    lnDiscounts = lnDiscounts + VAL(RRPayGet(lcLine, lcPath + "discountCents"))
    lnVat = lnVat + tnSign * ROUND(RRPayNumber("RRPayLines", RRPayName("line.vat")) * 100, 0)
  ENDSCAN
  RETURN lcLines + RRPayLine("totals.totalCents", RRPayInt(lnTotal)) + ;
    RRPayLine("totals.discountCents", RRPayInt(MAX(0, lnDiscounts))) + ;
    RRPayLine("totals.vatCents", RRPayInt(MAX(0, lnVat)))
ENDFUNC
