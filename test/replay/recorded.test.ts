/** Journals are readable across versions: every one that was ever recorded, on every engine. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { encodeLine } from "../../runtime/node/store/segment.ts";
import type { SettlementResult } from "../../schemas/generated/types.ts";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";
import { type Expected, recordedFolder, unresolvedOf, withJournal } from "./record.ts";

/** What a result says of the money and of the receipt: fields that a later version adds and sentences may differ. */
function factsOf({ outcome, saleKey, attemptId, payments, roundingCents, changeCents, fiscal }: SettlementResult) {
  const paid = payments.map(({ method, amountCents }) => ({ method, amountCents }));
  return { outcome, saleKey, attemptId, paid, roundingCents, changeCents, fiscal };
}

const recordings = readdirSync(recordedFolder).flatMap((version) =>
  readdirSync(join(recordedFolder, version)).map((name) => ({
    version,
    name,
    folder: join(recordedFolder, version, name),
  })),
);

forEachEngine((engine) => {
  const test = suite(`recorded journals (${engine.name})`);

  test("there are some of this version", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    assert.ok(recordings.some((one) => one.version === version));
  });

  for (const { version, name, folder } of recordings)
    test(`${version}, ${name}: read whole, with what was open still open and what was paid still paid`, () =>
      withJournal(engine, folder, async (till) => {
        const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expected;
        assert.equal(await unresolvedOf(till), expected.unresolved);
        for (const { sale, result } of expected.settled) {
          const told = await till.settle(sale);
          // what GAMA had saved is told beside the refusal of its key
          assert.equal(factsOf((told.code === "already-saved" && told.sale) || told), factsOf(result));
        }
      }));

  test("a journal with a record that a newer version knows is refused with a code, before anything is sent", () =>
    withTill({ engine }, async (till) => {
      const first = sale();
      await till.settle(first);
      await till.saved(first);
      await till.close();
      const journal = join(till.dataDir, "journal");
      const [file = ""] = readdirSync(journal);
      appendFileSync(join(journal, file), encodeLine(Buffer.from(JSON.stringify({ t: "novelty", atMs: Date.now() }))));
      await till.open();
      const { status, code } = await till.pos();
      assert.equal([status, code], ["refused", "journal-corrupt"]);
      const sent = till.rrpay.transactions().length;
      const { outcome, code: why } = await till.settle(sale());
      assert.equal([outcome, why], ["refused", "journal-corrupt"]);
      assert.is(till.rrpay.transactions().length, sent);
    }));

  test("a recording that has lost its last record reads otherwise: the comparison can fail", async () => {
    const whole = recordings.find(({ name }) => name === "approved-and-unsaved")?.folder ?? "";
    const folder = mkdtempSync(join(tmpdir(), "recorded-"));
    try {
      cpSync(whole, folder, { recursive: true });
      const [file = ""] = readdirSync(join(folder, "journal"));
      const lines = readFileSync(join(folder, "journal", file), "utf8")
        .trimEnd()
        .split("\n");
      writeFileSync(join(folder, "journal", file), `${lines.slice(0, -1).join("\n")}\n`);
      const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expected;
      await withJournal(engine, folder, async (till) =>
        assert.not.equal(await unresolvedOf(till), expected.unresolved),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.run();
});
