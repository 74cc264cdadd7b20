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
