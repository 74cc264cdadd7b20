// Whatever lies in a journal's folder, both runtimes make the same of it, and neither writes where it must not.
// Time limit: 300 s
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as assert from "uvu/assert";
import type { EngineName } from "../../../runtime/node/api.ts";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { line, lines, onEveryEngine, withFolder, withHostIn, writeSegment } from "../../spec/runtime/host.ts";
import type { Move } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

type Segments = Readonly<Record<string, string>>;

/** What an engine says of a folder, of moves on it, and what the folder is like afterwards. */
async function storyOf(engine: EngineName, segments: Segments, moves: readonly Move[]): Promise<unknown[]> {
  const story: unknown[] = [];
  await withFolder(async (folder) => {
    for (const [name, content] of Object.entries(segments)) writeSegment(folder, name, Buffer.from(content, "latin1"));
    await withHostIn(folder, { engine }, async (host) => {
      story.push(host.result(0));
      for (const move of moves) {
        const { flags, lossReason, segment, yyyymmdd, badOffset, lines } = (await host.seen())[0] ?? {};
        story.push({ flags, lossReason, segment, yyyymmdd, badOffset, lines });
        story.push(await host.run({ do: [move, ["reply", "done"]] }));
      }
    });
    const journal = join(folder, "data", "journal");
    for (const name of readdirSync(journal).sort()) story.push([name, readFileSync(join(journal, name), "latin1")]);
  });
  return story;
}

/** The same journals in every run, so that one that fails fails again. */
const SAMPLE = { seed: 20_261_124, numRuns: 150 };

const record = fc.constantFrom("{}", '{"n":1}', '{"name":"Pienas"}', "x");
const whole = fc.array(record, { maxLength: 4 }).map((records) => lines(...records));

/** A segment's text, and how it is bent: cut, a byte changed, something put in, something behind it. */
const bent = fc
  .tuple(whole, fc.nat(4), fc.nat(), fc.constantFrom("\n", "\0", "garbage\n", "half", "00000000 {}\n", "\n\n"))
  .map(([text, how, at, what]) => {
    const place = text.length === 0 ? 0 : at % text.length;
    if (how === 0) return text.slice(0, place);
    if (how === 1) return `${text.slice(0, place)}${what}${text.slice(place)}`;
    if (how === 2) return `${text.slice(0, place)}${what[0]}${text.slice(place + 1)}`;
    return how === 3 ? `${text}${what}` : text;
  });

const names = fc.constantFrom(
  ...["00000001-20260101", "00000002-20260101", "00000002-20260102", "00000003-20251231", "99999999-99999999"].map(
    (name) => `${name}.jsonl`,
  ),
  ...["1-20260101.jsonl", "00000004-20260101.jsonl.bak", "0000000x-20260101.jsonl"],
);
const folders = fc
  .array(fc.tuple(names, bent), { minLength: 1, maxLength: 3 })
  .map((files) => Object.fromEntries(files));

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  record.map((json): Move => ["append", json]),
  fc.tuple(fc.nat(5), fc.constantFrom(20260101, 20260103, 0)).map(([n, day]): Move => ["rotate", n, day, "{}"]),
  fc.tuple(fc.nat(3), fc.nat(60)).map(([n, at]): Move => ["truncate", n, at]),
  fc.nat(4).map((n): Move => ["remove", n]),
);

onEveryEngine((engine) => {
  const test = suite(`journals on ${engine}`);

  test("nothing is written behind half a line of a corrupt segment", async () => {
    const torn = `${line("{}")}damage\n${line('{"n":1}')}half a li`;
    const story = await storyOf(engine, { "00000001-20260101.jsonl": torn }, [["append", '{"n":2}']]);
    const boot = {
      flags: BOOT_FLAG.writable | BOOT_FLAG.corrupt | BOOT_FLAG.noLower,
      lossReason: 0,
      segment: 1,
      yyyymmdd: 20260101,
    };
    assert.equal(story, [
      "",
      { ...boot, badOffset: line("{}").length, lines: "{}" },
      "error -33",
      ["00000001-20260101.jsonl", torn],
    ]);
  });

  test("a corrupt segment that ends with a whole line takes records on, and stays corrupt", async () => {
    const corrupt = `${line("{}")}damage\n${line('{"n":1}')}`;
    const story = await storyOf(engine, { "00000001-20260101.jsonl": corrupt }, [["append", '{"n":2}']]);
    assert.equal(story.slice(2), ["done", ["00000001-20260101.jsonl", `${corrupt}${line('{"n":2}')}`]]);
  });

  if (engine === "native")
    test("of any journal, whole or bent at random, it makes what runtime/node makes of it", async () => {
      for (const [segments, moves] of fc.sample(fc.tuple(folders, fc.array(anyMove, { maxLength: 3 })), SAMPLE))
        assert.equal(
          await storyOf("native", segments, moves),
          await storyOf("direct", segments, moves),
          JSON.stringify([segments, moves]),
        );
    });

  test.run();
});
