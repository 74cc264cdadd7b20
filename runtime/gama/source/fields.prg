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
        RETURN EVALUATE(lcName)
      ENDIF
    ENDIF
  ENDIF
  IF PCOUNT() < 3
    ERROR RRPayText("GAMA lauko ") + RRPayPlace(tcAlias, tcField) + ;
      RRPayText(" n^Era arba jis tu^s^cias. Nieko nei^ssi^usta. ") + ;
      RRPayText("Dieg^Ejui: ^ira^sykite tikr^a vard^a faile gama-shop.txt.")
  ENDIF
  RETURN tvDefault
ENDFUNC

* A field that must be a number; GAMA may keep numbers as texts.
FUNCTION RRPayNumber(tcAlias, tcField, tnDefault)
  LOCAL lvValue
  IF PCOUNT() < 3
    lvValue = RRPayField(tcAlias, tcField)
  ELSE
    lvValue = RRPayField(tcAlias, tcField, tnDefault)
  ENDIF
  IF INLIST(VARTYPE(lvValue), "N", "Y")
    RETURN lvValue
  ENDIF
  IF VARTYPE(lvValue) == "L"
    RETURN IIF(lvValue, 1, 0)
  ENDIF
  IF VARTYPE(lvValue) == "C"
    IF EMPTY(CHRTRAN(ALLTRIM(lvValue), "0123456789-., ", ""))
      RETURN VAL(CHRTRAN(ALLTRIM(lvValue), ",. ", SET("POINT") + SET("POINT")))
    ENDIF
  ENDIF
  ERROR RRPayText("GAMA laukas ") + RRPayPlace(tcAlias, tcField) + ;
    RRPayText(" n^Era skai^cius. Nieko nei^ssi^usta. ") + ;
    RRPayText("Dieg^Ejui: ^ira^sykite tikr^a vard^a faile gama-shop.txt.")
ENDFUNC

* A field as GAMA knows it: RRPayLines is our own copy of its lines.
FUNCTION RRPayPlace(tcAlias, tcField)
  RETURN IIF(tcAlias == "RRPayLines", RRPayName("lines"), tcAlias) + "." + tcField
ENDFUNC
