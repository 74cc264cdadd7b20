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
