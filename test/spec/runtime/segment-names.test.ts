/**
 * Names in the journal's folder: one file is one segment whatever the case of its letters, and a newest segment that has
 * got another name is not forgotten.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { digestOf } from "../../../runtime/node/store/chain.ts";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import { suite } from "../../support/suite.ts";
import { line, lines, linked, linkedAs, onEveryEngine, withFolder, withHostIn, writeSegment } from "./host.ts";
import type { Plan } from "./puppet.ts";

const SALE = '{"saleKey":"K1"}';
const FIRST = lines("{}", SALE);
const TOP = linked("{}", 1, FIRST);
const SECOND = `${TOP}${line('{"n":2}')}`;

type Files = Readonly<Record<string, string>>;

/** What a session must refuse. A name may be what Windows, a backup, an editor or a virus scanner makes of a segment's. */
const REFUSED: Readonly<Record<string, Files>> = {
  "the newest segment under a copy's name": {
    "00000001-20260101.jsonl": FIRST,
    "00000002-20260102 (1).jsonl": SECOND,
  },
  "the newest segment with an ending behind its own": {
    "00000001-20260101.jsonl": FIRST,
    "00000002-20260102.jsonl.bak": SECOND,
  },
  "the newest segment with another ending": { "00000001-20260101.jsonl": FIRST, "00000002-20260102.old": SECOND },
  "the newest segment with an ending like that of an unfinished one": {
    "00000001-20260101.jsonl": FIRST,
    "00000002-20260102.jsonl.newer": SECOND,
  },
  "the only segment under a copy's name": { "Copy of 00000001-20260101.jsonl": FIRST },
  "what a repair set aside, without the segment that it made": {
    "00000001-20260101.jsonl": FIRST,
    "00000002-20260102.jsonl.damaged": SECOND,
  },
  "what a repair set aside, alone": { "00000001-20260101.JSONL.DAMAGED": FIRST },
  "what a repair set aside, above a segment that was emptied": {
    "00000001-20260101.jsonl": FIRST,
    "00000002-20260102.jsonl.damaged-2": SECOND,
    "00000003-20260103.jsonl": "",
  },
};

/** What is no harm beside a journal of two segments. */
const HARMLESS: Readonly<Record<string, Files>> = {
  "a copy of its newest segment": { "00000002-20260102 - Copy.jsonl": SECOND },
  "what a repair set aside below": { "00000001-20260101.jsonl.damaged": "?" },
  "what a repair set aside under a number that no till reaches": { "99999999-20260101.jsonl.damaged": "?" },
  "what a repair that was stopped had begun to write": {
    "00000003-20260103.jsonl.new": "?",
    "00000003-20260103.JSONL.4711.new": "?",
  },
  "a longer number": { "123456789-20260101.jsonl": "?" },
  "a file of another kind": { "notes 2026-11-27.txt": "?" },
};

onEveryEngine((engine) => {
  const test = suite(`names of segments on ${engine}`);

  const withFiles = (files: Files, body: Parameters<typeof withHostIn>[2], keepDays = 90) =>
    withFolder(async (folder) => {
      for (const [name, content] of Object.entries(files)) writeSegment(folder, name, Buffer.from(content, "latin1"));
      await withHostIn(folder, { engine, config: { journal: { keepDays } } }, body);
    });

  for (const ending of ["JSONL", "Jsonl", "jsonL"])
    test(`a segment that ends with .${ending} is read, searched, written, followed and removed`, () =>
      withFiles(
        { [`00000001-20260101.${ending}`]: FIRST },
        async (host) => {
          const [boot] = await host.seen();
          assert.equal([boot?.segment, boot?.lines], [1, `{}\n${SALE}`]);
          await host.run({
            do: [
              ["append", '{"n":1}'],
              ["rotate", 2, 20260102, "{}"],
              ["find", 7, '"saleKey":"K1"'],
            ],
            found: [["reply", ""]],
          });
          const found = (await host.seen()).filter(({ kind }) => kind === "found");
          assert.equal(
            found.flatMap(({ hits = [] }) => hits.map(({ json }) => json)),
            [SALE],
          );
          const names = () =>
            readdirSync(host.data("journal"))
              .sort()
              .filter((name) => /\.jsonl$/i.test(name));
          assert.equal(names().sort(), [`00000001-20260101.${ending}`, "00000002-20260102.jsonl"]);
          const content = `${FIRST}${line('{"n":1}')}`;
          assert.is(readFileSync(host.data("journal", `00000001-20260101.${ending}`), "latin1"), content);
          assert.is(host.file("journal", "00000002"), linked("{}", 1, content));
          await host.run({
            do: [
              ["remove", 1],
              ["reply", ""],
            ],
          });
          assert.equal(names(), ["00000002-20260102.jsonl"]);
        },
        1,
      ));

  test("of what a repair set aside the name counts in capitals too", () => {
    const stated = `00000001.damaged:${digestOf(Buffer.from(FIRST, "latin1"))}`;
    const files = {
      "00000001-20260101.JSONL.Damaged": FIRST,
      "00000002-20260102.jsonl": linkedAs("{}", stated),
    };
    return withFiles(files, async (host) => {
      const [boot] = await host.seen();
      assert.equal([Number(boot?.flags) & BOOT_FLAG.corrupt, boot?.measuredLink], [0, stated]);
    });
  });

  test("a file whose name is only like that of one that was set aside does not count as it", () => {
    const aside = `00000001.damaged:${digestOf(Buffer.from(FIRST, "latin1"))}`;
    const files = {
      "00000001-20260101.jsonl.damaged2": FIRST,
      "00000002-20260102.jsonl": linkedAs("{}", aside),
    };
    return withFiles(files, async (host) => {
      assert.is((await host.seen())[0]?.measuredLink, "00000001.damaged:-");
    });
  });

  if (process.platform === "linux")
    test("two files whose names differ in case only are two of one number", () =>
      withFiles({ "00000001-20260101.jsonl": FIRST, "00000001-20260101.JSONL": FIRST }, async (host) => {
        assert.ok(Number((await host.seen())[0]?.flags) & BOOT_FLAG.corrupt);
      }));

  for (const [what, files] of Object.entries(REFUSED))
    test(`${what}: told as damage, and no segment is begun`, () =>
      withFiles(files, async (host) => {
        const [boot] = await host.seen();
        assert.ok(Number(boot?.flags) & BOOT_FLAG.corrupt, String(boot?.flags));
        assert.ok(!(Number(boot?.flags) & BOOT_FLAG.tailCut));
        assert.is(boot?.lines, "00000001-20260101.jsonl" in files ? `{}\n${SALE}` : "");
        assert.is(
          await host.run({
            do: [
              ["rotate", 9, 20260109, "{}"],
              ["reply", ""],
            ],
          }),
          `error ${NUMBERS["store-failed"]}`,
        );
        assert.equal(
          readdirSync(host.data("journal"))
            .sort()
            .filter((name) => name !== "probe"),
          Object.keys(files).sort(),
        );
      }));

  for (const [what, files] of Object.entries(HARMLESS))
    test(`${what} beside the journal is no harm`, () =>
      withFiles({ "00000001-20260101.jsonl": FIRST, "00000002-20260102.jsonl": SECOND, ...files }, async (host) => {
        const [boot] = await host.seen();
        assert.equal([Number(boot?.flags) & BOOT_FLAG.corrupt, boot?.segment], [0, 2]);
        for (const [name, content] of Object.entries(files))
          assert.is(readFileSync(host.data("journal", name), "latin1"), content);
      }));

  for (const [what, harm] of [
    ["is removed", (journal: string) => rmSync(join(journal, "00000002-20260102.jsonl"))],
    [
      "is moved away with its folder",
      (journal: string) => {
        renameSync(journal, `${journal}.was`);
        mkdirSync(journal);
      },
    ],
    ["loses its last line", (journal: string) => truncateSync(join(journal, "00000002-20260102.jsonl"), TOP.length)],
  ] as const)
    test(`a newest segment that ${what} behind an open session is not forgotten by it`, () =>
      withFiles({ "00000001-20260101.jsonl": FIRST }, async (host) => {
        await host.run({
          do: [
            ["rotate", 2, 20260102, "{}"],
            ["append", '{"n":2}'],
            ["reply", ""],
          ],
        });
        harm(host.data("journal"));
        await host.run({ do: [["throw"]] });
        const [boot] = await host.seen();
        assert.ok(Number(boot?.flags) & BOOT_FLAG.corrupt, String(boot?.flags));
      }));

  for (const name of ["00000002-20260102.jsonl", "00000002-20260103.jsonl", "00000009-20260102.JSONL"])
    test(`${name}, put there behind an open session, is neither removed nor passed over by a rotation`, () =>
      withFiles({ "00000001-20260101.jsonl": FIRST }, async (host) => {
        await host.seen();
        writeFileSync(host.data("journal", name), SECOND);
        const rotated = await host.run({
          do: [
            ["rotate", 2, 20260102, "{}"],
            ["reply", ""],
          ],
        });
        assert.is(rotated, `error ${NUMBERS["store-failed"]}`);
        assert.equal(
          readdirSync(host.data("journal"))
            .sort()
            .filter((one) => one !== "probe"),
          ["00000001-20260101.jsonl", name],
        );
        assert.is(readFileSync(host.data("journal", name), "latin1"), SECOND);
      }));

  test("a segment that gets its lines back behind an open session, which has seen its beginning only, is not removed", () =>
    withFiles({ "00000001-20260101.jsonl": FIRST, "00000002-20260102.jsonl": "" }, async (host) => {
      await host.seen();
      writeFileSync(host.data("journal", "00000002-20260102.jsonl"), SECOND);
      const rotate: Plan = {
        do: [
          ["rotate", 2, 20260103, "{}"],
          ["reply", ""],
        ],
      };
      assert.is(await host.run(rotate), `error ${NUMBERS["store-failed"]}`);
      const [boot] = await host.seen();
      assert.equal([Number(boot?.flags) & BOOT_FLAG.corrupt, boot?.segment], [0, 2]);
      assert.is(host.file("journal", "00000002-20260102.jsonl"), SECOND);
    }));

  test("a segment that is cut back behind an open session, after a torn tail or a failed write, is as it was", () =>
    withFiles({ "00000001-20260101.jsonl": `${FIRST}half` }, async (host) => {
      const cut = FIRST.length;
      await host.run({
        do: [
          ["truncate", 1, cut],
          ["append", '{"n":1}'],
          ["reply", ""],
        ],
      });
      await host.run({ do: [["throw"]] });
      const [boot] = await host.seen();
      assert.equal([Number(boot?.flags) & BOOT_FLAG.corrupt, boot?.lines], [0, `{}\n${SALE}\n{"n":1}`]);
    }));

  test("a folder that has a segment's number in its name is no segment", () =>
    withFolder(async (folder) => {
      writeSegment(folder, "00000001-20260101.jsonl", FIRST);
      mkdirSync(join(folder, "data", "journal", "00000005-20260105 old"));
      await withHostIn(folder, { engine }, async (host) => {
        assert.is(Number((await host.seen())[0]?.flags) & BOOT_FLAG.corrupt, 0);
      });
    }));

  test.run();
});
