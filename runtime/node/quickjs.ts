/**
 * The engine of the contract on Node and Bun: quickjs-ng as WebAssembly. Each engine is a module instance of its own,
 * so a dropped engine takes all of its memory with it.
 *
 * It contains the realm (prelude), the total memory (by the WebAssembly memory's maximum, and below the module's 16 MiB
 * by QuickJS's limit), the stack, and loops and regular expressions that miss the step's deadline. It cannot interrupt
 * a builtin that runs on (`new Array(4e9).indexOf(1)`); the native shim stops those too.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import variant from "@jitl/quickjs-ng-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import { ABI, CAPS } from "../../schemas/generated/boundary.ts";
import {
  type Engine,
  type EngineMaker,
  type EngineStart,
  HARNESS,
  type Limits,
  type Lost,
  NO_BATCH,
  type Script,
  type StepOutcome,
  tailText,
} from "./engine.ts";
import { preludeText } from "./scripts.ts";

const PAGES_PER_MIB = 16;
/** The smallest memory that the module declares. */
const INITIAL_PAGES = 256;
/** Deep recursion ends in QuickJS's RangeError. If it still overflows the host's stack, it is caught as a trap. */
const STACK_BYTES = 256 * 1024;

const require = createRequire(import.meta.url);
const { version } = require("@jitl/quickjs-ng-wasmfile-release-sync/package.json") as { version: string };

/** Makes engines of quickjs-ng. `onWork` hears of every ten thousand calls and turns of a loop, which are the same everywhere. */
export function quickjs(onWork: () => void = () => undefined): EngineMaker {
  return {
    name: "quickjs",
    label: `quickjs (quickjs-ng of quickjs-emscripten ${version})`,
    async start(script: Script, limits: Limits): Promise<EngineStart> {
      if (script.type === "live") throw new TypeError("a live module needs the direct engine");
      const box = new Box(await instantiate(limits), limits, onWork);
      return box.load(script.text, script.file);
    },
  };
}

export const QUICKJS: EngineMaker = quickjs();

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the module once a process. An engine is an instance of it. */
function compile(): Promise<WebAssembly.Module> {
  compiled ??= readFile(require.resolve("@jitl/quickjs-ng-wasmfile-release-sync/wasm")).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  return compiled;
}

async function instantiate({ memoryMb }: Limits): Promise<QuickJSWASMModule> {
  const maximum = Math.max(INITIAL_PAGES, memoryMb * PAGES_PER_MIB);
  const wasmMemory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum });
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule: await compile(), wasmMemory }));
}

/**
 * One instance with its runtime and context. It is never freed in parts, because after a loss its state may be half
 * written.
 */
class Box implements Engine {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #stepMs: number;
  readonly #tools = new Map<string, QuickJSHandle>();
  #deadlineMs = Number.POSITIVE_INFINITY;
  #overran = false;
  #dialect = "";

  constructor(module: QuickJSWASMModule, limits: Limits, onWork: () => void) {
    this.#stepMs = limits.stepMs;
    this.#runtime = module.newRuntime();
    this.#runtime.setMemoryLimit(limits.memoryMb * 1024 * 1024);
    this.#runtime.setMaxStackSize(STACK_BYTES);
    this.#runtime.setInterruptHandler(() => {
      onWork();
      this.#overran ||= performance.now() > this.#deadlineMs;
      return this.#overran;
    });
    this.#context = this.#runtime.newContext();
  }

  get dialect(): string {
    return this.#dialect;
  }

  load(text: string, file: string): EngineStart {
    const outcome = this.#guarded((): EngineStart => {
      const harness = this.#evaluate(HARNESS, "harness.js");
      for (const name of ["attach", "dialect", "allocate", "bytes", "step"])
        this.#tools.set(name, this.#context.getProp(harness, name));
      harness.dispose();
      this.#evaluate(preludeText(), "prelude.js").dispose();
      this.#evaluate(text, file).dispose();
      const abi = this.#call("attach").consume((handle) => this.#context.getNumber(handle));
      if (abi === ABI) this.#dialect = this.#call("dialect").consume((handle) => this.#context.getString(handle));
      return abi === ABI ? { type: "ready", engine: this } : { type: "wrong-abi" };
    }, this.#stepMs * CAPS.loadSteps);
    return outcome.type === "ready" && this.#runtime.hasPendingJob() ? jobsLeft() : outcome;
  }

  step(event: Uint8Array<ArrayBuffer>, textBytes = 0): StepOutcome {
    return this.#guarded((): StepOutcome => {
      const batch = this.#enter(event).consume((crossing) => {
        const text = tailText(event, textBytes);
        if (text === undefined) return this.#call("step", crossing);
        return this.#context.newString(text).consume((handle) => this.#call("step", crossing, handle));
      });
      // Copy the bytes out before anything else is asked of the engine: the view becomes invalid when memory grows.
      const bytes = batch.consume((handle) => this.#copyOut(handle));
      if (bytes === undefined) return { type: "lost", reason: "result", detail: NO_BATCH };
      return this.#runtime.hasPendingJob() ? jobsLeft() : { type: "batch", bytes };
    });
  }

  /**
   * Copies the event in. Asks QuickJS first whether it fits, because newArrayBuffer would otherwise write through a
   * null pointer.
   */
  #enter(event: Uint8Array<ArrayBuffer>): QuickJSHandle {
    this.#context.newNumber(event.length).consume((size) => this.#call("allocate", size).dispose());
    const exact = event.length === event.buffer.byteLength ? event.buffer : event.slice().buffer;
    return this.#context.newArrayBuffer(exact);
  }

  #copyOut(handle: QuickJSHandle): Uint8Array | undefined {
    const type = this.#context.typeof(handle);
    // QuickJS passes strings out in C form, only up to the first NUL, so a batch that is a string is passed as bytes.
    if (type === "string") return this.#call("bytes", handle).consume((bytes) => this.#copyOut(bytes));
    if (type !== "object") return undefined;
    const lifetime = this.#context.getArrayBuffer(handle);
    const copy = lifetime.value.slice();
    lifetime.dispose();
    return copy;
  }

  #evaluate(text: string, file: string): QuickJSHandle {
    return this.#context.unwrapResult(this.#context.evalCode(text, file, { type: "global" }));
  }

  #call(tool: string, ...args: QuickJSHandle[]): QuickJSHandle {
    const handle = this.#tools.get(tool) as QuickJSHandle;
    return this.#context.unwrapResult(this.#context.callFunction(handle, this.#context.undefined, ...args));
  }

  /** Runs one entry under the deadline and turns an exception into the kind of loss that it is. */
  #guarded<T>(body: () => T, limitMs = this.#stepMs): T | Lost {
    this.#deadlineMs = performance.now() + limitMs;
    try {
      return body();
    } catch (error) {
      return this.#lossOf(error);
    } finally {
      this.#deadlineMs = Number.POSITIVE_INFINITY;
    }
  }

  #lossOf(error: unknown): Lost {
    const detail =
      error instanceof Error
        ? `${error.stack ?? error.message} ${error.cause ? JSON.stringify(error.cause) : ""}`
        : String(error);
    if (this.#overran) return { type: "lost", reason: "deadline", detail };
    if (/out of memory|allocate memory|Aborted\(OOM\)/i.test(detail)) return { type: "lost", reason: "memory", detail };
    const trapped = error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && !("cause" in error));
    return { type: "lost", reason: trapped ? "trap" : "exception", detail };
  }
}

function jobsLeft(): Lost {
  return { type: "lost", reason: "jobs", detail: "jobs left in the queue" };
}
