/** `gama-rrpay replay DIR|F`: the bundle repeats what it did in a trace. */
import { onlyOnNode, parseArguments } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { say, sayJson, type Talk } from "../program/talk.ts";
import { refuseTillFolder } from "../result-file.ts";
import type { Words } from "../words.ts";
import { Comparison, type Difference, stepDifference } from "./compare.ts";
import { bundleOf, type Loaded, loadBundle, redo } from "./redo.ts";
import { type TraceSource, traceOf } from "./source.ts";
import { eventOf } from "./steps.ts";
import { TillFolder } from "./till-folder.ts";

/** `strict`: the same effects. `compatible`: the same for GAMA, for RRPay and in the journal. */
export type Mode = "strict" | "compatible";

/** How a replay ended. */
export interface Replayed {
  readonly mode: Mode;
  /** How many steps were repeated. */
  readonly steps: number;
  readonly differences: readonly Difference[];
  readonly engine: string;
}

export interface ReplayOptions {
  readonly bundle: string;
  readonly engine?: string;
  readonly mode?: Mode | undefined;
  /** The last step to run. */
  readonly until?: number | undefined;
}

/** The most differences that are listed. */
const MOST = 20;

export function* replay(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  onlyOnNode(args, ["inspect"]);
  const { values, positionals } = parseArguments(args, {
    ...{ strict: "flag", compatible: "flag", json: "flag" },
    ...{ bundle: "text", engine: "text", until: "text", out: "text" },
  });
  if (values.strict && values.compatible)
    throw usageError({ en: "--strict or --compatible, not both", lt: "--strict arba --compatible, ne abu" });
  const until = values.until === undefined ? undefined : Number(values.until);
  if (until !== undefined && !(Number.isInteger(until) && until > 0))
    throw usageError({ en: "--until takes the number of a step", lt: "--until reikia žingsnio numerio" });
  if ((values.out === undefined) !== (until === undefined))
    throw usageError({ en: "--until N goes with --out DIR", lt: "--until N rašomas kartu su --out APLANKAS" });
  if (values.out !== undefined) yield* refuseTillFolder(values.out);
  const source = yield* traceOf(positionals, setting, {
    en: "replay takes one folder or file",
    lt: "replay reikia vieno aplanko ar failo",
  });
  const bundle = yield* bundleOf(values.bundle, setting);
  const mode = values.strict ? "strict" : values.compatible ? "compatible" : undefined;
  const replayed: Replayed = yield* replayTrace(source, { bundle, engine: values.engine ?? "", mode, until });
  if (values.out !== undefined) yield* leaveTill(source, until ?? 0, { out: values.out, bundle });
  if (values.json) {
    yield* sayJson(replayed);
  } else {
    for (const difference of replayed.differences) yield* say(differenceText(difference)[language]);
    yield* say(endText(replayed)[language]);
  }
  return replayed.differences.length === 0 ? EXIT.done : EXIT.notDone;
}

/** Repeats the steps. It is strict if the bundle is the trace's own, unless a mode is given. */
export function* replayTrace(
  source: TraceSource,
  { bundle, engine = "", mode, until = Number.POSITIVE_INFINITY }: ReplayOptions,
): Talk<Replayed> {
  const loaded: Loaded = yield* loadBundle(bundle, engine);
  const used: Mode = mode ?? ((yield* isOfBundle(source, loaded.seal)) ? "strict" : "compatible");
  const compared = new Comparison(MOST);
  const reader = source.reader();
  let steps = 0;
  const ended = (differences: readonly Difference[]) => ({ mode: used, steps, differences, engine: loaded.engine });
  for (;;) {
    const item = steps < until ? yield* reader.next() : undefined;
    if (item === undefined) return ended(compared.differences());
    if (item.type !== "step") continue;
    steps++;
    const { event, batch } = item.step;
    // a lost engine answered nothing, and whether it is lost again depends on the machine
    if (batch === "") continue;
    const outcome = yield* redo(event);
    if (outcome.type === "lost") return ended([{ event: steps, expected: "batch", actual: `lost: ${outcome.reason}` }]);
    if (used === "strict") {
      const difference = stepDifference(steps, batch, outcome.batch);
      if (difference !== undefined) return ended([difference]);
      continue;
    }
    const decoded = eventOf(item.step)?.event;
    if (decoded?.type === "boot") compared.begin(decoded.lines);
    compared.step(steps, batch, outcome.batch);
  }
}

/** Whether every engine of the trace ran the bundle with this seal. */
function* isOfBundle(source: TraceSource, seal: string): Talk<boolean> {
  const reader = source.reader();
  for (;;) {
    const item = yield* reader.next();
    if (item === undefined) return true;
    if (item.type === "header" && item.header.bundle !== seal) return false;
  }
}

/** Leaves the till as it was after a step: a folder with config, bundle and journal, to continue by hand. */
function* leaveTill(
  source: TraceSource,
  until: number,
  { out, bundle }: { readonly out: string; readonly bundle: string },
): Talk<void> {
  const till = new TillFolder();
  const reader = source.reader();
  for (let count = 0; count < until; ) {
    const item = yield* reader.next();
    if (item === undefined) break;
    if (item.type !== "step") continue;
    till.step(item.step);
    count++;
  }
  yield* till.write(out, bundle);
}

function differenceText({ event, expected, actual }: Difference): Words {
  const place = event === 0 ? { en: "in the end", lt: "pabaigoje" } : { en: `step ${event}`, lt: `žingsnis ${event}` };
  return {
    en: `${place.en}\n  expected: ${expected}\n  actual:   ${actual}`,
    lt: `${place.lt}\n  turėjo būti: ${expected}\n  yra:         ${actual}`,
  };
}

function endText({ mode, steps, differences, engine }: Replayed): Words {
  const same = differences.length === 0;
  const how = {
    strict: { en: "every effect", lt: "visi veiksmai" },
    compatible: { en: "what is told and kept", lt: "kas pasakyta ir įrašyta" },
  };
  return {
    en: `${steps} steps on ${engine}: ${how[mode].en} ${same ? "is the same" : "is not the same"} (${mode}).`,
    lt: `Žingsnių ${steps}, ${engine}: ${how[mode].lt} ${same ? "sutampa" : "nesutampa"} (${mode}).`,
  };
}
