/** Visual FoxPro's own functions that need nothing of the machine. Each is written from its documentation. */
import { Currency, FoxObject, numeric, text, type Value } from "./values.ts";

export const FUNCTIONS: Readonly<Record<string, (...args: Value[]) => Value>> = {
  ABS: (n = 0) => Math.abs(numeric(n)),
  ALLTRIM: (s = "") => text(s).replace(/^ +| +$/g, ""),
  AT: (part = "", s = "", nth = 1) => {
    let at = -1;
    for (let left = numeric(nth); left > 0; left--) {
      at = text(s).indexOf(text(part), at + 1);
      if (at < 0) return 0;
    }
    return at + 1;
  },
  CHR: (n = 0) => String.fromCharCode(numeric(n)),
  CHRTRAN: (s = "", from = "", to = "") =>
    [...text(s)]
      .map((char) => (text(from).includes(char) ? (text(to)[text(from).indexOf(char)] ?? "") : char))
      .join(""),
  DTOS: (d = null) => (d instanceof Date ? d.toISOString().slice(0, 10).replaceAll("-", "") : text(null)),
  // Visual FoxPro calls a text of spaces, tabs and line ends empty; ESC is a character.
  EMPTY: (value = "") => (typeof value === "string" ? /^[ \t\r\n]*$/.test(value) : value === 0 || value === false),
  GETWORDCOUNT: (s = "", by = " ") => wordsOf(s, by).length,
  GETWORDNUM: (s = "", at = 1, by = " ") => wordsOf(s, by)[numeric(at) - 1] ?? "",
  INLIST: (value = 0, ...list) => {
    if (list.includes("")) throw new Error("SET EXACT has a say in what equals an empty text");
    return list.includes(value);
  },
  INT: (n = 0) => Math.trunc(numeric(n)),
  ISNULL: (value = null) => value === null,
  LEFT: (s = "", n = 0) => text(s).slice(0, Math.max(0, numeric(n))),
  LEN: (s = "") => text(s).length,
  LOWER: (s = "") => text(s).toLowerCase(),
  LTRIM: (s = "") => text(s).replace(/^ +/, ""),
  MAX: (...list) => Math.max(...list.map(numeric)),
  MIN: (...list) => Math.min(...list.map(numeric)),
  MOD: (a = 0, b = 1) => ((numeric(a) % numeric(b)) + numeric(b)) % numeric(b),
  MTON: (value = 0) => {
    if (!(value instanceof Currency)) throw new Error("MTON takes currency");
    return value.euros;
  },
  OCCURS: (part = "", s = "") => text(s).split(text(part)).length - 1,
  PADL: (s = "", n = 0, by = " ") => text(s).slice(0, numeric(n)).padStart(numeric(n), text(by)),
  PADR: (s = "", n = 0, by = " ") => text(s).slice(0, numeric(n)).padEnd(numeric(n), text(by)),
  PEMSTATUS: (object = null, name = "", what = 5) => {
    if (!(object instanceof FoxObject) || what !== 5) throw new Error("PEMSTATUS is known for 5 only");
    return object.members.has(text(name).toUpperCase());
  },
  RIGHT: (s = "", n = 0) => (numeric(n) <= 0 ? "" : text(s).slice(-numeric(n))),
  ROUND: (n = 0, places = 0) => {
    const factor = 10 ** numeric(places);
    return (Math.sign(numeric(n)) * Math.round(Math.abs(numeric(n)) * factor + 1e-9)) / factor;
  },
  RTRIM: (s = "") => text(s).replace(/ +$/, ""),
  SPACE: (n = 0) => " ".repeat(numeric(n)),
  STR: (n = 0, width = 10, places = 0) => {
    const digits = numeric(n).toFixed(numeric(places));
    return digits.length > numeric(width) ? "*".repeat(numeric(width)) : digits.padStart(numeric(width));
  },
  STREXTRACT: (s = "", begin = "", end = "") => {
    const from = text(s).indexOf(text(begin));
    if (from < 0) return "";
    const start = from + text(begin).length;
    const to = text(s).indexOf(text(end), start);
    return to < 0 ? "" : text(s).slice(start, to);
  },
  STRTRAN: (s = "", from = "", to = "", nth = -1, count = -1, flags = 0) => {
    if (nth !== -1 || count !== -1) throw new Error("STRTRAN is known for all places only");
    const found = text(from).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return text(s).replaceAll(new RegExp(found, flags === 1 ? "gi" : "g"), () => text(to));
  },
  SUBSTR: (s = "", from = 1, n = 1e9) => text(s).slice(numeric(from) - 1, numeric(from) - 1 + numeric(n)),
  TRANSFORM: (value = "") => (typeof value === "string" ? value : String(value)),
  UPPER: (s = "") => text(s).toUpperCase(),
  VARTYPE: (value = null) => typeOf(value) ?? "X",
  VAL: (s = "") => Number.parseFloat(/^ *-?\d*\.?\d*/.exec(text(s))?.[0] ?? "") || 0,
};

/** The letter of a value's type; none for .NULL. */
export function typeOf(value: Value): string | undefined {
  if (value === null) return undefined;
  if (value instanceof Date) return "D";
  if (value instanceof Currency) return "Y";
  if (value instanceof FoxObject) return "O";
  return { string: "C", number: "N", boolean: "L" }[typeof value as "string" | "number" | "boolean"];
}

/** Empty words do not count. */
function wordsOf(s: Value, by: Value): string[] {
  return text(s)
    .split(text(by))
    .filter((word) => word !== "");
}
