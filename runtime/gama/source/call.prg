*---------------------------------------------------------------------------------------------------------------------
* The DLL
*---------------------------------------------------------------------------------------------------------------------

* DECLAREd at each use: CLEAR DLLS of another add-on drops them. Checked against gama_rrpay.h by build/gama.
* The full path, because a bare name would be searched for along PATH.
FUNCTION RRPayDeclare
  LOCAL lcDll
  lcDll = RRPayKept("cRRPayFolder", "") + "gama_rrpay.dll"
  IF NOT FILE(lcDll)
    ERROR RRPayText("Nerastas failas ") + lcDll + RRPayText(". Kvieskite dieg^Ej^a.")
  ENDIF
  DECLARE INTEGER grp_abi_version IN (lcDll)
  DECLARE INTEGER grp_open IN (lcDll) STRING cConfigPath
  DECLARE INTEGER grp_start IN (lcDll) INTEGER nSession, STRING cHook, STRING cPayload, INTEGER nPayloadLen
  DECLARE INTEGER grp_poll IN (lcDll) INTEGER nSession, INTEGER nCall, INTEGER nWaitMs
  DECLARE INTEGER grp_progress IN (lcDll) INTEGER nSession, INTEGER nCall, STRING @cOut, INTEGER nCap
  DECLARE INTEGER grp_result IN (lcDll) INTEGER nSession, INTEGER nCall, STRING @cOut, INTEGER nCap
  DECLARE INTEGER grp_cancel IN (lcDll) INTEGER nSession, INTEGER nCall
  DECLARE INTEGER grp_release IN (lcDll) INTEGER nSession, INTEGER nCall
  DECLARE INTEGER grp_error_text IN (lcDll) INTEGER nCode, INTEGER nLang, STRING @cOut, INTEGER nCap
  IF grp_abi_version() <> 1
    ERROR RRPayText("gama_rrpay.dll ir rrpay.prg yra skirting^u versij^u. Nukopijuokite abu i^s tos pa^cios versijos.")
  ENDIF
ENDFUNC

* Does one thing at a time.
FUNCTION RRPayGuarded(tcWhat, toForm)
  IF RRPayIsBusy()
    RETURN .F.
  ENDIF
  RETURN RRPayAtWork(tcWhat, toForm)
ENDFUNC

* Busy is what stands below on the stack. A note alone would stop RRPay for the day, and let receipts through unpaid:
* CANCEL or RETURN TO MASTER in GAMA's own handling of errors ends our work without its FINALLY.
FUNCTION RRPayIsBusy
  LOCAL lnAt
  IF NOT RRPayKept("lRRPayBusy", .F.)
    RETURN .F.
  ENDIF
  FOR lnAt = 1 TO PROGRAM(-1)
    IF "RRPAYATWORK" $ UPPER(PROGRAM(lnAt))
      RETURN .T.
    ENDIF
  ENDFOR
  RETURN .F.
ENDFUNC

* What work that was cut off has left, given back by whatever runs first: keys put aside, Esc, a caption. A window that
* was to be left then is not the next one.
FUNCTION RRPayAfterCut
  LOCAL loForm, loError
  RRPayKeep("lRRPayBusy", .F.)
  RRPayKeep("lRRPayLeaveToo", .F.)
  POP KEY
  IF RRPayKept("cRRPayEscape", "") == "ON"
    SET ESCAPE ON
  ENDIF
  loForm = RRPayKept("oRRPayForm", .NULL.)
  TRY
    IF TYPE("loForm.Caption") == "C" AND NOT EMPTY(RRPayKept("cRRPayCaption", ""))
      loForm.Caption = RRPayKept("cRRPayCaption", "")
    ENDIF
  CATCH TO loError
  ENDTRY
ENDFUNC

* With GAMA's keys put aside, and everything left as it was found.
FUNCTION RRPayAtWork(tcWhat, toForm)
  LOCAL llDone, lnSession, lnArea, lcEscape, loError, lcTrouble
  llDone = .F.
  lnSession = SET("DATASESSION")
  lnArea = SELECT(0)
  lcEscape = SET("ESCAPE")
  lcTrouble = ""
  IF tcWhat == "INSPECT"
    * Once they are put aside, ON() knows none of them.
    RRPayKeep("cRRPayKeys", RRPayInspectKeys())
  ENDIF
  RRPayKeep("cRRPayEscape", lcEscape)
  RRPayKeep("lRRPayBusy", .T.)
  PUSH KEY CLEAR
  SET ESCAPE OFF
  TRY
    RRPayBegin(toForm)
    IF tcWhat == "INIT" AND RRPayWindow(toForm) == "settlement"
      RRPayKeep("lRRPayMakesKey", .T.)
      RRPayExpect(toForm)
    ENDIF
    IF NOT tcWhat == "INSPECT"
      RRPayDeclare()
    ENDIF
    DO CASE
      CASE tcWhat == "INIT" AND RRPayWindow(toForm) == "pos"
        llDone = RRPayPos(toForm, "init")
      CASE tcWhat == "INIT"
        llDone = RRPaySettle(toForm)
      CASE tcWhat == "CLOSE"
        llDone = RRPayClose(toForm)
      CASE tcWhat == "VOID"
        llDone = RRPayVoid(toForm)
      CASE tcWhat == "VOIDED"
        llDone = RRPayVoided(toForm)
      CASE tcWhat == "STATUS"
        llDone = RRPayPos(toForm, "status")
      CASE tcWhat == "INSPECT"
        llDone = RRPayInspect(toForm)
      CASE tcWhat == "PREVIEW"
        llDone = RRPayPreview(toForm)
    ENDCASE
  CATCH TO loError
    llDone = .F.
    lcTrouble = RRPayTrouble(loError)
  FINALLY
    * What would keep the till from working comes first: a session that is gone by now must not leave it busy.
    RRPayKeep("lRRPayBusy", .F.)
    POP KEY
    IF lcEscape == "ON"
      SET ESCAPE ON
    ENDIF
    WAIT CLEAR
    RRPayEnd(toForm)
    SET DATASESSION TO lnSession
    SELECT (lnArea)
  ENDTRY
  DO CASE
    CASE EMPTY(lcTrouble) OR tcWhat == "INSPECT"
    CASE tcWhat == "VOID"
      llDone = RRPayAskOwnF8(lcTrouble, RRPayKept("lRRPayVoiding", .F.))
    OTHERWISE
      RRPaySay(lcTrouble)
  ENDCASE
  RETURN llDone
ENDFUNC

* The shop's names are read anew each time: a consultant who changes one need not restart GAMA.
FUNCTION RRPayBegin(toForm)
  LOCAL lcPath, lcNames
  lcPath = RRPayKept("cRRPayFolder", "") + "gama-shop.txt"
  lcNames = ""
  IF FILE(lcPath)
    lcNames = RRPayAnsi(FILETOSTR(lcPath))
    lcNames = RRPayTidy(CHRTRAN(STRTRAN(lcNames, CHR(13), CHR(10)), CHR(9), " "))
  ENDIF
  RRPayKeep("cRRPayNames", lcNames + CHR(13) + CHR(10) + RRPayNames())
  RRPayKeep("lRRPayQuiet", .F.)
  RRPayKeep("lRRPayMakesKey", .F.)
  RRPayKeep("lRRPayMadeKey", .F.)
  RRPayKeep("cRRPayKeyBack", "")
  RRPayKeep("lRRPayVoiding", .F.)
  RRPayKeep("nRRPayArea", 0)
  RRPayKeep("oRRPayForm", toForm)
  RRPayKeep("cRRPayCaption", toForm.Caption)
ENDFUNC

* One line a name, with nothing round its sign: with a space there the default would silently count.
FUNCTION RRPayTidy(tcText)
  LOCAL lnAt, lnSign, lcLine, lcText
  lcText = ""
  FOR lnAt = 1 TO GETWORDCOUNT(tcText, CHR(10))
    lcLine = ALLTRIM(GETWORDNUM(tcText, lnAt, CHR(10)))
    lnSign = AT("=", lcLine)
    IF lnSign > 0
      lcLine = RTRIM(LEFT(lcLine, lnSign - 1)) + "=" + LTRIM(SUBSTR(lcLine, lnSign + 1))
    ENDIF
    lcText = lcText + CHR(13) + CHR(10) + lcLine
  ENDFOR
  RETURN lcText
ENDFUNC

* The window's own tables. Its work area is noted, so that RRPayEnd finds it again.
FUNCTION RRPayEnter(toForm)
  SET DATASESSION TO toForm.DataSessionId
  IF RRPayKept("nRRPayArea", 0) = 0
    RRPayQuiet()
    RRPayKeep("nRRPayArea", SELECT(0))
  ENDIF
ENDFUNC

* What a data session of a window's own has by default: TALK shows on the till's screen all that is reckoned, and with
* REPROCESS 0 a record that somebody else has locked is waited for without an end, as ESCAPE is off.
FUNCTION RRPayQuiet
  LOCAL llTalk, lvTries
  IF SET("TALK") == "ON"
    SET TALK OFF
    llTalk = .T.
  ENDIF
  RRPayKeep("lRRPayTalk", llTalk)
  lvTries = SET("REPROCESS")
  lvTries = IIF(VARTYPE(lvTries) == "N", lvTries, 1)
  RRPayKeep("nRRPayTries", lvTries)
  IF lvTries <= 0
    SET REPROCESS TO 2 SECONDS
  ENDIF
ENDFUNC

* The window has its caption, its work area and its settings back, and nothing of it is held.
FUNCTION RRPayEnd(toForm)
  LOCAL lnArea, lnTries
  IF TYPE("toForm.Caption") == "C" AND NOT EMPTY(RRPayKept("cRRPayCaption", ""))
    toForm.Caption = RRPayKept("cRRPayCaption", "")
  ENDIF
  RRPayKeep("cRRPayCaption", "")
  RRPayKeep("oRRPayForm", .NULL.)
  IF USED("RRPayLines")
    USE IN RRPayLines
  ENDIF
  lnArea = RRPayKept("nRRPayArea", 0)
  IF lnArea > 0
    SELECT (lnArea)
    lnTries = RRPayKept("nRRPayTries", 1)
    IF lnTries <= 0
      SET REPROCESS TO lnTries
    ENDIF
    RRPayKeep("nRRPayArea", 0)
    IF RRPayKept("lRRPayTalk", .F.)
      SET TALK ON
    ENDIF
  ENDIF
ENDFUNC

* What went wrong: our own sentences as they are (error 1098 is the ERROR command's), FoxPro's with their place.
FUNCTION RRPayTrouble(toError)
  IF toError.ErrorNo = 1098
    RETURN toError.Message
  ENDIF
  RETURN RRPayText("RRPay jungtyje ^ivyko klaida. Parodykite ^s^i prane^sim^a dieg^Ejui:") + CHR(13) + ;
    toError.Message + IIF(EMPTY(toError.Details), "", " [" + TRANSFORM(toError.Details) + "]") + CHR(13) + ;
    TRANSFORM(toError.Procedure) + ", " + RRPayInt(toError.LineNo) + " (" + RRPayInt(toError.ErrorNo) + ")"
ENDFUNC

* Calls a hook and returns its result as flat lines, whatever happens. The session stays open until GAMA ends.
FUNCTION RRPayCall(tcHook, tcPayload)
  LOCAL lnSession, lnCall
  lnSession = grp_open(RRPayKept("cRRPayFolder", "") + "gama-rrpay.json")
  IF lnSession <= 0
    RETURN RRPayEnded("refused", lnSession, 0)
  ENDIF
  lnCall = grp_start(lnSession, tcHook, tcPayload, LEN(tcPayload))
  IF lnCall <= 0
    RETURN RRPayEnded("refused", lnCall, lnSession)
  ENDIF
  RETURN RRPayWait(lnSession, lnCall)
ENDFUNC

* Waits in short steps with a message for the cashier; each Esc and F8 asks for cancellation, the result tells the
* rest. No DOEVENTS: it would let the cashier close the very window whose INIT is running. No RETURN: none may leave a
* TRY.
FUNCTION RRPayWait(tnSession, tnCall)
  LOCAL lnState, lnKey, lnVoidKey, lcText, lcShown, lcResult, loError
  lnVoidKey = RRPayKeyCode(RRPayVoidKey())
  lcShown = ""
  TRY
    lnState = grp_poll(tnSession, tnCall, 30)
    DO WHILE lnState = 0
      lcText = RRPayProgress(tnSession, tnCall)
      IF NOT EMPTY(lcText) AND NOT lcText == lcShown
        RRPayShow(lcText)
        lcShown = lcText
      ENDIF
      lnKey = INKEY(.1, "H")
      IF lnKey = 27 OR lnKey = lnVoidKey
        grp_cancel(tnSession, tnCall)
      ENDIF
      lnState = grp_poll(tnSession, tnCall, 0)
    ENDDO
    DO CASE
      CASE lnState = 1
        lcResult = RRPayResult(tnSession, tnCall)
      CASE grp_poll(tnSession, 0, 0) < 0
        * The boot has failed, so nothing was ever sent.
        lcResult = RRPayEnded("refused", lnState, tnSession)
      OTHERWISE
        lcResult = RRPayEnded("unknown", lnState, tnSession)
    ENDCASE
    grp_release(tnSession, tnCall)
  CATCH TO loError
    lcResult = RRPayFault("unknown", "", RRPayTrouble(loError))
  ENDTRY
  RETURN lcResult
ENDFUNC

FUNCTION RRPayResult(tnSession, tnCall)
  LOCAL lcOut, lnCap, lnNeeded
  lnCap = 65536
  lcOut = SPACE(lnCap)
  lnNeeded = grp_result(tnSession, tnCall, @lcOut, lnCap)
  IF lnNeeded >= lnCap
    lnCap = lnNeeded + 1
    lcOut = SPACE(lnCap)
    lnNeeded = grp_result(tnSession, tnCall, @lcOut, lnCap)
  ENDIF
  IF lnNeeded < 0
    RETURN RRPayEnded("unknown", lnNeeded, tnSession)
  ENDIF
  RETURN LEFT(lcOut, lnNeeded)
ENDFUNC

* WAIT WINDOW takes 254 characters.
FUNCTION RRPayProgress(tnSession, tnCall)
  LOCAL lcOut, lnNeeded
  lcOut = SPACE(4096)
  lnNeeded = grp_progress(tnSession, tnCall, @lcOut, 4096)
  RETURN IIF(lnNeeded > 0 AND lnNeeded < 4096, LEFT(lcOut, MIN(lnNeeded, 250)), "")
ENDFUNC

* In the window's caption as well: a WAIT WINDOW belongs to the main window and lies behind a top-level form.
FUNCTION RRPayShow(tcText)
  LOCAL loForm
  WAIT WINDOW tcText NOWAIT NOCLEAR
  loForm = RRPayKept("oRRPayForm", .NULL.)
  IF TYPE("loForm.Caption") == "C"
    loForm.Caption = RRPayKept("cRRPayCaption", "") + " - " + tcText
  ENDIF
ENDFUNC

* A call that has no result: the sentence of its code, and what a failed boot says of the place.
FUNCTION RRPayEnded(tcOutcome, tnCode, tnSession)
  LOCAL lcOut, lnNeeded, lcText, lcPlace
  lcOut = SPACE(4096)
  lnNeeded = grp_error_text(tnCode, 0, @lcOut, 4096)
  lcText = LEFT(lcOut, MAX(0, MIN(lnNeeded, 4095)))
  lcPlace = ""
  IF tnSession > 0 AND grp_poll(tnSession, 0, 0) < 0
    lcPlace = RRPayProgress(tnSession, 0)
  ENDIF
  RETURN RRPayFault(tcOutcome, RRPayInt(tnCode), lcText + IIF(EMPTY(lcPlace), "", " (" + lcPlace + ")"))
ENDFUNC

* The same lines that a hook would have given; status is what init pos, status, close and resolve have for an outcome.
FUNCTION RRPayFault(tcOutcome, tcCode, tcMessage)
  RETURN RRPayLine("outcome", tcOutcome) + RRPayLine("status", "refused") + RRPayLine("code", tcCode) + ;
    RRPayLine("message", tcMessage) + RRPayLine("fault", "true")
ENDFUNC

* What the boot reports: the till of the config, and its payment methods. Empty when the boot failed, which the next
* call tells. Where the boot does not end, Esc does: without the till there is no key for a sale.
FUNCTION RRPayBoot
  LOCAL lnSession
  lnSession = grp_open(RRPayKept("cRRPayFolder", "") + "gama-rrpay.json")
  IF lnSession <= 0
    RETURN ""
  ENDIF
  DO WHILE grp_poll(lnSession, 0, 100) = 0
    IF INKEY(.01, "H") = 27
      ERROR RRPayText("RRPay jungtis dar nepasileido. Bandykite dar kart^a.")
    ENDIF
  ENDDO
  RETURN RRPayResult(lnSession, 0)
ENDFUNC

FUNCTION RRPayTill
  RETURN RRPayGet(RRPayBoot(), "till")
ENDFUNC
