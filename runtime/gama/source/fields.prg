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
