/** `gama-rrpay verify FILE`: what the till would say of a bundle file, before it is copied there. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { CODES } from "../../schemas/generated/codes.ts";
import { sealOf } from "../node/bundle.ts";
import { QUICKJS } from "../node/quickjs.ts";
import { EXIT, type ExitCode, usageError } from "./exit.ts";

export type Verdict =
  | { readonly ok: true; readonly sha256: string }
  | { readonly ok: false; readonly code: "bundle-damaged" | "bundle-abi" };

/** Checks the seal (the last line, over all bytes before it), then that the script makes the handshake. */
export async function verifyBundle(bytes: Uint8Array, file: string): Promise<Verdict> {
  const sha256 = sealOf(bytes);
  if (sha256 === undefined) return { ok: false, code: "bundle-damaged" };
  const text = Buffer.from(bytes).toString("utf8");
  const start = await QUICKJS.start({ type: "text", text, file }, { memoryMb: 32, stepMs: 2000 });
  if (start.type === "ready") return { ok: true, sha256 };
  return { ok: false, code: start.type === "wrong-abi" ? "bundle-abi" : "bundle-damaged" };
}

export async function verify(args: string[]): Promise<ExitCode> {
  const [file, ...rest] = parseArgs({ args, allowPositionals: true }).positionals;
  if (file === undefined || rest.length > 0) throw usageError("verify takes one file");
  const verdict = await verifyBundle(readFileSync(file), file);
  console.log(verdict.ok ? `${file}: whole, sha256 ${verdict.sha256}` : `${file}: ${CODES[verdict.code].en}`);
  return verdict.ok ? EXIT.done : EXIT.notDone;
}
