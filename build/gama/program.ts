/** rrpay.prg, put together from its parts: a shop copies one file, a developer reads small ones. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** In this order: the main program comes first, the blocks that a shop may have to adapt come last, by their numbers. */
const PARTS = [
  "main",
  "work",
  "call",
  "windows",
  "owed",
  "void",
  "decisions",
  "entry",
  "preview",
  "inspect",
  "boxes",
  "texts",
  "fields",
  "names",
  "receipt",
  "head",
  "lines",
  "payment",
  "keys",
] as const;

/** The whole program: ASCII with CRLF. */
export function programText(root: string): string {
  const parts = PARTS.map((part) => readFileSync(join(root, `runtime/gama/source/${part}.prg`), "latin1").trimEnd());
  return `${parts.join("\n\n")}\n`.replace(/\r?\n/g, "\r\n");
}
