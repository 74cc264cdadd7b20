/** What GAMA waits for: a session until it is ready, a sale until its first bytes leave, and a sale as a whole. */
import { randomUUID } from "node:crypto";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadExports } from "../../runtime/node/native-grp.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { startRrpay } from "../../test/emulator/rrpay/server.ts";
import { builtLibrary } from "../../test/support/built.ts";
import type { TestEngine } from "../../test/support/engines.ts";
import { readSegments } from "../../test/support/journal-files.ts";
import { longSale, type Recording } from "./recording.ts";
import { timeEach } from "./samples.ts";
import { StubRrpay } from "./stub-rrpay.ts";
import { BenchTill, type Place, withPlace, writeSegment } from "./till.ts";

/** Open to ready, and closing again is not counted. */
export async function measureOpen(
  engine: TestEngine,
  recording: Recording | undefined,
  opens: number,
): Promise<number[]> {
  const samples: number[] = [];
  for (let left = opens; left > 0; left--) {
    await withPlace(1, async (place) => {
      if (recording) writeSegment(place, recording);
      const grp = await engine.make();
      const startedAt = performance.now();
      const till = await BenchTill.open(grp, place);
      samples.push(performance.now() - startedAt);
      await till.close();
    });
  }
  return samples;
}

/** From the hook's start to the first bytes of the request that sells, as a server sees them. */
export function measureRequest(engine: TestEngine, sales: number): Promise<number[]> {
  return withStub(async (stub, place) => {
    const till = await BenchTill.open(await engine.make(), place);
    const samples: number[] = [];
    // the first one also connects and pins
    for (let left = sales + 1; left > 0; left--) {
      const sale = longSale();
      const startedAt = performance.now();
      stub.sold = () => samples.push(performance.now() - startedAt);
      till.release(await till.pay(sale));
      await till.save(sale);
    }
    await till.close();
    return samples.slice(1);
  });
}

/** One poll of a finished call: by docs/contracts.md A2 in this process, or by the export itself. */
export function measurePoll(engine: TestEngine, polls: number): Promise<number> {
  return withStub(async (_stub, place) => {
    const grp = await engine.make();
    const till = await BenchTill.open(grp, place);
    const call = await till.pay(longSale());
    const library = engine.name === "native" ? builtLibrary() : undefined;
    const session = grp.open(place.config);
    const exports = library === undefined ? undefined : loadExports(library);
    const startedAt = performance.now();
    for (let left = polls; left > 0; left--) {
      if (exports) exports.grp_poll(session, call, 0);
      else await till.poll(call);
    }
    const tookMs = (performance.now() - startedAt) / polls;
    await till.close();
    return tookMs;
  });
}

/** Runs a body with a stub and a till's folder for it. */
export async function withStub<T>(body: (stub: StubRrpay, place: Place) => Promise<T>): Promise<T> {
  const stub = await StubRrpay.start();
  try {
    return await withPlace(stub.port, (place) => body(stub, place));
  } finally {
    stub.stop();
  }
}

/** Samples of both, in turn. */
export interface WholeSale {
  readonly tillMs: readonly number[];
  readonly bareMs: readonly number[];
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
      await till.close();
      return { tillMs, bareMs };
    });
  } finally {
    await rrpay.stop();
    rmSync(dir, { recursive: true, force: true });
  }
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
