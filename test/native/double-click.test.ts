// Only with --all: it runs gama-rrpay.exe under Wine.
// Only on Node: a Windows program knows nothing of the host that runs the tests.
// Time limit: 600 s
/** A double click: the program checks the till and waits for a key, so that what it says can be read. */
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { ensureWine, runWine, startInConsole, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { program } from "./available.ts";

const test = suite("a double click on gama-rrpay.exe");

/** A folder with the program alone, in which doctor ends with 2: there is no config. */
async function withProgram(built: string, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(wineFolders(64), "click-"));
  try {
    copyFileSync(built, join(folder, "gama-rrpay.exe"));
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const built = await program("win-x64");
const reason = built.type === "absent" ? built.reason : (await ensureWine(64))?.reason;
if (built.type === "absent" || reason !== undefined) skip("a double click", reason ?? "not built");
else {
  test("in a console of its own it runs doctor, and ends only when a key is pressed", () =>
    withProgram(built.value, async (folder) => {
      const child = startInConsole(folder, "gama-rrpay.exe");
      const ended = once(child, "exit");
      let shown = "";
      try {
        await new Promise<void>((resolve, reject) => {
          child.on("exit", () => reject(new Error(`it ended by itself: ${shown}`)));
          child.stdout?.setEncoding("utf8").on("data", (text: string) => {
            shown += text;
            if (shown.includes("config-file")) resolve();
          });
        });
        // as long as another one needs from its start to its end, nobody presses a key
        assert.is((await runWine(64, folder, "gama-rrpay.exe", ["--version"])).status, 0);
        assert.is(child.exitCode, null, "it waits");
        child.stdin?.write(" ");
        assert.equal(await ended, [2, null]);
      } finally {
        child.kill("SIGKILL");
      }
    }));

  test("where no console shows what it says, it waits for nobody", () =>
    withProgram(built.value, async (folder) => {
      const { status, output } = await runWine(64, folder, "gama-rrpay.exe", []);
      assert.is(status, 2, output);
      assert.match(output, /^fail {2}config-file/m);
    }));
}

test.run();
