/**
 * The engine for debugging: the host's own. It contains nothing: no memory cap, no stack cap, no deadline, and a job
 * left behind is not noticed. The realm and the loop are the same, with breakpoints and source maps. A live module runs
 * in the host's own realm, without the prelude, so that coverage sees it.
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import { compileFunction, createContext, runInContext } from "node:vm";
import { ABI } from "../../schemas/generated/boundary.ts";
import {
  bytesOfText,
  type Engine,
  type EngineMaker,
  type EngineStart,
  HARNESS,
  type LiveBundle,
  type Lost,
  NO_BATCH,
  OWN_DIALECT,
  type Script,
  tailText,
} from "./engine.ts";
import { preludeText } from "./scripts.ts";
import { sourceStack } from "./source-stack.ts";

interface Harness {
  attach(): number;
  dialect(): string;
  allocate(size: number): ArrayBuffer;
  step(event: ArrayBuffer, text?: string): unknown;
}

/** Bun counts the head of a compiled function as a line of its file. */
const HEAD_LINES = process.versions.bun ? 1 : 0;

/** Makes engines from the host's own. */
export const DIRECT: EngineMaker = {
  name: "direct",
  label: process.versions.bun ? `direct (bun ${process.versions.bun})` : `direct (node ${process.versions.node})`,
  async start(script: Script): Promise<EngineStart> {
    if (script.type === "live") return startLive(script.bundle);
    try {
      const context = createContext({});
      const harness = runInContext(HARNESS, context) as Harness;
      runInContext(preludeText(), context, { filename: "prelude.js" });
      // As a function, because V8 is slow to look up a context's own global names.
      const run = compileFunction(withSourceMap(script.text, script.file), [], {
        parsingContext: context,
        filename: script.file,
        lineOffset: -HEAD_LINES,
      });
      run();
      if (harness.attach() !== ABI) return { type: "wrong-abi" };
      return { type: "ready", engine: engineOf(harness, script.file) };
    } catch (error) {
      return thrown(error, script.file);
    }
  },
};

function startLive(bundle: LiveBundle): EngineStart {
  if (bundle.abi !== ABI) return { type: "wrong-abi" };
  return {
    type: "ready",
    engine: engineOf({
      attach: () => bundle.abi,
      dialect: () => bundle.dialect ?? OWN_DIALECT,
      allocate: (size) => new ArrayBuffer(size),
      step: (event, text) => bundle.step(event, text),
    }),
  };
}

function copyOf(batch: unknown): Uint8Array | undefined {
  return types.isArrayBuffer(batch) ? new Uint8Array(batch).slice() : undefined;
}

function engineOf(harness: Harness, file = ""): Engine {
  return {
    dialect: harness.dialect(),
    step(event, textBytes = 0) {
      try {
        const crossing = harness.allocate(event.length);
        new Uint8Array(crossing).set(event);
        // a debugger that steps in from here comes into the bundle
        const text = textBytes === 0 ? undefined : tailText(event, textBytes);
        const batch = harness.step(crossing, text);
        const bytes = typeof batch === "string" ? bytesOfText(batch) : copyOf(batch);
        return bytes ? { type: "batch", bytes } : { type: "lost", reason: "result", detail: NO_BATCH };
      } catch (error) {
        return thrown(error, file);
      }
    },
  };
}

function thrown(error: unknown, file: string): Lost {
  // An error of another realm is no instance of this realm's Error, so its stack is read as a property.
  const stack = typeof error === "object" && error !== null && "stack" in error ? String(error.stack) : String(error);
  return { type: "lost", reason: "exception", detail: file === "" ? stack : sourceStack(stack, file) };
}

/** The bundle ships without a pointer to its map. On a developer's machine the map lies beside it. */
function withSourceMap(text: string, file: string): string {
  const map = `${file}.map`;
  return existsSync(map) ? `${text}//# sourceMappingURL=${pathToFileURL(map).href}\n` : text;
}
