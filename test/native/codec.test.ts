// The shim's codec is the one of runtime/node: by the golden vectors, and by batches bent at random.
// Time limit: 900 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { decodeBatch } from "../../runtime/node/batch.ts";
import type { Effect, Place } from "../../runtime/node/boundary.ts";
import { encodeLine, verifySegment } from "../../runtime/node/store/segment.ts";
import { CAPS, EFFECT, EVENT, POLICY } from "../../schemas/generated/boundary.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { linuxProgram } from "./programs.ts";
import { withFolder } from "./puppet.ts";

type Value = number | string | { readonly ascii: string } | { readonly hex: string };
type Fields = Readonly<Record<string, Value>>;
interface Vector {
  readonly kind: "event" | "policy" | "batch";
  readonly name: string;
  readonly file: string;
  readonly value: Fields & { readonly effects: readonly Fields[] };
  readonly invalid?: string;
}

const folder = new URL("../contract/boundary/", import.meta.url);
const { vectors } = JSON.parse(readFileSync(new URL("vectors.json", folder), "utf8")) as { vectors: readonly Vector[] };
const table = JSON.parse(readFileSync(new URL("../../schemas/boundary.json", import.meta.url), "utf8")) as Record<
  "events" | "effects",
  readonly { readonly name: string; readonly fields: readonly { readonly name: string }[] }[]
>;

function bytesOf(vector: Vector): Buffer {
  return Buffer.from(readFileSync(new URL(vector.file, folder), "ascii").replace(/\s/g, ""), "hex");
}

function placeHex({ segment, offset }: Place): string {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(segment, 0);
  bytes.writeDoubleLE(offset, 4);
  return bytes.toString("hex");
}

/** A value as the program prints and takes it. */
function printed(value: unknown): string {
  if (Array.isArray(value)) return value.map(placeHex).join("");
  if (typeof value === "object" && value !== null) {
    const bytes = value instanceof Uint8Array ? Buffer.from(value) : undefined;
    const hex =
      bytes?.toString("hex") ??
      ("ascii" in value ? Buffer.from(String(value.ascii), "latin1").toString("hex") : (value as { hex: string }).hex);
    return hex === "" ? "-" : hex;
  }
  return typeof value === "boolean" ? String(Number(value)) : String(value === 0 ? 0 : value);
}

/** The fields of an event or effect in the order of the table. */
function inOrder(kind: "events" | "effects", name: string, fields: Readonly<Record<string, unknown>>): string[] {
  const row = table[kind].find((one) => one.name === name);
  return (row?.fields ?? []).map((field) => printed(fields[field.name]));
}

function lineOf(effects: readonly Effect[]): string {
  return effects.map(({ type, ...fields }) => [EFFECT[type], ...inOrder("effects", type, fields)].join(" ")).join(";");
}

/** The same bytes in every run, so that what fails fails again. */
const SAMPLE = { seed: 20_261_124, numRuns: 4000 };

/** Some bytes that are cut short, or have a byte more, less or changed. */
function bentOf(whole: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.constantFrom(...whole), fc.nat(), fc.nat(255), fc.nat(3)).map(([bytes, at, byte, how]) => {
    const place = at % bytes.length;
    const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (how === 0) return head;
    if (how === 1) return Buffer.concat([head, Buffer.of(byte), tail]);
    if (how === 2) return Buffer.concat([head, tail.subarray(1)]);
    return Buffer.concat([head, Buffer.of(byte), tail.subarray(1)]);
  });
}

const codec = suite("the shim's codec");

const available = await library("linux-x64");
if (available.type === "absent") skip("the shim's codec", available.reason);
else {
  const sources = ["boundary.c", "bytes.c", "digest.c", "segment.c"];
  const program = await linuxProgram("codec", ["codec.c"], { sanitizer: "address,undefined", shim: sources });

  /** What the program makes of some batches or segments. */
  const readEach = async (kind: "batches" | "segments", all: readonly Uint8Array[]): Promise<string[]> => {
    let lines: string[] = [];
    await withFolder(async (place) => {
      const file = join(place, kind);
      const length = (bytes: Uint8Array): Buffer => Buffer.from(Uint32Array.of(bytes.length).buffer);
      writeFileSync(file, Buffer.concat(all.flatMap((bytes) => [length(bytes), bytes])));
      lines = (await run(program, [kind, file], { env: { ASAN_OPTIONS: "detect_leaks=0" } })).split("\n").slice(0, -1);
    });
    return lines;
  };

  const env = { ASAN_OPTIONS: "detect_leaks=0" };
  for (const vector of vectors) {
    if (vector.kind === "event")
      codec(`writes ${vector.name}`, async () => {
        const { event, utcOffsetMin, wallMs, monoMs, random, ...fields } = vector.value;
        const name = event as keyof typeof EVENT;
        const stamp = [utcOffsetMin, wallMs, monoMs, random].map(printed);
        const hex = await run(program, ["event", String(EVENT[name]), ...stamp, ...inOrder("events", name, fields)], {
          env,
        });
        assert.is(hex.trim(), bytesOf(vector).toString("hex"));
      });
    else if (vector.kind === "policy")
      codec(`reads ${vector.name}`, () =>
        withFolder(async (place) => {
          const file = join(place, "record");
          writeFileSync(file, bytesOf(vector));
          const expected = POLICY.map(({ name }) => printed(vector.value[name])).join(" ");
          assert.is((await run(program, ["policy", file], { env })).trim(), expected);
          writeFileSync(file, Buffer.concat([bytesOf(vector), Buffer.alloc(1)]));
          assert.is((await run(program, ["policy", file], { env })).trim(), "fault");
          writeFileSync(file, bytesOf(vector).subarray(0, -1));
          assert.is((await run(program, ["policy", file], { env })).trim(), "fault");
        }),
      );
    else if (vector.invalid !== undefined)
      codec(`refuses ${vector.name}: ${vector.invalid}`, async () => {
        assert.equal(await readEach("batches", [bytesOf(vector)]), ["fault"]);
      });
    else
      codec(`reads ${vector.name}`, async () => {
        const effects = vector.value.effects.map(({ effect, ...fields }) =>
          [EFFECT[effect as keyof typeof EFFECT], ...inOrder("effects", String(effect), fields)].join(" "),
        );
        assert.equal(await readEach("batches", [bytesOf(vector)]), [effects.join(";")]);
      });
  }

  codec("says of any batch what runtime/node says of it", async () => {
    const valid = vectors.filter(({ kind, invalid }) => kind === "batch" && invalid === undefined).map(bytesOf);
    const batches = [...fc.sample(bentOf(valid), SAMPLE), Buffer.alloc(CAPS.batchBytes + 1, 1)];
    const expected = batches.map((batch) => {
      const decoded = decodeBatch(batch);
      return decoded.type === "fault" ? "fault" : lineOf(decoded.effects);
    });
    assert.equal(await readEach("batches", batches), expected);
    assert.ok(expected.filter((line) => line !== "fault").length > 100, "some are still batches");
  });

  codec("says of any segment what runtime/node says of it", async () => {
    const json = ["{}", '{"n":1}', "x", '{"name":"Pienas 2,5 %"}'].map((text) => encodeLine(Buffer.from(text)));
    const whole = [1, 2, 3, 4].map((count) => Buffer.concat(json.slice(0, count)));
    const twice = fc.sample(bentOf(fc.sample(bentOf(whole), SAMPLE).filter((bytes) => bytes.length > 0)), SAMPLE);
    const segments = [...whole, ...twice, Buffer.alloc(0), Buffer.from("\n"), Buffer.from("00000000 \n")];
    const expected = segments.map((bytes) => {
      const { lineCount, badOffset, isCorrupt, lines } = verifySegment(bytes);
      return `${lineCount} ${badOffset} ${Number(isCorrupt)} ${printed(lines)}`;
    });
    assert.equal(await readEach("segments", segments), expected);
    for (const kind of [" -1 0 ", " 0 0 ", " 1 "])
      assert.ok(
        expected.some((line) => line.includes(kind)),
        kind,
      );
  });
}

codec.run();
