// The types of dist/kit, for a TypeScript user of the packed kit. `npm pack dist/kit` runs this by itself.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { giveUp, root } from "./setup.mjs";

const ENTRY = "test/kit/index.d.ts";

/** The declarations that the kit's own ones need, by path. */
function declared(folder) {
  const found = new Map();
  const open = [ENTRY];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const text = readFileSync(join(folder, path), "utf8");
    // a declaration is found by the name of its script
    found.set(path, text.replace(/(["']\.[^"']*)\.ts(["'])/g, "$1.js$2"));
    for (const [, other] of text.matchAll(/(?:from|import)\s*\(?["'](\.[^"']+)\.ts["']/g))
      open.push(posix.join(posix.dirname(path), `${other}.d.ts`));
  }
  return found;
}

function build() {
  const folder = mkdtempSync(join(tmpdir(), "kit-types-"));
  try {
    const project = join(folder, "tsconfig.json");
    const compilerOptions = {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: join(folder, "out") },
      typeRoots: [join(root, "node_modules/@types")],
    };
    const files = [join(root, "test/kit/index.ts")];
    writeFileSync(
      project,
      JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { status } = spawnSync(process.execPath, [tsc, "-p", project], { stdio: ["ignore", 2, 2] });
    if (status !== 0) giveUp("The kit's types cannot be made: see the messages above.");
    rmSync(join(root, "dist/kit/types"), { recursive: true, force: true });
    for (const [path, text] of declared(join(folder, "out"))) {
      const place = join(root, "dist/kit/types", path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

build();
