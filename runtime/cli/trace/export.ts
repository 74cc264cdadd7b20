/** `gama-rrpay trace export DIR --out F`: a till's trace as one file that may leave the till. */
import { decodeAscii, encodeAscii } from "../../../plugin/text/ascii.ts";
import { parseArguments } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { remark, replaceFile, sayJson, type Talk } from "../program/talk.ts";
import { type Run, runLines, type TraceStep, type TraceText } from "./lines.ts";
import { redacted } from "./redaction.ts";
import { bundleOf, type Loaded, loadBundle, realEffects, redo } from "./redo.ts";
import { traceOf } from "./source.ts";

export function* exportTrace(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { out: "text", bundle: "text", json: "flag" });
  const { out } = values;
  if (out === undefined)
    throw usageError({ en: "trace export needs --out FILE", lt: "trace export reikia --out FAILAS" });
  const trace = yield* traceOf(positionals, setting, {
    en: "trace export takes one folder",
    lt: "trace export reikia vieno aplanko",
  });
  const bundle = yield* bundleOf(values.bundle, setting);
  const { text, steps, differing, loaded } = yield* redactedTrace(trace, bundle);
  yield* replaceFile(out, encodeAscii(text));
  if (values.json) yield* sayJson({ out, steps, differing, bundle: loaded.seal, engine: loaded.engine });
  const told = {
    en: `${out}: ${steps} steps, without names, card numbers and places.`,
    lt: `${out}: žingsnių ${steps}, be vardų, kortelių numerių ir vietų.`,
  };
  yield* remark(told[setting.language]);
  if (differing === 0) return EXIT.done;
  const other = {
    en: `${differing} steps do something else than they did: another bundle has written this trace than ${bundle}, or a hidden word decides there.`,
    lt: `Kitaip nei anuomet baigiasi žingsnių: ${differing}. Pėdsaką rašė kitas plėtinys nei ${bundle}, arba ten lemia paslėptas žodis.`,
  };
  yield* remark(other[setting.language]);
  return EXIT.done;
}

/** A trace that may leave the till. */
export interface Redacted {
  readonly text: string;
  readonly steps: number;
  /** Steps whose effects are of another kind than before. */
  readonly differing: number;
  readonly loaded: Loaded;
  /** Other texts whose sensitive words were hidden too. */
  readonly records: readonly Uint8Array[];
}

/**
 * Hides what is sensitive in the events, and runs the steps again over them, so that the effects fit the new events.
 */
export function* redactedTrace(
  { runs }: Pick<TraceText, "runs">,
  bundle: string,
  beside: readonly Uint8Array[] = [],
): Talk<Redacted> {
  const { events, records } = redacted(runs, beside);
  const hashes = new Map<string, string>();
  let [text, steps, differing] = ["", 0, 0];
  let loaded: Loaded = yield* loadBundle(bundle);
  for (const [at, run] of runs.entries()) {
    const redone: TraceStep[] = [];
    for (const [index, step] of run.steps.entries()) {
      const event = withHashes(events[at]?.[index] ?? step.event, hashes);
      const outcome = step.batch.length === 0 ? undefined : yield* redo(event);
      const batch = outcome?.type === "batch" ? outcome.batch : NOTHING;
      redone.push({ event, batch });
      if (outcome?.type === "lost") {
        loaded = yield* loadBundle(bundle);
        differing += run.steps.length - index;
        break;
      }
      learnHashes(step.batch, batch, hashes);
      if (kindsOf(step.batch) !== kindsOf(batch)) differing++;
    }
    steps += redone.length;
    text += runLines({ ...run, header: headerOf(run, loaded), steps: redone });
  }
  return { text, steps, differing, loaded, records };
}

const NOTHING = new Uint8Array(0);

function headerOf({ header }: Run, { engine, seal }: Loaded): Run["header"] {
  return { ...header, engine, bundle: seal, redacted: true };
}

function kindsOf(batch: Uint8Array): string {
  return realEffects(batch)
    .map(({ type }) => type)
    .join();
}

const HASH = /"hash":"([^"]{16,64})"/g;

/**
 * The hash of a sale's content changes if a word of its lines is hidden. Later starts read the hash from the journal.
 */
function learnHashes(before: Uint8Array, after: Uint8Array, hashes: Map<string, string>): void {
  const [olds, news] = [before, after].map((batch) =>
    realEffects(batch).flatMap((effect) =>
      effect.type === "append" ? [...decodeAscii(effect.json).matchAll(HASH)].map((found) => found[1] ?? "") : [],
    ),
  );
  for (const [at, old] of (olds ?? []).entries()) {
    const other = news?.[at];
    if (other !== undefined && other !== old && other.length === old.length) hashes.set(old, other);
  }
}

/** The journal's lines in an event, with their new hashes. */
function withHashes(event: Uint8Array, hashes: ReadonlyMap<string, string>): Uint8Array {
  if (hashes.size === 0) return event;
  const text = decodeAscii(event);
  const bytes = Uint8Array.from(event);
  for (const found of text.matchAll(HASH)) {
    const other = hashes.get(found[1] ?? "");
    if (other !== undefined) bytes.set(encodeAscii(other), found.index + '"hash":"'.length);
  }
  return bytes;
}
