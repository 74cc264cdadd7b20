/** The network between till and RRPay in the model world: what is on its way, and what the weather does to it. */
import type { HostEvent } from "../../runtime/node/boundary.ts";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { fault } from "./fault.ts";
import type { Answer } from "./rrpay.ts";
import type { Kind } from "./truth.ts";
import type { World } from "./world.ts";

/** What is on its way over the network, and what an answer tells the till once it has arrived complete. */
export type Pending = { readonly atMs: number; readonly event: HostEvent; readonly tells?: RrpayTransaction };

/** A request as the oracle sees it when it is sent. */
export interface Request {
  readonly act: "health" | "post" | "query" | "cancel" | "print";
  readonly id: string;
  readonly body: string;
}

export class Network {
  readonly #world: World;
  #coming: Pending[] = [];
  #conn = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** What arrives next. */
  get next(): Pending | undefined {
    return this.#coming[0];
  }

  arrive(): void {
    this.#coming.shift();
  }

  /** The till's process is a new one: it has no connection. */
  reset(): void {
    this.#coming = [];
    this.#conn = 0;
  }

  connect(conn: number): void {
    this.#conn = conn;
    const refused = !this.#world.rrpay.up || this.#world.random.chance(this.#world.weather.refuse);
    this.#later(refused ? { type: "closed", conn, reason: 1 } : { type: "connected", conn });
  }

  /** The till hangs up: what is on its way comes nowhere. */
  disconnect(conn: number): void {
    if (conn === this.#conn) this.#conn = 0;
    this.#coming = [];
  }

  /** RRPay gets a request, unless the weather loses it. */
  receive(conn: number, request: string): void {
    if (conn !== this.#conn) return;
    const [method = "", path = ""] = request.split(" ", 2);
    const headEnd = request.indexOf("\r\n\r\n") + 4;
    const body = request.slice(headEnd);
    const leaving = requestOf(method, path, body);
    this.#world.note(() => `  ${method} ${path}`);
    if (leaving.act === "post") this.#checkWriteAhead(leaving.id);
    this.#world.watcher?.leaves(leaving);
    if (!this.#world.rrpay.up || this.#world.random.chance(this.#world.weather.loseRequest)) return this.cut(2);
    const answer = this.#world.rrpay.handle(method, path, request.slice(0, headEnd), body, this.#uidOf(leaving));
    if (this.#world.random.chance(this.#world.weather.loseAnswer))
      return this.#world.random.chance(0.5) ? this.cut(0) : undefined;
    this.#answer(conn, answer);
  }

  #uidOf({ act, body }: Request): number {
    if (act !== "post") return 0;
    const { kind, saleKey } = JSON.parse(body) as { kind: Kind; saleKey: string };
    return this.#world.watcher?.uidOf(kind, saleKey) ?? 0;
  }

  /** Invariant 1: nothing is sent to RRPay before its record is flushed. */
  #checkWriteAhead(id: string): void {
    const quoted = `"${id}"`;
    for (const { lines } of [...this.#world.disk.segments.values()].reverse())
      for (let at = lines.length - 1; at >= 0; at--) if (lines[at]!.includes(quoted)) return;
    fault("invariant 1", `${id} left before its record`);
  }

  #answer(conn: number, { status, body }: Answer): void {
    const json = JSON.stringify(body);
    const isGarbled = this.#world.random.chance(this.#world.weather.garble);
    const sent = isGarbled ? json.slice(0, this.#world.random.between(0, json.length)) : json;
    const length = Buffer.byteLength(sent);
    const bytes = Buffer.from(`HTTP/1.1 ${status} X\r\nContent-Length: ${length}\r\n\r\n${sent}`);
    this.#world.note(() => `  -> ${status} ${sent.slice(0, 300)}`);
    const tells =
      !isGarbled && "state" in (body as object) && "fiscal" in (body as object)
        ? (body as RrpayTransaction)
        : undefined;
    if (this.#world.random.chance(0.1)) {
      const cut = this.#world.random.between(1, bytes.length - 1);
      this.#later({ type: "data", conn, bytes: bytes.subarray(0, cut) });
      this.#later({ type: "data", conn, bytes: bytes.subarray(cut) }, tells);
    } else this.#later({ type: "data", conn, bytes }, tells);
  }

  /** Ends the connection as the till sees it. */
  cut(reason: number): void {
    if (this.#conn === 0) return;
    this.#later({ type: "closed", conn: this.#conn, reason });
    this.#conn = 0;
  }

  #later(event: HostEvent, tells?: RrpayTransaction): void {
    const last = this.#coming.at(-1)?.atMs ?? 0;
    const atMs = Math.max(last, this.#world.monoMs + this.#world.random.between(1, 30));
    this.#coming.push(tells ? { atMs, event, tells } : { atMs, event });
  }
}

function requestOf(method: string, path: string, body: string): Request {
  const id = path.split("?")[0]!.split("/")[3] ?? "";
  if (path.startsWith("/v1/health")) return { act: "health", id, body };
  if (method === "GET") return { act: "query", id, body };
  if (path.endsWith("/cancel")) return { act: "cancel", id, body };
  if (path.endsWith("/print")) return { act: "print", id, body };
  return { act: "post", id: (JSON.parse(body) as { id: string }).id, body };
}
