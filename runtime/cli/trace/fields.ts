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
  const holders: { readonly name: string; key: string }[] = [{ name: "", key: "" }];
  const places = /["{}[\]]/g;
  for (let found = places.exec(text); found; found = places.exec(text)) {
    const top = holders[holders.length - 1] as { readonly name: string; key: string };
    if (found[0] === "{") holders.push({ name: top.key === "" ? top.name : top.key, key: "" });
    else if (found[0] === "[") holders.push({ name: top.name, key: top.key });
    else if (found[0] !== '"') holders.length = Math.max(1, holders.length - 1);
    else {
      const from = found.index + 1;
      const to = literalEnd(text, from);
      places.lastIndex = to + 1;
      if (/^\s*:/.test(text.slice(to + 1, to + 9))) {
        top.key = text.slice(from, to);
        names.add(top.key.toLowerCase());
      } else {
        fields.push({ view, from, to, name: top.key, parent: top.name });
        if (/^\s*[{[]/.test(text.slice(from, from + 9))) fields.push(...jsonFields(unescaped(view, from, to), names));
      }
    }
  }
  return fields;
}

/** The index of the quote that ends a string. */
function literalEnd(text: string, from: number): number {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    const slash = text.slice(at, quote).indexOf("\\");
    if (slash < 0) return quote;
    at += slash + 2;
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
