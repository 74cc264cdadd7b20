// The constants of the seam between the command line's program and its host, from schemas/program.json.
import { readFileSync } from "node:fs";
import { GENERATED, NOTICE } from "./banner.ts";

interface Field {
  readonly name: string;
  readonly type: string;
}

interface RequestRow {
  readonly tag: number;
  readonly name: string;
  readonly fields: readonly Field[];
  readonly reply: readonly Field[];
}

type Numbers = Readonly<Record<string, number>>;

/** schemas/program.json. */
export interface ProgramSeam {
  readonly statuses: Numbers;
  readonly entryKinds: Numbers;
  readonly streams: Numbers;
  readonly writeModes: Numbers;
  readonly engineVerdicts: Numbers;
  readonly lineVerdicts: Numbers;
  readonly packings: Numbers;
  readonly netEvents: Numbers;
  readonly hangUps: Numbers;
  readonly facts: Numbers;
  readonly start: readonly Field[];
  readonly requests: readonly RequestRow[];
}

/** Reads the table. */
export function loadProgramSeam(file: string): ProgramSeam {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Groups of numbers by their name in TypeScript, their prefix in C, and what they are. */
const GROUPS = [
  ["statuses", "STATUS", "How a request ended."],
  ["entryKinds", "ENTRY", "What a name in a folder is."],
  ["streams", "STREAM", "Where text is printed: for a person, apart from it, or for another program, byte for byte."],
  [
    "writeModes",
    "WRITE",
    "How a file is written: it must not be there, it is replaced as a whole, or more is added to it.",
  ],
  ["engineVerdicts", "VERDICT", "What came of a script in an engine."],
  [
    "lineVerdicts",
    "LINE",
    "A line of a journal file: sound, sound but for its line end, damaged, or never flushed whole.",
  ],
  ["packings", "PACKING", "How a file lies in an archive, as ZIP numbers it."],
  [
    "netEvents",
    "NET",
    "What happened: nothing in time, somebody connected, bytes came; a connection ended in both directions, was reset, or its peer will send nothing more; somebody wants the program to stop.",
  ],
  [
    "hangUps",
    "HANG_UP",
    "How a connection is ended: at once, after what is still to be sent, or as a program that has died.",
  ],
  ["facts", "FACT", "Facts of the machine."],
] as const;

/** schemas/generated/program.ts */
export function programTypeScript(seam: ProgramSeam): string {
  const groups = GROUPS.map(
    ([key, name, about]) => `/** ${about} */\nexport const ${name} = ${JSON.stringify(seam[key], null, 2)} as const;\n`,
  );
  const fields = (list: readonly Field[]) =>
    `[${list.map(({ name, type }) => `{ name: "${name}", type: "${type}" }`).join(", ")}]`;
  const rows = seam.requests.map(
    ({ tag, name, fields: given, reply }) =>
      `  ${name}: { tag: ${tag}, fields: ${fields(given)}, reply: ${fields(reply)} },`,
  );
  return `${GENERATED}

${groups.join("\n")}
/** What the program is started with. */
export const START = ${fields(seam.start)} as const;

/** Every request with its fields and those of its reply. */
export const REQUESTS = {
${rows.join("\n")}
} as const;
`;
}

/** runtime/native/generated/program.h */
export function programC(seam: ProgramSeam): string {
  const upper = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const define = (prefix: string, name: string, value: number) => `#define GRP_${prefix}_${upper(name)} ${value}`;
  const groups = GROUPS.map(
    ([key, prefix, about]) =>
      `/* ${about} */\n${Object.entries(seam[key])
        .map(([name, value]) => define(prefix, name, value))
        .join("\n")}`,
  );
  const layout = (list: readonly Field[]) => list.map(({ name, type }) => `${type} ${name}`).join(", ") || "nothing";
  const rows = seam.requests.map(
    ({ tag, name, fields, reply }) => ` *   ${tag} ${name}: ${layout(fields)} -> ${layout(reply)}`,
  );
  return `/* ${NOTICE} */
#ifndef GRP_GENERATED_PROGRAM_H
#define GRP_GENERATED_PROGRAM_H

/* Little-endian; bytes and text = u32 length + bytes; texts = u32 count + texts;
 * entries = u32 count + (u8 kind, f64 size, text name); lines = u32 count + (f64 offset, u8 verdict, bytes).
 * The first event: ${layout(seam.start)}
 * Requests, u8 tag and fields -> the reply's, behind u8 status:
${rows.join("\n")}
 */

/* Requests. */
${seam.requests.map(({ tag, name }) => define("REQUEST", name, tag)).join("\n")}

${groups.join("\n\n")}

#endif
`;
}
