/** Where a test's till lives: in this process, or in a process of its own that can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { EngineName } from "../../runtime/node/api.ts";
import { checkoutFile } from "./checkout.ts";
import type { TestEngine } from "./engines.ts";
import type { GrpMethod, Reply, Request } from "./till-process.ts";

/** docs/contracts.md A with every answer awaited, so that it may come from another process. */
export interface TillHost {
  open(configPath: string): Promise<number>;
  start(session: number, hook: string, payload: Uint8Array): Promise<number>;
  poll(session: number, call: number, waitMs: number): Promise<number>;
  progress(session: number, call: number): Promise<Uint8Array | number>;
  result(session: number, call: number): Promise<Uint8Array | number>;
  cancel(session: number, call: number): Promise<number>;
  release(session: number, call: number): Promise<number>;
  close(session: number, waitMs: number): Promise<number>;
  version(): Promise<string>;
  /** Kills the process, where the till has one. */
  kill(): Promise<void>;
  /** Lets the process end, where the till has one. */
  end(): Promise<void>;
}

/** A till in this process. */
export async function localHost(engine: TestEngine): Promise<TillHost> {
  const grp = await engine.make();
  const method = (name: GrpMethod) =>
    (async (...args: never[]) => (grp[name] as (...args: never[]) => unknown)(...args)) as never;
  return {
    ...grpMethods(method),
    kill: () => Promise.reject(new Error("Only a till with `process: true` can be killed.")),
    end: async () => {},
  };
}

/** Thrown by whatever was asked of a till when its process ended. */
export class TillKilled extends Error {}

/** As esbuild has built it, which starts in a third of the time; from its source where nothing was built. */
function tillProgram(): readonly string[] {
  const built = checkoutFile("dist/till-process.mjs");
  if (existsSync(built)) return [built];
  return [...(process.versions.bun ? [] : ["--import", "tsx"]), checkoutFile("test/support/till-process.ts")];
}

/** What runs in the till's process: an engine over the built bundle, or a developer's own bundle file. */
export interface TillProcess {
  readonly name: EngineName | "file";
  /** Arguments of the process before its program, as a debugger's. */
  readonly hostArgs?: readonly string[];
}

/** A till in a process of its own. */
export async function processHost({ name, hostArgs = [] }: TillProcess): Promise<TillHost> {
  const args = [...hostArgs, ...tillProgram(), name];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const remote = new Remote(child);
  const ended = once(child, "close");
  return {
    ...grpMethods((name) => ((...args: unknown[]) => remote.ask(name, args)) as never),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async end() {
      child.stdin?.end();
      await ended;
    },
  };
}

function grpMethods(method: <M extends GrpMethod>(name: M) => TillHost[M]): Pick<TillHost, GrpMethod> {
  return {
    open: method("open"),
    start: method("start"),
    poll: method("poll"),
    progress: method("progress"),
    result: method("result"),
    cancel: method("cancel"),
    release: method("release"),
    close: method("close"),
    version: method("version"),
  };
}

/** Questions to the child process, by number; bytes travel as base64. */
class Remote {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply | Error) => void>();
  #last = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    const { stdin, stdout } = child as { stdin: NodeJS.WritableStream; stdout: Readable };
    stdin.on("error", () => {}); // a killed child is reported by its end
    createInterface({ input: stdout }).on("line", (line) => {
      const reply = JSON.parse(line) as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
    child.on("close", () => {
      for (const answer of this.#waiting.values()) answer(new TillKilled("The till's process has ended."));
      this.#waiting.clear();
    });
  }

  ask(method: GrpMethod, args: readonly unknown[]): Promise<unknown> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.reject(new TillKilled("The till's process has ended."));
    const id = ++this.#last;
    const coded = args.map((arg) =>
      arg instanceof Uint8Array ? { base64: Buffer.from(arg).toString("base64") } : arg,
    );
    const request: Request = { id, method, args: coded as Request["args"] };
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (reply) => {
        if (reply instanceof Error) reject(reply);
        else if ("error" in reply) reject(new Error(reply.error));
        else
          resolve(
            typeof reply.value === "object" ? new Uint8Array(Buffer.from(reply.value.base64, "base64")) : reply.value,
          );
      });
    });
  }
}
