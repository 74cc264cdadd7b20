/** A till whose bundle does what its payloads say (puppet.js), on the native library: a folder, a config, a session. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Grp } from "../../runtime/node/api.ts";
import { createNativeGrp } from "../../runtime/node/native-grp.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { seal } from "../spec/runtime/puppet.ts";

/** The puppet as a script, not sealed. */
export const puppetSource = readFileSync(fileURLToPath(new URL("./puppet.js", import.meta.url)), "utf8");

/** The puppet as a bundle file's text. */
export const puppetBundle = seal(puppetSource);

/** Keys of the config that a test may set. */
export interface PuppetConfig {
  readonly till?: string;
  readonly port?: number;
  readonly token?: string;
  readonly dataDir?: string;
  readonly stepMs?: number;
  readonly memoryMb?: number;
  readonly traceEnabled?: boolean;
  readonly keepDays?: number;
}

/** Writes a deployment folder: config and bundle. Returns the config's path. */
export function writePuppet(folder: string, config: PuppetConfig = {}, bundle: string = puppetBundle): string {
  const { till = "1", port = 9, token, dataDir = "data", stepMs = 2000, memoryMb = 32, traceEnabled = true } = config;
  const journal = config.keepDays === undefined ? {} : { journal: { keepDays: config.keepDays } };
  const path = join(folder, "gama-rrpay.json");
  const rrpay = token === undefined ? { port } : { port, token };
  const text = { till, rrpay, dataDir, limits: { stepMs, memoryMb }, trace: { enabled: traceEnabled }, ...journal };
  writeFileSync(path, JSON.stringify(text));
  writeFileSync(join(folder, "rrpay.plugin.js"), bundle);
  return path;
}

/** Runs a body in a folder of its own, and removes the folder. */
export async function withFolder<T>(body: (folder: string) => Promise<T>, base = tmpdir()): Promise<T> {
  const folder = mkdtempSync(join(base, "grp-native-"));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A session with the puppet. */
export class Puppet {
  readonly grp: Grp;
  readonly session: number;
  readonly folder: string;

  constructor(library: string, folder: string, configPath: string) {
    this.grp = createNativeGrp(library);
    this.folder = folder;
    this.session = this.grp.open(configPath);
  }

  /** Call 0 has ended: its report, or the code that it ended with. */
  boot(): Promise<string | number> {
    return this.end(0);
  }

  /** Starts a hook; the call's handle or an error. */
  start(payload: string): number {
    return this.grp.start(this.session, "status", Buffer.from(payload, "latin1"));
  }

  /** The result of a call when it has ended, or the code. */
  async end(call: number): Promise<string | number> {
    let state = await this.grp.poll(this.session, call, 1000);
    while (state === 0) state = await this.grp.poll(this.session, call, 1000);
    if (state < 0) return state;
    const result = this.grp.result(this.session, call);
    return typeof result === "number" ? result : Buffer.from(result).toString("latin1");
  }

  /** Does what a payload says and gives the result. */
  async do(payload: string): Promise<string | number> {
    const call = this.start(payload);
    return call < 0 ? call : this.end(call);
  }

  async close(): Promise<void> {
    let state = await this.grp.close(this.session, 1000);
    while (state === NUMBERS.closing) state = await this.grp.close(this.session, 1000);
  }
}

/** Runs a test's body with a booted puppet. */
export async function withPuppet(
  library: string,
  config: PuppetConfig,
  body: (puppet: Puppet) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const puppet = new Puppet(library, folder, writePuppet(folder, config));
    try {
      await body(puppet);
    } finally {
      await puppet.close();
    }
  });
}
