/**
 * A text with one character a byte, in which some characters are replaced. A text may stand inside another one, so each
 * character's place is known.
 */

/** A text, and a way to replace its characters. */
export interface View {
  readonly text: string;
  /** Replaces the characters from an index on with as many others. */
  readonly put: (index: number, characters: string) => void;
}

/** A text as it will be. */
export class Sheet implements View {
  readonly text: string;
  readonly #edits: { readonly at: number; readonly characters: string }[] = [];

  constructor(text: string) {
    this.text = text;
  }

  readonly put = (index: number, characters: string): void => {
    this.#edits.push({ at: index, characters });
  };

  /** The text with what was put into it. What was put last stands. */
  result(): string {
    if (this.#edits.length === 0) return this.text;
    const ordered = this.#edits.map((edit, order) => ({ ...edit, order }));
    ordered.sort((one, other) => one.at - other.at || one.order - other.order);
    const parts: string[] = [];
    let at = 0;
    for (const { at: from, characters } of ordered) {
      if (from < at) return this.#oneByOne();
      parts.push(this.text.slice(at, from), characters);
      at = from + characters.length;
    }
    return parts.join("") + this.text.slice(at);
  }

  /** Where edits overlap. */
  #oneByOne(): string {
    const units = this.text.split("");
    for (const { at, characters } of this.#edits)
      for (let index = 0; index < characters.length; index++) units[at + index] = characters[index] ?? "";
    return units.join("");
  }
}

/** From character `inner` of a text on, the characters stand at `outer` of another one. */
export interface Stretch {
  readonly inner: number;
  readonly outer: number;
}

/** A text that stands in stretches inside another one. The first stretch begins at 0. */
export function viewInside(outer: View, text: string, stretches: readonly Stretch[]): View {
  return {
    text,
    put: (index, characters) => {
      let at = stretchAt(stretches, index);
      for (let done = 0; done < characters.length; at++) {
        const { inner, outer: place } = stretches[at] as Stretch;
        const until = Math.min((stretches[at + 1]?.inner ?? Number.POSITIVE_INFINITY) - index, characters.length);
        outer.put(place + index + done - inner, characters.slice(done, until));
        done = until;
      }
    },
  };
}

/** The last stretch that begins at or before an index. */
function stretchAt(stretches: readonly Stretch[], index: number): number {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((stretches[middle]?.inner ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The content of a JSON string with its escapes removed, for a string that holds JSON itself. */
export function unescaped(outer: View, from: number, to: number): View {
  const stretches: Stretch[] = [];
  const parts: string[] = [];
  let length = 0;
  const add = (part: string, place: number): void => {
    if (part === "") return;
    stretches.push({ inner: length, outer: place });
    parts.push(part);
    length += part.length;
  };
  const inside = outer.text.slice(from, to);
  for (let at = from; at < to; ) {
    const slash = inside.indexOf("\\", at - from);
    const end = slash < 0 ? to : from + slash;
    add(outer.text.slice(at, end), at);
    if (end === to) break;
    const mark = outer.text[end + 1] ?? "";
    // a character escaped by its number becomes a space; no field name has one
    const size = mark === "u" ? 6 : 2;
    add(mark === "u" ? " " : (ESCAPED[mark] ?? mark), end + size - 1);
    at = end + size;
  }
  return viewInside(outer, parts.join(""), stretches);
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
