/** The file that an update was given is exchanged while the update reads it: what was checked is installed, or nothing. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { RECORD } from "../../runtime/cli/release/exchange.ts";
import { STATUS } from "../../schemas/generated/program.ts";
import { programs } from "../support/programs.ts";
import {
  configText,
  filesIn,
  inFolder,
  otherBundle,
  releaseOf,
  sealIn,
  sumsOf,
  writeFiles,
  zipOf,
} from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("a file that is exchanged during an update");

const digest = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/**
 * Runs a command; `between` is called behind each request. One that is `unclaimed` does not see that another one has the
 * folder, as a program of another kind does not.
 */
async function runWith(
  folder: string,
  args: readonly string[],
  between: (request: Request) => void | Promise<void>,
  unclaimed = false,
): Promise<number> {
  const host = new NodeHost({ print: () => {}, ask: async () => undefined });
  const talk = run({ args: [...args], language: "en", isInteractive: 0, programFolder: folder });
  let told: Reply = { status: 0 } as Reply;
  for (;;) {
    const next = talk.next(told);
    if (next.done) return next.value as number;
    const isBlind = unclaimed && next.value.type === "claim";
    told = isBlind ? ({ status: STATUS.ok, fields: {} } as Reply) : await host.carryOut(next.value);
    await between(next.value);
  }
}

const OLD = releaseOf("1.0.0");

function withTill(config: object, body: (till: string, folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const till = join(folder, "till");
    writeFiles(till, { ...OLD, SHA256SUMS: sumsOf(OLD), "gama-rrpay.json": configText(config) });
    await body(till, folder);
  });
}

const good = otherBundle("good");
const evil = otherBundle("evil");

for (const [name, args, config] of [
  ["--sha256", ["--sha256", digest(good)], {}],
  ["the config's bundle.sha256", [], { bundle: { file: "rrpay.plugin.js", sha256: sealIn(good) } }],
] as const)
  test(`a plug-in that is exchanged behind the check by ${name} is not installed`, () =>
    withTill(config, async (till, folder) => {
      const file = join(folder, "new.js");
      writeFileSync(file, good);
      await runWith(till, ["update", file, ...args], (request) => {
        if (request.type === "engine") writeFileSync(file, evil);
      });
      assert.is.not(readFileSync(join(till, "rrpay.plugin.js"), "utf8"), evil);
    }));

test("a release that is exchanged behind the check of --sha256 is not installed", () =>
  withTill({}, async (till, folder) => {
    const file = join(folder, "new.zip");
    const [right, wrong] = ["2.0.0", "6.6.6"].map((version) => zipOf(version, releaseOf(version)));
    writeFileSync(file, right!);
    await runWith(till, ["update", file, "--sha256", digest(right!)], (request) => {
      if (request.type === "digest" && request.path === file) writeFileSync(file, wrong!);
    });
    assert.is.not(readFileSync(join(till, "gama_rrpay.dll"), "utf8"), releaseOf("6.6.6")["gama_rrpay.dll"]);
  }));

test("a release that is no archive for a moment, when --sha256 asks, is not installed unchecked", () =>
  withTill({}, async (till, folder) => {
    const file = join(folder, "new.zip");
    const [right, wrong] = ["2.0.0", "6.6.6"].map((version) => zipOf(version, releaseOf(version)));
    const behindRead = ["no archive"];
    writeFileSync(file, right!);
    await runWith(till, ["update", file, "--sha256", digest(right!)], (request) => {
      if (!("path" in request) || request.path !== file) return;
      if (request.type === "read" && request.length === 4) writeFileSync(file, behindRead.shift() ?? right!);
      if (request.type === "digest") writeFileSync(file, wrong!);
    });
    assert.is.not(readFileSync(join(till, "gama_rrpay.dll"), "utf8"), releaseOf("6.6.6")["gama_rrpay.dll"]);
  }));

/** Runs an update while another program holds a file, so that nobody may look into it. Returns what it said. */
async function saidWhileHeld(till: string, args: readonly string[], held: string): Promise<string> {
  const said: string[] = [];
  const host = new NodeHost({ print: (_, text) => said.push(text), ask: async () => undefined });
  const talk = run({ args: [...args], language: "en", isInteractive: 0, programFolder: till });
  let told: Reply = { status: 0 } as Reply;
  for (;;) {
    const next = talk.next(told);
    if (next.done) return said.join("");
    const { value } = next;
    const looks = ["stat", "digest", "read"].includes(value.type) && "path" in value && value.path === join(till, held);
    told = looks ? { status: STATUS.inUse } : await host.carryOut(value);
  }
}

test("a plug-in that another program holds is not taken for a missing one", () =>
  withTill({}, async (till, folder) => {
    const file = join(folder, "new.js");
    writeFileSync(file, good);
    const said = await saidWhileHeld(till, ["update", file], "rrpay.plugin.js");
    assert.match(said, "rrpay.plugin.js is held by another program");
    assert.equal(readFileSync(join(till, "rrpay.plugin.js"), "utf8"), OLD["rrpay.plugin.js"]);
    assert.not.ok(existsSync(join(till, "rrpay.plugin.js.new")));
  }));

test("an old file that another program holds is put back behind an exchange that was cut off", () =>
  withTill({}, async (till) => {
    const path = join(till, "rrpay.plugin.js");
    renameSync(path, `${path}.old`);
    writeFileSync(`${path}.new`, good);
    const files = [{ name: "rrpay.plugin.js", isOld: true }];
    writeFileSync(join(till, RECORD), JSON.stringify({ state: "swapping", release: "2.0.0", files }));
    await saidWhileHeld(till, ["rollback"], "rrpay.plugin.js.old");
    assert.equal(readFileSync(path, "utf8"), OLD["rrpay.plugin.js"]);
  }));

for (const at of ["rename", "write", "digest"] as const)
  test(`an update that another program does not wait for never ends with 0 over two versions: it comes behind a ${at}`, () =>
    withTill({}, async (till, folder) => {
      const releases = ["2.0.0", "3.0.0"].map((version) => ({ version, files: releaseOf(version) }));
      for (const { version, files } of releases) writeFileSync(join(folder, `${version}.zip`), zipOf(version, files));
      const update = (version: string) => ["update", join(folder, `${version}.zip`), "--replace-prg"];
      const same = releases[0]?.files ?? OLD;
      const turns = [OLD, same].flatMap((there) => [1, 3, 5, 8].map((turn) => ({ there, turn })));
      for (const { there, turn } of turns) {
        writeFiles(till, { ...there, SHA256SUMS: sumsOf(there) });
        rmSync(join(till, RECORD), { force: true });
        let [seen, second] = [0, -1];
        const first = await runWith(till, update("2.0.0"), async (request) => {
          if (request.type !== at || ++seen !== turn) return;
          second = await runWith(till, update("3.0.0"), () => {}, true);
        });
        const isWhole = releases.some(({ files }) =>
          Object.entries({ ...files, SHA256SUMS: sumsOf(files) }).every(
            ([name, text]) => readFileSync(join(till, name), "latin1") === text,
          ),
        );
        assert.ok(isWhole || first !== 0, `${at} ${turn}: ${first}, ${second}`);
        if (first !== 0) assert.is(await runWith(till, update("2.0.0"), () => {}), 0, "alone it goes on");
      }
    }));

/** Everything that changes a till's programs, as it is called beside an update of the folder. */
const OTHERS = (till: string, folder: string) => [
  ["update", join(folder, "3.0.0.zip"), "--replace-prg", "--dir", till],
  ["install", "--dir", till, join(folder, "3.0.0.zip")],
  ["rollback", "--dir", till],
];

for (const program of programs())
  test(`while an update has the folder, no other one changes a file in it: the others by ${program.name}`, () =>
    withTill({}, async (till, folder) => {
      for (const version of ["2.0.0", "3.0.0"])
        writeFileSync(join(folder, `${version}.zip`), zipOf(version, releaseOf(version)));
      const others = OTHERS(till, folder).values();
      let asked = 0;
      const first = await runWith(till, ["update", join(folder, "2.0.0.zip")], async ({ type }) => {
        if (type !== "rename") return;
        const [args] = [others.next().value];
        if (args === undefined) return;
        asked++;
        const before = filesIn(till);
        const { code, stdout } = await program.run([...args, "--json", "--language", "en"]);
        const { code: name, message } = JSON.parse(stdout) as { code: string; message: string };
        assert.equal([code, name], [1, "being-changed"], args[0]);
        // what holds it is not known: on Linux anybody can who may read the folder
        assert.match(message, "Another program holds this folder, as install, update and rollback do");
        assert.equal(filesIn(till), before, args[0]);
      });
      assert.equal([first, asked], [0, 3]);
      assert.is(readFileSync(join(till, "gama_rrpay.dll"), "latin1"), releaseOf("2.0.0")["gama_rrpay.dll"]);
      const { code, stderr } = await program.run(["rollback", "--dir", till]);
      assert.is(code, 0, stderr);
      assert.equal(filesIn(till), { ...OLD, SHA256SUMS: sumsOf(OLD), "gama-rrpay.json": configText({}) });
    }));

test.run();
