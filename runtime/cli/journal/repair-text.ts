/** What a repair did, for the person who is responsible for it. */
import { isSettled } from "../../../plugin/payment/attempt.ts";
import { counted, type Words } from "../words.ts";
import { describeAttempt } from "./attempt-text.ts";
import type { LostPiece, Touched } from "./rebuilding.ts";
import type { Repair, Unchained } from "./repair.ts";
import { describeState } from "./state.ts";

/** One line for each fact. */
export function describeRepair(repair: Repair): Words[] {
  if (repair.kind === "sound") return describeSound(repair);
  const aside = repair.quarantined.map((name) => ({
    en: `put aside: ${name} (nothing of it was deleted)`,
    lt: `padėta į šalį: ${name} (iš jo nieko neištrinta)`,
  }));
  const { file, keptLines, attempts, unchained, lost, touched } = repair;
  const unsettled = attempts.filter((attempt) => !isSettled(attempt));
  return [
    ...aside,
    {
      en: `kept: ${counted(keptLines, "record")}, ${counted(attempts.length, "attempt")}, ${unsettled.length} of them unsettled, now in ${file}`,
      lt: `išsaugota įrašų: ${keptLines}, mokėjimo bandymų: ${attempts.length}, iš jų neužbaigtų: ${unsettled.length}; dabar jie faile ${file}`,
    },
    ...unsettled.map((attempt) => before({ en: "unsettled", lt: "neužbaigta" }, describeAttempt(attempt))),
    ...unchained.map(describeUnchained),
    ...lost.map(describeLost),
    ...touched.map(describeTouched),
    endOf(repair),
  ];
}

/** Nothing to rebuild is not nothing missing: what was cut out of an earlier file nothing brings back. */
function describeSound({ quarantined, unchained }: Extract<Repair, { kind: "sound" }>): Words[] {
  if (unchained.length === 0) return [SOUND, ...earlier(quarantined)];
  const lacking = unchained.filter((one) => lacksFile(one, { quarantined, touched: [], unchained }));
  const days = lacking.map((one) => one.days);
  return [
    LEFT_AS_IT_IS,
    ...unchained.map(({ file, state }) => before({ en: file, lt: file }, describeState(state))),
    ...earlier(quarantined),
    ...(days.length === 0 ? [] : [compareDays(MISSING, days)]),
  ];
}

/** What to do now. What is lost and names nobody may be anybody's, of the days that are told. */
function endOf({ quarantined, lost, touched, unchained }: Repaired): Words {
  const nameless = lost.filter((piece) => !piece.madeUpFor && namesIn(piece).length === 0);
  const lacking = unchained.filter((one) => lacksFile(one, { quarantined, touched, unchained }));
  const days = [
    ...nameless.map(({ file }) => Number(/-(\d{8})/.exec(file)?.[1])).map((day) => [day, day] as const),
    ...lacking.map((one) => one.days),
  ];
  if (days.length > 0) return compareDays(nameless.length > 0 ? LOST : MISSING, days);
  return touched.length === 0 && lost.every(({ madeUpFor }) => madeUpFor) ? NOTHING_LOST : COMPARE;
}

type Repaired = Extract<Repair, { kind: "repaired" }>;

/** Whether payments are gone that nothing names. What the lines of other files make up for is not. */
function lacksFile(
  { state }: Unchained,
  { quarantined, touched, unchained }: Pick<Repaired, "quarantined" | "touched" | "unchained">,
): boolean {
  if (state.kind !== "unchained") return false;
  const { why, before } = state;
  if (why === "states-missing") return touched.some(({ attempt }) => attempt === undefined);
  if (why !== "changed") return why === "missing" || why === "aside-missing" || why === "repair-missing";
  // where the file below is damaged, its lost pieces say so; one that is sound was cut or exchanged
  const isBelow = (name: string) => Number.parseInt(name, 10) === before;
  return !quarantined.some((name) => isBelow(name) && !unchained.some(({ file }) => name.startsWith(file)));
}

/** The days on which anybody may be touched, each span once. */
function compareDays(why: Words, days: readonly (readonly [number, number])[]): Words {
  const spans = days.map((span) => [...new Set(span)].sort((a, b) => a - b));
  const told = [...new Set(spans.map((span) => span.map(dayText).join(" – ")))].sort().join(", ");
  return {
    en: `${why.en}: compare all payments of these days with RRPay's receipts (${told}). The till can be started.`,
    lt: `${why.lt}: visus šių dienų mokėjimus sutikrinkite su RRPay kvitais (${told}). GAMA galima paleisti.`,
  };
}

/** The dots stand for any day before. */
function dayText(day: number): string {
  return day === 0 ? "…" : String(day).replace(/^(\d{4})(\d\d)/, "$1-$2-");
}

function namesIn({ saleKeys, attemptIds }: LostPiece): string[] {
  return [...saleKeys, ...attemptIds];
}

const SOUND = {
  en: "The till reads a sound journal: there was nothing to rebuild.",
  lt: "Kasa skaito tvarkingą žurnalą: taisyti nebuvo ko.",
};

const LEFT_AS_IT_IS = {
  en: "The till can read its journal, which stays as it is: what is missing from files of earlier days cannot be rebuilt.",
  lt: "Kasa savo žurnalą skaito, ir jis paliktas, koks yra: ko trūksta ankstesnių dienų failuose, atkurti nėra iš ko.",
};

/** A repair that was killed at its very end has told nobody what it put aside. */
function earlier(names: readonly string[]): Words[] {
  if (names.length === 0) return [];
  return [
    {
      en: `An earlier repair has put aside ${names.join(", ")}: what it could not keep of those days is told by journal export and report.`,
      lt: `Ankstesnis taisymas į šalį padėjo: ${names.join(", ")}. Ko iš tų dienų nepavyko išsaugoti, pasako journal export ir report.`,
    },
  ];
}

const NOTHING_LOST = {
  en: "No attempt is known to have lost anything. The till can be started.",
  lt: "Nežinoma, kad kuris nors mokėjimas būtų ką praradęs. GAMA galima paleisti.",
};
const COMPARE = {
  en: "The till can be started; compare the attempts named above with RRPay's receipts.",
  lt: "GAMA galima paleisti; aukščiau išvardytus mokėjimus sutikrinkite su RRPay kvitais.",
};
const LOST = {
  en: "Whose the lost records were cannot be told",
  lt: "Kieno buvo prarasti įrašai, pasakyti negalima",
};
const MISSING = {
  en: "Files of the journal are missing or were changed, and whose payments they had cannot be told",
  lt: "Žurnalo failų trūksta arba jie pakeisti, o kieno mokėjimai juose buvo, pasakyti negalima",
};

function before(head: Words, { en, lt }: Words): Words {
  return { en: `${head.en}: ${en}`, lt: `${head.lt}: ${lt}` };
}

function describeUnchained({ file, state, isRead, till }: Unchained): Words {
  const { en, lt } = describeState(state);
  if (isRead)
    return {
      en: `${file}: ${en}; what verifies in it was kept`,
      lt: `${file}: ${lt}; kas jame tvarkinga, išsaugota`,
    };
  return {
    en: `${file}: ${en}; NOT READ, it is of till ${till ?? "unknown"}`,
    lt: `${file}: ${lt}; NESKAITYTAS, jis yra kasos ${till ?? "nežinomos"}`,
  };
}

function describeLost(piece: LostPiece): Words {
  const { file, offset, sizeBytes, kind, madeUpFor } = piece;
  const what = {
    en: `${counted(sizeBytes, "byte")} at ${offset} of ${file}, a record of kind ${kind ?? "unknown"}`,
    lt: `${sizeBytes} B nuo ${offset} baito faile ${file}, įrašo rūšis: ${kind ?? "nežinoma"}`,
  };
  if (madeUpFor)
    return before({ en: "made up for from the segment before", lt: "atkurta iš ankstesnio segmento" }, what);
  const names = namesIn(piece).join(", ");
  const lost = before({ en: "lost", lt: "prarasta" }, what);
  return names === "" ? lost : { en: `${lost.en}, which names ${names}`, lt: `${lost.lt}; jame minima: ${names}` };
}

function describeTouched({ attemptId, saleKey, attempt }: Touched): Words {
  if (attempt !== undefined) return before({ en: "touched", lt: "paliesta" }, describeAttempt(attempt));
  const of = saleKey === undefined ? "" : ` (${saleKey})`;
  return {
    en: `touched: attempt ${attemptId}${of} is no longer known to the till; see whether RRPay has a receipt of it`,
    lt: `paliesta: kasa bandymo ${attemptId}${of} nebežino; pažiūrėkite, ar RRPay turi jo kvitą`,
  };
}
