/**
 * Words that may not leave the till, and their tokens. A token has the same length in every code page and escape, is
 * the same for the same word, and is made by counting, so it contains nothing of the word.
 */
import { fromBytes } from "../../../plugin/text/ascii.ts";
import { decodeUtf8, encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { decodeWindows1257, encodeWindows1257 } from "../../../plugin/text/windows1257.ts";

const WORD = /[\p{L}\p{N}]+/gu;
const LITHUANIAN = "ąčęėįšųūž";

export class Tokens {
  readonly #tokens = new Map<string, string>();
  readonly #used = new Set<string>();

  /** Learns the words of a text that must be hidden. */
  learn(text: string): void {
    for (const word of text.match(WORD) ?? []) this.#tokenOf(word);
  }

  /** A text with a token for each of its words. */
  hide(text: string): string {
    return text.replace(WORD, (word) => this.#tokenOf(word));
  }

  /** How many words there are. */
  get size(): number {
    return this.#tokens.size;
  }

  /** Hides the same words in other places. A word that is too short, or one in `plain`, may mean anything there. */
  elsewhere(plain: ReadonlySet<string>): Elsewhere {
    const tokenOf = (word: string): string | undefined => {
      const lower = inLowerCase(word);
      if (!this.#tokens.has(lower) || isTooShort(lower) || plain.has(lower)) return undefined;
      return this.#tokenOf(word);
    };
    const runs = new Runs(this.#tokens, tokenOf);
    return {
      hide: (text) => text.replace(WORD, (word) => tokenOf(word) ?? word),
      hideBytes: (bytes) => (this.#tokens.size === 0 ? bytes : runs.hide(bytes)),
    };
  }

  #tokenOf(word: string): string {
    const lower = inLowerCase(word);
    let token = this.#tokens.get(lower);
    if (token === undefined) {
      token = this.#make(lower);
      this.#tokens.set(lower, token);
      this.#used.add(token);
    }
    return inCaseOf(token, word);
  }

  /**
   * Makes another word with the same kinds of letters and digits. If none is left for such a short word, a used one is
   * returned.
   */
  #make(word: string): string {
    let token = word;
    for (let tries = 0, number = this.#tokens.size; tries < 1000; tries++, number++) {
      token = counted(word, number);
      if (token !== word && !this.#used.has(token)) return token;
    }
    return token;
  }
}

/** Hides the words outside their own fields: in a text, and in bytes of any kind, one character each. */
export interface Elsewhere {
  readonly hide: (text: string) => string;
  readonly hideBytes: (bytes: string) => string;
}

type TokenOf = (word: string) => string | undefined;

/** Whether a word is so short that it may mean anything where it is no value of a sensitive field. */
export function isTooShort(word: string): boolean {
  return word.length < (/^[0-9]+$/.test(word) ? 6 : 3);
}

/** What may be a word in bytes: letters, digits and bytes beyond ASCII, and characters escaped by their number. */
const RUN = /(?:\\{1,2}u[0-9a-f]{4}|[A-Za-z0-9\x80-\xff]+)+/g;

/** How many runs are remembered. The same ones come in each message, and numbers that never come again between them. */
const RUNS_MAX = 5000;

/** A run with its words hidden: as it stands, and behind an escape of one letter that it begins with. */
interface Hidden {
  readonly whole: string;
  readonly behindSlash: string;
}

/** Hides words in runs. */
class Runs {
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #tokenOf: TokenOf;
  /** Runs that were looked at. Undefined are those without a word, which are nearly all. */
  readonly #known = new Map<string, Hidden | undefined>();
  #words = 0;

  constructor(tokens: ReadonlyMap<string, string>, tokenOf: TokenOf) {
    this.#tokens = tokens;
    this.#tokenOf = tokenOf;
  }

  /** The text is looked at before anything in it is replaced, because hardly any holds a word outside its own field. */
  hide(bytes: string): string {
    if (this.#words !== this.#tokens.size) this.#known.clear();
    this.#words = this.#tokens.size;
    for (const run of bytes.match(RUN) ?? []) {
      if (this.#hidden(run) === undefined) continue;
      return bytes.replace(RUN, (one: string, at: number) => {
        const hidden = this.#hidden(one);
        return (bytes[at - 1] === "\\" ? hidden?.behindSlash : hidden?.whole) ?? one;
      });
    }
    return bytes;
  }

  #hidden(run: string): Hidden | undefined {
    const known = this.#known.get(run);
    if (known !== undefined || this.#known.has(run)) return known;
    if (this.#known.size >= RUNS_MAX) this.#known.clear();
    const hidden = hiddenRun(run, this.#tokenOf);
    this.#known.set(run, hidden);
    return hidden;
  }
}

function hiddenRun(run: string, tokenOf: TokenOf): Hidden | undefined {
  const whole = hiddenForm(run, tokenOf);
  if (whole !== run) return { whole, behindSlash: whole };
  if (!/^[nrtbf]/.test(run)) return undefined;
  // behind a line break or another escape of one letter, which only looks like the first letter of the word
  const behindSlash = run.slice(0, 1) + hiddenForm(run.slice(1), tokenOf);
  return behindSlash === run ? undefined : { whole, behindSlash };
}

/** A run with its words hidden, in the first form in which one of ours is in it. */
function hiddenForm(run: string, tokenOf: TokenOf): string {
  if (/^[A-Za-z0-9]*$/.test(run)) return tokenOf(run) ?? run;
  for (const { decode, encode } of FORMS) {
    const text = decode(run);
    const hidden = text?.replace(WORD, (word) => tokenOf(word) ?? word);
    if (text === null || hidden === undefined || hidden === text || encode(text) !== run) continue;
    const form = encode(hidden);
    if (form.length === run.length) return form;
  }
  return run;
}

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const escapes = (word: string, slash: string): string =>
  word.replace(/[^ -~]/g, (unit) => `${slash}u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const unescaped = (run: string): string =>
  run.replace(/\\{1,2}u([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** The forms that a word may have in bytes: UTF-8, windows-1257, ASCII JSON, and ASCII JSON inside ASCII JSON. */
const FORMS: readonly { decode: (run: string) => string | null; encode: (word: string) => string }[] = [
  { decode: (run) => decodeUtf8(fromBytes(run)), encode: (word) => latin1(encodeUtf8(word)) },
  { decode: (run) => decodeWindows1257(fromBytes(run)), encode: (word) => latin1(encodeWindows1257(word)) },
  { decode: unescaped, encode: (word) => escapes(word, "\\") },
  { decode: unescaped, encode: (word) => escapes(word, "\\\\") },
];

/** The word in lower case if this keeps its length, otherwise unchanged. */
function inLowerCase(word: string): string {
  const lower = word.toLowerCase();
  return lower.length === word.length ? lower : word;
}

/**
 * A word whose characters are the digits of a number, each in its own alphabet: 26 letters, 9 marked letters, 10
 * digits.
 */
function counted(word: string, number: number): string {
  let rest = number * 7919 + 12_345;
  const units = Array.from(word);
  for (let at = units.length - 1; at >= 0; at--) {
    const alphabet = alphabetOf(units[at] ?? "");
    if (alphabet === "") continue;
    units[at] = alphabet[rest % alphabet.length] ?? "";
    rest = Math.floor(rest / alphabet.length) + at * 31 + 17;
  }
  return units.join("");
}

/** Characters that need the same number of bytes in each form. Empty if there are none; the character is then kept. */
function alphabetOf(character: string): string {
  if (/[a-z]/.test(character)) return "abcdefghijklmnopqrstuvwxyz";
  if (/[0-9]/.test(character)) return "0123456789";
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x800) return code < 0x10000 ? "一二三四五六七八九十" : "";
  return code >= 0x80 && character.toUpperCase().length === 1 ? LITHUANIAN : "";
}

function inCaseOf(token: string, word: string): string {
  const units = Array.from(word);
  return Array.from(token, (character, at) => {
    const unit = units[at] ?? "";
    return unit !== unit.toLowerCase() ? character.toUpperCase() : character;
  }).join("");
}
