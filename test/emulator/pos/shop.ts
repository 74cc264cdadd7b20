/** One emulated till in a folder: its config, its data, and GAMA's POS, which uses an RRPay. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineName } from "../../../runtime/node/api.ts";
import type { Config } from "../../../schemas/generated/types.ts";
import { checkoutFile } from "../../support/checkout.ts";
import type { Rrpay } from "../rrpay/server.ts";
import { Pos } from "./pos.ts";

export type Timeouts = NonNullable<Config["timeouts"]>;

export interface ShopOptions {
  readonly dir: string;
  readonly rrpay: Rrpay;
  readonly engine: EngineName;
  /** The token that RRPay asks for. */
  readonly token?: string;
  readonly timeouts?: Timeouts;
  readonly changed?: () => void;
}

export interface Shop {
  readonly pos: Pos;
  readonly dataDir: string;
  /** The timeouts of the config. */
  readonly timeouts: Timeouts;
}

/** Short enough to provoke everything in a minute, long enough to watch. */
const TIMEOUTS: Timeouts = { connectMs: 1000, answerMs: 3000, customerMs: 120_000, manualAfterMs: 5000 };

/** Writes the till's config and makes its POS. Nothing runs yet. */
export function openShop({ dir, rrpay, engine, token, timeouts, changed }: ShopOptions): Shop {
  const dataDir = join(dir, "data");
  const configPath = join(dir, "gama-rrpay.json");
  const patience = { ...TIMEOUTS, ...timeouts };
  const config = {
    till: rrpay.till,
    rrpay: { port: rrpay.port, allowEmulator: true, ...(token === undefined ? {} : { token }) },
    language: "lt",
    timeouts: patience,
    bundle: { file: BUNDLE },
    dataDir,
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(configPath, `${JSON.stringify(config, null, 2)}\n`);
  const pos = new Pos({ till: rrpay.till, operator: "ONA", engine, configPath, dir, ...(changed ? { changed } : {}) });
  return { pos, dataDir, timeouts: patience };
}

const BUNDLE = checkoutFile("dist/rrpay.plugin.js");
