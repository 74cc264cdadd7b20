/** What GAMA waits for in a session: until it is ready, until a sale's first bytes leave, one poll; and how many sales a second. */
import { loadExports } from "../../runtime/node/native-grp.ts";
import { builtLibrary } from "../../test/support/built.ts";
import type { TestEngine } from "../../test/support/engines.ts";
import { writeSettledJournal } from "./old-journal.ts";
import { longSale, type Recording } from "./recording.ts";
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

/** The same of one folder, again and again, whose journal holds so many sales; the first one also reads it from the disk. */
export async function measureOpenOld(engine: TestEngine, sales: number, opens: number): Promise<number[]> {
  return withPlace(1, async (place) => {
    writeSettledJournal(place, sales);
    const samples: number[] = [];
    for (let left = opens + 1; left > 0; left--) {
      const grp = await engine.make();
      const startedAt = performance.now();
      const till = await BenchTill.open(grp, place);
      samples.push(performance.now() - startedAt);
      await till.close();
    }
    return samples.slice(1);
  });
}

/** Sales a second, paid and saved one after the other, at a server that answers at once. */
export function measureRate(engine: TestEngine, sales: number): Promise<number> {
  return withStub(async (_stub, place) => {
    const till = await BenchTill.open(await engine.make(), place);
    const startedAt = performance.now();
    for (let left = sales; left > 0; left--) {
      const sale = longSale();
      till.release(await till.pay(sale));
      await till.save(sale);
    }
    const rate = (sales * 1000) / (performance.now() - startedAt);
    await till.close();
    return rate;
  });
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
