/**
 * The program's host on Node and Bun. It carries out one request after another. It needs no sandbox on a developer's
 * machine.
 */

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import koffi from "koffi";
import { LOSS } from "../../../schemas/generated/boundary.ts";
import { FACT, STATUS } from "../../../schemas/generated/program.ts";
import type { Grp } from "../../node/api.ts";
import type { Engine } from "../../node/engine.ts";
import { type Lock, takeFolder } from "../../node/store/lock.ts";
import { Store } from "../../node/store/store.ts";
import { engineNames, makeGrp } from "../engines.ts";
import type { Talk } from "../program/talk.ts";
import type { Reply, ReplyOf, Request, RequestName } from "../program/wire.ts";
import {
  Failure,
  listFolder,
  type Place,
  readPiece,
  removeFile,
  renameFile,
  statPath,
  statusOf,
  writeFile,
} from "./files.ts";
import { holderOf } from "./holder.ts";
import { digestFile, makeFolder, removeFolder, unpackFile } from "./release.ts";
import { loadScript, readConfig, tryScript } from "./scripts.ts";
import { linesOfSegment, measureSegment } from "./segments.ts";
import { Sockets } from "./sockets.ts";
import { type Console, terminal } from "./terminal.ts";

type Handlers = { readonly [Name in Exclude<RequestName, "exit">]: Handler<Name> };
type Handler<Name extends RequestName> = (
  request: Extract<Request, { type: Name }>,
) => ReplyOf<Name> | Promise<ReplyOf<Name>>;

/** The most that one request for randomness gets. */
const RANDOM_BYTES = 1024;
/** No bytes: the empty result or progress. */
const NOTHING = new Uint8Array(0);

export class NodeHost {
  readonly #console: Console;
  readonly #sockets = new Sockets();
  #store: Store | undefined;
  /** The folder that nobody else may install into meanwhile. */
  #claimed: Lock | undefined;
  #grp: Grp | undefined;
  /** A bundle that is stepped with the events of a trace. */
  #engine: Engine | undefined;
  readonly #stopAt: number;
  #steps = 0;
  #session = 0;

  /** `stopAt` is the bundle's step before which a debugger stops; 0 means none. */
  constructor(console: Console = terminal, stopAt = 0) {
    this.#console = console;
    this.#stopAt = stopAt;
  }

  /** Runs a talk to its end and throws what it throws. */
  async run<Result>(talk: Talk<Result>): Promise<Result> {
    let told: Reply = { status: 0 } as Reply;
    try {
      for (;;) {
        const next = talk.next(told);
        if (next.done) return next.value;
        told = await this.carryOut(next.value);
      }
    } finally {
      // an open port would keep the process alive
      this.#sockets.close();
    }
  }

  /** Carries out one request. A failure becomes a status; a fault of this program is thrown. */
  async carryOut(request: Request): Promise<Reply> {
    if (request.type === "exit") return { status: STATUS.ok, fields: {} } as Reply;
    try {
      return { status: STATUS.ok, fields: await this.#handle(request) } as Reply;
    } catch (error) {
      return failureOf(error);
    }
  }

  /** The same for a request that waits for nothing. */
  carryOutNow(request: Request): Reply {
    try {
      const fields = this.#handle(request);
      if (fields instanceof Promise) throw new TypeError(`${request.type} has to be waited for`);
      return { status: STATUS.ok, fields } as Reply;
    } catch (error) {
      return failureOf(error);
    }
  }

  #handle(request: Request): ReplyOf<RequestName> | Promise<ReplyOf<RequestName>> {
    if (request.type === "exit") throw new TypeError("exit is the program's last word");
    return (this.#handlers[request.type] as (one: Request) => ReplyOf<RequestName>)(request);
  }

  readonly #handlers: Handlers = {
    print: ({ stream, text }) => {
      this.#console.print(stream, text);
      return {};
    },
    ask: async ({ prompt }) => {
      const line = await this.#console.ask(prompt);
      if (line === undefined) throw new Failure(STATUS.ended);
      return { line };
    },
    clock: ({ atMs }) => {
      const at = new Date(atMs < 0 ? Date.now() : atMs);
      return { wallMs: at.getTime(), utcOffsetMin: -at.getTimezoneOffset() };
    },
    list: ({ path }) => ({ entries: listFolder(path) }),
    stat: ({ path }) => statPath(path),
    read: ({ path, offset, length }) => ({ bytes: readPiece(path, offset, length) }),
    write: ({ path, mode, bytes }) => {
      writeFile(path, mode, bytes, this.#place);
      return {};
    },
    rename: ({ from, to }) => {
      renameFile(from, to, this.#place);
      return {};
    },
    remove: ({ path }) => {
      removeFile(path, this.#place);
      return {};
    },
    makeFolder: ({ path }) => {
      makeFolder(path);
      return {};
    },
    removeFolder: ({ path }) => {
      removeFolder(path);
      return {};
    },
    digest: ({ path }) => digestFile(path),
    unpack: (query) => unpackFile(query),
    random: ({ count }) => ({ bytes: new Uint8Array(randomBytes(Math.min(count, RANDOM_BYTES))) }),
    lock: ({ folder }) => ({ isWritable: this.#lock(folder) ? 1 : 0 }),
    claim: ({ folder }) => {
      this.#claim(folder);
      return {};
    },
    unlock: () => {
      this.#unlock();
      return {};
    },
    segment: ({ path }) => measureSegment(path),
    lines: (query) => linesOfSegment(query),
    journal: () => {
      const { segment, badOffset, tailCut, corrupt } = this.#locked().journal.load();
      return { segment, badOffset, isTorn: tailCut ? 1 : 0, isCorrupt: corrupt ? 1 : 0 };
    },
    append: ({ record }) => {
      const { journal } = this.#locked();
      journal.truncateTorn();
      journal.append(record);
      return {};
    },
    holder: ({ folder }) => ({ name: holderOf(join(folder, "till.lock")) }),
    config: ({ path }) => readConfig(path),
    engine: ({ path }) => tryScript(path),
    load: async ({ path, engine }) => {
      const loaded = await loadScript(path, engine);
      this.#engine = loaded.engine;
      return loaded.reply;
    },
    step: ({ event }) => {
      if (this.#engine === undefined) throw new Failure(STATUS.failed);
      const bytes = Uint8Array.from(event);
      // biome-ignore lint/suspicious/noDebugger: `replay --inspect N` is asked for to stop here; step into the bundle
      if (++this.#steps === this.#stopAt) debugger;
      const outcome = this.#engine.step(bytes);
      if (outcome.type === "lost") this.#engine = undefined;
      return outcome.type === "lost"
        ? { loss: LOSS[outcome.reason], batch: NOTHING }
        : { loss: LOSS.none, batch: outcome.bytes };
    },
    open: async ({ config, engine }) => {
      this.#grp = await makeGrp(engine === "" ? undefined : engine);
      this.#session = this.#grp.open(config);
      return { session: this.#session };
    },
    start: ({ hook, payload }) => ({ call: this.#opened().start(this.#session, hook, payload) }),
    poll: async ({ call, waitMs }) => {
      const state = await this.#opened().poll(this.#session, call, waitMs);
      const progress = this.#opened().progress(this.#session, call);
      return { state, progress: typeof progress === "number" ? NOTHING : progress };
    },
    result: ({ call }) => {
      const result = this.#opened().result(this.#session, call);
      if (call > 0) this.#opened().release(this.#session, call);
      return typeof result === "number" ? { code: result, bytes: NOTHING } : { code: 0, bytes: result };
    },
    cancel: ({ call }) => {
      this.#opened().cancel(this.#session, call);
      return {};
    },
    close: async () => {
      while ((await this.#opened().close(this.#session, 1000)) !== 0) {
        // Still closing. Nothing is lost meanwhile, so wait.
      }
      return {};
    },
    dial: (query) => this.#sockets.dial(query),
    serve: (query) => this.#sockets.serve(query),
    refuse: (query) => this.#sockets.refuse(query),
    transmit: (query) => this.#sockets.transmit(query),
    finish: (query) => this.#sockets.finish(query),
    heedStop: () => this.#sockets.heedStop(),
    hangUp: (query) => this.#sockets.hangUp(query),
    hear: (query) => this.#sockets.hear(query),
    fact: async ({ which }) => ({ text: await this.#fact(which) }),
    // Asked only on Windows, where a till's program has another host.
    writers: () => {
      throw new Failure(STATUS.missing);
    },
    portOwner: () => {
      throw new Failure(STATUS.missing);
    },
    sentence: async ({ code, language }) => {
      const grp = this.#grp ?? (await makeGrp("direct"));
      return { text: new TextDecoder().decode(grp.errorText(code, language)) };
    },
  };

  /** While the journal's lock is held, what is written lies in a data folder. */
  get #place(): Place {
    return this.#store === undefined ? "any folder" : "own folder";
  }

  #locked(): Store {
    if (this.#store === undefined) throw new Failure(STATUS.failed);
    return this.#store;
  }

  #opened(): Grp {
    if (this.#grp === undefined) throw new Error("a hook before a session");
    return this.#grp;
  }

  #unlock(): void {
    this.#store?.close();
    this.#store = undefined;
    this.#claimed?.release();
    this.#claimed = undefined;
  }

  #claim(folder: string): void {
    this.#unlock();
    const taken = takeFolder(folder);
    if (taken.type !== "held") throw new Failure(taken.type === "in-use" ? STATUS.inUse : STATUS.denied);
    this.#claimed = taken.lock;
  }

  #lock(folder: string): boolean {
    const opened = Store.open(folder);
    if (opened.type === "refused") throw new Failure(REFUSED[opened.code] ?? STATUS.denied);
    this.#store = opened.store;
    return opened.store.check().writable;
  }

  async #fact(which: number): Promise<string> {
    if (which === FACT.platform) return process.platform;
    if (which === FACT.computerName) return process.env.COMPUTERNAME ?? hostname();
    if (which === FACT.ansiCodePage) return codePage();
    if (which === FACT.programVersion) return (await makeGrp("direct")).version();
    if (this.#grp !== undefined) return this.#grp.version();
    const lines: string[] = [];
    for (const name of engineNames()) lines.push((await makeGrp(name)).version());
    return lines.join("\n");
  }
}

/** A fault of this program must not look like one of the disk. */
function failureOf(error: unknown): Reply {
  const status = statusOf(error);
  if (status === STATUS.failed && !(error instanceof Failure) && !(error instanceof Error && "code" in error))
    throw error;
  return { status };
}

const REFUSED: Readonly<Record<string, number>> = {
  "in-use": STATUS.inUse,
  "data-dir-link": STATUS.link,
  "data-dir-unusable": STATUS.denied,
};

/** Windows' code page for programs like GAMA. Empty on other systems. */
function codePage(): string {
  if (process.platform !== "win32") return "";
  return String(koffi.load("kernel32.dll").func("uint32_t __stdcall GetACP()")());
}
