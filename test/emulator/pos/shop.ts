/** One emulated till in a folder: its config, its data, and GAMA's POS, which uses an RRPay. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineName } from "../../../runtime/node/api.ts";
import type { Config } from "../../../schemas/generated/types.ts";
import { checkoutFile } from "../../support/checkout.ts";
import type { TillProcess } from "../../support/till-host.ts";
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
  /** A developer's own bundle. */
  readonly developed?: Developed;
}

/** A bundle file that a developer builds again and again, and how the till's process runs it. */
export interface Developed {
  readonly bundle: string;
  readonly process: TillProcess;
}

export interface Shop {
  readonly pos: Pos;
  readonly dataDir: string;
  /** The bundle file that the config names. */
  readonly bundle: string;
  /** The timeouts of the config. */
  readonly timeouts: Timeouts;
}

/** Short enough to provoke everything in a minute, long enough to watch. */
const TIMEOUTS: Timeouts = { connectMs: 1000, answerMs: 3000, customerMs: 120_000, manualAfterMs: 5000 };

/** Writes the till's config and makes its POS. Nothing runs yet. */
export function openShop({ dir, rrpay, engine, token, timeouts, changed, developed }: ShopOptions): Shop {
  const dataDir = join(dir, "data");
  const bundle = developed?.bundle ?? BUNDLE;
  const configPath = join(dir, "gama-rrpay.json");
  const patience = { ...TIMEOUTS, ...timeouts };
  const config = {
    till: rrpay.till,
    rrpay: { port: rrpay.port, allowEmulator: true, ...(token === undefined ? {} : { token }) },
    language: "lt",
    timeouts: patience,
    bundle: { file: bundle },
    dataDir,
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(configPath, `${JSON.stringify(config, null, 2)}\n`);
  const pos = new Pos({
    ...{ till: rrpay.till, operator: "ONA", engine, configPath, dir },
    ...(changed ? { changed } : {}),
    ...(developed ? { process: developed.process } : {}),
  });
  return { pos, dataDir, bundle, timeouts: patience };
}

const BUNDLE = checkoutFile("dist/rrpay.plugin.js");
