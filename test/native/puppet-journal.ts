/** A till's journal as a test lays it down, and puppets over it, of which a test that fails leaves none open. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine } from "../../runtime/node/store/segment.ts";
import { suite } from "../support/suite.ts";
import { Puppet, type PuppetConfig, withFolder, writePuppet } from "./puppet.ts";

export const line = (json: string): Buffer => Buffer.from(encodeLine(Buffer.from(json)));
export const sale = (key: string): string => `{"type":"sent","saleKey":"${key}","body":"${"x".repeat(200)}"}`;
export const journalOf = (folder: string): string => join(folder, "data", "journal");
export const digestOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Writes segments, each of a day, with the keys of its sales. */
export function writeSegments(folder: string, days: readonly (readonly string[])[]): void {
  mkdirSync(journalOf(folder), { recursive: true });
  for (const [at, keys] of days.entries()) {
    const name = `${String(at + 1).padStart(8, "0")}-${20260101 + at}.jsonl`;
    const lines = ['{"type":"checkpoint"}', ...keys.map(sale)].map(line);
    writeFileSync(join(journalOf(folder), name), Buffer.concat(lines));
  }
}

export async function withHistory(
  path: string,
  days: readonly (readonly string[])[],
  body: (puppet: Puppet, folder: string) => Promise<void>,
  config: PuppetConfig = {},
): Promise<void> {
  await withFolder(async (folder) => {
    writeSegments(folder, days);
    const puppet = new Puppet(path, folder, writePuppet(folder, config));
    try {
      await body(puppet, folder);
    } finally {
      await puppet.close();
    }
  });
}

export interface PuppetSuite {
  test(name: string, body: () => Promise<void>): void;
  /** Loads the library at this path over a folder; it is closed when its test ends. */
  open(path: string, folder: string, config?: PuppetConfig): Puppet;
  run(): void;
}

/** A suite whose tests open puppets: a process has one session, and a test that fails must leave none. */
export function puppetSuite(name: string): PuppetSuite {
  const tests = suite(name);
  const opened: Puppet[] = [];
  return {
    test: (testName, body) =>
      tests(testName, async () => {
        try {
          await body();
        } finally {
          for (const puppet of opened.splice(0)) await puppet.close();
        }
      }),
    open: (path, folder, config = {}) => {
      const puppet = new Puppet(path, folder, writePuppet(folder, config));
      opened.push(puppet);
      return puppet;
    },
    run: () => tests.run(),
  };
}
