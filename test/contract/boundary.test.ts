// The golden vectors of the boundary: what both codecs must make of the same bytes. The host's side is runtime/node.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { encodePolicy } from "../../runtime/loader/policy.ts";
import { decodeBatch } from "../../runtime/node/batch.ts";
import { type Effect, encodeEvent, type HostEvent, type Place, type Stamp } from "../../runtime/node/boundary.ts";
import { decodePolicy } from "../../runtime/node/settings.ts";
import { suite } from "../support/suite.ts";

type Value = number | string | { readonly ascii: string } | { readonly hex: string };
type Fields = Readonly<Record<string, Value>>;
type Vector =
  | { readonly kind: "event"; readonly name: string; readonly file: string; readonly value: Fields }
  | { readonly kind: "policy"; readonly name: string; readonly file: string; readonly value: Fields }
  | {
      readonly kind: "batch";
      readonly name: string;
      readonly file: string;
      readonly value: { readonly effects: readonly Fields[] };
    }
  | { readonly kind: "batch"; readonly name: string; readonly file: string; readonly invalid: string };

const folder = new URL("./boundary/", import.meta.url);
const { vectors } = JSON.parse(readFileSync(new URL("vectors.json", folder), "utf8")) as { vectors: readonly Vector[] };

/** The bytes of a vector's file. */
function bytesOf(vector: Vector): Uint8Array {
  return Uint8Array.from(Buffer.from(readFileSync(new URL(vector.file, folder), "ascii").replace(/\s/g, ""), "hex"));
}

/** A vector's fields as a codec has them: bytes instead of their text. */
function plain(fields: Fields): Record<string, number | string | Uint8Array> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (typeof value !== "object") return [name, value] as const;
    return [
      name,
      Uint8Array.from("ascii" in value ? Buffer.from(value.ascii, "latin1") : Buffer.from(value.hex, "hex")),
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** An effect as decoded, in the vectors' terms. */
function asVector({ type, ...fields }: Effect): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [name, Uint8Array.from(Buffer.concat(value.map(placeBytes)))];
    if (value instanceof Uint8Array) return [name, Uint8Array.from(value)];
    return [name, typeof value === "boolean" ? Number(value) : value];
  });
  return { effect: type, ...Object.fromEntries(entries) };
}

function placeBytes({ segment, offset }: Place): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(segment, 0);
  bytes.writeDoubleLE(offset, 4);
  return bytes;
}

const host = suite("the host's codec");

for (const vector of vectors) {
  switch (vector.kind) {
    case "event":
      host(`writes ${vector.name}`, () => {
        const { event, utcOffsetMin, wallMs, monoMs, random, ...fields } = plain(vector.value);
        const stamp = { utcOffsetMin, wallMs, monoMs, random } as unknown as Stamp;
        assert.equal(encodeEvent(stamp, { type: event, ...fields } as unknown as HostEvent), bytesOf(vector));
      });
      break;
    case "policy":
      host(`reads and writes ${vector.name}`, () => {
        const policy = decodePolicy(bytesOf(vector));
        assert.equal(policy, plain(vector.value));
        assert.equal(new Uint8Array(encodePolicy(policy as NonNullable<typeof policy>)), bytesOf(vector));
      });
      break;
    case "batch":
      if ("invalid" in vector) {
        host(`refuses ${vector.name}: ${vector.invalid}`, () => assert.is(decodeBatch(bytesOf(vector)).type, "fault"));
      } else {
        host(`reads ${vector.name}`, () => {
          const batch = decodeBatch(bytesOf(vector));
          const effects = batch.type === "effects" ? batch.effects.map(asVector) : batch.why;
          assert.equal(effects, vector.value.effects.map(plain));
        });
      }
  }
}

host("covers every kind of vector", () => {
  assert.equal([...new Set(vectors.map(({ kind }) => kind))].sort(), ["batch", "event", "policy"]);
});

host("refuses every cut of every valid batch", () => {
  for (const vector of vectors) {
    if (vector.kind !== "batch" || "invalid" in vector) continue;
    const bytes = bytesOf(vector);
    for (let size = 0; size < bytes.length; size++)
      assert.is(decodeBatch(bytes.subarray(0, size)).type, "fault", `${vector.name} at ${size}`);
  }
});

host("reads a batch wherever it lies in a larger buffer", () => {
  for (const vector of vectors) {
    if (vector.kind !== "batch" || "invalid" in vector) continue;
    const bytes = bytesOf(vector);
    const within = Uint8Array.from([9, 9, 9, ...bytes, 9]).subarray(3, -1);
    assert.equal(decodeBatch(within), decodeBatch(bytes));
  }
});

host("refuses lines that would break the journal's lines", () => {
  for (const json of ["", "{}\n", "\t{}", "{\u007f}", "{\u00e9}"]) {
    const body = Buffer.from(json, "latin1");
    const batch = Buffer.concat([
      Buffer.from([2, 1, 0, 0, 0, 1, body.length + 4, 0, 0, 0, body.length, 0, 0, 0]),
      body,
    ]);
    assert.is(decodeBatch(batch).type, "fault", JSON.stringify(json));
  }
});

host("has an answer for any bytes at all", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      const first = tail.length % 2 === 0 ? [2, 1, 0, 0, 0] : [0x54, 1, 0, 0, 0, 0];
      const type = decodeBatch(Uint8Array.from([...first, ...tail])).type;
      return type === "effects" || type === "fault";
    }),
  );
});

host.run();
