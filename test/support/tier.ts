/** What the daily run leaves to the whole one: `npm test` plays a part of what takes long, `npm test -- --all` all of it. */
import { skip } from "./skip.ts";
import { type Suite, suite } from "./suite.ts";

/** Set by the runner (build/runner/main.ts) for the daily run as a whole. Whoever names a file with --only gets all of it. */
export const isDaily = process.env.GRP_SAMPLED === "1";

/** In the daily run one in `nth` of these, from the first on, and told how many are left out; otherwise all. */
export function oneIn<T>(nth: number, items: readonly T[], what: string): readonly T[] {
  if (!isDaily) return items;
  const kept = items.filter((_item, at) => at % nth === 0);
  skip(`${items.length - kept.length} of ${items.length} ${what}`, reason(nth));
  return kept;
}

/** A suite of which the daily run plays one test in `nth`, from the first on. No test of it may need another. */
export function sampledSuite(name: string, nth: number): Suite {
  const all = suite(name);
  let [tests, left] = [0, 0];
  const add = (test: string, body: () => unknown): void => {
    if (isDaily && tests++ % nth !== 0) left++;
    else all(test, body);
  };
  const run = (): void => {
    if (left > 0) skip(`${left} of ${tests} tests of "${name}"`, reason(nth));
    all.run();
  };
  return Object.assign(add, { run });
}

/** How many times: the first in the daily run, the second otherwise. */
export function times(daily: number, whole: number): number {
  return isDaily ? daily : whole;
}

function reason(nth: number): string {
  return `one in ${nth} is played here`;
}
