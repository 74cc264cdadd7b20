/** A sale, a return and a void as a whole, beside a client that only exchanges the bytes and flushes as many lines. */
import { randomUUID } from "node:crypto";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { startRrpay } from "../../test/emulator/rrpay/server.ts";
import type { TestEngine } from "../../test/support/engines.ts";
import { readSegments } from "../../test/support/journal-files.ts";
import { longSale } from "./recording.ts";
import { timeEach } from "./samples.ts";
import { BenchTill, type Place, withPlace } from "./till.ts";

/** Samples of both, in turn. */
export interface WholeSale {
  readonly tillMs: readonly number[];
  readonly bareMs: readonly number[];
  readonly returnMs: readonly number[];
  /** F8 on a sale that is paid and saved. */
  readonly voidMs: readonly number[];
  /** Of all records of one sale. */
  readonly journalBytes: number;
}

/** A 20-line sale against the emulator, `init` and `close`, in turn with a client that only exchanges and flushes. */
export async function measureWhole(engine: TestEngine, sales: number): Promise<WholeSale> {
  const dir = mkdtempSync(join(tmpdir(), "bench-rrpay-"));
  const rrpay = await startRrpay({ dir, port: 0, policy: "card" });
  try {
    return await withPlace(rrpay.port, async (place) => {
      const till = await BenchTill.open(await engine.make(), place);
      const sell = async (sale: InitSettlementRequest) => {
        till.release(await till.pay(sale));
        await till.save(sale);
      };
      await sell(longSale());
      const [before, asked] = [linesOf(place).length, rrpay.requests.length];
      await sell(longSale());
      const lines = linesOf(place).slice(before);
      const requests = rrpay.requests.slice(asked).map(({ method, url }) => ({ method, path: url }));
      const bare = new BareClient(rrpay.port, join(dir, "bare.jsonl"), lines, requests);
      const [tillMs, bareMs]: [number[], number[]] = [[], []];
      for (let left = sales; left > 0; left--) {
        tillMs.push(...(await timeEach(1, () => sell(longSale()))));
        bareMs.push(...(await timeEach(1, () => bare.sell(longSale()))));
      }
      bare.close();
      const journalBytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
      const undone = await measureUndoing(till, sell, sales);
      await till.close();
      return { tillMs, bareMs, ...undone, journalBytes };
    });
  } finally {
    await rrpay.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Each return and each void takes back a sale of its own. */
async function measureUndoing(
  till: BenchTill,
  sell: (sale: InitSettlementRequest) => Promise<void>,
  rounds: number,
): Promise<Pick<WholeSale, "returnMs" | "voidMs">> {
  const [returnMs, voidMs]: [number[], number[]] = [[], []];
  for (let left = rounds; left > 0; left--) {
    // of a receipt of its own: what came back of one receipt before is looked up, and few receipts come back thirty times
    const returned = { ...longSale(), kind: "return" as const, original: { documentNo: String(17 + left) } };
    returnMs.push(...(await timeEach(1, () => sell(returned))));
    const sale = longSale();
    await sell(sale);
    voidMs.push(...(await timeEach(1, () => till.takeBack(sale))));
  }
  return { returnMs, voidMs };
}

function linesOf({ data }: Place): string[] {
  return readSegments(data).flatMap(({ lines }) => lines.map((line) => JSON.stringify(line)));
}

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** The yardstick: the same requests over one connection and as many flushed lines, without a thought between them. */
class BareClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  readonly #file: number;
  readonly #lines: readonly string[];
  readonly #asked: readonly Asked[];

  constructor(port: number, file: string, lines: readonly string[], asked: readonly Asked[]) {
    this.#port = port;
    this.#file = openSync(file, "a");
    this.#lines = lines;
    this.#asked = asked;
  }

  async sell({ totals, customer: _customer, window: _window, ...sale }: InitSettlementRequest): Promise<void> {
    const id = randomUUID();
    const body = JSON.stringify({ ...sale, id, till: "1", totalCents: totals.totalCents });
    const [ahead = "", ...later] = this.#lines;
    for (const { method, path } of this.#asked) {
      const isSale = method === "POST" && path === "/v1/transactions";
      if (isSale) this.#flush(ahead);
      await this.#ask(method, path.replace(/^(\/v1\/transactions\/)[^/?]+/, `$1${id}`), isSale ? body : "");
    }
    for (const line of later) this.#flush(line);
  }

  close(): void {
    this.#agent.destroy();
    closeSync(this.#file);
  }

  #flush(line: string): void {
    writeSync(this.#file, `${line}\n`);
    fdatasyncSync(this.#file);
  }

  #ask(method: string, path: string, body: string): Promise<void> {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const options = { method, path, headers, host: "127.0.0.1", port: this.#port, agent: this.#agent };
    return new Promise((resolve, reject) => {
      request(options, (answer) => {
        if ((answer.statusCode ?? 500) >= 400) reject(new Error(`the bare client got ${answer.statusCode}`));
        answer.resume().on("end", resolve);
      })
        .on("error", reject)
        .end(body);
    });
  }
}
