/** An unfinished payment of an earlier day: its state stands in that day's file, and a start refuses without it. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { encodeLine } from "../../runtime/cli/journal/line.ts";
import { describeTyped } from "../../runtime/cli/record-text.ts";
import { formatLink } from "../../runtime/node/store/link-text.ts";
import { segmentFile } from "../../runtime/node/store/segment.ts";
import type { CheckpointRecord, SentRecord } from "../../schemas/generated/types.ts";
import { checksOf, describeRepair, printed, readSegments, repairFolder } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("unfinished payments of earlier days");

const atMs = Date.parse("2026-11-23T12:00:00Z");
const now = new Date(atMs + 86_400_000);
const FIRST = segmentFile(1, 20261123);

const sent: SentRecord = {
  t: "sent",
  atMs,
  attemptId: "00000000-0000-4000-8000-000000000001",
  kind: "sale",
  saleKey: "T1-7",
  hash: "ab",
  receiptNo: "1",
  operator: "ONA",
  currency: "EUR",
  totalCents: 101,
  storeId: "S1",
  epoch: "E1",
  baseline: {},
  body: JSON.stringify({ id: "00000000-0000-4000-8000-000000000001", saleKey: "T1-7" }),
};

function checkpoint(count: number, carried: NonNullable<CheckpointRecord["carried"]>): CheckpointRecord {
  const segments = Array.from({ length: count }, (_, at) => ({ segment: at + 1, yyyymmdd: 20261123 + at }));
  return { t: "checkpoint", v: 2, atMs, till: "7", storeId: "S1", segments, carried };
}

/** Three days: the first carries the sale's state, the others only say where that is. */
function days(): readonly [first: Buffer, second: Buffer, third: Buffer] {
  const ledger = new Ledger();
  ledger.apply(sent);
  const before = Buffer.concat([checkpoint(1, []), sent].map((record) => encodeLine(JSON.stringify(record))));
  const states = encodeLine(JSON.stringify({ t: "carried", atMs, attempts: ledger.all() }));
  const attempts = [{ id: sent.attemptId, kind: "sale" as const, key: "T1-7", at: 0 }];
  const carried = [{ segment: 1, offset: before.length, attempts }];
  const first = Buffer.concat([before, states]);
  const second = following(first, 2, carried);
  return [first, second, following(second, 3, carried)];
}

/** A segment that follows the one before it and has nothing of its own. */
function following(below: Uint8Array, segment: number, carried: NonNullable<CheckpointRecord["carried"]>): Buffer {
  const digest = createHash("sha256").update(below).digest("hex");
  const link = formatLink([{ segment: segment - 1, isDamaged: false, digest }]);
  return Buffer.from(encodeLine(JSON.stringify(checkpoint(segment, carried)), link));
}

/** A data folder with the later days, and with what has become of the first. */
function withDays(become: (first: Buffer) => Buffer | undefined, body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "states-"));
  const [first, second, third] = days();
  try {
    mkdirSync(join(folder, "journal"));
    const left = become(first);
    if (left !== undefined) writeFileSync(join(folder, "journal", FIRST), left);
    writeFileSync(join(folder, "journal", segmentFile(2, 20261124)), second);
    writeFileSync(join(folder, "journal", segmentFile(3, 20261125)), third);
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const statesOf = (folder: string) => readSegments(folder).map(({ state }) => state.kind);

test("with the file of its state an unfinished payment of an earlier day troubles nobody", () =>
  withDays(
    (first) => first,
    (folder) => {
      assert.equal(statesOf(folder), ["sound", "sound", "sound"]);
      assert.is(repairFolder(folder, { now }).kind, "sound");
    },
  ));

test("a journal that lacks the state of an unfinished payment is not called sound, and repair ends it and names the sale", () =>
  withDays(
    () => undefined,
    (folder) => {
      const [check] = checksOf(folder);
      assert.is(check?.status, "fail");
      assert.match(check?.fix ?? "", "journal repair");
      assert.match(
        printed("journal", "list", folder).at(-1) ?? "",
        "the file with the unfinished payments that it goes on with is missing or damaged",
      );
      const told = describeRepair(repairFolder(folder, { now }));
      assert.match(told.join("\n"), `touched: attempt ${sent.attemptId} (T1-7) is no longer known to the till`);
      assert.match(told.at(-1) ?? "", "compare all payments of these days with RRPay's receipts (… – 2026-11-25)");
      assert.equal(statesOf(folder), ["sound", "sound", "sound"]);
      assert.is(repairFolder(folder, { now }).kind, "sound");
    },
  ));

test("line ends that an editor has changed in the file of an unfinished payment are mended by repair, and nothing is lost", () =>
  withDays(
    (first) => Buffer.from(first.toString("latin1").replaceAll("\n", "\r\n"), "latin1"),
    (folder) => {
      assert.equal(
        checksOf(folder).map(({ status }) => status),
        ["fail"],
        "never only a warning that the till goes on working",
      );
      const done = repairFolder(folder, { now });
      assert.ok(done.kind === "repaired");
      assert.equal(done.kind === "repaired" && done.attempts.map(({ saleKey, payment }) => [saleKey, payment]), [
        ["T1-7", "sent"],
      ]);
      assert.equal(statesOf(folder), ["sound", "sound", "sound"]);
      assert.ok(readFileSync(join(folder, "journal", `${FIRST}.damaged`)).length > 0);
      assert.not.match(describeRepair(done).join("\n"), "are missing");
    },
  ));

test("a repair past a file that is missing says that whose payments it had cannot be told", () =>
  withDays(
    (first) => first,
    (folder) => {
      const fifth = following(Buffer.from("a file that is not there"), 5, []);
      writeFileSync(join(folder, "journal", segmentFile(5, 20261127)), fifth);
      const told = describeRepair(repairFolder(folder, { now }));
      assert.match(told.join("\n"), "says that it follows 4: the segment before it is missing");
      assert.match(told.at(-1) ?? "", "Files of the journal are missing or were changed, and whose payments they had");
      assert.match(
        told.at(-1) ?? "",
        "compare all payments of these days with RRPay's receipts (2026-11-25 – 2026-11-27)",
      );
    },
  ));

test("a repair past a file that was cut at a line's end names its days, because nothing names what was cut off", () =>
  withDays(
    (first) => first.subarray(0, first.indexOf("\n") + 1),
    (folder) => {
      writeFileSync(join(folder, "journal", segmentFile(3, 20261125)), following(Buffer.from("whole"), 3, []));
      const told = describeRepair(repairFolder(folder, { now }));
      assert.match(told.join("\n"), "the segment before it is not the one that it followed");
      assert.match(told.at(-1) ?? "", "compare all payments of these days with RRPay's receipts (2026-11-2");
    },
  ));

test("a repair that puts a copy aside compares nothing, because nothing is lost with it", () =>
  withDays(
    (first) => first,
    (folder) => {
      copyFileSync(join(folder, "journal", FIRST), join(folder, "journal", segmentFile(1, 20261124)));
      const told = describeRepair(repairFolder(folder, { now }));
      assert.match(told.join("\n"), "another file has its number");
      assert.match(told.at(-1) ?? "", "No attempt is known to have lost anything.");
    },
  ));

test("show tells what a person typed of a receipt, beside the decision", () => {
  const decision: JournalRecord = {
    t: "decision",
    atMs,
    attemptId: sent.attemptId,
    decision: "receipt-printed",
    operator: "ONA",
    documentNo: "000007",
    payments: [{ method: 0, name: "Grynieji", amountCents: 900 }],
    changeCents: 12,
  };
  assert.is(describeTyped(decision, "en"), "; typed 000007: Grynieji 9.00, change 0.12");
  withDays(
    (first) => Buffer.concat([first, encodeLine(JSON.stringify(decision))]),
    (folder) => {
      const shown = (language: string) => printed("journal", "show", folder, "--sale", "T1-7", "--language", language);
      assert.match(shown("en").join("\n"), "ONA decided about 00000000: the receipt is printed; typed 000007: Gry");
      assert.match(shown("lt").join("\n"), "kvitas atspausdintas; įvesta 000007: Grynieji 9,00, grąža 0,12");
    },
  );
});

test.run();
