/** Finds every assumption about RASO's and Rivilė's programs where it is made, so that none is missing in docs/assumptions.md. */
import { readdirSync, readFileSync } from "node:fs";

export interface Assumption {
  /** The file and the place in it. */
  readonly where: string;
  readonly text: string;
}

/** Assumptions of the schemas' descriptions, from the word "Assumption:" on, and of the GAMA blocks of rrpay.prg. */
export function collectAssumptions(root: string): Assumption[] {
  const schemas = readdirSync(`${root}/schemas`).filter((name) => name.endsWith(".json"));
  return [
    ...schemas.flatMap((name) =>
      assumptionsIn(`schemas/${name}`, JSON.parse(readFileSync(`${root}/schemas/${name}`, "utf8"))),
    ),
    ...assumptionsOfProgram(readFileSync(`${root}/runtime/gama/rrpay.prg`, "latin1")),
  ];
}

/** `value` is parsed JSON; a description is found wherever it stands. */
function assumptionsIn(where: string, value: unknown): Assumption[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (typeof item !== "string") return assumptionsIn(`${where} ${key}`, item);
    const text = /Assumption: (.*)$/s.exec(item)?.[1];
    return text === undefined ? [] : [{ where, text }];
  });
}

/** A block's heading is `* GAMA-n  title`, followed by `* Assumption: …` up to the closing rule. */
export function assumptionsOfProgram(program: string): Assumption[] {
  return [...program.matchAll(/^\* (GAMA-\d+) {2}.*\r\n((?:\* .*\r\n)+?)\*=/gm)].map(([, name = "", comment = ""]) => ({
    where: `runtime/gama/rrpay.prg ${name}`,
    text: comment
      .replace(/^\* /gm, "")
      .replace(/\s+/g, " ")
      .trim()
      .replace(/^Assumption: /, ""),
  }));
}

/** Those of the assumptions that a document does not quote. */
export function missingIn(document: string, assumptions: readonly Assumption[]): Assumption[] {
  const flat = document.replace(/\s+/g, " ");
  return assumptions.filter(({ text }) => !flat.includes(text.replace(/\s+/g, " ")));
}
