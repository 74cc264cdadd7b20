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
