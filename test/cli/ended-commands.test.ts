// Fast: each run is a command that reads one small folder.
/** A command that is ended at any moment (Ctrl+C, a closed window, a power cut) leaves files that are whole, and the next run works. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Request } from "../../runtime/cli/program/wire.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import { WRITE } from "../../schemas/generated/program.ts";
import { checkoutFile } from "../support/checkout.ts";
import { encodeRecord } from "../support/journal-files.ts";
import { filesIn, inFolder, runIn, runUntil, writeFiles } from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("a command that is ended");

const atMs = Date.parse("2026-11-23T12:00:00Z");
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

function sent(n: number) {
  return {
    ...{ t: "sent", atMs: atMs + n, attemptId: idOf(n), kind: "sale", saleKey: `K${n}`, hash: "ab" },
    ...{ receiptNo: String(n), operator: "ONA", currency: "EUR", totalCents: 100, storeId: "S1", epoch: "E1" },
    ...{ baseline: { transactionId: "ffffffff-0000-4000-8000-000000000000" }, body: "{}" },
  };
}

/** Lines as a till writes them. */
function lines(...records: object[]): Buffer {
  return Buffer.concat(records.map((record) => encodeLine(encodeRecord(record))));
}

const checkpoint = {
  ...{ t: "checkpoint", v: 1, atMs, till: "7", storeId: "S1" },
  ...{ segments: [{ segment: 1, yyyymmdd: 20261123 }], attempts: [] },
};

/** A till's folder with two payments and a trace. */
function writeTill(folder: string): void {
  mkdirSync(join(folder, "data", "journal"), { recursive: true });
  mkdirSync(join(folder, "data", "trace"));
  copyFileSync(checkoutFile("dist/rrpay.plugin.js"), join(folder, "rrpay.plugin.js"));
  writeFileSync(join(folder, "data", "journal", segmentFile(1, 20261123)), lines(checkpoint, sent(1), sent(2)));
  writeFileSync(
    join(folder, "data", "trace", "00000001.trace"),
    readFileSync(checkoutFile("test/replay/traces/native-morning.trace")),
  );
}

/** Spoils the first payment's record. */
function spoil(folder: string): void {
  const path = join(folder, "data", "journal", segmentFile(1, 20261123));
  const bytes = readFileSync(path);
  bytes[bytes.indexOf("K1")] = 0x58;
  writeFileSync(path, bytes);
}

const journalOf = (folder: string) => readdirSync(join(folder, "data", "journal")).sort();

/** What a killed command had done. */
interface Until {
  readonly out: string;
  /** The request that it did not come to. */
  readonly next: Request;
  /** The texts that it had put into a file whole. */
  readonly written: readonly string[];
}

/** Runs a command again and again, each time killed before a later request, until it comes to its end. */
async function endedAtEach(
  args: (folder: string) => string[],
  make: (folder: string) => void,
  then: (folder: string, until: Until) => Promise<void>,
): Promise<void> {
  for (let nth = 1, isEnded = false; !isEnded; nth++)
    await inFolder(async (folder) => {
      make(folder);
      const requests: Request[] = [];
      const { code, out, error } = await runUntil(folder, args(folder), (request) => requests.push(request) === nth);
      isEnded = code !== -1;
      if (isEnded) assert.is(code, 0, error);
      const next = requests.pop();
      const written = requests.flatMap((one) =>
        one.type === "write" && one.mode === WRITE.replace ? Buffer.from(one.bytes).toString("utf8") : [],
      );
      if (next !== undefined && !isEnded) await then(folder, { out, next, written });
    });
}

test("journal repair has said which payments are lost, or the next one says it, and the journal is whole", () =>
  endedAtEach(
    (folder) => ["journal", "repair", join(folder, "data")],
    (folder) => {
      writeTill(folder);
      spoil(folder);
    },
    async (folder, { out, next: { type } }) => {
      const next = await runIn(folder, ["journal", "repair", join(folder, "data")]);
      assert.is(next.code, 0, next.error);
      // what was printed is on the screen; in between nothing is done
      if (type !== "print" && type !== "unlock") assert.match(out + next.out, idOf(1), type);
      assert.equal(journalOf(folder), [`${segmentFile(1, 20261123)}.damaged`, segmentFile(2, nowOf(folder))]);
    },
  ));

/** The date of the newest segment. */
function nowOf(folder: string): number {
  return Number(/-(\d{8})\.jsonl$/.exec(journalOf(folder).at(-1) ?? "")?.[1]);
}

test("what a killed repair had begun to write is gone with the next one", () =>
  inFolder(async (folder) => {
    writeTill(folder);
    const names = ["00000002-20261123.jsonl.4711.new", "00000002-20261123.jsonl.new"];
    for (const name of names) writeFileSync(join(folder, "data", "journal", name), "half a checkpoint with a name");
    const { code, out } = await runIn(folder, ["journal", "repair", join(folder, "data")]);
    assert.is(code, 0);
    assert.match(out, "a sound journal");
    assert.equal(journalOf(folder), [segmentFile(1, 20261123)]);
  }));

test("journal pair leaves the journal as it was or with its one line more, and the next one works", () =>
  endedAtEach(
    (folder) => ["journal", "pair", join(folder, "data"), "--force"],
    writeTill,
    async (folder) => {
      const path = join(folder, "data", "journal", segmentFile(1, 20261123));
      const [before, after] = [lines(checkpoint, sent(1), sent(2)), readFileSync(path)];
      assert.equal(after.subarray(0, before.length), before);
      assert.is((await runIn(folder, ["journal", "pair", join(folder, "data"), "--force"])).code, 0);
      assert.match((await runIn(folder, ["journal", "list", join(folder, "data")])).out, "4 records");
    },
  ));

for (const [what, args] of [
  ["journal export", (data: string) => ["journal", "export", data, "--day", "2026-11-23"]],
  ["report", (data: string) => ["report", "--dir", data, "--day", "2026-11-23"]],
  ["trace export", (data: string) => ["trace", "export", data]],
  ["incident", (data: string) => ["incident", data, "--sale", "K1"]],
] as const)
  test(`${what} --out leaves the older result or the new one, never a part, and the till's files as they were`, async () => {
    const old = "the result of yesterday";
    const seen = { old: 0, new: 0 };
    await endedAtEach(
      (folder) => [...args(join(folder, "data")), "--out", join(folder, "out")],
      (folder) => {
        writeTill(folder);
        writeFiles(folder, { out: old });
      },
      async (folder, { written }) => {
        const { out, ...others } = filesIn(folder);
        const whole = written.at(-1) ?? old;
        assert.is(out, whole);
        seen[whole === old ? "old" : "new"]++;
        await inFolder((fresh) => {
          writeTill(fresh);
          assert.equal(others, filesIn(fresh));
        });
      },
    );
    assert.ok(seen.old > 0 && seen.new > 0, JSON.stringify(seen));
  });

test.run();
