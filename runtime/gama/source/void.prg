*---------------------------------------------------------------------------------------------------------------------
* F8
*---------------------------------------------------------------------------------------------------------------------

* F8: an attempt that is open is cancelled, a receipt that RRPay has printed is taken back there first.
* Returns .T. when GAMA's own F8 may follow. What is remembered of the receipt stays until it is really gone.
FUNCTION RRPayVoid(toForm)
  LOCAL lcHead, lcTail, lcDocument, lcResult, lcOutcome, lcOriginalKind, lcKind, lcSale, lcLost, llCompleted, llGone
  RRPayEarlier(toForm)
  RRPayOpen(toForm)
  IF RRPayIsNew()
    RETURN .T.
  ENDIF
  lcTail = RRPayTail()
  lcOriginalKind = RRPayOriginalKind()
  lcHead = RRPayVoidHead(lcTail, lcOriginalKind)
  RRPayKeep("lRRPayVoiding", .T.)
  lcResult = RRPayCall("void", RRPayLine("scope", "open") + lcHead)
  IF RRPayGet(lcResult, "code") == "original-kind-missing"
    lcKind = RRPayAskKind(RRPayGet(lcResult, "message"))
    IF EMPTY(lcKind)
      RETURN .F.
    ENDIF
    lcOriginalKind = lcKind
    lcHead = lcHead + RRPayLine("originalKind", lcKind)
    lcResult = RRPayCall("void", RRPayLine("scope", "open") + lcHead)
  ENDIF
  lcLost = IIF(RRPayGet(lcResult, "outcome") == "nothing-to-void", RRPayLostKey(lcTail, lcOriginalKind), "")
  DO CASE
    CASE NOT EMPTY(RRPayGet(lcLost, "why"))
      RETURN RRPayAskOwnF8(RRPayGet(lcLost, "why"), .F.)
    CASE NOT EMPTY(RRPayGet(lcLost, "key"))
      RRPayKeep("cRRPayKeyBack", RRPayGet(lcLost, "key"))
      lcTail = RRPayTail()
      lcHead = RRPayVoidHead(lcTail, lcOriginalKind)
      lcResult = RRPayCall("void", RRPayLine("scope", "open") + lcHead)
  ENDCASE
  IF RRPayGet(lcResult, "fault") == "true" OR RRPayIsShut(RRPayGet(lcResult, "code"))
    RETURN RRPayAskOwnF8(RRPayGet(lcResult, "message"), RRPayGet(lcResult, "outcome") == "unknown")
  ENDIF
  lcOutcome = RRPayGet(lcResult, "outcome")
  lcDocument = RRPayDocument()
  llCompleted = .F.
  * Only by its code: stopped while it was looked for, or in conflict, it is not known to be paid.
  IF RRPayGet(lcResult, "code") == "not-voided" OR (lcOutcome == "nothing-to-void" AND NOT EMPTY(lcDocument))
    lcSale = RRPayKept("cRRPayOpen", "")
    IF NOT RRPayAsk(RRPayWhatIsThere(lcResult, lcOriginalKind, lcTail, IIF(RRPayGet(lcSale, "tail") == lcTail, ;
      RRPayGet(lcSale, "paid"), "")), IIF(lcOriginalKind == "return", ;
      RRPayText("Anuliuoti ^s^i gr^a^zinim^a RRPay ir GAMA?"), RRPayText("Anuliuoti j^i RRPay ir GAMA?")))
      RETURN .F.
    ENDIF
    llCompleted = .T.
  ENDIF
  IF RRPayGet(lcResult, "code") == "original-missing"
    lcDocument = RRPayAskDocument(RRPayGet(lcResult, "message"))
    IF EMPTY(lcDocument)
      * A receipt of a day before the journal, or one that RRPay never saw: only the cashier knows.
      RETURN RRPayAskOwnF8(RRPayText("RRPay kvito numeris nenurodytas."), .F.)
    ENDIF
    llCompleted = .T.
  ENDIF
  IF llCompleted
    lcResult = RRPayVoidCompleted(toForm, lcHead, lcDocument)
  ENDIF
  lcResult = RRPayDecideVoid(lcHead, lcResult)
  lcOutcome = RRPayGet(lcResult, "outcome")
  DO CASE
    CASE lcOutcome == "nothing-to-void"
      RRPayForget()
      RETURN .T.
    CASE lcOutcome == "voided" OR RRPayGet(lcResult, "code") == "void-manual-recorded"
      * What a person read from the receipt of the void stands until RRPay answers: GAMA need not wait for that.
      lcSale = RRPayKept("cRRPayOpen", "")
      * GAMA's own void comes behind this: until then nothing is done with.
      * Where only an open payment was cancelled, there is no void for GAMA to save. A void has a receipt of its own,
      * whether it was made now or is one that GAMA has not saved yet.
      llCompleted = llCompleted OR NOT EMPTY(RRPayGet(lcResult, "fiscal.state"))
      RRPaySay(IIF(RRPayGet(lcResult, "code") == "voided" AND EMPTY(RRPayGet(lcResult, "instead")), ;
        IIF(llCompleted, RRPayText("RRPay kvit^a anuliavo. Dabar jis anuliuojamas ir GAMA."), ;
        RRPayText("Per RRPay at^saukta. Dabar kvitas anuliuojamas ir GAMA.")), RRPayGet(lcResult, "message")))
      RRPayForget()
      IF llCompleted
        RRPayRememberVoid(lcTail, RRPayGet(lcResult, "attemptId"), lcOriginalKind, ;
          RRPayGet(lcResult, "code") == "void-manual-recorded")
      ENDIF
      llGone = RRPayIsGone(lcResult, lcDocument)
      IF RRPayGet(lcResult, "code") == "second-voided" AND NOT RRPayGet(lcSale, "kind") == "void"
        * The sale stands, and what becomes of it is still to be told.
        IF NOT EMPTY(RRPayKept("cRRPayOpen", ""))
          RRPayPutAside()
        ENDIF
        RRPayKeep("cRRPayOpen", lcSale)
      ENDIF
      RETURN llGone
    CASE RRPayGet(lcResult, "code") == "already-voided"
      * Voided in RRPay's own window, or by a void that was left: GAMA has never said what became of its receipt.
      RETURN RRPayAsk(RRPayGet(lcResult, "message"), RRPayText("Anuliuoti tik GAMA?"))
  ENDCASE
  DO CASE
    CASE RRPayGet(lcResult, "read") == "true"
    CASE RRPayGet(lcResult, "code") == "blocked"
      RRPayShowFirst(lcResult, RRPayGet(lcHead, "saleKey"))
    OTHERWISE
      RRPaySay(RRPayGet(lcResult, "message"))
  ENDCASE
  RETURN .F.
ENDFUNC

* What RRPay has of the receipt. Where GAMA has no lines that tell a sale from a return, RRPay's own words do.
FUNCTION RRPayWhatIsThere(tcResult, tcOriginalKind, tcTail, tcPaid)
  LOCAL lcMessage
  lcMessage = RRPayGet(tcResult, "sale.message")
  IF EMPTY(tcOriginalKind) AND NOT EMPTY(lcMessage)
    RETURN RRPayText("Kvitas ") + RRPayReceipt(tcTail) + ". " + lcMessage
  ENDIF
  RETURN RRPayThrough(tcOriginalKind, tcTail, tcPaid)
ENDFUNC

FUNCTION RRPayVoidHead(tcTail, tcOriginalKind)
  RETURN RRPayLine("saleKey", "T" + RRPayTill() + tcTail) + RRPayLine("date", RRPayDay()) + ;
    IIF(EMPTY(tcOriginalKind), "", RRPayLine("originalKind", tcOriginalKind)) + RRPayLine("operator", RRPayOperator())
ENDFUNC

* A receipt without a key in a shop that has keys: RRPay may have it by one that GAMA has not saved, or took back. First
* by its number; then by none, as GAMA may number on saving: which one of those it is nobody can tell. Gives "key", the
* random part of the receipt on the screen, or "why" RRPay voids nothing; nothing where RRPay has none.
FUNCTION RRPayLostKey(tcTail, tcOriginalKind)
  LOCAL lcFound, lcKey, lcNumbered
  IF EMPTY(RRPayName("header.key")) OR "~" $ tcTail
    RETURN ""
  ENDIF
  lcFound = RRPayCall("void", RRPayLine("scope", "open") + RRPayVoidHead(tcTail + "~", tcOriginalKind))
  lcKey = RRPayGet(lcFound, "saleKey")
  DO CASE
    CASE NOT EMPTY(lcKey)
      lcNumbered = tcTail + SUBSTR(lcKey, AT("~", lcKey))
      IF RRPayAsk(IIF(RRPayGet(lcFound, "code") == "not-voided", RRPayThrough(tcOriginalKind, lcNumbered, ;
        RRPayPaidBy(RRPayLine("code", RRPayGet(lcFound, "sale.code")), .T.)), RRPayText("Kvitas ") + ;
        RRPayReceipt(lcNumbered) + ". " + RRPayGet(lcFound, "message")), RRPayText("Ar dabar ekrane tas pats kvitas?"))
        RETURN RRPayLine("key", SUBSTR(lcKey, AT("~", lcKey) + 1))
      ENDIF
      RETURN RRPayLine("why", RRPayText("RRPay turi kit^a kvit^a tokiu pat numeriu."))
    CASE NOT RRPayGet(lcFound, "outcome") == "nothing-to-void"
      RETURN RRPayLine("why", RRPayGet(lcFound, "message"))
  ENDCASE
  lcFound = RRPayCall("void", RRPayLine("scope", "open") + RRPayVoidHead("-" + RRPayDate() + "-~", tcOriginalKind))
  IF NOT RRPayGet(lcFound, "outcome") == "nothing-to-void"
    RETURN RRPayLine("why", IIF(EMPTY(RRPayGet(lcFound, "saleKey")), RRPayGet(lcFound, "message"), ;
      RRPayText("RRPay turi tos dienos kvit^u be numerio: vienas j^u gali b^Uti ^sis.")))
  ENDIF
  RETURN ""
ENDFUNC

* Whether GAMA's receipt went with what was voided. Where that is the second one of a sale that was paid twice, or
* another one that was typed, GAMA has no document of it to save: the void is done with.
FUNCTION RRPayIsGone(tcResult, tcDocument)
  IF NOT RRPayGet(tcResult, "code") == "second-voided"
    IF EMPTY(RRPayGet(tcResult, "instead"))
      RETURN .T.
    ENDIF
    IF RRPayAsk(RRPayText("RRPay anuliuotas kvitas ") + RRPayGet(tcResult, "instead") + ;
      RRPayText(", o GAMA kvito numeris - ") + tcDocument + ".", RRPayText("Anuliuoti kvit^a ir GAMA?"))
      RETURN .T.
    ENDIF
  ENDIF
  IF RRPayTell(RRPayKept("cRRPayOpen", ""), .T.)
    RRPayForget()
  ENDIF
  RETURN .F.
ENDFUNC

* The document's number and the lines go with it where the journal may have let the receipt go.
FUNCTION RRPayVoidCompleted(toForm, tcHead, tcDocument)
  LOCAL lcHead, lcResult, lcDocument
  lcHead = RRPayLine("scope", "completed") + tcHead
  * Until it is sent nothing is unknown: the receipt's own lines may be what stops it.
  RRPayKeep("lRRPayVoiding", .F.)
  lcDocument = IIF(EMPTY(tcDocument), "", RRPayLine("original.documentNo", tcDocument) + RRPayOwnLines(toForm))
  RRPayKeep("lRRPayVoiding", .T.)
  lcResult = RRPayCall("void", lcHead + lcDocument)
  * Of a sale that was paid twice it is the second receipt's number that is wanted: GAMA does not have it.
  IF RRPayGet(lcResult, "code") == "original-differs" OR ;
    (EMPTY(tcDocument) AND RRPayGet(lcResult, "code") == "original-missing")
    lcDocument = RRPayAskDocument(RRPayGet(lcResult, "message"))
    IF NOT EMPTY(lcDocument)
      lcResult = RRPayCall("void", lcHead + RRPayLine("original.documentNo", lcDocument) + RRPayOwnLines(toForm))
      IF NOT EMPTY(tcDocument)
        lcResult = RRPayLine("instead", lcDocument) + lcResult
      ENDIF
    ENDIF
  ENDIF
  RETURN lcResult
ENDFUNC

* A receipt that the journal has let go is voided as GAMA knows it, with what was paid before RRPay.
FUNCTION RRPayOwnLines(toForm)
  LOCAL lnSign, lcPrepaid, lcLines
  lnSign = RRPaySign()
  lcPrepaid = RRPayPrepaid(toForm, lnSign)
  lcLines = RRPayLines(lnSign)
  IF LEN(lcPrepaid + lcLines) > 256000
    * More than a call takes: RRPay voids by the number, and the sum is enough.
    lcLines = SUBSTR(lcLines, AT(CHR(13) + CHR(10) + "totals.", lcLines))
  ENDIF
  RETURN lcPrepaid + lcLines
ENDFUNC

* What the receipt was; empty where GAMA has no lines of it any more: the journal's one kind of that key is meant
* then.
FUNCTION RRPayOriginalKind
  LOCAL lnSign
  lnSign = 0
  SELECT RRPayLines
  SCAN FOR RRPayIsGoods()
    lnSign = 1
  ENDSCAN
  IF lnSign = 0
    RETURN ""
  ENDIF
  RETURN IIF(RRPaySign() < 0, "return", "sale")
ENDFUNC

* Where a sale and a return have one number and GAMA has no lines left to tell them apart, the cashier says which is
* meant: by a number, as decisions are, which neither space nor a scanner types. Empty where it is put off.
FUNCTION RRPayAskKind(tcText)
  LOCAL lnChosen
  RRPaySay(tcText)
  lnChosen = RRPayChoose(RRPayText("1 - anuliuoti pardavim^a; 2 - anuliuoti gr^a^zinim^a; "), 2)
  RETURN IIF(lnChosen = 1, "sale", IIF(lnChosen = 2, "return", ""))
ENDFUNC

FUNCTION RRPayAskDocument(tcText)
  LOCAL lcAnswer
  RRPaySay(tcText)
  lcAnswer = RRPayTypedNumber(RRPayText("RRPay kvito numeris i^s popieriaus (jei jo n^Era, palikite tu^s^ci^a):"), ;
    "", "asked")
  RETURN IIF(lcAnswer == CHR(27), "", lcAnswer)
ENDFUNC

* GAMA's own F8 has come after ours and is done: the void is told now, not by the next action.
FUNCTION RRPayVoided(toForm)
  RRPayEarlier(toForm)
  RETURN .T.
ENDFUNC

* RRPay could not be asked, or has been asked and nobody knows what it did. GAMA's own F8 must be within reach, by a
* decision and not by itself.
FUNCTION RRPayAskOwnF8(tcText, tlUnknown)
  LOCAL lcCall, lcOpen
  * Whom to call, and what the consultant then does, can wait: the question is what to do with this receipt.
  lcCall = RRPayText(" Kvieskite dieg^Ej^a")
  IF NOT RRPayAsk(LEFT(tcText, AT(lcCall, tcText + lcCall) - 1) + CHR(13) + CHR(13) + ;
    IIF(tlUnknown, RRPayText("Ne^zinoma, ar per RRPay anuliuota: pa^zi^Ur^Ekite RRPay lange."), ;
    RRPayText("Per RRPay neanuliuota. Jei RRPay ^s^i kvit^a turi, anuliuokite j^i ir RRPay lange.")), ;
    RRPayText("Anuliuoti tik GAMA?"))
    RETURN .F.
  ENDIF
  * Paid and gone is not saved any more: whether it is, is asked.
  lcOpen = RRPayKept("cRRPayOpen", "")
  IF NOT EMPTY(lcOpen) AND NOT RRPayGet(lcOpen, "doubt") == "true"
    RRPayKeep("cRRPayOpen", lcOpen + RRPayLine("doubt", "true"))
  ENDIF
  RETURN .T.
ENDFUNC
