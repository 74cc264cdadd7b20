/** A place to sign: the release's programs go through a command of the user's before their sums are made. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** What makes a signed program of an unsigned one. */
export type Sign = (path: string, bytes: Uint8Array) => Uint8Array;

/** Programs that Windows asks a signature of. */
export function isSignable(path: string): boolean {
  return /\.(dll|exe)$/.test(path);
}

/**
 * Runs `command`, a line for the shell, with a copy of each program as its last argument; the command changes it in
 * place. Throws where it fails or leaves the file as it was: a release that is believed to be signed must be.
 */
export function signWith(command: string): Sign {
  return (path, bytes) => {
    const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-sign-"));
    try {
      const file = join(folder, basename(path));
      writeFileSync(file, bytes);
      const { status, signal } = spawnSync(`${command} "${file}"`, { shell: true, stdio: "inherit" });
      if (status !== 0) throw new Error(`${path} is not signed: the command ended with ${signal ?? status}.`);
      const signed = readFileSync(file);
      if (signed.equals(bytes)) throw new Error(`${path} is not signed: the command did not change it.`);
      return signed;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}
