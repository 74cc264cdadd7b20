/** What a shop has where a promise does not hold: whether it may sell all the same, and what it has to live with. */
import { grave, type Harm, light } from "./harm.ts";
import { UNDO_HARMS } from "./undo-harms.ts";

/** What a shop has where a promise that belongs to no feature does not hold. */
export const HARMS: Readonly<Record<string, Harm>> = {
  health: grave("the till does not know this RRPay and sends nothing", "kasa šio RRPay neatpažįsta ir nieko nesiunčia"),
  "health-till": grave(
    "the till takes it for another till's RRPay and sends nothing",
    "kasa laiko jį kitos kasos RRPay ir nieko nesiunčia",
  ),
  "health-steady": grave(
    "after every sale the till believes that RRPay may have forgotten it",
    "po kiekvieno pardavimo kasa mano, kad RRPay galėjo jį pamiršti",
  ),
  token: grave("any program of this computer may charge", "mokėjimą gali pradėti bet kuri kompiuterio programa"),
  post: grave("no sale can begin", "nepradedamas nė vienas pardavimas"),
  "post-again": grave(
    "a sale that is sent again may be charged twice",
    "pakartotinai išsiųstas pardavimas gali būti apmokėtas dukart",
  ),
  "post-parsed": grave(
    "a sale that is sent again may be taken for another one",
    "pakartotinai išsiųstas pardavimas gali būti palaikytas kitu",
  ),
  "id-conflict": grave(
    "the till may be told of another sale's money as its own",
    "kasa gali gauti kito pardavimo pinigus kaip savo",
  ),
  "identity-first": grave(
    "a sale under way may be told as refused, and be charged all the same",
    "apie vykdomą pardavimą gali būti pasakyta, kad jis atmestas, o pinigai paimti",
  ),
  "concurrent-posts": grave("one sale may be charged twice", "vienas pardavimas gali būti apmokėtas dukart"),
  "concurrent-ids": grave(
    "two tills that have one receipt, or a till that lost its journal, may have it paid twice",
    "dvi kasos su tuo pačiu kvitu, ar žurnalą praradusi kasa, gali gauti jį apmokėtą dukart",
  ),
  "paid-again": grave(
    "a paid sale whose answer was lost is told as another one, or is charged again when it is sent again",
    "apmokėtas pardavimas, kurio atsakymas dingo, pakartojus palaikomas kitu arba apmokamas dar kartą",
  ),
  "sale-known": grave(
    "after a lost journal one sale may be charged twice",
    "praradus kasos žurnalą, pardavimas gali būti apmokėtas dukart",
  ),
  "sale-free-again": light(
    "after a cancel the customer cannot pay that receipt",
    "po atšaukimo pirkėjas to kvito apmokėti negali",
  ),
  invalid: grave("what was refused may be charged later", "tai, kas atmesta, gali būti apmokėta vėliau"),
  busy: grave("what was refused may be charged later", "tai, kas atmesta, gali būti apmokėta vėliau"),
  "token-everywhere": grave(
    "any program of this computer may read payments and cancel them",
    "bet kuri kompiuterio programa gali matyti mokėjimus ir juos atšaukti",
  ),
  "token-first": grave(
    "a program without the token learns which payments there are",
    "programa be rakto sužino, kokie mokėjimai vykdomi",
  ),
  "sale-known-first": grave(
    "a sale that is under way or paid may be told as refused",
    "apie vykdomą ar apmokėtą pardavimą gali būti pasakyta, kad jis atmestas",
  ),
  "invalid-first": light(
    "a receipt that can never be taken is told as busy: the cashier waits in vain",
    "apie kvitą, kurio priimti negalima, sakoma „užimta“: kasininkas laukia veltui",
  ),
  "kinds-apart": light(
    "while a sale is open or paid, a return under its key is refused",
    "kol pardavimas vykdomas ar apmokėtas, grąžinimas jo raktu atmetamas",
  ),
  "health-accepted": light(
    "the till asks about what was never accepted, and may take a sale for one that RRPay has accepted",
    "kasa teiraujasi apie tai, kas nebuvo priimta, ir gali palaikyti pardavimą priimtu",
  ),
  "health-busy": light(
    "while a customer pays, another till's sale, and one that is sent again, are refused as if nobody had logged in at RRPay",
    "kol pirkėjas moka, kitos kasos ar pakartotinai siunčiamas pardavimas atmetamas, lyg prie RRPay niekas nebūtų prisijungęs",
  ),
  "health-printing": light(
    "while a receipt is printed, the next sale is refused as if nobody had logged in at RRPay",
    "kol spausdinamas kvitas, kitas pardavimas atmetamas, lyg prie RRPay niekas nebūtų prisijungęs",
  ),
  "health-other-till": light(
    "with several tills one asks about another's payment, and waits for the answer",
    "kai kasų kelios, viena teiraujasi apie kitos mokėjimą ir laukia atsakymo",
  ),
  names: light(
    "a receipt with a longer name is refused: shorten the names in GAMA",
    "kvitas su ilgesniu pavadinimu atmetamas: sutrumpinkite GAMA pavadinimus",
  ),
  signs: light(
    "a receipt with such a sign in a name is refused: change the name in GAMA",
    "kvitas su tokiu ženklu pavadinime atmetamas: pakeiskite pavadinimą GAMA",
  ),
  headers: light(
    "other programs than the till, or a later till, may be misread: a payment goes past the epoch, or is refused",
    "kitos programos ar vėlesnė kasa gali būti suprastos klaidingai: mokėjimas apeina epochą arba atmetamas",
  ),
  encodings: light(
    "other programs than the till may be misread; the till writes ASCII only",
    "kitų programų raidės gali būti perskaitytos klaidingai; kasa siunčia tik ASCII",
  ),
  "many-lines": light("a long receipt is refused", "ilgas kvitas atmetamas"),
  "long-texts": grave(
    "a sale with a long key or name is refused, or stays unknown because its answer names another one",
    "pardavimas ilgu raktu ar pavadinimu atmetamas arba lieka neaiškus, nes atsakyme – kitas",
  ),
  deposit: light("a receipt with a returned deposit is refused", "kvitas su grąžinta tara atmetamas"),
  "other-lines": light(
    "a receipt with a service, a barcode, another unit or another VAT rate is refused: ask RASO which of them the fiscal device knows",
    "kvitas su paslauga, brūkšniniu kodu, kitu vienetu ar kitu PVM tarifu atmetamas: RASO pasakys, ką iš jų žino fiskalinis įrenginys",
  ),
  barcodes: light(
    "a receipt with such a barcode is refused: leave barcodes out of it in GAMA",
    "kvitas su tokiu brūkšniniu kodu atmetamas: GAMA jų nesiųskite",
  ),
  quantities: light(
    "a receipt with a large or weighed quantity is refused",
    "kvitas su dideliu ar pasvertu kiekiu atmetamas",
  ),
  gift: light("a receipt with something free on it is refused", "kvitas, kuriame kas nors nemokama, atmetamas"),
  "empty-texts": light(
    "a receipt is refused until GAMA names a cashier, a unit and a VAT group in each line",
    "kvitas atmetamas, kol GAMA nenurodo kasininko, o kiekvienoje eilutėje – vieneto ir PVM grupės",
  ),
  "total-zero": light(
    "a receipt whose returned deposit equals its goods is refused",
    "kvitas, kurio grąžinta tara lygi prekėms, atmetamas",
  ),
  "zero-printed": light(
    "a receipt whose returned deposit equals its goods comes to no end, or is not printed",
    "kvitas, kurio grąžinta tara lygi prekėms, neužbaigiamas arba neatspausdinamas",
  ),
  "line-rounding": grave(
    "a receipt of weighed goods is refused, or stays unknown because its answer has another total",
    "kvitas su sveriamomis prekėmis atmetamas arba lieka neaiškus, nes atsakyme kita suma",
  ),
  "sum-of-lines": light(
    "what was spoilt on the way is charged with a sum that its receipt does not have (this till never sends it)",
    "pakeliui sugadintas pardavimas apmokamas suma, kurios jo kvite nėra (ši kasa tokio nesiunčia)",
  ),
  "line-numbers": light(
    "what was spoilt on the way is charged with a line twice (this till never sends it)",
    "pakeliui sugadintas pardavimas apmokamas su dviguba eilute (ši kasa tokio nesiunčia)",
  ),
  buyer: light("a receipt that names its buyer is refused", "kvitas su nurodytu pirkėju atmetamas"),
  "buyer-content": light(
    "a sale may be invoiced to another buyer than the till has named",
    "pardavimo sąskaita gali būti išrašyta ne tam pirkėjui, kurį nurodė kasa",
  ),
  "buyer-printed": light(
    "a buyer who needs an invoice gets it from GAMA, not from RRPay",
    "sąskaitą pirkėjui išrašo GAMA, o ne RRPay",
  ),
  "letters-apart": light(
    "a sale may be told as known because another one differs from it only in one letter",
    "apie pardavimą gali būti pasakyta, kad jis žinomas, nors kitas skiriasi tik viena raide",
  ),
  "other-till": light(
    "a till with a wrong number in its config sells as another till",
    "kasa su neteisingu numeriu nustatymuose parduoda kaip kita kasa",
  ),
  "added-fields": light(
    "a later till may not sell with this RRPay, or leaves its sales unknown",
    "naujesnė kasa su šiuo RRPay gali neparduoti arba pardavimai lieka neaiškūs",
  ),
  revision: light("the till learns of a payment later", "apie mokėjimą kasa sužino vėliau"),
  "final-stays": grave(
    "a sale that has ended may be charged again",
    "pasibaigęs pardavimas gali būti apmokėtas dar kartą",
  ),
  "ended-stays": grave(
    "a payment that was told as refused or cancelled may be charged later, and a paid one be told as another, or be unknown",
    "pinigai už atmestą ar atšauktą pardavimą gali būti paimti vėliau, o apie apmokėtą pasakyta kas kita arba nieko",
  ),
  "token-later": grave(
    "after RRPay's day, or a restart, any program of this computer may charge",
    "po dienos pabaigos ar paleidus iš naujo mokėjimą gali pradėti bet kuri kompiuterio programa",
  ),
  "paid-later": grave(
    "after RRPay's day, or a restart, a paid sale may be charged or given back again, or told with other money",
    "po dienos pabaigos ar paleidus iš naujo apmokėtas pardavimas gali būti apmokėtas ar grąžintas dar kartą arba parodytas su kitais pinigais",
  ),
  "one-connection": grave(
    "the till may believe an answer that is about something else",
    "kasa gali patikėti atsakymu apie ką kita",
  ),
  "slow-client": light(
    "a slow machine loses answers, and asks again",
    "lėta kasa praranda atsakymus ir klausia iš naujo",
  ),
  "half-request": grave("what never arrived whole may be charged", "gali būti apmokėta tai, kas iki galo neatėjo"),
  "vanished-client": grave(
    "a sale that was accepted may be forgotten when the till stops",
    "kasai sustojus, priimtas pardavimas gali būti pamirštas",
  ),
  "pay-card": grave(
    "card sales stay unknown, or go to another way to pay: see what was seen",
    "pardavimai kortele lieka neaiškūs arba priskiriami kitam būdui: žr., kas matyta",
  ),
  "card-masked": grave("full card numbers leave RRPay", "iš RRPay išeina visi kortelių numeriai"),
  "paid-known": grave(
    "after a lost journal a paid sale may be charged again",
    "praradus kasos žurnalą, apmokėtas pardavimas gali būti apmokėtas dar kartą",
  ),
  "paid-stays": grave(
    "a paid sale may be told as cancelled, its money kept",
    "apie apmokėtą pardavimą gali būti pasakyta, kad jis atšauktas, o pinigai likti",
  ),
  "health-last": light(
    "with an unresolved payment a person is shown the wrong last receipt",
    "sprendžiant neaiškų mokėjimą, rodomas ne tas paskutinis kvitas",
  ),
  "cash-rounding": grave(
    "a cash sale that is rounded stays unknown until a person closes it",
    "apvalintas pardavimas grynaisiais lieka neaiškus, kol jį užbaigia žmogus",
  ),
  "cash-change": grave(
    "a cash sale with change stays unknown until a person closes it",
    "pardavimas grynaisiais su grąža lieka neaiškus, kol jį užbaigia žmogus",
  ),
  "receipt-moment": light(
    "near midnight a receipt is looked for on another day, and its hour in reports is wrong",
    "apie vidurnaktį kvitas priskiriamas kitai dienai, o ataskaitose rodoma neteisinga valanda",
  ),
  "revision-paid": light(
    "the till learns of a payment or a receipt later",
    "apie mokėjimą ar kvitą kasa sužino vėliau",
  ),
  "terminal-blocks-nobody": grave(
    "while a customer enters the PIN the till hears nothing: card sales become unknown, and nothing can be cancelled",
    "kol pirkėjas veda PIN, kasa nieko negirdi: pardavimai kortele lieka neaiškūs, ir atšaukti negalima",
  ),
  declined: grave(
    "a refused payment is a conflict that a person must decide",
    "atmestas mokėjimas tampa prieštaravimu, kurį sprendžia žmogus",
  ),
  "part-paid": grave(
    "what a customer has paid of a sale goes unseen: after a failure a person may say that nothing happened, or such a sale stays unknown",
    "pirkėjo sumokėtos dalies nesimato: po gedimo žmogus gali pasakyti, kad nieko neįvyko, arba pardavimas lieka neaiškus",
  ),
  "part-refused": grave(
    "money that a customer has paid is told as not taken, or as kept though it went back",
    "apie pirkėjo sumokėtus pinigus sakoma, kad jų nepaimta, arba kad pasilikti, nors grąžinti",
  ),
  "part-restarted": grave(
    "what a customer has paid of a sale is forgotten when RRPay is started again: a person may say that nothing happened, or it is collected twice",
    "RRPay paleidus iš naujo pirkėjo sumokėta dalis pamirštama: žmogus gali pasakyti, kad nieko neįvyko, arba ji paimama dukart",
  ),
  discount: grave(
    "a discount given at RRPay goes unseen: GAMA books more than was paid",
    "RRPay suteikta nuolaida nematoma: GAMA įrašo daugiau, nei sumokėta",
  ),
  "cash-known": grave(
    "after a lost answer or a lost journal a customer may pay in cash twice",
    "pradingus atsakymui ar žurnalui pirkėjas grynaisiais gali sumokėti dukart",
  ),
  "large-sum": light("a receipt of a large sum is refused", "didelės sumos kvitas atmetamas"),
  ...UNDO_HARMS,
  "fiscal-offline": light(
    "the cashier learns only after the payment that no receipt can be issued",
    "kad kvito išduoti negalima, kasininkas sužino tik po mokėjimo",
  ),
  "z-report": light(
    "after RRPay's day every open sale is for a person",
    "uždarius RRPay dieną, visus neužbaigtus pardavimus sprendžia žmogus",
  ),
  "z-under-way": grave(
    "a sale that is under way when RRPay's day is closed is forgotten, or is told as paid, or gets a number that is taken",
    "uždarant RRPay dieną vykstantis pardavimas pamirštamas, laikomas apmokėtu arba gauna jau panaudotą numerį",
  ),
  forgotten: grave(
    "after a restored backup a paid sale may be charged again",
    "atkūrus kopiją, apmokėtas pardavimas gali būti apmokėtas dar kartą",
  ),
  "answers-fit": grave(
    "an answer that does not fit is not believed: its sale stays unknown",
    "netinkamu atsakymu netikima: jo pardavimas lieka neaiškus",
  ),
  echoed: grave(
    "an answer that names another sale is not believed: the sale stays unknown until a person decides",
    "atsakymu, kuriame nurodyta kita operacija, netikima: pardavimas lieka neaiškus, kol nusprendžia žmogus",
  ),
  "never-older": light(
    "what has ended looks as if it were in progress: the till waits longer, or does not know for a while",
    "kas baigta, atrodo dar vykdoma: kasa ilgiau laukia arba kurį laiką nežino baigties",
  ),
  "never-lost": light(
    "a lost answer costs the customer seconds, and the till asks again",
    "prarastas atsakymas kainuoja pirkėjui sekundes, kasa klausia iš naujo",
  ),
};
