/** What the loop needs of an engine: to make one from a script, to step it, and to drop it. */
import type { EngineName } from "./api.ts";

/** A bundle as a module of this process. `direct` runs it with coverage and breakpoints. */
export interface LiveBundle {
  readonly abi: number;
  readonly version: string;
  /** The RRPay protocol. If absent, it is our own. */
  readonly dialect?: string;
  readonly step: (event: ArrayBuffer, text?: string) => ArrayBuffer | string;
}

/** What an engine runs: a script's text and its file, or a live module. */
export type Script =
  | { readonly type: "text"; readonly text: string; readonly file: string }
  | { readonly type: "live"; readonly bundle: LiveBundle };

export interface Limits {
  readonly memoryMb: number;
  readonly stepMs: number;
}

/**
 * Why an engine was lost: a name from boundary.json's lossReasons. `detail` is for a developer only, never for an
 * effect or the log.
 */
export interface Lost {
  readonly type: "lost";
  readonly reason: "trap" | "deadline" | "exception" | "memory" | "jobs" | "result";
  readonly detail: string;
}

/** A batch's bytes, copied out of the engine, or the loss of the engine. */
export type StepOutcome = { readonly type: "batch"; readonly bytes: Uint8Array } | Lost;

/** The detail for a step that returned anything else. */
export const NO_BATCH = "step returned neither ArrayBuffer nor text";

/** The bytes of a batch that was returned as a string, one a character. Undefined if a character is not a byte. */
export function bytesOfText(text: string): Uint8Array | undefined {
  return /[^\0-\xff]/.test(text) ? undefined : Buffer.from(text, "latin1");
}

/**
 * The last bytes of an event as a text, which QuickJS takes far sooner than it makes one of bytes. Undefined where there
 * are none, or where one is no character of ASCII: the script then reads the bytes.
 */
export function tailText(event: Uint8Array, textBytes: number): string | undefined {
  const text = Buffer.from(event.subarray(event.length - textBytes)).toString("latin1");
  return text === "" || text.includes("\0") || /[^\0-\x7f]/.test(text) ? undefined : text;
}

/** The dialect of a bundle that names none (boundary.md, handshake). */
export const OWN_DIALECT = "rrpay";

/** An engine that has loaded its script. It must not be stepped after a loss. */
export interface Engine {
  /** The RRPay protocol that the script says it speaks. */
  readonly dialect: string;
  /** Does one step. The last `textBytes` bytes of the event are given to the script as a text too (boundary.md). */
  step(event: Uint8Array<ArrayBuffer>, textBytes?: number): StepOutcome;
}

export type EngineStart = { readonly type: "ready"; readonly engine: Engine } | { readonly type: "wrong-abi" } | Lost;

export interface EngineMaker {
  readonly name: EngineName;
  /** Name and version for `grp_version`. */
  readonly label: string;
  /** Makes a fresh engine: prelude, script, handshake. */
  start(script: Script, limits: Limits): Promise<EngineStart>;
}

/**
 * Runs in the realm before the prelude removes tools from it. It keeps the few tools that the crossing needs, so that
 * the bundle cannot affect the host's checks by changing its globals.
 */
export const HARNESS = `(function () {
  "use strict";
  var apply = Reflect.apply;
  var Buffer = ArrayBuffer;
  var Bytes = Uint8Array;
  var charCodeAt = String.prototype.charCodeAt;
  var byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;
  var step;
  var dialect = "";
  return {
    attach: function () {
      var grp = globalThis.grp;
      if (typeof grp !== "object" || grp === null || typeof grp.step !== "function") return -1;
      step = grp.step;
      dialect = grp.dialect === undefined ? "rrpay" : typeof grp.dialect === "string" ? grp.dialect : "";
      return typeof grp.abi === "number" ? grp.abi : -1;
    },
    dialect: function () {
      return dialect;
    },
    allocate: function (size) {
      return new Buffer(size);
    },
    bytes: function (text) {
      var buffer = new Buffer(text.length);
      var bytes = new Bytes(buffer);
      for (var at = 0; at < text.length; at++) {
        var code = apply(charCodeAt, text, [at]);
        if (!(code >= 0 && code <= 255)) return -1;
        bytes[at] = code;
      }
      return buffer;
    },
    step: function (event, text) {
      var batch = apply(step, undefined, text === undefined ? [event] : [event, text]);
      if (typeof batch === "string") return batch;
      try {
        apply(byteLength, batch, []);
      } catch (error) {
        return -1;
      }
      return batch;
    },
  };
})()`;
