/**
 * A trace without names, cards and places. Every value that the schemas mark as `x-sensitive` becomes a token of the
 * same length wherever it occurs, so that the plug-in's steps can be run again with it.
 */

import { ResponseParser } from "../../../plugin/rrpay/http.ts";
import { decodeAscii, fromBytes } from "../../../plugin/text/ascii.ts";
import { SENSITIVE } from "../../../schemas/generated/sensitive.ts";
import { EVENT_HEADER_BYTES } from "../../node/boundary.ts";
import { type FieldValue, jsonFields, lineFields } from "./fields.ts";
import { eventOf, type Run } from "./lines.ts";
import { type Finder, Tokens } from "./tokens.ts";
import { type Codepage, putValue, valueText } from "./values.ts";
import { type View, viewInside, viewOf, viewOfPieces } from "./view.ts";

/** A field to hide, and its code page. */
interface Place {
  readonly field: FieldValue;
  readonly codepage: Codepage;
}

/** Events and other texts with everything hidden. A word has the same token in all of them. */
export interface RedactedBytes {
  /** By run. The batches of the runs are still the old ones, which no longer fit. */
  readonly events: Uint8Array[][];
  readonly records: Uint8Array[];
}

/** Hides what is sensitive in the events of runs, and in records of the journal or lines of the log beside them. */
export function redacted(runs: readonly Run[], beside: readonly Uint8Array[] = []): RedactedBytes {
  const tokens = new Tokens();
  const plain = new Set<string>();
  const copies = runs.map(({ steps }) => steps.map(({ event }) => Uint8Array.from(event)));
  const records = beside.map((bytes) => Uint8Array.from(bytes));
  const all = [...copies.map((events) => placesOf(events, plain)), recordPlaces(records, plain)];
  for (const places of all)
    for (const { field } of places)
      if (isSensitive(field)) for (const one of CODEPAGES) tokens.learn(valueText(field, one));
      else notePlain(field, plain);
  const others = tokens.elsewhere(plain);
  for (const [at, places] of all.entries()) {
    for (const { field, codepage } of places) {
      const text = valueText(field, codepage);
      const hidden = isSensitive(field) ? tokens.hide(text) : others.hide(text);
      if (hidden !== text) putValue(field, codepage, hidden);
    }
    if (others.finder !== undefined) hideElsewhere(copies[at] ?? [], others.finder);
  }
  if (others.finder !== undefined) for (const record of records) hideIn(viewOf(record), others.finder);
  return { events: copies, records };
}

function recordPlaces(records: readonly Uint8Array[], names: Set<string>): Place[] {
  return records.flatMap((bytes) =>
    jsonFields(viewOf(bytes), names).map((field) => ({ field, codepage: "utf-8" as const })),
  );
}

/** A till may be configured for another code page than GAMA writes, so a name is hidden in both readings. */
const CODEPAGES: readonly Codepage[] = ["utf-8", "windows-1257"];

const FIELDS = new Set(SENSITIVE);

function isSensitive({ name, parent }: FieldValue): boolean {
  return FIELDS.has(name) || FIELDS.has(`${parent}.${name}`);
}

/** All fields of the events of one engine. `names` gets what fields are called. */
function placesOf(events: readonly Uint8Array[], names: Set<string>): Place[] {
  const places: Place[] = [];
  let codepage: Codepage = "windows-1257";
  const add = (fields: readonly FieldValue[], its: Codepage): void => {
    for (const field of fields) places.push({ field, codepage: its });
  };
  const streams = new Map<number, Uint8Array[]>();
  for (const bytes of events) {
    const event = eventOf({ event: bytes, batch: NOTHING })?.event;
    if (event === undefined) continue;
    const place = (part: Uint8Array): Uint8Array => partOf(bytes, part);
    switch (event.type) {
      case "boot": {
        codepage = /"codepage"\s*:\s*"utf-8"/.test(decodeAscii(event.config)) ? "utf-8" : "windows-1257";
        for (const part of [event.config, event.lines]) add(jsonFields(viewOf(place(part)), names), "utf-8");
        break;
      }
      case "hook": {
        const view = viewOf(place(event.payload));
        add(/^\s*[{[]/.test(view.text) ? jsonFields(view, names) : lineFields(view, names), codepage);
        break;
      }
      case "found":
        for (const { json } of event.hits) add(jsonFields(viewOf(place(json)), names), "utf-8");
        break;
      case "data":
        streams.set(event.conn, [...(streams.get(event.conn) ?? []), place(event.bytes)]);
        break;
    }
  }
  for (const pieces of streams.values()) add(answerFields(viewOfPieces(pieces), names), "utf-8");
  return places;
}

const NOTHING = new Uint8Array(0);

/** The decoder works on a copy. This finds the same part in the event itself. */
function partOf(event: Uint8Array, part: Uint8Array): Uint8Array {
  return event.subarray(part.byteOffset, part.byteOffset + part.length);
}

/** A lower-case word that stands alone in another field is one of ours. */
function notePlain({ view, from, to }: FieldValue, plain: Set<string>): void {
  const text = view.text.slice(from, to);
  if (/^[a-z0-9-]{1,32}$/.test(text)) for (const word of text.split("-")) plain.add(word);
}

/** The fields of RRPay's answers on one connection, whatever their framing. */
function answerFields(view: View, names: Set<string>): FieldValue[] {
  const fields: FieldValue[] = [];
  for (let from = 0; from < view.text.length; ) {
    const answer = readAnswer(view.text, from);
    const text = answer === undefined ? view.text.slice(from) : decodeAscii(answer.body);
    const places = answer === undefined ? placesFrom(from, text.length) : answer.places;
    fields.push(...jsonFields(viewInside(view, text, places), names));
    from = answer?.end ?? view.text.length;
  }
  return fields;
}

/** How much is read at a time. An answer is rarely longer. */
const PIECE = 16 * 1024;

/** The answer that begins here, with the place of each byte of its body. Undefined if it does not end. */
function readAnswer(
  text: string,
  from: number,
): { readonly body: Uint8Array; readonly places: number[]; readonly end: number } | undefined {
  const parser = new ResponseParser();
  for (let at = from; at < text.length; at += PIECE) {
    const read = parser.push(fromBytes(text.slice(at, at + PIECE)));
    if (read.type === "more") continue;
    if (read.type === "error") return undefined;
    const { body, stretches } = read;
    let stretch = 0;
    const places = Array.from(body, (_, index) => {
      while ((stretches[stretch + 1]?.bodyAt ?? Number.POSITIVE_INFINITY) <= index) stretch++;
      return from + index + (stretches[stretch]?.shift ?? 0);
    });
    return { body, places, end: Math.min(at + PIECE, text.length) - read.rest };
  }
  return undefined;
}

function placesFrom(from: number, length: number): number[] {
  return Array.from({ length }, (_, at) => from + at);
}

/** Hides the same words in free texts: messages, names of items, what an operator wrote. */
function hideElsewhere(events: readonly Uint8Array[], finder: Finder): void {
  const streams = new Map<number, Uint8Array[]>();
  for (const bytes of events) {
    const event = eventOf({ event: bytes, batch: NOTHING })?.event;
    if (event?.type === "data")
      streams.set(event.conn, [...(streams.get(event.conn) ?? []), partOf(bytes, event.bytes)]);
    else hideIn(viewOf(bytes.subarray(EVENT_HEADER_BYTES)), finder);
  }
  for (const pieces of streams.values()) hideIn(viewOfPieces(pieces), finder);
}

function hideIn(view: View, { pattern, forms }: Finder): void {
  for (const found of view.text.matchAll(pattern)) {
    const token = forms.get(found[0]) ?? "";
    for (let at = 0; at < token.length; at++) view.put(found.index + at, token[at] ?? "");
  }
}
