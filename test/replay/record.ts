/**
 * Keeps journals as this version writes them, for later versions to read:
 *
 *     node --import tsx test/replay/record.ts
 *
 * Run once for each released version, and commit what it adds to test/replay/recorded.
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { InitSettlementRequest, SettlementResult, UnresolvedItem } from "../../schemas/generated/types.ts";
import { engineOf, type TestEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { type Till, withTill } from "../support/till.ts";

/** What a version must find in a recorded journal. */
export interface Expected {
  /** Without the times, which pass. */
  readonly unresolved: readonly Omit<UnresolvedItem, "sinceMs" | "advice" | "decisions">[];
  /** Sales that are settled, and the results that they gave. */
  readonly settled: readonly { readonly sale: InitSettlementRequest; readonly result: SettlementResult }[];
}

export const recordedFolder = fileURLToPath(new URL("./recorded", import.meta.url));

/** Where a sale is when the recording ends. */
const ENDINGS: Record<string, (till: Till) => Promise<void>> = {
  "all-saved": async () => {},
  "approved-and-unsaved": async (till) => {
    const last = sale(499);
    await pay(till, last);
    await till.saved(last, false);
  },
  "payment-open": async (till) => {
    await begin(till, sale(777));
  },
};

/** A till of this version over a copy of a recorded journal. RRPay is down: what is answered comes from the journal alone. */
export async function withJournal(
  engine: TestEngine,
  folder: string,
  body: (till: Till) => Promise<void>,
): Promise<void> {
  await withTill({ engine, rrpay: "none" }, async (till) => {
    await till.close();
    rmSync(join(till.dataDir, "journal"), { recursive: true, force: true });
    cpSync(join(folder, "journal"), join(till.dataDir, "journal"), { recursive: true });
    await till.open();
    await body(till);
  });
}

/** What is unresolved, without what differs from one look to the next. */
export async function unresolvedOf(till: Till): Promise<Expected["unresolved"]> {
  const { unresolved } = await till.status();
  return unresolved.map(({ sinceMs: _since, advice: _advice, decisions: _decisions, ...item }) => item);
}

/** Starts to pay and waits until RRPay has taken it up. */
async function begin(till: Till, one: InitSettlementRequest) {
  const count = till.rrpay.transactions().length;
  const call = await till.start("init", one);
  await till.rrpay.until((now) => now.transactions().length > count);
  return { call, id: till.rrpay.transactions().at(-1)?.id ?? "" };
}

async function pay(till: Till, one: InitSettlementRequest): Promise<SettlementResult> {
  const { call, id } = await begin(till, one);
  till.rrpay.operator.pay(id, [{ type: "card" }]);
  return (await call.result()) as SettlementResult;
}

async function record(name: string, folder: string): Promise<void> {
  const engine = engineOf("quickjs");
  await withTill({ engine, rrpay: { policy: "wait" } }, async (till) => {
    const settled: Expected["settled"][number][] = [];
    for (const one of [sale(258), sale(1099, { kind: "return" })]) {
      settled.push({ sale: one, result: await pay(till, one) });
      await till.saved(one);
    }
    const refused = await begin(till, sale(320));
    till.rrpay.operator.decline(refused.id);
    await refused.call.result();
    await ENDINGS[name]?.(till);
    cpSync(join(till.dataDir, "journal"), join(folder, "journal"), { recursive: true });
    await withJournal(engine, folder, async (reader) => {
      const expected: Expected = { unresolved: await unresolvedOf(reader), settled };
      writeFileSync(join(folder, "expected.json"), `${JSON.stringify(expected, null, 2)}\n`);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  for (const name of Object.keys(ENDINGS)) {
    const folder = join(recordedFolder, version, name);
    if (existsSync(folder)) console.log(`${folder} is there already`);
    else await record(name, folder);
  }
}
