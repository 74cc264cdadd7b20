/**
 * What the effects of a step are, without their fields. To read the fields costs twenty times as much, and of most steps
 * nobody needs them.
 */
import { BATCH_VERSION, EFFECT } from "../../../schemas/generated/boundary.ts";

type EffectType = keyof typeof EFFECT;

const TYPES: ReadonlyMap<number, EffectType> = new Map(
  (Object.entries(EFFECT) as [EffectType, number][]).map(([type, tag]) => [tag, type]),
);

/** Before a batch's effects: its version, and how many there are. Before an effect's body: its tag and its length. */
const HEAD_BYTES = 5;

/** The types of a batch's effects in order. None if the batch is no row of effects. */
export function effectTypesOf(batch: string): readonly EffectType[] {
  if (batch.charCodeAt(0) !== BATCH_VERSION) return NONE;
  const types: EffectType[] = [];
  let at = HEAD_BYTES;
  for (let left = u32(batch, 1); left > 0; left--) {
    const type = TYPES.get(batch.charCodeAt(at));
    if (type === undefined) return NONE;
    types.push(type);
    at += HEAD_BYTES + u32(batch, at + 1);
  }
  return at === batch.length ? types : NONE;
}

const NONE: readonly EffectType[] = [];

/** A number beyond the text's end is not a number, and ends no batch. */
function u32(text: string, at: number): number {
  const low = text.charCodeAt(at) + text.charCodeAt(at + 1) * 0x100;
  return low + text.charCodeAt(at + 2) * 0x1_0000 + text.charCodeAt(at + 3) * 0x100_0000;
}
