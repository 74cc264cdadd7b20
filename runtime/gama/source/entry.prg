*---------------------------------------------------------------------------------------------------------------------
* Manual entry: what a person reads from the printed receipt, row by row
*---------------------------------------------------------------------------------------------------------------------

* Asks for number, payments and change until they balance and RRPay's side has taken them, and keeps what was typed.
* Returns the result of resolve, or nothing when it is put off.
FUNCTION RRPayEntry(tcKind, tcKey, tcAttempt, tnTotal)
  LOCAL lcEntry, lcResult, lnAnswer
  lcEntry = ""
  DO WHILE .T.
    lcEntry = RRPayEntryForm(lcEntry, tcKind, tnTotal)
    IF RRPayGet(lcEntry, "given") == "up"
      RETURN ""
    ENDIF
    lnAnswer = RRPayBox(RRPayEntryText(lcEntry), RRPayEntryQuestion(lcEntry, tnTotal), 3 + 32 + 256)
    IF lnAnswer = 2
      RETURN ""
    ENDIF
    IF lnAnswer = 6
      IF RRPayOff(lcEntry, tnTotal) = 0
        lcResult = RRPayResolve(tcKind, tcKey, tcAttempt, "receipt-printed", RRPayEntryLines(lcEntry, tnTotal))
        IF NOT RRPayGet(lcResult, "status") == "refused"
          RETURN lcResult + RRPayLine("result.fiscal.documentNo", RRPayGet(lcEntry, "document"))
        ENDIF
        RRPaySay(RRPayGet(lcResult, "message"))
        * What was typed is not why: typed otherwise it would be refused as well.
        IF INLIST(RRPayGet(lcResult, "code"), "decision-not-allowed", "attempt-unknown")
          RETURN ""
        ENDIF
      ENDIF
    ENDIF
  ENDDO
ENDFUNC

* One pass over the fields. What was typed before stands in each of them; no method of payment is proposed.
FUNCTION RRPayEntryForm(tcEntry, tcKind, tnTotal)
  LOCAL lcEntry, lcAnswer, lcNumber, lcSum, lnAt, lnLeft, lcNote, llMore
  lcAnswer = RRPayTypedNumber(IIF(tcKind == "void", RRPayText("Anuliavimo kvito numeris (i^s popieriaus):"), ;
    RRPayText("Kvito numeris (i^s popieriaus):")), RRPayGet(tcEntry, "document"), "told")
  IF lcAnswer == CHR(27) OR EMPTY(lcAnswer)
    RETURN RRPayLine("given", "up")
  ENDIF
  lcEntry = RRPayLine("document", lcAnswer)
  lnAt = 0
  llMore = .T.
  lcNote = ""
  DO WHILE llMore
    lnLeft = tnTotal - RRPayEntered(lcEntry)
    lcAnswer = RRPayTyped(lcNote + IIF(lnLeft < 0, RRPayText("Per daug "), "Liko ") + RRPayEuros(ABS(lnLeft)) + ;
      RRPayText(" EUR. Mok^Ejimas ") + ;
      RRPayMethods(150) + RRPayText("; tu^s^cia - baigti. Numeris:"), RRPayGet(tcEntry, "method." + RRPayInt(lnAt)))
    IF lcAnswer == CHR(27)
      RETURN RRPayLine("given", "up")
    ENDIF
    lcNumber = RRPayMethodNumber(lcAnswer)
    lcNote = ""
    DO CASE
      CASE EMPTY(lcAnswer)
        llMore = .F.
      CASE EMPTY(lcNumber)
        lcNote = RRPayText("Tokio mok^Ejimo n^Era: ") + LEFT(lcAnswer, 20) + ". "
      OTHERWISE
        lcSum = RRPayAskSum(RRPayMethodName(lcNumber) + RRPayText(", suma EUR:"), ;
          RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))
        IF lcSum == CHR(27)
          RETURN RRPayLine("given", "up")
        ENDIF
        lcEntry = lcEntry + RRPayLine("method." + RRPayInt(lnAt), lcNumber) + RRPayLine("sum." + RRPayInt(lnAt), lcSum)
        lnAt = lnAt + 1
    ENDCASE
  ENDDO
  IF RRPayEntered(lcEntry) - tnTotal > 2
    lcSum = RRPayAskSum(RRPayText("Gr^a^za i^s kvito, EUR (n^Era - 0):"), RRPayGet(tcEntry, "change"))
    IF lcSum == CHR(27)
      RETURN RRPayLine("given", "up")
    ENDIF
    lcEntry = lcEntry + RRPayLine("change", lcSum)
  ENDIF
  RETURN lcEntry + RRPayLine("rows", RRPayInt(lnAt))
ENDFUNC

* A sum, asked again until it is one: what was typed stays in the field.
FUNCTION RRPayAskSum(tcPrompt, tcTyped)
  LOCAL lcAnswer, lcNote
  lcNote = ""
  lcAnswer = tcTyped
  DO WHILE .T.
    lcAnswer = RRPayTyped(lcNote + tcPrompt, lcAnswer)
    IF lcAnswer == CHR(27) OR RRPayCents(lcAnswer) >= 0
      RETURN lcAnswer
    ENDIF
    lcNote = RRPayText("Tai ne suma. ")
  ENDDO
ENDFUNC

* What is entered so far, less the change, in cents.
FUNCTION RRPayEntered(tcEntry)
  LOCAL lnAt, lnCents
  lnCents = 0
  lnAt = 0
  DO WHILE NOT EMPTY(RRPayGet(tcEntry, "method." + RRPayInt(lnAt)))
    lnCents = lnCents + RRPayCents(RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))
    lnAt = lnAt + 1
  ENDDO
  RETURN lnCents - IIF(EMPTY(RRPayGet(tcEntry, "change")), 0, RRPayCents(RRPayGet(tcEntry, "change")))
ENDFUNC

* What is missing (above 0) or too much (below); up to two cents are the rounding of cash, where there is cash.
FUNCTION RRPayOff(tcEntry, tnTotal)
  LOCAL lnOff
  lnOff = tnTotal - RRPayEntered(tcEntry)
  RETURN IIF(ABS(lnOff) <= 2 AND RRPayHasCash(tcEntry), 0, lnOff)
ENDFUNC

FUNCTION RRPayHasCash(tcEntry)
  LOCAL lnAt, lcBoot
  lcBoot = RRPayBoot()
  lnAt = 0
  DO WHILE NOT EMPTY(RRPayGet(tcEntry, "method." + RRPayInt(lnAt)))
    IF RRPayMethodPart(lcBoot, RRPayGet(tcEntry, "method." + RRPayInt(lnAt)), "cash") == "true"
      RETURN .T.
    ENDIF
    lnAt = lnAt + 1
  ENDDO
  RETURN .F.
ENDFUNC

* As resolve takes it.
FUNCTION RRPayEntryLines(tcEntry, tnTotal)
  LOCAL lnAt, lcLines, lcPath
  lcLines = RRPayLine("documentNo", RRPayGet(tcEntry, "document"))
  IF VAL(RRPayGet(tcEntry, "rows")) = 0
    * A voucher has paid all of it: that RRPay took nothing is said, not left out.
    lcLines = lcLines + RRPayLine("payments.count", "0")
  ENDIF
  FOR lnAt = 0 TO VAL(RRPayGet(tcEntry, "rows")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    lcLines = lcLines + RRPayLine(lcPath + "method", RRPayGet(tcEntry, "method." + RRPayInt(lnAt))) + ;
      RRPayLine(lcPath + "amountCents", RRPayInt(RRPayCents(RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))))
  ENDFOR
  IF NOT EMPTY(RRPayGet(tcEntry, "change"))
    lcLines = lcLines + RRPayLine("changeCents", RRPayInt(RRPayCents(RRPayGet(tcEntry, "change"))))
  ENDIF
  RETURN lcLines + RRPayLine("roundingCents", RRPayInt(RRPayEntered(tcEntry) - tnTotal))
ENDFUNC

FUNCTION RRPayEntryText(tcEntry)
  LOCAL lnAt, lcText
  lcText = RRPayText("Kvitas ") + RRPayGet(tcEntry, "document") + IIF(RRPayIsBarcode(RRPayGet(tcEntry, "document")), ;
    RRPayText(" (pana^su ^i prek^Es kod^a: patikrinkite popieriuje)"), "")
  FOR lnAt = 0 TO VAL(RRPayGet(tcEntry, "rows")) - 1
    lcText = lcText + CHR(13) + RRPayMethodName(RRPayGet(tcEntry, "method." + RRPayInt(lnAt))) + ": " + ;
      RRPayEuros(RRPayCents(RRPayGet(tcEntry, "sum." + RRPayInt(lnAt)))) + " EUR"
  ENDFOR
  IF NOT EMPTY(RRPayGet(tcEntry, "change"))
    lcText = lcText + CHR(13) + RRPayText("Gr^a^za: ") + RRPayEuros(RRPayCents(RRPayGet(tcEntry, "change"))) + " EUR"
  ENDIF
  RETURN lcText
ENDFUNC

* Digits of an article's barcode: a scanner types into a field as well, and the last digit checks the others.
FUNCTION RRPayIsBarcode(tcText)
  LOCAL lnAt, lnSum, lnLength
  lnLength = LEN(tcText)
  IF NOT EMPTY(CHRTRAN(tcText, "0123456789", "")) OR (lnLength <> 8 AND lnLength <> 12 AND lnLength <> 13)
    RETURN .F.
  ENDIF
  lnSum = 0
  FOR lnAt = 1 TO lnLength
    lnSum = lnSum + VAL(SUBSTR(tcText, lnLength + 1 - lnAt, 1)) * IIF(MOD(lnAt, 2) = 1, 1, 3)
  ENDFOR
  RETURN MOD(lnSum, 10) = 0
ENDFUNC

FUNCTION RRPayEntryQuestion(tcEntry, tnTotal)
  LOCAL lnOff
  lnOff = RRPayOff(tcEntry, tnTotal)
  IF lnOff = 0
    RETURN RRPayText("Taip - ^ira^syti; Ne - taisyti; At^saukti - v^Eliau.")
  ENDIF
  RETURN IIF(lnOff > 0, RRPayText("Tr^Uksta "), RRPayText("Per daug ")) + RRPayEuros(ABS(lnOff)) + ;
    RRPayText(" EUR. Taip ir Ne - taisyti; At^saukti - v^Eliau.")
ENDFUNC

* The methods of the config's map, as the boot reports them: "0 Grynieji, 2 Banko kortele". Where there are many, the
* names are cut, and then left out: what the cashier has to type must never be.
FUNCTION RRPayMethods(tnLength)
  LOCAL lnName, lcText
  lnName = 20
  DO WHILE .T.
    lcText = RRPayMethodsCut(lnName)
    IF LEN(lcText) <= tnLength OR lnName = 0
      RETURN LEFT(lcText, tnLength)
    ENDIF
    lnName = lnName - 4
  ENDDO
ENDFUNC

FUNCTION RRPayMethodsCut(tnName)
  LOCAL lnAt, lcBoot, lcText, lcPath
  lcBoot = RRPayBoot()
  lcText = ""
  FOR lnAt = 0 TO VAL(RRPayGet(lcBoot, "payments.count")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    lcText = lcText + IIF(lnAt = 0, "", ", ") + ;
      RTRIM(RRPayGet(lcBoot, lcPath + "method") + " " + LEFT(RRPayGet(lcBoot, lcPath + "name"), tnName))
  ENDFOR
  RETURN lcText
ENDFUNC

* The number that was typed, or whose name was; empty where there is none.
FUNCTION RRPayMethodNumber(tcAnswer)
  LOCAL lnAt, lcBoot, lcPath
  lcBoot = RRPayBoot()
  FOR lnAt = 0 TO VAL(RRPayGet(lcBoot, "payments.count")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    IF RRPayGet(lcBoot, lcPath + "method") == tcAnswer OR UPPER(RRPayGet(lcBoot, lcPath + "name")) == UPPER(tcAnswer)
      RETURN RRPayGet(lcBoot, lcPath + "method")
    ENDIF
  ENDFOR
  RETURN ""
ENDFUNC

FUNCTION RRPayMethodName(tcNumber)
  RETURN RRPayMethodPart(RRPayBoot(), tcNumber, "name")
ENDFUNC

FUNCTION RRPayMethodPart(tcBoot, tcNumber, tcPart)
  LOCAL lnAt, lcPath
  FOR lnAt = 0 TO VAL(RRPayGet(tcBoot, "payments.count")) - 1
    lcPath = "payments." + RRPayInt(lnAt) + "."
    IF RRPayGet(tcBoot, lcPath + "method") == tcNumber
      RETURN RRPayGet(tcBoot, lcPath + tcPart)
    ENDIF
  ENDFOR
  RETURN ""
ENDFUNC
