/**
 * The command line's program does no I/O. A command is a generator: it asks its host for one thing at a time and
 * resumes with the reply. The host (Node, Bun, or gama-rrpay.exe) only carries out the requests of
 * schemas/program.json.
 */
import { stringifyAscii } from "../../../plugin/text/ascii.ts";
import { ENTRY, FACT, STATUS, STREAM, WRITE } from "../../../schemas/generated/program.ts";
import { CliError } from "../exit.ts";
import { printable } from "../terminal-text.ts";
import { plain, type Words } from "../words.ts";
import { joined } from "./bytes.ts";
import type { Entry, Reply, ReplyOf, Request, RequestName } from "./wire.ts";

/** A part of a command that may ask the host. */
export type Talk<Result> = Generator<Request, Result, Reply>;

type Status = keyof typeof STATUS;

/** What a failed file request says, after the path. */
const SAYS: Readonly<Record<Exclude<Status, "ok">, Words>> = {
  missing: { en: "does not exist.", lt: "– tokio failo ar aplanko nėra." },
  denied: {
    en: "may not be read or written. Run this as a user who has the right to, or grant it.",
    lt: "– nėra teisės skaityti ar rašyti. Paleiskite naudotojo, kuris ją turi, vardu arba ją suteikite.",
  },
  isFolder: { en: "is a folder, not a file.", lt: "– tai aplankas, o ne failas." },
  isFile: { en: "is a file, not a folder.", lt: "– tai failas, o ne aplankas." },
  exists: { en: "is there already.", lt: "– toks jau yra." },
  inUse: {
    en: "is held by another program. Close that program and repeat.",
    lt: "– dabar naudoja kita programa. Uždarykite ją ir pakartokite.",
  },
  outside: {
    en: "lies outside the folders that were named; name it by its whole path.",
    lt: "– yra ne tuose aplankuose, kurie nurodyti; nurodykite visą kelią.",
  },
  link: { en: "is a link, which is not followed.", lt: "– tai nuoroda, o nuorodomis nesekama." },
  full: { en: "cannot be written: the disk is full.", lt: "– neįrašyta: diskas pilnas." },
  ended: { en: "has ended.", lt: "– baigėsi." },
  failed: { en: "cannot be read or written.", lt: "– perskaityti ar įrašyti nepavyko." },
};

/** The name of a status number. */
export function statusName(status: number): Status {
  const entry = Object.entries(STATUS).find(([, value]) => value === status);
  return (entry?.[0] ?? "failed") as Status;
}

/** Asks, and returns the reply or the status of its failure. */
export function* attempt<Name extends RequestName>(request: Extract<Request, { type: Name }>): Talk<Reply<Name>> {
  return (yield request) as Reply<Name>;
}

/** As `ask`, of what is only read: who may not read it is told how one may. */
export function* askToRead<Name extends RequestName>(
  request: Extract<Request, { type: Name }>,
  path: string,
): Talk<ReplyOf<Name>> {
  const { status, fields } = yield* attempt<Name>(request);
  if (fields !== undefined) return fields;
  throw status === STATUS.denied ? new Withheld(path) : failureOf(status, path);
}

/** Asks, and ends the command on a failure. `what` names what the failure is about. */
export function* ask<Name extends RequestName>(
  request: Extract<Request, { type: Name }>,
  what = "",
): Talk<ReplyOf<Name>> {
  const { status, fields } = yield* attempt<Name>(request);
  if (fields !== undefined) return fields;
  throw failureOf(status, what);
}

/** The error that a failed reply is to a person. `what` names what it is about. */
export function failureOf(status: number, what: string): CliError {
  const name = statusName(status);
  const says = name === "ok" ? plain("") : SAYS[name];
  return new CliError({ en: `${what} ${says.en}`.trim(), lt: `${what} ${says.lt}`.trim() });
}

/** A result that nobody can read is none: what could not be written ends the command. */
export const UNWRITTEN: Words = {
  en: "The result cannot be written: the disk may be full, or its reader has ended.",
  lt: "Rezultato įrašyti nepavyko: galbūt diskas pilnas arba jo skaitytojas baigė darbą.",
};

function* print(stream: number, text: string): Talk<void> {
  const { fields } = yield* attempt<"print">({ type: "print", stream, text });
  if (fields === undefined) throw new CliError(UNWRITTEN);
}

/** Writes one line to standard output. */
export function say(text: string): Talk<void> {
  return print(STREAM.out, `${printable(text)}\n`);
}

/** Writes whole lines to standard output, as they are: each was made printable. */
export function printLines(lines: string): Talk<void> {
  return print(STREAM.out, lines);
}

/** Writes one line for people who watch. It is not part of the command's result, which goes on without it. */
export function* remark(text: string): Talk<void> {
  yield* attempt<"print">({ type: "print", stream: STREAM.error, text: `${printable(text)}\n` });
}

/** Writes to standard output for another program: exactly these bytes, whatever the console's code page. */
export function give(text: string): Talk<void> {
  return print(STREAM.data, text);
}

/** A request brings 2 MiB at most, and a list of thousands of payments is longer. A piece has far less, in any letters. */
const PIECE = /[\s\S]{1,65536}/gu;

/** The pieces of a text of any length, none of which ends inside a letter. */
export function* piecesOf(text: string): Generator<string> {
  for (const [piece] of text.matchAll(PIECE)) yield piece;
}

/** Writes one line of JSON in ASCII, which is the same in every code page and has no control characters. */
export function* sayJson(value: unknown): Talk<void> {
  for (const piece of piecesOf(`${stringifyAscii(value)}\n`)) yield* give(piece);
}

/** The reply to a question. Undefined if nobody can answer; what is said next then begins a line of its own. */
export function* question(prompt: string): Talk<string | undefined> {
  const { fields } = yield* attempt<"ask">({ type: "ask", prompt: printable(prompt) });
  if (fields === undefined) yield* remark("");
  return fields?.line;
}

/** The present moment, and how far local time is from UTC then, in minutes. */
export function* now(): Talk<{ readonly wallMs: number; readonly utcOffsetMin: number }> {
  return yield* ask<"clock">({ type: "clock", atMs: -1 });
}

/** How far local time is from UTC at a moment, in minutes. */
export function* utcOffsetMin(atMs: number): Talk<number> {
  return (yield* ask<"clock">({ type: "clock", atMs })).utcOffsetMin;
}

/** The names in a folder. */
export function* list(path: string): Talk<readonly Entry[]> {
  return (yield* askToRead<"list">({ type: "list", path }, path)).entries;
}

/** What stands at a path. Whether anything does that is withheld, this user is not told. */
export type Found = keyof typeof ENTRY | "withheld";

/** Looks at a path. A file that another program holds is there all the same. */
export function* entryAt(path: string): Talk<Found> {
  const { status, fields } = yield* attempt<"stat">({ type: "stat", path });
  if (fields !== undefined) {
    const [kind] = Object.entries(ENTRY).find(([, value]) => value === fields.kind) ?? ["other"];
    return kind as Found;
  }
  switch (statusName(status)) {
    case "inUse":
      return "file";
    case "missing":
    case "isFile":
      return "none";
    case "denied":
      return "withheld";
    default:
      throw failureOf(status, path);
  }
}

/** What ends a command that may not read a file: whoever goes on behind it need not find out why. */
export class Withheld extends CliError {
  constructor(path: string) {
    super({ en: `${path}: ${WITHHELD.en}`, lt: `${path}: ${WITHHELD.lt}` });
  }
}

/** As `entryAt`. What is withheld ends the command: taken for missing, it would be made anew or passed over. */
function* readableAt(path: string): Talk<keyof typeof ENTRY> {
  const found = yield* entryAt(path);
  if (found === "withheld") throw new Withheld(path);
  return found;
}

/** What is said of a path that is withheld. */
export const WITHHELD: Words = {
  en: "This user may not read it. Grant the right to read it (Properties, Security), or run this as the till's user.",
  lt: "Šiam naudotojui neleista skaityti. Suteikite teisę skaityti („Ypatybės“, „Sauga“) arba paleiskite kasos naudotojo vardu.",
};

export function* isFolder(path: string): Talk<boolean> {
  return (yield* readableAt(path)) === "folder";
}

export function* exists(path: string): Talk<boolean> {
  return (yield* readableAt(path)) !== "none";
}

/** The most bytes that one `read` request returns. */
const PIECE_BYTES = 1024 * 1024;

/** No file that is read whole is larger: the plug-in, the largest of them, has at most half of it. */
const WHOLE_BYTES_MOST = 8 * 1024 * 1024;

/** What a file is that is larger than any that is read whole. */
const TOO_LARGE: Words = {
  en: "is larger than 8 MiB, so it is not the file that is meant.",
  lt: "– didesnis nei 8 MiB, taigi tai ne tas failas.",
};

/** A whole file, read in pieces. One without an end would take all memory and all time. */
export function* readFile(path: string): Talk<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { bytes } = yield* askToRead<"read">({ type: "read", path, offset: size, length: PIECE_BYTES }, path);
    if (bytes.length === 0) break;
    pieces.push(bytes);
    size += bytes.length;
    if (size > WHOLE_BYTES_MOST) throw new CliError({ en: `${path} ${TOO_LARGE.en}`, lt: `${path} ${TOO_LARGE.lt}` });
  }
  return joined(pieces);
}

/** Writes a whole file. It replaces an existing one, or nothing is changed. */
export function* replaceFile(path: string, bytes: Uint8Array): Talk<void> {
  yield* ask<"write">({ type: "write", path, mode: WRITE.replace, bytes }, path);
}

/** Adds to a file, which is made if it is missing. On the disk when this returns. */
export function* appendToFile(path: string, bytes: Uint8Array): Talk<void> {
  yield* ask<"write">({ type: "write", path, mode: WRITE.append, bytes }, path);
}

/** Writes a file only if none exists. */
export function* writeFresh(path: string, bytes: Uint8Array): Talk<void> {
  yield* ask<"write">({ type: "write", path, mode: WRITE.fresh, bytes }, path);
}

/** A fact about the machine. Empty if the host cannot say. */
export function* fact(which: keyof typeof FACT): Talk<string> {
  return (yield* attempt<"fact">({ type: "fact", which: FACT[which] })).fields?.text ?? "";
}
