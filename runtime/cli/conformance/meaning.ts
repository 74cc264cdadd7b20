/** What the results mean for a shop: whether it may sell, which features may be listed, what to live with. */
import type { Language, Words } from "../words.ts";
import type { Feature } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { Report, Row } from "./report.ts";

/** What a shop has if RRPay does not list a feature (docs/contracts.md C9). */
const WITHOUT: Readonly<Record<Feature, Words>> = {
  status: { en: "an unknown payment is closed by a person only", lt: "neaiškų mokėjimą užbaigia tik žmogus" },
  cancel: { en: "nothing is cancelled from the till", lt: "iš kasos nieko negalima atšaukti" },
  tombstone: {
    en: "that RRPay never saw a payment proves nothing: a person decides",
    lt: "tai, kad RRPay mokėjimo nematė, nieko neįrodo: sprendžia žmogus",
  },
  print: { en: "an owed receipt is for a person", lt: "skolingą kvitą sutvarko žmogus" },
  fiscal: {
    en: "nobody but a person knows whether a receipt is printed",
    lt: "ar kvitas atspausdintas, žino tik žmogus",
  },
  prepaid: { en: "gift vouchers and advances are refused", lt: "dovanų čekiai ir avansai atmetami" },
  "epoch-guard": {
    en: "a restored backup is found only after the send",
    lt: "atkurta kopija pastebima tik po išsiuntimo",
  },
};

interface Harm extends Words {
  /** A shop must not sell: money may be taken twice, lost, or told wrong. */
  readonly isGrave?: true;
}

const grave = (en: string, lt: string): Harm => ({ en, lt, isGrave: true });
const light = (en: string, lt: string): Harm => ({ en, lt });

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
  "health-other-till": light(
    "with several tills one asks about another's payment, and waits for the answer",
    "kai kasų kelios, viena teiraujasi apie kitos mokėjimą ir laukia atsakymo",
  ),
  names: light(
    "a receipt with a longer name is refused: shorten the names in GAMA",
    "kvitas su ilgesniu pavadinimu atmetamas: sutrumpinkite GAMA pavadinimus",
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
  buyer: light("a receipt that names its buyer is refused", "kvitas su nurodytu pirkėju atmetamas"),
  "added-fields": light(
    "a later till may not sell with this RRPay, or leaves its sales unknown",
    "naujesnė kasa su šiuo RRPay gali neparduoti arba pardavimai lieka neaiškūs",
  ),
  revision: light("the till learns of a payment later", "apie mokėjimą kasa sužino vėliau"),
  "final-stays": grave(
    "a sale that has ended may be charged again",
    "pasibaigęs pardavimas gali būti apmokėtas dar kartą",
  ),
  "paid-later": grave(
    "after RRPay's day, or a restart, a paid sale may be charged again, or told with other money",
    "po dienos pabaigos ar paleidus iš naujo apmokėtas pardavimas gali būti apmokėtas dar kartą arba parodytas su kitais pinigais",
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
  declined: grave(
    "a refused payment is a conflict that a person must decide",
    "atmestas mokėjimas tampa prieštaravimu, kurį sprendžia žmogus",
  ),
  discount: grave(
    "a discount given at RRPay goes unseen: GAMA books more than was paid",
    "RRPay suteikta nuolaida nematoma: GAMA įrašo daugiau, nei sumokėta",
  ),
  "void-wrong": grave(
    "a void may give back the money of no receipt",
    "anuliuojant gali būti grąžinti pinigai be kvito",
  ),
  void: grave(
    "F8 may give money back twice, or not tell that it did",
    "F8 gali grąžinti pinigus dukart arba to nepasakyti",
  ),
  "void-other": grave(
    "F8 of one receipt may be told as done because another was taken back",
    "F8 gali būti pasakyta, kad kvitas anuliuotas, nors anuliuotas kitas",
  ),
  return: grave(
    "returns stay unknown until a person closes them",
    "grąžinimai lieka neaiškūs, kol juos užbaigia žmogus",
  ),
  "fiscal-offline": light(
    "the cashier learns only after the payment that no receipt can be issued",
    "kad kvito išduoti negalima, kasininkas sužino tik po mokėjimo",
  ),
  "z-report": light(
    "after RRPay's day every open sale is for a person",
    "uždarius RRPay dieną, visus neužbaigtus pardavimus sprendžia žmogus",
  ),
  forgotten: grave(
    "after a restored backup a paid sale may be charged again",
    "atkūrus kopiją, apmokėtas pardavimas gali būti apmokėtas dar kartą",
  ),
  "answers-fit": grave(
    "an answer that does not fit is not believed: its sale stays unknown",
    "netinkamu atsakymu netikima: jo pardavimas lieka neaiškus",
  ),
  "never-lost": light(
    "a lost answer costs the customer seconds, and the till asks again",
    "prarastas atsakymas kainuoja pirkėjui sekundes, kasa klausia iš naujo",
  ),
};

/** What a shop has where RRPay does what it promises, and says so otherwise. */
const LESSER: Readonly<Record<NonNullable<Evidence["kind"]>, Harm>> = {
  "unknown-refusal": grave(
    "it refuses, but by an answer that the till does not know: such a sale stays unknown until a person closes it",
    "atmeta, bet atsakymu, kurio kasa nežino: toks pardavimas lieka neaiškus, kol jį užbaigia žmogus",
  ),
  "other-status": light(
    "it does that, but answers by another status: this till sells all the same",
    "tai atlieka, bet atsako kitu kodu: ši kasa vis tiek parduoda",
  ),
};

const TEXTS = {
  none: { en: "Every promise that was measured holds.", lt: "Visi patikrinti pažadai galioja." },
  stop: {
    en: "No shop should sell with this RRPay until these hold:",
    lt: "Su šiuo RRPay prekiauti negalima, kol negalios:",
  },
  live: {
    en: "A shop can live with these, and has to know them:",
    lt: "Su šiais trūkumais prekiauti galima, juos žinant:",
  },
  list: { en: "Features that RRPay may list:", lt: "Galimybės, kurias RRPay gali skelbti:" },
  unlist: {
    en: "Features that RRPay must not list until they hold, and what a shop has without them:",
    lt: "Galimybės, kurių RRPay negali skelbti, kol jos negalioja, ir kas parduotuvei be jų lieka:",
  },
  without: {
    en: "Features that it does not list, and what a shop has without them:",
    lt: "Galimybės, kurių jis neskelbia, ir kas parduotuvei be jų lieka:",
  },
  wait: {
    en: "Features not measured to the end, and what a shop has without them:",
    lt: "Iki galo nepatikrintos galimybės, ir kas parduotuvei be jų lieka:",
  },
  open: { en: "Not measured yet:", lt: "Dar nepatikrinta:" },
} as const satisfies Readonly<Record<string, Words>>;

/** A heading, and what stands below it. */
export interface Point {
  readonly kind: "good" | "grave" | "light" | "open";
  readonly head: string;
  readonly items: readonly string[];
}

type Fate = "list" | "unlist" | "without" | "wait";

/** What the results mean for a shop. */
export function meaningOf({ rows, isWhole }: Report, language: Language): readonly Point[] {
  const failed = rows.filter(({ verdict }) => verdict === "fails");
  const basic = failed.filter((row) => row.feature === undefined || isDone(row));
  const harmOf = ({ id, seen }: Row) => (seen?.kind === undefined ? HARMS[id] : LESSER[seen.kind]);
  const harm = (row: Row) => `${row.id}: ${harmOf(row)?.[language] ?? ""}`;
  const isGrave = (row: Row) => harmOf(row)?.isGrave === true;
  const open = rows.filter(({ verdict }) => verdict === "unmeasured").map(({ id }) => id);
  const fates = fatesOf(rows);
  const point = (kind: Point["kind"], head: keyof typeof TEXTS, items: readonly string[]): Point[] =>
    items.length === 0 ? [] : [{ kind, head: TEXTS[head][language], items }];
  const features = (kind: Point["kind"], fate: Fate) =>
    point(
      kind,
      fate,
      [...fates].filter(([, one]) => one === fate).map(([name]) => `${name}: ${WITHOUT[name][language]}`),
    );
  const listed = [...fates].filter(([, fate]) => fate === "list").map(([name]) => name);
  return [
    ...(failed.length > 0 ? [] : [{ kind: "good", head: TEXTS.none[language], items: [] } as const]),
    ...point("grave", "stop", basic.filter(isGrave).map(harm)),
    ...features("grave", "unlist"),
    ...point("light", "live", basic.filter((row) => !isGrave(row)).map(harm)),
    // some of a feature's checks prove nothing of the feature
    ...(isWhole ? point("good", "list", listed) : []),
    ...features("open", "wait"),
    ...features("light", "without"),
    ...point("open", "open", open),
  ];
}

/** RRPay does what it promises, and says so by another status than it should. */
const isDone = ({ seen }: Row): boolean => seen?.kind === "other-status";

/** What is to be done with each feature that a check measures. */
function fatesOf(rows: readonly Row[]): ReadonlyMap<Feature, Fate> {
  const fates = new Map<Feature, Fate>();
  for (const { feature } of rows) {
    if (feature === undefined || fates.has(feature)) continue;
    const verdicts = rows.filter((row) => row.feature === feature).map((row) => (isDone(row) ? "holds" : row.verdict));
    const has = (verdict: Row["verdict"]) => verdicts.includes(verdict);
    fates.set(feature, has("fails") ? "unlist" : has("not-offered") ? "without" : has("unmeasured") ? "wait" : "list");
  }
  return fates;
}

/** The same as lines of text. */
export function meaningLines(points: readonly Point[]): string[] {
  return points.flatMap(({ head, items }) =>
    items.every((item) => !item.includes(":")) && items.length > 0
      ? [`${head} ${items.join(", ")}.`]
      : [head, ...items.map((item) => `  ${item}.`)],
  );
}
