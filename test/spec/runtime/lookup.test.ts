// Look-ups as the host answers them: by bytes, in the journal's order, in pieces, and never from what does not verify.
import { writeFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { crc32c } from "../../../runtime/node/store/crc32c.ts";
import { SegmentIndex } from "../../../runtime/node/store/index.ts";
import { FOUND } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";
import { FIRST_SEGMENT, type Host, line, lines, withFolder, withHost, withHostIn, writeSegment } from "./host.ts";
import type { Move, Seen } from "./puppet.ts";

const test = suite("look-ups");

interface Answer {
  readonly states: readonly (number | undefined)[];
  readonly hits: readonly [segment: number, offset: number, json: string][];
}

/** Asks and waits until the look-up has ended. */
async function ask(host: Host, move: Move): Promise<Answer> {
  await host.run({ do: [move, ["reply", ""]] });
  for (;;) {
    // hooks come before look-ups: without a pause between them this one would wait forever
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    const seen = await host.seen();
    const found = seen.filter(({ kind, lookup }) => kind === "found" && lookup === move[1]);
    if (!found.some(({ state }) => state !== FOUND.more)) continue;
    return { states: found.map(({ state }) => state), hits: found.flatMap(hitsOf) };
  }
}

function hitsOf({ hits = [] }: Seen): [number, number, string][] {
  return hits.map(({ segment, offset, json }) => [segment, offset, json]);
}

const sale = (key: string, rest = "") => `{"saleKey":"${key}"${rest}}`;
const KEY = '"saleKey":"T1-7"';
const FIRST = lines("{}", sale("T1-7"), sale("T1-77"));
const SECOND = lines("{}", sale("T1-8"), sale("T1-7", ',"n":2'));
const FILES = { "00000001-20260101.jsonl": FIRST, "00000002-20260102.jsonl": SECOND };

async function withJournal(
  files: Readonly<Record<string, string | Uint8Array>>,
  body: (host: Host, folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) writeSegment(folder, name, content);
    await withHostIn(folder, { engine: "direct" }, (host) => body(host, folder));
  });
}

test("find tells every line that holds the needle, where it begins, oldest first", () =>
  withJournal(FILES, async (host) => {
    const { states, hits } = await ask(host, ["find", 1, KEY]);
    const later = lines("{}", sale("T1-8")).length;
    assert.equal(hits, [
      [1, line("{}").length, sale("T1-7")],
      [2, later, sale("T1-7", ',"n":2')],
    ]);
    assert.is(states.at(-1), FOUND.done);
  }));

test("find keeps to the segments that are asked for", () =>
  withJournal(FILES, async (host) => {
    assert.equal(
      (await ask(host, ["find", 1, KEY, 2])).hits.map(([segment]) => segment),
      [2],
    );
    assert.equal(
      (await ask(host, ["find", 2, KEY, 0, 1])).hits.map(([segment]) => segment),
      [1],
    );
  }));

test("a line that was appended a moment ago is found", () =>
  withHost({ engine: "direct", puppet: FIRST_SEGMENT }, async (host) => {
    await host.run({
      do: [
        ["append", sale("T1-7")],
        ["reply", ""],
      ],
    });
    assert.equal(
      (await ask(host, ["find", 1, KEY])).hits.map(([, , json]) => json),
      [sale("T1-7")],
    );
  }));

test("any bytes may be looked for, not only what the index knows", () =>
  withJournal(FILES, async (host) => {
    assert.equal(
      (await ask(host, ["find", 1, '"n":2'])).hits.map(([segment]) => segment),
      [2],
    );
    assert.equal((await ask(host, ["find", 2, "nowhere"])).hits, []);
  }));

test("the needle is looked for in the JSON alone, not in a checksum", () =>
  withJournal({ "00000001-20260101.jsonl": line("{}") }, async (host) => {
    assert.equal(await ask(host, ["find", 1, line("{}").slice(0, 8)]), { states: [FOUND.done], hits: [] });
  }));

test("a line that holds the needle and does not verify ends the search as failed", () =>
  withJournal(
    { ...FILES, "00000001-20260101.jsonl": `${line("{}")}00000000 ${sale("T1-7")}\n${line("{}")}` },
    async (host) => {
      assert.is((await ask(host, ["find", 1, KEY])).states.at(-1), FOUND.failed);
    },
  ));

for (const [what, part] of [
  ["zeros", "\0".repeat(40)],
  ["a line without its end", line(sale("T1-8")).slice(0, -1)],
  ["line ends of another system", line(sale("T1-8")).replace("\n", "\r\n")],
] as const)
  test(`a search that meets a closed segment with ${what} says so, though nothing of it matches, and again`, () =>
    withJournal({ ...FILES, "00000001-20260101.jsonl": `${line("{}")}${part}` }, async (host) => {
      for (const [at, needle] of ['"saleKey":"T1-none"', '"saleKey":"T1-none"', "nowhere"].entries())
        assert.equal(await ask(host, ["find", 10 + at, needle]), { states: [FOUND.damaged], hits: [] });
      assert.is(
        (await ask(host, ["find", 2, KEY, 2])).states.at(-1),
        FOUND.done,
        "of the segments that were asked for",
      );
      assert.equal(await ask(host, ["find", 3, KEY]), {
        states: [FOUND.damaged],
        hits: [[2, lines("{}", sale("T1-8")).length, sale("T1-7", ',"n":2')]],
      });
    }));

test("read tells the lines at places, in the order of the places", () =>
  withJournal(FILES, async (host) => {
    const second = lines("{}", sale("T1-8")).length;
    const { states, hits } = await ask(host, [
      "read",
      1,
      [
        [2, second],
        [1, 0],
      ],
    ]);
    assert.equal(hits, [
      [2, second, sale("T1-7", ',"n":2')],
      [1, 0, "{}"],
    ]);
    assert.is(states.at(-1), FOUND.done);
  }));

for (const [what, segment, offset] of [
  ["inside a line", 1, 3],
  ["behind the end", 1, 100_000],
  ["in a segment that is not there", 9, 0],
] as const)
  test(`read of a place ${what} fails`, () =>
    withJournal(FILES, async (host) => {
      assert.is((await ask(host, ["read", 1, [[segment, offset]]])).states.at(-1), FOUND.failed);
    }));

test("a large answer comes in pieces, and nothing of it is lost or repeated", () => {
  const many = Array.from({ length: 160 }, (_, n) => sale("T1-7", `,"pad":"${"x".repeat(4000)}","n":${n}`));
  return withJournal(
    { "00000001-20260101.jsonl": lines("{}", ...many), "00000002-20260101.jsonl": line("{}") },
    async (host) => {
      const { states, hits } = await ask(host, ["find", 1, KEY]);
      assert.ok(states.length > 2, `${states.length} pieces`);
      assert.equal(
        hits.map(([, , json]) => json),
        many,
      );
    },
  );
});

test("a search says how far it is, and other events come between its pieces", () => {
  const pad = lines(...Array.from({ length: 700 }, () => `"${"x".repeat(5000)}"`));
  const files = Object.fromEntries(
    [1, 2, 3].map((n) => [`0000000${n}-20260101.jsonl`, n < 3 ? line("{}") + pad : line("{}")]),
  );
  return withJournal(files, async (host) => {
    await host.run({
      do: [
        ["find", 1, "nowhere"],
        ["timer", 1, 0],
        ["reply", ""],
      ],
    });
    const { states } = await ask(host, ["find", 2, "nowhere"]);
    assert.ok(states.includes(FOUND.more));
    const seen = await host.seen();
    const first = seen.filter(({ kind, lookup }) => kind === "found" && lookup === 1);
    assert.ok((first[0]?.doneBytes ?? 0) < (first[0]?.totalBytes ?? 0));
    const order = seen.map(({ kind }) => kind);
    assert.ok(order.indexOf("timer") < order.lastIndexOf("found"), "the timer did not wait for the search");
  });
});

test("two look-ups are answered one after the other", () =>
  withJournal(FILES, async (host) => {
    await host.run({
      do: [
        ["find", 1, KEY],
        ["read", 2, [[1, 0]]],
        ["reply", ""],
      ],
    });
    await ask(host, ["find", 3, KEY]);
    const found = (await host.seen()).filter(({ kind }) => kind === "found").map(({ lookup }) => lookup);
    assert.equal(found, [1, 2, 3]);
  }));

test("no file says that a key is missing: the index is made of the segments' own bytes", () =>
  withJournal(FILES, async (host) => {
    // what version 0.1 kept there, forged: it knows the segments, and no key in them
    writeFileSync(
      host.data("journal", "index"),
      Buffer.concat([
        Buffer.from("grp index 2\n", "latin1"),
        forgedEntry(1, 20260101, FIRST.length),
        forgedEntry(2, 20260102, SECOND.length),
      ]),
    );
    assert.equal((await ask(host, ["find", 1, KEY])).hits.length, 2);
    assert.equal((await ask(host, ["find", 2, KEY])).hits.length, 2, "from memory");
  }));

function forgedEntry(segment: number, yyyymmdd: number, sizeBytes: number): Buffer {
  const entry = Buffer.alloc(20);
  [segment, yyyymmdd, sizeBytes, 0].forEach((value, at) => {
    entry.writeUInt32LE(value, 4 * at);
  });
  entry.writeUInt32LE(crc32c(entry.subarray(0, 16)), 16);
  return entry;
}

test("the index says of a key that no segment has that there is nothing, without reading them", () =>
  withJournal(FILES, async (host, folder) => {
    await ask(host, ["find", 1, KEY]);
    // the same size, another content: the index does not look
    writeSegment(folder, "00000001-20260101.jsonl", FIRST.replaceAll("T1-7", "XX-9"));
    assert.equal((await ask(host, ["find", 2, '"saleKey":"XX-9"'])).hits, []);
  }));

test("the index takes so much memory and no more: what it has no room for is searched each time", () => {
  const index = new SegmentIndex(8);
  const name = (segment: number) => ({ segment, yyyymmdd: 20260101, file: "" });
  const lengths = new Map<number, number>();
  const mayHold = (segment: number) => index.mayHold(name(segment), lengths.get(segment) ?? 0, Buffer.from("nowhere"));
  const isDamaged = (segment: number) => index.isDamaged(name(segment), lengths.get(segment) ?? 0);
  const add = (segment: number, ...keys: readonly string[]) => {
    const bytes = Buffer.from(lines(...keys.map((key) => sale(key))), "latin1");
    lengths.set(segment, bytes.length);
    index.add(name(segment), bytes);
  };
  add(1, "T1-7", "T1-8");
  add(2, "T1-9");
  assert.equal([mayHold(1), mayHold(2)], [false, true]);
  assert.equal([isDamaged(1), isDamaged(2)], [false, false], "it was verified all the same");
  index.prune(new Set([2]));
  add(2, "T1-9", "T1-10");
  assert.equal([mayHold(1), mayHold(2)], [true, false], "what is dropped makes room");
});

test.run();
