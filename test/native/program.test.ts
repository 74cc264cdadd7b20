// Only with --all: it compiles the program under sanitizers.
// Only on Node: a program in C knows nothing of the host that runs the tests.
// Time limit: 900 s
/** gama-rrpay's C under address and undefined behaviour sanitizers, over journals that were spoilt at random. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as assert from "uvu/assert";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import { encodeRecord } from "../support/journal-files.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { watchedProgram } from "./programs.ts";

const test = suite("the program under sanitizers");

const atMs = Date.parse("2026-11-23T12:00:00Z");
const RECORDS: readonly JournalRecord[] = [
  {
    t: "checkpoint",
    v: 2,
    atMs,
    till: "7",
    storeId: "S1",
    segments: [{ segment: 1, yyyymmdd: 20261123 }],
    carried: [],
  },
  { t: "unpaid", atMs, attemptId: "00000000-0000-4000-8000-000000000001", kind: "sale", saleKey: "K1" },
  { t: "refusal", atMs, hook: "init", code: "payload-sums", saleKey: "K1", path: "totals" },
  { t: "close", atMs, attemptId: "00000000-0000-4000-8000-000000000001", saved: true },
];
const SOUND = Buffer.concat(RECORDS.map((record) => encodeLine(encodeRecord(record))));

/** What a disk, an editor or an enemy makes of a file. */
const spoilt = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.nat(SOUND.length), fc.nat(SOUND.length)).map(([from, to]) => SOUND.subarray(Math.min(from, to))),
  fc.tuple(fc.nat(SOUND.length - 1), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(SOUND);
    bytes[at] = byte;
    return bytes;
  }),
  fc.constant(Buffer.from(SOUND.toString("latin1").replaceAll("\n", "\r\n"), "latin1")),
);

const COMMANDS = [
  ["list"],
  ["show", "--json"],
  ["show", "--sale", "K1"],
  ["export", "--day", "2026-11-23"],
  ["pair", "--force"],
  ["repair", "--force", "--till", "7"],
] as const;

const available = await library("linux-x64");
if (available.type === "absent") skip("the program under sanitizers", available.reason);
else {
  const program = await watchedProgram();

  test("whatever a journal holds, every command ends with a code of its own and stays inside the journal's folder", () =>
    fc.assert(
      fc.property(fc.array(spoilt, { minLength: 1, maxLength: 3 }), (files) => {
        const folder = mkdtempSync(join(tmpdir(), "watched-"));
        try {
          const journal = join(folder, "data/journal");
          mkdirSync(journal, { recursive: true });
          for (const [at, bytes] of files.entries()) writeFileSync(join(journal, segmentFile(at + 1, 20261123)), bytes);
          for (const [action, ...rest] of COMMANDS) {
            const args = ["journal", action, join(folder, "data"), ...rest];
            const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
            assert.ok(status === 0 || status === 1 || status === 69, `${args.join(" ")}: ${status} ${stderr}`);
            assert.not.match(stdout + stderr, /Sanitizer|runtime error/);
          }
          assert.equal(readdirSync(folder), ["data"]);
          for (const name of readdirSync(journal)) assert.match(name, /^\d{8}-\d{8}\.jsonl(\.damaged)?$/);
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 20 },
    ));
}

test.run();
