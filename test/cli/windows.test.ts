// Only with --all: it runs gama-rrpay.exe under Wine.
// Only on Node: a Windows program knows nothing of the host that runs the tests.
// Time limit: 1800 s
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { runInConsole } from "../../build/native/wine.mjs";
import { program } from "../native/available.ts";
import { windowsProgram } from "../support/programs.ts";
import { suite } from "../support/suite.ts";
import { argumentsSuite } from "./suites/arguments.ts";
import { commandLineSuite } from "./suites/command-line.ts";
import { conformanceSuite } from "./suites/conformance.ts";
import { connectionsSuite } from "./suites/connections.ts";
import { consoleListenSuite } from "./suites/console-listen.ts";
import { daySuite } from "./suites/day.ts";
import { firstDaySuite } from "./suites/first-day.ts";
import { halfClosedSuite } from "./suites/half-closed.ts";
import { recordingSuite } from "./suites/recording.ts";
import { resolveSuite } from "./suites/resolve.ts";
import { sellingSuite } from "./suites/selling.ts";
import { waysOutSuite } from "./suites/ways-out.ts";

const exe = await windowsProgram(64);
if (exe !== undefined) {
  argumentsSuite(exe);
  commandLineSuite(exe);
  sellingSuite(exe);
  waysOutSuite(exe);
  resolveSuite(exe);
  daySuite(exe);
  connectionsSuite(exe);
  recordingSuite(exe);
  conformanceSuite(exe);
  firstDaySuite(exe);
  halfClosedSuite(exe);
  consoleSuite(exe.folders);
  consoleListenSuite(exe.folders);
}
// its sockets are compiled anew for a till's 32 bits
const exe32 = await windowsProgram(32);
if (exe32 !== undefined) halfClosedSuite(exe32);

/** What a file gets that the console's own tools will read. */
function consoleSuite(folders: string): void {
  const test = suite("the console on Windows");

  for (const [page, letters] of [
    [775, [0xd3]],
    [1257, [0xeb]],
    [65001, [0xc4, 0x97]],
  ] as const)
    test(`redirected text has the console's code page ${page}`, async () => {
      const built = await program("win-x64");
      if (built.type === "absent") return;
      const folder = mkdtempSync(join(folders, "page-"));
      try {
        copyFileSync(built.value, join(folder, "gama-rrpay.exe"));
        const line = `chcp ${page} >nul & gama-rrpay.exe journal list nowhere --language lt 2>said.txt`;
        await runInConsole(folder, line);
        const said = readFileSync(join(folder, "said.txt"));
        const expected = Buffer.concat([Buffer.from("aplanko n"), Buffer.from(letters), Buffer.from("ra.")]);
        assert.ok(said.includes(expected), said.toString("latin1"));
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    });

  test.run();
}
