*=====================================================================================================================
* GAMA-5  Who works at the till?
* Assumption: the Windows user is the cashier, where GAMA's own name of the user is not known.
*=====================================================================================================================
FUNCTION RRPayOperator
  LOCAL lcUser
  lcUser = ALLTRIM(SUBSTR(SYS(0), AT("#", SYS(0)) + 1))
  IF NOT EMPTY(RRPayName("operator"))
    lcUser = RRPayWord(RRPayName("header"), RRPayName("operator"), lcUser)
  ENDIF
  RETURN IIF(EMPTY(lcUser), "GAMA", LEFT(lcUser, 64))
ENDFUNC

*=====================================================================================================================
* GAMA-6  The payments into the settlement window
* Assumption: the window has a method that takes a credit number and euros, below zero for a return. Where it has not,
* or where it fails, the cashier is told what to enter, which GAMA allows. Where payment.cursor names a cursor of
* payment rows instead, it may be written to: a row a credit number, its sum in euros, no other sums. GAMA gets what
* stays in the shop: the cash note less the change. The rounding of cash goes in by a credit number of its own
* (rounding.credit); where there is none, GAMA rounds the receipt itself, by its flag for the rounding of cents. The
* field header.document of the header is for the fiscal number; "" = it is not kept. A window with an Error method hides
* the method's faults from us: there payment.sum names what grows by each payment (a property of the window, or a field
* of the header), and it is compared.
*=====================================================================================================================

* Nothing here may fail: the customer has paid. What GAMA does not take is told to the cashier to type.
FUNCTION RRPayTake(toForm, tcResult, tcPrefix, tcKind)
  LOCAL lnAt, lcPath, lnCents, lcTyped, lcText, lcDocument, lnRounding, lnChange, lnGiven, llEarlier
  lcTyped = ""
  lnGiven = 0
  FOR lnAt = 0 TO VAL(RRPayGet(tcResult, tcPrefix + "payments.count")) - 1
    lcPath = tcPrefix + "payments." + RRPayInt(lnAt) + "."
    lnCents = RRPayNetOf(tcResult, tcPrefix, lnAt)
    lnGiven = lnGiven + lnCents
    IF lnCents <> 0
      IF NOT RRPayTakeOne(toForm, VAL(RRPayGet(tcResult, lcPath + "method")), lnCents, tcKind)
        lcTyped = lcTyped + CHR(13) + RRPayGet(tcResult, lcPath + "name") + ;
          RRPayCredit(RRPayGet(tcResult, lcPath + "method")) + ": " + RRPayEuros(lnCents) + " EUR"
      ENDIF
    ENDIF
  ENDFOR
  lnRounding = VAL(RRPayGet(tcResult, tcPrefix + "roundingCents"))
  IF lnRounding <> 0 AND NOT EMPTY(RRPayName("rounding.credit"))
    IF NOT RRPayTakeOne(toForm, VAL(RRPayName("rounding.credit")), -lnRounding, tcKind)
      lcTyped = lcTyped + CHR(13) + RRPayText("Apvalinimas (") + RRPayName("rounding.credit") + "): " + ;
        RRPayEuros(-lnRounding) + " EUR"
    ENDIF
    lnGiven = lnGiven - lnRounding
  ENDIF
  IF EMPTY(lcTyped) AND NOT RRPayRowsAre(lnGiven)
    lcTyped = CHR(13) + RRPayText("Kitose mok^Ejim^u eilut^Ese: 0,00 EUR")
  ENDIF
  lcDocument = RRPayGet(tcResult, tcPrefix + "fiscal.documentNo")
  IF NOT EMPTY(RRPayName("header.document")) AND NOT EMPTY(lcDocument)
    IF NOT RRPayTakeDocument(lcDocument)
      lcTyped = lcTyped + CHR(13) + RRPayText("Fiskalinio kvito numeris: ") + lcDocument
    ENDIF
  ENDIF
  lcText = IIF(RRPayGet(tcResult, "code") == "approved", "", RRPayGet(tcResult, "message") + CHR(13))
  llEarlier = RRPayIsKnownPaid(RRPayGet(tcResult, "attemptId"))
  IF llEarlier
    * A number that GAMA gave again looks like the receipt that was paid: who stands at the till sees which it is.
    lcText = lcText + IIF(tcKind == "return", RRPayText("Pinigai gr^a^zinti anks^ciau, dabar negr^a^zinti."), ;
      RRPayText("Kvitas apmok^Etas anks^ciau, dabar pinigai nepaimti.")) + ;
      RRPayText(" Jei pirk^Ejas kitas, kvieskite atsaking^a darbuotoj^a.") + CHR(13)
  ENDIF
  IF NOT EMPTY(lcTyped)
    lcText = lcText + IIF(tcKind == "return", RRPayText("Gr^a^zinta per RRPay."), RRPayText("Apmok^Eta per RRPay.")) + ;
      RRPayText(" ^Iveskite GAMA lange:") + lcTyped + CHR(13)
  ENDIF
  lnChange = VAL(RRPayGet(tcResult, tcPrefix + "changeCents"))
  IF lnRounding <> 0
    lcText = lcText + RRPayText("Suapvalinta: ") + RRPayEuros(lnRounding) + " EUR" + CHR(13)
  ENDIF
  IF lnChange <> 0
    * Nobody knows whether it was given when the window was left; to give it twice is a loss.
    lcText = lcText + IIF(llEarlier, RRPayText("Gr^a^za, jei jos dar neatidav^Ete: "), RRPayText("GR^A^ZA: ")) + ;
      RRPayEuros(lnChange) + " EUR"
  ENDIF
  IF NOT EMPTY(lcText)
    RRPaySay(lcText)
  ENDIF
ENDFUNC

* GAMA's number of a way to pay behind its name; nothing where the config has none for it (-1).
FUNCTION RRPayCredit(tcMethod)
  RETURN IIF(VAL(tcMethod) < 0, "", " (" + tcMethod + ")")
ENDFUNC

* What GAMA gets of one payment. A cursor has one row a credit number, so that the first payment by it brings them
* all.
FUNCTION RRPayNetOf(tcResult, tcPrefix, tnAt)
  LOCAL lnAt, lnCents, lcMethod, lcPath
  lcMethod = RRPayGet(tcResult, tcPrefix + "payments." + RRPayInt(tnAt) + ".method")
  IF EMPTY(RRPayName("payment.cursor")) OR VAL(lcMethod) < 0
    RETURN VAL(RRPayGet(tcResult, tcPrefix + "payments." + RRPayInt(tnAt) + ".netCents"))
  ENDIF
  lnCents = 0
  FOR lnAt = 0 TO VAL(RRPayGet(tcResult, tcPrefix + "payments.count")) - 1
    lcPath = tcPrefix + "payments." + RRPayInt(lnAt) + "."
    IF RRPayGet(tcResult, lcPath + "method") == lcMethod
      IF lnAt < tnAt
        RETURN 0
      ENDIF
      lnCents = lnCents + VAL(RRPayGet(tcResult, lcPath + "netCents"))
    ENDIF
  ENDFOR
  RETURN lnCents
ENDFUNC

* Whether the window has taken this payment.
FUNCTION RRPayTakeOne(toForm, tnMethod, tnCents, tcKind)
  LOCAL llTaken, lnMethod, lnEuros, lnBefore, lcMethod, lvTaken, loError
  llTaken = .F.
  lcMethod = RRPayName("payment.method")
  lnMethod = tnMethod
  lnEuros = IIF(tcKind == "return" AND RRPayName("payment.returns") == "negative", -tnCents, tnCents) / 100
  IF lnMethod >= 0 AND NOT EMPTY(RRPayName("payment.cursor"))
    RETURN RRPayTakeRow(toForm, lnMethod, lnEuros)
  ENDIF
  IF lnMethod < 0 OR EMPTY(lcMethod)
    RETURN .F.
  ENDIF
  IF NOT PEMSTATUS(toForm, lcMethod, 5)
    RETURN .F.
  ENDIF
  lnBefore = RRPayPaidSum(toForm)
  TRY
    * .F. is what a method of FoxPro gives that has not done it; without a RETURN it gives .T.
    lvTaken = EVALUATE("toForm." + lcMethod + "(lnMethod, lnEuros)")
    llTaken = NOT VARTYPE(lvTaken) == "L" OR lvTaken
  CATCH TO loError
    llTaken = .F.
  ENDTRY
  IF llTaken AND NOT ISNULL(lnBefore)
    llTaken = RRPayHasGrown(lnBefore, RRPayPaidSum(toForm), ABS(tnCents))
  ENDIF
  RETURN llTaken
ENDFUNC

* By the payment. Up to two cents are the rounding of cash, where GAMA enters that itself.
FUNCTION RRPayHasGrown(tnBefore, tnAfter, tnCents)
  LOCAL lnGrown
  * In FoxPro what is compared with .NULL. is neither true nor false.
  IF ISNULL(tnAfter)
    RETURN .F.
  ENDIF
  lnGrown = ABS(tnAfter - tnBefore)
  RETURN lnGrown > 0 AND ABS(lnGrown - tnCents) <= IIF(EMPTY(RRPayName("rounding.credit")), 2, 0)
ENDFUNC

* What GAMA has as paid, in cents; .NULL. where nobody has said where that is, or it is not there.
FUNCTION RRPayPaidSum(toForm)
  LOCAL lvSum, lcPlace, loError
  lcPlace = RRPayName("payment.sum")
  lvSum = .NULL.
  IF NOT EMPTY(lcPlace)
    TRY
      IF PEMSTATUS(toForm, lcPlace, 5)
        lvSum = ROUND(RRPayPlain(EVALUATE("toForm." + lcPlace)) * 100, 0)
      ELSE
        lvSum = ROUND(RRPayNumber(RRPayName("header"), lcPlace) * 100, 0)
      ENDIF
    CATCH TO loError
      lvSum = .NULL.
    ENDTRY
  ENDIF
  RETURN lvSum
ENDFUNC

* Into the row of this credit number, or a new one; set and not added, so that the same result twice is the same
* money.
FUNCTION RRPayTakeRow(toForm, tnMethod, tnEuros)
  LOCAL llTaken, llFound, lcCursor, lcNumber, lcSum, loError
  lcCursor = RRPayName("payment.cursor")
  lcNumber = RRPayName("payment.cursor.number")
  lcSum = RRPayName("payment.cursor.sum")
  llTaken = .F.
  TRY
    llFound = .F.
    SELECT (lcCursor)
    SCAN FOR RRPayNumber(lcCursor, lcNumber, -1) = tnMethod AND NOT DELETED()
      llFound = .T.
      EXIT
    ENDSCAN
    IF NOT llFound
      APPEND BLANK IN (lcCursor)
      IF TYPE(lcCursor + "." + lcNumber) == "C"
        REPLACE (lcNumber) WITH RRPayInt(tnMethod) IN (lcCursor)
      ELSE
        REPLACE (lcNumber) WITH tnMethod IN (lcCursor)
      ENDIF
    ENDIF
    REPLACE (lcSum) WITH tnEuros IN (lcCursor)
    llTaken = ROUND(RRPayNumber(lcCursor, lcSum) * 100, 0) = ROUND(tnEuros * 100, 0)
  CATCH TO loError
    llTaken = .F.
  ENDTRY
  RRPayRefresh(toForm)
  RETURN llTaken
ENDFUNC

* What the window shows is no matter of money: a fault in it must not have a payment typed twice.
FUNCTION RRPayRefresh(toForm)
  LOCAL loError
  IF PEMSTATUS(toForm, "Refresh", 5)
    TRY
      toForm.Refresh()
    CATCH TO loError
    ENDTRY
  ENDIF
ENDFUNC

* Whether GAMA's payment rows come to what it was given, and to no more: a row that GAMA had filled in itself would
* count twice. Without a cursor of them nobody can look.
FUNCTION RRPayRowsAre(tnCents)
  LOCAL lnCents, lnRecord, lcCursor, loError
  lcCursor = RRPayName("payment.cursor")
  lnCents = 0
  IF EMPTY(lcCursor)
    RETURN .T.
  ENDIF
  TRY
    SELECT (lcCursor)
    * A row that is new and buffered has a number below zero.
    lnRecord = IIF(EOF(), 0, RECNO())
    SCAN FOR NOT DELETED()
      lnCents = lnCents + ROUND(RRPayNumber(lcCursor, RRPayName("payment.cursor.sum"), 0) * 100, 0)
    ENDSCAN
    RRPayGoBack(lnRecord)
  CATCH TO loError
    lnCents = -1
  ENDTRY
  RETURN ABS(lnCents) = ABS(tnCents)
ENDFUNC

* To the row that GAMA stood on. Under row buffering a new one is committed by being left: it has another number then,
* and is the last one.
FUNCTION RRPayGoBack(tnRecord)
  LOCAL loError
  IF tnRecord <> 0
    TRY
      GO tnRecord
    CATCH TO loError
      GO BOTTOM
    ENDTRY
  ENDIF
ENDFUNC

FUNCTION RRPayTakeDocument(tcDocument)
  LOCAL llTaken, loError
  llTaken = .F.
  TRY
    REPLACE (RRPayName("header.document")) WITH tcDocument IN (RRPayName("header"))
    llTaken = RRPayDocument() == tcDocument
  CATCH TO loError
    llTaken = .F.
  ENDTRY
  RETURN llTaken
ENDFUNC

* The fiscal number that this receipt was given, empty when it has none or it is not kept.
FUNCTION RRPayDocument
  RETURN RRPayWord(RRPayName("header"), RRPayName("header.document"), "")
ENDFUNC

*=====================================================================================================================
* GAMA-7  Has GAMA saved it?
* Assumption: a receipt that was paid leaves GAMA's screen only by being saved or by F8, so that the next one on the
* screen says that it is saved ("screen"). Where the settlement window has a logical property that says so, its name
* stands in saved.property, and CLOSE tells it at once. With "ask" the cashier is asked.
*=====================================================================================================================

* "yes", "no", or "later": the next action finds out.
FUNCTION RRPaySaved(toForm)
  LOCAL lcProperty, lvSaved
  lcProperty = RRPayName("saved.property")
  * Not by INLIST: SET EXACT has a say in what equals an empty text.
  IF EMPTY(lcProperty) OR lcProperty == "screen" OR lcProperty == "ask"
    RETURN "later"
  ENDIF
  IF NOT PEMSTATUS(toForm, lcProperty, 5)
    RETURN "later"
  ENDIF
  lvSaved = EVALUATE("toForm." + lcProperty)
  IF NOT VARTYPE(lvSaved) == "L"
    RETURN "later"
  ENDIF
  RETURN IIF(lvSaved, "yes", "no")
ENDFUNC
