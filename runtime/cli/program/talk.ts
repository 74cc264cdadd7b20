/**
 * The command line's program does no I/O: a command is a generator that asks its host for one thing at a time and is
 * resumed with the reply. The host (Node, Bun, or gama-rrpay.exe) only carries out what stands in schemas/program.json.
 */
import { ENTRY, FACT, STATUS, STREAM, WRITE } from "../../../schemas/generated/program.ts";
import { CliError } from "../exit.ts";
import { printable } from "../terminal-text.ts";
import type { Entry, Reply, ReplyOf, Request, RequestName } from "./wire.ts";

/** A part of a command that may ask the host. */
export type Talk<Result> = Generator<Request, Result, Reply>;

type Status = keyof typeof STATUS;

/** What a file request says of a failure, about the path that it names. */
const SAYS: Readonly<Record<Exclude<Status, "ok">, string>> = {
  missing: "does not exist.",
  denied: "may not be read or written.",
  isFolder: "is a folder, not a file.",
  isFile: "is a file, not a folder.",
  exists: "is there already.",
  inUse: "is held by another program.",
  outside: "lies outside the folders that were named.",
  link: "is a link, which is not followed.",
  full: "cannot be written: the disk is full.",
  ended: "has ended.",
  failed: "cannot be read or written.",
};

/** The name of a status number. */
export function statusName(status: number): Status {
  const entry = Object.entries(STATUS).find(([, value]) => value === status);
  return (entry?.[0] ?? "failed") as Status;
}

/** Asks, and gives back the reply or the status that it failed with. */
export function* attempt<Name extends RequestName>(request: Extract<Request, { type: Name }>): Talk<Reply<Name>> {
  return (yield request) as Reply<Name>;
}

/** Asks, and takes a failure as the end of the command, told about `what`. */
export function* ask<Name extends RequestName>(
  request: Extract<Request, { type: Name }>,
  what = "",
): Talk<ReplyOf<Name>> {
  const reply = yield* attempt<Name>(request);
  if (reply.fields !== undefined) return reply.fields;
  const status = statusName(reply.status);
  throw new CliError(`${what} ${status === "ok" ? "" : SAYS[status]}`.trim());
}

/** One line on standard output. */
export function* say(text: string): Talk<void> {
  yield* ask<"print">({ type: "print", stream: STREAM.out, text: `${printable(text)}\n` });
}

/** One line for a person who looks on, apart from the command's result. */
export function* remark(text: string): Talk<void> {
  yield* ask<"print">({ type: "print", stream: STREAM.error, text: `${printable(text)}\n` });
}

/** The reply to a question; undefined where nobody can answer. */
export function* question(prompt: string): Talk<string | undefined> {
  return (yield* attempt<"ask">({ type: "ask", prompt })).fields?.line;
}

/** Now, and how far local time is from UTC then, in minutes. */
export function* now(): Talk<{ readonly wallMs: number; readonly utcOffsetMin: number }> {
  return yield* ask<"clock">({ type: "clock", atMs: -1 });
}

/** How far local time is from UTC at a moment, in minutes. */
export function* utcOffsetMin(atMs: number): Talk<number> {
  return (yield* ask<"clock">({ type: "clock", atMs })).utcOffsetMin;
}

/** The names in a folder. */
export function* list(path: string): Talk<readonly Entry[]> {
  return (yield* ask<"list">({ type: "list", path }, path)).entries;
}

export function* isFolder(path: string): Talk<boolean> {
  return (yield* attempt<"stat">({ type: "stat", path })).fields?.kind === ENTRY.folder;
}

export function* exists(path: string): Talk<boolean> {
  const kind = (yield* attempt<"stat">({ type: "stat", path })).fields?.kind;
  return kind !== undefined && kind !== ENTRY.none;
}

/** What one request of `read` may give back. */
const PIECE_BYTES = 1024 * 1024;

/** A whole file, in pieces. */
export function* readFile(path: string): Talk<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { bytes } = yield* ask<"read">({ type: "read", path, offset: size, length: PIECE_BYTES }, path);
    if (bytes.length === 0) break;
    pieces.push(bytes);
    size += bytes.length;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Puts a file there as a whole; what was there before is replaced, or nothing is changed. */
export function* replaceFile(path: string, bytes: Uint8Array): Talk<void> {
  yield* ask<"write">({ type: "write", path, mode: WRITE.replace, bytes }, path);
}

/** A fact of the machine; empty where it cannot be told. */
export function* fact(which: keyof typeof FACT): Talk<string> {
  return (yield* attempt<"fact">({ type: "fact", which: FACT[which] })).fields?.text ?? "";
}
