/** The day of a till as a table and as a page, in any host of the command line. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { assertRefused, dayOf, withUnknown } from "./unknown-sale.ts";

/** The suite over one host. */
export function daySuite({ name, run }: Program): void {
  const test = sampledSuite(`the day as table and page on ${name}`, 3);
  const journal = (...args: string[]) => run(["journal", ...args]);

  test("export writes the same bytes to a file as to standard output, and ends with 1 where lines are damaged", () =>
    withUnknown(async (till) => {
      const args = ["export", till.dataDir, "--day", dayOf(till)];
      const shown = await journal(...args);
      assert.is(shown.code, 0, shown.stderr);
      assert.match(shown.stderr, /1 attempt, 1 of them with an unknown outcome/);
      const out = join(till.folder, "day.csv");
      assert.is((await journal(...args, "--out", out)).stdout, "");
      assert.is(readFileSync(out, "utf8"), shown.stdout);
      assert.is(shown.stdout.codePointAt(0), 0xfeff);
      writeFileSync(join(till.dataDir, "journal", "00000009-20261123.jsonl.damaged"), "?\n");
      assert.is((await journal(...args)).code, 1);
    }));

  test("report writes the page to a file, and the same to standard output but for its time", () =>
    withUnknown(async (till, bread) => {
      const args = ["report", "--day", dayOf(till), "--dir", till.dataDir, "--language", "lt"];
      const shown = await run(args);
      assert.is(shown.code, 0, shown.stderr);
      assert.match(shown.stderr, /prieštaravimų 0, neužbaigta 1, palikta buhalteriui 0, kitomis dienomis 0/);
      const out = join(till.folder, "diena ąč.html");
      assert.is((await run([...args, "--out", out])).stdout, "");
      const bare = (page: string) => page.replace(/Parengta [^<]*/, "");
      assert.is(bare(readFileSync(out, "utf8")), bare(shown.stdout));
      assert.match(shown.stdout, bread.receiptNo);
      writeFileSync(join(till.dataDir, "journal", "00000009-20261123.jsonl.damaged"), "?\n");
      assert.is((await run(args)).code, 1);
    }));

  test("export and report take several tills, and refuse one that is named twice", () =>
    withUnknown(async (one, bread) =>
      withUnknown(async (other, milk) => {
        const both = ["--day", dayOf(one), "--dir", one.dataDir, `--dir=${other.dataDir}`];
        const csv = await journal("export", ...both);
        assert.is(csv.code, 0, csv.stderr);
        const page = await run(["report", ...both]);
        for (const { saleKey, receiptNo } of [bread, milk]) {
          assert.match(csv.stdout, saleKey);
          assert.match(page.stdout, receiptNo);
        }
        assertRefused(await journal("export", ...both, one.dataDir), 69, /hold the same sales/);
      }),
    ));

  test.run();
}
