*---------------------------------------------------------------------------------------------------------------------
* Boxes
*---------------------------------------------------------------------------------------------------------------------

* Something to read.
FUNCTION RRPaySay(tcText)
  RRPayBox(tcText, "", 48)
ENDFUNC

* What stands in the way of each of several receipts is said once.
FUNCTION RRPaySayOnce(tcText)
  IF NOT RRPayKept("cRRPaySaid", "") == tcText
    RRPayKeep("cRRPaySaid", tcText)
    RRPaySay(tcText)
  ENDIF
ENDFUNC

* A question whose harmless answer, No, is the default: space and a scanner's Enter press it.
FUNCTION RRPayAsk(tcText, tcQuestion)
  RETURN RRPayBox(tcText, tcQuestion, 4 + 32 + 256) = 6
ENDFUNC

* Ask once more, or leave it for later. Yes is the default: it only asks again for the same payment. Windows' own Retry
* and Cancel would read as "repeat the payment" and "cancel the payment", which they do not do.
FUNCTION RRPayAgain(tcText)
  RETURN RRPayBox(tcText, RRPayText("Patikrinti dar kart^a? (Ne - v^Eliau, liks s^ara^se)"), 4 + 48) = 6
ENDFUNC

* Keys that were pressed before it came up do not answer it. A box shows 1 024 characters: the question is never cut.
FUNCTION RRPayBox(tcText, tcQuestion, tnButtons)
  CLEAR TYPEAHEAD
  RETURN MESSAGEBOX(LEFT(tcText, 1000 - LEN(tcQuestion)) + IIF(EMPTY(tcQuestion), "", CHR(13) + tcQuestion), ;
    tnButtons, "RRPay")
ENDFUNC

* A field to type in; CHR(27) where it is left.
FUNCTION RRPayType(tcPrompt, tcDefault)
  LOCAL lcAnswer
  lcAnswer = RRPayTyped(tcPrompt, tcDefault)
  RETURN IIF(lcAnswer == CHR(27), "", lcAnswer)
ENDFUNC

* The number of one of these; 0 where it is put off. What is none of them, as a barcode, is no putting off.
FUNCTION RRPayChoose(tcList, tnCount)
  LOCAL lcAnswer, lcNote
  lcNote = ""
  DO WHILE .T.
    lcAnswer = RRPayType(lcNote + tcList + RRPayText("tu^s^cia - v^Eliau. Numeris:"), "")
    IF EMPTY(lcAnswer)
      RETURN 0
    ENDIF
    IF LEN(lcAnswer) = 1 AND VAL(lcAnswer) >= 1 AND VAL(lcAnswer) <= tnCount
      RETURN VAL(lcAnswer)
    ENDIF
    lcNote = RRPayText("Tokio numerio n^Era: ") + LEFT(lcAnswer, 20) + ". "
  ENDDO
ENDFUNC

* A receipt's number from the paper; CHR(27) where it is left. None is longer than 64. A scanner types into the field as
* well: what looks like a barcode is "asked" about here, or "told" later by the caller.
FUNCTION RRPayTypedNumber(tcPrompt, tcDefault, tcBarcode)
  LOCAL lcAnswer, lcNote
  lcAnswer = tcDefault
  lcNote = ""
  DO WHILE .T.
    lcAnswer = RRPayTyped(lcNote + tcPrompt, lcAnswer)
    lcNote = ""
    DO CASE
      CASE LEN(lcAnswer) > 64
        lcNote = RRPayText("Per ilgas numeris. ")
      CASE tcBarcode == "told" OR NOT RRPayIsBarcode(lcAnswer)
        RETURN lcAnswer
      CASE RRPayAsk(RRPayText("Numeris ") + lcAnswer + ;
        RRPayText(" pana^sus ^i prek^Es kod^a: patikrinkite popieriuje."), ;
        RRPayText("Ar toks numeris yra kvite?"))
        RETURN lcAnswer
    ENDCASE
  ENDDO
ENDFUNC

FUNCTION RRPayTyped(tcPrompt, tcDefault)
  CLEAR TYPEAHEAD
  RETURN ALLTRIM(INPUTBOX(LEFT(tcPrompt, 250), "RRPay", tcDefault, 0, "", CHR(27)))
ENDFUNC
