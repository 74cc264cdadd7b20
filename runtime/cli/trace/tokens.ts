/**
 * Words that may not leave the till, and their tokens. A token has the same length in every code page and escape, is
 * the same for the same word, and is made by counting, so it contains nothing of the word.
 */
import { encodeUtf8 } from "../../../plugin/text/utf8.ts";
import { encodeWindows1257 } from "../../../plugin/text/windows1257.ts";

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

  /** Hides the same words in other places. A short word, or one in `plain`, may mean anything there, so it stays. */
  elsewhere(plain: ReadonlySet<string>): Elsewhere {
    const words = new Set(
      [...this.#tokens.keys()].filter((word) => !plain.has(word) && word.length >= (/^[0-9]+$/.test(word) ? 6 : 3)),
    );
    const hide = (text: string) =>
      text.replace(WORD, (word) => (words.has(inLowerCase(word)) ? this.#tokenOf(word) : word));
    const forms = new Map<string, string>();
    for (const word of words)
      for (const cased of new Set([word, word.toUpperCase(), capitalised(word)]))
        for (const inForm of FORMS) forms.set(inForm(cased), inForm(this.#tokenOf(cased)));
    if (forms.size === 0) return { hide, finder: undefined };
    const longestFirst = [...forms.keys()].sort((a, b) => b.length - a.length);
    const any = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
    const pattern = new RegExp(`(?<![A-Za-z0-9\\x80-\\xff])(?:${any})(?![A-Za-z0-9\\x80-\\xff])`, "g");
    return { hide, finder: { pattern, forms } };
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

/** Hides the words outside their own fields: in a text, and in bytes of any kind. */
export interface Elsewhere {
  readonly hide: (text: string) => string;
  readonly finder: Finder | undefined;
}

/** A pattern over bytes as characters, and the replacement of each match. */
export interface Finder {
  readonly pattern: RegExp;
  readonly forms: ReadonlyMap<string, string>;
}

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const escapes = (word: string, slash: string): string =>
  word.replace(/[^ -~]/g, (unit) => `${slash}u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The forms that a word may have in bytes: UTF-8, windows-1257, ASCII JSON, and ASCII JSON inside ASCII JSON. */
const FORMS: readonly ((word: string) => string)[] = [
  (word) => latin1(encodeUtf8(word)),
  (word) => latin1(encodeWindows1257(word)),
  (word) => escapes(word, "\\"),
  (word) => escapes(word, "\\\\"),
];

/** The word in lower case if this keeps its length, otherwise unchanged. */
function inLowerCase(word: string): string {
  const lower = word.toLowerCase();
  return lower.length === word.length ? lower : word;
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
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
