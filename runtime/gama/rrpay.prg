* rrpay.prg - the Visual FoxPro 9 side of gama-rrpay, the bridge between Rivile GAMA and RASO RRPay.
*
* INIT.txt and CLOSE.txt run this file with EXECSCRIPT: the run-time DO command never compiles a .prg, and a stale
* .fxp cannot be picked up that way. Nothing here decides about money; it carries texts between GAMA and the DLL.
*
* What a shop's GAMA calls its windows, tables and fields is looked up in gama-shop.txt beside this file, a line each
* ("header.number=I06_DOK_NR"), and where a name is not there, in the defaults of RRPayNames. An update of this file
* never touches gama-shop.txt. Where a name is not enough, the blocks GAMA-1 ... GAMA-9 at the end are adapted, each
* with the assumption that it makes. Leave the rest alone.
*
* This file is pure ASCII with CRLF line ends, so that no code page can spoil it; see RRPayText for Lithuanian
* letters. Numbers go out as integers (cents, ten-thousandths), so SET POINT, SET DECIMALS and SET FIXED do not
* matter. It is put together from runtime/gama/source by npm run generate.
*
* tcAction  INIT, CLOSE, STATUS, INSPECT, PREVIEW or BIND; F8 and F8OWN are the bound key's (GAMA-9)
* toForm    the window; with F8 and F8OWN nothing, because the active one is looked for
* tcFolder  the folder of gama_rrpay.dll, with a backslash at its end
* Returns .T. when GAMA may go on.
LPARAMETERS tcAction, toForm, tcFolder
LOCAL llDone, loForm, llOurs, llTalk
IF SET("TALK") == "ON"
  SET TALK OFF
  llTalk = .T.
ENDIF
llDone = .F.
RRPayKeep("cRRPayFolder", tcFolder)
IF RRPayKept("lRRPayBusy", .F.) AND NOT RRPayIsBusy()
  RRPayAfterCut()
ENDIF
DO CASE
  CASE tcAction == "INIT"
    llDone = RRPayGuarded("INIT", toForm)
    DO CASE
      CASE RRPayWindow(toForm) == "pos"
        RRPayBindF8(toForm)
        * Where the shop's names cannot be read, it may be the settlement window, by another name.
        IF NOT llDone AND EMPTY(RRPayKept("cRRPayNames", ""))
          RRPayLeave()
        ENDIF
      CASE RRPayIsBusy()
        * Esc now would cancel the payment that is under way; this window is left when that has ended.
        RRPayKeep("lRRPayLeaveToo", .T.)
      CASE NOT llDone
        * Whatever went wrong: a window that stays open here is a sale that nobody fiscalises.
        RRPayLeave()
    ENDCASE
  CASE tcAction == "CLOSE"
    llDone = RRPayGuarded("CLOSE", toForm)
    IF RRPayWindow(toForm) == "pos"
      RRPayReleaseF8(toForm)
    ENDIF
  CASE tcAction == "BIND"
    * Only where INIT has been: what it counted, CLOSE gives back.
    llDone = PEMSTATUS(toForm, "lRRPayPos", 5)
    IF llDone
      RRPayBindF8(toForm)
    ENDIF
  CASE tcAction == "F8"
    loForm = RRPayActive()
    llDone = NOT RRPayIsOurs(loForm)
    IF NOT llDone
      llDone = RRPayGuarded("VOID", loForm)
    ENDIF
  CASE tcAction == "F8OWN"
    loForm = RRPayActive()
    llOurs = RRPayIsOurs(loForm)
    llDone = .T.
    IF RRPayPassF8(loForm, llOurs) AND llOurs
      * GAMA's own F8 may have closed the window.
      IF TYPE("loForm.Caption") == "C"
        llDone = RRPayGuarded("VOIDED", loForm)
      ENDIF
    ENDIF
  OTHERWISE
    llDone = RRPayGuarded(tcAction, toForm)
ENDCASE
IF NOT RRPayIsBusy()
  RRPayBindAgain()
  * Before F8OWN, which follows, its boxes would take the Esc.
  IF NOT (tcAction == "F8" AND llDone)
    RRPayLeaveToo()
  ENDIF
ENDIF
IF llTalk
  SET TALK ON
ENDIF
RETURN llDone

*---------------------------------------------------------------------------------------------------------------------
* One thing at a time, and everything left as it was found
*---------------------------------------------------------------------------------------------------------------------

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
  RRPayKeep("cRRPaySaid", "")
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

* Whether RRPay's side judges no receipt at all, paid or not, because of what only a consultant puts right.
FUNCTION RRPayIsShut(tcCode)
  RETURN NOT EMPTY(tcCode) AND "," + tcCode + "," $ ",config-invalid,journal-corrupt,rrpay-changed,till-mismatch," + ;
    "emulator-not-allowed,payload-not-text,payload-form,payload-schema,"
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

*---------------------------------------------------------------------------------------------------------------------
* Manual entry: what a person reads from the printed receipt, row by row
*---------------------------------------------------------------------------------------------------------------------

* Asks for number, payments and change until they balance and RRPay's side has taken them, and keeps what was typed.
* Returns the result of resolve, or nothing when it is put off.
FUNCTION RRPayEntry(tcKind, tcKey, tcAttempt, tnTotal)
  LOCAL lcEntry, lcResult, lnAnswer
  lcEntry = ""
  DO WHILE .T.
    lcEntry = RRPayEntryForm(lcEntry, tcKind, tnTotal)
    IF RRPayGet(lcEntry, "given") == "up"
      RETURN ""
    ENDIF
    lnAnswer = RRPayBox(RRPayEntryText(lcEntry), RRPayEntryQuestion(lcEntry, tnTotal), 3 + 32 + 256)
    IF lnAnswer = 2
      RETURN ""
    ENDIF
    IF lnAnswer = 6
      IF RRPayOff(lcEntry, tnTotal) = 0
        lcResult = RRPayResolve(tcKind, tcKey, tcAttempt, "receipt-printed", RRPayEntryLines(lcEntry, tnTotal))
        IF NOT RRPayGet(lcResult, "status") == "refused"
          RETURN lcResult + RRPayLine("result.fiscal.documentNo", RRPayGet(lcEntry, "document"))
        ENDIF
        RRPaySay(RRPayGet(lcResult, "message"))
        * What was typed is not why: typed otherwise it would be refused as well.
        IF INLIST(RRPayGet(lcResult, "code"), "decision-not-allowed", "attempt-unknown")
          RETURN ""
        ENDIF
      ENDIF
    ENDIF
  ENDDO
ENDFUNC

* One pass over the fields. What was typed before stands in each of them; no method of payment is proposed.
FUNCTION RRPayEntryForm(tcEntry, tcKind, tnTotal)
  LOCAL lcEntry, lcAnswer, lcNumber, lcSum, lnAt, lnLeft, lcNote, llMore
  lcAnswer = RRPayTypedNumber(IIF(tcKind == "void", RRPayText("Anuliavimo kvito numeris (i^s popieriaus):"), ;
    RRPayText("Kvito numeris (i^s popieriaus):")), RRPayGet(tcEntry, "document"), "told")
  IF lcAnswer == CHR(27) OR EMPTY(lcAnswer)
    RETURN RRPayLine("given", "up")
  ENDIF
  lcEntry = RRPayLine("document", lcAnswer)
  lnAt = 0
  llMore = .T.
  lcNote = ""
  DO WHILE llMore
    lnLeft = tnTotal - RRPayEntered(lcEntry)
    lcAnswer = RRPayTyped(lcNote + IIF(lnLeft < 0, RRPayText("Per daug "), "Liko ") + RRPayEuros(ABS(lnLeft)) + ;
      RRPayText(" EUR. Mok^Ejimas ") + ;
      RRPayMethods(150) + RRPayText("; tu^s^cia - baigti. Numeris:"), RRPayGet(tcEntry, "method." + RRPayInt(lnAt)))
    IF lcAnswer == CHR(27)
      RETURN RRPayLine("given", "up")
    ENDIF
    lcNumber = RRPayMethodNumber(lcAnswer)
    lcNote = ""
    DO CASE
      CASE EMPTY(lcAnswer)
        llMore = .F.
      CASE EMPTY(lcNumber)
        lcNote = RRPayText("Tokio mok^Ejimo n^Era: ") + LEFT(lcAnswer, 20) + ". "
      OTHERWISE
        lcSum = RRPayAskSum(RRPayMethodName(lcNumber) + RRPayText(", suma EUR:"), ;
          RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))
        IF lcSum == CHR(27)
          RETURN RRPayLine("given", "up")
        ENDIF
        lcEntry = lcEntry + RRPayLine("method." + RRPayInt(lnAt), lcNumber) + RRPayLine("sum." + RRPayInt(lnAt), lcSum)
        lnAt = lnAt + 1
    ENDCASE
  ENDDO
  IF RRPayEntered(lcEntry) - tnTotal > 2
    lcSum = RRPayAskSum(RRPayText("Gr^a^za i^s kvito, EUR (n^Era - 0):"), RRPayGet(tcEntry, "change"))
    IF lcSum == CHR(27)
      RETURN RRPayLine("given", "up")
    ENDIF
    lcEntry = lcEntry + RRPayLine("change", lcSum)
  ENDIF
  RETURN lcEntry + RRPayLine("rows", RRPayInt(lnAt))
ENDFUNC

* A sum, asked again until it is one: what was typed stays in the field.
FUNCTION RRPayAskSum(tcPrompt, tcTyped)
  LOCAL lcAnswer, lcNote
  lcNote = ""
  lcAnswer = tcTyped
  DO WHILE .T.
    lcAnswer = RRPayTyped(lcNote + tcPrompt, lcAnswer)
    IF lcAnswer == CHR(27) OR RRPayCents(lcAnswer) >= 0
      RETURN lcAnswer
    ENDIF
    lcNote = RRPayText("Tai ne suma. ")
  ENDDO
ENDFUNC

* What is entered so far, less the change, in cents.
FUNCTION RRPayEntered(tcEntry)
  LOCAL lnAt, lnCents
  lnCents = 0
  lnAt = 0
  DO WHILE NOT EMPTY(RRPayGet(tcEntry, "method." + RRPayInt(lnAt)))
    lnCents = lnCents + RRPayCents(RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))
    lnAt = lnAt + 1
  ENDDO
  RETURN lnCents - IIF(EMPTY(RRPayGet(tcEntry, "change")), 0, RRPayCents(RRPayGet(tcEntry, "change")))
ENDFUNC

* What is missing (above 0) or too much (below); up to two cents are the rounding of cash, where there is cash.
FUNCTION RRPayOff(tcEntry, tnTotal)
  LOCAL lnOff
  lnOff = tnTotal - RRPayEntered(tcEntry)
  RETURN IIF(ABS(lnOff) <= 2 AND RRPayHasCash(tcEntry), 0, lnOff)
ENDFUNC

FUNCTION RRPayHasCash(tcEntry)
  LOCAL lnAt, lcBoot
  lcBoot = RRPayBoot()
  lnAt = 0
  DO WHILE NOT EMPTY(RRPayGet(tcEntry, "method." + RRPayInt(lnAt)))
    IF RRPayMethodPart(lcBoot, RRPayGet(tcEntry, "method." + RRPayInt(lnAt)), "cash") == "true"
      RETURN .T.
    ENDIF
    lnAt = lnAt + 1
  ENDDO
  RETURN .F.
ENDFUNC

* As resolve takes it.
FUNCTION RRPayEntryLines(tcEntry, tnTotal)
  LOCAL lnAt, lcLines, lcPath
  lcLines = RRPayLine("documentNo", RRPayGet(tcEntry, "document"))
  IF VAL(RRPayGet(tcEntry, "rows")) = 0
    * A voucher has paid all of it: that RRPay took nothing is said, not left out.
    lcLines = lcLines + RRPayLine("payments.count", "0")
  ENDIF
  FOR lnAt = 0 TO VAL(RRPayGet(tcEntry, "rows")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    lcLines = lcLines + RRPayLine(lcPath + "method", RRPayGet(tcEntry, "method." + RRPayInt(lnAt))) + ;
      RRPayLine(lcPath + "amountCents", RRPayInt(RRPayCents(RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))))
  ENDFOR
  IF NOT EMPTY(RRPayGet(tcEntry, "change"))
    lcLines = lcLines + RRPayLine("changeCents", RRPayInt(RRPayCents(RRPayGet(tcEntry, "change"))))
  ENDIF
  RETURN lcLines + RRPayLine("roundingCents", RRPayInt(RRPayEntered(tcEntry) - tnTotal))
ENDFUNC

FUNCTION RRPayEntryText(tcEntry)
  LOCAL lnAt, lcText
  lcText = RRPayText("Kvitas ") + RRPayGet(tcEntry, "document") + IIF(RRPayIsBarcode(RRPayGet(tcEntry, "document")), ;
    RRPayText(" (pana^su ^i prek^Es kod^a: patikrinkite popieriuje)"), "")
  FOR lnAt = 0 TO VAL(RRPayGet(tcEntry, "rows")) - 1
    lcText = lcText + CHR(13) + RRPayMethodName(RRPayGet(tcEntry, "method." + RRPayInt(lnAt))) + ": " + ;
      RRPayEuros(RRPayCents(RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))) + " EUR"
  ENDFOR
  IF NOT EMPTY(RRPayGet(tcEntry, "change"))
    lcText = lcText + CHR(13) + RRPayText("Gr^a^za: ") + RRPayEuros(RRPayCents(RRPayGet(tcEntry, "change"))) + " EUR"
  ENDIF
  RETURN lcText
ENDFUNC

* Digits of an article's barcode: a scanner types into a field as well, and the last digit checks the others.
FUNCTION RRPayIsBarcode(tcText)
  LOCAL lnAt, lnSum, lnLength
  lnLength = LEN(tcText)
  IF NOT EMPTY(CHRTRAN(tcText, "0123456789", "")) OR (lnLength <> 8 AND lnLength <> 12 AND lnLength <> 13)
    RETURN .F.
  ENDIF
  lnSum = 0
  FOR lnAt = 1 TO lnLength
    lnSum = lnSum + VAL(SUBSTR(tcText, lnLength + 1 - lnAt, 1)) * IIF(MOD(lnAt, 2) = 1, 1, 3)
  ENDFOR
  RETURN MOD(lnSum, 10) = 0
ENDFUNC

FUNCTION RRPayEntryQuestion(tcEntry, tnTotal)
  LOCAL lnOff
  lnOff = RRPayOff(tcEntry, tnTotal)
  IF lnOff = 0
    RETURN RRPayText("Taip - ^ira^syti; Ne - taisyti; At^saukti - v^Eliau.")
  ENDIF
  RETURN IIF(lnOff > 0, RRPayText("Tr^Uksta "), RRPayText("Per daug ")) + RRPayEuros(ABS(lnOff)) + ;
    RRPayText(" EUR. Taip ir Ne - taisyti; At^saukti - v^Eliau.")
ENDFUNC

* The methods of the config's map, as the boot reports them: "0 Grynieji, 2 Banko kortele". Where there are many, the
* names are cut, and then left out: what the cashier has to type must never be.
FUNCTION RRPayMethods(tnLength)
  LOCAL lnName, lcText
  lnName = 20
  DO WHILE .T.
    lcText = RRPayMethodsCut(lnName)
    IF LEN(lcText) <= tnLength OR lnName = 0
      RETURN LEFT(lcText, tnLength)
    ENDIF
    lnName = lnName - 4
  ENDDO
ENDFUNC

FUNCTION RRPayMethodsCut(tnName)
  LOCAL lnAt, lcBoot, lcText, lcPath
  lcBoot = RRPayBoot()
  lcText = ""
  FOR lnAt = 0 TO VAL(RRPayGet(lcBoot, "payments.count")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    lcText = lcText + IIF(lnAt = 0, "", ", ") + ;
      RTRIM(RRPayGet(lcBoot, lcPath + "method") + " " + LEFT(RRPayGet(lcBoot, lcPath + "name"), tnName))
  ENDFOR
  RETURN lcText
ENDFUNC

* The number that was typed, or whose name was; empty where there is none.
FUNCTION RRPayMethodNumber(tcAnswer)
  LOCAL lnAt, lcBoot, lcPath
  lcBoot = RRPayBoot()
  FOR lnAt = 0 TO VAL(RRPayGet(lcBoot, "payments.count")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    IF RRPayGet(lcBoot, lcPath + "method") == tcAnswer OR UPPER(RRPayGet(lcBoot, lcPath + "name")) == UPPER(tcAnswer)
      RETURN RRPayGet(lcBoot, lcPath + "method")
    ENDIF
  ENDFOR
  RETURN ""
ENDFUNC

FUNCTION RRPayMethodName(tcNumber)
  RETURN RRPayMethodPart(RRPayBoot(), tcNumber, "name")
ENDFUNC

FUNCTION RRPayMethodPart(tcBoot, tcNumber, tcPart)
  LOCAL lnAt, lcPath
  FOR lnAt = 0 TO VAL(RRPayGet(tcBoot, "payments.count")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    IF RRPayGet(tcBoot, lcPath + "method") == tcNumber
      RETURN RRPayGet(tcBoot, lcPath + tcPart)
    ENDIF
  ENDFOR
  RETURN ""
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* For the consultant: what would be sent
*---------------------------------------------------------------------------------------------------------------------

* Shows what would be sent of the receipt on the screen, as the DLL has checked it, and keeps it beside the DLL.
* Nothing is sent, nothing is remembered.
FUNCTION RRPayPreview(toForm)
  LOCAL lcSale, lcResult, lcPath
  RRPayKeep("lRRPayQuiet", .T.)
  RRPayOpen(toForm)
  lcSale = RRPaySale(toForm)
  lcResult = RRPayCall("preview", lcSale)
  lcPath = RRPayWrite(lcResult, "gama-preview.txt")
  RRPaySay(RRPayPreviewText(lcSale, lcResult) + CHR(13) + lcPath)
  RETURN RRPayGet(lcResult, "status") == "ok"
ENDFUNC

FUNCTION RRPayPreviewText(tcSale, tcResult)
  LOCAL lnAt, lcPath, lcText
  lcText = RRPayKindName(RRPayGet(tcSale, "kind")) + " " + RRPayReceipt(RRPayGet(tcSale, "saleKey")) + CHR(13)
  IF NOT RRPayGet(tcResult, "status") == "ok"
    RETURN lcText + RRPayGet(tcResult, "message") + " " + RRPayGet(tcResult, "path")
  ENDIF
  lnAt = 0
  DO WHILE lnAt < 12 AND NOT EMPTY(RRPayGet(tcSale, "lines." + RRPayInt(lnAt) + ".no"))
    lcPath = "lines." + RRPayInt(lnAt) + "."
    lcText = lcText + LEFT(RRPayGet(tcSale, lcPath + "name"), 24) + ": " + ;
      RRPayE4(RRPayGet(tcSale, lcPath + "quantityE4")) + " " + RRPayGet(tcSale, lcPath + "unit") + " x " + ;
      RRPayE4(RRPayGet(tcSale, lcPath + "unitPriceE4")) + " = " + ;
      RRPayEuros(VAL(RRPayGet(tcSale, lcPath + "totalCents"))) + ", PVM " + ;
      RRPayGet(tcSale, lcPath + "vatGroup") + CHR(13)
    lnAt = lnAt + 1
  ENDDO
  RETURN lcText + RRPayText("I^s viso: ") + RRPayEuros(VAL(RRPayGet(tcSale, "totals.totalCents"))) + " EUR. " + ;
    RRPayText("Tiek b^Ut^u siun^ciama; dabar nieko nei^ssi^usta.")
ENDFUNC

* "1,25" of ten-thousandths.
FUNCTION RRPayE4(tcNumber)
  LOCAL lcDigits
  lcDigits = PADL(CHRTRAN(tcNumber, "-", ""), 5, "0")
  RETURN IIF("-" $ tcNumber, "-", "") + LEFT(lcDigits, LEN(lcDigits) - 4) + "," + RIGHT(lcDigits, 4)
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* For the consultant: what GAMA's window is made of
*---------------------------------------------------------------------------------------------------------------------

* Writes gama-inspect-pos.txt or gama-inspect-settlement.txt beside the DLL: lines "name=value", in bounded numbers,
* which "gama-rrpay adapt" reads. Sends nothing, asks nothing, changes nothing; a part that fails is told in its
* place.
FUNCTION RRPayInspect(toForm)
  LOCAL lcText, lcPath, lnPart, loError
  RRPayKeep("lRRPayQuiet", .T.)
  lcText = RRPayNote("inspect", "1") + RRPayNote("inspect.window", RRPayWindow(toForm)) + ;
    RRPayNote("inspect.day", DTOS(DATE()))
  FOR lnPart = 1 TO 5
    TRY
      lcText = lcText + RRPayInspectPart(lnPart, toForm)
    CATCH TO loError
      lcText = lcText + RRPayNote("inspect.failed." + RRPayInt(lnPart), RRPayTrouble(loError))
    ENDTRY
  ENDFOR
  lcPath = RRPayWrite(lcText, RRPayInspectName(toForm))
  IF NOT EMPTY(lcPath) AND NOT LEFT(lcPath, LEN(RRPayKept("cRRPayFolder", ""))) == RRPayKept("cRRPayFolder", "")
    * Nobody would look for it there.
    RRPaySay(lcPath)
  ENDIF
  RETURN NOT EMPTY(lcPath)
ENDFUNC

* Where nobody knows yet how the settlement window is called, both windows are "pos": another one never takes its
* file.
FUNCTION RRPayInspectName(toForm)
  LOCAL lcStem, lcName, lnAt
  lcStem = "gama-inspect-" + RRPayWindow(toForm)
  lcName = lcStem + ".txt"
  lnAt = 2
  DO WHILE lnAt < 9 AND (RRPayIsOthers(RRPayKept("cRRPayFolder", "") + lcName, toForm) OR ;
    RRPayIsOthers(GETENV("TEMP") + "\" + lcName, toForm))
    lcName = lcStem + "-" + RRPayInt(lnAt) + ".txt"
    lnAt = lnAt + 1
  ENDDO
  RETURN lcName
ENDFUNC

FUNCTION RRPayIsOthers(tcPath, toForm)
  IF NOT FILE(tcPath)
    RETURN .F.
  ENDIF
  RETURN NOT RRPayNote("window.Caption", RRPayKept("cRRPayCaption", toForm.Caption)) $ FILETOSTR(tcPath)
ENDFUNC

FUNCTION RRPayInspectPart(tnPart, toForm)
  DO CASE
    CASE tnPart = 1
      RETURN RRPayInspectFoxPro()
    CASE tnPart = 2
      RETURN RRPayInspectObject(toForm, "window")
    CASE tnPart = 3
      RETURN RRPayInspectMembers(toForm)
    CASE tnPart = 4
      RRPayEnter(toForm)
      RETURN RRPayInspectCursors()
  ENDCASE
  RRPayDeclare()
  RRPayOpen(toForm)
  RETURN RRPayNote("payload", RRPayWithoutCustomer(RRPaySale(toForm)))
ENDFUNC

FUNCTION RRPayWithoutCustomer(tcSale)
  LOCAL lnAt, lcPath, lcValue, lcSale
  lcSale = tcSale
  FOR lnAt = 1 TO 3
    lcPath = "customer." + GETWORDNUM("code,name,vatCode", lnAt, ",")
    lcValue = RRPayGet(lcSale, lcPath)
    IF NOT EMPTY(lcValue)
      lcSale = STRTRAN(lcSale, RRPayLine(lcPath, lcValue), RRPayLine(lcPath, LEFT(lcValue, 2) + "..."))
    ENDIF
  ENDFOR
  RETURN lcSale
ENDFUNC

FUNCTION RRPayInspectFoxPro
  LOCAL lnAt, lcName, lcNames, lcText
  lcNames = "POINT SEPARATOR DECIMALS FIXED DELETED EXACT DATE CENTURY COMPATIBLE ANSI COLLATE MULTILOCKS REPROCESS"
  lcText = RRPayNote("foxpro.version", VERSION()) + RRPayNote("foxpro.codepage", RRPayInt(CPCURRENT())) + ;
    RRPayKept("cRRPayKeys", "") + RRPayNote("key.own", RRPayKept("cRRPayF8", "")) + ;
    RRPayNote("pos.windows", RRPayInt(RRPayKept("nRRPayWindows", 0)))
  FOR lnAt = 1 TO GETWORDCOUNT(lcNames, " ")
    lcName = GETWORDNUM(lcNames, lnAt, " ")
    lcText = lcText + RRPayNote("set." + lcName, TRANSFORM(SET(lcName)))
  ENDFOR
  RETURN lcText
ENDFUNC

* What keys do in GAMA, as long as they are not put aside.
FUNCTION RRPayInspectKeys
  LOCAL lnAt, lcName, lcText
  lcText = RRPayNote("key.spacebar", ON("KEY", "SPACEBAR")) + RRPayNote("key.ESC", ON("KEY", "ESC")) + ;
    RRPayNote("set.ESCAPE", SET("ESCAPE"))
  FOR lnAt = 1 TO 12
    lcName = "F" + RRPayInt(lnAt)
    lcText = lcText + RRPayNote("key." + lcName, ON("KEY", lcName))
  ENDFOR
  RETURN lcText
ENDFUNC

* What tells a control: never all of its properties, some of which do something when they are read.
FUNCTION RRPayInspectObject(toObject, tcPath)
  LOCAL lnAt, lcName, lcText, loError, lcNames
  lcText = ""
  lcNames = "Name Class ParentClass BaseClass ClassLibrary Caption ControlSource RecordSource DataSessionId HWnd " + ;
    "ShowWindow Visible Enabled KeyPreview BufferMode"
  FOR lnAt = 1 TO GETWORDCOUNT(lcNames, " ")
    lcName = GETWORDNUM(lcNames, lnAt, " ")
    TRY
      IF PEMSTATUS(toObject, lcName, 5)
        lcText = lcText + RRPayNote(tcPath + "." + lcName, TRANSFORM(EVALUATE("toObject." + lcName)))
      ENDIF
    CATCH TO loError
      lcText = lcText + RRPayNote(tcPath + "." + lcName, "! " + loError.Message)
    ENDTRY
  ENDFOR
  RETURN lcText
ENDFUNC

* Two levels: the window's members with kind and value, and what tells each of its controls.
FUNCTION RRPayInspectMembers(toForm)
  LOCAL laMembers[1], lnAt, lcName, lcKind, lcText, loError
  lcText = ""
  FOR lnAt = 1 TO MIN(600, AMEMBERS(laMembers, toForm, 1))
    lcName = laMembers[lnAt, 1]
    lcKind = laMembers[lnAt, 2]
    lcText = lcText + RRPayNote("member." + lcName, lcKind + RRPayInspectValue(toForm, lcName, lcKind))
    IF lcKind == "Object"
      TRY
        lcText = lcText + RRPayInspectObject(EVALUATE("toForm." + lcName), "control." + lcName)
      CATCH TO loError
        lcText = lcText + RRPayNote("control." + lcName, "! " + loError.Message)
      ENDTRY
    ENDIF
  ENDFOR
  RETURN lcText
ENDFUNC

* A property with an access method is not read: reading it would run GAMA's code.
FUNCTION RRPayInspectValue(toForm, tcName, tcKind)
  LOCAL lcValue, loError
  lcValue = ""
  IF tcKind == "Property" AND NOT PEMSTATUS(toForm, tcName + "_ACCESS", 5)
    TRY
      lcValue = " " + TYPE("toForm." + tcName) + " " + TRANSFORM(EVALUATE("toForm." + tcName))
    CATCH TO loError
      lcValue = " ! " + loError.Message
    ENDTRY
  ENDIF
  RETURN lcValue
ENDFUNC

FUNCTION RRPayInspectCursors
  LOCAL lnArea, lnCursors, lcText
  lcText = ""
  lnCursors = 0
  FOR lnArea = 1 TO 255
    IF USED(lnArea) AND lnCursors < 30 AND LEN(lcText) < 400000
      IF NOT UPPER(ALIAS(lnArea)) == "RRPAYLINES"
        lnCursors = lnCursors + 1
        lcText = lcText + RRPayInspectCursor(ALIAS(lnArea))
      ENDIF
    ENDIF
  ENDFOR
  RETURN lcText
ENDFUNC

FUNCTION RRPayInspectCursor(tcAlias)
  LOCAL lnAt, lcName, lcText, lcPath, loError
  lcPath = "cursor." + tcAlias
  lcText = RRPayNote(lcPath, DBF(tcAlias)) + ;
    RRPayNote(lcPath + ".buffering", TRANSFORM(CURSORGETPROP("Buffering", tcAlias))) + ;
    RRPayNote(lcPath + ".records", RRPayInt(RECCOUNT(tcAlias))) + ;
    RRPayNote(lcPath + ".record", RRPayInt(RECNO(tcAlias))) + RRPayNote(lcPath + ".filter", FILTER(tcAlias)) + ;
    RRPayNote(lcPath + ".key", RRPayKeyRange(tcAlias))
  FOR lnAt = 1 TO MIN(150, FCOUNT(tcAlias))
    lcName = FIELD(lnAt, tcAlias)
    TRY
      lcText = lcText + RRPayNote(lcPath + "." + lcName, TYPE(tcAlias + "." + lcName) + " " + ;
        RRPayInt(FSIZE(lcName, tcAlias)) + " " + RRPayInspectField(tcAlias, lcName))
    CATCH TO loError
      lcText = lcText + RRPayNote(lcPath + "." + lcName, "! " + loError.Message)
    ENDTRY
  ENDFOR
  TRY
    lcText = lcText + RRPayInspectRows(tcAlias)
  CATCH TO loError
    lcText = lcText + RRPayNote(lcPath + ".row", "! " + loError.Message)
  ENDTRY
  RETURN lcText
ENDFUNC

* The first records of a small cursor, from a copy: what adds up to what can only be seen in all lines of a receipt.
FUNCTION RRPayInspectRows(tcAlias)
  LOCAL lnRow, lnAt, lcName, lcValue, lcText, lcPath
  lcText = ""
  lnRow = 0
  IF RECCOUNT(tcAlias) <= 200
    RRPayCopy(tcAlias)
    SCAN
      lcPath = "row." + tcAlias + "." + RRPayInt(lnRow) + "."
      FOR lnAt = 1 TO IIF(lnRow < 20, MIN(150, FCOUNT(tcAlias)), 0)
        lcName = FIELD(lnAt, tcAlias)
        lcValue = RRPayInspectField("RRPayLines", lcName)
        lcText = lcText + IIF(EMPTY(lcValue), "", RRPayNote(lcPath + lcName, lcValue))
      ENDFOR
      lnRow = lnRow + 1
    ENDSCAN
    lcText = lcText + RRPayNote("rows." + tcAlias, RRPayInt(lnRow))
  ENDIF
  RETURN lcText
ENDFUNC

* A value without SET POINT and SET DATE having a say. A customer is nobody's business: two characters tell what the
* field holds.
FUNCTION RRPayInspectField(tcAlias, tcName)
  LOCAL lvValue, lcValue
  lvValue = RRPayPlain(EVALUATE(tcAlias + "." + tcName))
  DO CASE
    CASE VARTYPE(lvValue) == "N"
      RETURN CHRTRAN(LTRIM(STR(lvValue, 20, 4)), SET("POINT"), ".")
    CASE INLIST(VARTYPE(lvValue), "D", "T")
      RETURN ALLTRIM(DTOS(lvValue))
    CASE VARTYPE(lvValue) == "L"
      RETURN IIF(lvValue, "true", "false")
    CASE NOT VARTYPE(lvValue) == "C"
      RETURN ""
  ENDCASE
  lcValue = ALLTRIM(lvValue)
  IF UPPER(LEFT(tcAlias, 3)) == "N08" OR RRPayIsPerson(UPPER(tcName))
    RETURN IIF(EMPTY(lcValue), "", LEFT(lcValue, 2) + "...")
  ENDIF
  RETURN LEFT(lcValue, 40)
ENDFUNC

* Whether a field's name says that it is about a customer.
FUNCTION RRPayIsPerson(tcName)
  LOCAL lnAt, lcWords
  lcWords = "KLI,KL_,_KS,PIRK,ADR,TEL,MAIL,PVM_KOD,IM_KOD,ASM,BANK,CUST," + ;
    UPPER(RRPayName("header.customer")) + "," + UPPER(RRPayName("header.customerName"))
  * The name of a customer in the header is the name of goods in the lines: it is hidden, unless the lines call it
  * theirs.
  IF tcName == UPPER(RRPayName("line.name")) OR tcName == UPPER(RRPayName("line.code"))
    RETURN .F.
  ENDIF
  FOR lnAt = 1 TO GETWORDCOUNT(lcWords, ",")
    IF GETWORDNUM(lcWords, lnAt, ",") $ tcName
      RETURN .T.
    ENDIF
  ENDFOR
  RETURN .F.
ENDFUNC

* One line of an inspection; what is long is cut, but for the payload.
FUNCTION RRPayNote(tcName, tcValue)
  LOCAL lcValue
  lcValue = STRTRAN(STRTRAN(tcValue, CHR(13), "\r"), CHR(10), "\n")
  RETURN tcName + "=" + IIF(tcName == "payload", lcValue, LEFT(lcValue, 80)) + CHR(13) + CHR(10)
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* Boxes
*---------------------------------------------------------------------------------------------------------------------

* Something to read.
FUNCTION RRPaySay(tcText)
  RRPayBox(tcText, "", 48)
ENDFUNC

* What stands in the way of each of several receipts is said once.
FUNCTION RRPaySayOnce(tcText)
  IF NOT RRPayKept("cRRPaySaid", "") == tcText
    RRPayKeep("cRRPaySaid", tcText)
    RRPaySay(tcText)
  ENDIF
ENDFUNC

* A question whose harmless answer, No, is the default: space and a scanner's Enter press it.
FUNCTION RRPayAsk(tcText, tcQuestion)
  RETURN RRPayBox(tcText, tcQuestion, 4 + 32 + 256) = 6
ENDFUNC

* Ask once more, or leave it for later. Yes is the default: it only asks again for the same payment. Windows' own Retry
* and Cancel would read as "repeat the payment" and "cancel the payment", which they do not do.
FUNCTION RRPayAgain(tcText)
  RETURN RRPayBox(tcText, RRPayText("Patikrinti dar kart^a? (Ne - v^Eliau, liks s^ara^se)"), 4 + 48) = 6
ENDFUNC

* Keys that were pressed before it came up do not answer it. A box shows 1 024 characters: the question is never cut.
FUNCTION RRPayBox(tcText, tcQuestion, tnButtons)
  CLEAR TYPEAHEAD
  RETURN MESSAGEBOX(LEFT(tcText, 1000 - LEN(tcQuestion)) + IIF(EMPTY(tcQuestion), "", CHR(13) + tcQuestion), ;
    tnButtons, "RRPay")
ENDFUNC

* A field to type in; CHR(27) where it is left.
FUNCTION RRPayType(tcPrompt, tcDefault)
  LOCAL lcAnswer
  lcAnswer = RRPayTyped(tcPrompt, tcDefault)
  RETURN IIF(lcAnswer == CHR(27), "", lcAnswer)
ENDFUNC

* The number of one of these; 0 where it is put off. What is none of them, as a barcode, is no putting off.
FUNCTION RRPayChoose(tcList, tnCount)
  LOCAL lcAnswer, lcNote
  lcNote = ""
  DO WHILE .T.
    lcAnswer = RRPayType(lcNote + tcList + RRPayText("tu^s^cia - v^Eliau. Numeris:"), "")
    IF EMPTY(lcAnswer)
      RETURN 0
    ENDIF
    IF LEN(lcAnswer) = 1 AND VAL(lcAnswer) >= 1 AND VAL(lcAnswer) <= tnCount
      RETURN VAL(lcAnswer)
    ENDIF
    lcNote = RRPayText("Tokio numerio n^Era: ") + LEFT(lcAnswer, 20) + ". "
  ENDDO
ENDFUNC

* A receipt's number from the paper; CHR(27) where it is left. None is longer than 64. A scanner types into the field as
* well: what looks like a barcode is "asked" about here, or "told" later by the caller.
FUNCTION RRPayTypedNumber(tcPrompt, tcDefault, tcBarcode)
  LOCAL lcAnswer, lcNote
  lcAnswer = tcDefault
  lcNote = ""
  DO WHILE .T.
    lcAnswer = RRPayTyped(lcNote + tcPrompt, lcAnswer)
    lcNote = ""
    DO CASE
      CASE LEN(lcAnswer) > 64
        lcNote = RRPayText("Per ilgas numeris. ")
      CASE tcBarcode == "told" OR NOT RRPayIsBarcode(lcAnswer)
        RETURN lcAnswer
      CASE RRPayAsk(RRPayText("Numeris ") + lcAnswer + ;
        RRPayText(" pana^sus ^i prek^Es kod^a: patikrinkite popieriuje."), ;
        RRPayText("Ar toks numeris yra kvite?"))
        RETURN lcAnswer
    ENDCASE
  ENDDO
ENDFUNC

FUNCTION RRPayTyped(tcPrompt, tcDefault)
  CLEAR TYPEAHEAD
  RETURN ALLTRIM(INPUTBOX(LEFT(tcPrompt, 250), "RRPay", tcDefault, 0, "", CHR(27)))
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* Texts
*---------------------------------------------------------------------------------------------------------------------

* A receipt as a cashier knows it, of a key or of a key without its till: "000123 (2026-11-23)".
FUNCTION RRPayReceipt(tcKey)
  LOCAL lcDay, lcNumber, lnAt
  lnAt = 1
  lcDay = ""
  * A till may have a dash in its name, as computers have.
  DO WHILE AT("-", tcKey, lnAt) > 0 AND NOT RRPayIsDay(lcDay)
    lcDay = SUBSTR(tcKey, AT("-", tcKey, lnAt) + 1, 9)
    lnAt = lnAt + 1
  ENDDO
  IF NOT RRPayIsDay(lcDay)
    RETURN tcKey
  ENDIF
  lcDay = LEFT(lcDay, 8)
  lcNumber = SUBSTR(tcKey, AT("-", tcKey, lnAt) + 1)
  IF AT("~", lcNumber) > 0
    lcNumber = LEFT(lcNumber, AT("~", lcNumber) - 1)
    lcNumber = IIF(EMPTY(lcNumber), "be numerio", lcNumber)
  ENDIF
  RETURN lcNumber + " (" + LEFT(lcDay, 4) + "-" + SUBSTR(lcDay, 5, 2) + "-" + RIGHT(lcDay, 2) + ")"
ENDFUNC

* "20261123-"
FUNCTION RRPayIsDay(tcText)
  RETURN LEN(tcText) = 9 AND RIGHT(tcText, 1) == "-" AND EMPTY(CHRTRAN(LEFT(tcText, 8), "0123456789", ""))
ENDFUNC

* "12,5" or "12.50" in cents, without SET POINT having a say; -1 where it is no sum.
FUNCTION RRPayCents(tcText)
  LOCAL lcText, lnPoint, lcEuros, lcCents
  lcText = CHRTRAN(ALLTRIM(tcText), ", ", ".")
  lnPoint = AT(".", lcText + ".")
  lcEuros = LEFT(lcText, lnPoint - 1)
  lcCents = SUBSTR(lcText, lnPoint + 1)
  IF EMPTY(lcText) OR LEN(lcEuros) > 9 OR LEN(lcCents) > 2 OR NOT EMPTY(CHRTRAN(lcEuros + lcCents, "0123456789", "")) ;
    OR EMPTY(lcEuros + lcCents)
    RETURN -1
  ENDIF
  RETURN VAL(lcEuros) * 100 + VAL(PADR(lcCents, 2, "0"))
ENDFUNC

* A text file as windows-1257, also where an editor has saved it as UTF-8: two bytes a Lithuanian letter, and perhaps
* a mark in front. As UTF-16 no line of it could be read, and the defaults would silently count.
FUNCTION RRPayAnsi(tcText)
  LOCAL lnAt, lcText, lcFirst, lcSecond, lcLetters
  IF CHR(0) $ tcText
    ERROR RRPayText("gama-shop.txt i^ssaugotas netinkama koduote. Kvieskite dieg^Ej^a (Notepad: ANSI arba UTF-8).")
  ENDIF
  lcText = IIF(LEFT(tcText, 3) == CHR(239) + CHR(187) + CHR(191), SUBSTR(tcText, 4), tcText)
  lcFirst = "196,196,196,196,196,197,197,197,197,196,196,196,196,196,197,197,197,197"
  lcSecond = "133,141,153,151,175,161,179,171,190,132,140,152,150,174,160,178,170,189"
  lcLetters = "224,232,230,235,225,240,248,251,254,192,200,198,203,193,208,216,219,222"
  FOR lnAt = 1 TO 18
    lcText = STRTRAN(lcText, CHR(VAL(GETWORDNUM(lcFirst, lnAt, ","))) + CHR(VAL(GETWORDNUM(lcSecond, lnAt, ","))), ;
      CHR(VAL(GETWORDNUM(lcLetters, lnAt, ","))))
  ENDFOR
  RETURN lcText
ENDFUNC

* Writes a file beside the DLL, or where the till's user may not write there, as it should be, in the user's own folder
* for such files. Returns where it is, nothing where it is nowhere. FoxPro asks before it writes over a file where SET
* SAFETY is on, as it is in each new data session: so the old one goes first.
FUNCTION RRPayWrite(tcText, tcName)
  LOCAL lnAt, lcPath, lcWritten, loError
  lcWritten = ""
  FOR lnAt = 1 TO 2
    lcPath = IIF(lnAt = 1, RRPayKept("cRRPayFolder", ""), GETENV("TEMP") + "\") + tcName
    IF EMPTY(lcWritten)
      TRY
        IF FILE(lcPath)
          ERASE (lcPath)
        ENDIF
        IF STRTOFILE(tcText, lcPath) > 0
          lcWritten = lcPath
        ENDIF
      CATCH TO loError
      ENDTRY
    ENDIF
  ENDFOR
  RETURN lcWritten
ENDFUNC

FUNCTION RRPayEuros(tnCents)
  RETURN IIF(tnCents < 0, "-", "") + RRPayInt(INT(ABS(tnCents) / 100)) + "," + ;
    PADL(RRPayInt(MOD(ABS(tnCents), 100)), 2, "0")
ENDFUNC

* One flat line. GAMA pads its fields and may hold line breaks.
FUNCTION RRPayLine(tcPath, tcValue)
  LOCAL lcValue
  lcValue = STRTRAN(RTRIM(tcValue), "\", "\\")
  lcValue = STRTRAN(STRTRAN(lcValue, CHR(13), "\r"), CHR(10), "\n")
  RETURN CHR(13) + CHR(10) + tcPath + "=" + lcValue + CHR(13) + CHR(10)
ENDFUNC

* One value of a result; empty when it is absent. CHR(1) cannot be in a result.
FUNCTION RRPayGet(tcResult, tcPath)
  LOCAL lcValue
  lcValue = STREXTRACT(tcResult, CHR(13) + CHR(10) + tcPath + "=", CHR(13) + CHR(10))
  lcValue = STRTRAN(lcValue, "\\", CHR(1))
  lcValue = STRTRAN(STRTRAN(lcValue, "\r", CHR(13)), "\n", CHR(10))
  RETURN STRTRAN(lcValue, CHR(1), "\")
ENDFUNC

* STR without decimals knows no SET POINT.
FUNCTION RRPayInt(tnNumber)
  RETURN LTRIM(STR(tnNumber, 18, 0))
ENDFUNC

* Lithuanian letters of windows-1257, written ^a ^A ^c ^e ^E ^i ^I ^s ^S ^u ^U ^z ^Z (^E: e with a dot, ^U: u with
* a bar).
FUNCTION RRPayText(tcText)
  LOCAL lcText
  lcText = STRTRAN(STRTRAN(STRTRAN(tcText, "^a", CHR(224)), "^c", CHR(232)), "^e", CHR(230))
  lcText = STRTRAN(STRTRAN(STRTRAN(lcText, "^E", CHR(235)), "^i", CHR(225)), "^I", CHR(193))
  lcText = STRTRAN(STRTRAN(STRTRAN(lcText, "^s", CHR(240)), "^S", CHR(208)), "^Z", CHR(222))
  lcText = STRTRAN(lcText, "^A", CHR(192))
  RETURN STRTRAN(STRTRAN(STRTRAN(lcText, "^u", CHR(248)), "^U", CHR(251)), "^z", CHR(254))
ENDFUNC

* _SCREEN outlives CLEAR ALL and every window.
FUNCTION RRPayKeep(tcName, tvValue)
  IF PEMSTATUS(_SCREEN, tcName, 5)
    STORE tvValue TO ("_SCREEN." + tcName)
  ELSE
    _SCREEN.AddProperty(tcName, tvValue)
  ENDIF
ENDFUNC

FUNCTION RRPayKept(tcName, tvDefault)
  IF PEMSTATUS(_SCREEN, tcName, 5)
    RETURN EVALUATE("_SCREEN." + tcName)
  ENDIF
  RETURN tvDefault
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* GAMA's names and fields
*---------------------------------------------------------------------------------------------------------------------

* What this shop's GAMA calls it: gama-shop.txt comes before the defaults, and an empty value there means "not there".
FUNCTION RRPayName(tcWhat)
  RETURN ALLTRIM(RRPayGet(RRPayKept("cRRPayNames", ""), tcWhat))
ENDFUNC

* A field by name, or a default; without one a missing field is an error that names it, and nothing is sent.
FUNCTION RRPayField(tcAlias, tcField, tvDefault)
  LOCAL lcName
  lcName = tcAlias + "." + tcField
  IF NOT EMPTY(tcField)
    IF TYPE(lcName) <> "U"
      IF NOT ISNULL(EVALUATE(lcName))
        RETURN RRPayPlain(EVALUATE(lcName))
      ENDIF
    ENDIF
  ENDIF
  IF PCOUNT() < 3
    ERROR RRPayText("GAMA lauko ") + RRPayPlace(tcAlias, tcField) + RRPayText(" n^Era arba jis tu^s^cias.") + ;
      RRPayForConsultant("tikras lauko vardas")
  ENDIF
  RETURN tvDefault
ENDFUNC

* What is reckoned with currency is currency too, and rounds at four decimals. A text that was never written may be full
* of CHR(0), which is no blank for EMPTY and ALLTRIM.
FUNCTION RRPayPlain(tvValue)
  DO CASE
    CASE VARTYPE(tvValue) == "Y"
      RETURN MTON(tvValue)
    CASE VARTYPE(tvValue) == "C"
      RETURN CHRTRAN(tvValue, CHR(0), " ")
  ENDCASE
  RETURN tvValue
ENDFUNC

* A field that must be a number; GAMA may keep numbers as texts.
FUNCTION RRPayNumber(tcAlias, tcField, tnDefault)
  LOCAL lvValue
  IF PCOUNT() < 3
    lvValue = RRPayField(tcAlias, tcField)
  ELSE
    lvValue = RRPayField(tcAlias, tcField, tnDefault)
  ENDIF
  IF VARTYPE(lvValue) == "N"
    RETURN lvValue
  ENDIF
  IF VARTYPE(lvValue) == "L"
    RETURN IIF(lvValue, 1, 0)
  ENDIF
  IF VARTYPE(lvValue) == "C"
    * More than one separator: nobody can say which of them is the decimal point.
    IF EMPTY(CHRTRAN(ALLTRIM(lvValue), "0123456789-., ", "")) AND OCCURS(".", lvValue) + OCCURS(",", lvValue) < 2
      RETURN VAL(CHRTRAN(ALLTRIM(lvValue), ",. ", SET("POINT") + SET("POINT")))
    ENDIF
  ENDIF
  ERROR RRPayText("GAMA laukas ") + RRPayPlace(tcAlias, tcField) + ;
    RRPayText(" n^Era skai^cius.") + RRPayForConsultant("tikras lauko vardas")
ENDFUNC

* A field as a word, whether GAMA keeps it as a text or as a number; without a default it must be there.
FUNCTION RRPayWord(tcAlias, tcField, tcDefault)
  LOCAL lvValue
  IF PCOUNT() < 3
    lvValue = RRPayField(tcAlias, tcField)
  ELSE
    lvValue = RRPayField(tcAlias, tcField, tcDefault)
  ENDIF
  IF VARTYPE(lvValue) == "N"
    RETURN RRPayInt(lvValue)
  ENDIF
  RETURN IIF(VARTYPE(lvValue) == "C", ALLTRIM(lvValue), "")
ENDFUNC

* What ends each sentence about what GAMA has: the one order for the cashier, and what the consultant then does.
FUNCTION RRPayForConsultant(tcWhat)
  RETURN RRPayText(" Dabar nieko nei^ssi^usta. Kvieskite dieg^Ej^a (gama-shop.txt: ") + RRPayText(tcWhat) + ")."
ENDFUNC

* A field as GAMA knows it: RRPayLines is our own copy of its lines.
FUNCTION RRPayPlace(tcAlias, tcField)
  RETURN IIF(tcAlias == "RRPayLines", RRPayName("lines"), tcAlias) + "." + tcField
ENDFUNC

*=====================================================================================================================
* GAMA's names, as far as nobody has said otherwise in gama-shop.txt.
*=====================================================================================================================
FUNCTION RRPayNames
  RETURN RRPayLine("window.settlement", "ATSISKAITYMAS") + RRPayLine("header", "I06_PARH") + ;
    RRPayLine("lines", "I07_PARD") + RRPayHeaderNames() + RRPayLineNames() + RRPayMaps() + RRPayChoices()
ENDFUNC

* Empty: GAMA has no such field, or nobody has said which it is. header.total may be fields with "+" between them.
FUNCTION RRPayHeaderNames
  RETURN RRPayLine("header.number", "I06_DOK_NR") + RRPayLine("header.date", "I06_OP_DATA") + ;
    RRPayLine("header.key", "") + RRPayLine("header.customer", "I06_KODAS_KS") + ;
    RRPayLine("header.customerName", "I06_PAV") + RRPayLine("customer.none", "") + ;
    RRPayLine("header.currency", "I06_KODAS_VL") + ;
    RRPayLine("header.foreign", "I06_VAL_POZ") + RRPayLine("header.priceHasVat", "I06_PVM_TIP") + ;
    RRPayLine("header.storno", "") + RRPayLine("header.document", "") + RRPayLine("header.original", "") + ;
    RRPayLine("header.total", "")
ENDFUNC

FUNCTION RRPayLineNames
  RETURN RRPayLine("line.type", "I07_TIPAS") + RRPayLine("line.code", "I07_KODAS") + ;
    RRPayLine("line.barcode", "DI07_BAR_KODAS") + RRPayLine("line.name", "I07_PAV") + ;
    RRPayLine("line.unit", "I07_KODAS_US") + RRPayLine("line.quantity", "I07_KIEKIS") + ;
    RRPayLine("line.fraction", "I07_FRAKCIJA") + RRPayLine("line.salesUnit", "I07_KODAS_US_A") + ;
    RRPayLine("line.salesQuantity", "I07_ALT_KIEKIS") + RRPayLine("line.salesFraction", "I07_ALT_FRAK") + ;
    RRPayLine("line.price", "I07_KAINA_SU") + RRPayLine("line.priceNet", "I07_KAINA_BE") + ;
    RRPayLine("line.discount", "I07_NUOLAIDA") + RRPayLine("line.discountSum", "") + ;
    RRPayLine("line.sum", "I07_SUMA") + RRPayLine("line.sumHasVat", "no") + RRPayLine("line.vat", "I07_PVM") + ;
    RRPayLine("line.hasVat", "I07_MOKESTIS") + RRPayLine("line.rate", "I07_MOKESTIS_P")
ENDFUNC

* What of GAMA's is what of RRPay's: a rate or a unit without a row is not sold. type.goods are the lines that cost
* something, type.service those of them that are services.
FUNCTION RRPayMaps
  LOCAL lnAt, lcText, lcUnit, lcUnits
  lcText = RRPayLine("vat.21", "A") + RRPayLine("vat.12", "B") + RRPayLine("vat.5", "C") + RRPayLine("vat.0", "D") + ;
    RRPayLine("type.goods", "1,2,3") + RRPayLine("type.service", "2") + RRPayLine("unit.default", "VNT")
  lcUnits = "VNT KG G T L ML M CM M2 M3 PAK DEZ KOMPL PORA VAL"
  FOR lnAt = 1 TO GETWORDCOUNT(lcUnits, " ")
    lcUnit = GETWORDNUM(lcUnits, lnAt, " ")
    lcText = lcText + RRPayLine("unit." + lcUnit, lcUnit)
  ENDFOR
  RETURN lcText
ENDFUNC

FUNCTION RRPayChoices
  RETURN RRPayLine("deposit.prefix", "TARA") + RRPayLine("currency.own", "EUR") + RRPayLine("name.length", "") + ;
    RRPayLine("return.ask", "yes") + RRPayLine("prepaid.voucher", "") + RRPayLine("prepaid.advance", "") + ;
    RRPayLine("prepaid.loyalty", "") + RRPayLine("prepaid.voucher.name", RRPayText("Dovan^u ^cekis")) + ;
    RRPayLine("prepaid.advance.name", "Avansas") + RRPayLine("prepaid.loyalty.name", RRPayText("Lojalumo ta^skai")) + ;
    RRPayLine("payment.method", "kreditas") + RRPayLine("payment.sum", "") + RRPayLine("payment.cursor", "") + ;
    RRPayLine("payment.cursor.number", "") + RRPayLine("payment.cursor.sum", "") + ;
    RRPayLine("payment.returns", "negative") + RRPayLine("rounding.credit", "") + ;
    RRPayLine("saved.property", "screen") + RRPayLine("operator", "") + RRPayLine("void.key", "F8") + ;
    RRPayLine("void.method", "")
ENDFUNC

*=====================================================================================================================
* GAMA-1  Which window is this?
* Assumption: the settlement window's caption contains "Atsiskaitymas"; any other window with our INIT is the POS one.
*=====================================================================================================================
FUNCTION RRPayWindow(toForm)
  LOCAL lcCaption
  lcCaption = RRPayName("window.settlement")
  lcCaption = IIF(EMPTY(lcCaption), "ATSISKAITYMAS", UPPER(lcCaption))
  RETURN IIF(lcCaption $ UPPER(toForm.Caption), "settlement", "pos")
ENDFUNC

*=====================================================================================================================
* GAMA-2  Where is the receipt?
* Assumption: the window's data session has the receipt's header open as I06_PARH, on its record, and its lines, and
* no other lines, as I07_PARD (the names of GAMA's own tables). I07_PARD is a table, a view or a cursor of its own, not
* a query's cursor that is only a filter over its table, and no SET KEY hides lines of it.
*=====================================================================================================================

* Copies the lines into a cursor of our own. GAMA's record pointer and work area stay where they are, a row that is
* being edited is neither committed nor missed, and a line that is marked as deleted is left out (SET DELETED is the
* window's own).
FUNCTION RRPayOpen(toForm)
  LOCAL lcSource, lcRange
  RRPayEnter(toForm)
  lcSource = RRPayName("lines")
  IF NOT USED(RRPayName("header")) OR NOT USED(lcSource)
    ERROR RRPayText("Lange n^Era kvito lenteli^u ") + RRPayName("header") + " ir " + lcSource + "." + ;
      RRPayForConsultant("header, lines; GAMA-2")
  ENDIF
  lcRange = RRPayKeyRange(lcSource)
  IF NOT EMPTY(lcRange)
    ERROR RRPayText("GAMA rodo tik dal^i eilu^ci^u (SET KEY): ") + LEFT(lcRange, 80) + "." + ;
      RRPayForConsultant("lines; GAMA-2")
  ENDIF
  RRPayCopy(lcSource)
ENDFUNC

* A query does not see SET FILTER, and what GAMA hides so is another receipt's: the copy is filtered as its table is.
* Not by the query's WHERE: there = on texts goes by SET ANSI, so that "00001" would be "000012".
FUNCTION RRPayCopy(tcAlias)
  LOCAL lcFilter
  lcFilter = FILTER(tcAlias)
  IF "RECNO" $ UPPER(lcFilter)
    ERROR RRPayText("GAMA filtras pagal ^ira^so numer^i: ") + LEFT(lcFilter, 80) + "." + ;
      RRPayForConsultant("lines; GAMA-2")
  ENDIF
  IF RRPayIsEdited(tcAlias)
    RRPayCopyEdited(tcAlias)
  ELSE
    SELECT * FROM (tcAlias) WITH (BUFFERING = .T.) WHERE NOT DELETED() INTO CURSOR RRPayLines NOFILTER
  ENDIF
  IF NOT EMPTY(lcFilter)
    lcFilter = RRPayOfCopy(RRPayOfCopy(lcFilter, tcAlias + "->"), tcAlias + ".")
    SET FILTER TO &lcFilter
  ENDIF
ENDFUNC

* Whether a row of it is being edited under row buffering: there a query that reads the buffer commits that row first.
FUNCTION RRPayIsEdited(tcAlias)
  LOCAL lvState
  IF NOT INLIST(CURSORGETPROP("Buffering", tcAlias), 2, 3)
    RETURN .F.
  ENDIF
  * A digit a field; .NULL. behind the last record.
  lvState = GETFLDSTATE(-1, tcAlias)
  RETURN VARTYPE(lvState) == "C" AND NOT EMPTY(CHRTRAN(lvState, "1", ""))
ENDFUNC

* The rows as they are on the disk, and over its own row what is being edited; a new row has a number below zero and is
* the last one.
FUNCTION RRPayCopyEdited(tcAlias)
  LOCAL lnAt, lnRow, lcName, lcCopy, llGone
  lcCopy = "RRPayLines"
  lnRow = RECNO(tcAlias)
  llGone = DELETED(tcAlias)
  SELECT *, RECNO() AS nRRPayRow FROM (tcAlias) WITH (BUFFERING = .F.) ;
    WHERE IIF(RECNO() = lnRow, NOT llGone, NOT DELETED()) INTO CURSOR RRPayLines READWRITE
  * A data session may buffer what is opened in it: what is not committed then could not be closed.
  =CURSORSETPROP("Buffering", 1, lcCopy)
  IF NOT llGone
    IF lnRow < 0
      APPEND BLANK IN (lcCopy)
    ELSE
      SCAN FOR RRPayNumber(lcCopy, "nRRPayRow", 0) = lnRow
        EXIT
      ENDSCAN
    ENDIF
    FOR lnAt = 1 TO FCOUNT(tcAlias)
      lcName = FIELD(lnAt, tcAlias)
      IF GETFLDSTATE(lnAt, tcAlias) > 1 AND NOT TYPE(tcAlias + "." + lcName) == "G"
        REPLACE (lcName) WITH EVALUATE(tcAlias + "." + lcName) IN (lcCopy)
      ENDIF
    ENDFOR
  ENDIF
ENDFUNC

* A filter's text with our copy for its table. Behind a letter the name is only the end of another one's.
FUNCTION RRPayOfCopy(tcFilter, tcTable)
  LOCAL lnAt, lnFrom, lcText
  lcText = tcFilter
  lnFrom = 1
  lnAt = AT(UPPER(tcTable), UPPER(lcText))
  DO WHILE lnAt > 0
    lnAt = lnAt + lnFrom - 1
    lnFrom = lnAt + LEN(tcTable)
    IF NOT SUBSTR(" " + UPPER(lcText), lnAt, 1) $ "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
      lcText = LEFT(lcText, lnAt - 1) + "RRPayLines." + SUBSTR(lcText, lnFrom)
      lnFrom = lnAt + LEN("RRPayLines.")
    ENDIF
    lnAt = AT(UPPER(tcTable), UPPER(SUBSTR(lcText, lnFrom)))
  ENDDO
  RETURN lcText
ENDFUNC

* What SET KEY leaves of a table, which neither a query nor FILTER() knows; empty where it leaves all of it.
FUNCTION RRPayKeyRange(tcAlias)
  LOCAL lnAt, lnArea, lvEnd, lcRange, loError
  lcRange = ""
  lnArea = SELECT(0)
  TRY
    SELECT (tcAlias)
    FOR lnAt = 1 TO 2
      lvEnd = SET("KEY", lnAt)
      IF NOT ISNULL(lvEnd)
        lcRange = lcRange + IIF(EMPTY(lvEnd), "", " " + TRANSFORM(lvEnd))
      ENDIF
    ENDFOR
  CATCH TO loError
    lcRange = ""
  ENDTRY
  SELECT (lnArea)
  RETURN LTRIM(lcRange)
ENDFUNC

* The whole sale as init of the settlement window takes it.
FUNCTION RRPaySale(toForm)
  LOCAL lnSign, lcSale
  lnSign = RRPaySign()
  lcSale = RRPayLine("window", "settlement") + RRPayHead(lnSign) + RRPayPrepaid(toForm, lnSign) + RRPayLines(lnSign)
  IF EMPTY(RRPayGet(lcSale, "lines.0.no")) AND NOT RRPayKept("lRRPayQuiet", .F.)
    ERROR RRPayText("Kvite n^Era preki^u. Dabar nieko nei^ssi^usta. ^Iveskite prek^e.")
  ENDIF
  RETURN lcSale
ENDFUNC

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

*=====================================================================================================================
* GAMA-8  Back from the settlement window without payment
* Assumption: Esc leaves the settlement window unsaved and brings the receipt back, as when the cashier presses it; the
* window itself hears it (a Cancel button, KeyPress), not an ON KEY LABEL ESC, which a key that KEYBOARD puts in with
* PLAIN goes past.
*=====================================================================================================================
FUNCTION RRPayLeave
  KEYBOARD "{ESC}" PLAIN CLEAR
ENDFUNC

* A settlement window that came up meanwhile, whatever was at work: later it would be another one that is left.
FUNCTION RRPayLeaveToo
  IF RRPayKept("lRRPayLeaveToo", .F.)
    RRPayKeep("lRRPayLeaveToo", .F.)
    RRPayLeave()
  ENDIF
ENDFUNC

*=====================================================================================================================
* GAMA-9  F8
* Assumption: F8 (void.key, where it is another) voids the receipt in I06_PARH, and GAMA's own F8 is an ON KEY LABEL
* F8 command, a menu's key or handled by the window's KeyPress event; the last two hear a key that KEYBOARD puts in
* with PLAIN. Where none of them does, void.method names the window's method that voids. RRPay goes first; GAMA's own
* follows when RRPay has nothing against it. An ON KEY LABEL F8 command is bound before INIT and not again; where GAMA
* binds it each time that the window is activated, CLOSE's text with "BIND" for "CLOSE" stands at the end of Activate.
*=====================================================================================================================

* Bound while a POS window is there. The window is told by a property of our own: it has no HWnd before it is shown. The
* bound text has no path in it, whatever quotes a path may have, and catches a folder that is gone: GAMA's own F8 stays
* within reach.
FUNCTION RRPayBindF8(toForm)
  IF NOT RRPayIsCounted(toForm)
    RRPayKeep("nRRPayWindows", RRPayKept("nRRPayWindows", 0) + 1)
    RRPayKeep("cRRPaySessions", RRPayKept("cRRPaySessions", "") + RRPaySession(toForm))
    IF PEMSTATUS(toForm, "lRRPayPos", 5)
      toForm.lRRPayPos = .T.
    ELSE
      toForm.AddProperty("lRRPayPos", .T.)
    ENDIF
  ENDIF
  * What is bound while RRPay is at work goes when GAMA's keys come back.
  RRPayKeep("lRRPayBindToo", RRPayIsBusy())
  RRPayBindKey()
ENDFUNC

FUNCTION RRPayBindKey
  LOCAL lcOwn, lcKey
  lcKey = RRPayVoidKey()
  lcOwn = ON("KEY", lcKey)
  * None while RRPay is at work only says that GAMA's keys are put aside.
  IF NOT "CRRPAYF8TEXT" $ UPPER(lcOwn) AND NOT (EMPTY(lcOwn) AND RRPayIsBusy())
    RRPayKeep("cRRPayF8", lcOwn)
  ENDIF
  RRPayKeep("cRRPayF8Text", RRPayF8Text(lcKey))
  RRPayKeep("cRRPayF8Key", lcKey)
  ON KEY LABEL &lcKey =EXECSCRIPT(_SCREEN.cRRPayF8Text)
ENDFUNC

* When work ends: a window that was bound meanwhile, or another key that gama-shop.txt names by now.
FUNCTION RRPayBindAgain
  LOCAL llMoved
  IF RRPayKept("nRRPayWindows", 0) > 0
    llMoved = NOT RRPayKept("cRRPayF8Key", "") == RRPayVoidKey()
    IF llMoved
      RRPayGiveKeyBack()
    ENDIF
    IF llMoved OR RRPayKept("lRRPayBindToo", .F.)
      RRPayBindKey()
    ENDIF
  ENDIF
  RRPayKeep("lRRPayBindToo", .F.)
ENDFUNC

* GAMA has its own key again.
FUNCTION RRPayGiveKeyBack
  LOCAL lcOwn, lcKey
  lcKey = RRPayKept("cRRPayF8Key", "F8")
  IF "CRRPAYF8TEXT" $ UPPER(ON("KEY", lcKey))
    lcOwn = RRPayKept("cRRPayF8", "")
    ON KEY LABEL &lcKey &lcOwn
  ENDIF
ENDFUNC

* Not where it has been closed already: a window may be closed by more than one event, and shown again.
FUNCTION RRPayIsCounted(toForm)
  IF PEMSTATUS(toForm, "lRRPayPos", 5)
    RETURN toForm.lRRPayPos
  ENDIF
  RETURN .F.
ENDFUNC

* A POS window's data session as it stands in the list of them.
FUNCTION RRPaySession(toForm)
  RETURN "," + RRPayInt(toForm.DataSessionId) + ","
ENDFUNC

* The key that voids; a name that is none of F1 to F12 is F8.
FUNCTION RRPayVoidKey
  LOCAL lcKey
  lcKey = UPPER(RRPayName("void.key"))
  RETURN IIF(EMPTY(RRPayKeyCode(lcKey)), "F8", lcKey)
ENDFUNC

* What INKEY gives for F1 to F12; 0 for any other name.
FUNCTION RRPayKeyCode(tcKey)
  LOCAL lnAt
  FOR lnAt = 1 TO 12
    IF tcKey == "F" + RRPayInt(lnAt)
      RETURN VAL(GETWORDNUM("28,-1,-2,-3,-4,-5,-6,-7,-8,-9,133,134", lnAt, ","))
    ENDIF
  ENDFOR
  RETURN 0
ENDFUNC

* GAMA's own F8 runs behind the TRY: a fault in it is GAMA's, goes where GAMA's faults go, and is no word about RRPay.
FUNCTION RRPayF8Text(tcKey)
  LOCAL lcEnd, lcQuestion, lcFault
  lcEnd = CHR(13) + CHR(10)
  lcQuestion = RRPayText("RRPay jungties failo n^Era, per RRPay neanuliuota. Jei RRPay ^s^i kvit^a turi, ") + ;
    RRPayText("anuliuokite j^i ir RRPay lange. Anuliuoti tik GAMA?")
  lcFault = RRPayText("RRPay jungtyje ^ivyko klaida. Ne^zinoma, ar per RRPay anuliuota: ") + ;
    RRPayText("pa^zi^Ur^Ekite RRPay lange. Anuliuoti tik GAMA?")
  RETURN "=_SCREEN.AddProperty('lRRPayOwnF8', .F.)" + lcEnd + "TRY" + lcEnd + ;
    "  =_SCREEN.AddProperty('lRRPayOwnF8', " + RRPayF8Call("F8") + ")" + lcEnd + ;
    "CATCH" + lcEnd + ;
    "  IF MESSAGEBOX(IIF(FILE(_SCREEN.cRRPayFolder + 'rrpay.prg'), '" + lcFault + "', '" + lcQuestion + ;
    "'), 292, 'RRPay') = 6" + lcEnd + ;
    "    KEYBOARD '{" + tcKey + "}' PLAIN" + lcEnd + ;
    "  ENDIF" + lcEnd + ;
    "ENDTRY" + lcEnd + ;
    "IF _SCREEN.lRRPayOwnF8" + lcEnd + ;
    "  =" + RRPayF8Call("F8OWN") + lcEnd + ;
    "ENDIF" + lcEnd
ENDFUNC

FUNCTION RRPayF8Call(tcAction)
  RETURN "EXECSCRIPT(FILETOSTR(_SCREEN.cRRPayFolder + 'rrpay.prg'), '" + tcAction + "', .F., _SCREEN.cRRPayFolder)"
ENDFUNC

* The window that the cashier is in, or .NULL.: _VFP knows top-level forms too.
FUNCTION RRPayActive
  IF TYPE("_VFP.ActiveForm.HWnd") == "N"
    RETURN _VFP.ActiveForm
  ENDIF
  IF TYPE("_SCREEN.ActiveForm.HWnd") == "N"
    RETURN _SCREEN.ActiveForm
  ENDIF
  RETURN .NULL.
ENDFUNC

* F8 is ours in the POS window that bound it and in the settlement window; any other window's F8 is its own.
FUNCTION RRPayIsOurs(toForm)
  IF ISNULL(toForm)
    RETURN .F.
  ENDIF
  RETURN PEMSTATUS(toForm, "lRRPayPos", 5) OR RRPayWindow(toForm) == "settlement"
ENDFUNC

* With the last POS window.
FUNCTION RRPayReleaseF8(toForm)
  LOCAL lnWindows
  lnWindows = RRPayKept("nRRPayWindows", 0)
  IF RRPayIsCounted(toForm)
    lnWindows = MAX(0, lnWindows - 1)
    RRPayKeep("cRRPaySessions", STRTRAN(RRPayKept("cRRPaySessions", ""), RRPaySession(toForm), ""))
    toForm.lRRPayPos = .F.
  ENDIF
  RRPayKeep("nRRPayWindows", lnWindows)
  IF lnWindows = 0
    RRPayGiveKeyBack()
  ENDIF
ENDFUNC

* Returns .T. when GAMA's own F8 is done, .F. when its key only waits to be read. tlOurs: in a window of ours, where
* GAMA's method may be called for it.
FUNCTION RRPayPassF8(toForm, tlOurs)
  LOCAL lcOwn, lcKey, lcMethod
  lcOwn = RRPayKept("cRRPayF8", "")
  lcMethod = RRPayName("void.method")
  IF tlOurs AND NOT EMPTY(lcMethod)
    IF PEMSTATUS(toForm, lcMethod, 5)
      =EVALUATE("toForm." + lcMethod + "()")
      RETURN .T.
    ENDIF
  ENDIF
  IF EMPTY(lcOwn)
    * A window that is to be left comes first: the Esc for it would take this key away.
    RRPayLeaveToo()
    lcKey = "{" + RRPayKept("cRRPayF8Key", "F8") + "}"
    KEYBOARD lcKey PLAIN
    RETURN .F.
  ENDIF
  &lcOwn
  RETURN .T.
ENDFUNC
