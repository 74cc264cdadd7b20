*=====================================================================================================================
* GAMA-5  Who works at the till?
* Assumption: the Windows user is the cashier, where GAMA's own name of the user is not known.
*=====================================================================================================================
FUNCTION RRPayOperator
  LOCAL lcUser
  lcUser = ALLTRIM(SUBSTR(SYS(0), AT("#", SYS(0)) + 1))
  IF NOT EMPTY(RRPayName("operator"))
    lcUser = ALLTRIM(RRPayField(RRPayName("header"), RRPayName("operator"), lcUser))
  ENDIF
  RETURN IIF(EMPTY(lcUser), "GAMA", LEFT(lcUser, 64))
ENDFUNC

*=====================================================================================================================
* GAMA-6  The payments into the settlement window
* Assumption: the window has a method that takes a credit number and euros, below zero for a return. Where it has not,
* or where it fails, the cashier is told what to enter, which GAMA allows. It gets what stays in the shop: the cash note
* less the change. The rounding of cash goes in by a credit number of its own (rounding.credit); where there is none,
* GAMA rounds the receipt itself, by its flag for the rounding of cents. The field header.document of the header is for
* the fiscal number; "" = it is not kept.
*=====================================================================================================================

* Nothing here may fail: the customer has paid. What GAMA does not take is told to the cashier to type.
FUNCTION RRPayTake(toForm, tcResult, tcPrefix, tcKind)
  LOCAL lnAt, lcPath, lnCents, lcTyped, lcText, lcDocument, lnRounding, lnChange
  lcTyped = ""
  FOR lnAt = 0 TO VAL(RRPayGet(tcResult, tcPrefix + "payments.count")) - 1
    lcPath = tcPrefix + "payments." + RRPayInt(lnAt) + "."
    lnCents = VAL(RRPayGet(tcResult, lcPath + "netCents"))
    IF lnCents <> 0
      IF NOT RRPayTakeOne(toForm, VAL(RRPayGet(tcResult, lcPath + "method")), lnCents, tcKind)
        lcTyped = lcTyped + CHR(13) + RRPayGet(tcResult, lcPath + "name") + " (" + ;
          RRPayGet(tcResult, lcPath + "method") + "): " + RRPayEuros(lnCents) + " EUR"
      ENDIF
    ENDIF
  ENDFOR
  lnRounding = VAL(RRPayGet(tcResult, tcPrefix + "roundingCents"))
  IF lnRounding <> 0 AND NOT EMPTY(RRPayName("rounding.credit"))
    IF NOT RRPayTakeOne(toForm, VAL(RRPayName("rounding.credit")), -lnRounding, tcKind)
      lcTyped = lcTyped + CHR(13) + RRPayText("Apvalinimas (") + RRPayName("rounding.credit") + "): " + ;
        RRPayEuros(-lnRounding) + " EUR"
    ENDIF
  ENDIF
  lcDocument = RRPayGet(tcResult, tcPrefix + "fiscal.documentNo")
  IF NOT EMPTY(RRPayName("header.document")) AND NOT EMPTY(lcDocument)
    IF NOT RRPayTakeDocument(lcDocument)
      lcTyped = lcTyped + CHR(13) + RRPayText("Fiskalinio kvito numeris: ") + lcDocument
    ENDIF
  ENDIF
  lcText = IIF(RRPayGet(tcResult, "code") == "approved", "", RRPayGet(tcResult, "message") + CHR(13))
  IF NOT EMPTY(lcTyped)
    lcText = lcText + IIF(tcKind == "return", RRPayText("Gr^a^zinta per RRPay."), RRPayText("Apmok^Eta per RRPay.")) + ;
      RRPayText(" ^Iveskite GAMA lange:") + lcTyped + CHR(13)
  ENDIF
  lnChange = VAL(RRPayGet(tcResult, tcPrefix + "changeCents"))
  IF lnRounding <> 0
    lcText = lcText + RRPayText("Suapvalinta: ") + RRPayEuros(lnRounding) + " EUR" + CHR(13)
  ENDIF
  IF lnChange <> 0
    lcText = lcText + RRPayText("GR^A^ZA: ") + RRPayEuros(lnChange) + " EUR"
  ENDIF
  IF NOT EMPTY(lcText)
    RRPaySay(lcText)
  ENDIF
ENDFUNC

* Whether the window has taken this payment.
FUNCTION RRPayTakeOne(toForm, tnMethod, tnCents, tcKind)
  LOCAL llTaken, lnMethod, lnEuros, lcMethod, loError
  llTaken = .F.
  lcMethod = RRPayName("payment.method")
  lnMethod = tnMethod
  lnEuros = IIF(tcKind == "return" AND RRPayName("payment.returns") == "negative", -tnCents, tnCents) / 100
  IF lnMethod < 0 OR EMPTY(lcMethod)
    RETURN .F.
  ENDIF
  IF NOT PEMSTATUS(toForm, lcMethod, 5)
    RETURN .F.
  ENDIF
  TRY
    =EVALUATE("toForm." + lcMethod + "(lnMethod, lnEuros)")
    llTaken = .T.
  CATCH TO loError
    llTaken = .F.
  ENDTRY
  RETURN llTaken
ENDFUNC

FUNCTION RRPayTakeDocument(tcDocument)
  LOCAL llTaken, loError
  llTaken = .F.
  TRY
    REPLACE (RRPayName("header.document")) WITH tcDocument IN (RRPayName("header"))
    llTaken = ALLTRIM(RRPayField(RRPayName("header"), RRPayName("header.document"), "")) == tcDocument
  CATCH TO loError
    llTaken = .F.
  ENDTRY
  RETURN llTaken
ENDFUNC

* The fiscal number that this receipt was given, empty when it has none or it is not kept.
FUNCTION RRPayDocument
  RETURN ALLTRIM(RRPayField(RRPayName("header"), RRPayName("header.document"), ""))
ENDFUNC

*=====================================================================================================================
* GAMA-7  Has GAMA saved it?
* Assumption: a receipt that was paid leaves GAMA's screen only by being saved or by F8, so that the next one on the
* screen says that it is saved ("screen"). Where the settlement window has a logical property that says so, its name
* stands in saved.property, and CLOSE tells it at once. With "ask" the cashier is asked.
*=====================================================================================================================

* "yes", "no", or "later": the next action finds out.
FUNCTION RRPaySaved(toForm)
  LOCAL lcProperty
  lcProperty = RRPayName("saved.property")
  IF INLIST(lcProperty, "", "screen", "ask")
    RETURN "later"
  ENDIF
  IF NOT PEMSTATUS(toForm, lcProperty, 5)
    RETURN "later"
  ENDIF
  RETURN IIF(EVALUATE("toForm." + lcProperty), "yes", "no")
ENDFUNC
