/** The engines that run in this process, given the recorded steps one by one: no sockets, no disk, the bundle alone. */
import { decodeEvent } from "../../plugin/event-reader.ts";
import { DIRECT } from "../../runtime/node/direct.ts";
import type { Engine, EngineMaker } from "../../runtime/node/engine.ts";
import { QUICKJS } from "../../runtime/node/quickjs.ts";
import type { Recording } from "./recording.ts";

const MAKERS = { direct: DIRECT, quickjs: QUICKJS } as const;
const LIMITS = { memoryMb: 32, stepMs: 60_000 };

/** Samples, in milliseconds. */
export interface EngineFigures {
  /** A new engine, prelude and bundle evaluated from source. */
  readonly loadedMs: readonly number[];
  /** The boot step alone, on a new engine. */
  readonly emptyBootMs: readonly number[];
  readonly fullBootMs: readonly number[];
  /** The steps from the hook to the batch with the POST in it. */
  readonly saleMs: readonly number[];
  /** The steps from RRPay's answer to the batch with the result in it. */
  readonly answerMs: readonly number[];
}

/** Measures one engine. Throws when it answers other bytes than those recorded. */
export async function measureEngine(
  name: keyof typeof MAKERS,
  bundle: string,
  recording: Recording,
  starts: number,
): Promise<EngineFigures> {
  const maker = MAKERS[name];
  const [loaded, empty, full]: [number[], number[], number[]] = [[], [], []];
  // The first one also compiles the WebAssembly module.
  await start(maker, bundle);
  for (let left = starts; left > 0; left--) {
    const startedAt = performance.now();
    const engine = await start(maker, bundle);
    loaded.push(performance.now() - startedAt);
    empty.push(timedStep(engine, recording.emptyBoot).tookMs);
    full.push(timedStep(await start(maker, bundle), recording.fullBoot).tookMs);
  }
  return { loadedMs: loaded, emptyBootMs: empty, fullBootMs: full, ...replay(await start(maker, bundle), recording) };
}

async function start(maker: EngineMaker, text: string): Promise<Engine> {
  const made = await maker.start({ type: "text", text, file: "rrpay.plugin.js" }, LIMITS);
  if (made.type !== "ready") throw new Error(`the bundle does not load in ${maker.name}: ${made.type}`);
  return made.engine;
}

/** The whole recorded day; the milliseconds of each sale but the first, which also connects and pins. */
function replay(engine: Engine, { events, batches, sales }: Recording): Pick<EngineFigures, "saleMs" | "answerMs"> {
  const tookMs = events.map((event, at) => {
    const step = timedStep(engine, event);
    // The boot report names the version, which only the built bundle knows.
    if (at > 0 && !step.bytes.equals(Buffer.from(batches[at]!)))
      throw new Error(`step ${at} has other effects than the sources: run npm run build`);
    return step.tookMs;
  });
  const sumOf = (from: number, to: number) => tookMs.slice(from, to + 1).reduce((sum, one) => sum + one, 0);
  const later = sales.slice(1);
  return {
    saleMs: later.map(({ first, last }) => sumOf(first, last)),
    answerMs: later.map(({ last, answered }) => sumOf(last + 1, answered)),
  };
}

function timedStep(engine: Engine, event: ArrayBuffer): { readonly tookMs: number; readonly bytes: Buffer } {
  const bytes = new Uint8Array(event);
  const told = decodeEvent(event).event;
  const textBytes = told.type === "boot" ? told.lines.length : 0;
  const startedAt = performance.now();
  const outcome = engine.step(bytes, textBytes);
  const tookMs = performance.now() - startedAt;
  if (outcome.type === "lost") throw new Error(`the engine is lost: ${outcome.reason} ${outcome.detail}`);
  return { tookMs, bytes: Buffer.from(outcome.bytes) };
}
