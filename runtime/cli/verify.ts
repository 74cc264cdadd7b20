/** `gama-rrpay verify FILE`: the till's verdict on a bundle file, before it is copied to the till. */
import { CODES } from "../../schemas/generated/codes.ts";
import { VERDICT } from "../../schemas/generated/program.ts";
import { onlyOne, parseArguments } from "./arguments.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { ask, say, sayJson, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

export type Verdict =
  | { readonly ok: true; readonly sha256: string }
  | { readonly ok: false; readonly code: "bundle-damaged" | "bundle-abi" };

/** Checks the seal (the last line, over all bytes before it), then whether the script makes the handshake. */
export function* verifyBundle(path: string): Talk<Verdict> {
  const { verdict, sha256 } = yield* ask<"engine">({ type: "engine", path }, path);
  if (verdict === VERDICT.ready) return { ok: true, sha256: hex(sha256) };
  return { ok: false, code: verdict === VERDICT.wrongAbi ? "bundle-abi" : "bundle-damaged" };
}

export function* verify(args: readonly string[], language: Language): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { json: "flag" });
  const file = onlyOne(positionals, { en: "verify takes one file", lt: "verify reikia vieno failo" });
  const verdict = yield* verifyBundle(file);
  const fileSha256 = hex((yield* ask<"digest">({ type: "digest", path: file }, file)).sha256);
  if (values.json) yield* sayJson({ file, ...verdict, fileSha256 });
  else {
    if (verdict.ok) yield* say(`${file}: ${WHOLE[language]}, bundle.sha256 ${verdict.sha256}`);
    else yield* say(`${file}: ${(isNamedScript(file) ? CODES[verdict.code] : NO_PLUGIN)[language]}`);
    yield* say(`${FILE[language]} ${fileSha256}`);
  }
  return verdict.ok ? EXIT.done : EXIT.notDone;
}

/** Whether somebody called a file a script. A file of any other name was meant for something else. */
export function isNamedScript(file: string): boolean {
  return /\.js(\.[a-z0-9]+)?$/i.test(file);
}

const NO_PLUGIN = {
  en: "This is no whole rrpay.plugin.js.",
  lt: "Tai ne rrpay.plugin.js arba ne visas.",
};
const WHOLE = { en: "whole", lt: "nepažeistas" };
/** The seal is of the bytes before its own line, so no other tool shows it. */
const FILE = {
  en: "SHA-256 of the whole file, as certutil -hashfile FILE SHA256 and SHA256SUMS show it:",
  lt: "Viso failo SHA-256, kaip jį rodo certutil -hashfile FAILAS SHA256 ir SHA256SUMS:",
};

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
