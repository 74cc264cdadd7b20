/** An unfinished payment of an earlier day: its state stands in that day's file, and a start refuses without it. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { Ledger } from "../../plugin/journal/ledger.ts";
import { encodeLine } from "../../runtime/cli/journal/line.ts";
import { formatLink } from "../../runtime/node/store/link-text.ts";
import { segmentFile } from "../../runtime/node/store/segment.ts";
import type { CheckpointRecord, SentRecord } from "../../schemas/generated/types.ts";
import { checksOf, describeRepair, printed, readSegments, repairFolder } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("unfinished payments of earlier days");

const atMs = Date.parse("2026-11-23T12:00:00Z");
const now = new Date(atMs + 86_400_000);
const [FIRST, SECOND] = [segmentFile(1, 20261123), segmentFile(2, 20261124)];

const sent: SentRecord = {
  t: "sent",
  atMs,
  attemptId: "00000000-0000-4000-8000-000000000001",
  kind: "sale",
  saleKey: "K1",
  hash: "ab",
  receiptNo: "1",
  operator: "ONA",
  currency: "EUR",
  totalCents: 101,
  storeId: "S1",
  epoch: "E1",
  baseline: {},
  body: JSON.stringify({ id: "00000000-0000-4000-8000-000000000001", saleKey: "K1" }),
};

function checkpoint(more: Pick<CheckpointRecord, "segments" | "carried">): CheckpointRecord {
  return { t: "checkpoint", v: 2, atMs, till: "7", storeId: "S1", ...more };
}

/** Two days: the first carries the sale's state, the second only says where that is. */
function days(): { readonly first: Buffer; readonly second: Buffer } {
  const ledger = new Ledger();
  ledger.apply(sent);
  const began = checkpoint({ segments: [{ segment: 1, yyyymmdd: 20261123 }], carried: [] });
  const before = Buffer.concat([began, sent].map((record) => encodeLine(JSON.stringify(record))));
  const states = encodeLine(JSON.stringify({ t: "carried", atMs, attempts: ledger.all() }));
  const first = Buffer.concat([before, states]);
  const goesOn = checkpoint({
    segments: [
      { segment: 1, yyyymmdd: 20261123 },
      { segment: 2, yyyymmdd: 20261124 },
    ],
    carried: [
      { segment: 1, offset: before.length, attempts: [{ id: sent.attemptId, kind: "sale", key: "K1", at: 0 }] },
    ],
  });
  const digest = createHash("sha256").update(first).digest("hex");
  const link = formatLink([{ segment: 1, isDamaged: false, digest }]);
  return { first, second: Buffer.from(encodeLine(JSON.stringify(goesOn), link)) };
}

/** A data folder with the second day, and with what has become of the first. */
function withDays(become: (first: Buffer) => Buffer | undefined, body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "states-"));
  const { first, second } = days();
  try {
    mkdirSync(join(folder, "journal"));
    const left = become(first);
    if (left !== undefined) writeFileSync(join(folder, "journal", FIRST), left);
    writeFileSync(join(folder, "journal", SECOND), second);
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
      assert.equal(statesOf(folder), ["sound", "sound"]);
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
        printed("journal", "list", folder)[0] ?? "",
        "the file with the unfinished payments that it goes on with is missing or damaged",
      );
      const told = describeRepair(repairFolder(folder, { now }));
      assert.match(told.join("\n"), `touched: attempt ${sent.attemptId} (K1) is no longer known to the till`);
      assert.match(told.at(-1) ?? "", "compare the attempts named above with RRPay's receipts");
      assert.equal(statesOf(folder), ["sound", "sound"]);
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
        ["K1", "sent"],
      ]);
      assert.equal(statesOf(folder), ["sound", "sound"]);
      assert.ok(readFileSync(join(folder, "journal", `${FIRST}.damaged`)).length > 0);
    },
  ));

test.run();
