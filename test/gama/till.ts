/** GAMA for a test: its tables, its windows and its cashier around rrpay.prg, the DLL's exports and an RRPay emulator. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { Grp } from "../../runtime/node/api.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import type { TestEngine } from "../support/engines.ts";
import { type Till, type TillOptions, withTill } from "../support/till.ts";
import { FoxObject, numeric, text, type Value } from "./expression.ts";
import { Program, type Table, type World } from "./program.ts";

const source = readFileSync(fileURLToPath(new URL("../../runtime/gama/rrpay.prg", import.meta.url)), "latin1");

/** INKEY waits; a test's cashier is quicker. */
const INKEY_MS = 5;

export interface GamaOptions extends Pick<TillOptions, "rrpay"> {
  readonly engine: TestEngine;
  readonly timeouts?: NonNullable<TillOptions["config"]>["timeouts"];
}

/** A line of a receipt, as a consultant would say it. */
export interface Item {
  readonly code: string;
  readonly name?: string;
  readonly type?: number;
  readonly pieces?: number;
  readonly fraction?: number;
  readonly price: number;
  readonly sum: number;
  readonly vat: number;
  readonly rate?: number;
}

/** Runs a test's body with a GAMA whose RRPay is the emulator. */
export function withGama(
  { engine, rrpay = { policy: "card" }, timeouts = {} }: GamaOptions,
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
    const gama = new Gama(till, await engine.make());
    try {
      await body(gama);
    } finally {
      await gama.end();
    }
  });
}

export class Gama {
  readonly till: Till;
  /** What was shown: message boxes and texts while waiting, decoded. */
  readonly said: string[] = [];
  readonly waited: string[] = [];
  /** Commands with an effect outside, in order. */
  readonly commands: string[] = [];
  /** What the cashier answers to boxes with buttons and to input boxes, one after the other. */
  readonly answers: (number | string)[] = [];
  /** Keys that the cashier presses while a hook call is waited for. */
  readonly keys: number[] = [];
  /** Keys pressed before there is a call, while the session boots. */
  readonly bootKeys: number[] = [];
  /** Whether the boot ever ends. */
  boots = true;
  readonly screen = new FoxObject({ ActiveForm: false });
  readonly tables = new Map<string, Table>();
  readonly #grp: Grp;
  readonly #program: Program;
  #session = 0;
  #called = false;

  constructor(till: Till, grp: Grp) {
    this.till = till;
    this.#grp = grp;
    this.screen.members.set("ADDPROPERTY", ([name, value]) => {
      this.screen.members.set(text(name ?? "").toUpperCase(), value ?? false);
      return true;
    });
    this.#program = new Program(source, this.#world());
  }

  /** Runs rrpay.prg as INIT, CLOSE or F8 do. */
  run(action: string, window: FoxObject): Promise<Value> {
    return this.#program.run(action, window, `${this.till.folder}/`);
  }

  /** Calls one function of it. */
  call(name: string, ...args: Value[]): Promise<Value> {
    return this.#program.call(name, ...args);
  }

  /** Opens the tables on a receipt. */
  receipt(number: string, items: readonly Item[]): void {
    const head = {
      I06_DOK_NR: number.padEnd(20),
      I06_OP_DATA: new Date("2026-11-23T00:00:00Z"),
      I06_KODAS_KS: " ".repeat(12),
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

  #world(): World {
    const outText = (bytes: Uint8Array | number, cap: Value, put: (value: Value) => void): number => {
      if (typeof bytes === "number") return bytes;
      // As the header says: the bytes and a NUL, and nothing behind it is touched.
      if (bytes.length < numeric(cap)) put(`${Buffer.from(bytes).toString("latin1")}\0`.padEnd(numeric(cap)));
      return bytes.length;
    };
    const at = (args: Value[], index: number) => numeric(args[index] ?? 0);
    const grp = this.#grp;
    return {
      screen: this.screen,
      tables: this.tables,
      selected: "",
      command: (words, value) => this.#command(words, value),
      functions: {
        GRP_ABI_VERSION: () => grp.abiVersion(),
        GRP_OPEN: ([path = ""]) => {
          this.#session = grp.open(text(path));
          return this.#session;
        },
        GRP_START: ([session, hook = "", payload = "", length = 0]) => {
          this.#called = true;
          const bytes = Buffer.from(text(payload).slice(0, numeric(length)), "latin1");
          return grp.start(at([session ?? 0], 0), text(hook), bytes);
        },
        GRP_POLL: (args) => (this.boots || at(args, 1) > 0 ? grp.poll(at(args, 0), at(args, 1), at(args, 2)) : 0),
        GRP_PROGRESS: (args, put) =>
          outText(grp.progress(at(args, 0), at(args, 1)), at(args, 3), (value) => put(2, value)),
        GRP_RESULT: (args, put) => outText(grp.result(at(args, 0), at(args, 1)), at(args, 3), (value) => put(2, value)),
        GRP_CANCEL: (args) => grp.cancel(at(args, 0), at(args, 1)),
        GRP_RELEASE: (args) => grp.release(at(args, 0), at(args, 1)),
        GRP_ERROR_TEXT: (args, put) =>
          outText(grp.errorText(at(args, 0), at(args, 1)), at(args, 3), (value) => put(2, value)),
        MESSAGEBOX: ([message = "", flags = 0]) => this.#box(text(message), numeric(flags)),
        INPUTBOX: ([message = ""]) => {
          this.said.push(decode(text(message)));
          return String(this.answers.shift() ?? "");
        },
        INKEY: async () => {
          await new Promise((resolve) => setTimeout(resolve, INKEY_MS));
          return (this.#called ? this.keys : this.bootKeys).shift() ?? 0;
        },
        SYS: () => "TILL1 # ona",
        SET: ([what = ""]) => (what === "DATASESSION" ? 1 : "ON"),
        ON: () => "",
      },
    };
  }

  /** A box with one button needs no answer; one with more must have been expected. */
  #box(message: string, flags: number): Value {
    this.said.push(decode(message));
    if (flags % 16 === 0) return 1;
    const answer = this.answers.shift();
    if (typeof answer !== "number") throw new Error(`nobody has said what to answer to: ${decode(message)}`);
    return answer;
  }

  #command(words: string, value: Value | undefined): void {
    if (words === "WAIT WINDOW") this.waited.push(decode(text(value ?? "")));
    this.commands.push(typeof value === "string" && words !== "WAIT WINDOW" ? `${words} ${value}` : words);
  }
}

/** The settlement window, with what GAMA-6 and GAMA-7 assume; `paid` is what it was given. */
export class Settlement extends FoxObject {
  readonly paid: (readonly [number: number, euros: number])[] = [];
  /** Codes that went to its KeyPress. */
  readonly pressed: number[] = [];

  constructor(caption = "Atsiskaitymas") {
    super({ Caption: caption, DataSessionId: 2, issaugota: false });
    this.members.set("KREDITAS", ([number = 0, euros = 0]) => {
      this.paid.push([numeric(number), numeric(euros)]);
      return true;
    });
    this.members.set("KEYPRESS", ([code = 0]) => {
      this.pressed.push(numeric(code));
      return true;
    });
  }
}

function recordOf({
  code,
  name = "Pienas",
  type = 1,
  pieces = 1,
  fraction = 1,
  price,
  sum,
  vat,
  rate = 21,
}: Item): Record<string, Value> {
  return {
    I07_TIPAS: type,
    I07_KODAS: code.padEnd(12),
    I07_PAV: Buffer.from(encodeWindows1257(name)).toString("latin1").padEnd(40),
    I07_KIEKIS: pieces,
    I07_FRAKCIJA: fraction,
    I07_KAINA_SU: price,
    I07_SUMA: sum,
    I07_PVM: vat,
    I07_MOKESTIS_P: rate,
    I07_KODAS_US_A: "VNT         ",
    DI07_BAR_KODAS: " ".repeat(12),
  };
}

const decode = (bytes: string): string => decodeWindows1257(Buffer.from(bytes, "latin1")) ?? "";
