/**
 * Runs one spec with a mutant in place, as one script in a process of its own: no copy of the tree, and nothing to load
 * module by module. It is how a dozen mutants cost seconds.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { runNode, SPEC_LIMIT_MS } from "./child.ts";
import { mutated } from "./copy.ts";
import type { Mutant } from "./mutant.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Inside the checkout, so that packages are found from there. */
const cache = join(root, ".cache/mutants");

/** Whether a spec file of test/spec is red with this mutant, or without any. */
export async function isRed(spec: string, mutant?: Mutant): Promise<boolean> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "spec-"));
  try {
    const outfile = join(folder, "spec.mjs");
    await bundle(join(root, spec), outfile, mutant);
    const { code } = await runNode(root, [outfile], {}, undefined, SPEC_LIMIT_MS);
    return code !== 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each module keeps its own place, from which it looks for the files of the repository. */
async function bundle(spec: string, outfile: string, mutant: Mutant | undefined): Promise<void> {
  const broken = mutant === undefined ? "" : join(root, mutant.file);
  await build({
    ...{ entryPoints: [spec], outfile, bundle: true, format: "esm", platform: "node", target: "node20" },
    ...{ packages: "external", logLevel: "silent" },
    plugins: [
      {
        name: "mutant",
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
            const text = readFileSync(path, "utf8");
            const contents = mutant !== undefined && path === broken ? mutated(text, mutant) : text;
            const place = JSON.stringify(pathToFileURL(path).href);
            return {
              contents: contents.replaceAll("import.meta.url", place),
              loader: path.endsWith("ts") ? "ts" : "js",
            };
          });
        },
      },
    ],
  });
}
