// Fast: it reads recorded files.
/** What `trace explain` and `journal show` say in Lithuanian, word for word, and both languages of a sale that is not found. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { encodeLine } from "../../runtime/node/store/segment.ts";
import { checkoutFile } from "../support/checkout.ts";
import { encodeRecord } from "../support/journal-files.ts";
import { inFolder, runIn } from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("words in Lithuanian");

/** Lines without the time of the till's own place. */
const withoutTimes = (text: string) => text.replace(/^[\d-]{10} [\d:.]{12} |^ {11}[\d:.]{12} /gm, "");

for (const [name, args] of [
  ["trace-morning", ["trace", "explain", checkoutFile("test/replay/traces/native-morning.trace")]],
  ["journal-all-saved", ["journal", "show", checkoutFile("test/replay/recorded/0.1.0/all-saved")]],
] as const)
  test(`${args[0]} ${args[1]} says what it always said: after a change that is meant, read it and write test/cli/words-lt/${name}.txt`, async () => {
    const { out } = await runIn("", [...args, "--language", "lt"]);
    assert.fixture(withoutTimes(out), readFileSync(checkoutFile(`test/cli/words-lt/${name}.txt`), "utf8"));
  });

const CHECKPOINT = encodeLine(
  encodeRecord({
    ...{ t: "checkpoint", v: 1, atMs: Date.UTC(2026, 10, 23), till: "7", attempts: [] },
    segments: [{ segment: 2, yyyymmdd: 20261123 }],
  }),
);

for (const [language, damaged, aside] of [
  [
    "lt",
    /kita dalis sugadinta, ir jis gali būti joje/,
    /gali būti čia: 00000001-20261123\.jsonl\.damaged\. Pažiūrėkite/,
  ],
  ["en", /the rest is damaged and may have it/, /may be in 00000001-20261123\.jsonl\.damaged: look at its day/],
] as const)
  test(`a sale that is not found is told apart in ${language}: damaged, put aside, or not there`, () =>
    inFolder(async (folder) => {
      mkdirSync(join(folder, "journal"));
      writeFileSync(
        join(folder, "journal", "00000002-20261123.jsonl"),
        Buffer.concat([Buffer.from("spoilt\n"), CHECKPOINT]),
      );
      const show = async () =>
        (await runIn("", ["journal", "show", folder, "--sale", "K9", "--language", language])).error;
      assert.match(await show(), damaged);
      writeFileSync(join(folder, "journal", "00000002-20261123.jsonl"), CHECKPOINT);
      writeFileSync(join(folder, "journal", "00000001-20261123.jsonl.damaged"), "spoilt\n");
      assert.match(await show(), aside);
    }));

test.run();
