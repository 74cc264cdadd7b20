/**
 * The world around `step`: disk, network, clock, RRPay and process kills, all driven by one seeded generator. It carries
 * out effects as a host does, may stop the process between any two of them, and delivers events in the hosts' order.
 */

import { type Bundle, createBundle } from "../../plugin/bundle.ts";
import { BOOT_FLAG, HOOK, type HookName, LOSS } from "../../schemas/generated/boundary.ts";
import { decodeBatch, type Effect, encodeEvent } from "../support/boundary.ts";
import type { Random } from "./random.ts";
import { type Answer, Rrpay } from "./rrpay.ts";

/** How unkind the world is: probabilities of each mishap. */
export interface Weather {
  readonly kill: number;
  readonly tornAppend: number;
  readonly refuse: number;
  readonly loseRequest: number;
  readonly loseAnswer: number;
  readonly garble: number;
  readonly rrpayCrash: number;
  readonly rrpayForgets: number;
  readonly outOfPaper: number;
  readonly clockJump: number;
}

export const FAIR: Weather = {
  kill: 0,
  tornAppend: 0,
  refuse: 0,
  loseRequest: 0,
  loseAnswer: 0,
  garble: 0,
  rrpayCrash: 0,
  rrpayForgets: 0,
  outOfPaper: 0,
  clockJump: 0,
};

interface Segment {
  readonly yyyymmdd: number;
  lines: string[];
  torn: boolean;
}

type Pending = { readonly atMs: number; readonly event: Parameters<typeof encodeEvent>[1] };

export const TIMEOUTS = { connectMs: 200, answerMs: 1000, customerMs: 5000, manualAfterMs: 4000 };

const decoder = new TextDecoder();

const CONFIG = Buffer.from(
  JSON.stringify({
    till: "1",
    rrpay: { port: 8917, allowEmulator: true },
    gama: { codepage: "utf-8", format: "json" },
    timeouts: TIMEOUTS,
    dataDir: "data",
  }),
);

export class World {
  weather: Weather = FAIR;
  readonly telling: boolean;
  monoMs = 1000;
  wallMs = 1_790_000_000_000;
  readonly rrpay: Rrpay;
  readonly replies = new Map<number, Record<string, unknown>>();
  /** What happened, one short line each: printed when an invariant breaks. */
  readonly history: string[] = [];
  readonly sentIds = new Set<string>();
  /** How often the till's process was started: a call does not outlive its process. */
  boots = 0;
  readonly #random: Random;
  #bundle: Bundle | undefined;
  #segments = new Map<number, Segment>();
  #current = 0;
  #timers = new Map<number, number>();
  #net: Pending[] = [];
  #conn = 0;
  #nextCall = 1;

  constructor(random: Random, telling: boolean) {
    this.#random = random;
    this.telling = telling;
    this.rrpay = new Rrpay(random);
  }

  get alive(): boolean {
    return this.#bundle !== undefined;
  }

  /** Every JSON line that is on the disk. */
  get journal(): string[] {
    return [...this.#segments.values()].flatMap(({ lines }) => lines);
  }

  /** Starts the till's process: boots a fresh bundle from what the disk has. */
  boot(): void {
    this.boots++;
    this.#bundle = createBundle();
    this.#timers.clear();
    this.#net = [];
    this.#conn = 0;
    const segment = this.#segments.get(this.#current);
    const text = segment?.lines.join("\n") ?? "";
    const flags = BOOT_FLAG.writable | (segment?.torn ? BOOT_FLAG.tailCut : 0);
    this.#step({
      type: "boot",
      configJson: CONFIG,
      till: Buffer.from("1"),
      flags: flags | BOOT_FLAG.noLower,
      lossReason: LOSS.none,
      segment: this.#current,
      yyyymmdd: segment?.yyyymmdd ?? 0,
      badOffset: segment?.torn ? text.length : -1,
      size: text.length,
      statedLink: Buffer.alloc(0),
      measuredLink: Buffer.alloc(0),
      lines: Buffer.from(text),
    });
  }

  /** Calls a hook; the reply comes in `replies`, or never when the process dies. */
  hook(name: HookName, payload: object): number {
    const call = this.#nextCall++;
    this.note(() => `${name} ${JSON.stringify(payload).slice(0, 110)}`);
    this.#step({ type: "hook", call, hook: HOOK[name], payload: Buffer.from(JSON.stringify(payload)) });
    return call;
  }

  cancel(call: number): void {
    this.note(() => `cancel call ${call}`);
    this.#step({ type: "cancel", call });
  }

  kill(): void {
    this.note(() => "the till's process is killed");
    this.#bundle = undefined;
  }

  /** Lets time pass to the next thing that happens. False when nothing is due within `limitMs`. */
  advance(limitMs: number): boolean {
    if (!this.alive) return false;
    const net = this.#net[0];
    const timer = this.#nextTimer();
    const due = Math.min(net?.atMs ?? Number.POSITIVE_INFINITY, timer?.dueMonoMs ?? Number.POSITIVE_INFINITY);
    if (due > this.monoMs + limitMs) return this.#pass(limitMs);
    this.#pass(Math.max(0, due - this.monoMs));
    if (this.#random.chance(this.weather.clockJump)) this.wallMs += this.#random.between(-86_400_000, 86_400_000);
    this.#rrpayLives();
    if (net && net.atMs <= this.monoMs) {
      this.#net.shift();
      this.#step(net.event);
    } else if (timer) {
      this.#timers.delete(timer.id);
      this.#step({ type: "timer", id: timer.id });
    }
    return true;
  }

  /** Notes cost more than steps: they are taken only when a failed history is told again. */
  note(text: () => string): void {
    if (this.telling) this.history.push(`${this.monoMs} ${text()}`);
  }

  /** The timer that is due first; of two at once the one that was set first. */
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
    if (rrpay.up && this.#random.chance(weather.rrpayCrash)) {
      rrpay.up = false;
      this.note(() => "RRPay crashes");
      this.#cut(2);
    } else if (!rrpay.up && this.#random.chance(0.3)) {
      rrpay.up = true;
      if (this.#random.chance(weather.rrpayForgets)) {
        rrpay.forget();
        this.note(() => "RRPay restarts without memory");
      } else this.note(() => "RRPay restarts");
    }
    if (this.#random.chance(weather.outOfPaper)) rrpay.paper = !rrpay.paper;
    if (this.#random.chance(0.3)) rrpay.customersAct();
  }

  #step(event: Parameters<typeof encodeEvent>[1]): void {
    if (!this.#bundle) return;
    const moment = { utcOffsetMin: 120, wallMs: this.wallMs, monoMs: this.monoMs, random: this.#random.bytes(16) };
    const effects = decodeBatch(this.#bundle.step(encodeEvent(moment, event)));
    for (const effect of effects) {
      if (this.#random.chance(this.weather.kill)) return this.#dieAt(effect);
      this.#carryOut(effect);
    }
  }

  /** A kill in the middle of an append may leave half a line. */
  #dieAt(effect: Effect): void {
    const segment = this.#segments.get(this.#current);
    if (effect.type === "append" && segment && this.#random.chance(this.weather.tornAppend)) segment.torn = true;
    else if (effect.type === "append" && this.#random.chance(0.5)) this.#carryOut(effect);
    this.kill();
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case "append":
        this.note(() => `  append ${effect.json.slice(0, 150)}`);
        this.#segments.get(this.#current)!.lines.push(effect.json);
        return;
      case "rotate":
        this.#segments.set(effect.segment, { yyyymmdd: effect.yyyymmdd, lines: [effect.checkpoint], torn: false });
        this.#current = effect.segment;
        return;
      case "truncate":
        this.#segments.get(effect.segment)!.torn = false;
        return;
      case "remove":
        this.#segments.delete(effect.segment);
        return;
      case "connect":
        return this.#connect(effect.conn);
      case "send":
        return this.#receive(effect.conn, effect.head + effect.rest);
      case "disconnect":
        if (effect.conn === this.#conn) this.#conn = 0;
        this.#net = [];
        return;
      case "timer":
        if (effect.dueMonoMs < 0) this.#timers.delete(effect.id);
        else this.#timers.set(effect.id, effect.dueMonoMs);
        return;
      case "reply":
        return this.#answered(effect.call, decoder.decode(effect.bytes));
      case "progress":
      case "log":
        return;
    }
  }

  #answered(call: number, json: string): void {
    this.replies.set(call, JSON.parse(json) as Record<string, unknown>);
    this.note(() => `  reply ${call} ${json.slice(0, 170)}`);
  }

  #connect(conn: number): void {
    this.#conn = conn;
    const refused = !this.rrpay.up || this.#random.chance(this.weather.refuse);
    this.#later(refused ? { type: "closed", conn, reason: 1 } : { type: "connected", conn });
  }

  #receive(conn: number, request: string): void {
    if (conn !== this.#conn) return;
    const [method = "", path = ""] = request.split(" ", 2);
    const body = request.slice(request.indexOf("\r\n\r\n") + 4);
    if (method === "POST" && path === "/v1/transactions")
      this.#checkWriteAhead((JSON.parse(body) as { id: string }).id);
    this.note(() => `  ${method} ${path}`);
    if (!this.rrpay.up || this.#random.chance(this.weather.loseRequest)) return this.#cut(2);
    const answer = this.rrpay.handle(method, path, body);
    if (this.#random.chance(this.weather.loseAnswer)) return this.#random.chance(0.5) ? this.#cut(0) : undefined;
    this.#answer(conn, answer);
  }

  /** Invariant 1: no byte leaves for RRPay before the record of it is flushed. */
  #checkWriteAhead(id: string): void {
    const quoted = `"${id}"`;
    const isKept = [...this.#segments.values()].some(({ lines }) => lines.some((line) => line.includes(quoted)));
    if (!isKept) throw new Error(`invariant 1: ${id} left before its record`);
    this.sentIds.add(id);
  }

  #answer(conn: number, { status, body }: Answer): void {
    const json = JSON.stringify(body);
    const garbled = this.#random.chance(this.weather.garble)
      ? json.slice(0, this.#random.between(0, json.length))
      : json;
    const length = Buffer.byteLength(garbled);
    const bytes = Buffer.from(`HTTP/1.1 ${status} X\r\nContent-Length: ${length}\r\n\r\n${garbled}`);
    const cut = this.#random.chance(0.2) ? this.#random.between(1, bytes.length) : bytes.length;
    this.#later({ type: "data", conn, bytes: bytes.subarray(0, cut) });
    if (cut < bytes.length) this.#later({ type: "data", conn, bytes: bytes.subarray(cut) });
  }

  #cut(reason: number): void {
    if (this.#conn === 0) return;
    this.#later({ type: "closed", conn: this.#conn, reason });
    this.#conn = 0;
  }

  #later(event: Pending["event"]): void {
    const last = this.#net.at(-1)?.atMs ?? 0;
    this.#net.push({ atMs: Math.max(last, this.monoMs + this.#random.between(1, 30)), event });
  }
}
