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
