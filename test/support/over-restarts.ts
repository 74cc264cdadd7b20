/** Tests of what stands on the disk: each runs as it is, and with a restart wherever one is named. */
import { type StepTill, withTill } from "./step-till.ts";
import type { Suite } from "./suite.ts";

export function both(test: Suite, name: string, run: (till: StepTill, restart: () => void) => void): void {
  for (const restarts of [false, true])
    test(`${name}${restarts ? ", over restarts" : ""}`, () =>
      withTill((till) =>
        run(till, () => {
          if (restarts) till.boot();
        }),
      ));
}
