/** A closed till with a sale whose end nobody knows, for the suites of the journal's commands. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { InitSettlementRequest, UnresolvedItem } from "../../../schemas/generated/types.ts";
import { engineOf } from "../../support/engines.ts";
import type { Ended, Program } from "../../support/programs.ts";
import { sale } from "../../support/sales.ts";
import { type Till, withTill } from "../../support/till.ts";

/** Ended so, and said why in one line without a trace of the program. */
export function assertRefused({ code, stderr }: Ended, expected: number, why: RegExp): void {
  assert.is(code, expected, stderr);
  assert.is(stderr.trim().split("\n").length, 1, stderr);
  assert.match(stderr, why);
  assert.not.match(stderr, /\bat .*:\d+|Error:/);
}

/** A closed till with a sale whose end nobody knows: RRPay never read it. */
export function withUnknown(body: (till: Till, bread: InitSettlementRequest, item: UnresolvedItem) => Promise<void>) {
  const options = {
    engine: engineOf("direct"),
    rrpay: { policy: "card" },
    config: { timeouts: { answerMs: 1500 } },
  } as const;
  return withTill(options, async (till) => {
    const bread = sale();
    till.rrpay.script([
      { on: "post", fault: { type: "cut-before-process" } },
      { on: "get", times: "always", fault: { type: "cut-before-process" } },
    ]);
    assert.is((await till.settle(bread)).outcome, "unknown");
    const item = (await till.pos()).unresolved[0] as UnresolvedItem;
    await till.close();
    await body(till, bread, item);
  });
}

/** `journal resolve` in one host, as the consultant runs it. */
export function resolveIn({ engine, run }: Program): (till: Till, ...args: string[]) => Promise<Ended> {
  return (till, ...args) =>
    run(["journal", "resolve", "--config", till.configPath, ...engine, "--operator", "Konsultantas", ...args]);
}

/** The day on which a till has sold. */
export function dayOf({ dataDir }: Till): string {
  const [name = ""] = readdirSync(join(dataDir, "journal"));
  return name.replace(/^\d{8}-(\d{4})(\d{2})(\d{2}).*/, "$1-$2-$3");
}
