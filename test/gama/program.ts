/** Runs rrpay.prg as Visual FoxPro would, so that its very text is tested; what it does not use is not there. */
import { readFoxPro, type Statement } from "../../build/gama/foxpro.ts";
import { block } from "./blocks.ts";
import { compileText } from "./expression.ts";
import { FUNCTIONS, typeOf } from "./functions.ts";
import { head, withDefines } from "./statements.ts";
import { isFresh, numberOf, type Table } from "./tables.ts";
import { FoxArray, FoxError, FoxObject, type Frame, type Method, numeric, text, type Value } from "./values.ts";
import type { Step, World } from "./world.ts";

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
      this.#routines.set(name, { parameters, body: block(statements.slice(at + 1, end), world) });
      at = end;
    }
    const hasParameters = main[0] !== undefined && head(main[0]) === "LPARAMETERS";
    const parameters = hasParameters ? (main[0]?.tokens ?? []).slice(1).filter(({ kind }) => kind === "word") : [];
    const body = block(hasParameters ? main.slice(1) : main, world);
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
    const { stack } = this.#world;
    const level = { name: name === "" ? "SCRIPT" : name.toUpperCase() };
    stack.push(level);
    try {
      const signal = await routine.body(this.#frame(locals, args.length));
      return signal?.kind === "return" ? signal.value : true;
    } catch (error) {
      throw FoxError.at(error, { procedure: name.toLowerCase() });
    } finally {
      stack.splice(stack.indexOf(level), 1);
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
      case "PROGRAM":
        return programAt(world.stack, args[0]);
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
      case "FILTER":
        return named(args[0]).filter ?? "";
      case "FIELD":
        return fieldsOf(named(args[1]))[numeric(args[0] ?? 1) - 1] ?? "";
      case "AMEMBERS": {
        const [array, object] = args;
        if (!(array instanceof FoxArray && object instanceof FoxObject && args[2] === 1)) throw new Error("AMEMBERS");
        array.rows = [...object.members].map(([member, value]) => [member, kindOfMember(value)]);
        return array.rows.length;
      }
      case "SELECT":
        return Math.max(0, world.tables.aliases.indexOf(world.selected.toUpperCase())) + 1;
      case "DELETED": {
        const asked = args[0] === undefined ? table : world.tables.get(text(args[0]));
        return asked?.deleted?.includes(asked.at) ?? false;
      }
      case "EOF": {
        const asked = args[0] === undefined ? table : named(args[0]);
        return asked === undefined || asked.isAtEnd === true || asked.at >= asked.records.length;
      }
      case "RECNO": {
        const asked = args[0] === undefined ? table : named(args[0]);
        return asked === undefined ? 0 : numberOf(asked, asked.at);
      }
      case "GETFLDSTATE":
        return stateOf(named(args[1]), numeric(args[0] ?? 0));
      case "CURSORSETPROP":
        return true;
    }
    const native = FUNCTIONS[name];
    return native === undefined ? this.call(name, ...args) : native(...args);
  }
}

/** How deep it is for -1; the name at a level, from the master program's 1 (0 is the same) on; none beyond. */
function programAt(stack: World["stack"], level: Value | undefined): Value {
  if (level === -1) return stack.length;
  return stack[level === undefined ? stack.length - 1 : Math.max(1, numeric(level)) - 1]?.name ?? "";
}

/** As GETFLDSTATE tells it of a field by number, or of all with -1, whether it is deleted in front: 1 is as it was. */
function stateOf(table: Table, field: number): Value {
  const { records, at, onDisk } = table;
  const record = records[at];
  if (record === undefined || table.isAtEnd === true) return null;
  const stateAt = (name: string): string => {
    if (isFresh(table, at)) return "4";
    return onDisk !== undefined && onDisk[name] !== record[name] ? "2" : "1";
  };
  const states = fieldsOf(table).map(stateAt);
  if (field > 0) return Number(states[field - 1]);
  const ofRow = onDisk !== undefined && (table.deleted?.includes(at) ?? false) ? "2" : "1";
  return `${isFresh(table, at) ? "3" : ofRow}${states.join("")}`;
}

const fieldsOf = ({ records, structure }: Table): string[] => Object.keys(records[0] ?? structure ?? {});

/** As AMEMBERS with 1 names it. */
function kindOfMember(value: Value | Method): string {
  if (typeof value === "function") return "Method";
  return value instanceof FoxObject ? "Object" : "Property";
}
