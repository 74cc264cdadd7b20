/** A folder with a till's config beside an emulator, for the suites of the command line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Config } from "../../../schemas/generated/types.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "../../emulator/rrpay/server.ts";
import type { Ended } from "../../support/programs.ts";
import { bundleText } from "../../support/till.ts";

export interface Place {
  readonly folder: string;
  readonly rrpay: Rrpay;
  readonly config: string;
  /** Writes a file into the folder and returns its path. */
  readonly file: (name: string, content: string | Uint8Array) => string;
}

/** A folder with a config, and an emulator that pays by `policy`. */
export async function withPlaceIn(
  folders: string,
  policy: NonNullable<RrpayOptions["policy"]>,
  body: (place: Place) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(folders, "command-"));
  const rrpay = await startRrpay({ dir: join(folder, "rrpay"), policy });
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  file("rrpay.plugin.js", bundleText());
  const settings: Config = {
    till: "1",
    rrpay: { port: rrpay.port, allowEmulator: true },
    gama: { codepage: "utf-8", format: "lines" },
    language: "en",
    timeouts: { connectMs: 2000, answerMs: 500, customerMs: 20_000, manualAfterMs: 50 },
    bundle: { file: "rrpay.plugin.js" },
    dataDir: "data",
  };
  try {
    await body({ folder, rrpay, file, config: file("gama-rrpay.json", JSON.stringify(settings)) });
  } finally {
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Nobody who reads a sentence needs to see where in the program it was written. */
export function assertReadable({ stderr }: Ended): void {
  assert.is(stderr.trim().split("\n").length, 1, stderr);
  assert.not.match(stderr, /\bat .*:\d+|Error:/);
}
