// Only on Node: the commands are npm's.
/** Every command of package.json says what it takes, and judges its arguments before it installs or builds anything. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { sampledSuite } from "../support/tier.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { scripts: Record<string, string> };
/** Biome and tsc have a --help of their own. */
const own = Object.entries(scripts).filter(([, command]) => command.startsWith("node "));

function runWith(command: string, argument: string): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(`${command} ${argument}`, { cwd: root, shell: true, encoding: "utf8" });
  return { code: status, out: stdout, error: stderr };
}

const test = sampledSuite("commands", 2);

for (const [name, command] of own) {
  test(`npm run ${name} has a --help of its own`, () => {
    const { code, out } = runWith(command, "--help");
    assert.is(code, 0);
    assert.match(out, /^npm (?:test|start|run [\w:]+) -- \[options\]\n/);
  });

  test(`npm run ${name} refuses an option that it does not know, and does nothing`, () => {
    const { code, out, error } = runWith(command, "--frob");
    assert.is(code, 64);
    assert.is(out, "");
    assert.match(error, "--frob");
  });
}

test("npm run fuzz says what is missing where there is no clang, and how it is installed", () => {
  const folder = mkdtempSync(join(tmpdir(), "grp-commands-"));
  try {
    // only a shell, which looks for the tools
    symlinkSync("/bin/sh", join(folder, "sh"));
    const { status, stderr } = spawnSync(process.execPath, ["build/run.mjs", "build/fuzz.ts", "--minutes", "1"], {
      cwd: root,
      env: { ...process.env, PATH: folder, GRP_INSTALL: "never" },
      encoding: "utf8",
    });
    assert.match(stderr, /^gcc, wasm2c, clang not found: on Debian 12: apt-get install .*clang/);
    assert.is(status, 69);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
