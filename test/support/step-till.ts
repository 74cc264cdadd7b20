/**
 * A till without host: the bundle's `step` over a scripted RRPay, a journal in memory and a clock that only a test moves.
 * Connections and answers come at once; time passes in `pass` and `call` alone.
 */
import type { Moment } from "../../plugin/boundary.ts";
import { type Bundle, createBundle } from "../../plugin/bundle.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { BOOT_FLAG, CLOSE_REASON, HOOK, type HookName, LOSS } from "../../schemas/generated/boundary.ts";
import type { Config } from "../../schemas/generated/types.ts";
import { AT_MS } from "./attempts.ts";
import { batchBytes, decodeBatch, type Effect, encodeEvent, type TestEvent } from "./boundary.ts";
import { JournalDisk } from "./journal-disk.ts";
import { type Asked, type Reaction, ScriptedRrpay } from "./scripted-rrpay.ts";

export const TIMEOUTS = { connectMs: 200, answerMs: 1000, customerMs: 5000, manualAfterMs: 4000 };

/** A valid config that answers in JSON, changed as a test needs it. */
export function config(changes: Partial<Config> = {}): Config {
  return {
    till: "1",
    rrpay: { port: 8917 },
    gama: { codepage: "utf-8", format: "json" },
    language: "en",
    timeouts: TIMEOUTS,
    dataDir: "data",
    ...changes,
  };
}

type BootChanges = Partial<Omit<Extract<TestEvent, { type: "boot" }>, "type" | "lines">> & { readonly lines?: string };

export interface Reply {
  readonly code: string;
  readonly [field: string]: unknown;
}

const CALL_LIMIT_MS = 3_600_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class StepTill {
  readonly rrpay = new ScriptedRrpay();
  /** How what RRPay writes comes: in one piece, unless a test breaks it. */
  split: (bytes: Uint8Array) => Uint8Array[] = (bytes) => [bytes];
  /** Whether RRPay closes each connection behind its first answer, and does not say so. */
  closesSilently = false;
  /** Whether something listens on RRPay's port. */
  listens = true;
  /** Whether a connection is made or refused at once; else nothing comes of it. */
  connects = true;
  wallMs = AT_MS;
  monoMs = 1000;
  utcOffsetMin = 120;
  readonly config: Config;
  /** Everything that crossed the boundary, for a replay. */
  readonly events: ArrayBuffer[] = [];
  readonly batches: ArrayBuffer[] = [];
  readonly effects: Effect[] = [];
  readonly replies = new Map<number, Uint8Array>();
  readonly progress = new Map<number, string[]>();
  readonly timers = new Map<number, number>();
  readonly disk = new JournalDisk();
  /** The connection that is open. */
  conn = 0;
  #bundle: Bundle | undefined;
  readonly #made: Bundle | undefined;
  #served = 0;
  #net: TestEvent[] = [];
  #calls = 0;
  #steps = 0;

  /** `made` is another make of the bundle, such as the built file; else each start makes its own. */
  constructor(changes: Partial<Config> = {}, made?: Bundle) {
    this.config = config(changes);
    this.#made = made;
  }

  get segments(): JournalDisk["segments"] {
    return this.disk.segments;
  }

  get segment(): number {
    return this.disk.segment;
  }

  /** The records of the current segment. */
  get records(): JournalRecord[] {
    return (this.segments.get(this.segment)?.lines ?? []).map((line) => JSON.parse(line) as JournalRecord);
  }

  recordsOf<T extends JournalRecord["t"]>(kind: T): Extract<JournalRecord, { t: T }>[] {
    return this.records.filter((record): record is Extract<JournalRecord, { t: T }> => record.t === kind);
  }

  /** Starts the process anew on what the journal holds. */
  boot(changes: BootChanges = {}): this {
    this.#bundle = this.#made ?? createBundle();
    this.timers.clear();
    this.#net = [];
    this.conn = 0;
    const { lines, flags = BOOT_FLAG.writable, ...rest } = changes;
    const journal = this.disk.bootPart();
    this.step({
      ...{
        type: "boot",
        configJson: encoder.encode(JSON.stringify(this.config)),
        lossReason: LOSS.none,
        badOffset: -1,
      },
      ...{ till: encoder.encode(this.config.till), ...journal, ...rest, flags: flags | journal.flags },
      lines: lines === undefined ? journal.lines : encoder.encode(lines),
    });
    return this;
  }

  /** Starts a hook; whatever RRPay says at once is heard, no time passes. */
  start(hook: HookName, payload: object | string = {}): number {
    const call = ++this.#calls;
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    this.step({ type: "hook", call, hook: HOOK[hook], payload: encoder.encode(text) });
    return call;
  }

  /** Starts a hook and lets time pass until it is answered. */
  call(hook: HookName, payload: object | string = {}): Reply {
    return this.end(this.start(hook, payload));
  }

  /** Lets time pass until a call is answered. */
  end(call: number): Reply {
    const startedMs = this.monoMs;
    while (!this.replies.has(call)) {
      const due = Math.min(...this.timers.values());
      if (!(due - startedMs < CALL_LIMIT_MS)) throw new Error(`call ${call} is never answered`);
      this.pass(Math.max(0, due - this.monoMs));
    }
    return this.reply(call);
  }

  reply(call: number): Reply {
    const bytes = this.replies.get(call);
    if (!bytes) throw new Error(`call ${call} has no answer yet`);
    return JSON.parse(decoder.decode(bytes)) as Reply;
  }

  cancel(call: number): void {
    this.step({ type: "cancel", call });
  }

  /** Lets time pass: every timer that falls due is told in its order. */
  pass(ms: number): void {
    const endsAt = this.monoMs + ms;
    for (;;) {
      const [id, due] = [...this.timers].sort((a, b) => a[1] - b[1])[0] ?? [0, Number.POSITIVE_INFINITY];
      if (due > endsAt) break;
      this.#tick(Math.max(0, due - this.monoMs));
      this.timers.delete(id);
      this.step({ type: "timer", id });
    }
    this.#tick(endsAt - this.monoMs);
  }

  #tick(ms: number): void {
    this.monoMs += ms;
    this.wallMs += ms;
  }

  /** RRPay says something on the open connection: late, unasked, or what it held back. */
  hear(reaction: Reaction): void {
    this.#react(this.conn, reaction);
    this.#drain();
  }

  /** One event, and everything that follows from it at once. */
  step(event: TestEvent): Effect[] {
    const effects = this.#one(event);
    this.#drain();
    return effects;
  }

  #drain(): void {
    for (let next = this.#net.shift(); next; next = this.#net.shift()) this.#one(next);
  }

  #one(event: TestEvent): Effect[] {
    if (!this.#bundle) throw new Error("the till was never started");
    const bytes = encodeEvent(this.moment(), event);
    const batch = this.#bundle.step(bytes);
    this.events.push(bytes);
    this.batches.push(new Uint8Array(batchBytes(batch)).buffer);
    const effects = decodeBatch(batch);
    this.effects.push(...effects);
    for (const effect of effects) this.#carryOut(effect);
    return effects;
  }

  /** The present moment, its random bytes counted up. */
  moment(): Moment {
    const random = new Uint8Array(16);
    new DataView(random.buffer).setUint32(12, ++this.#steps);
    return { utcOffsetMin: this.utcOffsetMin, wallMs: this.wallMs, monoMs: this.monoMs, random };
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case "append":
      case "rotate":
      case "remove":
      case "find":
      case "read": {
        const found = this.disk.carryOut(effect);
        if (found) this.#net.push(found);
        return;
      }
      case "connect":
        this.conn = effect.conn;
        if (!this.connects) return;
        this.#net.push(
          this.listens
            ? { type: "connected", conn: effect.conn }
            : { type: "closed", conn: effect.conn, reason: CLOSE_REASON.refused },
        );
        return;
      case "send":
        // nobody reads any more what comes on a connection that RRPay has closed
        if (this.closesSilently && effect.conn === this.#served) return;
        return this.#react(effect.conn, this.rrpay.react(askedOf(effect)));
      case "disconnect":
        if (this.conn === effect.conn) this.conn = 0;
        this.#net = this.#net.filter((event) => !("conn" in event && event.conn === effect.conn));
        return;
      case "timer":
        if (effect.dueMonoMs < 0) this.timers.delete(effect.id);
        else this.timers.set(effect.id, effect.dueMonoMs);
        return;
      case "reply":
        this.replies.set(effect.call, effect.bytes);
        return;
      case "progress":
        this.progress.set(effect.call, [...(this.progress.get(effect.call) ?? []), decoder.decode(effect.bytes)]);
        return;
      case "truncate":
      case "log":
        return;
    }
  }

  #react(conn: number, reaction: Reaction): void {
    if (reaction === "silence") return;
    if (reaction === "cut" || reaction === "reset") {
      const reason = reaction === "cut" ? CLOSE_REASON.peer : CLOSE_REASON.reset;
      this.#net.push({ type: "closed", conn, reason });
      return;
    }
    const raw = "raw" in reaction ? reaction.raw : httpAnswer(reaction.status, reaction.body);
    for (const bytes of this.split(encoder.encode(raw))) this.#net.push({ type: "data", conn, bytes });
    if (!this.closesSilently) return;
    this.#served = conn;
    this.#net.push({ type: "closed", conn, reason: CLOSE_REASON.peer });
  }
}

export function httpAnswer(status: number, body: unknown): string {
  const json = JSON.stringify(body);
  return `HTTP/1.1 ${status} X\r\nContent-Length: ${encoder.encode(json).length}\r\n\r\n${json}`;
}

function askedOf({ withToken, head: lines, rest }: Extract<Effect, { type: "send" }>): Asked {
  const wire = `${lines}${withToken ? "Authorization: Bearer <token>\r\n" : ""}${rest}`;
  const [head = "", body = ""] = wire.split("\r\n\r\n");
  const [method = "", path = ""] = head.split(" ");
  const [, , resource = "", id = "", verb] = (path.split("?")[0] ?? "").split("/");
  const action = resource === "health" ? "health" : verb === "cancel" || verb === "print" ? verb : undefined;
  return { action: action ?? (method === "POST" ? "post" : "get"), id, body, wire };
}

/** A till that has booted, for one test. */
export function withTill(run: (till: StepTill) => void, changes: Partial<Config> = {}): void {
  run(new StepTill(changes).boot());
}
