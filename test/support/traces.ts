/** Traces for tests: of a till without a host, and the command line over them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeAscii } from "../../plugin/text/ascii.ts";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { type Run, runLines } from "../../runtime/cli/trace/lines.ts";
import type { TraceStep } from "../../runtime/cli/trace/steps.ts";
import { decodeBatch } from "../../runtime/node/batch.ts";
import { TraceHolder } from "../../runtime/node/trace-holder.ts";
import { ABI, CONTRACTS_VERSION, EVENT, TRACE_VERSION } from "../../schemas/generated/boundary.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import { checkoutFile } from "./checkout.ts";
import type { StepTill } from "./step-till.ts";

const HEADER = {
  trace: TRACE_VERSION,
  engine: "direct (test)",
  bundle: "live",
  abi: ABI,
  contracts: CONTRACTS_VERSION,
};

/** What a host writes of a till's steps: one run for each start. */
export function runsOf(till: StepTill): Run[] {
  const steps: TraceStep[] = [];
  const holder = new TraceHolder({
    step: ({ event, batch }) => void steps.push({ event: decodeAscii(event), batch: decodeAscii(batch) }),
    lost: () => {},
    keep: () => {},
  });
  for (const [at, event] of till.events.entries()) {
    const bytes = new Uint8Array(till.batches[at] ?? new ArrayBuffer(0));
    const batch = decodeBatch(bytes);
    if (batch.type === "fault") throw new Error(batch.why);
    holder.step(new Uint8Array(event), bytes, batch.effects);
  }
  const runs: Run[] = [];
  for (const step of steps) {
    if (step.event.charCodeAt(0) === EVENT.boot) runs.push({ header: HEADER, steps: [] });
    runs.at(-1)?.steps.push(step);
  }
  return runs;
}

/** A data folder with a trace, for one test. */
export async function withTrace(text: string, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "trace-"));
  try {
    writeFileSync(join(folder, "00000001.trace"), text);
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function traceText(till: StepTill): string {
  return runsOf(till).map(runLines).join("");
}

export interface Said {
  readonly out: string;
  readonly error: string;
  readonly code: number;
}

/** The command line in this process. */
export async function cli(...args: string[]): Promise<Said> {
  const said = { out: "", error: "" };
  const host = new NodeHost({
    print: (stream, text) => {
      said[stream === STREAM.error ? "error" : "out"] += text;
    },
    ask: async () => undefined,
  });
  const start = { args, language: "en", isInteractive: 0, programFolder: checkoutFile("dist") };
  return { code: await host.run(run(start)), ...said };
}
