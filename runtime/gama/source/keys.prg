*=====================================================================================================================
* GAMA-8  Back from the settlement window without payment
* Assumption: Esc leaves the settlement window unsaved and brings the receipt back, as when the cashier presses it.
*=====================================================================================================================
FUNCTION RRPayLeave
  KEYBOARD "{ESC}" PLAIN CLEAR
ENDFUNC

*=====================================================================================================================
* GAMA-9  F8
* Assumption: F8 voids the receipt in I06_PARH, and GAMA's own F8 is an ON KEY LABEL F8 command, a menu's key or handled
* by the window's KeyPress event; the last two hear a key that KEYBOARD puts in with PLAIN. RRPay goes first; GAMA's own
* follows when RRPay has nothing against it.
*=====================================================================================================================

* Bound while the POS window is there. The bound text has no path in it, whatever quotes a path may have, and catches a
* folder that is gone: GAMA's own F8 stays within reach.
FUNCTION RRPayBindF8(toForm)
  LOCAL lcOwn
  lcOwn = ON("KEY", "F8")
  IF NOT "CRRPAYF8TEXT" $ UPPER(lcOwn)
    RRPayKeep("cRRPayF8", lcOwn)
  ENDIF
  RRPayKeep("nRRPayWindow", toForm.HWnd)
  RRPayKeep("cRRPayF8Text", RRPayF8Text())
  ON KEY LABEL F8 =EXECSCRIPT(_SCREEN.cRRPayF8Text)
ENDFUNC

FUNCTION RRPayF8Text
  LOCAL lcEnd, lcQuestion
  lcEnd = CHR(13) + CHR(10)
  lcQuestion = RRPayText("RRPay jungties failo n^Era, per RRPay neanuliuojama. Anuliuoti tik GAMA?")
  RETURN "TRY" + lcEnd + ;
    "  =EXECSCRIPT(FILETOSTR(_SCREEN.cRRPayFolder + 'rrpay.prg'), 'F8', .F., _SCREEN.cRRPayFolder)" + lcEnd + ;
    "CATCH" + lcEnd + ;
    "  IF MESSAGEBOX('" + lcQuestion + "', 292, 'RRPay') = 6" + lcEnd + ;
    "    KEYBOARD '{F8}' PLAIN" + lcEnd + ;
    "  ENDIF" + lcEnd + ;
    "ENDTRY" + lcEnd
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
  RETURN toForm.HWnd = RRPayKept("nRRPayWindow", 0) OR RRPayWindow(toForm) == "settlement"
ENDFUNC

FUNCTION RRPayReleaseF8
  LOCAL lcOwn
  IF "CRRPAYF8TEXT" $ UPPER(ON("KEY", "F8"))
    lcOwn = RRPayKept("cRRPayF8", "")
    ON KEY LABEL F8 &lcOwn
  ENDIF
  RRPayKeep("nRRPayWindow", 0)
ENDFUNC

* Returns .T. when GAMA's own F8 is done, .F. when its key only waits to be read.
FUNCTION RRPayPassF8
  LOCAL lcOwn
  lcOwn = RRPayKept("cRRPayF8", "")
  IF EMPTY(lcOwn)
    KEYBOARD "{F8}" PLAIN
    RETURN .F.
  ENDIF
  &lcOwn
  RETURN .T.
ENDFUNC
