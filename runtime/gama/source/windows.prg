*---------------------------------------------------------------------------------------------------------------------
* The windows
*---------------------------------------------------------------------------------------------------------------------

* The POS window opens, or somebody asks how things are: what is unresolved is told and may be decided.
FUNCTION RRPayPos(toForm, tcHook)
  LOCAL lcPayload, lcResult
  * Asked from a window without a receipt, nobody can tell whether the one before is gone.
  IF tcHook == "init" OR NOT EMPTY(RRPayTailOrNothing(toForm))
    RRPayEarlier(toForm)
  ENDIF
  lcPayload = RRPayLine("refresh", "true")
  IF tcHook == "init"
    lcPayload = RRPayLine("window", "pos") + RRPayLine("till", RRPayTill()) + RRPayLine("operator", RRPayOperator())
  ENDIF
  lcResult = RRPayCall(tcHook, lcPayload)
  RRPayUnresolved(lcResult, "")
  * Who asks gets an answer; a till window that opens in order needs none.
  IF tcHook == "status" AND RRPayGet(lcResult, "status") == "ready"
    RRPaySay(RRPayGet(lcResult, "message") + RRPayText(" Neu^zbaigt^u mok^Ejim^u n^Era."))
  ENDIF
  RETURN .T.
ENDFUNC

* The settlement window opens: the sale goes to RRPay, and the payments come back.
FUNCTION RRPaySettle(toForm)
  LOCAL lcSale, lcResult, lcPrefix, lcDecided, llAgain, llPaid, llRead
  RRPayEarlier(toForm)
  RRPayOpen(toForm)
  IF RRPaySign() < 0 AND EMPTY(RRPayGet(RRPayKept("cRRPayOpen", ""), "attempt"))
    RRPayRemember("return", RRPayTail(), "", "")
  ENDIF
  lcSale = RRPaySale(toForm)
  llPaid = .F.
  llAgain = .T.
  DO WHILE llAgain
    llAgain = .F.
    llRead = .F.
    lcPrefix = ""
    lcResult = RRPayCall("init", lcSale)
    llPaid = RRPayGet(lcResult, "outcome") == "approved"
    IF RRPayGet(lcResult, "code") == "manual-recorded"
      * Typed before this window came up: GAMA takes it as it was typed, and who stands at the till sees that it was.
      llPaid = RRPayIsYetToSave(lcSale, RRPayGet(lcResult, "attemptId"))
      RRPayKnowPaid(RRPayGet(lcResult, "attemptId"))
    ENDIF
    RRPayRemember(RRPayGet(lcSale, "kind"), RRPayTail(), RRPayGet(lcResult, "attemptId"), RRPayPaidBy(lcResult, llPaid))
    RRPayDoubtOriginal(lcSale, RRPayGet(lcResult, "code"))
    DO CASE
      CASE llPaid
      CASE (RRPayGet(lcResult, "outcome") == "unknown" AND RRPayGet(lcResult, "manualEntry.allowed") == "true") OR ;
        (RRPayGet(lcResult, "outcome") == "refused" AND RRPaySendsToList(lcResult) AND ;
        EMPTY(RRPayGet(lcResult, "blockedBy.saleKey")))
        lcDecided = RRPayDecideSale(lcSale, lcResult)
        llPaid = RRPayDecidedPaid(lcDecided)
        * What was put off has been read already.
        llRead = EMPTY(lcDecided)
        IF NOT llRead
          lcPrefix = "result."
          lcResult = lcDecided
          RRPayRemember(RRPayGet(lcSale, "kind"), RRPayTail(), RRPayAttemptOf(lcDecided), ;
            RRPayPaidBy(lcDecided, llPaid))
        ENDIF
      CASE NOT RRPayGet(lcResult, "outcome") == "unknown"
      OTHERWISE
        llAgain = RRPayAgain(RRPayWithReason(RRPayGet(lcResult, "message"), RRPayGet(lcResult, "manualEntry.reason")))
        IF NOT llAgain
          RETURN .F.
        ENDIF
    ENDCASE
  ENDDO
  IF llPaid
    RRPayTake(toForm, lcResult, lcPrefix, RRPayGet(lcSale, "kind"))
    RRPayKnowPaid(RRPayGet(RRPayKept("cRRPayOpen", ""), "attempt"))
    RETURN .T.
  ENDIF
  DO CASE
    CASE llRead
    CASE RRPayGet(lcResult, "code") == "already-saved"
      * Somebody may have said so by mistake: the receipt is paid, and its window takes no payment any more.
      RRPaySay(RRPayGet(lcResult, "message") + CHR(13) + RRPayText("Jei pirk^Ejas tas pats, o GAMA ^sio kvito ") + ;
        RRPayText("nei^ssaugojo, anuliuokite j^i ir prad^Ekite nauj^a."))
    CASE EMPTY(RRPayGet(lcResult, "blockedBy.saleKey"))
      RRPaySay(RRPayGet(lcResult, "message"))
    OTHERWISE
      RRPayShowFirst(lcResult, RRPayGet(lcSale, "saleKey"))
  ENDCASE
  RETURN .F.
ENDFUNC

* The list that stands in the way comes up there and then.
FUNCTION RRPayShowFirst(tcResult, tcKey)
  LOCAL lcStatus
  lcStatus = RRPayCall("status", "")
  IF VAL(RRPayGet(lcStatus, "unresolved.count")) = 0
    * What blocks may be in no list: left to the accountant, or over by now.
    RRPaySay(RRPayGet(tcResult, "message"))
  ENDIF
  RRPayUnresolved(lcStatus, RRPayFirst(tcResult, tcKey))
ENDFUNC

* The attempt that a decision was about: an older one of the receipt, where that stood in the way.
FUNCTION RRPayAttemptOf(tcDecided)
  LOCAL lcAttempt
  lcAttempt = RRPayGet(tcDecided, "result.attemptId")
  RETURN IIF(EMPTY(lcAttempt), RRPayGet(RRPayKept("cRRPayOpen", ""), "attempt"), lcAttempt)
ENDFUNC

* What has to be done before the receipt on the screen: another one, or its own void.
FUNCTION RRPayFirst(tcResult, tcKey)
  IF RRPayGet(tcResult, "blockedBy.kind") == "void" AND RRPayGet(tcResult, "blockedBy.saleKey") == tcKey
    RETURN RRPayText("Pirma reikia su^zinoti, ar anuliuotas kvitas ") + RRPayReceipt(tcKey) + "."
  ENDIF
  RETURN RRPayText("Pirma reikia u^zbaigti ankstesn^i kvit^a. Tada gr^i^zkite prie kvito ") + RRPayReceipt(tcKey) + "."
ENDFUNC

* Who says that a receipt is paid: what RRPayRemember keeps of a result, or of a decision.
FUNCTION RRPayPaidBy(tcResult, tlPaid)
  DO CASE
    CASE NOT tlPaid
      RETURN ""
    CASE RRPayGet(tcResult, "decided") == "receipt-printed" AND RRPayGet(tcResult, "status") == "recorded"
      RETURN "typed"
    CASE RRPayGet(tcResult, "code") == "manual-recorded" OR RRPayGet(tcResult, "code") == "manual-accepted"
      RETURN "typed"
  ENDCASE
  RETURN "rrpay"
ENDFUNC

* Why nothing can be typed in yet, below what happened. Where the reason is about something else, it has an order of its
* own, and two of them on one screen say two things.
FUNCTION RRPayWithReason(tcText, tcReason)
  RETURN tcText + IIF(RRPayText("vesti ranka ") $ tcReason, CHR(13) + tcReason, "")
ENDFUNC

* A window closes: where GAMA says so, RRPay's side learns at once whether the receipt is saved.
FUNCTION RRPayClose(toForm)
  LOCAL lcOpen, lcSaved
  IF RRPayWindow(toForm) == "pos"
    RRPayEarlier(toForm)
    RETURN .T.
  ENDIF
  lcOpen = RRPayKept("cRRPayOpen", "")
  lcSaved = RRPaySaved(toForm)
  IF EMPTY(lcOpen) OR RRPayGet(lcOpen, "kind") == "void" OR lcSaved == "later"
    RETURN .T.
  ENDIF
  IF NOT RRPayTell(lcOpen, lcSaved == "yes")
    RETURN .F.
  ENDIF
  RRPayForget()
  IF lcSaved == "no"
    RRPayKeep("cRRPayAside", RRPayKept("cRRPayAside", "") + RRPayUnsaved(lcOpen))
  ENDIF
  RETURN .T.
ENDFUNC
