// Batches that cost the engine, one rule of boundary.md each.
import type { Boundary } from "./boundary.ts";
import { type BytesValue, concat, encodeBatch, encodeEffect, f64, rawEffect, u8, u32 } from "./encoder.ts";

export interface InvalidBatch {
  readonly name: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

const EMPTY: BytesValue = { ascii: "" };
const JSON_LINE: BytesValue = { ascii: "{}" };
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
    { name: "invalid-no-count", reason: "the count is truncated", bytes: Uint8Array.of(1, 0, 0) },
    { name: "invalid-version-0", reason: "version 0", bytes: concat([u8(0), u32(0)]) },
    { name: "invalid-version-2", reason: "version 2", bytes: concat([u8(2), u32(1), connect]) },
    {
      name: "invalid-65-effects",
      reason: "65 effects, 64 are the cap",
      bytes: concat([u8(1), u32(tooMany.length), ...tooMany]),
    },
    {
      name: "invalid-count-huge",
      reason: "the count claims 4294967295 effects",
      bytes: concat([u8(1), u32(MAX_U32), connect]),
    },
    {
      name: "invalid-count-above",
      reason: "the count is one more than the effects",
      bytes: concat([u8(1), u32(2), connect]),
    },
    {
      name: "invalid-count-below",
      reason: "the count is one less than the effects",
      bytes: concat([u8(1), u32(1), connect, reply]),
    },
    { name: "invalid-count-0-trailing", reason: "a byte after an empty batch", bytes: concat([u8(1), u32(0), u8(0)]) },
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
  const one = (effect: Uint8Array) => concat([u8(1), u32(1), effect]);
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
  const after = (effect: Uint8Array) => concat([u8(1), u32(2), append, effect]);
  const send = (insertToken: number) =>
    encodeEffect(boundary, "send", { conn: 1, before: EMPTY, insertToken, after: EMPTY });
  const truncate = (offset: number) => rawEffect(3, concat([u32(1), f64(offset)]));
  const timer = (dueMonoMs: number) => rawEffect(8, concat([u32(1), f64(dueMonoMs)]));
  return [
    { name: "invalid-tag-0", reason: "unknown tag 0", bytes: after(rawEffect(0, new Uint8Array())) },
    { name: "invalid-tag-12", reason: "unknown tag 12", bytes: after(rawEffect(12, u32(1))) },
    { name: "invalid-tag-255", reason: "unknown tag 255", bytes: after(rawEffect(255, new Uint8Array())) },
    { name: "invalid-insert-token-2", reason: "the flag insertToken is 2", bytes: after(send(2)) },
    { name: "invalid-insert-token-255", reason: "the flag insertToken is 255", bytes: after(send(255)) },
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
