/** Carries out what a step asks for: journal, connection, timers, answers, log and look-ups. */
import { LOG_LEVEL } from "../../schemas/generated/boundary.ts";
import type { Effect } from "./boundary.ts";
import type { Calls } from "./calls.ts";
import type { Connection } from "./connection.ts";
import type { DailyLog, LogLevel } from "./store/log.ts";
import type { LookUps } from "./store/lookup.ts";
import type { Store } from "./store/store.ts";
import { monoMs, type Timers } from "./timers.ts";
import type { Reason } from "./worker-events.ts";

export interface Loss {
  readonly reason: Reason;
  readonly detail: string;
}

/** What effects act on. */
export interface Reach {
  readonly store: Store;
  readonly calls: Calls;
  readonly log: DailyLog;
  readonly connection: Connection;
  readonly timers: Timers;
  readonly lookUps: LookUps;
  /** A call has got its answer. */
  readonly onReply: () => void;
}

/**
 * Carries out one effect of a step whose effects began at `begunMonoMs`. Returns a loss if its failure costs the engine.
 */
export function carryOut(reach: Reach, effect: Effect, begunMonoMs: number): Loss | undefined {
  const { store, calls, log, connection, timers, lookUps } = reach;
  switch (effect.type) {
    case "append":
      return orFailure(() => store.journal.append(effect.json));
    case "rotate":
      return orFailure(() => store.journal.rotate(effect.segment, effect.yyyymmdd, effect.checkpoint));
    case "truncate":
      return orFailure(() => store.journal.truncate(effect.segment, effect.offset));
    case "remove": {
      const failed = orFailure(() => store.journal.remove(effect.segment));
      if (failed) log.write("warn", `segment ${effect.segment} was not removed: ${failed.detail}`);
      return undefined;
    }
    case "connect":
      connection.connect(effect.conn);
      return undefined;
    case "send":
      connection.send(effect.conn, effect.withToken, effect.head, effect.rest);
      return undefined;
    case "disconnect":
      connection.disconnect(effect.conn);
      return undefined;
    case "timer":
      // later by what the effects before it took: a slow disk must not take the time that RRPay has to answer
      return timers.set(effect.id, effect.dueMonoMs < 0 ? -1 : effect.dueMonoMs + monoMs() - begunMonoMs)
        ? undefined
        : { reason: "effects", detail: "too many timers" };
    case "reply":
      if (calls.reply(effect.call, effect.bytes)) reach.onReply();
      return undefined;
    case "progress":
      calls.setProgress(effect.call, effect.bytes);
      return undefined;
    case "log":
      log.write(levelName(effect.level), Buffer.from(effect.text).toString("latin1"));
      return undefined;
    case "find":
      lookUps.find(effect.lookup, effect.needle, effect.from, effect.to);
      return undefined;
    case "read":
      lookUps.read(effect.lookup, effect.places);
      return undefined;
    case "blank":
    case "hold":
      return undefined;
  }
}

function orFailure(write: () => void): Loss | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return { reason: "store", detail: error instanceof Error ? error.message : String(error) };
  }
}

function levelName(level: number): LogLevel {
  const names: readonly LogLevel[] = ["error", "warn", "info", "debug"];
  return names.find((name) => LOG_LEVEL[name] === level) ?? "debug";
}
