// The chain of segments as the host measures it: what is stated, what is there, and what the boot event says of both.
import { createHash } from "node:crypto";
import * as assert from "uvu/assert";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";
import { line, lines, linked, linkedAs, withFolder, withHostIn, writeSegment } from "./host.ts";
import type { Seen } from "./puppet.ts";

const test = suite("the chain of segments");

const digest = (content: string) => createHash("sha256").update(content, "latin1").digest("hex");
const entry = (number: number, content: string) => `${String(number).padStart(8, "0")}:${digest(content)}`;
const aside = (number: number, content: string) => `${String(number).padStart(8, "0")}.damaged:${digest(content)}`;
const FLAGS = BOOT_FLAG.lowerLinked | BOOT_FLAG.noLower | BOOT_FLAG.corrupt;

/** What the boot event says on these files: both links, and the flags of the chain. */
async function chainOf(
  files: Readonly<Record<string, string>>,
): Promise<[string | undefined, string | undefined, number]> {
  let boot: Seen | undefined;
  await withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) writeSegment(folder, name, Buffer.from(content, "latin1"));
    await withHostIn(folder, { engine: "direct" }, async (host) => {
      boot = (await host.seen())[0];
    });
  });
  return [boot?.statedLink, boot?.measuredLink, (boot?.flags ?? 0) & FLAGS];
}

const one = lines("{}", '{"n":1}');
const two = linked('{"n":2}', 1, one) + line('{"n":3}');

test("a segment that follows states the one before, and it is measured", async () => {
  const stated = entry(1, one);
  assert.equal(await chainOf({ "00000001-20260101.jsonl": one, "00000002-20260102.jsonl": two }), [stated, stated, 0]);
});

test("the link is not part of what the bundle reads, and the size counts it", () =>
  withFolder(async (folder) => {
    writeSegment(folder, "00000001-20260101.jsonl", one);
    writeSegment(folder, "00000002-20260102.jsonl", two);
    await withHostIn(folder, { engine: "direct" }, async (host) => {
      const boot = (await host.seen())[0];
      assert.equal([boot?.lines, boot?.size], ['{"n":2}\n{"n":3}', two.length]);
    });
  }));

test("another segment in the place of the one before shows", async () => {
  const [stated, measured] = await chainOf({ "00000001-20260101.jsonl": line("{}"), "00000002-20260102.jsonl": two });
  assert.equal([stated, measured], [entry(1, one), entry(1, line("{}"))]);
});

test("a segment that was put in between shows, whatever it holds", async () => {
  const three = linked('{"n":9}', 1, one);
  const files = { "00000001-20260101.jsonl": one, "00000002-20260102.jsonl": two, "00000003-20260103.jsonl": three };
  assert.equal((await chainOf(files)).slice(0, 2), [entry(1, one), entry(2, two)]);
});

test("a segment that is missing shows, and the lowest one that is kept is told apart", async () => {
  assert.equal(await chainOf({ "00000002-20260102.jsonl": two }), [entry(1, one), "00000001:-", BOOT_FLAG.noLower]);
});

test("a segment without a link is measured on the one below, and says whether a lower one has a link", async () => {
  const plain = line('{"n":8}');
  assert.equal(await chainOf({ "00000001-20260101.jsonl": one, "00000002-20260102.jsonl": plain }), [
    "",
    entry(1, one),
    0,
  ]);
  const files = { "00000001-20260101.jsonl": one, "00000002-20260102.jsonl": two, "00000009-20260103.jsonl": plain };
  assert.equal(await chainOf(files), ["", entry(2, two), BOOT_FLAG.lowerLinked]);
});

test("files that a repair set aside are measured under their number, whatever their name ends with", async () => {
  const damaged = "garbage\ngarbage\n";
  const repaired = linkedAs("{}", `${entry(1, one)} ${aside(2, damaged)}`);
  const files = {
    "00000001-20260101.jsonl": one,
    "00000002-20260102.jsonl.damaged": "another",
    "00000002-20260102.jsonl.damaged-2": damaged,
    "00000003-20260103.jsonl": repaired,
  };
  const stated = `${entry(1, one)} ${aside(2, damaged)}`;
  assert.equal(await chainOf(files), [stated, stated, 0]);
  const { "00000002-20260102.jsonl.damaged": _a, "00000002-20260102.jsonl.damaged-2": _b, ...rest } = files;
  assert.equal((await chainOf(rest)).slice(0, 2), [stated, `${entry(1, one)} 00000002.damaged:-`]);
});

test("a link anywhere but behind the first line is damage", async () => {
  const inside = linkedAs('{"n":2}', entry(1, one));
  const [, , flags] = await chainOf({ "00000001-20260101.jsonl": `${line("{}")}${inside}${line("{}")}` });
  assert.is(flags & BOOT_FLAG.corrupt, BOOT_FLAG.corrupt);
});

test.run();
