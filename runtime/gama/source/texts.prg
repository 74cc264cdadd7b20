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
