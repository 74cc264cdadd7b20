/** Peers that run the script in this very process: V8, and QuickJS as quickjs-emscripten has it, without our sandbox around. */
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import variant from "@jitl/quickjs-ng-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";
import type { Peer, Work } from "./work.ts";

/** The mapping in script, for every peer that runs script. */
export const MAPPING = readFileSync(new URL("mapping.js", import.meta.url), "utf8");

/** What the script is told beside the payload. */
export function toldOf({ id, till, host, epoch }: Work): Omit<Work, "payload"> {
  return { id, till, host, epoch };
}

export const V8: Peer = {
  name: "V8 in process",
  missing: () => (process.versions.v8 && !process.versions.bun ? undefined : "this host has another engine"),
  async run(work, rounds) {
    type RequestOf = (payload: string, told: object) => string;
    const requestOf = runInThisContext(`(function () {${MAPPING};return requestOf;})()`) as RequestOf;
    const told = toldOf(work);
    const tookMs: number[] = [];
    let request = Buffer.alloc(0);
    for (let left = rounds; left > 0; left--) {
      const startedAt = performance.now();
      request = Buffer.from(requestOf(work.payload.toString("latin1"), told), "latin1");
      tookMs.push(performance.now() - startedAt);
    }
    return { request, tookMs };
  },
};

export const QUICKJS_EMSCRIPTEN: Peer = {
  name: "quickjs-emscripten",
  missing: () => undefined,
  async run(work, rounds) {
    // never freed: an instance of its own, which the collector takes as a whole, as our engine is
    const context = (await newQuickJSWASMModuleFromVariant(variant)).newContext();
    const named = `${MAPPING};globalThis.map = function (payload) { return requestOf(payload, told); };`;
    context.unwrapResult(context.evalCode(`var told = ${JSON.stringify(toldOf(work))};${named}`)).dispose();
    const map = context.getProp(context.global, "map");
    const tookMs: number[] = [];
    let request = Buffer.alloc(0);
    for (let left = rounds; left > 0; left--) {
      const startedAt = performance.now();
      const payload = context.newString(work.payload.toString("latin1"));
      const mapped = context.unwrapResult(context.callFunction(map, context.undefined, payload));
      request = Buffer.from(context.getString(mapped), "latin1");
      tookMs.push(performance.now() - startedAt);
      for (const handle of [payload, mapped]) handle.dispose();
    }
    return { request, tookMs };
  },
};
