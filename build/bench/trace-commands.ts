/** The commands of a till over its journal and its trace, as its own program runs them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { traceText } from "../../test/support/traces.ts";
import { run } from "../native/compile.mjs";
import { root } from "../native/places.mjs";
import { gamasTill, longSale, sell } from "./recording.ts";
import { timeEach } from "./samples.ts";

const BUNDLE = join(root, "dist/rrpay.plugin.js");

/** A busy day's sales. */
const DAY_SALES = 500;

/** What a command does for a sale is the difference between two traces, so that its own start is not counted. */
const COUNTED_SALES = [5, 15] as const;

export interface TraceFigures {
  readonly explainMs: readonly number[];
  /** Instructions a sale. */
  readonly explainCount: number;
  readonly exportCount: number;
}

/** Measures a program over traces of sales with 20 lines, each with its cashier and its customer. */
export async function measureTraceCommands(program: string, rounds: number): Promise<TraceFigures> {
  const folder = mkdtempSync(join(tmpdir(), "traces-"));
  const out = join(folder, "out");
  const explain = (sales: number) => ["trace", "explain", traceOf(folder, sales), "--out", out];
  const exporting = (sales: number) => ["trace", "export", traceOf(folder, sales), "--out", out, "--bundle", BUNDLE];
  try {
    const day = explain(DAY_SALES);
    return {
      explainMs: await timeEach(rounds, async () => void (await run(program, day))),
      explainCount: await countOfSale(program, folder, explain),
      exportCount: await countOfSale(program, folder, exporting),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function countOfSale(program: string, folder: string, command: (sales: number) => string[]): Promise<number> {
  const [few, many] = COUNTED_SALES;
  const more = (await count(program, folder, command(many))) - (await count(program, folder, command(few)));
  return more / (many - few);
}

/** Instructions of a whole run, counted by valgrind. */
async function count(program: string, folder: string, args: readonly string[]): Promise<number> {
  const counted = join(folder, "counted");
  await run("valgrind", ["--tool=callgrind", `--callgrind-out-file=${counted}`, program, ...args]);
  const total = /^summary: (\d+)/m.exec(readFileSync(counted, "utf8"))?.[1];
  if (total === undefined) throw new Error("valgrind counted nothing");
  return Number(total);
}

function traceOf(folder: string, sales: number): string {
  const file = join(folder, `${sales}.trace`);
  const till = gamasTill();
  for (let at = 0; at < sales; at++) {
    const customer = { code: `KLIENTAS${at}`, name: `UAB Žalioji ${at}`, vatCode: `LT${100_000_000 + at}` };
    sell(till, { ...longSale(), operator: at % 2 === 0 ? "Ona" : "Jonas Petraitis", customer });
  }
  writeFileSync(file, traceText(till), "latin1");
  return file;
}
