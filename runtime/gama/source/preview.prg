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
  lcPath = RRPayWrite(lcResult, "gama-preview.txt")
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
