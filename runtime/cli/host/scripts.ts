/** The loader and other scripts in an engine of their own, on Node and Bun. */
import { dirname, resolve } from "node:path";
import { NUMBERS } from "../../../schemas/generated/codes.ts";
import { VERDICT } from "../../../schemas/generated/program.ts";
import { readBundleFile, sealOf } from "../../node/bundle.ts";
import { DIRECT } from "../../node/direct.ts";
import type { Engine, EngineMaker } from "../../node/engine.ts";
import { QUICKJS } from "../../node/quickjs.ts";
import { type PolicyOutcome, readConfigFile, readSettings } from "../../node/settings.ts";
import { usageError } from "../exit.ts";
import type { ReplyOf } from "../program/wire.ts";
import { plain } from "../words.ts";

const NOTHING = new Uint8Array(0);

const NOT_READ: PolicyOutcome = { type: "refused", code: NUMBERS["config-missing"], detail: "" };

/** The config file's bytes. Undefined for what cannot be read: to the till, one is as good as none. */
function configBytes(path: string): Uint8Array | undefined {
  try {
    return readConfigFile(path);
  } catch {
    return undefined;
  }
}

/** What the loader reads from a config file. Paths are resolved as the session does it. */
export async function readConfig(path: string): Promise<ReplyOf<"config">> {
  const file = configBytes(path);
  const outcome: PolicyOutcome = file === undefined ? NOT_READ : await readSettings(DIRECT, file);
  const nothing = {
    dataDir: "",
    bundleFile: "",
    bundleSha256: NOTHING,
    accessGroup: "",
    port: 0,
    till: "",
    configJson: NOTHING,
  };
  if (outcome.type === "refused") return { code: outcome.code, detail: outcome.detail, ...nothing };
  const { settings } = outcome;
  const base = dirname(resolve(path));
  return {
    ...nothing,
    code: 0,
    detail: "",
    dataDir: resolve(base, settings.dataDir),
    bundleFile: resolve(base, settings.bundleFile),
    bundleSha256: settings.bundleSha256,
    port: settings.endpoint.port,
    till: Buffer.from(settings.till).toString("utf8"),
    configJson: settings.configJson,
  };
}

/** The seal of a script, and whether it makes the handshake in an engine of its own. */
export async function tryScript(path: string): Promise<ReplyOf<"engine">> {
  const { verdict, sha256 } = (await loadScript(path, "quickjs")).reply;
  return { verdict, sha256 };
}

const STEPPERS: Readonly<Record<string, EngineMaker>> = { quickjs: QUICKJS, direct: DIRECT };

/** A bundle in an engine of its own, which can be stepped by hand. */
export async function loadScript(
  path: string,
  name: string,
): Promise<{ reply: ReplyOf<"load">; engine: Engine | undefined }> {
  const maker = STEPPERS[name === "" ? "quickjs" : name];
  if (maker === undefined) throw usageError(plain(`There is no engine "${name}" here, only quickjs and direct`));
  const bytes = readBundleFile(path);
  const seal = sealOf(bytes);
  const reply = { sha256: seal === undefined ? NOTHING : Buffer.from(seal, "hex"), engine: maker.label };
  if (seal === undefined) return { reply: { ...reply, verdict: VERDICT.damaged }, engine: undefined };
  const start = await maker.start({ type: "text", text: bytes.toString("utf8"), file: path }, TRY_LIMITS);
  if (start.type === "ready") return { reply: { ...reply, verdict: VERDICT.ready }, engine: start.engine };
  const verdict = start.type === "wrong-abi" ? VERDICT.wrongAbi : VERDICT.damaged;
  return { reply: { ...reply, verdict }, engine: undefined };
}

const TRY_LIMITS = { memoryMb: 32, stepMs: 2000 };
