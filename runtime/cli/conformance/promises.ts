/** The promises that checks measure, in a few words: rules of docs/contracts.md and rows of docs/assumptions.md. */
import type { Words } from "../words.ts";
import { said } from "./evidence.ts";

export const PROMISES: Readonly<Record<string, Words>> = {
  C1: said("answers are HTTP/1.1 with JSON; fields may be added", "atsakoma HTTP/1.1 ir JSON; laukų gali daugėti"),
  C2: said("what health says", "ką sako būsenos užklausa (health)"),
  C3: said("the header RRPay-Epoch", "antraštė RRPay-Epoch"),
  C4: said("the feature fiscal: whether a receipt is printed", "galimybė fiscal: ar kvitas atspausdintas"),
  C5: said("document numbers are not repeated within a day", "dokumentų numeriai per dieną nesikartoja"),
  C6: said("only changed content counts as news", "naujiena – tik pasikeitęs turinys"),
  C7: said("a void names the document that it takes back", "anuliavimas nurodo, kurį dokumentą atšaukia"),
  C8: said("answers come in time, and nobody waits for another", "atsakoma laiku, vieni kitų nelaukia"),
  C10: said(
    "a transaction: what is refused first, one id, one charge",
    "operacija: atmetimų tvarka, vienas id – vienas mokėjimas",
  ),
  C11: said("query, cancel, print", "teiravimasis, atšaukimas, spausdinimas"),
  B4: said("money that was named is not forgotten", "kartą nurodyti pinigai nepamirštami"),
  B5: said("amounts that differ are not accepted", "besiskiriančios sumos nepriimamos"),
  B11: said("payments less change are the total with its rounding", "mokėjimai be grąžos – suma su apvalinimu"),
  B13: said("full card numbers stand nowhere", "viso kortelės numerio niekur nėra"),
  B14: said("what was prepaid in GAMA", "iš anksto GAMA sumokėtos sumos"),
  B18: said(
    "the lines add up to the total; a line may be below zero",
    "eilutės sudaro sumą; eilutė gali būti neigiama",
  ),
  R1: said("the interface as a whole", "visa sąsaja"),
  R2: said("the port", "prievadas"),
  R3: said(
    "a transaction is kept under the till's id before it is charged",
    "operacija pagal kasos id įrašoma dar iki mokėjimo",
  ),
  R4: said("a cancel of an id never seen is stored", "nematyto id atšaukimas įrašomas"),
  R5: said("the epoch changes where something may be lost", "epocha keičiasi, kai kas nors galėjo dingti"),
  R6: said("no second transaction for the same sale", "tam pačiam pardavimui antros operacijos nėra"),
  R7: said("printing can be asked for again, and is done once", "spausdinti galima prašyti dar kartą, atliekama kartą"),
  R8: said("methods: 0 is cash, 2 a bank card", "būdai: 0 – grynieji, 2 – banko kortelė"),
  R9: said(
    "cash is rounded by RRPay, 2 cents at most, beside the payments",
    "grynuosius apvalina RRPay, iki 2 centų, šalia mokėjimų",
  ),
  R10: said("the item's name in full", "visas prekės pavadinimas"),
  R11: said("what is told of a card", "kas sakoma apie kortelę"),
  R12: said("when a receipt was printed (RFC 3339)", "kada kvitas atspausdintas (RFC 3339)"),
  R13: said("a receipt is taken back by its document's number", "kvitas anuliuojamas pagal dokumento numerį"),
  R14: said("health without the token, of the till that asks", "būsena be rakto, tos kasos, kuri klausia"),
  R15: said("RRPay judges RRPay-Epoch", "RRPay tikrina RRPay-Epoch"),
  R16: said("RRPay knows whether receipts can be issued", "RRPay žino, ar galima išduoti kvitus"),
  R17: said("RRPay collects only what was not prepaid", "RRPay ima tik tai, kas nesumokėta iš anksto"),
  R18: said(
    "numbers are unique within store, epoch and local date",
    "numeriai nesikartoja saugykloje, epochoje ir dienoje",
  ),
  R19: said("a discount given in RRPay shows as another total", "RRPay nuolaida matoma kaip kita suma"),
  R20: said("under protocol 1 fields are only added", "su protokolu 1 laukų tik daugėja"),
  R21: said("the receipt names the buyer", "kvite nurodytas pirkėjas"),
};

/** The promises that some rows name, each once, in the order of the table. */
export function namedIn(rows: readonly { readonly promises: string }[]): readonly string[] {
  const named = new Set(rows.flatMap(({ promises }) => promises.split(" ")));
  return Object.keys(PROMISES).filter((name) => named.has(name));
}
