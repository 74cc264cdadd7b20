* rrpay.prg - the Visual FoxPro 9 side of gama-rrpay, the bridge between Rivile GAMA and RASO RRPay.
*
* INIT.txt and CLOSE.txt run this file with EXECSCRIPT: the run-time DO command never compiles a .prg, and a stale
* .fxp cannot be picked up that way. Nothing here decides about money; it carries texts between GAMA and the DLL.
*
* What a shop's GAMA calls its windows, tables and fields is looked up in gama-shop.txt beside this file, a line each
* ("header.number=I06_DOK_NR"), and where a name is not there, in the defaults of RRPayNames. An update of this file
* never touches gama-shop.txt. Where a name is not enough, the blocks GAMA-1 ... GAMA-9 at the end are adapted, each
* with the assumption that it makes. Leave the rest alone.
*
* This file is pure ASCII with CRLF line ends, so that no code page can spoil it; see RRPayText for Lithuanian
* letters. Numbers go out as integers (cents, ten-thousandths), so SET POINT, SET DECIMALS and SET FIXED do not
* matter. It is put together from runtime/gama/source by npm run generate.
*
* tcAction  INIT, CLOSE, STATUS, INSPECT, PREVIEW or BIND; F8 and F8OWN are the bound key's (GAMA-9)
* toForm    the window; with F8 and F8OWN nothing, because the active one is looked for
* tcFolder  the folder of gama_rrpay.dll, with a backslash at its end
* Returns .T. when GAMA may go on.
LPARAMETERS tcAction, toForm, tcFolder
LOCAL llDone, loForm, llOurs, llTalk
IF SET("TALK") == "ON"
  SET TALK OFF
  llTalk = .T.
ENDIF
llDone = .F.
RRPayKeep("cRRPayFolder", tcFolder)
IF RRPayKept("lRRPayBusy", .F.) AND NOT RRPayIsBusy()
  RRPayAfterCut()
ENDIF
DO CASE
  CASE tcAction == "INIT"
    llDone = RRPayGuarded("INIT", toForm)
    DO CASE
      CASE RRPayWindow(toForm) == "pos"
        RRPayBindF8(toForm)
        * Where the shop's names cannot be read, it may be the settlement window, by another name.
        IF NOT llDone AND EMPTY(RRPayKept("cRRPayNames", ""))
          RRPayLeave()
        ENDIF
      CASE RRPayIsBusy()
        * Esc now would cancel the payment that is under way; this window is left when that has ended.
        RRPayKeep("lRRPayLeaveToo", .T.)
      CASE NOT llDone
        * Whatever went wrong: a window that stays open here is a sale that nobody fiscalises.
        RRPayLeave()
    ENDCASE
  CASE tcAction == "CLOSE"
    llDone = RRPayGuarded("CLOSE", toForm)
    IF RRPayWindow(toForm) == "pos"
      RRPayReleaseF8(toForm)
    ENDIF
  CASE tcAction == "BIND"
    * Only where INIT has been: what it counted, CLOSE gives back.
    llDone = PEMSTATUS(toForm, "lRRPayPos", 5)
    IF llDone
      RRPayBindF8(toForm)
    ENDIF
  CASE tcAction == "F8"
    loForm = RRPayActive()
    llDone = NOT RRPayIsOurs(loForm)
    IF NOT llDone
      llDone = RRPayGuarded("VOID", loForm)
    ENDIF
  CASE tcAction == "F8OWN"
    loForm = RRPayActive()
    llOurs = RRPayIsOurs(loForm)
    llDone = .T.
    IF RRPayPassF8(loForm, llOurs) AND llOurs
      * GAMA's own F8 may have closed the window.
      IF TYPE("loForm.Caption") == "C"
        llDone = RRPayGuarded("VOIDED", loForm)
      ENDIF
    ENDIF
  OTHERWISE
    llDone = RRPayGuarded(tcAction, toForm)
ENDCASE
IF NOT RRPayIsBusy()
  RRPayBindAgain()
  * Before F8OWN, which follows, its boxes would take the Esc.
  IF NOT (tcAction == "F8" AND llDone)
    RRPayLeaveToo()
  ENDIF
ENDIF
IF llTalk
  SET TALK ON
ENDIF
RETURN llDone
