/**
 * `gama-rrpay emulator` as a till's program has it: RRPay's part on the loopback, with its store, until Ctrl+C. On Node
 * the command has a page, faults and an operator too (runtime/cli/emulator.ts).
 */

import { STATUS } from "../../../schemas/generated/program.ts";
import type { Policy } from "../../../test/emulator/rrpay/model.ts";
import { onlyOnNode, parseArguments, takesNone, wholeNumber } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { noSockets } from "../conformance/wires.ts";
import { CliError, usageError } from "../exit.ts";
import { join } from "../program/path.ts";
import { ask, attempt, exists, now, readFile, replaceFile, say, type Talk } from "../program/talk.ts";
import { EmulatedRrpay } from "./counter.ts";
import { Serving } from "./serving.ts";
import { upWords } from "./words.ts";

/** The port in the example config. */
const PORT = 8917;
/** A store beyond this would not fit the engine's memory after another day. */
const STORE_BYTES_MAX = 16 * 1024 * 1024;
/** With `wait` nothing happens until the till cancels, because nobody can be asked here. */
const POLICIES = ["cash", "card", "mixed", "decline", "cancel", "wait"] as const;
const LF = 10;

export function* emulatorCommand(args: readonly string[], setting: Setting): Talk<never> {
  onlyOnNode(args, ["ui", "operator-port", "faults"]);
  const { values, positionals } = parseArguments(args, {
    ...({ dir: "text", port: "text", till: "text", policy: "text", token: "text" } as const),
    ...({ "health-token": "flag", "daily-numbers": "flag", forget: "flag" } as const),
  });
  takesNone(positionals, "emulator");
  const till = notEmpty("--till", values.till ?? "1");
  const token = values.token === undefined ? undefined : notEmpty("--token", values.token);
  const policy = policyOf(values.policy ?? "mixed");
  const port = wholeNumber(values.port ?? String(PORT), "--port", [0, 65_535]);
  const dir = values.dir ?? join(setting.programFolder, "emulator");
  const served = yield* attempt<"serve">({ type: "serve", address: "127.0.0.1", port });
  if (served.status === STATUS.failed) throw noSockets();
  if (served.fields === undefined)
    throw new CliError({
      en: `Port ${port} is taken by another program: choose one with --port.`,
      lt: `Prievadą ${port} jau naudoja kita programa: pasirinkite kitą su --port.`,
    });
  yield* ask<"makeFolder">({ type: "makeFolder", path: dir }, dir);
  const file = join(dir, "rrpay-store.jsonl");
  const bytes = yield* readStore(file);
  const rrpay = new EmulatedRrpay(bytes, yield* idsOf(), yield* now(), {
    ...{ till, policy, token, healthToken: values["health-token"] },
    ...{ numbering: values["daily-numbers"] ? "daily" : "continuous", memory: values.forget ? "forgotten" : "kept" },
  });
  const { storeId, epoch } = rrpay.counter.store;
  const url = `http://127.0.0.1:${served.fields.port}`;
  const { language } = setting;
  const end = { en: "Ctrl+C ends it.", lt: "Baigti – Ctrl+C." };
  yield* say(`${upWords({ url, storeId, epoch })[language]} ${end[language]}`);
  return yield* new Serving(rrpay, file, language).run();
}

/** The store's whole lines. A killed program may leave an incomplete last one, which nobody was told of. */
function* readStore(file: string): Talk<Uint8Array> {
  if (!(yield* exists(file))) return new Uint8Array(0);
  const { sizeBytes } = yield* ask<"stat">({ type: "stat", path: file }, file);
  if (sizeBytes > STORE_BYTES_MAX)
    throw new CliError({
      en: `${file} has grown too large for this program: name another folder with --dir.`,
      lt: `${file} šiai programai per didelis: nurodykite kitą aplanką su --dir.`,
    });
  const bytes = yield* readFile(file);
  const whole = bytes.subarray(0, bytes.lastIndexOf(LF) + 1);
  if (whole.length < bytes.length) yield* replaceFile(file, whole);
  return whole;
}

/** Makes names that were never used before: more than a start needs. */
function* idsOf(): Talk<() => string> {
  const { bytes } = yield* ask<"random">({ type: "random", count: 64 });
  let at = 0;
  return () => {
    const own = bytes.slice(at, at + 16);
    if (own.length < 16) throw new RangeError("no randomness is left");
    at += 16;
    own[6] = ((own[6] ?? 0) & 0x0f) | 0x40;
    own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
    const hex = Array.from(own, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
}

function notEmpty(name: string, text: string): string {
  if (text.trim() !== "") return text.trim();
  throw usageError({ en: `${name} must not be empty`, lt: `${name} negali būti tuščias` });
}

function policyOf(name: string): Policy {
  const type = POLICIES.find((one) => one === name);
  if (type !== undefined) return { type };
  throw usageError({
    en: `--policy takes ${POLICIES.join(", ")}; amount needs the emulator of Node.js`,
    lt: `--policy reikia ${POLICIES.join(", ")}; amount – tik Node.js emuliatoriuje`,
  });
}
