// What the worker tells the bundle: the boot event, and the moment of each event.
import { randomFillSync } from "node:crypto";
import { BOOT_FLAG, CAPS, LOSS } from "../../schemas/generated/boundary.ts";
import type { BootEvent, Stamp } from "./boundary.ts";
import type { Settings } from "./settings.ts";
import type { JournalView } from "./store/journal-view.ts";
import type { Health } from "./store/store.ts";
import { monoMs } from "./timers.ts";

/** Why an engine was lost. */
export type Reason = keyof typeof LOSS;

/** The first event of an engine: its config, what the disk allows, and what the journal holds. */
export function bootEvent(
  { configJson, till }: Settings,
  view: JournalView,
  told: Health,
  lossReason: Reason,
): BootEvent {
  const flags =
    (told.writable ? BOOT_FLAG.writable : 0) |
    (view.tailCut ? BOOT_FLAG.tailCut : 0) |
    (view.corrupt ? BOOT_FLAG.corrupt : 0) |
    (lossReason === "none" ? 0 : BOOT_FLAG.afterLoss) |
    (told.lowSpace ? BOOT_FLAG.lowSpace : 0) |
    (view.lowerLinked ? BOOT_FLAG.lowerLinked : 0) |
    (view.noLower ? BOOT_FLAG.noLower : 0) |
    (lossReason === "store" ? BOOT_FLAG.storeFailed : 0);
  const { segment, yyyymmdd, badOffset, size, lines, statedLink, measuredLink } = view;
  const journal = { segment, yyyymmdd, badOffset, size, statedLink, measuredLink, lines };
  return { type: "boot", configJson, till, flags, lossReason: LOSS[lossReason], ...journal };
}

/** The moment of an event, and its random bytes. */
export function stamp(): Stamp {
  const now = new Date();
  return {
    utcOffsetMin: -now.getTimezoneOffset(),
    wallMs: now.getTime(),
    monoMs: monoMs(),
    random: randomFillSync(new Uint8Array(CAPS.randomBytes)),
  };
}
