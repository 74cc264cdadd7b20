/**
 * Keeps card numbers of RRPay's raw answers out of the trace. While an answer is incomplete, its events wait. Once it
 * is complete, the digits are blanked in all of them, so that a replay of the trace reads the answer in the same way.
 */
import { CAPS } from "../../schemas/generated/boundary.ts";
import { blank, inUtf8, type Piece } from "../blanks.ts";
import type { Batch } from "../boundary.ts";
import { decodeAscii } from "../text/ascii.ts";
import { type Fields, foldedSpots, merged, rulesOf, type Spot, spotsOf } from "../text/spots.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { type Placed, STRETCHES_MAX, type Stretch } from "./http.ts";

/** Ids, keys and numbers stay whole in their places. Everything else that RRPay writes is masked like its messages. */
const FIELDS: Fields = {
  otherwise: "message",
  homes: ["fiscal", "original"],
  rules: {
    ...rulesOf("id till saleKey storeId epoch documentNo lastDocumentNo lastTransactionId", "whole"),
    ...rulesOf("totalCents amountCents roundingCents changeCents method revision protocol", "number"),
    ...rulesOf("kind state error currency", "word"),
    ...rulesOf("authCode rrn terminalId", "reference"),
    ...rulesOf("features version", "text"),
    printedAt: "moment",
    maskedPan: "card",
  },
};

const NOTHING_READ: Placed = { body: new Uint8Array(0), stretches: [] };

export class AnswerTrace {
  #pieces: Piece[] = [];

  /** Whether an answer has begun and not yet ended. */
  get waits(): boolean {
    return this.#pieces.length > 0;
  }

  /** Adds bytes of an answer, or bytes that nobody asked for. */
  add(bytes: Uint8Array, batch: Batch): void {
    this.#pieces.push({ step: batch.step, bytes });
    if (this.#pieces.length <= 2 * CAPS.heldEvents) return;
    // the host no longer waits for the older ones, so they only have to be searched: as one, whose step is long past
    const recent = this.#pieces.splice(-CAPS.heldEvents);
    this.#pieces = [{ step: 0, bytes: joined(this.#pieces) }, ...recent];
  }

  /** The answer is complete. Head and tail are searched as texts, the body by the fields of its JSON. */
  complete(batch: Batch, placed: Placed): void {
    this.#settle(batch, spotsIn(joined(this.#pieces), placed));
  }

  /** What came is not an answer, or only part of one: what has come of its body may still hold a number. */
  broken(batch: Batch, placed = NOTHING_READ): void {
    if (!this.waits) return;
    const raw = joined(this.#pieces);
    this.#settle(batch, [...plainSpots(raw), ...spotsIn(raw, placed)]);
  }

  #settle(batch: Batch, spots: readonly Spot[]): void {
    blank(batch, this.#pieces, spots);
    this.#pieces = [];
  }
}

/** Bytes that belong to no answer. */
export function blankForeign(bytes: Uint8Array, batch: Batch): void {
  blank(batch, [{ step: batch.step, bytes }], plainSpots(bytes));
}

function spotsIn(bytes: Uint8Array, { body, stretches }: Placed): readonly Spot[] {
  const [first] = stretches;
  if (first === undefined) return plainSpots(bytes);
  const text = decodeUtf8(body);
  const inBody = text === null ? merged(plainSpots(body), body.length) : inUtf8(text, spotsOf(text, FIELDS));
  if (stretches.length === STRETCHES_MAX) {
    // where a number stands among so many chunks is not known: all behind the head goes with it
    const all = { from: first.shift, length: bytes.length - first.shift };
    return inBody.length > 0 ? [...plainSpots(bytes), all] : plainSpots(bytes);
  }
  const raw = decodeAscii(bytes);
  // head and tail, and the lines before the chunks, which may say anything behind their sizes
  const besides: Spot[] = [];
  for (let at = 0; at <= stretches.length; at++) {
    const from = at === 0 ? 0 : (stretches[at]?.bodyAt ?? body.length) + (stretches[at - 1]?.shift ?? 0);
    const to = at === stretches.length ? raw.length : (stretches[at]?.bodyAt ?? 0) + (stretches[at]?.shift ?? 0);
    for (const spot of messageSpots(raw.slice(from, to))) besides.push({ ...spot, from: from + spot.from });
  }
  return [...besides, ...placed(inBody, stretches)];
}

function plainSpots(bytes: Uint8Array): Spot[] {
  return messageSpots(decodeAscii(bytes));
}

function messageSpots(text: string): Spot[] {
  return foldedSpots(text, "message", "bytes");
}

/**
 * Where spots of the body stand in the received bytes. The end of a chunk may split one. They are sorted, and each
 * stretch is passed once: whoever has the port chooses how many there are of both.
 */
function placed(spots: readonly Spot[], stretches: readonly Stretch[]): Spot[] {
  const whole: Spot[] = [];
  let at = 0;
  const endOf = (index: number) => stretches[index + 1]?.bodyAt ?? Number.POSITIVE_INFINITY;
  for (const { from, length } of spots) {
    while (endOf(at) <= from) at++;
    for (let begin = from, piece = at; begin < from + length; piece++) {
      const end = Math.min(from + length, endOf(piece));
      whole.push({ from: begin + (stretches[piece]?.shift ?? 0), length: end - begin });
      begin = end;
    }
  }
  return whole;
}

function joined(pieces: readonly Piece[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first) return first.bytes;
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.bytes, at);
    at += piece.bytes.length;
  }
  return bytes;
}
