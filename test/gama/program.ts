/** Runs rrpay.prg as Visual FoxPro would, so that its very text is tested; what it does not use is not there. */
import { readFoxPro, type Statement, type Token } from "../../build/gama/foxpro.ts";
import {
  compile,
  compileText,
  FoxArray,
  FoxError,
  FoxObject,
  type Frame,
  logical,
  type Method,
  numeric,
  text,
  type Value,
} from "./expression.ts";
import { FUNCTIONS, typeOf } from "./functions.ts";
import { copyOf, type Table, type Tables } from "./tables.ts";

/** What the program finds around it: GAMA, the cashier, the DLL. */
export interface World {
  readonly screen: FoxObject;
  readonly tables: Tables;
  /** `_VFP`, which knows the active window. */
  readonly vfp: FoxObject;
  /** Functions that are the machine's or the cashier's: MESSAGEBOX, INPUTBOX, INKEY, SYS, the DECLAREd ones. */
  readonly functions: Record<
    string,
    (args: Value[], setReference: (index: number, value: Value) => void) => Value | Promise<Value>
  >;
  /** Commands with an effect outside: WAIT WINDOW, KEYBOARD, ON KEY LABEL, PUSH KEY, POP KEY, SET. */
  command(words: string, value?: Value): void;
  selected: string;
}

type Signal = { readonly kind: "return"; readonly value: Value } | { readonly kind: "exit" | "loop" } | undefined;
type Step = (frame: Frame) => Promise<Signal>;

interface Routine {
  readonly parameters: readonly string[];
  readonly body: Step;
}

export class Program {
  readonly #routines = new Map<string, Routine>();
  readonly #world: World;

  constructor(source: string, world: World) {
    this.#world = world;
    const statements = withDefines(readFoxPro(source).statements);
    const main: Statement[] = [];
    for (let at = 0; at < statements.length; at++) {
      const statement = statements[at]!;
      if (head(statement) !== "FUNCTION") {
        main.push(statement);
        continue;
      }
      const end = statements.findIndex((one, index) => index > at && head(one) === "ENDFUNC");
      const names = statement.tokens.filter(({ kind }) => kind === "word").map(({ text }) => text.toUpperCase());
      const [, name = "", ...parameters] = names;
      this.#routines.set(name, { parameters, body: this.#block(statements.slice(at + 1, end)) });
      at = end;
    }
    const hasParameters = main[0] !== undefined && head(main[0]) === "LPARAMETERS";
    const parameters = hasParameters ? (main[0]?.tokens ?? []).slice(1).filter(({ kind }) => kind === "word") : [];
    const body = this.#block(hasParameters ? main.slice(1) : main);
    this.#routines.set("", { parameters: parameters.map(({ text }) => text.toUpperCase()), body });
  }

  /** Runs the main program, as EXECSCRIPT does. */
  run(...args: Value[]): Promise<Value> {
    return this.call("", ...args);
  }

  /** Calls one of its functions. */
  async call(name: string, ...args: Value[]): Promise<Value> {
    const routine = this.#routines.get(name.toUpperCase());
    if (routine === undefined) throw new Error(`File '${name.toLowerCase()}.prg' does not exist.`);
    if (args.length > routine.parameters.length) throw new Error("Must specify additional parameters.");
    const locals = new Map(
      routine.parameters.map((parameter, index) => [parameter, index < args.length ? args[index]! : false]),
    );
    try {
      const signal = await routine.body(this.#frame(locals, args.length));
      return signal?.kind === "return" ? signal.value : true;
    } catch (error) {
      throw FoxError.at(error, { procedure: name.toLowerCase() });
    }
  }

  #frame(locals: Map<string, Value>, argumentCount: number): Frame {
    const world = this.#world;
    return {
      locals,
      argumentCount,
      global: (name) => ({ _SCREEN: world.screen, _VFP: world.vfp })[name],
      field: (alias, name) => {
        const table = world.tables.get(alias);
        return table?.records[table.at]?.[name];
      },
      call: (name, args, references, frame) => this.#callFunction(name, args, references, frame),
    };
  }

  async #callFunction(name: string, args: Value[], references: (string | undefined)[], frame: Frame): Promise<Value> {
    const world = this.#world;
    const outer = world.functions[name];
    if (outer !== undefined)
      return outer(args, (index, value) => {
        const target = references[index];
        if (target !== undefined) frame.locals.set(target, value);
      });
    const table = world.tables.get(world.selected);
    const named = (alias: Value | undefined): Table => {
      const found = world.tables.get(text(alias ?? ""));
      if (found === undefined) throw new Error(`Alias '${text(alias ?? "")}' is not found.`);
      return found;
    };
    switch (name) {
      case "PCOUNT":
        return frame.argumentCount;
      case "EVALUATE":
        return compileText(text(args[0] ?? ""))(frame);
      case "TYPE":
        return compileText(text(args[0] ?? ""))(frame).then(
          (value) => typeOf(value) ?? "C",
          () => "U",
        );
      case "USED":
        return typeof args[0] === "number"
          ? world.tables.aliases[args[0] - 1] !== undefined
          : world.tables.has(text(args[0] ?? ""));
      case "ALIAS":
        return world.tables.aliases[numeric(args[0] ?? 1) - 1] ?? "";
      case "RECCOUNT":
        return named(args[0]).records.length;
      case "FCOUNT":
        return fieldsOf(named(args[0])).length;
      case "FIELD":
        return fieldsOf(named(args[1]))[numeric(args[0] ?? 1) - 1] ?? "";
      case "AMEMBERS": {
        const [array, object] = args;
        if (!(array instanceof FoxArray && object instanceof FoxObject && args[2] === 1)) throw new Error("AMEMBERS");
        array.rows = [...object.members].map(([member, value]) => [member, kindOfMember(value)]);
        return array.rows.length;
      }
      case "SELECT":
        return world.selected;
      case "DELETED": {
        const asked = args[0] === undefined ? table : world.tables.get(text(args[0]));
        return asked?.deleted?.includes(asked.at) ?? false;
      }
      case "EOF":
        return table === undefined || table.at >= table.records.length;
      case "RECNO":
        return ((args[0] === undefined ? table?.at : named(args[0]).at) ?? 0) + 1;
    }
    const native = FUNCTIONS[name];
    return native === undefined ? this.call(name, ...args) : native(...args);
  }

  /** Compiles statements to one step. */
  #block(statements: readonly Statement[]): Step {
    const steps: { line: number; step: Step }[] = [];
    for (let at = 0; at < statements.length; ) {
      const end = OPENS[kindOf(statements[at]!)] === undefined ? at : endOf(statements, at);
      steps.push({ line: statements[at]!.line, step: this.#statement(statements.slice(at, end + 1)) });
      at = end + 1;
    }
    return async (frame) => {
      for (const { line, step } of steps) {
        const signal = await step(frame).catch((error: unknown) => {
          throw FoxError.at(error, { line });
        });
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
  }

  /** One statement, or a whole block from its first to its last line. */
  #statement(lines: readonly Statement[]): Step {
    const statement = lines[0]!;
    const inner = lines.slice(1, -1);
    const { tokens } = statement;
    switch (kindOf(statement)) {
      case "IF":
        return this.#cases(splitAt([statement, ...inner], ["IF", "ELSE"]));
      case "DO CASE":
        return this.#cases(splitAt(inner, ["CASE", "OTHERWISE"]));
      case "DO WHILE":
        return this.#while(compile(tokens.slice(2)), this.#block(inner));
      case "FOR":
        return this.#for(tokens, this.#block(inner));
      case "SCAN":
        return this.#scan(compile(tokens.slice(2)), this.#block(inner));
      case "TRY":
        return this.#try(splitAt([statement, ...inner], ["TRY", "CATCH", "FINALLY"]));
      default:
        return this.#simple(statement);
    }
  }

  #cases(parts: readonly (readonly Statement[])[]): Step {
    const branches = parts.map(([first, ...body]) => {
      const isElse = ["ELSE", "OTHERWISE"].includes(head(first!));
      return { condition: isElse ? undefined : compile(first!.tokens.slice(1)), body: this.#block(body) };
    });
    return async (frame) => {
      for (const { condition, body } of branches)
        if (condition === undefined || logical(await condition(frame))) return body(frame);
      return undefined;
    };
  }

  #while(condition: (frame: Frame) => Promise<Value>, body: Step): Step {
    return async (frame) => {
      while (logical(await condition(frame))) {
        const signal = await body(frame);
        if (signal?.kind === "return") return signal;
        if (signal?.kind === "exit") return undefined;
      }
      return undefined;
    };
  }

  #for(tokens: readonly Token[], body: Step): Step {
    const to = tokens.findIndex(({ text }) => text.toUpperCase() === "TO");
    const [name, from, until] = [
      tokens[1]!.text.toUpperCase(),
      compile(tokens.slice(3, to)),
      compile(tokens.slice(to + 1)),
    ];
    return async (frame) => {
      const last = numeric(await until(frame));
      for (let at = numeric(await from(frame)); at <= last; at++) {
        frame.locals.set(name, at);
        const signal = await body(frame);
        if (signal?.kind === "return") return signal;
        if (signal?.kind === "exit") return undefined;
      }
      return undefined;
    };
  }

  #scan(condition: (frame: Frame) => Promise<Value>, body: Step): Step {
    return async (frame) => {
      const table = this.#world.tables.get(this.#world.selected);
      if (table === undefined) throw new Error("No table is open in the current work area.");
      for (table.at = 0; table.at < table.records.length; table.at++) {
        if (!logical(await condition(frame))) continue;
        const signal = await body(frame);
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
  }

  #try(parts: readonly (readonly Statement[])[]): Step {
    const part = (word: string) => parts.find(([first]) => head(first!) === word);
    const [tried, caught, last] = ["TRY", "CATCH", "FINALLY"].map((word) => this.#block(part(word)?.slice(1) ?? []));
    const name = part("CATCH")?.[0]?.tokens[2]?.text.toUpperCase() ?? "";
    return async (frame) => {
      try {
        return await tried!(frame);
      } catch (error) {
        if (part("CATCH") === undefined) throw error;
        frame.locals.set(name, exceptionOf(error));
        return await caught!(frame);
      } finally {
        await last!(frame);
      }
    };
  }

  #simple(statement: Statement): Step {
    const { tokens } = statement;
    const world = this.#world;
    const after = (word: string) => tokens.slice(tokens.findIndex(({ text }) => text.toUpperCase() === word) + 1);
    const done =
      (action: (frame: Frame) => Promise<unknown>): Step =>
      async (frame) => {
        await action(frame);
        return undefined;
      };
    switch (head(statement)) {
      case "LOCAL":
        return done(async ({ locals }) => {
          for (const [at, { kind, text }] of tokens.entries())
            if (at > 0 && kind === "word")
              locals.set(text.toUpperCase(), tokens[at + 1]?.text === "[" ? new FoxArray() : false);
        });
      case "RETURN": {
        const value = tokens.length > 1 ? compile(tokens.slice(1)) : async () => true;
        return async (frame) => ({ kind: "return", value: await value(frame) });
      }
      case "EXIT":
        return async () => ({ kind: "exit" });
      case "LOOP":
        return async () => ({ kind: "loop" });
      case "DECLARE":
        return done(async () => world.command(`DECLARE ${tokens[2]?.text}`));
      case "ERROR": {
        const message = compile(tokens.slice(1));
        return done(async (frame) => {
          throw new FoxError(text(await message(frame)), FoxError.RAISED);
        });
      }
      case "SELECT":
        return this.#select(statement);
      case "USE": {
        const alias = /^USE IN (\w+)$/.exec(statement.text)?.[1];
        if (alias === undefined) throw new Error(`not known: ${statement.text}`);
        return done(async () => world.tables.delete(alias));
      }
      case "CLEAR":
        return done(async () => world.command(statement.text));
      case "GO":
        return done(async (frame) => {
          world.tables.get(world.selected)!.at = numeric(await compile(tokens.slice(1))(frame)) - 1;
        });
      case "STORE":
        return this.#store(tokens);
      case "REPLACE":
        return this.#replace(tokens);
      case "WAIT":
        if (tokens[1]?.text === "CLEAR") return done(async () => world.command("WAIT CLEAR"));
        return done(async (frame) => world.command("WAIT WINDOW", await compile(tokens.slice(2, -2))(frame)));
      case "KEYBOARD":
        return done(async (frame) => world.command("KEYBOARD", await compile(tokens.slice(1, 2))(frame)));
      case "ON": {
        const [, macro, command = ""] = /^ON KEY LABEL F8 (?:&(\w+)|(=.*))$/.exec(statement.text) ?? [];
        if (macro === undefined && command === "") throw new Error(`not known: ${statement.text}`);
        return done(async (frame) =>
          world.command("ON KEY LABEL F8", macro === undefined ? command : frame.locals.get(macro.toUpperCase())),
        );
      }
      case "SET": {
        const value = tokens[2]?.text === "TO" ? compile(after("TO")) : undefined;
        return done(async (frame) => world.command(statement.text, await value?.(frame)));
      }
      case "PUSH":
      case "POP":
        return done(async () => world.command(statement.text));
      case "&":
        return done(async (frame) => world.command("MACRO", frame.locals.get(tokens[1]!.text.toUpperCase())));
      case "=":
        return done(compile(tokens.slice(1)));
    }
    if (tokens[1]?.text === "." && tokens[3]?.text === "=") {
      const [owner, member, value] = [tokens[0]!.text.toUpperCase(), tokens[2]!.text, compile(tokens.slice(4))];
      return done(async (frame) => {
        const object = frame.locals.get(owner);
        if (!(object instanceof FoxObject)) throw new Error(`${owner} is not an object.`);
        object.members.set(member.toUpperCase(), await value(frame));
      });
    }
    if (tokens[1]?.text !== "=") return done(compile(tokens));
    const [name, value] = [tokens[0]!.text.toUpperCase(), compile(tokens.slice(2))];
    return done(async (frame) => frame.locals.set(name, await value(frame)));
  }

  /** SELECT alias, SELECT (alias), or the one query there is. */
  #select({ text: words, tokens }: Statement): Step {
    const world = this.#world;
    const query =
      /^SELECT \* FROM \((\w+)\) WITH \(BUFFERING = \.T\.\) WHERE NOT DELETED\(\) INTO CURSOR (\w+) NOFILTER$/;
    const [, source, cursor = ""] = query.exec(words) ?? [];
    const isNamed = tokens.length === 2 && tokens[1]?.kind === "word";
    if (source === undefined && !isNamed && tokens[1]?.text !== "(") throw new Error(`not known: ${words}`);
    const alias = isNamed || source !== undefined ? undefined : compile(tokens.slice(1));
    return async (frame) => {
      if (source !== undefined)
        world.tables.set(cursor, copyOf(world.tables.get(text(frame.locals.get(source.toUpperCase()) ?? ""))));
      world.selected = source !== undefined ? cursor : alias === undefined ? tokens[1]!.text : text(await alias(frame));
      return undefined;
    };
  }

  /** STORE value TO names, or to the property that a text names. */
  #store(tokens: readonly Token[]): Step {
    const to = tokens.findIndex(({ text }) => text.toUpperCase() === "TO");
    const value = compile(tokens.slice(1, to));
    const targets = tokens.slice(to + 1);
    const isNamed = targets[0]?.text === "(";
    return async (frame) => {
      const stored = await value(frame);
      if (!isNamed) {
        for (const { kind, text: name } of targets) if (kind === "word") frame.locals.set(name.toUpperCase(), stored);
        return undefined;
      }
      const [owner, member = ""] = text(await compile(targets)(frame))
        .toUpperCase()
        .split(".");
      if (owner !== "_SCREEN") throw new Error("only _SCREEN is stored to by name");
      this.#world.screen.members.set(member, stored);
      return undefined;
    };
  }

  /** REPLACE (field) WITH value IN (alias). */
  #replace(tokens: readonly Token[]): Step {
    const at = (word: string) => tokens.findIndex(({ text }) => text.toUpperCase() === word);
    const [field, value] = [compile(tokens.slice(1, at("WITH"))), compile(tokens.slice(at("WITH") + 1, at("IN")))];
    const alias = compile(tokens.slice(at("IN") + 1));
    return async (frame) => {
      const table = this.#world.tables.get(text(await alias(frame)))!;
      table.records[table.at]![text(await field(frame))] = await value(frame);
      return undefined;
    };
  }
}

const fieldsOf = ({ records }: Table): string[] => Object.keys(records[0] ?? {});

/** As AMEMBERS with 1 names it. */
function kindOfMember(value: Value | Method): string {
  if (typeof value === "function") return "Method";
  return value instanceof FoxObject ? "Object" : "Property";
}

/** What CATCH TO gets. */
function exceptionOf(error: unknown): FoxObject {
  const { message, errorNo, line, procedure } = FoxError.at(error, {});
  return new FoxObject({
    Message: message,
    ErrorNo: errorNo,
    LineNo: line ?? 0,
    Procedure: procedure ?? "",
    Details: "",
  });
}

const OPENS: Record<string, string> = {
  IF: "ENDIF",
  "DO CASE": "ENDCASE",
  "DO WHILE": "ENDDO",
  FOR: "ENDFOR",
  SCAN: "ENDSCAN",
  TRY: "ENDTRY",
};

const head = (statement: Statement): string => statement.tokens[0]?.text.toUpperCase() ?? "";
const kindOf = (statement: Statement): string =>
  head(statement) === "DO" ? `DO ${statement.tokens[1]?.text.toUpperCase()}` : head(statement);

/** Where the block that begins at `at` ends. */
function endOf(statements: readonly Statement[], at: number): number {
  let depth = 0;
  for (let index = at; index < statements.length; index++) {
    if (OPENS[kindOf(statements[index]!)] !== undefined) depth++;
    if (Object.values(OPENS).includes(head(statements[index]!)) && --depth === 0) return index;
  }
  throw new Error(`line ${statements[at]?.line}: not ended`);
}

/** The parts of a block, each from one of the words at the block's own level on. */
function splitAt(statements: readonly Statement[], words: readonly string[]): Statement[][] {
  const parts: Statement[][] = [];
  for (let at = 0; at < statements.length; ) {
    const opens = OPENS[kindOf(statements[at]!)] !== undefined && parts.length > 0;
    const end = opens ? endOf(statements, at) : at;
    if (!opens && words.includes(head(statements[at]!))) parts.push([]);
    parts.at(-1)?.push(...statements.slice(at, end + 1));
    at = end + 1;
  }
  return parts;
}

/** Constants are replaced in the text before anything is compiled, as the preprocessor does. */
function withDefines(statements: readonly Statement[]): Statement[] {
  const defines = new Map<string, readonly Token[]>();
  return statements.flatMap((statement) => {
    if (head(statement) === "#DEFINE") {
      defines.set(statement.tokens[1]?.text ?? "", statement.tokens.slice(2));
      return [];
    }
    return [{ ...statement, tokens: statement.tokens.flatMap((token) => defines.get(token.text) ?? [token]) }];
  });
}
