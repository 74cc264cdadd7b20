/** A copy of the working tree, in which the mutants are made. The tree itself is never changed. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { listFiles } from "../support/repository.ts";
import type { Mutant } from "./mutant.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export class Copy {
  #folder: string | undefined;

  /** Made when it is first needed. */
  get folder(): string {
    this.#folder ??= copied();
    return this.#folder;
  }

  /** Runs `body` with the mutant in place of the original text. */
  async with<Result>(mutant: Mutant, body: () => Promise<Result>): Promise<Result> {
    const path = join(this.folder, mutant.file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, mutated(text, mutant));
    try {
      return await body();
    } finally {
      writeFileSync(path, text);
    }
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Copies every file that git tracks or would add, where it is there, and links the packages. */
function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-mutant-"));
  for (const file of listFiles("--cached", "--others", "--exclude-standard")) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}

/** The file with its small wrong change. Throws unless the text occurs exactly once. */
export function mutated(text: string, { what, file, from, to }: Mutant): string {
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`mutant "${what}": its text stands ${times} times in ${file}`);
  return text.replace(from, () => to);
}

/** The text of a file of the working tree. */
export function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
