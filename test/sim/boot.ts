/** What a host tells the bundle at a start: the till's config, and what stands on the disk. */
import type { HostEvent } from "../../runtime/node/boundary.ts";
import { BOOT_FLAG, LOSS } from "../../schemas/generated/boundary.ts";
import type { Disk } from "./disk.ts";

export type LossName = keyof typeof LOSS;

export const TIMEOUTS = { connectMs: 200, answerMs: 1000, customerMs: 5000, manualAfterMs: 4000 };

const TILL = Buffer.from("1");

const CONFIG = Buffer.from(
  JSON.stringify({
    till: "1",
    rrpay: { port: 8917, allowEmulator: true },
    gama: { codepage: "utf-8", format: "json" },
    language: "en",
    timeouts: TIMEOUTS,
    dataDir: "data",
  }),
);

export function bootEvent(disk: Disk, loss: LossName): HostEvent {
  const { trouble, segment } = disk;
  const flags =
    (trouble === "readonly" ? 0 : BOOT_FLAG.writable) |
    (trouble === "full" ? BOOT_FLAG.lowSpace : 0) |
    (trouble === "corrupt" ? BOOT_FLAG.corrupt : 0) |
    (loss === "none" ? 0 : BOOT_FLAG.afterLoss) |
    (loss === "store" ? BOOT_FLAG.storeFailed : 0) |
    (segment?.torn && trouble !== "corrupt" ? BOOT_FLAG.tailCut : 0) |
    disk.lowerFlags;
  const link = Buffer.from(segment?.link ?? "");
  const size = segment?.size ?? 0;
  return {
    type: "boot",
    configJson: CONFIG,
    till: TILL,
    flags,
    lossReason: LOSS[loss],
    segment: disk.current,
    yyyymmdd: segment?.yyyymmdd ?? 0,
    badOffset: segment?.torn ? size : -1,
    size,
    statedLink: link,
    measuredLink: link,
    lines: Buffer.from(disk.readable.join("\n"), "latin1"),
  };
}
