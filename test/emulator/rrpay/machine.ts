/** The machine that RRPay runs on: its clock, its timers, its disk. */
import { randomUUID } from "node:crypto";
import type { DeskWorld } from "./desk.ts";
import { type Memory, Store } from "./store.ts";
import { openStoreFile } from "./store-file.ts";

/** Clock and timers; `now` if a test has a clock of its own. */
export function machineOf(now: () => Date = () => new Date()): Pick<DeskWorld, "now" | "after"> {
  return {
    now: () => {
      const date = now();
      return { wallMs: date.getTime(), utcOffsetMin: -date.getTimezoneOffset() };
    },
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** The store of a folder. */
export function openStore(dir: string, memory: Memory): Store {
  return new Store(openStoreFile(dir), randomUUID, memory);
}

/** A value that must exist by now. */
export function there<Value>(value: Value | undefined, otherwise: string): Value {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
