/**
 * Where a command's long text goes: to the console, to another program, or into a file. It goes on in pieces as it is
 * made, so that a text may be longer than the memory of the program on a till.
 */
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { joined } from "./bytes.ts";
import { appendToFile, attempt, give, piecesOf, printLines, replaceFile, type Talk } from "./talk.ts";

/** Takes a text in parts. */
export interface Output {
  add(text: string): Talk<void>;
  /** Writes what still waits. */
  end(): Talk<void>;
  /** The text will not be complete: a file of it is removed. */
  discard(): Talk<void>;
}

/** How much text waits before it is passed on. People who watch should see it soon. */
const CONSOLE_LENGTH = 8 * 1024;
const TEXT_LENGTH = 32 * 1024;
const FILE_LENGTH = 512 * 1024;

/** To a file if one is named, otherwise to the console, for people or unchanged for a program. */
export function outputTo(file: string | undefined, kind: "lines" | "data"): Output {
  if (file !== undefined) return new FileOutput(file);
  return new PrintOutput(kind === "lines" ? printLines : give);
}

class PrintOutput implements Output {
  readonly #print: (text: string) => Talk<void>;
  #waiting = "";

  constructor(print: (text: string) => Talk<void>) {
    this.#print = print;
  }

  *add(text: string): Talk<void> {
    this.#waiting += text;
    if (this.#waiting.length >= CONSOLE_LENGTH) yield* this.end();
  }

  *end(): Talk<void> {
    const text = this.#waiting;
    this.#waiting = "";
    if (text !== "") yield* this.#print(text);
  }

  *discard(): Talk<void> {
    this.#waiting = "";
  }
}

/**
 * A file of bytes. The first piece replaces the file that was there, the others follow; nothing is written before the
 * first piece is full, so a command that fails early leaves the old file as it was.
 */
export class ByteFile {
  readonly #path: string;
  #waiting: Uint8Array[] = [];
  #length = 0;
  #isBegun = false;

  constructor(path: string) {
    this.#path = path;
  }

  *add(bytes: Uint8Array): Talk<void> {
    this.#waiting.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= FILE_LENGTH) yield* this.#write();
  }

  *end(): Talk<void> {
    if (!this.#isBegun || this.#length > 0) yield* this.#write();
  }

  *discard(): Talk<void> {
    this.#waiting = [];
    if (this.#isBegun) yield* attempt<"remove">({ type: "remove", path: this.#path });
  }

  *#write(): Talk<void> {
    const bytes = joined(this.#waiting);
    this.#waiting = [];
    this.#length = 0;
    if (this.#isBegun) yield* appendToFile(this.#path, bytes);
    else yield* replaceFile(this.#path, bytes);
    this.#isBegun = true;
  }
}

/** A file of text. */
export class FileOutput implements Output {
  readonly #file: ByteFile;
  #waiting: string[] = [];
  #length = 0;

  constructor(path: string) {
    this.#file = new ByteFile(path);
  }

  *add(text: string): Talk<void> {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= TEXT_LENGTH) yield* this.#pass();
  }

  *end(): Talk<void> {
    yield* this.#pass();
    yield* this.#file.end();
  }

  *discard(): Talk<void> {
    yield* this.#file.discard();
  }

  *#pass(): Talk<void> {
    const text = this.#waiting.join("");
    this.#waiting = [];
    this.#length = 0;
    yield* this.#file.add(encodeUtf8(text));
  }
}

/** Writes a whole text to an output: a day of many tills is longer than one request. */
export function writeText(output: Output, text: string): Talk<void> {
  return filled(output, addPieces(output, text));
}

function* addPieces(output: Output, text: string): Talk<void> {
  for (const piece of piecesOf(text)) yield* output.add(piece);
}

/** Runs what fills an output. If it fails, nothing half-made stays. */
export function* filled<Result>(output: Pick<Output, "end" | "discard">, fill: Talk<Result>): Talk<Result> {
  try {
    const result = yield* fill;
    yield* output.end();
    return result;
  } catch (error) {
    yield* output.discard();
    throw error;
  }
}
