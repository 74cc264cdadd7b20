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
  lcPath = RRPayKept("cRRPayFolder", "") + "gama-preview.txt"
  STRTOFILE(lcResult, lcPath)
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

* Writes gama-inspect-pos.txt or gama-inspect-settlement.txt beside the DLL: lines "name=value", in bounded numbers.
* Sends nothing, asks nothing, changes nothing; a part that fails is told in its place.
FUNCTION RRPayInspect(toForm)
  LOCAL lcText, lnPart, loError
  RRPayKeep("lRRPayQuiet", .T.)
  lcText = RRPayNote("inspect", "1") + RRPayNote("inspect.window", RRPayWindow(toForm))
  FOR lnPart = 1 TO 5
    TRY
      lcText = lcText + RRPayInspectPart(lnPart, toForm)
    CATCH TO loError
      lcText = lcText + RRPayNote("inspect.failed." + RRPayInt(lnPart), RRPayTrouble(loError))
    ENDTRY
  ENDFOR
  RETURN STRTOFILE(lcText, RRPayKept("cRRPayFolder", "") + "gama-inspect-" + RRPayWindow(toForm) + ".txt") > 0
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
      SET DATASESSION TO toForm.DataSessionId
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
  LOCAL lnAt, lcName, lcText
  lcText = RRPayNote("foxpro.version", VERSION()) + RRPayNote("foxpro.codepage", RRPayInt(CPCURRENT())) + ;
    RRPayNote("key.F8", ON("KEY", "F8")) + RRPayNote("key.spacebar", ON("KEY", "SPACEBAR"))
  FOR lnAt = 1 TO 10
    lcName = GETWORDNUM("POINT SEPARATOR DECIMALS FIXED DELETED EXACT DATE CENTURY COMPATIBLE ESCAPE", lnAt, " ")
    lcText = lcText + RRPayNote("set." + lcName, TRANSFORM(SET(lcName)))
  ENDFOR
  RETURN lcText
ENDFUNC

* What tells a control: never all of its properties, some of which do something when they are read.
FUNCTION RRPayInspectObject(toObject, tcPath)
  LOCAL lnAt, lcName, lcText, loError, lcNames
  lcText = ""
  lcNames = "Name Class ParentClass BaseClass ClassLibrary Caption ControlSource RecordSource DataSessionId HWnd " + ;
    "ShowWindow Visible Enabled KeyPreview"
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
    IF USED(lnArea) AND lnCursors < 30
      lnCursors = lnCursors + 1
      lcText = lcText + RRPayInspectCursor(ALIAS(lnArea))
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
    RRPayNote(lcPath + ".record", RRPayInt(RECNO(tcAlias)))
  FOR lnAt = 1 TO MIN(150, FCOUNT(tcAlias))
    lcName = FIELD(lnAt, tcAlias)
    TRY
      lcText = lcText + RRPayNote(lcPath + "." + lcName, TYPE(tcAlias + "." + lcName) + " " + ;
        RRPayInt(FSIZE(lcName, tcAlias)) + " " + RRPayInspectField(tcAlias, lcName))
    CATCH TO loError
      lcText = lcText + RRPayNote(lcPath + "." + lcName, "! " + loError.Message)
    ENDTRY
  ENDFOR
  RETURN lcText
ENDFUNC

* A customer is nobody's business: two characters tell what the field holds.
FUNCTION RRPayInspectField(tcAlias, tcName)
  LOCAL lcValue
  lcValue = ALLTRIM(TRANSFORM(EVALUATE(tcAlias + "." + tcName)))
  IF UPPER(LEFT(tcAlias, 3)) == "N08" OR ;
    INLIST(UPPER(tcName), UPPER(RRPayName("header.customer")), UPPER(RRPayName("header.customerName"))) AND ;
    UPPER(tcAlias) == UPPER(RRPayName("header"))
    RETURN IIF(EMPTY(lcValue), "", LEFT(lcValue, 2) + "...")
  ENDIF
  RETURN lcValue
ENDFUNC

* One line of an inspection; what is long is cut, but for the payload.
FUNCTION RRPayNote(tcName, tcValue)
  LOCAL lcValue
  lcValue = STRTRAN(STRTRAN(tcValue, CHR(13), "\r"), CHR(10), "\n")
  RETURN tcName + "=" + IIF(tcName == "payload", lcValue, LEFT(lcValue, 80)) + CHR(13) + CHR(10)
ENDFUNC
