/**
 * RRPay, played by a program: docs/contracts.md C on a port of the loopback, with a store that survives being killed.
 */

import type { Socket } from "node:net";
import type { RrpayTransactionRequest } from "../../../schemas/generated/types.ts";
import type { Counter } from "./api.ts";
import { Books } from "./books.ts";
import { converse, type Host, type LoggedRequest } from "./conversation.ts";
import { type CrashPoint, Desk } from "./desk.ts";
import { type Fault, type Rule, Script } from "./faults.ts";
import { Holds } from "./holds.ts";
import { Link } from "./link.ts";
import { Listener } from "./listener.ts";
import { machineOf, openStore, there } from "./machine.ts";
import { unsolicitedBytes } from "./mischief.ts";
import { FEATURES, type Policy, type PolicyName, type Switches } from "./model.ts";
import { Operator } from "./operator.ts";
import { policyOf, type RrpayOptions } from "./options.ts";
import { faultByAmount, outcomeOf } from "./outcomes.ts";
import { Signal } from "./signal.ts";
import type { Memory, Store } from "./store.ts";

export type { LoggedRequest } from "./conversation.ts";
export type { Fault, Rule } from "./faults.ts";
export type { Policy, Receipt, Stored, Tender } from "./model.ts";
export type { RrpayOptions } from "./options.ts";
export type { Memory } from "./store.ts";

/** Thrown through everything that RRPay was doing when it crashed. */
class Crashed extends Error {}

/** What RRPay has in memory, from a start to the next crash or stop. */
interface Life {
  readonly store: Store;
  readonly desk: Desk;
  readonly links: Set<Link>;
}

const REQUESTS_MAX = 2000; // that the log keeps

/** Starts an RRPay and resolves when it listens. */
export async function startRrpay(options: RrpayOptions): Promise<Rrpay> {
  const rrpay = new Rrpay(options);
  await rrpay.restart({ memory: options.memory ?? "kept" });
  return rrpay;
}

export class Rrpay extends Books {
  /** What the person at the payment screen does. */
  readonly operator: Operator;
  /** Every request since the start of this object, restarts included; the oldest are dropped beyond 2000. */
  readonly requests: LoggedRequest[] = [];
  readonly switches: Switches;
  readonly till: string;
  readonly #options: RrpayOptions;
  readonly #changed = new Signal();
  readonly #holds = new Holds();
  readonly #listener: Listener;
  #policy: Policy;
  #script: Script;
  #armed: Extract<Fault, { type: "crash" }> | undefined;
  #life: Life | undefined;
  /** This outlives a crash, so that money and paper can be counted afterwards. */
  #books: Store | undefined;
  #connections = 0;

  constructor(options: RrpayOptions) {
    super();
    this.#options = options;
    this.till = options.till ?? "1";
    this.#listener = new Listener(options.port ?? 0, (socket) => this.#accept(socket));
    this.#policy = policyOf(options.policy ?? "mixed");
    this.#script = new Script(options.faults);
    const features = options.features ?? FEATURES;
    this.switches = {
      ready: true,
      fiscalOnline: true,
      reporting: true,
      paper: true,
      busy: undefined,
      cancels: "honoured",
      features,
    };
    this.operator = new Operator({
      desk: () => this.#alive().desk,
      switches: this.switches,
      act: (action) => this.#act(action),
      changed: () => this.#changed.notify(),
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get running(): boolean {
    return this.#life !== undefined;
  }

  /** Whether connections are accepted. They are not after a crash, and not while they are refused. */
  get listening(): boolean {
    return this.#listener.listening;
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
    return this.#holds.count;
  }

  /** How many transactions, documents and requests are held in memory. */
  get heldInMemory(): number {
    return this.store().transactions.held + this.store().receipts.held + this.requests.length;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** How transactions are paid from now on. */
  setPolicy(policy: Policy | PolicyName): void {
    this.#policy = policyOf(policy);
  }

  /** Replaces the fault script and counts the occasions from 1 again. */
  script(rules: readonly Rule[]): void {
    this.#script = new Script(rules);
    this.#armed = undefined;
    this.#refuseWhereScripted();
    this.#changed.notify();
  }

  /** Releases held answers and accepts connections again. Resolves when it listens. */
  async release(): Promise<void> {
    this.#holds.release();
    const refusal = this.#script.nextRefusal();
    if (refusal) this.#script.spend(refusal);
    if (this.#life && this.#script.nextRefusal() === undefined) await this.#listener.open();
    this.#changed.notify();
  }

  /** Resolves as soon as the predicate holds. It is checked at every change, never by the clock. */
  until(predicate: (rrpay: Rrpay) => boolean): Promise<void> {
    return this.#changed.until(() => predicate(this));
  }

  /** Ends at once, as a killed process does: connections drop, and only what was flushed remains. */
  crash(): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    this.#armed = undefined;
    this.#holds.release();
    life.desk.close();
    life.store.close();
    this.#listener.close();
    for (const link of life.links) link.cut();
    this.#changed.notify();
  }

  /** Starts (again) on the same port, with what is on the disk. */
  async restart({ memory = "kept" }: { readonly memory?: Memory } = {}): Promise<void> {
    this.crash();
    const store = openStore(this.#options.dir, memory);
    const desk = new Desk(store, {
      switches: this.switches,
      numbering: this.#options.numbering ?? "continuous",
      policyFor: (content) => this.#policyFor(content),
      ...machineOf(this.#options.now),
      changed: () => this.#changed.notify(),
      reach: (point) => this.#reach(point),
      act: (action) => this.#act(action),
    });
    this.#life = { store, desk, links: new Set() };
    this.#books = store;
    this.#act(() => desk.resume());
    this.#refuseWhereScripted();
    if (this.#script.nextRefusal() === undefined) await this.#listener.open();
    this.#changed.notify();
  }

  /** Ends for good. */
  async stop(): Promise<void> {
    const ended = [...(this.#life?.links ?? [])].map((link) => link.ended());
    this.crash();
    await Promise.all(ended);
  }

  #alive(): Life {
    return there(this.#life, "RRPay is not running");
  }

  protected store(): Store {
    return there(this.#books, "RRPay has not been started");
  }

  #policyFor({ totalCents }: RrpayTransactionRequest): Policy {
    return this.#policy.type === "amount" ? outcomeOf(totalCents).policy : this.#policy;
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
      if (fault.type === "silence") return link.silent();
      if (fault.type === "unsolicited") await link.write(unsolicitedBytes(fault));
    }
    try {
      await (this.#options.converse ?? converse)(link, connection, this.#hostOf(life));
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
  }

  #hostOf(life: Life): Host {
    const { store, desk } = life;
    const { token, healthToken = false, tills = [] } = this.#options;
    const counter: Counter = {
      name: "RRPay emulator",
      till: this.till,
      tills: [this.till, ...tills],
      token,
      healthToken,
      store,
      desk,
      switches: this.switches,
    };
    return {
      ...{ counter, warp: this.#options.warp },
      wait: (condition, ms) => this.#wait(() => condition() || this.#life !== life, ms),
      faultsAt: (on) => this.#script.take(on),
      faultByAmount: (body) => (this.#policy.type === "amount" ? faultByAmount(body) : undefined),
      log: (request) => this.#log(request),
      answered: (request, answer) => {
        request.answer = answer;
        this.#changed.notify();
      },
      refuse: (fault) => this.#refuse(fault.forMs),
      arm: (crash) => {
        this.#armed = crash ?? this.#armed;
      },
      reach: (point) => this.#reach(point),
      hold: (ms) => this.#hold(ms),
    };
  }

  /** Waits for the condition, at most this long. */
  async #wait(condition: () => boolean, ms: number): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#changed.notify();
    }, ms);
    await this.#changed.until(() => late || condition());
    clearTimeout(timer);
  }

  #hold(ms: number | undefined): Promise<void> {
    const released = this.#holds.hold(ms);
    this.#changed.notify();
    return released;
  }

  #log(request: LoggedRequest): void {
    this.requests.push(request);
    if (this.requests.length > REQUESTS_MAX) this.requests.shift();
    this.#changed.notify();
  }

  /**
   * Closes the listener if the script refuses the next connection, because an accepted one can no longer be refused.
   */
  #refuseWhereScripted(): void {
    const refusal = this.#script.nextRefusal();
    if (refusal?.fault.type === "refuse-connection") this.#refuse(refusal.fault.forMs);
  }

  #refuse(forMs: number | undefined): void {
    this.#listener.close();
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
