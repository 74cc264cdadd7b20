/** Time for `doctor --bench`: a clock that nobody sets, and figures as a person and a program read them. */
import { attempt, now, type Talk } from "../program/talk.ts";

/** Milliseconds of a clock that only goes forward. Without a network to ask for it, the wall clock has to do. */
export function* ticks(): Talk<number> {
  const heard = (yield* attempt<"hear">({ type: "hear", waitMs: 0 })).fields;
  return heard === undefined ? (yield* now()).wallMs : heard.monoMs;
}

export interface Rounds {
  /** A round repeats the work this often, because a host's clock may only know whole milliseconds. */
  readonly times: number;
  readonly rounds: number;
  /** No round begins after so long. The first one always does. */
  readonly mostMs: number;
}

/** The milliseconds that the work took, one figure a round. */
export function* timed({ times, rounds, mostMs }: Rounds, work: () => Talk<void>): Talk<number[]> {
  const figures: number[] = [];
  const beganMs = yield* ticks();
  for (let fromMs = beganMs; figures.length < rounds && fromMs - beganMs <= mostMs; ) {
    for (let left = times; left > 0; left--) yield* work();
    const untilMs = yield* ticks();
    figures.push(Math.max(0, untilMs - fromMs) / times);
    fromMs = untilMs;
  }
  return figures;
}

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** With a point in every language, because programs read it too. */
export function msText(figureMs: number): string {
  return `${figureMs < 10 ? figureMs.toFixed(1) : Math.round(figureMs)} ms`;
}
