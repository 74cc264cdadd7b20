/** Visual FoxPro expressions, compiled to functions: as much of them as rrpay.prg uses. Strings are bytes (latin1). */
import { readFoxPro, type Token } from "../../build/gama/foxpro.ts";
import { FoxArray, FoxObject, type Frame, logical, type Method, numeric, same, text, type Value } from "./values.ts";

export type Expression = (frame: Frame) => Promise<Value>;

/** Compiles the text of one expression, as EVALUATE and TYPE need it. */
export function compileText(text: string): Expression {
  const [statement] = readFoxPro(`${text}\r\n`).statements;
  return compile(statement?.tokens ?? []);
}

/** Compiles tokens that are one expression. */
export function compile(tokens: readonly Token[]): Expression {
  const parser = new Parser(tokens);
  const expression = parser.or();
  if (!parser.isAtEnd) throw new Error(`left over: ${tokens.map(({ text }) => text).join(" ")}`);
  return expression;
}

const COMPARE: Record<string, (left: Value, right: Value) => boolean> = {
  "==": (left, right) => same(left) === same(right),
  // SET EXACT is off, as it is by default: a text equals what it begins with.
  "=": (left, right) =>
    typeof left === "string"
      ? left.startsWith(text(right)) || left.trimEnd() === text(right).trimEnd()
      : same(left) === same(right),
  "<>": (left, right) => same(left) !== same(right),
  "<": (left, right) => numeric(left) < numeric(right),
  ">": (left, right) => numeric(left) > numeric(right),
  "<=": (left, right) => numeric(left) <= numeric(right),
  ">=": (left, right) => numeric(left) >= numeric(right),
  $: (left, right) => text(right).includes(text(left)),
};

const LITERALS: Record<string, boolean> = { ".T.": true, ".F.": false };

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(): Expression {
    let left = this.#and();
    while (this.#takeWord("OR")) {
      const [first, second] = [left, this.#and()];
      left = async (frame) => logical(await first(frame)) || logical(await second(frame));
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takeWord("AND")) {
      const [first, second] = [left, this.#not()];
      left = async (frame) => logical(await first(frame)) && logical(await second(frame));
    }
    return left;
  }

  #not(): Expression {
    if (!this.#takeWord("NOT")) return this.#comparison();
    const inner = this.#not();
    return async (frame) => !logical(await inner(frame));
  }

  #comparison(): Expression {
    const left = this.#sum();
    const compare = COMPARE[this.#peek()];
    if (compare === undefined) return left;
    this.#at++;
    const right = this.#sum();
    return async (frame) => compare(await left(frame), await right(frame));
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.#peek() === "+" || this.#peek() === "-") {
      const sign = this.#take();
      const [first, second] = [left, this.#product()];
      left = async (frame) => {
        const [a, b] = [await first(frame), await second(frame)];
        if (sign === "+" && typeof a === "string") return a + text(b);
        return sign === "+" ? numeric(a) + numeric(b) : numeric(a) - numeric(b);
      };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    while (this.#peek() === "*" || this.#peek() === "/") {
      const sign = this.#take();
      const [first, second] = [left, this.#unary()];
      left = async (frame) => {
        const [a, b] = [numeric(await first(frame)), numeric(await second(frame))];
        return sign === "*" ? a * b : a / b;
      };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#peek() !== "-") return this.#primary();
    this.#at++;
    const inner = this.#unary();
    return async (frame) => -numeric(await inner(frame));
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error("an expression ends too early");
    switch (token.kind) {
      case "number":
        return async () => Number(token.text);
      case "string":
        return async () => token.text.slice(1, -1);
      case "literal":
        return async () => LITERALS[token.text.toUpperCase()] ?? null;
      case "sign": {
        if (token.text !== "(") throw new Error(`unexpected ${token.text}`);
        const inner = this.or();
        this.#expect(")");
        return inner;
      }
      case "word":
        return this.#named(token.text.toUpperCase());
    }
  }

  #named(name: string): Expression {
    if (this.#peek() === "(") {
      const { expressions, references } = this.#arguments();
      if (name === "IIF") return iif(expressions);
      return async (frame) => {
        const args: Value[] = [];
        for (const expression of expressions) args.push(await expression(frame));
        return frame.call(name, args, references, frame);
      };
    }
    if (this.#peek() === "[") return this.#element(name);
    if (this.#peek() !== ".") return async (frame) => variable(frame, name);
    let owner: Expression | undefined;
    for (let alias = name; this.#peek() === "."; alias = "") {
      this.#at++;
      const member = this.#take().toUpperCase();
      const args = this.#peek() === "(" ? this.#arguments().expressions : undefined;
      const inner = owner;
      owner = inner
        ? async (frame) => memberOf(frame, await inner(frame), member, args)
        : async (frame) => firstMember(frame, alias, member, args);
    }
    return owner!;
  }

  /** `array[row, column]` */
  #element(name: string): Expression {
    this.#expect("[");
    const row = this.or();
    this.#expect(",");
    const column = this.or();
    this.#expect("]");
    return async (frame) => {
      const array = variable(frame, name);
      if (!(array instanceof FoxArray)) throw new Error(`${name} is not an array.`);
      const value = array.rows[numeric(await row(frame)) - 1]?.[numeric(await column(frame)) - 1];
      if (value === undefined) throw new Error("Subscript is outside defined range.");
      return value;
    };
  }

  #arguments(): { expressions: Expression[]; references: (string | undefined)[] } {
    this.#expect("(");
    const expressions: Expression[] = [];
    const references: (string | undefined)[] = [];
    while (this.#peek() !== ")") {
      if (expressions.length > 0) this.#expect(",");
      const isReference = this.#peek() === "@";
      if (isReference) this.#at++;
      references.push(isReference ? this.#peek().toUpperCase() : undefined);
      expressions.push(this.or());
    }
    this.#expect(")");
    return { expressions, references };
  }

  #peek(): string {
    return this.#tokens[this.#at]?.text ?? "";
  }

  #take(): string {
    return this.#tokens[this.#at++]?.text ?? "";
  }

  #takeWord(word: string): boolean {
    if (this.#peek().toUpperCase() !== word) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (this.#take() !== sign) throw new Error(`${sign} expected`);
  }
}

/** Only the branch that is asked for is evaluated. */
function iif([condition, yes, no]: Expression[]): Expression {
  if (!condition || !yes || !no) throw new Error("IIF takes three arguments");
  return async (frame) => (logical(await condition(frame)) ? yes(frame) : no(frame));
}

function variable(frame: Frame, name: string): Value {
  const value = frame.locals.has(name) ? frame.locals.get(name) : frame.global(name);
  if (value === undefined) throw new Error(`Variable '${name}' is not found.`);
  return value;
}

/** A field of an open table, or a member of a window that a variable holds. */
async function firstMember(frame: Frame, name: string, member: string, args?: Expression[]): Promise<Value> {
  const owner = frame.locals.get(name) ?? frame.global(name);
  if (owner instanceof FoxObject) return memberOf(frame, owner, member, args);
  const field = frame.field(name, member);
  if (field === undefined) throw new Error(`Alias '${name}' or its field '${member}' is not found.`);
  return field;
}

/** Every object has it, and no list of its members names it here. */
const adding =
  (owner: FoxObject): Method =>
  ([name = "", value = false]) => {
    owner.members.set(text(name).toUpperCase(), value);
    return true;
  };

async function memberOf(frame: Frame, owner: Value, member: string, args?: Expression[]): Promise<Value> {
  if (!(owner instanceof FoxObject)) throw new Error(`${member} is asked of what is no object.`);
  const found = owner.members.get(member) ?? (member === "ADDPROPERTY" ? adding(owner) : undefined);
  if (found === undefined) throw new Error(`Property ${member} is not found.`);
  if (typeof found !== "function") return found;
  const values: Value[] = [];
  for (const arg of args ?? []) values.push(await arg(frame));
  return found(values);
}
