*---------------------------------------------------------------------------------------------------------------------
* What RRPay's side is still owed a close for
*---------------------------------------------------------------------------------------------------------------------

* The receipt of the settlement window, remembered before anything can fail: what GAMA saves all the same must be
* told. tcTail is its key without the till, which only the DLL knows.
FUNCTION RRPayExpect(toForm)
  LOCAL lcTail
  lcTail = RRPayTailOrNothing(toForm)
  IF NOT EMPTY(lcTail) AND NOT RRPayGet(RRPayKept("cRRPayOpen", ""), "tail") == lcTail
    RRPayRemember("sale", lcTail, "", "")
  ENDIF
ENDFUNC

* A call that was refused has no attempt of its own: what an earlier call of this receipt gave stands. tcPaid: "rrpay"
* where RRPay says so, "typed" where a person does, empty where it is not paid.
FUNCTION RRPayRemember(tcKind, tcTail, tcAttempt, tcPaid)
  LOCAL lcOpen
  lcOpen = RRPayKept("cRRPayOpen", "")
  IF NOT EMPTY(lcOpen) AND NOT RRPayGet(lcOpen, "tail") == tcTail
    RRPayPutAside()
    lcOpen = ""
  ENDIF
  IF NOT EMPTY(tcAttempt) OR EMPTY(RRPayGet(lcOpen, "attempt")) OR NOT RRPayGet(lcOpen, "kind") == tcKind
    RRPayKeep("cRRPayOpen", RRPayLine("kind", tcKind) + RRPayLine("tail", tcTail) + ;
      RRPayLine("attempt", tcAttempt) + RRPayLine("paid", tcPaid))
  ENDIF
ENDFUNC

* The payments that were there before the settlement window came up: taken in it earlier, or told by a list, which
* GAMA's start brings. The last ones are enough: what GAMA has saved does not come back as paid.
FUNCTION RRPayKnowPaid(tcAttempt)
  IF NOT EMPTY(tcAttempt) AND NOT RRPayIsKnownPaid(tcAttempt)
    RRPayKeep("cRRPayPaid", RIGHT(RRPayKept("cRRPayPaid", ""), 8000) + RRPayLine("attempt", tcAttempt))
  ENDIF
ENDFUNC

FUNCTION RRPayIsKnownPaid(tcAttempt)
  RETURN NOT EMPTY(tcAttempt) AND RRPayLine("attempt", tcAttempt) $ RRPayKept("cRRPayPaid", "")
ENDFUNC

* A void that GAMA still has to save; the sale's own close has gone out or falls with it.
FUNCTION RRPayRememberVoid(tcTail, tcAttempt, tcOriginalKind, tlTyped)
  RRPayKeep("cRRPayOpen", RRPayLine("kind", "void") + RRPayLine("original", tcOriginalKind) + ;
    RRPayLine("tail", tcTail) + RRPayLine("attempt", tcAttempt) + RRPayLine("typed", IIF(tlTyped, "true", "false")))
ENDFUNC

FUNCTION RRPayForget
  RRPayKeep("cRRPayOpen", "")
ENDFUNC

* Those before, with CHR(2) between them: a line never holds one.
FUNCTION RRPayPutAside
  RRPayKeep("cRRPayAside", RRPayKept("cRRPayAside", "") + RRPayKept("cRRPayOpen", "") + CHR(2))
  RRPayForget()
ENDFUNC

* What is still to be told of receipts before: the next action does it, because by then it shows what became of them.
* The receipt that is on the screen still is not meant, unless it was voided.
FUNCTION RRPayEarlier(toForm)
  LOCAL lcNow, lcOpen, lcAside, lcLeft, lnAt
  lcNow = RRPayTailOrNothing(toForm)
  lcOpen = RRPayKept("cRRPayOpen", "")
  IF NOT EMPTY(lcOpen) AND (RRPayGet(lcOpen, "kind") == "void" OR NOT RRPayGet(lcOpen, "tail") == lcNow)
    RRPayPutAside()
  ENDIF
  lcAside = RRPayKept("cRRPayAside", "")
  lcLeft = ""
  FOR lnAt = 1 TO GETWORDCOUNT(lcAside, CHR(2))
    lcLeft = lcLeft + RRPayEarlierOne(GETWORDNUM(lcAside, lnAt, CHR(2)), lcNow)
  ENDFOR
  RRPayKeep("cRRPayAside", lcLeft)
ENDFUNC

* One of them; what it returns is left for a later action.
FUNCTION RRPayEarlierOne(tcOpen, tcNow)
  LOCAL llSaved, lcAnswer
  DO CASE
    CASE RRPayGet(tcOpen, "kind") == "void"
    CASE RRPayIsBack(tcOpen, tcNow)
      RRPayKeep("cRRPayOpen", RRPayUnanswered(tcOpen))
      RETURN ""
    CASE RRPayIsElsewhere(RRPayGet(tcOpen, "tail"))
      RETURN tcOpen + CHR(2)
  ENDCASE
  IF RRPayGet(tcOpen, "unsaved") == "true"
    DO CASE
      CASE RRPayGet(tcOpen, "tail") == tcNow AND RRPayKept("lRRPayMakesKey", .F.)
        * Back with its key: what becomes of it now is remembered anew.
        RETURN ""
      CASE RRPayGivesKeyBack(tcOpen, tcNow)
        RETURN ""
    ENDCASE
    RETURN tcOpen + CHR(2)
  ENDIF
  lcAnswer = RRPayGet(tcOpen, "answer")
  llSaved = IIF(EMPTY(lcAnswer), RRPayWasSaved(tcOpen, tcNow), lcAnswer == "saved")
  IF NOT llSaved AND RRPayGivesKeyBack(tcOpen, tcNow)
    RETURN ""
  ENDIF
  IF NOT RRPayTell(tcOpen, llSaved)
    * Who has answered once is not asked again before each sale.
    lcAnswer = IIF(EMPTY(lcAnswer), RRPayLine("answer", IIF(llSaved, "saved", "unsaved")), "")
    RETURN tcOpen + lcAnswer + CHR(2)
  ENDIF
  IF NOT llSaved
    RETURN RRPayUnsaved(tcOpen)
  ENDIF
  * F8 on one of its number without a key: that it is saved does not make it another receipt. F8 still asks.
  IF NOT "~" $ tcNow AND NOT EMPTY(RRPayKeyOf(tcOpen, tcNow))
    RRPayKeep("cRRPayKeyBack", RRPayKeyOf(tcOpen, tcNow))
  ENDIF
  RETURN ""
ENDFUNC

* What somebody has said of it while it was away says nothing once it is back.
FUNCTION RRPayUnanswered(tcOpen)
  RETURN STRTRAN(STRTRAN(tcOpen, RRPayLine("answer", "saved"), ""), RRPayLine("answer", "unsaved"), "")
ENDFUNC

* Whether a receipt that was put aside is on the screen again, from another window of GAMA's: nothing has been sent of
* it since.
FUNCTION RRPayIsBack(tcOpen, tcNow)
  LOCAL lcOpen
  lcOpen = RRPayKept("cRRPayOpen", "")
  RETURN NOT EMPTY(tcNow) AND RRPayGet(tcOpen, "tail") == tcNow AND NOT RRPayGet(tcOpen, "unsaved") == "true" AND ;
    (EMPTY(lcOpen) OR (RRPayGet(lcOpen, "tail") == tcNow AND EMPTY(RRPayGet(lcOpen, "attempt"))))
ENDFUNC

* Whether another POS window shows this receipt still: what this one shows says nothing of it.
FUNCTION RRPayIsElsewhere(tcTail)
  LOCAL lnAt, lnHere, lnSession, lcSessions, lcTail
  lnHere = SET("DATASESSION")
  lcSessions = IIF(RRPayKept("nRRPayWindows", 0) > 1, RRPayKept("cRRPaySessions", ""), "")
  FOR lnAt = 1 TO GETWORDCOUNT(lcSessions, ",")
    lnSession = VAL(GETWORDNUM(lcSessions, lnAt, ","))
    IF lnSession <> lnHere
      lcTail = RRPayTailIn(lnSession)
      SET DATASESSION TO lnHere
      IF lcTail == tcTail OR RRPayIsSameNumber(lcTail, tcTail)
        RETURN .T.
      ENDIF
    ENDIF
  ENDFOR
  RETURN .F.
ENDFUNC

* The receipt of another data session, looked at: no key is made for it, and none is lent to it.
FUNCTION RRPayTailIn(tnSession)
  LOCAL lcTail, lcBack, llMakes, llTalk, loError
  lcTail = ""
  lcBack = RRPayKept("cRRPayKeyBack", "")
  llMakes = RRPayKept("lRRPayMakesKey", .F.)
  RRPayKeep("cRRPayKeyBack", "")
  RRPayKeep("lRRPayMakesKey", .F.)
  TRY
    SET DATASESSION TO tnSession
    llTalk = SET("TALK") == "ON"
    SET TALK OFF
    IF USED(RRPayName("header"))
      lcTail = RRPayTail()
    ENDIF
  CATCH TO loError
    lcTail = ""
  ENDTRY
  IF llTalk
    SET TALK ON
  ENDIF
  RRPayKeep("cRRPayKeyBack", lcBack)
  RRPayKeep("lRRPayMakesKey", llMakes)
  RETURN lcTail
ENDFUNC

* A paid receipt that was told as unsaved: GAMA may bring it back without its key. Nothing where it has none.
FUNCTION RRPayUnsaved(tcOpen)
  IF EMPTY(RRPayGet(tcOpen, "paid")) OR EMPTY(RRPayName("header.key"))
    RETURN ""
  ENDIF
  RETURN tcOpen + RRPayLine("unsaved", "true") + CHR(2)
ENDFUNC

* Whether GAMA has saved a receipt that is not on the screen any more. Paid and gone is saved (GAMA-7); of anything
* else only the cashier knows. No is the default: it leaves the matter in the list.
FUNCTION RRPayWasSaved(tcOpen, tcNow)
  LOCAL lcReceipt
  lcReceipt = RRPayReceipt(RRPayGet(tcOpen, "tail"))
  DO CASE
    CASE RRPayGet(tcOpen, "kind") == "void"
      RETURN RRPayAsk(IIF(RRPayGet(tcOpen, "typed") == "true", RRPayText("Kvito ") + lcReceipt + ;
        RRPayText(" anuliavimas ^ivestas ranka."), RRPayText("RRPay anuliavo kvit^a ") + lcReceipt + "."), ;
        RRPayText("Ar anuliavimas i^ssaugotas GAMA?"))
    CASE EMPTY(RRPayGet(tcOpen, "paid"))
      RETURN RRPayAsk(IIF(RRPayGet(tcOpen, "kind") == "return", RRPayText("Gr^a^zinimo kvitas ") + lcReceipt, ;
        RRPayText("Kvito ") + lcReceipt + RRPayText(" mok^Ejimas")) + RRPayText(" per RRPay nebaigtas."), ;
        RRPayText("Ar kvitas vis tiek i^ssaugotas GAMA?"))
    CASE NOT EMPTY(tcNow) AND RRPayName("saved.property") == "screen" AND NOT RRPayGet(tcOpen, "doubt") == "true" AND ;
      NOT RRPayIsSameNumber(tcNow, RRPayGet(tcOpen, "tail"))
      RETURN .T.
  ENDCASE
  RETURN RRPayAsk(RRPayThrough(RRPayGet(tcOpen, "kind"), RRPayGet(tcOpen, "tail"), RRPayGet(tcOpen, "paid")), ;
    RRPayText("Ar jis i^ssaugotas GAMA?"))
ENDFUNC

* Two keys of one day and number: GAMA may have taken its edit back, and with it the key of the receipt that was paid.
FUNCTION RRPayIsSameNumber(tcTail, tcOther)
  LOCAL lcNumbered
  lcNumbered = LEFT(tcTail, AT("~", tcTail + "~") - 1)
  RETURN NOT RIGHT(lcNumbered, 1) == "-" AND lcNumbered == LEFT(tcOther, AT("~", tcOther + "~") - 1)
ENDFUNC

* A receipt that was sent and is not saved, and one of its number on the screen that has no key of its own: it is the
* same, and GAMA took the key back with its edit. It has it again, so that it is neither charged anew nor voided in GAMA
* alone. Where the window itself has said that it is not saved, GAMA may have given the number to another one.
FUNCTION RRPayGivesKeyBack(tcOpen, tcNow)
  LOCAL lcRandom
  lcRandom = RRPayKeyOf(tcOpen, tcNow)
  IF EMPTY(lcRandom)
    RETURN .F.
  ENDIF
  IF "~" $ tcNow
    IF RRPayGet(tcOpen, "unsaved") == "true"
      IF NOT RRPayAsk(RRPayThrough(RRPayGet(tcOpen, "kind"), RRPayGet(tcOpen, "tail"), RRPayGet(tcOpen, "paid")), ;
        RRPayText("Ar dabar ekrane tas pats kvitas?"))
        RETURN .F.
      ENDIF
    ENDIF
    REPLACE (RRPayName("header.key")) WITH lcRandom IN (RRPayName("header"))
  ENDIF
  RRPayKeep("cRRPayKeyBack", lcRandom)
  * Who has said once that it is not saved is asked again, wherever it goes from the screen.
  RRPayKeep("cRRPayOpen", RRPayUnanswered(tcOpen) + ;
    IIF(RRPayGet(tcOpen, "doubt") == "true", "", RRPayLine("doubt", "true")))
  RETURN .T.
ENDFUNC

* The random part of a receipt that the one on the screen may be. A key that was there before is another receipt's.
FUNCTION RRPayKeyOf(tcOpen, tcNow)
  LOCAL lcTail
  lcTail = RRPayGet(tcOpen, "tail")
  IF RRPayGet(tcOpen, "kind") == "void" OR EMPTY(RRPayGet(tcOpen, "attempt")) OR EMPTY(RRPayName("header.key")) OR ;
    NOT RRPayIsSameNumber(tcNow, lcTail) OR NOT EMPTY(RRPayKept("cRRPayKeyBack", "")) OR ;
    ("~" $ tcNow AND NOT RRPayKept("lRRPayMadeKey", .F.))
    RETURN ""
  ENDIF
  RETURN SUBSTR(lcTail, AT("~", lcTail + "~") + 1)
ENDFUNC

* A receipt that has gone through RRPay, in the words of its kind; what only a person says is not called RRPay's.
FUNCTION RRPayThrough(tcKind, tcTail, tcPaid)
  IF tcPaid == "typed"
    RETURN IIF(tcKind == "return", RRPayText("Gr^a^zinimo kvitas ") + RRPayReceipt(tcTail), ;
      RRPayText("Kvito ") + RRPayReceipt(tcTail) + RRPayText(" apmok^Ejimas")) + RRPayText(" ^ivestas ranka.")
  ENDIF
  IF tcKind == "return"
    RETURN RRPayText("Pinigai pagal gr^a^zinimo kvit^a ") + RRPayReceipt(tcTail) + RRPayText(" gr^a^zinti per RRPay.")
  ENDIF
  RETURN RRPayText("Kvitas ") + RRPayReceipt(tcTail) + RRPayText(" apmok^Etas per RRPay.")
ENDFUNC

* Calls the hook close. Returns whether it was heard; what was not is told by a later action: where nothing can be
* written now, or nothing is judged, it would be in no list.
FUNCTION RRPayTell(tcOpen, tlSaved)
  LOCAL lcResult, lcAttempt, lcOriginalKind, lcCode
  lcAttempt = RRPayGet(tcOpen, "attempt")
  lcOriginalKind = RRPayGet(tcOpen, "original")
  lcResult = RRPayCall("close", RRPayLine("window", "settlement") + RRPayLine("kind", RRPayGet(tcOpen, "kind")) + ;
    IIF(EMPTY(lcOriginalKind), "", RRPayLine("originalKind", lcOriginalKind)) + ;
    RRPayLine("saleKey", "T" + RRPayTill() + RRPayGet(tcOpen, "tail")) + ;
    IIF(EMPTY(lcAttempt), "", RRPayLine("attemptId", lcAttempt)) + ;
    RRPayLine("saved", IIF(tlSaved, "true", "false")))
  * What is still open stands in the way of the next sale, which says so and names it.
  IF NOT INLIST(RRPayGet(lcResult, "status"), "acknowledged", "recorded", "open")
    RRPaySayOnce(RRPayGet(lcResult, "message"))
  ENDIF
  lcCode = RRPayGet(lcResult, "code")
  RETURN NOT (RRPayGet(lcResult, "fault") == "true" OR (RRPayGet(lcResult, "status") == "refused" AND ;
    (RRPayIsShut(lcCode) OR lcCode == "store-readonly" OR lcCode == "disk-full") AND NOT LEFT(lcCode, 8) == "payload-"))
ENDFUNC
