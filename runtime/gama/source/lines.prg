*=====================================================================================================================
* GAMA-4  The receipt's lines
* Assumption: I07_TIPAS 1 is an item, 2 a service, 3 a code; 4 and 5 are texts without a price. I07_KIEKIS over
* I07_FRAKCIJA is the quantity in the main unit I07_KODAS_US, I07_ALT_KIEKIS over I07_ALT_FRAK the one in the sales
* unit I07_KODAS_US_A; I07_KAINA_SU is the price of one with VAT, I07_KAINA_BE without (which of them counts first,
* says I06_PVM_TIP), for the unit with which price times quantity less the discount of I07_NUOLAIDA percent is the
* line's sum. I07_SUMA is that sum without VAT (with VAT, where line.sumHasVat is "yes") and I07_PVM its VAT, both in
* euros; I07_MOKESTIS_P is the VAT rate in percent, and none counts where I07_MOKESTIS is 0. DI07_BAR_KODAS is the
* barcode. Codes that begin with TARA are deposits. The VAT group follows from the rate by the shop's map (vat.21=A),
* the unit's name from its code (unit.VNT=VNT).
*=====================================================================================================================
FUNCTION RRPayIsGoods
  IF EMPTY(RRPayName("line.type"))
    RETURN .T.
  ENDIF
  RETURN RRPayIsOneOf(RRPayWord("RRPayLines", RRPayName("line.type")), RRPayName("type.goods"))
ENDFUNC

* Whether a word stands in a list with commas.
FUNCTION RRPayIsOneOf(tcWord, tcList)
  LOCAL lnAt
  FOR lnAt = 1 TO GETWORDCOUNT(tcList, ",")
    IF UPPER(ALLTRIM(GETWORDNUM(tcList, lnAt, ","))) == UPPER(tcWord)
      RETURN .T.
    ENDIF
  ENDFOR
  RETURN .F.
ENDFUNC

* A field of the line by what it is: a word, or a number.
FUNCTION RRPayLineWord(tcWhat)
  RETURN RRPayWord("RRPayLines", RRPayName(tcWhat), "")
ENDFUNC

FUNCTION RRPayLineNumber(tcWhat)
  RETURN RRPayNumber("RRPayLines", RRPayName(tcWhat), 0)
ENDFUNC

* With VAT. A line of goods must have its sum.
FUNCTION RRPayLineCents
  LOCAL lnSum
  IF RRPayIsGoods()
    lnSum = RRPayNumber("RRPayLines", RRPayName("line.sum"))
  ELSE
    lnSum = RRPayLineNumber("line.sum")
  ENDIF
  IF NOT RRPayName("line.sumHasVat") == "yes"
    lnSum = lnSum + IIF(RRPayIsGoods(), RRPayNumber("RRPayLines", RRPayName("line.vat")), RRPayLineNumber("line.vat"))
  ENDIF
  RETURN ROUND(lnSum * 100, 0)
ENDFUNC

* The VAT of a line in cents, as GAMA has it; where it has no field for it, what its rate makes of the sum.
FUNCTION RRPayLineVat(tnCents, tnRateBp)
  IF EMPTY(RRPayName("line.vat"))
    RETURN ROUND(tnCents * tnRateBp / (10000 + tnRateBp), 0)
  ENDIF
  RETURN ROUND(RRPayLineNumber("line.vat") * 100, 0)
ENDFUNC

* What all lines come to, below zero for a return.
FUNCTION RRPaySum
  LOCAL lnTotal
  lnTotal = 0
  SELECT RRPayLines
  SCAN FOR RRPayIsGoods()
    lnTotal = lnTotal + RRPayLineCents()
  ENDSCAN
  RETURN lnTotal
ENDFUNC

FUNCTION RRPaySign
  RETURN IIF(RRPaySum() < 0, -1, 1)
ENDFUNC

FUNCTION RRPayLineType
  LOCAL lcDeposit
  lcDeposit = UPPER(RRPayName("deposit.prefix"))
  DO CASE
    CASE NOT EMPTY(lcDeposit) AND ;
      LEFT(UPPER(RRPayLineWord("line.code")), LEN(lcDeposit)) == lcDeposit
      RETURN "deposit"
    CASE NOT EMPTY(RRPayName("line.type")) AND RRPayIsOneOf(RRPayLineWord("line.type"), RRPayName("type.service"))
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
    ERROR tcWhere + RRPayText("PVM tarifui ") + lcRate + RRPayText(" % nepriskirta grup^E.") + ;
      RRPayForConsultant("vat." + lcRate + "=grup^E")
  ENDIF
  RETURN lcGroup
ENDFUNC

* Unit, quantity, price and discount of a line that belong together: of the price that GAMA says counts, and of the
* other; in the main unit, and in the sales unit. What price and quantity promise beyond the sum must be the discount
* that GAMA names; else the line is not sent.
FUNCTION RRPayMeasured(tnSign, tnCents, tnRateBp, tcPath, tcWhere)
  LOCAL lnAt, lnPrice, lnQuantity, llMain, llWithVat
  llWithVat = RRPayNumber(RRPayName("header"), RRPayName("header.priceHasVat"), 1) <> 0
  FOR lnAt = 1 TO 4
    llMain = MOD(lnAt, 2) = 1
    lnPrice = RRPayPrice(IIF(lnAt <= 2, llWithVat, NOT llWithVat), tnRateBp)
    lnQuantity = tnSign * IIF(llMain, RRPayQuantity("line.quantity", "line.fraction"), ;
      RRPayQuantity("line.salesQuantity", "line.salesFraction"))
    IF (llMain OR lnQuantity <> 0) AND lnPrice >= 0
      IF RRPayFits(lnQuantity, lnPrice, tnCents, tnSign)
        RETURN RRPayMeasure(tcPath, RRPayUnit(llMain, tcWhere), lnQuantity, lnPrice, tnCents)
      ENDIF
    ENDIF
  ENDFOR
  ERROR tcWhere + RRPayText("kiekis x kaina at^Emus nuolaid^a nelygu eilut^Es sumai (") + ;
    RRPayEuros(tnCents) + " EUR)." + RRPayForConsultant("line.quantity, line.price, line.discount; GAMA-4")
ENDFUNC

* The price of one with VAT; -1 where GAMA has no such price.
FUNCTION RRPayPrice(tlWithVat, tnRateBp)
  LOCAL lnPrice
  IF tlWithVat
    RETURN ROUND(RRPayNumber("RRPayLines", RRPayName("line.price")) * 10000, 0)
  ENDIF
  lnPrice = RRPayLineNumber("line.priceNet")
  RETURN IIF(lnPrice = 0, -1, ROUND(lnPrice * (10000 + tnRateBp), 0))
ENDFUNC

* The name that RRPay gets for GAMA's unit. A line without a unit of its own is in the default one, or in its sales
* unit where it has no quantity of its own for that.
FUNCTION RRPayUnit(tlMain, tcWhere)
  LOCAL lcMain, lcSales, lcCode, lcName
  lcMain = RRPayLineWord("line.unit")
  lcSales = RRPayLineWord("line.salesUnit")
  IF EMPTY(lcMain)
    lcMain = IIF(EMPTY(lcSales) OR RRPayLineNumber("line.salesQuantity") <> 0, RRPayName("unit.default"), lcSales)
  ENDIF
  lcCode = IIF(tlMain, lcMain, lcSales)
  lcName = RRPayName("unit." + UPPER(lcCode))
  IF EMPTY(lcName)
    ERROR tcWhere + RRPayText("matavimo vienetui ") + lcCode + RRPayText(" nepriskirtas pavadinimas.") + ;
      RRPayForConsultant("unit." + UPPER(lcCode) + "=pavadinimas")
  ENDIF
  RETURN lcName
ENDFUNC

FUNCTION RRPayQuantity(tcQuantity, tcFraction)
  RETURN ROUND(RRPayNumber("RRPayLines", RRPayName(tcQuantity), 0) * 10000 / ;
    MAX(1, RRPayNumber("RRPayLines", RRPayName(tcFraction), 1)), 0)
ENDFUNC

* Within a cent, and what a price of four decimals and a percentage of two leave open.
FUNCTION RRPayFits(tnQuantity, tnPrice, tnCents, tnSign)
  LOCAL lnProduct, lnOpen, lnPercent, lnOff
  lnPercent = RRPayLineNumber("line.discount")
  lnOff = tnSign * RRPayLineNumber("line.discountSum") * 100
  lnProduct = tnQuantity * tnPrice / 1000000
  lnOpen = 1 + ABS(lnProduct) * 0.00005 + ABS(tnQuantity) / 10000 * 0.005
  RETURN ABS(lnProduct - tnCents) <= 1 OR (lnOff <> 0 AND ABS(lnProduct - lnOff - tnCents) <= 1) OR ;
    (lnPercent <> 0 AND ABS(lnProduct * (100 - lnPercent) / 100 - tnCents) <= lnOpen)
ENDFUNC

FUNCTION RRPayMeasure(tcPath, tcUnit, tnQuantity, tnPrice, tnCents)
  LOCAL lnDiscount
  lnDiscount = ROUND(tnQuantity * tnPrice / 1000000, 0) - tnCents
  RETURN RRPayLine(tcPath + "unit", tcUnit) + RRPayLine(tcPath + "quantityE4", RRPayInt(tnQuantity)) + ;
    RRPayLine(tcPath + "unitPriceE4", RRPayInt(tnPrice)) + ;
    RRPayLine(tcPath + "discountCents", RRPayInt(IIF(ABS(lnDiscount) <= 1, 0, lnDiscount)))
ENDFUNC

* A line as a cashier finds it: "Eilute 2 (Pienas): ", by its code where it has no name.
FUNCTION RRPayWhere(tnAt)
  LOCAL lcName
  lcName = ALLTRIM(LEFT(RRPayField("RRPayLines", RRPayName("line.name"), ""), 40))
  RETURN RRPayText("Eilut^E ") + RRPayInt(tnAt) + " (" + IIF(EMPTY(lcName), RRPayLineWord("line.code"), lcName) + "): "
ENDFUNC

* A line that counts as no goods must cost nothing: what it costs would be missing from the receipt.
FUNCTION RRPayOnlyTexts
  LOCAL lnAt
  lnAt = 0
  SELECT RRPayLines
  SCAN
    lnAt = lnAt + 1
    IF NOT RRPayIsGoods() AND RRPayLineCents() <> 0
      ERROR RRPayWhere(lnAt) + RRPayText("jos r^U^sis ") + RRPayLineWord("line.type") + ;
        RRPayText(" neparduodama, bet eilut^E turi sum^a.") + RRPayForConsultant("type.goods")
    ENDIF
  ENDSCAN
ENDFUNC

FUNCTION RRPayLineName(tcWhere)
  LOCAL lcName, lnLength
  lcName = RRPayField("RRPayLines", RRPayName("line.name"))
  IF EMPTY(lcName)
    ERROR tcWhere + RRPayText("prek^E neturi pavadinimo. Dabar nieko nei^ssi^usta. ^Ira^sykite pavadinim^a GAMA.")
  ENDIF
  lnLength = VAL(RRPayName("name.length"))
  RETURN IIF(lnLength > 0, LEFT(lcName, lnLength), lcName)
ENDFUNC

* All lines and the totals; tnSign -1 turns a return's amounts positive.
FUNCTION RRPayLines(tnSign)
  LOCAL lnAt, lnRow, lnCents, lnRate, lnTotal, lnDiscounts, lnVat, lcLines, lcLine, lcPath, lcWhere, lcBarcode, lcGroup
  STORE 0 TO lnAt, lnRow, lnTotal, lnDiscounts, lnVat
  lcLines = ""
  RRPayOnlyTexts()
  SELECT RRPayLines
  SCAN
    * A line is told by its place on the screen, texts counted.
    lnRow = lnRow + 1
    IF NOT RRPayIsGoods()
      LOOP
    ENDIF
    lcWhere = RRPayWhere(lnRow)
    lnCents = tnSign * RRPayLineCents()
    lnRate = RRPayRateBp()
    lcGroup = RRPayVatGroup(lnRate, lcWhere)
    lcPath = "lines." + RRPayInt(lnAt) + "."
    lcBarcode = RRPayLineWord("line.barcode")
    lcLine = RRPayLine(lcPath + "no", RRPayInt(lnAt + 1)) + RRPayLine(lcPath + "type", RRPayLineType()) + ;
      RRPayLine(lcPath + "code", RRPayWord("RRPayLines", RRPayName("line.code"))) + ;
      IIF(EMPTY(lcBarcode), "", RRPayLine(lcPath + "barcode", lcBarcode)) + ;
      RRPayLine(lcPath + "name", RRPayLineName(lcWhere)) + ;
      RRPayMeasured(tnSign, lnCents, lnRate, lcPath, lcWhere) + ;
      RRPayLine(lcPath + "totalCents", RRPayInt(lnCents)) + ;
      RRPayLine(lcPath + "vatGroup", lcGroup) + RRPayLine(lcPath + "vatRateBp", RRPayInt(lnRate))
    lcLines = lcLines + lcLine
    lnAt = lnAt + 1
    lnTotal = lnTotal + lnCents
    lnDiscounts = lnDiscounts + VAL(RRPayGet(lcLine, lcPath + "discountCents"))
    lnVat = lnVat + tnSign * RRPayLineVat(tnSign * lnCents, lnRate)
  ENDSCAN
  RETURN lcLines + RRPayLine("totals.totalCents", RRPayInt(lnTotal)) + ;
    RRPayLine("totals.discountCents", RRPayInt(MAX(0, lnDiscounts))) + ;
    RRPayLine("totals.vatCents", RRPayInt(MAX(0, lnVat)))
ENDFUNC
