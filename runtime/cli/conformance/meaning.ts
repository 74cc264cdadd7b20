/** What the results mean for a shop: whether it may sell, which features may be listed, what to live with. */
import type { Language, Words } from "../words.ts";
import type { Feature } from "./check.ts";
import { BY_KIND } from "./harm.ts";
import { HARMS } from "./harms.ts";
import { leftWords } from "./left.ts";
import type { Report, Row } from "./report.ts";

/** What a shop has if RRPay does not list a feature (docs/contracts.md C9). */
const WITHOUT: Readonly<Record<Feature, Words>> = {
  status: {
    en: "every payment that RRPay does not end at once stays unknown, and is closed by a person only",
    lt: "kiekvienas mokėjimas, kurio RRPay neužbaigia iš karto, lieka neaiškus, ir jį užbaigia tik žmogus",
  },
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
  unused: {
    en: "Features that are not used without another one that it does not list, and what a shop has without them:",
    lt: "Galimybės, nenaudojamos be kitos, kurios jis neskelbia, ir kas parduotuvei be jų lieka:",
  },
  wait: {
    en: "Features not measured to the end, and what a shop has without them:",
    lt: "Iki galo nepatikrintos galimybės, ir kas parduotuvei be jų lieka:",
  },
  open: { en: "Not measured yet:", lt: "Dar nepatikrinta:" },
  left: { en: "What this run has left at RRPay:", lt: "Ką šis bandymas paliko RRPay:" },
} as const satisfies Readonly<Record<string, Words>>;

/** A heading, and what stands below it. */
export interface Point {
  readonly kind: "good" | "grave" | "light" | "open";
  readonly head: string;
  readonly items: readonly string[];
}

type Fate = "list" | "unlist" | "unused" | "without" | "wait";

/** What the results mean for a shop. */
export function meaningOf({ rows, isWhole, left }: Report, language: Language): readonly Point[] {
  const failed = rows.filter(({ verdict }) => verdict === "fails");
  const isAnyMade = rows.some(({ verdict }) => verdict === "holds");
  const basic = failed.filter((row) => row.feature === undefined || isDone(row) || isHeldUp(row));
  const harmOf = ({ id, seen }: Row) => (seen?.kind === undefined ? HARMS[id] : BY_KIND[seen.kind]);
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
  // the till asks what has become of a sale: who must not be asked, or is not, sells to nobody who takes his time
  const isAsked = rows.every(({ lacking }) => lacking !== "status") && fates.get("status") !== "unlist";
  const withoutStatus = isAsked ? [] : [`status: ${WITHOUT.status[language]}`];
  const listed = [...fates].filter(([, fate]) => fate === "list").map(([name]) => name);
  return [
    ...(failed.length > 0 || !isAnyMade ? [] : [{ kind: "good", head: TEXTS.none[language], items: [] } as const]),
    ...point("grave", "stop", [...basic.filter(isGrave).map(harm), ...withoutStatus]),
    ...features("grave", "unlist"),
    ...point("light", "live", basic.filter((row) => !isGrave(row)).map(harm)),
    // some of a feature's checks prove nothing of the feature
    ...(isWhole ? point("good", "list", listed) : []),
    ...features("open", "wait"),
    ...features("light", "unused"),
    ...features("light", "without"),
    ...point("open", "open", open),
    ...point(
      "open",
      "left",
      leftWords(left).map((one) => one[language]),
    ),
  ];
}

/** RRPay does what it promises, and says so by another status than it should. */
const isDone = ({ seen }: Row): boolean => seen?.kind === "other-status";
/** RRPay takes nothing any more: that says nothing of the feature that was to be measured. */
const isHeldUp = ({ seen }: Row): boolean => seen?.kind === "held-up";

function verdictOf(row: Row): Row["verdict"] {
  if (isHeldUp(row)) return "unmeasured";
  return isDone(row) ? "holds" : row.verdict;
}

/** What is to be done with each feature that a check measures. */
function fatesOf(rows: readonly Row[]): ReadonlyMap<Feature, Fate> {
  const fates = new Map<Feature, Fate>();
  for (const { feature } of rows) {
    if (feature === undefined || fates.has(feature)) continue;
    const own = rows.filter((row) => row.feature === feature);
    const verdicts = own.map(verdictOf);
    const has = (verdict: Row["verdict"]) => verdicts.includes(verdict);
    // of one that is listed, what needs another one is not offered either
    const isUnlisted = own.some(({ lacking }) => lacking === feature);
    const rest = has("not-offered") ? "unused" : has("unmeasured") ? "wait" : "list";
    fates.set(feature, has("fails") ? "unlist" : isUnlisted ? "without" : rest);
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
