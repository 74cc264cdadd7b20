/** A journal that is damaged in several segments, or once more after a repair. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { begin } from "../../plugin/payment/history.ts";
import { segmentFile } from "../../runtime/node/store/segment.ts";
import { CAPS } from "../../schemas/generated/boundary.ts";
import { describeRepair, readSegments, repairFolder } from "../support/journal-files.ts";
import { suite } from "../support/suite.ts";
import {
  approved,
  checkpoint,
  closed,
  idOf,
  ledgerOf,
  lineOf,
  now,
  repaired,
  sent,
  spoiled,
  withFolder,
} from "./damaged-journals.ts";

const payments = Array.from({ length: 20 }, () => ({ method: 2, name: "x".repeat(64), amountCents: 5 }));
const paid = (n: number) => [sent(n), { ...approved(n), payments }, closed(n)];
const thousands = () => Array.from({ length: 1000 }, (_, at) => paid(100 + at)).flat();

const unfinished = () =>
  Array.from({ length: 1200 }, (_, at) => ({ ...begin(sent(3000 + at)), body: "x".repeat(2000) }));

const test = suite("repair of a journal that is damaged more than once");

test("what verifies of a damaged segment is kept, also below a checkpoint that holds the states themselves", () =>
  withFolder(
    [
      [lineOf(checkpoint), lineOf(sent(1)), lineOf(approved(1)), lineOf(closed(1)), spoiled(sent(2)), lineOf(sent(3))],
      [lineOf({ ...checkpoint, attempts: [begin(sent(3))] }), lineOf(approved(3)), spoiled(closed(3)), lineOf(sent(4))],
    ],
    (folder) => {
      const { quarantined, lost } = repaired(repairFolder(folder, { now }));
      assert.is(quarantined.length, 2);
      assert.equal(
        lost.map(({ attemptIds: [id] }) => id),
        [idOf(2), idOf(3)],
      );
      assert.equal(
        ledgerOf(folder)
          .all()
          .map(({ saleKey, payment, gama }) => [saleKey, payment, gama]),
        [
          ["K1", "approved", "saved"],
          ["K3", "approved", "waiting"],
          ["K4", "sent", "waiting"],
        ],
      );
    },
  ));

test("no damage stays below the segment of a repair, nor a torn tail that no start cuts off any more", () =>
  withFolder(
    [
      [lineOf(checkpoint), spoiled(sent(1)), lineOf(sent(2))],
      [lineOf({ ...checkpoint, attempts: [begin(sent(2))] }), lineOf(approved(2)), lineOf(closed(2)).subarray(0, 9)],
    ],
    (folder) => {
      assert.is(repaired(repairFolder(folder, { now })).quarantined.length, 2);
      assert.is(repairFolder(folder, { now }).kind, "sound", "once is enough");
    },
  ));

const WIPED: readonly (readonly [what: string, line: (line: Buffer) => Buffer, saleKeys: readonly string[]])[] = [
  [
    "whose line has no end",
    (line) => Buffer.concat([line.subarray(0, -1), lineOf(sent(2)), lineOf(closed(1))]),
    ["K2"],
  ],
  ["that is all zeros, as its file", (line) => Buffer.alloc(line.length), []],
  [
    "that is all zeros, as some lines behind it",
    (line) => Buffer.concat([Buffer.alloc(line.length), Buffer.from("\n"), lineOf(closed(1))]),
    [],
  ],
];
for (const [what, become, saleKeys] of WIPED)
  test(`what goes with a checkpoint ${what} is not said to be made up for`, () =>
    withFolder([[lineOf(checkpoint), lineOf(sent(1))], [become(lineOf(checkpoint))]], (folder) => {
      const repair = repaired(repairFolder(folder, { now }));
      assert.equal(
        repair.lost.map((one) => [one.madeUpFor, one.saleKeys]),
        [[false, saleKeys]],
      );
      assert.equal(
        repair.touched.map(({ attemptId }) => attemptId),
        saleKeys.map(() => idOf(2)),
      );
      const end = describeRepair(repair).at(-1) ?? "";
      assert.match(end, saleKeys.length > 0 ? "compare the attempts named above" : "Whose the lost records were");
    }));

test("damage below the segment that a repair has made takes nothing back of what that one states", () =>
  withFolder(
    [
      [lineOf(checkpoint), lineOf(sent(1))],
      [
        lineOf({ ...checkpoint, attempts: [begin(sent(1))] }),
        ...[approved(1), closed(1)].map(lineOf),
        spoiled(sent(2)),
        lineOf(sent(3)),
      ],
    ],
    (folder) => {
      const stated = () =>
        ledgerOf(folder)
          .all()
          .map(({ saleKey, payment, gama }) => [saleKey, payment, gama]);
      const known = [
        ["K1", "approved", "saved"],
        ["K3", "sent", "waiting"],
      ];
      repairFolder(folder, { now });
      assert.equal(stated(), known);
      writeFileSync(
        join(folder, "journal", segmentFile(1, 20261123)),
        Buffer.concat([spoiled(checkpoint), lineOf(sent(1))]),
      );
      repaired(repairFolder(folder, { now }));
      assert.equal(stated(), known);
    },
  ));

test("damage below the newest segment is repaired too, because a look-up that meets it sends people here", () =>
  withFolder(
    [
      [lineOf(checkpoint), lineOf(sent(1)), lineOf(approved(1)), lineOf(closed(1)), spoiled(sent(2)), lineOf(sent(3))],
      [lineOf({ ...checkpoint, attempts: [begin(sent(3))] }), lineOf(approved(3))],
    ],
    (folder) => {
      const { quarantined, lost } = repaired(repairFolder(folder, { now }));
      assert.equal(quarantined, [`${segmentFile(1, 20261123)}.damaged`]);
      assert.equal(lost[0]?.saleKeys, ["K2"]);
      assert.equal(
        ledgerOf(folder)
          .all()
          .map(({ saleKey, payment }) => [saleKey, payment]),
        [
          ["K1", "approved"],
          ["K3", "approved"],
        ],
      );
      assert.is(repairFolder(folder, { now }).kind, "sound");
    },
  ));

test("where not all settled sales have room, those of the files that stay are left out, because look-ups find them", () => {
  const ten = Array.from({ length: 10 }, (_, at) => paid(1 + at)).flat();
  withFolder(
    [
      [lineOf(checkpoint), ...ten.map(lineOf), spoiled(sent(99)), lineOf(closed(10))],
      [lineOf(checkpoint), ...thousands().map(lineOf)],
    ],
    (folder) => {
      repairFolder(folder, { now });
      const keys = new Set(
        ledgerOf(folder)
          .all()
          .map(({ saleKey }) => saleKey),
      );
      assert.ok(keys.size < 1010, String(keys.size));
      for (let n = 1; n <= 10; n++) assert.ok(keys.has(`K${n}`), `K${n}`);
    },
  );
});

test("a till with thousands of settled sales is repaired within one request of the program that a shop has", () =>
  withFolder(
    [
      [lineOf(checkpoint), ...[sent(1), approved(1), closed(1)].map(lineOf)],
      [lineOf(checkpoint), spoiled(sent(2)), ...thousands().map(lineOf)],
    ],
    (folder) => {
      repairFolder(folder, { now });
      const { sizeBytes = 0 } = readSegments(folder).at(-1) ?? {};
      assert.ok(sizeBytes > CAPS.batchBytes / 2 && sizeBytes < CAPS.batchBytes - 64 * 1024, String(sizeBytes));
    },
  ));

test("where more is unfinished than a request or a start can bring, it is stated in several files, and a start reads them", () =>
  withFolder([[lineOf({ ...checkpoint, attempts: unfinished() }), spoiled(sent(2)), lineOf(sent(3))]], (folder) => {
    assert.is(repaired(repairFolder(folder, { now })).attempts.length, 1201);
    const segments = readSegments(folder);
    assert.equal([segments.length, segments.at(-1)?.state.kind], [3, "sound"]);
    for (const { file, sizeBytes } of segments) assert.ok(sizeBytes < CAPS.batchBytes, file);
    const [newest] = segments.at(-1)?.lines ?? [];
    assert.ok(newest?.kind === "record" && newest.record.t === "checkpoint");
    const { carried = [], gapUntil } =
      newest?.kind === "record" && newest.record.t === "checkpoint" ? newest.record : {};
    assert.is(
      carried.reduce((sum, { attempts }) => sum + attempts.length, 0),
      1201,
    );
    assert.is(gapUntil, 20261123);
    assert.is(repairFolder(folder, { now }).kind, "sound");
  }));

test("a repair that is killed between several new files is done again, and no start takes the first ones for all", () =>
  withFolder([[lineOf({ ...checkpoint, attempts: unfinished() }), spoiled(sent(2)), lineOf(sent(3))]], (folder) => {
    let changes = 0;
    // the lock, the two files of states, and then the disk fails
    const beforeDisk = () => {
      if (++changes > 3) throw new Error("the disk failed");
    };
    assert.throws(() => repairFolder(folder, { now, faults: { beforeDisk } }));
    const before = readSegments(folder);
    assert.is.not(before.at(-1)?.state.kind, "sound");
    assert.is(repaired(repairFolder(folder, { now })).attempts.length, 1201);
    assert.is(readSegments(folder).at(-1)?.state.kind, "sound");
  }));

test.run();
