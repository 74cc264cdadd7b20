/** Runs the plug-in over recorded events. The bundle is loaded once, and each boot event starts it anew. */
import { decodeAscii, fromBytes } from "../../../plugin/text/ascii.ts";
import { type EFFECT, LOSS } from "../../../schemas/generated/boundary.ts";
import { VERDICT } from "../../../schemas/generated/program.ts";
import { configOf, type Setting } from "../config.ts";
import { CliError } from "../exit.ts";
import { join } from "../program/path.ts";
import { ask, exists, type Talk } from "../program/talk.ts";
import { hex } from "../verify.ts";
import { effectsOf, type TracedEffect } from "./steps.ts";

/** A bundle that has been loaded. */
export interface Loaded {
  readonly path: string;
  readonly seal: string;
  /** Name and version of the engine that runs it. */
  readonly engine: string;
}

const BUNDLE = "rrpay.plugin.js";

/** The named bundle, otherwise the till's by its config, otherwise the one beside this program. */
export function* bundleOf(given: string | undefined, setting: Setting): Talk<string> {
  if (given !== undefined) return given;
  const config = yield* configOf(undefined, setting);
  if (yield* exists(config)) {
    const { code, bundleFile } = yield* ask<"config">({ type: "config", path: config }, config);
    if (code === 0) return bundleFile;
  }
  return join(setting.programFolder, BUNDLE);
}

/** Loads a bundle. If it does not load, the command ends. */
export function* loadBundle(path: string, engine = ""): Talk<Loaded> {
  const told = yield* ask<"load">({ type: "load", path, engine }, path);
  if (told.verdict === VERDICT.ready) return { path, seal: hex(told.sha256), engine: told.engine };
  const why =
    told.verdict === VERDICT.wrongAbi
      ? { en: "is of another version of the boundary.", lt: "yra kitos sąsajos versijos." }
      : { en: "is damaged or no bundle.", lt: "sugadintas arba ne plėtinys." };
  throw new CliError({ en: `${path} ${why.en}`, lt: `${path} ${why.lt}` });
}

/** The result of one step. */
export type Redone =
  | { readonly type: "batch"; readonly batch: string }
  | { readonly type: "lost"; readonly reason: string };

/** Steps the loaded bundle. After a loss no bundle is loaded. */
export function* redo(event: string): Talk<Redone> {
  const { loss, batch } = yield* ask<"step">({ type: "step", event: fromBytes(event) });
  if (loss === LOSS.none) return { type: "batch", batch: decodeAscii(batch) };
  return { type: "lost", reason: Object.entries(LOSS).find(([, number]) => number === loss)?.[0] ?? "result" };
}

/** The effects of a batch except those about the trace itself: bytes that were blanked before are not blanked again. */
export function realEffects(batch: string): readonly TracedEffect[] {
  return effectsOf({ batch }).filter(({ type }) => !OF_TRACE.has(type));
}

/** Effects about the trace itself. */
export const OF_TRACE: ReadonlySet<keyof typeof EFFECT> = new Set(["blank", "hold"]);

/** Whether two effects are the same, byte for byte. */
export function areSameEffect(one: TracedEffect, other: TracedEffect): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
