// The golden vectors of the boundary: what both codecs must make of the same bytes. The host's side is runtime/node.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { encodePolicy } from "../../runtime/loader/policy.ts";
import { decodeBatch, encodeEvent, type HostEvent, type Stamp } from "../../runtime/node/boundary.ts";
import { decodePolicy } from "../../runtime/node/policy.ts";

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
function asVector({ kind, ...fields }: { readonly kind: string }): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    if (value instanceof Uint8Array) return [name, Uint8Array.from(value)];
    return [name, typeof value === "boolean" ? Number(value) : value];
  });
  return { effect: kind, ...Object.fromEntries(entries) };
}

const host = suite("the host's codec");

for (const vector of vectors) {
  switch (vector.kind) {
    case "event":
      host(`writes ${vector.name}`, () => {
        const { event, utcOffsetMin, wallMs, monoMs, random, ...fields } = plain(vector.value);
        const stamp = { utcOffsetMin, wallMs, monoMs, random } as unknown as Stamp;
        assert.equal(encodeEvent(stamp, { kind: event, ...fields } as unknown as HostEvent), bytesOf(vector));
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
        host(`refuses ${vector.name}: ${vector.invalid}`, () => assert.is(decodeBatch(bytesOf(vector)).kind, "fault"));
      } else {
        host(`reads ${vector.name}`, () => {
          const batch = decodeBatch(bytesOf(vector));
          const effects = batch.kind === "effects" ? batch.effects.map(asVector) : batch.why;
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
      assert.is(decodeBatch(bytes.subarray(0, size)).kind, "fault", `${vector.name} at ${size}`);
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
      Buffer.from([1, 1, 0, 0, 0, 1, body.length + 4, 0, 0, 0, body.length, 0, 0, 0]),
      body,
    ]);
    assert.is(decodeBatch(batch).kind, "fault", JSON.stringify(json));
  }
});

host("has an answer for any bytes at all", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      const kind = decodeBatch(Uint8Array.from([1, 1, 0, 0, 0, ...tail])).kind;
      return kind === "effects" || kind === "fault";
    }),
  );
});

host.run();
