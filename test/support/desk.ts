/** A context without a till: an empty journal, a moment, settings with what a test changes. */
import { Batch } from "../../plugin/boundary.ts";
import { Context } from "../../plugin/context.ts";
import { Journal } from "../../plugin/journal/journal.ts";
import { readSettings, type Settings } from "../../plugin/settings.ts";
import { encodeAscii, stringifyAscii } from "../../plugin/text/ascii.ts";
import { AT_MS } from "./attempts.ts";
import { EMPTY_BOOT } from "./boundary.ts";

export function settingsWith(changes: object = {}): Settings {
  const told = readSettings(encodeAscii(stringifyAscii({ till: "1", rrpay: { port: 1 }, dataDir: "d", ...changes })));
  if (!told.ok) throw new Error(told.path);
  return told.settings;
}

export function desk(changes: object = { language: "en" }): Context {
  const moment = { utcOffsetMin: 0, wallMs: AT_MS + 60_000, monoMs: 1e6, random: new Uint8Array(16) };
  const batch = new Batch();
  const journal = new Journal(EMPTY_BOOT, "1", 90, moment, batch);
  return new Context(settingsWith(changes), journal, moment, batch);
}
