/**
 * Finds where a config file is not JSON, and the usual cause: people write it by hand, in an editor that may change
 * what they type. `JSON.parse` names no line that all engines agree on, and it accepts a key that is given twice.
 */

/** The first fault of a file. Line and column count from 1, the column in characters. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly cause: string;
}

export const CAUSES = {
  comma: "a comma is missing before this",
  surplus: "a comma too many",
  comment: "a comment, which JSON does not have",
  quotes: 'a typographic quote, write "',
  apostrophe: 'an apostrophe, write "',
  slash: "a single \\ in a text, write \\\\ or / in a path",
  line: "a text that is not closed on its line",
  tab: "a tab or another control character in a text",
  name: "a name in quotes must stand here",
  colon: "a colon is missing after the name",
  value: "a value must stand here",
  number: "not a number as JSON writes it",
  end: "something behind the end",
  open: "the file ends too early: a bracket or a quote is not closed",
} as const;

type Cause = keyof typeof CAUSES;

/** Ends the reading at the fault. Its message is the cause. */
class Found extends Error {
  readonly at: number;
  constructor(at: number, cause: string) {
    super(cause);
    this.at = at;
  }
}

/** The result of reading a file: its first fault, or the place of the value of each path. */
export type Places =
  | { readonly type: "fault"; readonly fault: Fault }
  | { readonly type: "sound"; readonly of: (path: string) => Pick<Fault, "line" | "column"> | undefined };

/** Reads a text that should be JSON, with no key twice in one object. */
export function placesOf(text: string): Places {
  const reader = new Reader(text);
  try {
    reader.file();
  } catch (error) {
    if (!(error instanceof Found)) throw error;
    return { type: "fault", fault: { ...placeOf(text, error.at), cause: error.message } };
  }
  return {
    type: "sound",
    of: (path) => {
      const at = reader.values.get(path);
      return at === undefined ? undefined : placeOf(text, at);
    },
  };
}

/** The place of a path's value, or of the object in which it is missing. */
export function placeIn(places: Places, path: string): Pick<Fault, "line" | "column"> | undefined {
  if (places.type === "fault") return undefined;
  for (let here = path; ; here = here.slice(0, Math.max(0, here.lastIndexOf(".")))) {
    const place = places.of(here);
    if (place || here === "") return place;
  }
}

/** Line and column of an offset. */
function placeOf(text: string, at: number): Pick<Fault, "line" | "column"> {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}

/** No path that a message names is longer. A longer one in front of each item of a list would fill the memory. */
const PATH_LENGTH = 200;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BLANKS = /[ \t\r\n]*/y;
const WORD = /[A-Za-z0-9_.+-]*/y;
const WORDS = ["true", "false", "null"];

/** The path of a member or an item. */
function pathOf(parent: string | undefined, name: string): string | undefined {
  if (parent === undefined || parent.length + name.length >= PATH_LENGTH) return undefined;
  return parent === "" ? name : `${parent}.${name}`;
}

/** Reads JSON by its grammar. The nesting has already been limited. */
class Reader {
  /** Where the value of each path begins. */
  readonly values = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  file(): void {
    this.#value("");
    this.#blanks();
    if (this.#at < this.#text.length) this.#fail(this.#surprise("end"));
  }

  /** Undefined: the path is too long for any message. */
  #value(path: string | undefined): void {
    this.#blanks();
    if (path !== undefined) this.values.set(path, this.#at);
    const char = this.#peek();
    if (char === "{") return this.#object(path);
    if (char === "[") return this.#array(path);
    if (char === '"') {
      this.#string();
      return;
    }
    if (char === "," || char === "]" || char === "}") this.#fail(char === "," ? "surplus" : "value");
    if (/[-0-9]/.test(char)) return this.#number();
    const word = this.#match(WORD);
    if (!WORDS.includes(word)) {
      this.#at -= word.length;
      this.#fail(this.#surprise("value"));
    }
  }

  #number(): void {
    const from = this.#at;
    const number = this.#match(NUMBER);
    if (number !== "" && this.#match(WORD) === "") return;
    this.#at = from;
    this.#fail("number");
  }

  #object(path: string | undefined): void {
    const names = new Set<string>();
    this.#at++;
    if (this.#closes("}")) return;
    for (;;) {
      this.#blanks();
      if (this.#peek() !== '"')
        this.#fail(this.#peek() === "," || this.#peek() === "}" ? "surplus" : this.#surprise("name"));
      const from = this.#at;
      const name = this.#string();
      const here = pathOf(path, name);
      if (names.has(name)) throw new Found(from, `the key ${here ?? name} is given twice`);
      names.add(name);
      this.#blanks();
      if (this.#peek() !== ":") this.#fail(this.#surprise("colon"));
      this.#at++;
      this.#value(here);
      if (this.#endsWith("}")) return;
    }
  }

  #array(path: string | undefined): void {
    this.#at++;
    if (this.#closes("]")) return;
    for (let index = 0; ; index++) {
      this.#blanks();
      if (this.#peek() === "]") this.#fail("surplus");
      this.#value(pathOf(path, String(index)));
      if (this.#endsWith("]")) return;
    }
  }

  /** Checks what follows a member: a comma continues, the bracket ends, anything else is a fault. */
  #endsWith(bracket: string): boolean {
    if (this.#closes(bracket)) return true;
    if (this.#peek() !== ",") this.#fail(this.#surprise("comma"));
    this.#at++;
    return false;
  }

  #closes(bracket: string): boolean {
    this.#blanks();
    if (this.#peek() !== bracket) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    const from = this.#at++;
    for (; this.#peek() !== '"'; this.#at++) {
      const char = this.#peek();
      if (char === "") {
        this.#at = from;
        this.#fail("open");
      }
      if (char === "\n" || char === "\r") this.#fail("line");
      if (char < " ") this.#fail("tab");
      if (char !== "\\") continue;
      this.#at++;
      if (this.#peek() === "u" && /^[0-9a-fA-F]{4}$/.test(this.#text.slice(this.#at + 1, this.#at + 5))) this.#at += 4;
      else if (!'"\\/bfnrt'.includes(this.#peek() || "?")) {
        this.#at--;
        this.#fail("slash");
      }
    }
    this.#at++;
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }

  /** The usual cause of the character that stands where another one should. */
  #surprise(otherwise: Cause): Cause {
    const char = this.#peek();
    if (char === "") return "open";
    if (char === "#" || /^\/[/*]/.test(this.#text.slice(this.#at, this.#at + 2))) return "comment";
    if ("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a".includes(char)) return "quotes";
    return char === "'" ? "apostrophe" : otherwise;
  }

  #blanks(): void {
    this.#match(BLANKS);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #fail(cause: Cause): never {
    throw new Found(this.#at, CAUSES[cause]);
  }
}
