/** GAMA for a test: its tables, its windows and its cashier around rrpay.prg, the DLL's exports and an RRPay emulator. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Grp } from "../../runtime/node/api.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import type { TestEngine } from "../support/engines.ts";
import { type Till, type TillOptions, withTill } from "../support/till.ts";
import { BoundKeys } from "./bound-keys.ts";
import { BUTTONS, NAMES } from "./buttons.ts";
import { Program } from "./program.ts";
import { type Item, recordOf } from "./receipt-row.ts";
import { Settings } from "./settings.ts";
import { decode, encode, fileName, systemFunctions } from "./system.ts";
import { Areas, Tables } from "./tables.ts";
import { toldOf } from "./told.ts";
import { FoxError, FoxObject, numeric, text, type Value } from "./values.ts";
import type { World } from "./world.ts";

export const rrpayPrg = readFileSync(fileURLToPath(new URL("../../runtime/gama/rrpay.prg", import.meta.url)), "latin1");

/** INKEY waits; a test's cashier is quicker. */
const INKEY_MS = 5;

export interface GamaOptions extends Pick<TillOptions, "rrpay"> {
  readonly engine: TestEngine;
  /** Another text of rrpay.prg, with a fault that a test must notice. */
  readonly program?: string | undefined;
  readonly timeouts?: NonNullable<TillOptions["config"]>["timeouts"];
}

/** A box or a field that came up: what it said, and what could be done. */
export interface Box {
  readonly text: string;
  /** Empty for a field to type in. */
  readonly buttons: readonly string[];
  /** The button that space and Enter press, or what stands in the field. */
  readonly preset: string;
}

/** Runs a test's body with a GAMA whose RRPay is the emulator. */
export function withGama(
  { engine, rrpay = { policy: "card" }, timeouts = {}, program = rrpayPrg }: GamaOptions,
  body: (gama: Gama) => Promise<void>,
) {
  const config = {
    gama: { codepage: "windows-1257", format: "lines" },
    language: "lt",
    timeouts: { connectMs: 2000, answerMs: 5000, customerMs: 20_000, manualAfterMs: 50, ...timeouts },
  } as const;
  return withTill({ engine, rrpay, config }, async (till) => {
    // The session is GAMA's own: one a process.
    await till.close();
    const gama = new Gama(till, await engine.make(), program);
    try {
      await body(gama);
    } finally {
      await gama.end();
    }
    if (gama.unexpected.length > 0) throw new Error(`nobody has said what to answer to: ${gama.unexpected.join("; ")}`);
  });
}

export class Gama {
  readonly till: Till;
  /** The program's own text. */
  readonly source: string;
  /** What was shown: message boxes and texts while waiting, decoded. */
  readonly said: string[] = [];
  readonly waited: string[] = [];
  /** What the program has written, by the file's name. */
  readonly files = new Map<string, string>();
  /** Commands with an effect outside, in order. */
  readonly commands: string[] = [];
  /** What the cashier answers to boxes with buttons and to input boxes, one after the other. */
  readonly answers: (number | string)[] = [];
  /** Answers what `answers` has not. */
  cashier: ((box: Box) => number | string | undefined) | undefined;
  /** Every box, every hook and every key of the program's own, in order: what a person would have seen happen. */
  readonly story: string[] = [];
  /** What each hook was given, in order. */
  readonly payloads: (readonly [hook: string, lines: readonly string[]])[] = [];
  /** Boxes that nobody has said how to answer. */
  readonly unexpected: string[] = [];
  /** Keys that the cashier presses while a hook call is waited for. */
  readonly keys: number[] = [];
  /** Keys pressed before there is a call, while the session boots. */
  readonly bootKeys: number[] = [];
  /** Whether the command that GAMA had bound itself ends in a fault. */
  ownF8Fails = false;
  /** A result in place of a hook's own, where no RRPay of ours comes to it by itself; undefined leaves it. */
  told: (hook: string, payload: string) => string | undefined = () => undefined;
  readonly #toldInstead = new Map<number, string>();
  /** Whether the boot ever ends. */
  boots = true;
  readonly screen = new FoxObject({ ActiveForm: false });
  readonly areas = new Areas();
  readonly tables = new Tables(this.areas);
  readonly stack: World["stack"] = [];
  /** `_VFP`: a test sets its ActiveForm. */
  readonly vfp = new FoxObject();
  readonly bound = new BoundKeys();
  readonly settings = new Settings(() => this.areas.session);
  /** gama-shop.txt, where there is one. */
  shop: string | undefined;
  /** Whether gama_rrpay.dll is where it was unpacked, and whether its whole folder is. */
  hasDll = true;
  hasFolder = true;
  /** Whether the folder is guarded, as the guide has it: the till's user may not write there. */
  isReadOnly = false;
  readonly #grp: Grp;
  readonly #program: Program;
  #session = 0;
  #called = false;

  constructor(till: Till, grp: Grp, source: string) {
    this.till = till;
    this.source = source;
    this.#grp = grp;
    this.screen.members.set("ADDPROPERTY", ([name, value]) => {
      this.screen.members.set(text(name ?? "").toUpperCase(), value === undefined ? false : value);
      return true;
    });
    this.#program = new Program(source, this.#world());
  }

  /** Runs rrpay.prg as INIT, CLOSE or F8 do. */
  run(action: string, window: FoxObject): Promise<Value> {
    this.vfp.members.set("ACTIVEFORM", window);
    return this.#program.run(action, window, `${this.till.folder}/`);
  }

  /** Runs INIT.txt or CLOSE.txt, perhaps with another action in it, as GAMA runs what was pasted into a window. */
  async paste(name: "INIT.txt" | "CLOSE.txt", window: FoxObject, action = name.slice(0, -4)): Promise<void> {
    const path = fileURLToPath(new URL(`../../runtime/gama/${name}`, import.meta.url));
    const snippet = readFileSync(path, "latin1")
      .replaceAll("C:\\gama-rrpay\\", `${this.till.folder}/`)
      .replace(`"${name.slice(0, -4)}", THISFORM`, `"${action}", THISFORM`);
    await new Program(`LPARAMETERS THISFORM\r\n${snippet}`, this.#world()).run(window);
  }

  /** What ON KEY LABEL F8 is set to. */
  get boundF8(): string {
    return this.bound.get("F8") ?? "";
  }

  set boundF8(command: string) {
    this.bound.set("F8", command);
  }

  /** What Visual FoxPro does when a key is pressed: the command that ON KEY LABEL has bound. */
  async press(key: string): Promise<void> {
    await new Program(`${this.bound.get(key) ?? ""}\r\n`, this.#world()).run();
  }

  pressF8(): Promise<void> {
    return this.press("F8");
  }

  /** What the bound text does in this window, whether or not it is bound: whether GAMA's own F8 followed. */
  async f8(window: FoxObject): Promise<Value> {
    const mayFollow = await this.run("F8", window);
    return mayFollow === true ? this.run("F8OWN", window) : false;
  }

  /** A moment for what the emulator and the till are doing. */
  pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, INKEY_MS));
  }

  /** Calls one function of it. */
  call(name: string, ...args: Value[]): Promise<Value> {
    return this.#program.call(name, ...args);
  }

  /** Opens the tables on a receipt. */
  receipt(number: string, items: readonly Item[], fields: Readonly<Record<string, Value>> = {}): void {
    const head = {
      I06_DOK_NR: number.padEnd(20),
      I06_OP_DATA: new Date("2026-11-23T00:00:00Z"),
      I06_KODAS_KS: " ".repeat(12),
      ...fields,
    };
    this.tables.set("I06_PARH", { records: [head], at: 0 });
    this.tables.set("I07_PARD", { records: items.map(recordOf), at: 0 });
  }

  /** Lets the session end. */
  async end(): Promise<void> {
    if (this.#session <= 0) return;
    while ((await this.#grp.close(this.#session, 1000)) === CODES.closing.number) {
      // Still closing.
    }
  }

  /** The DLL's exports, as DECLARE makes them functions. */
  #exports(): World["functions"] {
    const outText = (bytes: Uint8Array | number, cap: Value, put: (value: Value) => void): number => {
      if (typeof bytes === "number") return bytes;
      // As the header says: the bytes and a NUL, and nothing behind it is touched.
      if (bytes.length < numeric(cap)) put(`${Buffer.from(bytes).toString("latin1")}\0`.padEnd(numeric(cap)));
      return bytes.length;
    };
    const at = (args: Value[], index: number) => numeric(args[index] ?? 0);
    const grp = this.#grp;
    return {
      GRP_ABI_VERSION: () => {
        if (!this.hasDll) throw new Error("Cannot load 32-bit DLL gama_rrpay.dll.");
        return grp.abiVersion();
      },
      GRP_OPEN: ([path = ""]) => {
        this.#session = grp.open(text(path));
        return this.#session;
      },
      GRP_START: ([session = 0, hook = "", payload = "", length = 0]) => {
        this.#called = true;
        const bytes = Buffer.from(text(payload).slice(0, numeric(length)), "latin1");
        this.payloads.push([text(hook), decode(text(payload)).split("\r\n")]);
        this.story.push(`hook ${text(hook)}${toldOf(decode(text(payload)))}`);
        const told = this.told(text(hook), decode(text(payload)));
        // What is told instead is not done: a question takes its place.
        const call = grp.start(
          numeric(session),
          text(told === undefined ? hook : "status"),
          told ? new Uint8Array(0) : bytes,
        );
        if (told !== undefined) this.#toldInstead.set(call, encode(told));
        return call;
      },
      GRP_POLL: (args) => (this.boots || at(args, 1) > 0 ? grp.poll(at(args, 0), at(args, 1), at(args, 2)) : 0),
      GRP_PROGRESS: (args, put) =>
        outText(grp.progress(at(args, 0), at(args, 1)), at(args, 3), (value) => put(2, value)),
      GRP_RESULT: (args, put) => {
        const told = this.#toldInstead.get(at(args, 1));
        const bytes = told === undefined ? grp.result(at(args, 0), at(args, 1)) : Buffer.from(told, "latin1");
        return outText(bytes, at(args, 3), (value) => put(2, value));
      },
      GRP_CANCEL: (args) => grp.cancel(at(args, 0), at(args, 1)),
      GRP_RELEASE: (args) => grp.release(at(args, 0), at(args, 1)),
      GRP_ERROR_TEXT: (args, put) =>
        outText(grp.errorText(at(args, 0), at(args, 1)), at(args, 3), (value) => put(2, value)),
    };
  }

  #world(): World {
    const { areas, stack } = this;
    return {
      stack,
      screen: this.screen,
      vfp: this.vfp,
      tables: this.tables,
      get selected() {
        return areas.selected;
      },
      set selected(alias) {
        areas.selected = alias;
      },
      command: (words, value) => this.#command(words, value),
      settings: this.settings,
      functions: {
        ...this.#exports(),
        MESSAGEBOX: ([message = "", flags = 0]) => this.#box(text(message), numeric(flags)),
        INPUTBOX: ([message = "", , given = ""]) => {
          const answer = this.#answer({ text: decode(text(message)), buttons: [], preset: decode(text(given)) });
          return encode(typeof answer === "string" ? answer : ESC);
        },
        INKEY: async () => {
          await new Promise((resolve) => setTimeout(resolve, INKEY_MS));
          return (this.#called ? this.keys : this.bootKeys).shift() ?? 0;
        },
        ...systemFunctions(this),
        EXECSCRIPT: ([script = "", ...args]) => new Program(text(script), this.#world()).run(...args),
      },
    };
  }

  #box(message: string, flags: number): Value {
    const buttons = BUTTONS[flags % 16];
    if (buttons === undefined) throw new Error(`MESSAGEBOX with ${flags}`);
    const numbers = buttons.map(([number]) => number);
    const preset = buttons[Math.floor(flags / 256)]?.[1] ?? "";
    const answer = this.#answer({ text: decode(message), buttons: buttons.map(([, name]) => name), preset });
    return typeof answer === "number" && numbers.includes(answer) ? answer : (numbers.at(-1) ?? 0);
  }

  /** A box with one button needs no answer; any other must have been expected. */
  #answer(box: Box): number | string | undefined {
    this.said.push(box.text);
    const isTold = box.buttons.length === 1;
    const answer = isTold ? 1 : (this.answers.shift() ?? this.cashier?.(box));
    if (answer === undefined) this.unexpected.push(box.text);
    const shown = box.buttons.map((name) => (name === box.preset ? `[*${name}]` : `[${name}]`)).join(" ");
    const field = box.buttons.length === 0 ? `[_${box.preset}_]` : shown;
    const done =
      typeof answer === "number" ? (NAMES[answer] ?? String(answer)) : answer === ESC ? "Esc" : `"${answer}"`;
    this.story.push(`| ${box.text.trimEnd().replaceAll("\r", "\n| ")}\n${field} -> ${done}`);
    return answer;
  }

  #command(words: string, value: Value | undefined): void {
    if (/^KEYBOARD|^MACRO/.test(words)) this.story.push(`${words} ${text(value ?? "")}`);
    this.bound.command(words, typeof value === "string" ? value : "");
    this.settings.command(words, value);
    if (words.startsWith("SET DATASESSION")) this.areas.session = numeric(value ?? 1);
    if (words === "ERASE") this.files.delete(fileName(text(value ?? "")));
    if (words === "MACRO" && this.ownF8Fails) throw new FoxError("Alias 'KVITAI' is not found.", 13);
    if (words === "WAIT WINDOW") this.waited.push(decode(text(value ?? "")));
    this.commands.push(typeof value === "string" && words !== "WAIT WINDOW" ? `${words} ${value}` : words);
  }
}

/** How a field to type in is left. */
export const ESC = "\x1b";
