*=====================================================================================================================
* GAMA-3  The receipt's head
* Assumption: I06_DOK_NR is the receipt's number, given before payment and unique within a till's day; I06_OP_DATA is
* its date; I06_KODAS_KS and I06_PAV name the customer, empty for none; money is in euros. A receipt with a total
* below zero is a return, I06_KODAS_VL its currency, I06_VAL_POZ 1 marks another currency. N08_PVM_KODAS is the
* customer's VAT code where N08_KLIJ stands on that very customer (N08_KODAS_KS). Where header.key names a field of the
* header that GAMA keeps with the receipt and uses for nothing else, a random part of the key stands there, and is still
* there when the settlement window was left with Esc; where header.total names the header's own total with VAT (one
* field, or two with "+"), the lines must add up to it.
*=====================================================================================================================

* The key of the receipt without the till in front: "-20261123-000123", and what tells reused numbers apart.
FUNCTION RRPayTail
  LOCAL lcNumber, lcRandom, lcHeader
  lcHeader = RRPayName("header")
  lcNumber = RRPayWord(lcHeader, RRPayName("header.number"), "")
  lcRandom = RRPayRandom(lcHeader)
  lcNumber = IIF(lcNumber == "0", "", lcNumber)
  * A key that was made before there was a number stays without it: GAMA numbers the receipt on saving, and F8 must
  * find what was paid.
  IF RRPayIsWithoutNumber(lcRandom)
    lcNumber = ""
  ENDIF
  IF EMPTY(lcNumber) AND EMPTY(lcRandom)
    IF EOF(lcHeader)
      RRPayNoReceipt()
    ENDIF
    ERROR RRPayText("Kvitas dar neturi numerio (") + lcHeader + "." + RRPayName("header.number") + ;
      RRPayText("), tod^El RRPay jo neatskirt^u nuo kit^u.") + RRPayForConsultant("header.number, header.key; GAMA-3")
  ENDIF
  RETURN "-" + RRPayDate() + "-" + lcNumber + IIF(EMPTY(lcRandom), "", "~" + lcRandom)
ENDFUNC

FUNCTION RRPayNoReceipt
  ERROR RRPayText("Lange n^Era kvito. Dabar nieko nei^ssi^usta.")
ENDFUNC

* The receipt's date as "20261123". Without one the same number of another day would be the same receipt.
FUNCTION RRPayDate
  LOCAL lvDate, lcHeader
  lcHeader = RRPayName("header")
  lvDate = RRPayField(lcHeader, RRPayName("header.date"))
  IF NOT INLIST(VARTYPE(lvDate), "D", "T") OR EMPTY(lvDate)
    ERROR RRPayText("GAMA laukas ") + RRPayPlace(lcHeader, RRPayName("header.date")) + ;
      RRPayText(" n^Era data arba yra tu^s^cias.") + RRPayForConsultant("header.date; GAMA-3")
  ENDIF
  RETURN DTOS(lvDate)
ENDFUNC

* The receipt's date as the hooks take it.
FUNCTION RRPayDay
  LOCAL lcDay
  lcDay = RRPayDate()
  RETURN LEFT(lcDay, 4) + "-" + SUBSTR(lcDay, 5, 2) + "-" + RIGHT(lcDay, 2)
ENDFUNC

* SYS(2015) is never the same twice on one machine, and a restored or a second machine does not share its tail.
FUNCTION RRPayRandom(tcHeader)
  LOCAL lcField, lcRandom, lcNumber
  lcField = RRPayName("header.key")
  IF EMPTY(lcField)
    RETURN ""
  ENDIF
  * In a new record it may be .NULL., which is no more than empty; one that is not there is an error.
  lcRandom = ALLTRIM(IIF(TYPE(tcHeader + "." + lcField) == "C", RRPayField(tcHeader, lcField, ""), ;
    RRPayField(tcHeader, lcField)))
  * Only the settlement window makes one: what is looked at has none where it was paid before the shop named the field.
  IF EMPTY(lcRandom) AND NOT RRPayKept("lRRPayMakesKey", .F.)
    RETURN IIF(RRPayKept("lRRPayQuiet", .F.), "0", RRPayKept("cRRPayKeyBack", ""))
  ENDIF
  IF NOT EMPTY(lcRandom) AND NOT RRPayIsOurKey(lcRandom)
    IF NOT RRPayKept("lRRPayMakesKey", .F.) AND NOT RRPayKept("lRRPayQuiet", .F.)
      RETURN ""
    ENDIF
    ERROR RRPayText("GAMA lauke ") + lcField + RRPayText(" yra ne kvito raktas.") + ;
      RRPayForConsultant("header.key: laukas, kurio GAMA nenaudoja; GAMA-3")
  ENDIF
  IF EMPTY(lcRandom)
    IF EOF(tcHeader)
      RRPayNoReceipt()
    ENDIF
    * RAND begins anew with the clock: without a seed every machine has the same numbers.
    lcRandom = PADL(RRPayInt(INT(RAND(-1) * 1000)), 3, "0")
    lcNumber = RRPayWord(tcHeader, RRPayName("header.number"), "")
    IF EMPTY(lcNumber) OR lcNumber == "0"
      lcRandom = CHRTRAN(lcRandom, "0123456789", "ABCDEFGHIJ")
    ENDIF
    lcRandom = SUBSTR(SYS(2015), 2) + lcRandom
    REPLACE (lcField) WITH lcRandom IN (tcHeader)
    RRPayKeep("lRRPayMadeKey", .T.)
    IF NOT ALLTRIM(RRPayField(tcHeader, lcField)) == lcRandom
      ERROR RRPayText("GAMA laukas ") + lcField + RRPayText(" per trumpas kvito raktui.") + ;
        RRPayForConsultant("header.key, bent 12 ^zenkl^u; GAMA-3")
    ENDIF
  ENDIF
  RETURN lcRandom
ENDFUNC

* Twelve letters and digits; what else GAMA keeps in the field would make two receipts of one remark the same.
FUNCTION RRPayIsOurKey(tcRandom)
  RETURN LEN(tcRandom) = 12 AND EMPTY(CHRTRAN(tcRandom, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", ""))
ENDFUNC

* A receipt that has neither a number nor a key has never been sent: the settlement window would have given it one.
FUNCTION RRPayIsNew
  LOCAL lcHeader, lcNumber
  lcHeader = RRPayName("header")
  IF EMPTY(RRPayName("header.key")) OR RRPayKept("lRRPayMakesKey", .F.) OR RRPayKept("lRRPayQuiet", .F.)
    RETURN .F.
  ENDIF
  lcNumber = RRPayWord(lcHeader, RRPayName("header.number"), "")
  RETURN (EMPTY(lcNumber) OR lcNumber == "0") AND EMPTY(RRPayRandom(lcHeader)) AND RECCOUNT(lcHeader) > 0
ENDFUNC

* A random part that ends with a letter was made for a receipt without a number.
FUNCTION RRPayIsWithoutNumber(tcRandom)
  RETURN NOT EMPTY(tcRandom) AND EMPTY(CHRTRAN(RIGHT(tcRandom, 1), "ABCDEFGHIJ", ""))
ENDFUNC

* The receipt that is on the screen, or nothing where that cannot be read.
FUNCTION RRPayTailOrNothing(toForm)
  LOCAL lcTail, loError
  lcTail = ""
  TRY
    RRPayEnter(toForm)
    IF USED(RRPayName("header"))
      lcTail = IIF(RRPayIsNew(), "new", RRPayTail())
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
  lcNumber = RRPayWord(lcHeader, RRPayName("header.number"), "")
  lcNumber = IIF(lcNumber == "0" OR RRPayIsWithoutNumber(RRPayRandom(lcHeader)), "", lcNumber)
  RRPayCurrency(lcHeader)
  RRPayTotal(lcHeader)
  lcHead = RRPayLine("saleKey", "T" + RRPayTill() + lcTail) + RRPayLine("kind", IIF(tnSign < 0, "return", "sale")) + ;
    RRPayLine("receiptNo", IIF(EMPTY(lcNumber), SUBSTR(lcTail, AT("~", lcTail) + 1), lcNumber)) + ;
    RRPayLine("operator", RRPayOperator()) + RRPayLine("currency", "EUR")
  lcCustomer = RRPayWord(lcHeader, RRPayName("header.customer"), "")
  * Who has a code but no name of their own: the buyer that GAMA gives every receipt.
  IF NOT EMPTY(lcCustomer) AND NOT RRPayIsOneOf(lcCustomer, RRPayName("customer.none"))
    lcHead = lcHead + RRPayLine("customer.code", lcCustomer) + ;
      RRPayLine("customer.name", RRPayField(lcHeader, RRPayName("header.customerName"), "")) + ;
      RRPayLine("customer.vatCode", IIF(RRPayWord("N08_KLIJ", "N08_KODAS_KS", "") == lcCustomer, ;
      RRPayWord("N08_KLIJ", "N08_PVM_KODAS", ""), ""))
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
  lcCurrency = UPPER(RRPayWord(tcHeader, RRPayName("header.currency"), ""))
  IF (NOT EMPTY(lcCurrency) AND NOT lcCurrency == RRPayName("currency.own")) OR ;
    RRPayNumber(tcHeader, RRPayName("header.foreign"), 0) <> 0
    ERROR RRPayText("Kvito valiuta ") + IIF(EMPTY(lcCurrency), "ne " + RRPayName("currency.own"), lcCurrency) + ;
      RRPayText(": per RRPay parduodama tik eurais. Dabar nieko nei^ssi^usta. Pakeiskite kvito valiut^a.")
  ENDIF
  lnStorno = RRPayNumber(tcHeader, RRPayName("header.storno"), 0)
  IF lnStorno <> 0 AND RRPaySign() > 0
    ERROR RRPayText("Kvitas pa^zym^Etas kaip storno, bet jo suma ne ma^zesn^E u^z nul^i. ") + ;
      RRPayText("Dabar nieko nei^ssi^usta. Patikrinkite kvito eilutes.")
  ENDIF
ENDFUNC

* Lines that do not add up to what GAMA has as the receipt's total are not all there, or not all this receipt's.
FUNCTION RRPayTotal(tcHeader)
  LOCAL lcFields, lnAt, lnTotal, lnLines
  lcFields = RRPayName("header.total")
  IF NOT EMPTY(lcFields)
    lnTotal = 0
    FOR lnAt = 1 TO GETWORDCOUNT(lcFields, "+")
      lnTotal = lnTotal + RRPayNumber(tcHeader, ALLTRIM(GETWORDNUM(lcFields, lnAt, "+")))
    ENDFOR
    lnTotal = ROUND(lnTotal * 100, 0)
    lnLines = RRPaySum()
    IF NOT ABS(lnTotal) = ABS(lnLines)
      ERROR RRPayText("Eilu^ci^u suma ") + RRPayEuros(lnLines) + RRPayText(" EUR nelygi kvito sumai ") + ;
        RRPayEuros(lnTotal) + " EUR." + RRPayForConsultant("header.total, lines; GAMA-2")
    ENDIF
  ENDIF
ENDFUNC

* The fiscal number of the sale that a return takes back: GAMA's field for it, or what the cashier reads from the
* paper. It is part of what is sent, so it is asked once for a receipt, and the same answer goes out again; where it may
* be why the receipt was refused, it is asked again, with the old answer in the field.
FUNCTION RRPayOriginal(tcHeader, tcTail)
  LOCAL lcOriginal, lcKept
  lcOriginal = RRPayWord(tcHeader, RRPayName("header.original"), "")
  IF EMPTY(lcOriginal) AND RRPayName("return.ask") == "yes" AND NOT RRPayKept("lRRPayQuiet", .F.)
    lcKept = RRPayKept("cRRPayReturn", "")
    IF NOT RRPayGet(lcKept, "tail") == tcTail OR RRPayGet(lcKept, "again") == "true"
      lcOriginal = RRPayTypedNumber(RRPayText("Gr^a^zinimas. Pirkimo RRPay kvito numeris ") + ;
        RRPayText("(jei jo n^Era, palikite tu^s^ci^a):"), ;
        IIF(RRPayGet(lcKept, "tail") == tcTail, RRPayGet(lcKept, "original"), ""), "asked")
      * Left with Esc it is not "none": money would go back of a return that the cashier has just thought better of.
      IF lcOriginal == CHR(27)
        ERROR RRPayText("Gr^a^zinimas neprad^Etas, nieko nei^ssi^usta.")
      ENDIF
      RRPayKeep("cRRPayReturn", RRPayLine("tail", tcTail) + RRPayLine("original", lcOriginal))
    ENDIF
    lcOriginal = RRPayGet(RRPayKept("cRRPayReturn", ""), "original")
  ENDIF
  RETURN LEFT(lcOriginal, 64)
ENDFUNC

* The number that was typed may be why this receipt was refused.
FUNCTION RRPayDoubtOriginal(tcSale, tcCode)
  LOCAL lcKept
  lcKept = RRPayKept("cRRPayReturn", "")
  IF RRPayGet(tcSale, "kind") == "return" AND NOT EMPTY(lcKept) AND NOT RRPayGet(lcKept, "again") == "true" AND ;
    INLIST(tcCode, "sale-voided", "sale-changed", "invalid")
    RRPayKeep("cRRPayReturn", lcKept + RRPayLine("again", "true"))
  ENDIF
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
        lnCents = tnSign * ROUND(RRPayPlain(EVALUATE("toForm." + lcPlace)) * 100, 0)
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
