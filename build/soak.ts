/**
 * npm run soak: ten thousand sales over RRPay's emulator and the page's server, with a page that
 * follows them; prints what the process holds. Memory must not grow with the sales: test/emulator/soak.test.ts counts it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Soak } from "../test/emulator/soak.ts";
import { natural, readArguments } from "./arguments.mjs";

const help = `npm run soak -- [options]

  --sales N   how many sales (default 10000)
  --help      this text`;

const options = { sales: { type: "string", default: "10000" } } as const;
const sales = Number(readArguments({ help, options, check: ({ sales: text }) => void natural("--sales", text) }).sales);
const dir = mkdtempSync(join(tmpdir(), "soak-"));
const soak = await Soak.start(dir);
const started = Date.now();
console.log("sales    s      heap MB  RSS MB  held in memory");
try {
  for (let tenth = 0; tenth <= 10; tenth += 1) {
    if (tenth > 0) await soak.sell(Math.ceil(sales / 10));
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const seconds = (Date.now() - started) / 1000;
    const columns = [soak.sold, seconds.toFixed(0), megabytes(heapUsed), megabytes(rss), soak.rrpay.heldInMemory];
    console.log(columns.map((column) => String(column).padEnd(8)).join(" "));
  }
} finally {
  await soak.stop();
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
