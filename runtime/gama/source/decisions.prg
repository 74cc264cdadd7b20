*---------------------------------------------------------------------------------------------------------------------
* What only a person knows (hook resolve)
*---------------------------------------------------------------------------------------------------------------------

* Tells what a result of init pos or status lists, and takes the decisions that it offers: a few at a time. tcWhy says
* why it is shown; where it is empty, the result's own sentence does.
FUNCTION RRPayUnresolved(tcResult, tcWhy)
  LOCAL lnAt, lnCount, lnTotal, lcItem, lcAnswer
  lnCount = VAL(RRPayGet(tcResult, "unresolved.count"))
  DO CASE
    CASE NOT EMPTY(tcWhy) AND lnCount > 0
      RRPaySay(tcWhy)
    CASE NOT RRPayGet(tcResult, "status") == "ready"
      RRPaySay(RRPayGet(tcResult, "message"))
  ENDCASE
  FOR lnAt = 0 TO lnCount - 1
    lcItem = "unresolved." + RRPayInt(lnAt) + "."
    IF RRPayGet(tcResult, lcItem + "payment") == "approved"
      RRPayKnowPaid(RRPayGet(tcResult, lcItem + "attemptId"))
    ENDIF
  ENDFOR
  lnTotal = MAX(lnCount, VAL(RRPayGet(tcResult, "unresolvedTotal")))
  FOR lnAt = 0 TO lnCount - 1
    IF lnAt > 0 AND MOD(lnAt, 5) = 0
      IF NOT RRPayAsk(RRPayText("Dar nerodyta: ") + RRPayInt(lnTotal - lnAt) + ".", RRPayText("Rodyti toliau?"))
        RETURN .T.
      ENDIF
    ENDIF
    lcItem = "unresolved." + RRPayInt(lnAt) + "."
    lcAnswer = RRPayDecide(RRPayGet(tcResult, lcItem + "kind"), RRPayGet(tcResult, lcItem + "saleKey"), ;
      RRPayGet(tcResult, lcItem + "attemptId"), VAL(RRPayGet(tcResult, lcItem + "totalCents")), ;
      RRPayGet(tcResult, lcItem + "advice") + RRPayAgo(tcResult, lcItem), RRPayDecisions(tcResult, lcItem), -1)
    IF NOT EMPTY(lcAnswer)
      RRPaySay(RRPayGet(lcAnswer, "message"))
    ENDIF
  ENDFOR
  RETURN .T.
ENDFUNC

* When a receipt without a number was begun: nothing else tells two of one day and sum apart.
FUNCTION RRPayAgo(tcResult, tcItem)
  LOCAL lnMinutes
  IF NOT "-~" $ RRPayGet(tcResult, tcItem + "saleKey")
    RETURN ""
  ENDIF
  lnMinutes = INT(VAL(RRPayGet(tcResult, tcItem + "sinceMs")) / 60000)
  RETURN RRPayText(" Prad^Eta prie^s ") + IIF(lnMinutes < 120, RRPayInt(lnMinutes) + " min.", ;
    RRPayInt(INT(lnMinutes / 60)) + " val.")
ENDFUNC

* The decisions that an item offers, with commas between them.
FUNCTION RRPayDecisions(tcResult, tcItem)
  LOCAL lnAt, lcDecision, lcList
  lcList = ""
  FOR lnAt = 0 TO VAL(RRPayGet(tcResult, tcItem + "decisions.count")) - 1
    lcDecision = RRPayGet(tcResult, tcItem + "decisions." + RRPayInt(lnAt))
    IF lcDecision == "accept-rrpay" AND INLIST(RRPayGet(tcResult, tcItem + "payment"), "declined", "cancelled")
      * The same decision by what it means here: a receipt that is seen in RRPay would be paid once more.
      lcDecision = "accept-decline"
    ENDIF
    lcList = lcList + "," + lcDecision
  ENDFOR
  RETURN SUBSTR(lcList, 2)
ENDFUNC

* The sale that stands in the settlement window: which decisions there are, only the list knows.
FUNCTION RRPayDecideSale(tcSale, tcResult)
  LOCAL lcStatus, lcList, lcText, lcItem, lcAttempt
  lcText = RRPayGet(tcResult, "message")
  lcAttempt = RRPayGet(tcResult, "attemptId")
  lcStatus = RRPayCall("status", RRPayLine("saleKey", RRPayGet(tcSale, "saleKey")))
  lcList = ""
  lcItem = RRPayItemOf(lcStatus, lcAttempt, RRPayGet(tcSale, "kind"))
  IF NOT EMPTY(lcItem)
    lcList = RRPayDecisions(lcStatus, lcItem)
    lcAttempt = RRPayGet(lcStatus, lcItem + "attemptId")
    * What to do now, where it can be decided: the result only says to check again.
    lcText = RRPayGet(lcStatus, lcItem + "advice")
  ENDIF
  RETURN RRPayDecide(RRPayGet(tcSale, "kind"), RRPayGet(tcSale, "saleKey"), lcAttempt, ;
    VAL(RRPayGet(tcSale, "totals.totalCents")), lcText, lcList, RRPayPrepaidOf(tcSale))
ENDFUNC

* Whether its sentence sends to the list. Not every shop has a key for that, so it comes up there and then.
FUNCTION RRPaySendsToList(tcResult)
  RETURN RRPayText("^ara^s") $ RRPayGet(tcResult, "message") OR " list" $ RRPayGet(tcResult, "message")
ENDFUNC

* What can be decided about the void of which F8 has heard, or about the payment that it could not cancel. Gives what
* F8 goes on with: the result itself, with "read" where it has been read and put off.
FUNCTION RRPayDecideVoid(tcHead, tcResult)
  LOCAL lcStatus, lcItem, lcDecided, lcKey
  IF NOT (RRPaySendsToList(tcResult) OR RRPayGet(tcResult, "outcome") == "unknown")
    RETURN tcResult
  ENDIF
  lcKey = RRPayGet(tcHead, "saleKey")
  lcStatus = RRPayCall("status", RRPayLine("saleKey", lcKey))
  lcItem = RRPayItemOf(lcStatus, RRPayGet(tcResult, "attemptId"), "void")
  IF EMPTY(lcItem) OR EMPTY(RRPayDecisions(lcStatus, lcItem))
    RETURN tcResult
  ENDIF
  lcDecided = RRPayDecide(RRPayGet(lcStatus, lcItem + "kind"), lcKey, RRPayGet(lcStatus, lcItem + "attemptId"), ;
    VAL(RRPayGet(lcStatus, lcItem + "totalCents")), IIF(RRPaySendsToList(tcResult), RRPayGet(tcResult, "message"), ;
    RRPayGet(lcStatus, lcItem + "advice")), RRPayDecisions(lcStatus, lcItem), -1)
  DO CASE
    CASE EMPTY(lcDecided)
      RETURN tcResult + RRPayLine("read", "true")
    CASE RRPayGet(lcDecided, "status") == "superseded" OR (RRPayGet(lcDecided, "status") == "recorded" AND ;
      INLIST(RRPayGet(lcDecided, "decided"), "receipt-printed", "voided-elsewhere"))
      * What has become of it by now decides about GAMA's own F8.
      RETURN RRPayCall("void", RRPayLine("scope", "open") + tcHead)
  ENDCASE
  RETURN lcDecided
ENDFUNC

* Where an attempt stands in a list, or where no attempt was named, what of this kind can be decided; empty where it is
* not in it.
FUNCTION RRPayItemOf(tcStatus, tcAttempt, tcKind)
  LOCAL lnAt, lcItem
  FOR lnAt = 0 TO VAL(RRPayGet(tcStatus, "unresolved.count")) - 1
    lcItem = "unresolved." + RRPayInt(lnAt) + "."
    IF IIF(EMPTY(tcAttempt), RRPayGet(tcStatus, lcItem + "kind") == tcKind AND ;
      NOT EMPTY(RRPayDecisions(tcStatus, lcItem)), RRPayGet(tcStatus, lcItem + "attemptId") == tcAttempt)
      RETURN lcItem
    ENDIF
  ENDFOR
  RETURN ""
ENDFUNC

* Whether a receipt that a person has typed waits for GAMA to save it: one that is saved is another customer's, or done.
FUNCTION RRPayIsYetToSave(tcSale, tcAttempt)
  LOCAL lcStatus, lcItem
  lcStatus = RRPayCall("status", RRPayLine("saleKey", RRPayGet(tcSale, "saleKey")))
  lcItem = RRPayItemOf(lcStatus, tcAttempt, RRPayGet(tcSale, "kind"))
  RETURN NOT EMPTY(lcItem) AND NOT RRPayGet(lcStatus, lcItem + "gama") == "saved"
ENDFUNC

* What GAMA has taken itself of a sale, in cents: RRPay's receipt has only the rest of it paid.
FUNCTION RRPayPrepaidOf(tcSale)
  LOCAL lnAt, lnCents
  lnCents = 0
  FOR lnAt = 0 TO 2
    lnCents = lnCents + VAL(RRPayGet(tcSale, "prepaid." + RRPayInt(lnAt) + ".amountCents"))
  ENDFOR
  RETURN lnCents
ENDFUNC

* The same of a sale in the list, which does not have it: only the cashier knows, and only where the shop takes any.
* -1 where the entry is put off.
FUNCTION RRPayAskPrepaid
  LOCAL lcSum
  IF EMPTY(RRPayName("prepaid.voucher") + RRPayName("prepaid.advance") + RRPayName("prepaid.loyalty"))
    RETURN 0
  ENDIF
  lcSum = RRPayAskSum(RRPayText("Ma^ziau, nes priimta GAMA (^cekiu, avansu, ta^skais), EUR (n^Era - 0):"), "")
  RETURN IIF(lcSum == CHR(27), -1, RRPayCents(lcSum))
ENDFUNC

* What the item is and what may be done. "No" is the button that a scanner's Enter presses: it puts the item off.
* The decision itself is typed as a number, which neither space nor Enter nor a barcode is.
* Returns the result of resolve with the decision in front of it, or nothing. tnPrepaid: what GAMA has taken itself, -1
* where only the cashier knows.
FUNCTION RRPayDecide(tcKind, tcKey, tcAttempt, tnTotal, tcText, tcDecisions, tnPrepaid)
  LOCAL lnAt, lnCount, lnChosen, lnPrepaid, lcList, lcText, lcAnswer, lcDecision
  * Of what was never sent the list has no sum.
  lcText = RRPayKindName(tcKind) + " " + RRPayReceipt(tcKey) + ;
    IIF(tnTotal = 0, "", ", " + RRPayEuros(tnTotal) + " EUR") + CHR(13) + tcText
  lnCount = GETWORDCOUNT(tcDecisions, ",")
  IF lnCount = 0
    RRPaySay(lcText)
    RETURN ""
  ENDIF
  IF NOT RRPayAsk(lcText, RRPayText("Spr^esti dabar? (Ne - v^Eliau)"))
    RETURN ""
  ENDIF
  lcList = ""
  FOR lnAt = 1 TO lnCount
    lcList = lcList + RRPayInt(lnAt) + " - " + RRPayDecisionName(GETWORDNUM(tcDecisions, lnAt, ","), tcKind) + "; "
  ENDFOR
  lnChosen = RRPayChoose(lcList, lnCount)
  IF lnChosen = 0
    RETURN ""
  ENDIF
  lcDecision = GETWORDNUM(tcDecisions, lnChosen, ",")
  DO CASE
    CASE lcDecision == "receipt-printed"
      lnPrepaid = IIF(tnPrepaid < 0, RRPayAskPrepaid(), tnPrepaid)
      IF lnPrepaid < 0
        RETURN ""
      ENDIF
      RETURN RRPayEntry(tcKind, tcKey, tcAttempt, tnTotal - lnPrepaid)
    CASE lcDecision == "voided-elsewhere"
      lcAnswer = RRPayTypedNumber(RRPayText("Anuliavimo kvito numeris:"), "", "asked")
      IF lcAnswer == CHR(27) OR EMPTY(lcAnswer)
        RETURN ""
      ENDIF
      RETURN RRPayResolve(tcKind, tcKey, tcAttempt, lcDecision, RRPayLine("documentNo", lcAnswer))
  ENDCASE
  RETURN RRPayResolve(tcKind, tcKey, tcAttempt, IIF(lcDecision == "accept-decline", "accept-rrpay", lcDecision), "")
ENDFUNC

FUNCTION RRPayKindName(tcKind)
  RETURN IIF(tcKind == "void", RRPayText("Anuliavimas, kvitas"), ;
    IIF(tcKind == "return", RRPayText("Gr^a^zinimas, kvitas"), RRPayText("Pardavimas, kvitas")))
ENDFUNC

FUNCTION RRPayDecisionName(tcDecision, tcKind)
  DO CASE
    CASE tcDecision == "receipt-printed"
      RETURN IIF(tcKind == "void", RRPayText("anuliavimo kvitas atspausdintas"), ;
        RRPayText("RRPay kvitas atspausdintas"))
    CASE tcDecision == "nothing-happened" AND tcKind == "void"
      RETURN RRPayText("anuliavimo kvito n^Era")
    CASE tcDecision == "nothing-happened" AND tcKind == "return"
      RETURN RRPayText("kvito n^Era, pinigai negr^a^zinti")
    CASE tcDecision == "nothing-happened"
      RETURN RRPayText("kvito n^Era, pinigai nepaimti")
    CASE tcDecision == "saved-in-gama"
      RETURN RRPayText("i^ssaugota GAMA")
    CASE tcDecision == "leave-to-accountant"
      RETURN RRPayText("palikti buhalteriui")
    CASE tcDecision == "accept-decline" AND tcKind == "void"
      RETURN RRPayText("neanuliuota, kaip sako RRPay")
    CASE tcDecision == "accept-decline" AND tcKind == "return"
      RETURN RRPayText("pinigai negr^a^zinti, kaip sako RRPay")
    CASE tcDecision == "accept-decline"
      RETURN RRPayText("mok^Ejimas ne^ivyko, kaip sako RRPay")
    CASE tcDecision == "accept-rrpay"
      RETURN RRPayText("teisinga, k^a rodo RRPay")
    CASE tcDecision == "accept-manual"
      RETURN RRPayText("teisinga, kas ^ivesta ranka")
    CASE tcDecision == "voided-elsewhere"
      RETURN RRPayText("anuliuota RRPay lange, yra anuliavimo kvitas")
  ENDCASE
  RETURN tcDecision
ENDFUNC

* The decision is kept in front of the lines, so that RRPayDecidedPaid knows what was decided; so is what RRPay has
* answered meanwhile, because "its answer stands" alone does not say what that is.
FUNCTION RRPayResolve(tcKind, tcKey, tcAttempt, tcDecision, tcExtra)
  LOCAL lcResult
  lcResult = RRPayCall("resolve", RRPayLine("kind", tcKind) + RRPayLine("saleKey", tcKey) + ;
    RRPayLine("attemptId", tcAttempt) + RRPayLine("operator", RRPayOperator()) + ;
    RRPayLine("decision", tcDecision) + tcExtra)
  IF RRPayGet(lcResult, "status") == "superseded" AND NOT EMPTY(RRPayGet(lcResult, "result.message"))
    lcResult = RRPayLine("message", RRPayGet(lcResult, "message") + CHR(13) + RRPayGet(lcResult, "result.message")) + ;
      lcResult
  ENDIF
  RETURN RRPayLine("decided", tcDecision) + lcResult
ENDFUNC

* Whether GAMA may take the payments: a printed receipt or RRPay's own numbers were recorded, or evidence came
* meanwhile that it is paid.
FUNCTION RRPayDecidedPaid(tcDecided)
  DO CASE
    CASE RRPayGet(tcDecided, "status") == "recorded"
      RETURN RRPayGet(tcDecided, "decided") == "receipt-printed" OR ;
        (RRPayGet(tcDecided, "decided") == "accept-rrpay" AND RRPayGet(tcDecided, "result.outcome") == "approved")
    CASE RRPayGet(tcDecided, "status") == "superseded"
      RETURN RRPayGet(tcDecided, "result.outcome") == "approved"
  ENDCASE
  RETURN .F.
ENDFUNC
