// Only on Node: the commands are npm's.
/** Every command of package.json says what it takes, and judges its arguments before it installs or builds anything. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { scripts: Record<string, string> };
/** Biome and tsc have a --help of their own. */
const own = Object.entries(scripts).filter(([, command]) => command.startsWith("node "));

function runWith(command: string, argument: string): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(`${command} ${argument}`, { cwd: root, shell: true, encoding: "utf8" });
  return { code: status, out: stdout, error: stderr };
}

const test = suite("commands");

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

test.run();
