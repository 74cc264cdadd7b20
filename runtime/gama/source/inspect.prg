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
