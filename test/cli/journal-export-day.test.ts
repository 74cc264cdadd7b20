// Which attempts are a day's: what checkpoints have forgotten, midnight, damaged segments, and RRPay's own totals.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import type { DayExport } from "../../runtime/cli/journal/export.ts";
import { dayMoment } from "../../runtime/cli/journal/till-day.ts";
import { formatDate } from "../../runtime/cli/time.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { Attempt, InitSettlementRequest } from "../../schemas/generated/types.ts";
import type { Receipt, Rrpay } from "../emulator/rrpay/server.ts";
import { engineOf } from "../support/engines.ts";
import { exportDay, reportDay } from "../support/journal-files.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import { type Till, withTill } from "../support/till.ts";
import { at, attempt, cents, dayOf, rowOf } from "./day-attempts.ts";

const test = suite("export: the attempts of a day");

/** A data folder with these files in its journal. */
function withFolder(files: Record<string, Uint8Array>, body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    mkdirSync(join(folder, "journal"));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, "journal", name), bytes);
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const summer = { utcOffsetMin: 180, sentAtMs: Date.UTC(2026, 6, 1, 21, 30), namedAtMs: Date.UTC(2026, 6, 1, 21, 30) };

for (const [what, printedAt, day] of [
  ["a printer's clock that was never set", "0001-01-01T00:00:00", "2026-07-02"],
  ["one that begins in 1970", "1970-01-01T00:00:00Z", "2026-07-02"],
  ["one far ahead", "2206-01-01T00:00:00", "2026-07-02"],
  ["one that is no time", "soon", "2026-07-02"],
  ["UTC", "2026-07-01T21:30:05Z", "2026-07-02"],
  ["an offset", "2026-07-02T00:30:05+03:00", "2026-07-02"],
  ["the shop's own time", "2026-07-02T00:30:05", "2026-07-02"],
  ["a moment before midnight", "2026-07-01T20:59:59Z", "2026-07-01"],
] as const)
  test(`a sale is in the till's own day, wherever it is exported: ${what}`, () =>
    assert.is(formatDate(dayMoment(attempt({ ...summer, printedAt })), summer.utcOffsetMin), day));

const checkpointWith = (...attempts: Attempt[]): JournalRecord => ({
  t: "checkpoint",
  v: 1,
  atMs: at.getTime(),
  till: "1",
  segments: [],
  attempts,
});

const bytesOf = (...records: JournalRecord[]) =>
  Buffer.concat(records.map((record) => encodeLine(Buffer.from(JSON.stringify(record)))));

const idsOf = ({ attempts }: DayExport) => attempts.map(({ attemptId }) => attemptId);

test("what later checkpoints have forgotten is still of its day", () =>
  withFolder(
    {
      [segmentFile(1, 20261123)]: bytesOf(checkpointWith(attempt())),
      [segmentFile(2, 20261124)]: bytesOf(checkpointWith()),
    },
    (folder) => {
      assert.equal(idsOf(exportDay(folder, "2026-11-23")), ["A1"]);
      assert.equal(idsOf(exportDay(folder, "2026-11-24")), []);
    },
  ));

test("a sale paid before midnight and printed after it is of the receipt's day", () =>
  withFolder(
    {
      [segmentFile(1, 20261123)]: bytesOf(
        checkpointWith(
          attempt({
            sentAtMs: new Date(2026, 10, 23, 23, 59, 58).getTime(),
            printedAt: new Date(2026, 10, 24, 0, 0, 3).toISOString(),
          }),
        ),
      ),
    },
    (folder) => {
      assert.equal(idsOf(exportDay(folder, "2026-11-23")), []);
      assert.equal(idsOf(exportDay(folder, "2026-11-24")), ["A1"]);
    },
  ));

test("a till that is named twice, or its copy with a sale that is open, is told on a day without sales too", () => {
  const files = { [segmentFile(1, 20261123)]: bytesOf(checkpointWith(attempt({ gama: "waiting" }))) };
  const idle = "2026-12-24";
  withFolder(files, (folder) => {
    for (const again of [folder, `${folder}/`, join(folder, "journal")])
      assert.throws(() => exportDay([folder, again], idle), /hold the same sales/, again);
    assert.is(reportDay([folder], idle).report.elsewhere.length, 1);
    withFolder(files, (copy) => assert.throws(() => reportDay([folder, copy], idle), /hold the same sales/));
  });
});

test("a segment that repair has put aside is read too, and its damage is told", () =>
  withFolder(
    {
      [`${segmentFile(1, 20261123)}.damaged`]: Buffer.concat([bytesOf(checkpointWith(attempt())), Buffer.from("?\n")]),
      [segmentFile(2, 20261123)]: bytesOf(checkpointWith()),
    },
    (folder) => {
      const day = exportDay(folder, "2026-11-23");
      assert.equal([idsOf(day), day.unreadableLines], [["A1"], 1]);
    },
  ));

test("a torn tail is no damage: it may be what the till is writing right now", () =>
  withFolder(
    { [segmentFile(1, 20261123)]: Buffer.concat([bytesOf(checkpointWith(attempt())), Buffer.from("12345678 {")]) },
    (folder) => assert.is(exportDay(folder, "2026-11-23").unreadableLines, 0),
  ));

for (const day of ["2026-13-01", "2026-02-30", "23.11.2026", "today", ""])
  test(`"${day}" is no day`, () =>
    withFolder({}, (folder) => {
      assert.throws(() => exportDay(folder, day), /YYYY-MM-DD/);
    }));

/** What RRPay printed, by tender and in all: sales less returns and voids. */
function booksOf(receipts: readonly Receipt[]): Record<string, number> {
  const sums: Record<string, number> = { Suma: 0, Apvalinimas: 0, Grąža: 0 };
  const add = (name: string, amountCents: number) => {
    sums[name] = (sums[name] ?? 0) + amountCents;
  };
  for (const { kind, totalCents, payments, roundingCents, changeCents } of receipts) {
    const sign = kind === "sale" ? 1 : -1;
    add("Suma", sign * totalCents);
    add("Apvalinimas", sign * roundingCents);
    add("Grąža", sign * changeCents);
    for (const { name, amountCents } of payments) add(name, sign * amountCents);
  }
  return sums;
}

/** Sells in every way that there is. */
async function worksADay(till: Till, rrpay: Rrpay): Promise<void> {
  const sells = async (policy: Parameters<Rrpay["setPolicy"]>[0], request: InitSettlementRequest) => {
    rrpay.setPolicy(policy);
    const { outcome, fiscal } = await till.settle(request);
    if (outcome === "approved") assert.is((await till.saved(request)).status, "acknowledged");
    return fiscal.documentNo ?? "";
  };
  const bread = sale(258);
  await sells("card", bread);
  await sells({ type: "cash", givenCents: 2000 }, sale(1233));
  const document = await sells({ type: "mixed", cardCents: 500 }, sale(1999));
  await sells("decline", sale(777));
  await sells("cancel", sale(888));
  await sells("cash", sale(431, { kind: "return", original: { documentNo: document } }));
  const { outcome } = await till.void({ scope: "completed", saleKey: bread.saleKey, operator: "ONA" });
  assert.is(outcome, "voided");
}

test("totals per tender are RRPay's own, to the cent", () =>
  withTill({ engine: engineOf("direct") }, async (till) => {
    await worksADay(till, till.rrpay);
    const receipts = till.rrpay.receipts();
    const days = new Set([...receipts.map(({ printedAt }) => new Date(printedAt)), new Date()].map(dayOf));
    const sums: Record<string, number> = {};
    let attempts = 0;
    for (const day of days) {
      const exported = exportDay(till.dataDir, day);
      attempts += exported.attempts.length;
      const total = rowOf(exported.csv, "Iš viso pagal RRPay");
      for (const name of Object.keys(booksOf(receipts)))
        sums[name] = (sums[name] ?? 0) + Math.round(cents(total[name]));
    }
    assert.equal(sums, booksOf(receipts));
    assert.is(attempts, 7);
    assert.is(receipts.length, 5);
    const net = Object.values(sums).reduce((sum, amount) => sum + amount, 0);
    const { Suma = 0, Apvalinimas = 0, Grąža = 0 } = sums;
    assert.is(net - Suma - Apvalinimas - Grąža - Grąža, Suma + Apvalinimas);
  }));

test.run();
