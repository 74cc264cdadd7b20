/**
 * A till in a process of its own, so that only its memory is seen: `memory.ts ENGINE PORT SALES` sells to a server that lies
 * elsewhere and prints one line of JSON.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { engineOf } from "../../test/support/engines.ts";
import { sale } from "../../test/support/sales.ts";
import { statusBytes } from "./resident.ts";
import { withStub } from "./session.ts";
import { BenchTill, withPlace } from "./till.ts";

const program = fileURLToPath(import.meta.url);

export interface MemoryFigures {
  /** The process before a session, Node and all. */
  readonly beforeBytes: number;
  readonly afterFirstBytes: number;
  readonly afterMoreBytes: number;
  /** The most that the process ever held. */
  readonly peakBytes: number;
}

/** Resident memory after some sales, and after three times as many. */
export function measureMemory(engine: string, sales: number): Promise<MemoryFigures> {
  return withStub(async (stub) => {
    const args = ["--expose-gc", "--import", "tsx", program, engine, String(stub.port), String(sales)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    if (status !== 0) throw new Error(`the process of ${engine} ended with ${status}`);
    return JSON.parse(said) as MemoryFigures;
  });
}

/** What the collector could take back is not resident for a reason. */
function residentBytes(): number {
  globalThis.gc?.();
  return ownBytes("VmRSS");
}

/** What Linux says of this process; elsewhere, what is resident. */
function ownBytes(field: "VmRSS" | "VmHWM"): number {
  return process.platform === "linux" ? statusBytes(field) : process.memoryUsage.rss();
}

function run(engine: string, port: number, sales: number): Promise<MemoryFigures> {
  return withPlace(port, async (place) => {
    const grp = await engineOf(engine).make();
    const beforeBytes = residentBytes();
    const till = await BenchTill.open(grp, place);
    const sell = async (count: number) => {
      for (let left = count; left > 0; left--) {
        const sold = sale();
        till.release(await till.pay(sold));
        await till.save(sold);
      }
      return residentBytes();
    };
    const afterFirstBytes = await sell(sales);
    const afterMoreBytes = await sell(2 * sales);
    await till.close();
    return { beforeBytes, afterFirstBytes, afterMoreBytes, peakBytes: ownBytes("VmHWM") };
  });
}

if (process.argv[1] === program) {
  const [engine = "", port, sales] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await run(engine, Number(port), Number(sales))));
}
