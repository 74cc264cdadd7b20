/** What a repair did, for the person who is responsible for it. */
import { isSettled } from "../../../plugin/payment/attempt.ts";
import { counted, type Words } from "../words.ts";
import { describeAttempt } from "./attempt-text.ts";
import type { LostPiece, Touched } from "./rebuilding.ts";
import type { Repair, Unchained } from "./repair.ts";
import { describeState, type SegmentState } from "./state.ts";

/** One line for each fact. */
export function describeRepair(repair: Repair): Words[] {
  const aside = repair.quarantined.map((name) => ({
    en: `put aside: ${name} (nothing of it was deleted)`,
    lt: `padėta į šalį: ${name} (iš jo nieko neištrinta)`,
  }));
  if (repair.kind === "sound") return [SOUND];
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

/** What to do now. A lost record that names nobody may be anybody's. */
function endOf({ lost, touched, unchained }: Extract<Repair, { kind: "repaired" }>): Words {
  if (lost.some((piece) => !piece.madeUpFor && namesIn(piece).length === 0)) return COMPARE_ALL;
  if (unchained.some(({ state }) => lacksFile(state, touched))) return COMPARE_MISSING;
  return touched.length === 0 && unchained.length === 0 ? NOTHING_LOST : COMPARE;
}

/** Whether a file is gone with payments that nothing names. States that the lines of other files make up for are not. */
function lacksFile(state: SegmentState, touched: readonly Touched[]): boolean {
  if (state.kind !== "unchained") return false;
  if (state.why === "states-missing") return touched.some(({ attempt }) => attempt === undefined);
  return state.why === "missing" || state.why === "aside-missing" || state.why === "repair-missing";
}

function namesIn({ saleKeys, attemptIds }: LostPiece): string[] {
  return [...saleKeys, ...attemptIds];
}

const SOUND = {
  en: "The till reads a sound journal: there was nothing to rebuild.",
  lt: "Kasa skaito tvarkingą žurnalą: taisyti nebuvo ko.",
};
const NOTHING_LOST = {
  en: "No attempt is known to have lost anything. The till can be started.",
  lt: "Nežinoma, kad kuris nors mokėjimas būtų ką praradęs. GAMA galima paleisti.",
};
const COMPARE = {
  en: "The till can be started; compare the attempts named above with RRPay's receipts.",
  lt: "GAMA galima paleisti; aukščiau išvardytus mokėjimus sutikrinkite su RRPay kvitais.",
};
const COMPARE_ALL = {
  en: "Whose the lost records were cannot be told: compare the payments of these days with RRPay's receipts. The till can be started.",
  lt: "Kieno buvo prarasti įrašai, pasakyti negalima: tų dienų mokėjimus sutikrinkite su RRPay kvitais. GAMA galima paleisti.",
};
const COMPARE_MISSING = {
  en: "Files of the journal are missing, and whose payments they had cannot be told: compare the payments of their days with RRPay's receipts too. The till can be started.",
  lt: "Žurnalo failų trūksta, o kieno mokėjimai juose buvo, pasakyti negalima: ir tų dienų mokėjimus sutikrinkite su RRPay kvitais. GAMA galima paleisti.",
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
