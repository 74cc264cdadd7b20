/** A trace that may leave the till: its words are hidden, and the plug-in's steps are run again over the new events. */
import type { Talk } from "../program/talk.ts";
import { effectTypesOf } from "./effect-types.ts";
import { itemLine, type TraceHeader, type TraceItem } from "./lines.ts";
import { type Hider, Learner } from "./redaction.ts";
import { type Loaded, loadBundle, OF_TRACE, realEffects, redo } from "./redo.ts";
import type { TraceSource } from "./source.ts";
import type { TraceStep } from "./steps.ts";

/** What was done to a trace. */
export interface Redacted {
  readonly steps: number;
  /** Steps whose effects are of another kind than before. */
  readonly differing: number;
  readonly loaded: Loaded;
}

/** Learns the words of a trace and of other texts beside it. `see` looks at each item too. */
export function* learnWords(
  source: TraceSource,
  beside: readonly string[] = [],
  see: (item: TraceItem) => void = () => {},
): Talk<Hider> {
  const learner = new Learner();
  const reader = source.reader("1/2");
  for (;;) {
    const item = yield* reader.next();
    if (item === undefined) break;
    learner.item(item);
    see(item);
  }
  for (const text of beside) learner.beside(text);
  return learner.end();
}

/** Which runs of a trace are passed on, by their number from 0, and to whom. */
export interface Passing {
  readonly isWanted?: (run: number) => boolean;
  readonly emit: (item: TraceItem) => Talk<void>;
}

/** Hides the words of a trace, and passes its items on with the effects that fit them. */
export function* redactTrace(
  source: TraceSource,
  { hider, bundle }: { readonly hider: Hider; readonly bundle: string },
  { isWanted = () => true, emit }: Passing,
): Talk<Redacted> {
  const redoing = new Redoing(bundle, emit);
  yield* redoing.load();
  const reader = source.reader("2/2");
  let run = -1;
  for (;;) {
    const item = yield* reader.next();
    if (item === undefined || item.type === "header") {
      yield* redoing.steps(hider.end());
      if (item === undefined) return redoing.end();
      run++;
    }
    if (!isWanted(run)) continue;
    if (item.type === "header") yield* redoing.header(item.header);
    else if (item.type === "step") yield* redoing.steps(hider.step(item.step));
    else {
      yield* redoing.steps(hider.end());
      yield* emit(item);
    }
  }
}

/** Runs hidden steps again. */
class Redoing {
  readonly #bundle: string;
  readonly #emit: (item: TraceItem) => Talk<void>;
  readonly #hashes = new Map<string, string>();
  #loaded: Loaded = { path: "", seal: "", engine: "" };
  /** Whether the engine was lost here that was not lost then. The rest of its run cannot be done again. */
  #isLost = false;
  #steps = 0;
  #differing = 0;

  constructor(bundle: string, emit: (item: TraceItem) => Talk<void>) {
    this.#bundle = bundle;
    this.#emit = emit;
  }

  *load(): Talk<void> {
    this.#loaded = yield* loadBundle(this.#bundle);
  }

  *header(header: TraceHeader): Talk<void> {
    this.#isLost = false;
    const { engine, seal } = this.#loaded;
    yield* this.#emit({ type: "header", header: { ...header, engine, bundle: seal, redacted: true } });
  }

  *steps(steps: readonly TraceStep[]): Talk<void> {
    for (const step of steps) yield* this.#step(step);
  }

  end(): Redacted {
    return { steps: this.#steps, differing: this.#differing, loaded: this.#loaded };
  }

  *#step(step: TraceStep): Talk<void> {
    if (this.#isLost) {
      this.#differing++;
      return;
    }
    this.#steps++;
    const event = withHashes(step.event, this.#hashes);
    const outcome = step.batch === "" ? undefined : yield* redo(event);
    const batch = outcome?.type === "batch" ? outcome.batch : "";
    yield* this.#emit({ type: "step", step: { event, batch } });
    if (outcome?.type === "lost") {
      yield* this.load();
      this.#isLost = true;
      this.#differing++;
      return;
    }
    if (step.batch === batch) return;
    if (batch.includes(HASH_FIELD)) learnHashes(step.batch, batch, this.#hashes);
    if (kindsOf(step.batch) !== kindsOf(batch)) this.#differing++;
  }
}

function kindsOf(batch: string): string {
  return effectTypesOf(batch)
    .filter((type) => !OF_TRACE.has(type))
    .join();
}

const HASH_FIELD = '"hash":"';
const HASH = /"hash":"([^"]{16,64})"/g;

/**
 * The hash of a sale's content changes if a word of its lines is hidden. Later starts read the hash from the journal.
 */
function learnHashes(before: string, after: string, hashes: Map<string, string>): void {
  const [olds = [], news = []] = [before, after].map((batch) =>
    realEffects(batch).flatMap((effect) =>
      effect.type === "append" ? [...effect.json.matchAll(HASH)].map((found) => found[1] ?? "") : [],
    ),
  );
  for (const [at, old] of olds.entries()) {
    const other = news[at];
    if (other !== undefined && other !== old && other.length === old.length) hashes.set(old, other);
  }
}

/** The journal's lines in an event, with their new hashes. */
function withHashes(event: string, hashes: ReadonlyMap<string, string>): string {
  if (hashes.size === 0 || !event.includes(HASH_FIELD)) return event;
  return event.replace(HASH, (_, hash: string) => `"hash":"${hashes.get(hash) ?? hash}"`);
}

/** A redacted trace as one text. */
export function* redactedText(source: TraceSource, bundle: string): Talk<string> {
  const hider = yield* learnWords(source);
  const lines: string[] = [];
  const emit = function* (item: TraceItem): Talk<void> {
    lines.push(itemLine(item));
  };
  yield* redactTrace(source, { hider, bundle }, { emit });
  return lines.join("");
}
