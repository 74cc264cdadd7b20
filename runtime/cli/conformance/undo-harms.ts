/** What a shop has where voids or returns break a promise: money that goes back twice, or not at all. */
import { grave, type Harm } from "./harm.ts";

export const UNDO_HARMS: Readonly<Record<string, Harm>> = {
  "void-wrong": grave(
    "a void may give back the money of no receipt",
    "anuliuojant gali būti grąžinti pinigai be kvito",
  ),
  void: grave(
    "F8 may be impossible, give money back twice, or not tell that it did",
    "F8 gali neveikti, grąžinti pinigus dukart arba to nepasakyti",
  ),
  "void-again": grave(
    "a void whose answer was lost gives the money back twice, or is told as not made or as another one",
    "anuliavimas, kurio atsakymas dingo, grąžina pinigus dukart, arba sakoma, kad jo nebuvo ar kad jis kitas",
  ),
  "voided-stays": grave(
    "a receipt that was taken back may be charged again, or be told as never paid",
    "anuliuotas kvitas gali būti apmokėtas dar kartą, arba apie jį sakoma, kad jis neapmokėtas",
  ),
  "void-declined": grave(
    "a receipt whose void was refused can never be taken back, or is told as taken back",
    "kvito, kurio anuliavimas kartą atmestas, anuliuoti nebegalima, arba sakoma, kad jis anuliuotas",
  ),
  "void-forms": grave(
    "F8 of some receipts is refused, and their money has to go back past RRPay",
    "dalies kvitų F8 atmeta, ir jų pinigus tenka grąžinti ne per RRPay",
  ),
  "void-mixed": grave(
    "F8 of one receipt may give another customer's money back",
    "F8 vienam kvitui gali grąžinti kito pirkėjo pinigus",
  ),
  "void-unprinted": grave(
    "F8 of a receipt that is paid and could not be printed is refused, and its money has to go back past RRPay",
    "apmokėto, bet neatspausdinto kvito F8 atmeta, ir jo pinigus tenka grąžinti ne per RRPay",
  ),
  "void-cash": grave(
    "a void gives back other money than was paid, or stays unknown until a person closes it",
    "anuliuojant grąžinama kita suma, nei sumokėta, arba anuliavimas lieka neaiškus, kol jį užbaigia žmogus",
  ),
  "void-sums": grave(
    "a void of a receipt that was paid in two ways, or with a discount, gives back other money than was paid",
    "anuliuojant dviem būdais ar su nuolaida apmokėtą kvitą grąžinama kita suma, nei sumokėta",
  ),
  "void-later": grave(
    "F8 of a receipt is refused once RRPay was started again, and its money has to go back past RRPay",
    "paleidus RRPay iš naujo, ankstesnių kvitų F8 atmeta, ir jų pinigus tenka grąžinti ne per RRPay",
  ),
  "void-other": grave(
    "F8 of one receipt may be told as done because another was taken back",
    "F8 gali būti pasakyta, kad kvitas anuliuotas, nors anuliuotas kitas",
  ),
  return: grave(
    "returns are refused, or stay unknown until a person closes them",
    "grąžinimai atmetami arba lieka neaiškūs, kol juos užbaigia žmogus",
  ),
  "return-declined": grave(
    "a return that gave nothing back is booked as paid out, or cannot be tried again",
    "nieko negrąžinęs grąžinimas įrašomas kaip išmokėtas arba jo pakartoti neįmanoma",
  ),
  "concurrent-returns": grave(
    "a return that is sent again may be paid out twice",
    "pakartotinai išsiųstas grąžinimas gali būti išmokėtas dukart",
  ),
  "return-again": grave(
    "after a lost answer or a lost journal a return may be paid out twice",
    "pradingus atsakymui ar žurnalui grąžinimas gali būti išmokėtas dukart",
  ),
  "return-named": grave(
    "returns that name their receipt are refused, give back another sum, or take the receipt away",
    "kvitą nurodantys grąžinimai atmetami, grąžina kitą sumą arba panaikina patį kvitą",
  ),
  "return-other": grave(
    "a return may be told as the one of another receipt, and that receipt be returned twice",
    "grąžinimas gali būti palaikytas kito kvito grąžinimu, o tas kvitas – grąžintas du kartus",
  ),
  "void-return": grave(
    "F8 of a return may take the customer's money twice, take another receipt back, or be impossible",
    "F8 grąžinimui gali paimti pirkėjo pinigus dukart, anuliuoti kitą kvitą arba neveikti",
  ),
  "concurrent-voids": grave(
    "two tills that take one receipt back may give its money back twice",
    "dvi kasos, anuliuojančios tą patį kvitą, gali grąžinti pinigus dukart",
  ),
};
