// Batches that cost the engine, one rule of docs/boundary.md each.
import type { Boundary } from "./boundary.ts";
import { type BytesValue, concat, encodeBatch, encodeEffect, f64, rawEffect, u8, u32 } from "./encoder.ts";

export interface InvalidBatch {
  readonly name: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

const EMPTY: BytesValue = { ascii: "" };
const JSON_LINE: BytesValue = { ascii: "{}" };
const HEAD: BytesValue = { ascii: "GET / HTTP/1.1\r\n" };
const HEAD_END: BytesValue = { ascii: "\r\n" };
const MAX_U32 = 0xffffffff;

/** Every invalid batch, with the reason for which a host must refuse it before it carries anything out. */
export function invalidBatches(boundary: Boundary): readonly InvalidBatch[] {
  return [...wrongFrames(boundary), ...wrongLengths(boundary), ...wrongEffects(boundary)];
}

/** Version and count that do not fit what follows. */
function wrongFrames(boundary: Boundary): readonly InvalidBatch[] {
  const reply = encodeEffect(boundary, "reply", { call: 1, bytes: EMPTY });
  const connect = encodeEffect(boundary, "connect", { conn: 1 });
  const tooMany = Array.from({ length: boundary.caps.effects + 1 }, () => reply);
  return [
    { name: "invalid-nothing", reason: "no bytes at all", bytes: new Uint8Array() },
    { name: "invalid-no-count", reason: "the count is truncated", bytes: Uint8Array.of(boundary.abi, 0, 0) },
    { name: "invalid-version-0", reason: "version 0", bytes: concat([u8(0), u32(0)]) },
    { name: "invalid-version-1", reason: "version 1", bytes: concat([u8(1), u32(1), connect]) },
    { name: "invalid-version-3", reason: "version 3", bytes: concat([u8(3), u32(1), connect]) },
    {
      name: "invalid-65-effects",
      reason: "65 effects, 64 are the cap",
      bytes: concat([u8(boundary.abi), u32(tooMany.length), ...tooMany]),
    },
    {
      name: "invalid-count-huge",
      reason: "the count claims 4294967295 effects",
      bytes: concat([u8(boundary.abi), u32(MAX_U32), connect]),
    },
    {
      name: "invalid-count-above",
      reason: "the count is one more than the effects",
      bytes: concat([u8(boundary.abi), u32(2), connect]),
    },
    {
      name: "invalid-count-below",
      reason: "the count is one less than the effects",
      bytes: concat([u8(boundary.abi), u32(1), connect, reply]),
    },
    {
      name: "invalid-count-0-trailing",
      reason: "a byte after an empty batch",
      bytes: concat([u8(boundary.abi), u32(0), u8(0)]),
    },
    {
      name: "invalid-trailing",
      reason: "a byte after the last effect",
      bytes: concat([encodeBatch(boundary, [["connect", { conn: 1 }]]), u8(0)]),
    },
  ];
}

/** Lengths that do not fit the bytes that are there. */
function wrongLengths(boundary: Boundary): readonly InvalidBatch[] {
  const append = encodeBatch(boundary, [["append", { json: { ascii: '{"type":"sent"}' } }]]);
  const one = (effect: Uint8Array) => concat([u8(boundary.abi), u32(1), effect]);
  return [
    { name: "invalid-truncated", reason: "the last byte is missing", bytes: append.subarray(0, -1) },
    {
      name: "invalid-no-body-length",
      reason: "the length of the body is truncated",
      bytes: one(Uint8Array.of(5, 4, 0)),
    },
    {
      name: "invalid-body-length-huge",
      reason: "the body claims 4294967295 bytes",
      bytes: one(concat([u8(1), u32(MAX_U32), u32(2), u8(0x7b), u8(0x7d)])),
    },
    {
      name: "invalid-body-over-cap",
      reason: "the body claims more than a batch may have",
      bytes: one(concat([u8(1), u32(boundary.caps.batchBytes + 1), u32(2), u8(0x7b), u8(0x7d)])),
    },
    {
      name: "invalid-body-empty",
      reason: "the body is too short for its fields",
      bytes: one(rawEffect(5, new Uint8Array())),
    },
    {
      name: "invalid-body-short",
      reason: "the body ends inside its last field",
      bytes: one(rawEffect(5, Uint8Array.of(1, 0, 0))),
    },
    {
      name: "invalid-body-trailing",
      reason: "a byte after the last field of the body",
      bytes: one(rawEffect(5, concat([u32(1), u8(0)]))),
    },
    {
      name: "invalid-bytes-above-body",
      reason: "a bytes field claims more than its body has",
      bytes: one(rawEffect(1, concat([u32(3), u8(0x7b), u8(0x7d)]))),
    },
    {
      name: "invalid-bytes-huge",
      reason: "a bytes field claims 4294967295 bytes",
      bytes: one(rawEffect(1, concat([u32(MAX_U32), u8(0x7b), u8(0x7d)]))),
    },
    {
      name: "invalid-bytes-below-body",
      reason: "a bytes field leaves bytes of its body over",
      bytes: one(rawEffect(1, concat([u32(1), u8(0x7b), u8(0x7d)]))),
    },
  ];
}

/** Tags and values that no effect has. The first effect is right: it must not be carried out either. */
function wrongEffects(boundary: Boundary): readonly InvalidBatch[] {
  const append = encodeEffect(boundary, "append", { json: JSON_LINE });
  const after = (effect: Uint8Array) => concat([u8(boundary.abi), u32(2), append, effect]);
  const send = (withToken: number, head: BytesValue = HEAD) =>
    encodeEffect(boundary, "send", { conn: 1, withToken, head, rest: HEAD_END });
  const find = (needle: BytesValue) => encodeEffect(boundary, "find", { lookup: 1, needle, from: 0, to: 0 });
  const read = (places: Uint8Array) => rawEffect(13, concat([u32(1), u32(places.length), places]));
  const truncate = (offset: number) => rawEffect(3, concat([u32(1), f64(offset)]));
  const timer = (dueMonoMs: number) => rawEffect(8, concat([u32(1), f64(dueMonoMs)]));
  return [
    { name: "invalid-tag-0", reason: "unknown tag 0", bytes: after(rawEffect(0, new Uint8Array())) },
    { name: "invalid-tag-16", reason: "unknown tag 16", bytes: after(rawEffect(16, u32(1))) },
    { name: "invalid-tag-255", reason: "unknown tag 255", bytes: after(rawEffect(255, new Uint8Array())) },
    { name: "invalid-with-token-2", reason: "the flag withToken is 2", bytes: after(send(2)) },
    { name: "invalid-with-token-255", reason: "the flag withToken is 255", bytes: after(send(255)) },
    {
      name: "invalid-head-without-end",
      reason: "the token's line would begin inside another line",
      bytes: after(send(1, { ascii: "GET / HTTP/1.1\r\nX: " })),
    },
    { name: "invalid-head-empty", reason: "the token's line would be the first", bytes: after(send(1, EMPTY)) },
    {
      name: "invalid-head-empty-line",
      reason: "the token's line would be in the body",
      bytes: after(send(1, { ascii: "GET / HTTP/1.1\r\n\r\n" })),
    },
    {
      name: "invalid-head-bare-lf",
      reason: "a head with a line end of its own kind",
      bytes: after(send(1, { ascii: "GET / HTTP/1.1\n\r\n" })),
    },
    { name: "invalid-needle-empty", reason: "a look-up of nothing", bytes: after(find(EMPTY)) },
    {
      name: "invalid-needle-long",
      reason: "a needle over its cap",
      bytes: after(find({ ascii: "x".repeat(boundary.caps.needleBytes + 1) })),
    },
    { name: "invalid-places-empty", reason: "a reading of no place", bytes: after(read(new Uint8Array())) },
    { name: "invalid-places-cut", reason: "a place that is cut short", bytes: after(read(concat([u32(1), u32(0)]))) },
    {
      name: "invalid-places-fraction",
      reason: "a place inside a byte",
      bytes: after(read(concat([u32(1), f64(0.5)]))),
    },
    { name: "invalid-hold-with-body", reason: "a hold with a body", bytes: after(rawEffect(15, u8(0))) },
    { name: "invalid-offset-fraction", reason: "an offset that is not an integer", bytes: after(truncate(0.5)) },
    { name: "invalid-offset-nan", reason: "an offset that is not a number", bytes: after(truncate(Number.NaN)) },
    { name: "invalid-offset-unsafe", reason: "an offset beyond the safe integers", bytes: after(truncate(2 ** 53)) },
    {
      name: "invalid-due-infinite",
      reason: "a timer that is never due",
      bytes: after(timer(Number.POSITIVE_INFINITY)),
    },
    { name: "invalid-due-fraction", reason: "a due time that is not an integer", bytes: after(timer(1000.25)) },
  ];
}
