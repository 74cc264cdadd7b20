/** The last checks: every answer of the whole run, judged by the schemas as the till judges it. */
import { joined, plain, type Words } from "../words.ts";
import type { Check } from "./check.ts";
import { bodiless, cut, isNot } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import { NO_ANSWER, Unmeasured } from "./unmeasured.ts";
import type { Answer, Got } from "./wires.ts";

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
function older({ wires: { answers }, notes: { answersFrom } }: Lab): Words | undefined {
  for (const [at, { on, got, askedAfter }] of answers.entries()) {
    const { id, revision } = got.json;
    if (at < answersFrom || typeof id !== "string" || typeof revision !== "number") continue;
    const before = answers.slice(answersFrom, askedAfter).filter(({ got: { json } }) => json.id === id);
    const known = Math.max(0, ...before.map(({ got: { json } }) => Number(json.revision) || 0));
    if (revision < known)
      return joined([plain(`${on}: ${got.asked ?? id}`), isNot("revision", revision, `>= ${known}`)], ": ");
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
