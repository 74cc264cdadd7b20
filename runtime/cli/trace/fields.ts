/** The fields of a text and the places of their values, in JSON (whole or in part) and in flat lines. */
import { unescaped, type View } from "./view.ts";

/** A value between two places of a text. */
export interface FieldValue {
  readonly view: View;
  readonly from: number;
  readonly to: number;
  /** The field's own name, and the name of the field that holds its object. */
  readonly name: string;
  readonly parent: string;
}

/**
 * Every string of a JSON text, including those of JSON inside a string. The text may be incomplete; what is there is
 * read. `names` gets the name of each field in lower case, also of those that hold no string.
 */
export function jsonFields(view: View, names: Set<string>): FieldValue[] {
  const { text } = view;
  const fields: FieldValue[] = [];
  const holders: Holder[] = [{ name: "", key: "" }];
  let top = holders[0] as Holder;
  const literals = new Literals(text);
  // characters one by one: between two strings there are few, and a regular expression costs more than all of them
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      top = code === OPEN_BRACE ? { name: top.key === "" ? top.name : top.key, key: "" } : { ...top };
      holders.push(top);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (holders.length > 1) holders.pop();
      top = holders[holders.length - 1] as Holder;
    } else if (code === QUOTE) {
      const from = at + 1;
      const to = literals.end(from);
      at = to;
      if (isFollowedByColon(text, to + 1)) {
        top.key = text.slice(from, to);
        names.add(top.key.toLowerCase());
      } else {
        fields.push({ view, from, to, name: top.key, parent: top.name });
        if (holdsJson(text, from)) fields.push(...jsonFields(unescaped(view, from, to), names));
      }
    }
  }
  return fields;
}

/** An object or array that is being read: the field that holds it, and its field that was named last. */
interface Holder {
  readonly name: string;
  key: string;
}

const [QUOTE, COLON, COMMA] = [0x22, 0x3a, 0x2c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

function isFollowedByColon(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === COLON) return true;
  return code !== COMMA && code !== CLOSE_BRACE && /^\s*:/.test(text.slice(at, at + 8));
}

function holdsJson(text: string, from: number): boolean {
  const code = text.charCodeAt(from);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return true;
  return (code <= 0x20 || code >= 0x80) && /^\s*[{[]/.test(text.slice(from, from + 9));
}

/** Where the strings of a text end. They are asked for in their order. */
class Literals {
  readonly #text: string;
  /** The first backslash that is not passed yet. */
  #slash: number;

  constructor(text: string) {
    this.#text = text;
    this.#slash = this.#slashFrom(0);
  }

  /** The index of the quote that ends a string, or the end of the text. */
  end(from: number): number {
    for (let at = from; ; ) {
      const quote = this.#text.indexOf('"', at);
      if (quote < 0) return this.#text.length;
      if (this.#slash < at) this.#slash = this.#slashFrom(at);
      if (this.#slash > quote) return quote;
      at = this.#slash + 2;
    }
  }

  #slashFrom(at: number): number {
    const slash = this.#text.indexOf("\\", at);
    return slash < 0 ? Number.POSITIVE_INFINITY : slash;
  }
}

/** Every value of flat lines. `names` gets each part of its path. */
export function lineFields(view: View, names: Set<string>): FieldValue[] {
  const fields: FieldValue[] = [];
  for (const found of view.text.matchAll(/^([^=\r\n]*)=([^\r\n]*)/gm)) {
    const path = (found[1] ?? "").trim().split(".");
    for (const part of path) names.add(part.toLowerCase());
    const holders = path.slice(0, -1).filter((part) => !/^[0-9]+$/.test(part));
    const from = found.index + (found[1] ?? "").length + 1;
    const to = from + (found[2] ?? "").length;
    fields.push({ view, from, to, name: path.at(-1) ?? "", parent: holders.at(-1) ?? "" });
  }
  return fields;
}
