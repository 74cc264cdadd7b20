// The trace's steps are read as text; what is read is what the bundle's and the host's own codecs read of the bytes.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { decodeEvent } from "../../plugin/event-reader.ts";
import { decodeAscii } from "../../plugin/text/ascii.ts";
import { effectsOf, eventOf, partsOf } from "../../runtime/cli/trace/steps.ts";
import { decodeBatch } from "../../runtime/node/batch.ts";
import { suite } from "../support/suite.ts";

const test = suite("a trace's steps");

const folder = new URL("../contract/boundary/", import.meta.url);
const { vectors } = JSON.parse(readFileSync(new URL("vectors.json", folder), "utf8")) as {
  vectors: readonly { readonly kind: string; readonly name: string; readonly file: string }[];
};

function bytesOf(file: string): Uint8Array {
  return Uint8Array.from(Buffer.from(readFileSync(new URL(file, folder), "ascii").replace(/\s/g, ""), "hex"));
}

/** A value with texts for its bytes. */
function inText(value: unknown): unknown {
  if (value instanceof Uint8Array) return decodeAscii(value);
  if (Array.isArray(value)) return value.map(inText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inText(inner)]));
}

/** What the bundle reads, or undefined if it refuses. */
function eventAsBundle(bytes: Uint8Array): unknown {
  try {
    const { event, moment } = decodeEvent(Uint8Array.from(bytes).buffer);
    return { event: inText(event), moment: { utcOffsetMin: moment.utcOffsetMin, wallMs: moment.wallMs } };
  } catch {
    return undefined;
  }
}

function effectsAsHost(bytes: Uint8Array): unknown {
  const batch = decodeBatch(bytes);
  return batch.type === "effects" ? inText(batch.effects) : [];
}

for (const { kind, name, file } of vectors) {
  if (kind === "event")
    test(`${name} is read as the bundle reads it`, () =>
      assert.equal(eventOf({ event: decodeAscii(bytesOf(file)) }), eventAsBundle(bytesOf(file))));
  if (kind === "batch")
    test(`${name} is read as the host reads it`, () =>
      assert.equal(effectsOf({ batch: decodeAscii(bytesOf(file)) }), effectsAsHost(bytesOf(file))));
}

test("a clock that no record can hold is read as the bundle reads it", () => {
  const [vector] = vectors.filter(({ kind }) => kind === "event");
  assert.ok(vector);
  for (const wallMs of [-1, 1e18, Number.POSITIVE_INFINITY]) {
    const bytes = bytesOf(vector.file);
    new DataView(bytes.buffer).setFloat64(4, wallMs, true);
    const read = eventAsBundle(bytes);
    assert.ok(read);
    assert.equal(eventOf({ event: decodeAscii(bytes) }), read);
  }
});

test("what is cut or changed anywhere is read alike, or refused alike", () => {
  const files = vectors.filter(({ kind }) => kind !== "policy");
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.nat(4000), fc.nat(255), fc.boolean(), (vector, place, byte, isCut) => {
      const whole = bytesOf(vector.file);
      const at = place % (whole.length + 1);
      const bytes = isCut ? whole.subarray(0, at) : Uint8Array.from(whole);
      if (!isCut && at < bytes.length) bytes[at] = byte;
      const text = decodeAscii(bytes);
      if (vector.kind === "event") assert.equal(eventOf({ event: text }), eventAsBundle(bytes));
      else assert.equal(effectsOf({ batch: text }), effectsAsHost(bytes));
    }),
  );
});

test("a part stands where it is said to stand", () => {
  for (const { kind, file } of vectors) {
    const text = decodeAscii(bytesOf(file));
    const event = kind === "event" ? eventOf({ event: text })?.event : undefined;
    if (event === undefined) continue;
    const told = partsOf(text, event).map(([from, to]) => text.slice(from, to));
    const parts =
      event.type === "boot"
        ? [event.config, event.lines]
        : event.type === "hook"
          ? [event.payload]
          : event.type === "data"
            ? [event.bytes]
            : event.type === "found"
              ? event.hits.map(({ json }) => json)
              : [];
    assert.equal(told, parts);
  }
});

test.run();
