/** A till as GAMA has it, through docs/contracts.md A: sockets, journal and flushes included. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import type { Grp } from "../../runtime/node/api.ts";
import { encodeLine, segmentFile } from "../../runtime/node/store/segment.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { flatLines, type Recording } from "./recording.ts";

const bundleFile = fileURLToPath(new URL("../../dist/rrpay.plugin.js", import.meta.url));

/** Config and data of one till. */
export interface Place {
  readonly config: string;
  readonly data: string;
}

/** Makes a till's folder for a body and removes it. */
export async function withPlace<T>(port: number, body: (place: Place) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const place = { config: join(folder, "gama-rrpay.json"), data: join(folder, "data") };
  const config = { till: "1", rrpay: { port, allowEmulator: true }, bundle: { file: bundleFile }, dataDir: place.data };
  writeFileSync(place.config, JSON.stringify(config));
  try {
    return await body(place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lays the recorded segment into a till's folder as its journal. */
export function writeSegment({ data }: Place, { segment }: Recording): void {
  mkdirSync(join(data, "journal"), { recursive: true });
  const bytes = Buffer.concat(segment.lines.map((json) => encodeLine(Buffer.from(json))));
  writeFileSync(join(data, "journal", segmentFile(1, segment.yyyymmdd)), bytes);
}

/** A session on an engine. */
export class BenchTill {
  readonly #grp: Grp;
  readonly #session: number;

  private constructor(grp: Grp, session: number) {
    this.#grp = grp;
    this.#session = session;
  }

  /** Opens a session and waits until it has booted. */
  static async open(grp: Grp, { config }: Place): Promise<BenchTill> {
    const till = new BenchTill(grp, grp.open(config));
    await till.#end(0);
    return till;
  }

  /** Pays a sale that must be approved; the call stays, to be polled. */
  async pay(sale: InitSettlementRequest): Promise<number> {
    const call = await this.#call("init", sale);
    const text = this.#resultOf(call);
    if (!text.includes("outcome=approved")) throw new Error(`the sale was not paid: ${text.slice(0, 400)}`);
    return call;
  }

  /** GAMA has saved it. */
  async save({ kind, saleKey }: InitSettlementRequest): Promise<void> {
    const call = await this.#call("close", { window: "settlement", kind, saleKey, saved: "true" });
    this.#grp.release(this.#session, call);
  }

  /** F8 on a paid sale, which must be voided; then GAMA has voided it too. */
  async takeBack({ saleKey, operator }: InitSettlementRequest): Promise<void> {
    const call = await this.#call("void", { scope: "completed", saleKey, operator });
    const text = this.#resultOf(call);
    if (!text.includes("outcome=voided")) throw new Error(`the sale was not voided: ${text.slice(0, 400)}`);
    this.#grp.release(this.#session, call);
    const closed = { window: "settlement", kind: "void", saleKey, saved: "true" };
    this.#grp.release(this.#session, await this.#call("close", closed));
  }

  /** One poll that finds the call finished. */
  poll(call: number): Promise<number> {
    return this.#grp.poll(this.#session, call, 0);
  }

  release(call: number): void {
    this.#grp.release(this.#session, call);
  }

  async close(): Promise<void> {
    for (;;) if ((await this.#grp.close(this.#session, 1000)) === 0) return;
  }

  #resultOf(call: number): string {
    return Buffer.from(this.#grp.result(this.#session, call) as Uint8Array).toString("latin1");
  }

  async #call(hook: string, payload: object): Promise<number> {
    const call = this.#grp.start(this.#session, hook, encodeWindows1257(flatLines(payload)));
    if (call < 0) throw new Error(`${hook} was refused with ${call}`);
    await this.#end(call);
    return call;
  }

  async #end(call: number): Promise<void> {
    let state = await this.#grp.poll(this.#session, call, 1000);
    while (state === 0) state = await this.#grp.poll(this.#session, call, 1000);
    if (state < 0) throw new Error(`call ${call} ended with ${state}`);
  }
}
