/** RRPay, played by a program: contract C on a port of the loopback, from a store that survives being killed. */

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import { bodyOf, type Counter } from "./api.ts";
import { converse, type Host, type LoggedRequest } from "./conversation.ts";
import { type CrashPoint, Desk } from "./desk.ts";
import { type Fault, type Rule, Script } from "./faults.ts";
import { Link } from "./link.ts";
import { type Surroundings, unsolicitedBytes } from "./mischief.ts";
import { FEATURES, type Policy, type PolicyName, type Receipt, type Stored, type Switches } from "./model.ts";
import { Operator } from "./operator.ts";
import { outcomeOf } from "./outcomes.ts";
import { Signal } from "./signal.ts";
import { type Memory, Store } from "./store.ts";

export type { LoggedRequest } from "./conversation.ts";
export type { Fault, Rule } from "./faults.ts";
export type { Policy, Receipt, Stored, Tender } from "./model.ts";
export type { Memory } from "./store.ts";

export interface RrpayOptions {
  /** The folder of the store; made where it is missing. */
  readonly dir: string;
  /** The till that it is paired with (default "1"). */
  readonly till?: string;
  /** Further tills that it serves. */
  readonly tills?: readonly string[];
  /** How it pays (default "mixed"). */
  readonly policy?: Policy | PolicyName;
  /** The bearer token that it asks for. */
  readonly token?: string;
  /** 0, the default, takes a free one. A restart keeps it. */
  readonly port?: number;
  readonly faults?: readonly Rule[];
  readonly features?: readonly string[];
  /** What it still knows from before (default "kept"). */
  readonly memory?: Memory;
  readonly now?: () => Date;
  /** Called instead of staying closed when a crash of the script has no restart: a process of its own dies here. */
  readonly onCrash?: () => void;
}

/** Thrown through whatever RRPay was doing when it crashed. */
class Crashed extends Error {}

/** From a start to the next crash or stop: what RRPay has in memory. */
interface Life {
  readonly store: Store;
  readonly desk: Desk;
  readonly links: Set<Link>;
}

/** How many requests the log keeps. */
const REQUESTS_MAX = 10_000;

/** Starts an RRPay and resolves when it listens. */
export async function startRrpay(options: RrpayOptions): Promise<Rrpay> {
  const rrpay = new Rrpay(options);
  await rrpay.restart({ memory: options.memory ?? "kept" });
  return rrpay;
}

export class Rrpay {
  /** What the person at the payment screen does. */
  readonly operator: Operator;
  /** Every request since the start of this object, restarts included; the oldest are dropped beyond 10 000. */
  readonly requests: LoggedRequest[] = [];
  readonly switches: Switches;
  readonly till: string;
  readonly #options: RrpayOptions;
  readonly #changed = new Signal();
  readonly #held = new Set<() => void>();
  #policy: Policy;
  #script: Script;
  #armed: Extract<Fault, { type: "crash" }> | undefined;
  #life: Life | undefined;
  /** Outlives a crash, so that money and paper can be counted afterwards. */
  #books: Store | undefined;
  #server: Server | undefined;
  #port: number;
  #connections = 0;

  constructor(options: RrpayOptions) {
    this.#options = options;
    this.till = options.till ?? "1";
    this.#port = options.port ?? 0;
    this.#policy = policyOf(options.policy ?? "mixed");
    this.#script = new Script(options.faults);
    const features = options.features ?? FEATURES;
    this.switches = { ready: true, fiscalOnline: true, paper: true, busy: undefined, cancels: "honoured", features };
    this.operator = new Operator({
      desk: () => this.#alive().desk,
      switches: this.switches,
      act: (action) => this.#act(action),
      changed: () => this.#changed.notify(),
    });
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get running(): boolean {
    return this.#life !== undefined;
  }

  /** Whether connections are accepted: not after a crash, nor while they are refused. */
  get listening(): boolean {
    return this.#server !== undefined;
  }

  /** Connections accepted so far, restarts included. */
  get connections(): number {
    return this.#connections;
  }

  /** Connections that are open now. */
  get openConnections(): number {
    return this.#life?.links.size ?? 0;
  }

  /** Answers held back by the fault `late`. */
  get held(): number {
    return this.#held.size;
  }

  /** The transactions of this epoch, as they go over the wire, in the order in which they came. */
  transactions(): Stored[] {
    return [...this.#store().transactions.values()];
  }

  transaction(id: string): Stored | undefined {
    return this.#store().transactions.get(id);
  }

  /** Every document ever printed, forgotten epochs included. */
  receipts(): readonly Receipt[] {
    return this.#store().receipts;
  }

  /** Net cents taken for a sale key over all epochs: sales add, voids and returns subtract. */
  moneyTakenCents(saleKey: string): number {
    return this.#store().moneyTakenCents(saleKey);
  }

  get storeId(): string {
    return this.#store().storeId;
  }

  get epoch(): string {
    return this.#store().epoch;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** How transactions are paid from now on. */
  setPolicy(policy: Policy | PolicyName): void {
    this.#policy = policyOf(policy);
  }

  /** Replaces the fault script; occasions are counted anew. */
  script(rules: readonly Rule[]): void {
    this.#script = new Script(rules);
    this.#armed = undefined;
    this.#refuseWhereScripted();
    this.#changed.notify();
  }

  /** Lets held answers go, and connections in again. Resolves when it listens. */
  async release(): Promise<void> {
    for (const go of this.#held) go();
    this.#held.clear();
    const refusal = this.#script.nextRefusal();
    if (refusal) this.#script.spend(refusal);
    if (this.#life) await this.#listen();
    this.#changed.notify();
  }

  /** Resolves as soon as the predicate holds; it is asked at every change, never by the clock. */
  until(predicate: (rrpay: Rrpay) => boolean): Promise<void> {
    return this.#changed.until(() => predicate(this));
  }

  /** Ends at once, as a killed process does: connections drop, and only what was flushed is left. */
  crash(): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    this.#armed = undefined;
    this.#held.clear();
    life.desk.close();
    life.store.close();
    this.#closeListener();
    for (const link of life.links) link.cut();
    this.#changed.notify();
  }

  /** Starts (again) on the same port, from what is on disk. */
  async restart({ memory = "kept" }: { readonly memory?: Memory } = {}): Promise<void> {
    this.crash();
    const store = new Store(this.#options.dir, memory);
    const desk = new Desk(store, {
      switches: this.switches,
      policyFor: (content) => this.#policyFor(content),
      now: this.#options.now ?? (() => new Date()),
      changed: () => this.#changed.notify(),
      reach: (point) => this.#reach(point),
      act: (action) => this.#act(action),
    });
    this.#life = { store, desk, links: new Set() };
    this.#books = store;
    this.#act(() => desk.resume());
    this.#refuseWhereScripted();
    if (this.#script.nextRefusal() === undefined) await this.#listen();
    this.#changed.notify();
  }

  /** Ends for good. */
  async stop(): Promise<void> {
    const links = [...(this.#life?.links ?? [])];
    this.crash();
    await Promise.all(links.map((link) => link.ended()));
  }

  #alive(): Life {
    if (this.#life === undefined) throw new Error("RRPay is not running");
    return this.#life;
  }

  #store(): Store {
    if (this.#books === undefined) throw new Error("RRPay has not been started");
    return this.#books;
  }

  #policyFor({ totalCents }: RrpayTransactionRequest): Policy {
    return this.#policy.type === "amount" ? outcomeOf(totalCents).policy : this.#policy;
  }

  async #listen(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  #closeListener(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  #accept(socket: Socket): void {
    const life = this.#life;
    if (life === undefined) {
      socket.destroy();
      return;
    }
    const link = new Link(socket);
    const connection = ++this.#connections;
    life.links.add(link);
    void link.ended().then(() => {
      life.links.delete(link);
      this.#changed.notify();
    });
    const faults = this.#script.take("connect");
    this.#refuseWhereScripted();
    this.#changed.notify();
    void this.#serve(link, connection, life, faults);
  }

  async #serve(link: Link, connection: number, life: Life, faults: readonly Fault[]): Promise<void> {
    for (const fault of faults) {
      if (fault.type === "cut-before") return link.cut(fault.reset);
      if (fault.type === "silence") return link.ended();
      if (fault.type === "unsolicited") await link.write(unsolicitedBytes(fault));
    }
    try {
      await converse(link, connection, this.#hostOf(life));
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
  }

  #hostOf(life: Life): Host {
    const { store, desk } = life;
    const { token, tills = [] } = this.#options;
    const counter: Counter = {
      name: "RRPay emulator",
      till: this.till,
      tills: [this.till, ...tills],
      token,
      store,
      desk,
      switches: this.switches,
      wait: (condition, ms) => this.#wait(() => condition() || this.#life !== life, ms),
    };
    return {
      counter,
      faultsAt: (on) => this.#script.take(on),
      faultByAmount: (body) => (this.#policy.type === "amount" ? faultByAmount(body) : undefined),
      log: (request) => this.#log(request),
      refuse: (fault) => this.#refuse(fault.forMs),
      arm: (crash) => {
        this.#armed = crash ?? this.#armed;
      },
      reach: (point) => this.#reach(point),
      hold: (ms) => this.#hold(ms),
      surroundings: (body) => surroundingsOf(store, body),
    };
  }

  /** Waits for the condition, at most so long. */
  async #wait(condition: () => boolean, ms: number): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#changed.notify();
    }, ms);
    await this.#changed.until(() => late || condition());
    clearTimeout(timer);
  }

  async #hold(ms: number | undefined): Promise<void> {
    const released = new Promise<void>((resolve) => {
      this.#held.add(resolve);
      if (ms === undefined) return;
      setTimeout(() => {
        this.#held.delete(resolve);
        resolve();
      }, ms);
    });
    this.#changed.notify();
    await released;
  }

  #log(request: LoggedRequest): void {
    this.requests.push(request);
    if (this.requests.length > REQUESTS_MAX) this.requests.shift();
    this.#changed.notify();
  }

  /** Closes the listener where the script refuses the next connection: nobody can refuse one that is accepted. */
  #refuseWhereScripted(): void {
    const refusal = this.#script.nextRefusal();
    if (refusal?.fault.type === "refuse-connection") this.#refuse(refusal.fault.forMs);
  }

  #refuse(forMs: number | undefined): void {
    this.#closeListener();
    if (forMs !== undefined) setTimeout(() => void this.release(), forMs);
    this.#changed.notify();
  }

  #reach(point: CrashPoint): void {
    if (this.#armed?.point !== point) return;
    const { restart } = this.#armed;
    this.crash();
    if (restart) void this.restart({ memory: restart });
    else this.#options.onCrash?.();
    throw new Crashed(`RRPay crashed at ${point}`);
  }

  #act(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
  }
}

function policyOf(policy: Policy | PolicyName): Policy {
  return typeof policy === "string" ? { type: policy } : policy;
}

function faultByAmount(body: Buffer): Fault | undefined {
  try {
    const { totalCents } = JSON.parse(body.toString("utf8")) as { totalCents?: unknown };
    return typeof totalCents === "number" ? outcomeOf(totalCents).fault : undefined;
  } catch {
    return undefined;
  }
}

function surroundingsOf(store: Store, body: object): Surroundings {
  const id = "id" in body ? body.id : undefined;
  const others = [...store.transactions.values()].filter((stored) => stored.type === "transaction" && stored.id !== id);
  const previous = others.at(-1);
  const earlier = store.receipts.filter(({ transactionId }) => transactionId !== id).at(-1);
  return { previous: previous && bodyOf(previous), earlierDocumentNo: earlier?.documentNo ?? "000000" };
}
