/** A shop for the tests of `gama-rrpay doctor`. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startRrpay } from "../emulator/rrpay/server.ts";

const bundle = fileURLToPath(new URL("../../dist/rrpay.plugin.js", import.meta.url));

/** A till's folder with a config that a test changes. */
export interface Shop {
  readonly folder: string;
  readonly configPath: string;
  write(changes: object): void;
}

/** A shop's folder with a bundle and a config; the emulator is up unless the test brings a port of its own. */
export async function withShop(body: (shop: Shop) => Promise<void>, port?: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  const rrpay = port === undefined ? await startRrpay({ dir: join(folder, "rrpay"), port: 0 }) : undefined;
  const base = {
    till: "1",
    rrpay: { port: port ?? rrpay?.port, allowEmulator: true },
    language: "en",
    dataDir: "data",
    timeouts: { connectMs: 1000, answerMs: 2000 },
  };
  const shop: Shop = {
    folder,
    configPath: join(folder, "gama-rrpay.json"),
    write: (changes) => writeFileSync(join(folder, "gama-rrpay.json"), JSON.stringify({ ...base, ...changes })),
  };
  try {
    copyFileSync(bundle, join(folder, "rrpay.plugin.js"));
    shop.write({});
    await body(shop);
  } finally {
    await rrpay?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
