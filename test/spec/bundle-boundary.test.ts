// The bundle reads and writes the golden vectors of the boundary.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { Batch, type Hit, type Place, type StampedEvent } from "../../plugin/boundary.ts";
import { decodeEvent } from "../../plugin/event-reader.ts";
import { encodeAscii } from "../../plugin/text/ascii.ts";
import { encodeHits } from "../../runtime/node/boundary.ts";
import { CAPS } from "../../schemas/generated/boundary.ts";
import { batchBytes, decodeBatch } from "../support/boundary.ts";
import { suite } from "../support/suite.ts";

const test = suite("bundle: boundary");

type Blob = { readonly ascii: string } | { readonly hex: string };
type Field = number | string | Blob;

interface Vector {
  readonly name: string;
  readonly file: string;
  readonly kind: "event" | "batch" | "policy";
  readonly value?: Record<string, Field> & { readonly effects?: readonly Record<string, Field>[] };
}

const folder = new URL("../contract/boundary/", import.meta.url);
const { vectors } = JSON.parse(readFileSync(new URL("vectors.json", folder), "utf8")) as { vectors: Vector[] };
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex.replace(/\s/g, ""), "hex"));
const bytesOf = ({ file }: Vector) => fromHex(readFileSync(new URL(file, folder), "utf8")).slice().buffer;

const blob = (field: Field | undefined): Uint8Array => {
  if (typeof field !== "object") throw new Error("not bytes");
  return "hex" in field ? fromHex(field.hex) : encodeAscii(field.ascii);
};

/** Bytes as a batch takes them. */
const text = (field: Field | undefined): string => Buffer.from(blob(field)).toString("latin1");

/** A field of a vector as the plugin holds it. */
const plain = (field: Field) => (typeof field === "object" ? [...blob(field)] : field);

/** The plugin's event in the words of the vectors. */
export function told({ moment, event }: StampedEvent): Record<string, unknown> {
  const { type, ...fields } = event;
  const all: Record<string, unknown> = { event: type, ...moment, ...fields };
  if ("config" in all) {
    all.configJson = all.config;
    delete all.config;
  }
  return Object.fromEntries(
    Object.entries(all).map(([key, field]) => {
      if (key === "hits") return [key, [...encodeHits(field as Hit[])]];
      if (key === "lines") return [key, [...Buffer.from(field as string, "latin1")]];
      return [key, field instanceof Uint8Array ? [...field] : field];
    }),
  );
}

for (const vector of vectors.filter(({ kind, value }) => kind === "event" && value)) {
  test(`${vector.name}: decoded as the table says`, () => {
    const wanted = Object.fromEntries(
      Object.entries(vector.value!).map(([key, field]) => [key, plain(field as Field)]),
    );
    assert.equal(told(decodeEvent(bytesOf(vector))), wanted);
  });
  test(`${vector.name}: refused when a byte is missing or left over`, () => {
    const bytes = new Uint8Array(bytesOf(vector));
    assert.throws(() => decodeEvent(bytes.slice(0, -1).buffer), /too short/);
    assert.throws(() => decodeEvent(Uint8Array.from([...bytes, 0]).buffer), /trailing/);
  });
}

const boots = vectors.filter(({ kind, value }) => kind === "event" && value?.event === "boot");

for (const vector of boots) {
  const lines = Buffer.from(blob(vector.value!.lines as Field)).toString("latin1");
  test(`${vector.name}: the lines that a host gives as a text are those of the event`, () =>
    assert.equal(decodeEvent(bytesOf(vector), lines), decodeEvent(bytesOf(vector))));
  test(`${vector.name}: a text of the bytes' length is taken, and they are not decoded`, () => {
    const { event } = decodeEvent(bytesOf(vector), "x".repeat(lines.length));
    assert.is(event.type === "boot" && event.lines, "x".repeat(lines.length));
  });
  test(`${vector.name}: a text of another length is not believed`, () =>
    assert.equal(decodeEvent(bytesOf(vector), `${lines}x`), decodeEvent(bytesOf(vector))));
}

test("an event with an unknown tag is refused", () => {
  const bytes = new Uint8Array(36);
  for (const tag of [0, 9, 255]) {
    bytes[0] = tag;
    assert.throws(() => decodeEvent(bytes.slice().buffer), /unknown tag/);
  }
});

function placesOf(bytes: Uint8Array): Place[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts = Array.from({ length: bytes.length / 12 }, (_, index) => 12 * index);
  return starts.map((at) => ({ segment: view.getUint32(at, true), offset: view.getFloat64(at + 4, true) }));
}

/** Writes an effect of a vector with the plugin's own encoder. */
function write(batch: Batch, effect: Record<string, Field>): void {
  const number = (key: string) => effect[key] as number;
  switch (effect.effect) {
    case "append":
      return batch.append(text(effect.json));
    case "rotate":
      return batch.rotate(number("segment"), number("yyyymmdd"), text(effect.checkpoint));
    case "truncate":
      return batch.truncate(number("segment"), number("offset"));
    case "remove":
      return batch.remove(number("segment"));
    case "connect":
      return batch.connect(number("conn"));
    case "send":
      return batch.send(number("conn"), effect.withToken === 1, text(effect.head), text(effect.rest));
    case "disconnect":
      return batch.disconnect(number("conn"));
    case "timer":
      return batch.timer(number("id"), number("dueMonoMs"));
    case "reply":
      return batch.reply(number("call"), text(effect.bytes));
    case "progress":
      return batch.progress(number("call"), text(effect.bytes));
    case "log":
      return batch.log(number("level"), text(effect.text));
    case "find":
      return batch.find(number("lookup"), text(effect.needle), number("from"), number("to"));
    case "read":
      return batch.read(number("lookup"), placesOf(blob(effect.places)));
    case "blank":
      return batch.blank(batch.step - number("back"), number("from"), number("length"));
    case "hold":
      return batch.hold();
    default:
      throw new Error(`unknown effect ${String(effect.effect)}`);
  }
}

for (const vector of vectors.filter(({ kind, value }) => kind === "batch" && value))
  test(`${vector.name}: encoded byte for byte`, () => {
    const batch = new Batch();
    const effects = vector.value!.effects!;
    for (const effect of effects) write(batch, effect);
    assert.is(batchBytes(batch.encode()).toString("hex"), Buffer.from(bytesOf(vector)).toString("hex"));
  });

test("what a batch has no room to blank the next one says, and the trace waits for it", () => {
  const batch = new Batch();
  for (let at = 0; at < 100; at++) batch.blank(0, 40 + 2 * at, 1);
  const first = decodeBatch(batch.encode());
  assert.is(first.length, CAPS.effects);
  assert.equal(first.at(-1), { type: "hold" });
  const second = decodeBatch(batch.encode());
  assert.is(second.length, 100 - (CAPS.effects - 1));
  assert.equal(second.at(-1), { type: "blank", back: 1, from: 40 + 2 * 99, length: 1 });
  assert.equal(decodeBatch(batch.encode()), []);
});

test("a batch grows with what is put into it", () => {
  const batch = new Batch();
  batch.reply(1, "7".repeat(500_000));
  batch.timer(1, -1);
  const [reply, timer] = decodeBatch(batch.encode());
  assert.is(reply?.type === "reply" ? reply.bytes.length : 0, 500_000);
  assert.equal(timer, { type: "timer", id: 1, dueMonoMs: -1 });
});

test.run();
