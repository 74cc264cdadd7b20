/**
 * A trace without names, cards and places. Every value that the schemas mark as `x-sensitive` becomes a token of the
 * same length wherever it occurs, so that the plug-in's steps can be run again with it. A trace is read twice: first its
 * words are learnt, then they are hidden. Only the words are kept in memory.
 */
import { SENSITIVE } from "../../../schemas/generated/sensitive.ts";
import { EVENT_HEADER_BYTES } from "../../node/boundary.ts";
import { CliError } from "../exit.ts";
import { type FieldValue, jsonFields, lineFields } from "./fields.ts";
import { type Group, Grouping, type Stream, type Waiting } from "./groups.ts";
import type { TraceItem } from "./lines.ts";
import { partsOf, type TraceStep } from "./steps.ts";
import { type Elsewhere, isTooShort, Tokens } from "./tokens.ts";
import { type Codepage, putValue, valueText } from "./values.ts";
import { Sheet, type View, viewInside } from "./view.ts";

/** A field to hide, and its code page. */
interface Place {
  readonly field: FieldValue;
  readonly codepage: Codepage;
}

/** As many words fit into the memory of the program on a till: those of a month of a busy till. */
const WORDS_MAX = 100_000;

/** A till may be configured for another code page than GAMA writes, so a name is hidden in both readings. */
const CODEPAGES: readonly Codepage[] = ["utf-8", "windows-1257"];

const FIELDS = new Set(SENSITIVE);

/** The last names of the fields. */
const NAMES = new Set(SENSITIVE.map((field) => field.split(".").at(-1)));

function isSensitive({ name, parent }: FieldValue): boolean {
  return NAMES.has(name) && (FIELDS.has(name) || FIELDS.has(`${parent}.${name}`));
}

/** Learns the words of a trace. Everything that is hidden must be learnt first. */
export class Learner {
  readonly #groups = new Grouping();
  readonly #places = new Places();
  readonly #tokens = new Tokens();
  readonly #learnt = new KnownValues();
  readonly #noted = new KnownValues();

  /** Learns from an item of the trace. */
  item(item: TraceItem): void {
    if (item.type === "header") this.#group(this.#groups.begin());
    if (item.type === "step") this.#group(this.#groups.step(item.step));
  }

  /** Learns from a record of the journal or a line of the log. */
  beside(text: string): void {
    this.#learn(this.#places.ofRecord(new Sheet(text)));
  }

  /** All words are learnt. */
  end(): Hider {
    this.#group(this.#groups.end());
    return new Hider(this.#tokens, this.#tokens.elsewhere(this.#places.plain));
  }

  #group(group: Group | undefined): void {
    if (group === undefined) return;
    for (const waiting of group.steps) this.#learn(this.#places.ofStep(waiting, new Sheet(waiting.step.event)));
    for (const stream of group.streams) this.#learn(this.#places.ofStream(stream, new Sheet(stream.text)));
    if (this.#tokens.size + this.#places.plain.size > WORDS_MAX) throw tooManyWords();
  }

  #learn(places: readonly Place[]): void {
    for (const { field } of places) {
      const isHidden = isSensitive(field);
      const known = isHidden ? this.#learnt : this.#noted;
      if (known.hasOrAdd(rawOf(field))) continue;
      if (isHidden) for (const one of CODEPAGES) this.#tokens.learn(valueText(field, one));
      else this.#places.notePlain(field);
    }
  }
}

/** A value as it stands in its text. */
function rawOf({ view, from, to }: FieldValue): string {
  return view.text.slice(from, to);
}

/** Values that were looked at: the same ones come in each message. Only as many as fit into the program's memory. */
class KnownValues {
  readonly #values = new Set<string>();

  /** Whether a value is known. From now on it is. */
  hasOrAdd(value: string): boolean {
    if (value.length > KNOWN_LENGTH_MAX) return false;
    if (this.#values.has(value)) return true;
    if (this.#values.size >= KNOWN_MAX) this.#values.clear();
    this.#values.add(value);
    return false;
  }

  has(value: string): boolean {
    return this.#values.has(value);
  }

  clear(): void {
    this.#values.clear();
  }
}

const KNOWN_LENGTH_MAX = 100;
const KNOWN_MAX = 4000;

function tooManyWords(): CliError {
  return new CliError({
    en: `The trace holds more than ${WORDS_MAX} names and other words to hide, too many at once. Copy some of the files in the folder trace into a folder of their own, the newest ones, and name that folder instead.`,
    lt: `Pėdsake yra per daug slėptinų vardų ir kitų žodžių vienam kartui: daugiau nei ${WORDS_MAX}. Nukopijuokite kelis naujausius aplanko trace failus į atskirą aplanką ir nurodykite jį.`,
  });
}

/** Hides the words that were learnt. A word has the same token everywhere. */
export class Hider {
  readonly #groups = new Grouping();
  readonly #places = new Places();
  readonly #tokens: Tokens;
  readonly #elsewhere: Elsewhere;
  /** Values without a word to hide, as they are read in each code page, while there are as many words. */
  readonly #withoutWords = { "utf-8": new KnownValues(), "windows-1257": new KnownValues() };
  #words = 0;

  constructor(tokens: Tokens, elsewhere: Elsewhere) {
    this.#tokens = tokens;
    this.#elsewhere = elsewhere;
  }

  /** The steps that are ready with this one, in their order. Their batches are still the old ones, which no longer fit. */
  step(step: TraceStep): readonly TraceStep[] {
    return this.#hidden(this.#groups.step(step));
  }

  /** The steps that still wait, because their engine ends here. */
  end(): readonly TraceStep[] {
    return this.#hidden(this.#groups.begin());
  }

  /** A record of the journal or a line of the log. */
  beside(text: string): string {
    const sheet = new Sheet(text);
    return this.#elsewhere.hideBytes(this.#hide(this.#places.ofRecord(sheet), sheet));
  }

  /** A text as it stands in the hidden trace, such as a sale's key. */
  text(text: string): string {
    return this.#elsewhere.hide(text);
  }

  #hidden(group: Group | undefined): readonly TraceStep[] {
    if (group === undefined) return [];
    const events = group.steps.map((waiting) => this.#event(waiting));
    for (const stream of group.streams) {
      const sheet = new Sheet(stream.text);
      const text = this.#elsewhere.hideBytes(this.#hide(this.#places.ofStream(stream, sheet), sheet));
      let done = 0;
      for (const { at, from } of stream.pieces) {
        const event = events[at] ?? "";
        events[at] = event.slice(0, from) + text.slice(done, done + event.length - from);
        done += event.length - from;
      }
    }
    return group.steps.map(({ step: { batch } }, at) => ({ event: events[at] ?? "", batch }));
  }

  #event(waiting: Waiting): string {
    const { event: text } = waiting.step;
    if (waiting.event === undefined || waiting.event.type === "data") return text;
    const sheet = new Sheet(text);
    const hidden = this.#hide(this.#places.ofStep(waiting, sheet), sheet);
    return hidden.slice(0, EVENT_HEADER_BYTES) + this.#elsewhere.hideBytes(hidden.slice(EVENT_HEADER_BYTES));
  }

  #hide(places: readonly Place[], sheet: Sheet): string {
    for (const { field, codepage } of places) {
      if (isSensitive(field)) {
        const text = valueText(field, codepage);
        const hidden = this.#tokens.hide(text);
        if (hidden !== text) putValue(field, codepage, hidden);
      } else this.#hideWords(field, codepage);
    }
    return sheet.result();
  }

  /** Hides words in a field that is for something else. */
  #hideWords(field: FieldValue, codepage: Codepage): void {
    if (this.#words !== this.#tokens.size) for (const one of CODEPAGES) this.#withoutWords[one].clear();
    this.#words = this.#tokens.size;
    const raw = rawOf(field);
    if (this.#withoutWords[codepage].has(raw)) return;
    const text = valueText(field, codepage);
    const hidden = this.#elsewhere.hide(text);
    if (hidden !== text) putValue(field, codepage, hidden);
    else this.#withoutWords[codepage].hasOrAdd(raw);
  }
}

/** Finds the fields of events, streams and records. */
class Places {
  /** What fields are called, and words of ours: in other places they are not hidden. */
  readonly plain = new Set<string>();
  #codepage: Codepage = "windows-1257";

  ofRecord(view: View): Place[] {
    return places(jsonFields(view, this.plain), "utf-8");
  }

  /** The fields of an event that is no part of an answer. */
  ofStep({ step, event }: Waiting, sheet: Sheet): Place[] {
    if (event === undefined || event.type === "data") return [];
    if (event.type === "boot")
      this.#codepage = /"codepage"\s*:\s*"utf-8"/.test(event.config) ? "utf-8" : "windows-1257";
    return partsOf(step.event, event).flatMap(([from, to]) => {
      const view = viewInside(sheet, step.event.slice(from, to), [{ inner: 0, outer: from }]);
      if (event.type !== "hook") return places(jsonFields(view, this.plain), "utf-8");
      const isJson = /^\s*[{[]/.test(view.text);
      return places(isJson ? jsonFields(view, this.plain) : lineFields(view, this.plain), this.#codepage);
    });
  }

  /** The fields of RRPay's answers on one connection. */
  ofStream({ answers }: Stream, sheet: Sheet): Place[] {
    return answers.flatMap(({ body, stretches }) =>
      places(jsonFields(viewInside(sheet, body, stretches), this.plain), "utf-8"),
    );
  }

  /** A lower-case word that stands alone in another field is one of ours. */
  notePlain({ view, from, to }: FieldValue): void {
    const text = view.text.slice(from, to);
    if (!/^[a-z0-9-]{1,32}$/.test(text)) return;
    for (const word of text.split("-")) if (!isTooShort(word)) this.plain.add(word);
  }
}

function places(fields: readonly FieldValue[], codepage: Codepage): Place[] {
  return fields.map((field) => ({ field, codepage }));
}
