/** The host's codec for tests that drive `step` themselves: its events, and batches with their texts as strings. */
import type { Boot, Moment } from "../../plugin/boundary.ts";
import { decodeBatch as decode } from "../../runtime/node/batch.ts";
import { encodeEvent as encode, type Effect as HostEffect, type HostEvent } from "../../runtime/node/boundary.ts";

import { BOOT_FLAG } from "../../schemas/generated/boundary.ts";

export type TestEvent = HostEvent;

/** Fields that are text: ASCII on this boundary, so a test reads them as such. */
type TextField = "json" | "checkpoint" | "head" | "rest" | "text" | "needle";
type Readable<E> = E extends HostEffect ? { readonly [F in keyof E]: F extends TextField ? string : E[F] } : never;

export type Effect = Readable<HostEffect>;

const NOTHING = new Uint8Array(0);

/** The first boot of a till, as the bundle has it. */
export const EMPTY_BOOT: Boot = {
  ...{ type: "boot", config: NOTHING, till: NOTHING, flags: BOOT_FLAG.writable | BOOT_FLAG.noLower, lossReason: 0 },
  ...{ segment: 0, yyyymmdd: 0, badOffset: -1, size: 0, statedLink: NOTHING, measuredLink: NOTHING, lines: "" },
};

/** One event's bytes. */
export function encodeEvent(moment: Moment, event: TestEvent): ArrayBuffer {
  return encode(moment, event).buffer;
}

const TEXT_FIELDS: ReadonlySet<string> = new Set<TextField>(["json", "checkpoint", "head", "rest", "text", "needle"]);

/** Bytes as Node has them, named without its types: the kit's declarations stand alone. */
export interface Bytes extends Uint8Array<ArrayBuffer> {
  equals(other: Uint8Array): boolean;
  toString(encoding?: "hex" | "latin1" | "utf8"): string;
}

/** The bytes of a batch, however it crossed. */
export function batchBytes(crossed: ArrayBuffer | string): Bytes {
  return typeof crossed === "string" ? Buffer.from(crossed, "latin1") : Buffer.from(crossed);
}

/** A batch as values; throws on anything that a host would count as an engine loss. */
export function decodeBatch(crossed: ArrayBuffer | string): Effect[] {
  const batch = decode(batchBytes(crossed));
  if (batch.type === "fault") throw new RangeError(`not a batch: ${batch.why}`);
  return batch.effects.map(readable);
}

function readable(effect: HostEffect): Effect {
  const fields = Object.entries(effect).map(([name, value]) => [
    name,
    TEXT_FIELDS.has(name) ? Buffer.from(value as Uint8Array).toString("latin1") : value,
  ]);
  return Object.fromEntries(fields) as Effect;
}
