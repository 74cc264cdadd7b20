/**
 * The world around `step`: disk, network, clock, RRPay and process kills, all driven by one seeded generator. It
 * carries out effects like a host, may stop the process between any two of them, and delivers events in the order of
 * the hosts.
 */

import { type Bundle, createBundle } from "../../plugin/bundle.ts";
import { decodeBatch } from "../../runtime/node/batch.ts";
import { type Effect, encodeEvent, type HostEvent } from "../../runtime/node/boundary.ts";
import { FOUND, HOOK, type HookName } from "../../schemas/generated/boundary.ts";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { bootEvent, type LossName } from "./boot.ts";
import { Disk, type DiskTrouble } from "./disk.ts";
import { Network, type Pending, type Request } from "./network.ts";
import type { Random } from "./random.ts";
import { Rrpay } from "./rrpay.ts";
import type { Traits } from "./traits.ts";
import type { Kind } from "./truth.ts";
import { FAIR, type Weather } from "./weather.ts";

/** An observer that judges. */
export interface Watcher {
  leaves(request: Request): void;
  /** A complete and correct answer reached a till that could keep it. `surely` is false when the till died over it. */
  told(transaction: RrpayTransaction, surely: boolean): void;
  replied(call: number, result: Record<string, unknown>): void;
  /** The receipt that has this key now. */
  uidOf(kind: Kind, saleKey: string): number;
}

const decoder = new TextDecoder();

const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

const NEVER = Number.POSITIVE_INFINITY;

export const DAY_MS = 86_400_000;
/** How far the shop's clock is ahead of UTC. */
export const OFFSET_MS = 7_200_000;

export class World {
  /** An answer that the till has read and not kept: it may be finding out first which RRPay has given it. */
  #checking: RrpayTransaction | undefined;
  #isKept = false;
  weather: Weather = FAIR;
  readonly telling: boolean;
  monoMs = 1000;
  wallMs = 1_790_000_000_000;
  readonly disk = new Disk();
  readonly rrpay: Rrpay;
  readonly network = new Network(this);
  readonly replies = new Map<number, Record<string, unknown>>();
  /** What happened, one short line for each event. Printed when an invariant breaks. */
  readonly history: string[] = [];
  /** How often the till's engine was started. A call does not outlive its engine. */
  boots = 0;
  watcher: Watcher | undefined;
  readonly random: Random;
  #bundle: Bundle | undefined;
  #bootedWith: DiskTrouble = "none";
  #timers = new Map<number, number>();
  #found: Pending[] = [];
  #nextCall = 1;

  constructor(traits: Traits, random: Random, telling: boolean) {
    this.random = random;
    this.telling = telling;
    this.rrpay = new Rrpay(traits, random, this);
  }

  get alive(): boolean {
    return this.#bundle !== undefined;
  }

  /** Starts the till's process: boots a fresh bundle from what is on the disk. */
  boot(loss: LossName = "none"): void {
    this.boots++;
    this.#bundle = createBundle();
    this.#timers.clear();
    this.network.reset();
    this.#found = [];
    this.#bootedWith = this.disk.trouble;
    this.#step(bootEvent(this.disk, loss));
  }

  /** Calls a hook. The reply comes in `replies`; it never comes if the process dies or its engine is lost. */
  hook(name: HookName, payload: object): { readonly call: number; readonly boots: number } {
    // a host tries the disk again at each hook, and a new start tells the bundle what has changed
    if (this.#bootedWith !== this.disk.trouble) this.boot("store");
    const call = this.#nextCall++;
    this.note(() => `${name} ${JSON.stringify(payload).slice(0, 110)}`);
    const { boots } = this;
    this.#step({ type: "hook", call, hook: HOOK[name], payload: Buffer.from(JSON.stringify(payload)) });
    return { call, boots };
  }

  cancel(call: number): void {
    this.note(() => `cancel call ${call}`);
    this.#step({ type: "cancel", call });
  }

  kill(): void {
    this.note(() => "the till's process is killed");
    this.#bundle = undefined;
    this.#loseUnkept();
  }

  /** An answer whose giver was still being asked who it is, is lost with the engine. */
  #loseUnkept(): void {
    if (this.#checking) this.watcher?.told(this.#checking, false);
    this.#checking = undefined;
  }

  /** Lets time pass until the next thing happens. False when nothing is due within `limitMs`. */
  advance(limitMs: number): boolean {
    if (!this.alive) return false;
    const net = this.network.next;
    const found = this.#found[0];
    const timer = this.#nextTimer();
    const due = Math.min(net?.atMs ?? NEVER, found?.atMs ?? NEVER, timer?.dueMonoMs ?? NEVER);
    if (due > this.monoMs + limitMs) return this.#pass(limitMs);
    this.#pass(Math.max(0, due - this.monoMs));
    if (this.random.chance(this.weather.clockJump)) this.wallMs += this.random.between(-DAY_MS, DAY_MS);
    this.#rrpayLives();
    // the order of the hosts: due timer, net, found
    if (timer && timer.dueMonoMs <= this.monoMs) {
      this.#timers.delete(timer.id);
      this.#step({ type: "timer", id: timer.id });
    } else if (net && net.atMs <= this.monoMs) {
      this.network.arrive();
      this.#isKept = false;
      const whole = this.#step(net.event);
      if (net.tells && whole && !this.#isKept) this.#checking = net.tells;
      const kept = this.disk.trouble === "none" || this.disk.trouble === "full";
      if (net.tells && kept) this.watcher?.told(net.tells, whole);
    } else if (found && found.atMs <= this.monoMs) {
      this.#found.shift();
      this.#step(found.event);
    }
    return true;
  }

  /** Notes cost more than steps, so they are taken only when a failed history is run again. */
  note(text: () => string): void {
    if (this.telling) this.history.push(`${this.monoMs} ${text()}`);
  }

  /** The timer that is due first; of two that are due together, the one that was set first. */
  #nextTimer(): { readonly id: number; readonly dueMonoMs: number } | undefined {
    let next: { id: number; dueMonoMs: number } | undefined;
    for (const [id, dueMonoMs] of this.#timers) if (!next || dueMonoMs < next.dueMonoMs) next = { id, dueMonoMs };
    return next;
  }

  #pass(ms: number): false {
    this.monoMs += ms;
    this.wallMs += ms;
    return false;
  }

  #rrpayLives(): void {
    const { rrpay, weather } = this;
    if (rrpay.up && this.random.chance(weather.rrpayCrash)) {
      rrpay.up = false;
      this.note(() => "RRPay crashes");
      this.network.cut(2);
    } else if (!rrpay.up && this.random.chance(0.3)) {
      rrpay.up = true;
      if (this.random.chance(weather.rrpayForgets)) {
        rrpay.forget();
        this.note(() => "RRPay restarts without memory");
      } else this.note(() => "RRPay restarts");
    }
    if (this.random.chance(weather.outOfPaper)) rrpay.paper = !rrpay.paper;
    if (this.random.chance(0.3)) rrpay.customersAct();
  }

  /** Returns false when the process died, or the engine was lost, before the whole batch was carried out. */
  #step(event: HostEvent): boolean {
    if (!this.#bundle) return false;
    const moment = {
      utcOffsetMin: OFFSET_MS / 60_000,
      wallMs: this.wallMs,
      monoMs: this.monoMs,
      random: this.random.bytes16(),
    };
    const crossed = this.#bundle.step(encodeEvent(moment, event).buffer as ArrayBuffer) as ArrayBuffer | string;
    const batch = decodeBatch(typeof crossed === "string" ? Buffer.from(crossed, "latin1") : Buffer.from(crossed));
    if (batch.type === "fault") throw new Error(`not a batch: ${batch.why}`);
    for (const effect of batch.effects) {
      if (this.random.chance(this.weather.kill)) {
        this.#dieAt(effect);
        return false;
      }
      if (effect.type === "append" && this.random.chance(this.weather.failingWrite)) {
        this.note(() => "a flush fails: the engine is lost");
        if (event.type === "boot") this.kill();
        else {
          this.#loseUnkept();
          this.boot("store");
        }
        return false;
      }
      this.#carryOut(effect);
    }
    return true;
  }

  /** A kill in the middle of an append may leave half a line. */
  #dieAt(effect: Effect): void {
    const torn = effect.type === "append" && this.random.chance(this.weather.tornAppend) && this.disk.tear();
    if (!torn && effect.type === "append" && this.random.chance(0.5)) this.#carryOut(effect);
    this.kill();
  }

  #carryOut(effect: Effect): void {
    const { disk } = this;
    switch (effect.type) {
      case "append":
        this.note(() => `  append ${text(effect.json).slice(0, 150)}`);
        this.#keep();
        return disk.append(text(effect.json));
      case "rotate":
        this.note(() => `  rotate ${effect.segment}`);
        return disk.rotate(effect.segment, effect.yyyymmdd, text(effect.checkpoint));
      case "truncate":
        return disk.truncate(effect.segment);
      case "remove":
        return disk.remove(effect.segment);
      case "connect":
        return this.network.connect(effect.conn);
      case "send":
        if (!text(effect.head).startsWith("GET /v1/health")) this.#keep();
        return this.network.receive(effect.conn, text(effect.head) + text(effect.rest));
      case "disconnect":
        return this.network.disconnect(effect.conn);
      case "timer":
        if (effect.dueMonoMs < 0) this.#timers.delete(effect.id);
        else this.#timers.set(effect.id, effect.dueMonoMs);
        return;
      case "reply":
        return this.#answered(effect.call, decoder.decode(effect.bytes));
      case "find":
        return this.#looks(disk.find(effect.lookup, text(effect.needle), effect.from, effect.to));
      case "read":
        return this.#looks(disk.read(effect.lookup, effect.places));
      case "progress":
      case "log":
      case "blank":
      case "hold":
        return;
    }
  }

  /** What was read is on the disk now, or has told the till nothing new. */
  #keep(): void {
    this.#isKept = true;
    this.#checking = undefined;
  }

  /** A search takes time, and may report its progress before it answers. */
  #looks(found: Pending["event"] & { readonly type: "found" }): void {
    this.note(() => `  look-up ${found.lookup}: ${found.hits.length} bytes, state ${found.state}`);
    if (this.random.chance(0.1)) {
      const more = { ...found, state: FOUND.more, doneBytes: 0, hits: new Uint8Array(0) };
      this.#found.push({ atMs: this.monoMs + this.random.between(0, 10), event: more });
    }
    const last = this.#found.at(-1)?.atMs ?? 0;
    this.#found.push({ atMs: Math.max(last, this.monoMs + this.random.between(0, 20)), event: found });
  }

  #answered(call: number, json: string): void {
    const result = JSON.parse(json) as Record<string, unknown>;
    this.replies.set(call, result);
    this.note(() => `  reply ${call} ${json.slice(0, 400)}`);
    this.watcher?.replied(call, result);
  }
}
