/**
 * Builds a part of the program with mutants in place, without a copy on the disk, to run one history and not a suite.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { mutated, textOf } from "./copy.ts";
import type { Mutant } from "./mutant.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Imports a module of the tree with these mutants in place. */
export async function importWith<Module>(mutants: readonly Mutant[], entry: string): Promise<Module> {
  const texts = new Map<string, string>();
  for (const mutant of mutants) {
    const path = join(root, mutant.file);
    texts.set(path, mutated(texts.get(path) ?? textOf(mutant.file), mutant));
  }
  const folder = mkdtempSync(join(tmpdir(), "gama-rrpay-mutant-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      ...{ entryPoints: [join(root, entry)], outfile, bundle: true, format: "esm", platform: "node", target: "node20" },
      plugins: [
        {
          name: "mutants",
          setup: ({ onLoad }) => {
            onLoad({ filter: /\.ts$/ }, ({ path }) => {
              const contents = texts.get(path);
              return contents === undefined ? undefined : { contents, loader: "ts" };
            });
          },
        },
      ],
    });
    return (await import(pathToFileURL(outfile).href)) as Module;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
