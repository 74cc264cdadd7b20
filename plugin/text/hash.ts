/**
 * A 128-bit hash. It shows whether the lines of a sale changed between two tries under one key.
 *
 * It is MurmurHash3 (x86, 128 bits, seed 0). It gives no protection against an attacker, who could change the journal
 * as well; SHA-256 would give none either. SHA-256 takes QuickJS 93 ms for 61 kB (measured in quickjs-ng), this takes a
 * few.
 */
const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** Kept here, because QuickJS takes longer to find it in `Math` than to multiply. */
const { imul } = Math;

const BLOCK_BYTES = 16;

/** 32 lower-case hex digits. */
export function contentHash(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(bytes);
  // all our machines store a lane's lowest byte first, as the algorithm does; zeros after the end change nothing
  const lanes = new Uint32Array(padded.buffer);
  const whole = (bytes.length - (bytes.length % BLOCK_BYTES)) / 4;
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  // written out, because a function call costs QuickJS as much as a whole lane
  for (let at = 0; at < whole; at += 4) {
    let lane = imul(lanes[at]!, C1);
    h1 ^= imul((lane << 15) | (lane >>> 17), C2);
    h1 = (imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    lane = imul(lanes[at + 1]!, C2);
    h2 ^= imul((lane << 16) | (lane >>> 16), C3);
    h2 = (imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    lane = imul(lanes[at + 2]!, C3);
    h3 ^= imul((lane << 17) | (lane >>> 15), C4);
    h3 = (imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    lane = imul(lanes[at + 3]!, C4);
    h4 ^= imul((lane << 18) | (lane >>> 14), C1);
    h4 = (imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
  }
  if (lanes.length > whole) {
    h1 ^= scramble(lanes[whole]!, C1, 15, C2);
    h2 ^= scramble(lanes[whole + 1]!, C2, 16, C3);
    h3 ^= scramble(lanes[whole + 2]!, C3, 17, C4);
    h4 ^= scramble(lanes[whole + 3]!, C4, 18, C1);
  }
  return finish([h1, h2, h3, h4], bytes.length);
}

/** The hash of a text's UTF-16 units, lower byte first. */
export function textHash(text: string): string {
  const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return contentHash(new Uint8Array(units.buffer));
}

function scramble(lane: number, first: number, turn: number, second: number): number {
  const product = imul(lane, first);
  return imul((product << turn) | (product >>> (32 - turn)), second);
}

type Lanes = [number, number, number, number];

/** Mixes every bit of every lane, and the length, into every bit of the result. */
function finish(lanes: Lanes, bytes: number): string {
  const [h1, h2, h3, h4] = addLanes(lanes.map((lane) => lane ^ bytes) as Lanes).map(avalanche) as Lanes;
  return addLanes([h1, h2, h3, h4]).map(hex).join("");
}

function addLanes([h1, h2, h3, h4]: Lanes): Lanes {
  const sum = (h1 + h2 + h3 + h4) | 0;
  return [sum, (h2 + sum) | 0, (h3 + sum) | 0, (h4 + sum) | 0];
}

function avalanche(lane: number): number {
  let mixed = imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
