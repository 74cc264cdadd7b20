* rrpay.prg - the Visual FoxPro 9 side of gama-rrpay, the bridge between Rivile GAMA and RASO RRPay.
*
* INIT.txt and CLOSE.txt run this file with EXECSCRIPT: the run-time DO command never compiles a .prg, and a stale
* .fxp cannot be picked up that way. Nothing here decides about money; it carries texts between GAMA and the DLL.
*
* Whatever touches GAMA's own names is in the blocks marked GAMA-1 ... GAMA-9 at the end of this file, each with the
* assumption that it makes. Adapt those; leave the rest alone.
*
* This file is pure ASCII with CRLF line ends, so that no code page can spoil it; see RRPayText for Lithuanian letters.
* Numbers go out as integers (cents, ten-thousandths), so SET POINT, SET DECIMALS and SET FIXED do not matter.
*
* tcAction  INIT, CLOSE, F8 or STATUS
* toForm    the window
* tcFolder  the folder of gama_rrpay.dll, with a backslash at its end
* Returns .T. when GAMA may go on.
LPARAMETERS tcAction, toForm, tcFolder
LOCAL llDone
llDone = .F.
DO CASE
  CASE tcAction == "INIT"
    llDone = RRPayGuarded("INIT", toForm, tcFolder)
    RRPayBindF8(tcFolder)
  CASE tcAction == "F8"
    IF RRPayGuarded("VOID", toForm, tcFolder)
      RRPayPassF8(toForm)
      llDone = RRPayGuarded("VOIDED", toForm, tcFolder)
    ENDIF
  OTHERWISE
    llDone = RRPayGuarded(tcAction, toForm, tcFolder)
ENDCASE
RETURN llDone

*---------------------------------------------------------------------------------------------------------------------
* The DLL
*---------------------------------------------------------------------------------------------------------------------

* DECLAREd at each use: CLEAR DLLS of another add-on drops them. Checked against gama_rrpay.h by build/gama.
* The full path, because a bare name would be searched for along PATH.
FUNCTION RRPayDeclare(tcFolder)
  LOCAL lcDll
  lcDll = tcFolder + "gama_rrpay.dll"
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
    ERROR RRPayText("gama_rrpay.dll ir rrpay.prg yra skirting^u versij^u. Nukopijuokite abu i^s to paties leidinio.")
  ENDIF
ENDFUNC

* Does one thing at a time, with GAMA's keys put aside, and leaves everything as it was found.
FUNCTION RRPayGuarded(tcWhat, toForm, tcFolder)
  LOCAL llDone, lnSession, lnArea, lcEscape, loError
  llDone = .F.
  IF RRPayKept("lRRPayBusy", .F.)
    RETURN .F.
  ENDIF
  lnSession = SET("DATASESSION")
  lnArea = SELECT()
  lcEscape = SET("ESCAPE")
  RRPayKeep("lRRPayBusy", .T.)
  PUSH KEY CLEAR
  SET ESCAPE OFF
  TRY
    RRPayDeclare(tcFolder)
    DO CASE
      CASE tcWhat == "INIT" AND RRPayWindow(toForm) == "pos"
        llDone = RRPayPos(tcFolder, "init")
      CASE tcWhat == "INIT"
        llDone = RRPaySettle(toForm, tcFolder)
      CASE tcWhat == "CLOSE" OR tcWhat == "VOIDED"
        llDone = RRPayClose(toForm, tcFolder)
      CASE tcWhat == "VOID"
        llDone = RRPayVoid(toForm, tcFolder)
      CASE tcWhat == "STATUS"
        llDone = RRPayPos(tcFolder, "status")
    ENDCASE
  CATCH TO loError
    llDone = .F.
    RRPaySay(RRPayText("RRPay ry^sio klaida: ") + loError.Message)
  FINALLY
    * What would keep the till from working comes first: a session that is gone by now must not leave it busy.
    RRPayKeep("lRRPayBusy", .F.)
    POP KEY
    IF lcEscape == "ON"
      SET ESCAPE ON
    ENDIF
    WAIT CLEAR
    SET DATASESSION TO lnSession
    SELECT (lnArea)
  ENDTRY
  RETURN llDone
ENDFUNC

* Calls a hook and returns its result as flat lines, whatever happens. The session stays open until GAMA ends.
FUNCTION RRPayCall(tcFolder, tcHook, tcPayload)
  LOCAL lnSession, lnCall
  lnSession = grp_open(tcFolder + "gama-rrpay.json")
  IF lnSession <= 0
    RETURN RRPayEnded("refused", lnSession, 0)
  ENDIF
  lnCall = grp_start(lnSession, tcHook, tcPayload, LEN(tcPayload))
  IF lnCall <= 0
    RETURN RRPayEnded("refused", lnCall, lnSession)
  ENDIF
  RETURN RRPayWait(lnSession, lnCall)
ENDFUNC

* Waits in short steps with a message for the cashier; Esc and F8 ask for cancellation once, the result tells the rest.
* No DOEVENTS: it would let the cashier close the very window whose INIT is running. No RETURN: none may leave a TRY.
FUNCTION RRPayWait(tnSession, tnCall)
  LOCAL lnState, lnKey, llCancelled, lcText, lcShown, lcResult, loError
  llCancelled = .F.
  lcShown = ""
  TRY
    lnState = grp_poll(tnSession, tnCall, 30)
    DO WHILE lnState = 0
      lcText = RRPayProgress(tnSession, tnCall)
      IF NOT EMPTY(lcText) AND NOT lcText == lcShown
        WAIT WINDOW lcText NOWAIT NOCLEAR
        lcShown = lcText
      ENDIF
      lnKey = INKEY(.1, "H")
      IF (lnKey = 27 OR lnKey = -7) AND NOT llCancelled
        llCancelled = .T.
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
    lcResult = RRPayFault("unknown", "", loError.Message)
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
    RRPayLine("message", tcMessage)
ENDFUNC

* The till of the config, by the boot report; empty when the boot failed, which the next call tells. Where the boot does
* not end, Esc does: without the till there is no key for a sale.
FUNCTION RRPayTill(tcFolder)
  LOCAL lnSession
  lnSession = grp_open(tcFolder + "gama-rrpay.json")
  IF lnSession <= 0
    RETURN ""
  ENDIF
  DO WHILE grp_poll(lnSession, 0, 100) = 0
    IF INKEY(.01, "H") = 27
      ERROR RRPayText("RRPay ry^sys dar nepasileido. Bandykite dar kart^a.")
    ENDIF
  ENDDO
  RETURN RRPayGet(RRPayResult(lnSession, 0), "till")
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* The windows
*---------------------------------------------------------------------------------------------------------------------

* The POS window opens, or somebody asks how things are: what is unresolved is told and may be decided.
FUNCTION RRPayPos(tcFolder, tcHook)
  LOCAL lcPayload, lcResult
  lcPayload = RRPayLine("refresh", "true")
  IF tcHook == "init"
    lcPayload = RRPayLine("window", "pos") + RRPayLine("till", RRPayTill(tcFolder)) + ;
      RRPayLine("operator", RRPayOperator())
  ENDIF
  lcResult = RRPayCall(tcFolder, tcHook, lcPayload)
  RRPayUnresolved(tcFolder, lcResult)
  RETURN .T.
ENDFUNC

* The settlement window opens: the sale goes to RRPay, and the payments come back.
FUNCTION RRPaySettle(toForm, tcFolder)
  LOCAL lcSale, lcResult, lcPrefix, lcDecided, lnTotal, llAgain, llPaid
  lcSale = RRPaySale(toForm, RRPayTill(tcFolder))
  lnTotal = VAL(RRPayGet(lcSale, "totals.totalCents"))
  llPaid = .F.
  llAgain = .T.
  DO WHILE llAgain
    llAgain = .F.
    lcPrefix = ""
    lcResult = RRPayCall(tcFolder, "init", lcSale)
    RRPayRemember(RRPayGet(lcSale, "kind"), RRPayGet(lcSale, "saleKey"), RRPayGet(lcResult, "attemptId"))
    DO CASE
      CASE NOT RRPayGet(lcResult, "outcome") == "unknown"
        llPaid = RRPayGet(lcResult, "outcome") == "approved"
      CASE RRPayGet(lcResult, "manualEntry.allowed") == "true"
        lcDecided = RRPayAskPrinted(tcFolder, RRPayGet(lcSale, "kind"), RRPayGet(lcSale, "saleKey"), ;
          RRPayGet(lcResult, "attemptId"), lnTotal, RRPayGet(lcResult, "message"))
        llPaid = RRPayDecidedPaid(lcDecided)
        IF NOT EMPTY(lcDecided)
          lcPrefix = "result."
          lcResult = lcDecided
        ENDIF
      OTHERWISE
        llAgain = MESSAGEBOX(RRPayGet(lcResult, "message") + CHR(13) + ;
          RRPayGet(lcResult, "manualEntry.reason"), 5 + 48, "RRPay") = 4
    ENDCASE
  ENDDO
  IF llPaid
    RRPayTake(toForm, lcResult, lcPrefix)
    IF NOT RRPayGet(lcResult, "code") == "approved"
      RRPaySay(RRPayGet(lcResult, "message"))
    ENDIF
    RETURN .T.
  ENDIF
  RRPaySay(RRPayGet(lcResult, "message"))
  IF NOT EMPTY(RRPayGet(lcResult, "blockedBy.saleKey"))
    RRPayUnresolved(tcFolder, RRPayCall(tcFolder, "status", ""))
  ENDIF
  RRPayLeave(toForm)
  RETURN .F.
ENDFUNC

* A window closes, or F8 is done: RRPay's side learns whether GAMA has saved it.
FUNCTION RRPayClose(toForm, tcFolder)
  LOCAL lcResult, lcStatus, lcAttempt, llSaved
  IF EMPTY(RRPayKept("cRRPayKey", ""))
    RETURN .T.
  ENDIF
  llSaved = RRPaySaved(toForm, RRPayKept("cRRPayKind", ""))
  lcAttempt = RRPayKept("cRRPayAttempt", "")
  lcResult = RRPayCall(tcFolder, "close", RRPayLine("window", "settlement") + ;
    RRPayLine("kind", RRPayKept("cRRPayKind", "")) + RRPayLine("saleKey", RRPayKept("cRRPayKey", "")) + ;
    IIF(EMPTY(lcAttempt), "", RRPayLine("attemptId", lcAttempt)) + RRPayLine("saved", IIF(llSaved, "true", "false")))
  lcStatus = RRPayGet(lcResult, "status")
  IF NOT lcStatus == "acknowledged"
    RRPaySay(RRPayGet(lcResult, "message"))
  ENDIF
  RRPayRemember("", "", "")
  RETURN lcStatus == "acknowledged" OR lcStatus == "recorded"
ENDFUNC

* F8: an attempt that is open is cancelled, a receipt that RRPay has printed is taken back there first.
* Returns .T. when GAMA's own F8 may follow.
FUNCTION RRPayVoid(toForm, tcFolder)
  LOCAL lcSale, lcHead, lcDocument, lcResult, lcOutcome
  RRPayRemember("", "", "")
  lcSale = RRPaySale(toForm, RRPayTill(tcFolder))
  lcHead = RRPayLine("saleKey", RRPayGet(lcSale, "saleKey")) + RRPayLine("operator", RRPayOperator())
  lcDocument = RRPayDocument()
  lcResult = RRPayCall(tcFolder, "void", RRPayLine("scope", "open") + lcHead)
  lcOutcome = RRPayGet(lcResult, "outcome")
  IF lcOutcome == "not-voided" OR (lcOutcome == "nothing-to-void" AND NOT EMPTY(lcDocument))
    IF MESSAGEBOX(RRPayText("Kvitas apmok^Etas per RRPay. Anuliuoti j^i RRPay?"), 4 + 32 + 256, "RRPay") <> 6
      RETURN .F.
    ENDIF
    IF NOT EMPTY(lcDocument)
      lcHead = lcHead + RRPayLine("original.documentNo", lcDocument) + RRPayLines(RRPaySign())
    ENDIF
    lcResult = RRPayCall(tcFolder, "void", RRPayLine("scope", "completed") + lcHead)
    lcOutcome = RRPayGet(lcResult, "outcome")
    IF lcOutcome == "voided"
      RRPayRemember("void", RRPayGet(lcSale, "saleKey"), RRPayGet(lcResult, "attemptId"))
    ENDIF
  ENDIF
  IF NOT lcOutcome == "nothing-to-void"
    RRPaySay(RRPayGet(lcResult, "message"))
  ENDIF
  RETURN lcOutcome == "voided" OR lcOutcome == "nothing-to-void"
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* What only a person knows (hook resolve)
*---------------------------------------------------------------------------------------------------------------------

* Tells what a result of init pos or status lists, and takes the decisions that it offers.
FUNCTION RRPayUnresolved(tcFolder, tcResult)
  LOCAL lnAt, lnCount, lcItem, lcText, lcAnswer
  IF NOT RRPayGet(tcResult, "status") == "ready"
    RRPaySay(RRPayGet(tcResult, "message"))
  ENDIF
  lnCount = VAL(RRPayGet(tcResult, "unresolved.count"))
  FOR lnAt = 0 TO lnCount - 1
    lcItem = "unresolved." + RRPayInt(lnAt) + "."
    lcText = RRPayGet(tcResult, lcItem + "saleKey") + CHR(13) + RRPayGet(tcResult, lcItem + "advice")
    lcAnswer = ""
    DO CASE
      CASE RRPayOffers(tcResult, lcItem, "receipt-printed")
        lcAnswer = RRPayAskPrinted(tcFolder, RRPayGet(tcResult, lcItem + "kind"), ;
          RRPayGet(tcResult, lcItem + "saleKey"), RRPayGet(tcResult, lcItem + "attemptId"), ;
          VAL(RRPayGet(tcResult, lcItem + "totalCents")), lcText)
      CASE RRPayOffers(tcResult, lcItem, "saved-in-gama")
        lcAnswer = RRPayChoose(tcFolder, tcResult, lcItem, "saved-in-gama", "leave-to-accountant", lcText + CHR(13) + ;
          RRPayText("Taip = pardavimas i^ssaugotas GAMA; Ne = palikti buhalteriui; At^saukti = v^Eliau."))
      CASE RRPayOffers(tcResult, lcItem, "accept-rrpay")
        lcAnswer = RRPayChoose(tcFolder, tcResult, lcItem, "accept-rrpay", "leave-to-accountant", lcText + CHR(13) + ;
          RRPayText("Taip = teisinga, k^a rodo RRPay; Ne = palikti buhalteriui; At^saukti = v^Eliau."))
      CASE RRPayOffers(tcResult, lcItem, "leave-to-accountant")
        lcAnswer = RRPayChoose(tcFolder, tcResult, lcItem, "leave-to-accountant", "", lcText + CHR(13) + ;
          RRPayText("Taip = palikti buhalteriui; Ne = v^Eliau."))
      OTHERWISE
        RRPaySay(lcText)
    ENDCASE
    IF NOT EMPTY(lcAnswer)
      RRPaySay(RRPayGet(lcAnswer, "message"))
    ENDIF
  ENDFOR
ENDFUNC

* Was the receipt printed? Returns the result of resolve, or nothing when the answer is put off.
FUNCTION RRPayAskPrinted(tcFolder, tcKind, tcKey, tcAttempt, tnTotal, tcText)
  LOCAL lnAnswer, lcExtra, lcDocument
  lnAnswer = MESSAGEBOX(tcText + CHR(13) + RRPayText("Ar RRPay kasos kvitas atspausdintas? ") + ;
    RRPayText("Taip = atspausdintas; Ne = nieko ne^ivyko; At^saukti = v^Eliau."), 3 + 32, "RRPay")
  DO CASE
    CASE lnAnswer = 6
      lcDocument = ALLTRIM(INPUTBOX(RRPayText("Kvito numeris (i^s atspausdinto kvito):"), "RRPay", ""))
      lcExtra = RRPayManual(INPUTBOX(RRPayText("Mok^Ejimai kvite: numeris=suma; numeris=suma"), "RRPay", ;
        "0=" + RRPayEuros(tnTotal)), tnTotal)
      RETURN RRPayResolve(tcFolder, tcKind, tcKey, tcAttempt, "receipt-printed", ;
        RRPayLine("documentNo", lcDocument) + lcExtra)
    CASE lnAnswer = 7
      RETURN RRPayResolve(tcFolder, tcKind, tcKey, tcAttempt, "nothing-happened", "")
  ENDCASE
  RETURN ""
ENDFUNC

* An empty tcNo: there is one decision, and No puts it off.
FUNCTION RRPayChoose(tcFolder, tcResult, tcItem, tcYes, tcNo, tcText)
  LOCAL lnAnswer
  lnAnswer = MESSAGEBOX(tcText, IIF(EMPTY(tcNo), 4, 3) + 32, "RRPay")
  IF lnAnswer <> 6 AND (lnAnswer <> 7 OR EMPTY(tcNo))
    RETURN ""
  ENDIF
  RETURN RRPayResolve(tcFolder, RRPayGet(tcResult, tcItem + "kind"), RRPayGet(tcResult, tcItem + "saleKey"), ;
    RRPayGet(tcResult, tcItem + "attemptId"), IIF(lnAnswer = 6, tcYes, tcNo), "")
ENDFUNC

* The decision is kept in front of the lines, so that RRPayDecidedPaid knows what was decided.
FUNCTION RRPayResolve(tcFolder, tcKind, tcKey, tcAttempt, tcDecision, tcExtra)
  RETURN RRPayLine("decided", tcDecision) + RRPayCall(tcFolder, "resolve", RRPayLine("kind", tcKind) + ;
    RRPayLine("saleKey", tcKey) + RRPayLine("attemptId", tcAttempt) + RRPayLine("operator", RRPayOperator()) + ;
    RRPayLine("decision", tcDecision) + tcExtra)
ENDFUNC

* Whether GAMA may take the payments: a printed receipt was recorded, or evidence came meanwhile that it is paid.
FUNCTION RRPayDecidedPaid(tcDecided)
  DO CASE
    CASE RRPayGet(tcDecided, "status") == "recorded"
      RETURN RRPayGet(tcDecided, "decided") == "receipt-printed"
    CASE RRPayGet(tcDecided, "status") == "superseded"
      RETURN RRPayGet(tcDecided, "result.outcome") == "approved"
  ENDCASE
  RETURN .F.
ENDFUNC

FUNCTION RRPayOffers(tcResult, tcItem, tcDecision)
  LOCAL lnAt
  FOR lnAt = 0 TO VAL(RRPayGet(tcResult, tcItem + "decisions.count")) - 1
    IF RRPayGet(tcResult, tcItem + "decisions." + RRPayInt(lnAt)) == tcDecision
      RETURN .T.
    ENDIF
  ENDFOR
  RETURN .F.
ENDFUNC

* "2=10,00; 0=2,50" as payments. What is left over up to 2 cents is the rounding of cash; the plugin checks the sum.
FUNCTION RRPayManual(tcText, tnTotal)
  LOCAL lnAt, lcPart, lnEquals, lnCents, lnPaid, lcLines
  lnPaid = 0
  lcLines = ""
  FOR lnAt = 1 TO GETWORDCOUNT(tcText, ";")
    lcPart = GETWORDNUM(tcText, lnAt, ";")
    lnEquals = AT("=", lcPart)
    lnCents = RRPayCents(SUBSTR(lcPart, lnEquals + 1))
    lnPaid = lnPaid + lnCents
    lcLines = lcLines + ;
      RRPayLine("payments." + RRPayInt(lnAt - 1) + ".method", ALLTRIM(LEFT(lcPart, MAX(0, lnEquals - 1)))) + ;
      RRPayLine("payments." + RRPayInt(lnAt - 1) + ".amountCents", RRPayInt(lnCents))
  ENDFOR
  RETURN lcLines + RRPayLine("roundingCents", RRPayInt(IIF(ABS(lnPaid - tnTotal) <= 2, lnPaid - tnTotal, 0)))
ENDFUNC

* "12,5" or "12.50" in cents, without SET POINT having a say.
FUNCTION RRPayCents(tcText)
  LOCAL lcText, lnPoint
  lcText = CHRTRAN(ALLTRIM(tcText), ", ", ".")
  lnPoint = AT(".", lcText + ".")
  RETURN VAL(LEFT(lcText, lnPoint - 1)) * 100 + VAL(LEFT(PADR(SUBSTR(lcText, lnPoint + 1), 2, "0"), 2))
ENDFUNC

FUNCTION RRPayEuros(tnCents)
  RETURN RRPayInt(INT(tnCents / 100)) + "," + PADL(RRPayInt(MOD(tnCents, 100)), 2, "0")
ENDFUNC

*---------------------------------------------------------------------------------------------------------------------
* Texts
*---------------------------------------------------------------------------------------------------------------------

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

FUNCTION RRPaySay(tcText)
  =MESSAGEBOX(LEFT(tcText, 1000), 48, "RRPay")
ENDFUNC

* Lithuanian letters of windows-1257, written ^a ^c ^e ^E ^i ^I ^s ^u ^U ^z (^E: e with a dot, ^U: u with a bar).
FUNCTION RRPayText(tcText)
  LOCAL lcText
  lcText = STRTRAN(STRTRAN(STRTRAN(tcText, "^a", CHR(224)), "^c", CHR(232)), "^e", CHR(230))
  lcText = STRTRAN(STRTRAN(STRTRAN(lcText, "^E", CHR(235)), "^i", CHR(225)), "^I", CHR(193))
  lcText = STRTRAN(lcText, "^s", CHR(240))
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

* What the next CLOSE is about; an empty key is nothing.
FUNCTION RRPayRemember(tcKind, tcKey, tcAttempt)
  RRPayKeep("cRRPayKind", tcKind)
  RRPayKeep("cRRPayKey", tcKey)
  RRPayKeep("cRRPayAttempt", tcAttempt)
ENDFUNC

* A field by name, or a default; without one a missing field is an error that names it, and nothing is sent.
FUNCTION RRPayField(tcAlias, tcField, tvDefault)
  LOCAL lcName
  lcName = tcAlias + "." + tcField
  IF TYPE(lcName) <> "U"
    IF NOT ISNULL(EVALUATE(lcName))
      RETURN EVALUATE(lcName)
    ENDIF
  ENDIF
  IF PCOUNT() < 3
    ERROR RRPayText("GAMA lauko " + lcName + " n^Era arba jis tu^s^cias. Pritaikykite rrpay.prg GAMA blokus.")
  ENDIF
  RETURN tvDefault
ENDFUNC

*=====================================================================================================================
* GAMA-1  Which window is this?
* Assumption: the settlement window's caption contains "Atsiskaitymas"; any other window with our INIT is the POS one.
*=====================================================================================================================
#DEFINE GAMA_SETTLEMENT_CAPTION "ATSISKAITYMAS"

FUNCTION RRPayWindow(toForm)
  RETURN IIF(GAMA_SETTLEMENT_CAPTION $ UPPER(toForm.Caption), "settlement", "pos")
ENDFUNC

*=====================================================================================================================
* GAMA-2  Where is the receipt?
* Assumption: the window's data session has the receipt's header open as I06_PARH, on its record, and its lines, and
* no other lines, as I07_PARD (the names of GAMA's own tables).
*=====================================================================================================================
#DEFINE GAMA_HEADER "I06_PARH"
#DEFINE GAMA_LINES "I07_PARD"

* The whole sale as init of the settlement window takes it.
FUNCTION RRPaySale(toForm, tcTill)
  LOCAL lnSign
  SET DATASESSION TO toForm.DataSessionId
  IF NOT USED(GAMA_HEADER) OR NOT USED(GAMA_LINES)
    ERROR RRPayText("Lange n^Era kvito lenteli^u " + GAMA_HEADER + " ir " + GAMA_LINES + ". Pritaikykite GAMA-2.")
  ENDIF
  lnSign = RRPaySign()
  RETURN RRPayLine("window", "settlement") + RRPayHead(tcTill, lnSign) + RRPayLines(lnSign)
ENDFUNC

*=====================================================================================================================
* GAMA-3  The receipt's head
* Assumption: I06_DOK_NR is the receipt's number, given before payment and unique within a till's day; I06_OP_DATA is
* its date; I06_KODAS_KS and I06_PAV name the customer, empty for none; money is in euros. A receipt with a total
* below zero is a return. N08_PVM_KODAS is the customer's VAT code where N08_KLIJ is open.
*=====================================================================================================================
FUNCTION RRPayHead(tcTill, tnSign)
  LOCAL lcNumber, lcHead, lcCustomer
  lcNumber = ALLTRIM(RRPayField(GAMA_HEADER, "I06_DOK_NR"))
  lcHead = RRPayLine("saleKey", "T" + tcTill + "-" + DTOS(RRPayField(GAMA_HEADER, "I06_OP_DATA")) + "-" + lcNumber) + ;
    RRPayLine("kind", IIF(tnSign < 0, "return", "sale")) + RRPayLine("receiptNo", lcNumber) + ;
    RRPayLine("operator", RRPayOperator()) + RRPayLine("currency", "EUR")
  lcCustomer = ALLTRIM(RRPayField(GAMA_HEADER, "I06_KODAS_KS", ""))
  IF NOT EMPTY(lcCustomer)
    lcHead = lcHead + RRPayLine("customer.code", lcCustomer) + ;
      RRPayLine("customer.name", RRPayField(GAMA_HEADER, "I06_PAV", "")) + ;
      RRPayLine("customer.vatCode", RRPayField("N08_KLIJ", "N08_PVM_KODAS", ""))
  ENDIF
  RETURN lcHead
ENDFUNC

* A return when the lines add up to less than nothing.
FUNCTION RRPaySign()
  LOCAL lnArea, lnRecord, lnTotal
  lnArea = SELECT()
  SELECT (GAMA_LINES)
  lnRecord = IIF(EOF(), 0, RECNO())
  lnTotal = 0
  SCAN FOR RRPayIsGoods()
    lnTotal = lnTotal + RRPayLineCents()
  ENDSCAN
  IF lnRecord > 0
    GO lnRecord
  ENDIF
  SELECT (lnArea)
  RETURN IIF(lnTotal < 0, -1, 1)
ENDFUNC

*=====================================================================================================================
* GAMA-4  The receipt's lines
* Assumption: I07_TIPAS 1 is an item, 2 a service, 3 a code; 4 and 5 are texts without a price. I07_KIEKIS over
* I07_FRAKCIJA is the quantity; I07_KAINA_SU is the price of one with VAT; I07_SUMA is the line's sum after discount
* without VAT and I07_PVM its VAT, both in euros; I07_MOKESTIS_P is the VAT rate in percent; I07_KODAS_US_A is the unit;
* DI07_BAR_KODAS is the barcode. Codes that begin with TARA are deposits. The VAT group follows from the rate.
*=====================================================================================================================
FUNCTION RRPayIsGoods()
  * A line taken off the receipt may be there still, marked as deleted: SET DELETED is the window's own.
  RETURN NOT DELETED(GAMA_LINES) AND INLIST(VAL(TRANSFORM(RRPayField(GAMA_LINES, "I07_TIPAS"))), 1, 2, 3)
ENDFUNC

FUNCTION RRPayLineCents()
  RETURN ROUND((RRPayField(GAMA_LINES, "I07_SUMA") + RRPayField(GAMA_LINES, "I07_PVM")) * 100, 0)
ENDFUNC

FUNCTION RRPayLineType()
  DO CASE
    CASE UPPER(LEFT(RRPayField(GAMA_LINES, "I07_KODAS"), 4)) == "TARA"
      RETURN "deposit"
    CASE VAL(TRANSFORM(RRPayField(GAMA_LINES, "I07_TIPAS"))) = 2
      RETURN "service"
  ENDCASE
  RETURN "item"
ENDFUNC

FUNCTION RRPayVatGroup(tnRateBp)
  DO CASE
    CASE tnRateBp = 2100
      RETURN "A"
    CASE tnRateBp = 1200
      RETURN "B"
    CASE tnRateBp = 500
      RETURN "C"
  ENDCASE
  RETURN "D"
ENDFUNC

* All lines and the totals; tnSign -1 turns a return's amounts positive.
FUNCTION RRPayLines(tnSign)
  LOCAL lnArea, lnRecord, lnAt, lnQuantity, lnPrice, lnCents, lnDiscount, lnRate, lnTotal, lnDiscounts, lnVat
  LOCAL lcLines, lcPath, lcBarcode
  lnArea = SELECT()
  SELECT (GAMA_LINES)
  lnRecord = IIF(EOF(), 0, RECNO())
  STORE 0 TO lnAt, lnTotal, lnDiscounts, lnVat
  lcLines = ""
  SCAN FOR RRPayIsGoods()
    lnQuantity = tnSign * ROUND(RRPayField(GAMA_LINES, "I07_KIEKIS") * 10000 / ;
      MAX(1, RRPayField(GAMA_LINES, "I07_FRAKCIJA", 1)), 0)
    lnPrice = ROUND(RRPayField(GAMA_LINES, "I07_KAINA_SU") * 10000, 0)
    lnCents = tnSign * RRPayLineCents()
    lnRate = ROUND(RRPayField(GAMA_LINES, "I07_MOKESTIS_P") * 100, 0)
    * What the price promises beyond the sum is the discount; a cent is only rounding.
    lnDiscount = ROUND(lnQuantity * lnPrice / 1000000, 0) - lnCents
    lnDiscount = IIF(ABS(lnDiscount) <= 1, 0, lnDiscount)
    lcPath = "lines." + RRPayInt(lnAt) + "."
    lcBarcode = ALLTRIM(RRPayField(GAMA_LINES, "DI07_BAR_KODAS", ""))
    lcLines = lcLines + RRPayLine(lcPath + "no", RRPayInt(lnAt + 1)) + RRPayLine(lcPath + "type", RRPayLineType()) + ;
      RRPayLine(lcPath + "code", RRPayField(GAMA_LINES, "I07_KODAS")) + ;
      IIF(EMPTY(lcBarcode), "", RRPayLine(lcPath + "barcode", lcBarcode)) + ;
      RRPayLine(lcPath + "name", RRPayField(GAMA_LINES, "I07_PAV")) + ;
      RRPayLine(lcPath + "unit", RRPayField(GAMA_LINES, "I07_KODAS_US_A", "VNT")) + ;
      RRPayLine(lcPath + "quantityE4", RRPayInt(lnQuantity)) + RRPayLine(lcPath + "unitPriceE4", RRPayInt(lnPrice)) + ;
      RRPayLine(lcPath + "discountCents", RRPayInt(lnDiscount)) + ;
      RRPayLine(lcPath + "totalCents", RRPayInt(lnCents)) + ;
      RRPayLine(lcPath + "vatGroup", RRPayVatGroup(lnRate)) + RRPayLine(lcPath + "vatRateBp", RRPayInt(lnRate))
    lnAt = lnAt + 1
    lnTotal = lnTotal + lnCents
    lnDiscounts = lnDiscounts + lnDiscount
    lnVat = lnVat + tnSign * ROUND(RRPayField(GAMA_LINES, "I07_PVM") * 100, 0)
  ENDSCAN
  IF lnRecord > 0
    GO lnRecord
  ENDIF
  SELECT (lnArea)
  RETURN lcLines + RRPayLine("totals.totalCents", RRPayInt(lnTotal)) + ;
    RRPayLine("totals.discountCents", RRPayInt(MAX(0, lnDiscounts))) + ;
    RRPayLine("totals.vatCents", RRPayInt(MAX(0, lnVat)))
ENDFUNC

*=====================================================================================================================
* GAMA-5  Who works at the till?
* Assumption: the Windows user is the cashier, where GAMA's own name of the user is not known.
*=====================================================================================================================
FUNCTION RRPayOperator()
  LOCAL lcUser
  lcUser = ALLTRIM(SUBSTR(SYS(0), AT("#", SYS(0)) + 1))
  RETURN IIF(EMPTY(lcUser), "GAMA", LEFT(lcUser, 64))
ENDFUNC

*=====================================================================================================================
* GAMA-6  The payments into the settlement window
* Assumption: the window has a method that takes a credit number and euros. Where it has not, the cashier is told what
* to enter, which GAMA allows. GAMA_DOCUMENT_FIELD is the header's field for the fiscal number; "" = it is not kept.
*=====================================================================================================================
#DEFINE GAMA_PAYMENT_METHOD "kreditas"
#DEFINE GAMA_DOCUMENT_FIELD ""

FUNCTION RRPayTake(toForm, tcResult, tcPrefix)
  LOCAL lnAt, lcPath, lnMethod, lnEuros, lnCents, lcText, lcDocument
  lcText = ""
  FOR lnAt = 0 TO VAL(RRPayGet(tcResult, tcPrefix + "payments.count")) - 1
    lcPath = tcPrefix + "payments." + RRPayInt(lnAt) + "."
    lnMethod = VAL(RRPayGet(tcResult, lcPath + "method"))
    lnCents = VAL(RRPayGet(tcResult, lcPath + "amountCents"))
    lnEuros = lnCents / 100
    IF lnMethod >= 0 AND PEMSTATUS(toForm, GAMA_PAYMENT_METHOD, 5)
      =EVALUATE("toForm." + GAMA_PAYMENT_METHOD + "(lnMethod, lnEuros)")
    ELSE
      lcText = lcText + CHR(13) + RRPayGet(tcResult, lcPath + "name") + " (" + RRPayInt(lnMethod) + "): " + ;
        RRPayEuros(lnCents)
    ENDIF
  ENDFOR
  lcDocument = RRPayGet(tcResult, tcPrefix + "fiscal.documentNo")
  IF NOT EMPTY(GAMA_DOCUMENT_FIELD) AND NOT EMPTY(lcDocument)
    REPLACE (GAMA_DOCUMENT_FIELD) WITH lcDocument IN (GAMA_HEADER)
  ENDIF
  IF NOT EMPTY(lcText)
    RRPaySay(RRPayText("Apmok^Eta per RRPay. ^Iveskite GAMA lange:") + lcText + CHR(13) + ;
      RRPayText("Gr^a^za: ") + RRPayEuros(VAL(RRPayGet(tcResult, tcPrefix + "changeCents"))))
  ENDIF
ENDFUNC

* The fiscal number that this receipt was given, empty when it has none or it is not kept.
FUNCTION RRPayDocument()
  IF EMPTY(GAMA_DOCUMENT_FIELD)
    RETURN ""
  ENDIF
  RETURN ALLTRIM(RRPayField(GAMA_HEADER, GAMA_DOCUMENT_FIELD, ""))
ENDFUNC

*=====================================================================================================================
* GAMA-7  Has GAMA saved it?
* Assumption: the settlement window has a logical property that says so. Where it has not, the cashier is asked.
* After F8 there is no window to ask, so the cashier is.
*=====================================================================================================================
#DEFINE GAMA_SAVED_PROPERTY "issaugota"

FUNCTION RRPaySaved(toForm, tcKind)
  IF NOT tcKind == "void" AND PEMSTATUS(toForm, GAMA_SAVED_PROPERTY, 5)
    RETURN EVALUATE("toForm." + GAMA_SAVED_PROPERTY)
  ENDIF
  RETURN MESSAGEBOX(IIF(tcKind == "void", RRPayText("Ar anuliavimas i^ssaugotas GAMA?"), ;
    RRPayText("Ar pardavimas i^ssaugotas GAMA?")), 4 + 32, "RRPay") = 6
ENDFUNC

*=====================================================================================================================
* GAMA-8  Back from the settlement window without payment
* Assumption: Esc leaves the settlement window unsaved and brings the receipt back, as when the cashier presses it.
*=====================================================================================================================
FUNCTION RRPayLeave(toForm)
  KEYBOARD "{ESC}" PLAIN CLEAR
ENDFUNC

*=====================================================================================================================
* GAMA-9  F8
* Assumption: F8 voids the receipt in I06_PARH, and GAMA's own F8 is either an ON KEY LABEL F8 command or handled by
* the window's KeyPress event (code -7). RRPay goes first; GAMA's own follows when RRPay has nothing against it.
*=====================================================================================================================
FUNCTION RRPayBindF8(tcFolder)
  LOCAL lcOwn, lcCommand
  lcOwn = ON("KEY", "F8")
  IF NOT "rrpay.prg" $ LOWER(lcOwn)
    RRPayKeep("cRRPayF8", lcOwn)
    lcCommand = "=EXECSCRIPT(FILETOSTR('" + tcFolder + "rrpay.prg'), 'F8', _SCREEN.ActiveForm, '" + tcFolder + "')"
    ON KEY LABEL F8 &lcCommand
  ENDIF
ENDFUNC

FUNCTION RRPayPassF8(toForm)
  LOCAL lcOwn
  lcOwn = RRPayKept("cRRPayF8", "")
  IF EMPTY(lcOwn)
    toForm.KeyPress(-7, 0)
  ELSE
    &lcOwn
  ENDIF
ENDFUNC
