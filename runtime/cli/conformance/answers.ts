/** The last checks: every answer of the whole run, judged by the schemas as the till judges it. */
import { joined, plain, type Words } from "../words.ts";
import type { Check } from "./check.ts";
import { bodiless, cut, differs, isNot, TAKEN, within } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { NO_ANSWER, Unmeasured } from "./unmeasured.ts";
import { asRead } from "./voiding.ts";
import type { Answer, Got, Json } from "./wires.ts";

/** How many lost answers are listed. */
const MANY = 20;
/** How many answers are shown that do not fit: one of each form. */
const FORMS = 5;

/** What answers of one form have in common. */
const formOf = ({ status, body }: Got): string => {
  const names = typeof body === "object" && body !== null ? Object.keys(body) : [typeof body];
  return [status, ...names].join(" ");
};

/** An answer as it came. */
function shownAs({ on, got }: Answer): Words {
  const { asked = "", status, body } = got;
  const at = `${on}: ${asked} ${status}`;
  if (body !== undefined) return plain(`${at} ${cut(JSON.stringify(body), 300)}`);
  return bodiless(at, got);
}

/** The first answer that is older than one which had come before it was asked for. */
function older({ wires: { answers }, notes: { eras } }: Lab): Words | undefined {
  for (const { from, to } of eras)
    for (const { on, got, askedAfter } of answers.slice(from, to)) {
      const { id, revision } = got.json;
      if (typeof id !== "string" || typeof revision !== "number") continue;
      const before = answers.slice(from, askedAfter).filter(({ got: { json } }) => json.id === id);
      const known = Math.max(0, ...before.map(({ got: { json } }) => Number(json.revision) || 0));
      if (revision < known)
        return joined([plain(`${on}: ${got.asked ?? id}`), isNot("revision", revision, `>= ${known}`)], ": ");
    }
  return undefined;
}

/** The first answer about a transaction that names another one than was sent under its id. */
function misnamed({ wires: { answers }, notes }: Lab): Words | undefined {
  for (const { on, got } of answers) {
    const { id, state, original } = got.json;
    const order: Json = notes.orderOf(id);
    // what was cancelled before it came is known by its id alone
    if (!TAKEN.includes(got.status) || order === undefined || state === "cancelled") continue;
    const { till, kind, saleKey, currency, original: sent } = order;
    // that a void names its receipt at all says another check
    const told = Object.entries(sent ?? {}).filter(([name]) => (original?.[name] ?? undefined) !== undefined);
    const receipt = kind === "void" && told.length > 0 ? { original: Object.fromEntries(told) } : {};
    const seen = differs(asRead(got), got.status, { till, kind, saleKey, currency, ...receipt });
    if (seen !== undefined) return within(on, on, seen);
  }
  return undefined;
}

export const LAST: readonly Check[] = [
  {
    id: "answers-fit",
    promises: "C1 C2 C10 C11 R1",
    title: { en: "every answer of this run fits its schema", lt: "kiekvienas šio bandymo atsakymas atitinka schemą" },
    *run({ wires: { answers } }) {
      // the first one is the health that the run began with
      if (answers.length < 2) throw new Unmeasured(NO_ANSWER);
      const wrong = new Map<string, Words>();
      for (const one of answers) {
        const form = formOf(one.got);
        if (!wrong.has(form) && !one.fits) wrong.set(form, shownAs(one));
      }
      return wrong.size === 0 ? undefined : joined([...wrong.values()].slice(0, FORMS), "; ");
    },
  },
  {
    id: "echoed",
    promises: "C10 C7",
    title: {
      en: "every answer about a transaction names what was sent: till, kind, key, currency, and of a void its receipt",
      lt: "kiekviename atsakyme apie operaciją – tai, kas išsiųsta: kasa, rūšis, raktas, valiuta, anuliuojant – ir kvitas",
    },
    *run(lab) {
      if (lab.wires.answers.length < 2) throw new Unmeasured(NO_ANSWER);
      return misnamed(lab);
    },
  },
  {
    id: "never-older",
    promises: "C8 C10",
    title: {
      en: "no answer is older than one that had come before it was asked for",
      lt: "joks atsakymas nėra senesnis už tą, kuris atėjo dar prieš klausiant",
    },
    *run(lab) {
      if (lab.wires.answers.length < 2) throw new Unmeasured(NO_ANSWER);
      return older(lab);
    },
  },
  {
    id: "never-lost",
    promises: "C1 C8",
    title: { en: "every answer came in time, whole", lt: "visi atsakymai atėjo laiku ir visi" },
    *run({ wires: { losses } }) {
      return losses.length === 0 ? undefined : joined(losses.slice(0, MANY), "; ");
    },
  },
];
