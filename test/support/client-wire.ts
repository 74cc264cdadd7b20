// A client whose connection is in the test's hand.
import { Batch, type Moment } from "../../plugin/boundary.ts";
import { Client, type Exchange, type ExchangeEnd } from "../../plugin/rrpay/client.ts";
import { CLOSE_REASON } from "../../schemas/generated/boundary.ts";
import { decodeBatch, type Effect } from "./boundary.ts";
import { httpAnswer } from "./step-till.ts";

export const encode = (text: string) => new TextEncoder().encode(text);
export const get: Exchange = { method: "GET", path: "/v1/health", withToken: true, timeoutMs: 1000 };

/** A client with its effects collected as they are made. */
export class Wire {
  readonly client: Client;
  monoMs = 5000;
  effects: Effect[] = [];

  constructor(hasToken = false) {
    this.client = new Client({ host: "127.0.0.1:8917", till: "1", hasToken, healthToken: false, connectMs: 200 });
  }

  do(act: (client: Client, batch: Batch, moment: Moment) => ExchangeEnd | undefined): ExchangeEnd | undefined {
    const batch = new Batch();
    const moment = { utcOffsetMin: 0, wallMs: 0, monoMs: this.monoMs, random: new Uint8Array(16) };
    const end = act(this.client, batch, moment);
    this.effects = decodeBatch(batch.encode());
    return end;
  }
  begin(exchange: Exchange = get) {
    return this.do((client, batch, moment) => client.begin(exchange, moment, batch));
  }
  connected(conn: number) {
    return this.do((client, batch, moment) => client.connected(conn, moment, batch));
  }
  data(conn: number, text: string) {
    return this.do((client, batch) => client.data(conn, encode(text), batch));
  }
  closed(conn: number, reason: number = CLOSE_REASON.peer) {
    return this.do((client, batch, moment) => client.closed(conn, reason, moment, batch));
  }
  timedOut() {
    return this.do((client, batch) => client.timedOut(batch));
  }
  /** Connects and sends. */
  sent(exchange: Exchange = get): this {
    this.begin(exchange);
    this.connected(this.client.connection);
    return this;
  }
  /** An exchange that is over, its connection kept. */
  idle(): this {
    this.sent();
    this.data(this.client.connection, httpAnswer(200, {}));
    return this;
  }
  get names(): string[] {
    return this.effects.map(({ type }) => type);
  }
  get sends(): Extract<Effect, { type: "send" }>[] {
    return this.effects.filter((effect) => effect.type === "send");
  }
}

export const unreachable = { type: "unsent", why: "unreachable" };
export const lost = (why: string) => ({ type: "lost", why });
