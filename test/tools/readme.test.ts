// Only on Node: the commands are npm's and Node's.
// Time limit: 900 s
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { oneIn } from "../support/tier.ts";

const test = suite("the README");

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** All lines of the README's shell blocks, without their comments. */
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = ""]) => block.trim().split("\n"))
  .map((line) => line.replace(/\s+#.*$/, ""));

/** These change the checkout, would wait for Ctrl+C, or would run this very test; .ci/run runs them, or npm test is one. */
const elsewhere = [
  "npm test",
  "npm start -- --keep",
  "npm run generate",
  "npm run dev",
  "npm run test:fast",
  "npm run lint",
  "npm run types",
];

test("runs its first command on the first screen", () => {
  const firstScreen = readme.split("\n").slice(0, 20).join("\n");
  assert.ok(firstScreen.includes("npm start") && firstScreen.includes("npm test"));
});

for (const command of oneIn(
  3,
  commands.filter((one) => !elsewhere.includes(one)),
  "commands of the README",
))
  test(`"${command}" ends well`, () => {
    // The emulator stays until it is told to quit, and its own port may be taken on the machine that tests.
    const stays = / emulator\b/.test(command);
    const { status, stdout, stderr } = spawnSync(stays ? `${command} --port 0` : command, {
      ...(stays && { input: "quit\n" }),
      cwd: root,
      shell: true,
      encoding: "utf8",
    });
    assert.is(status, 0, `${stdout}\n${stderr}`);
  });

for (const command of elsewhere)
  test(`"${command}" is a command of the README and a script of package.json`, () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const name = command.replace(/^npm (run )?/, "").split(" ")[0] ?? "";
    assert.ok(commands.includes(command), "the README says so");
    assert.type(scripts[name], "string");
  });

test("links only to files that exist", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);
  assert.equal(
    links.filter((path) => !existsSync(join(root, path))),
    [],
  );
});

test.run();
