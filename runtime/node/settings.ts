/** The policy that the loader reads from the config file, decoded and range-checked. The host obeys nothing else. */
import { hostname } from "node:os";
import { ABI, POLICY, POLICY_VERSION, TILL_SOURCE } from "../../schemas/generated/boundary.ts";
import { NUMBERS } from "../../schemas/generated/codes.ts";
import { CONFIG_RANGES } from "../../schemas/generated/config.ts";
import { step } from "../loader/config.ts";
import type { Policy } from "../loader/policy.ts";
import type { Endpoint } from "./connection.ts";
import { type EngineMaker, type Limits, OWN_DIALECT, type Script } from "./engine.ts";
import { loaderText } from "./scripts.ts";
import { readNamed } from "./store/disk.ts";

/** What a session is allowed, in the host's own terms. Paths are as written in the config. */
export interface Settings {
  readonly endpoint: Endpoint;
  readonly token: Uint8Array;
  readonly till: Uint8Array;
  readonly dataDir: string;
  readonly bundleFile: string;
  /** Empty if any bundle is allowed. */
  readonly bundleSha256: Uint8Array;
  /** The protocol of RRPay that the bundle must speak. */
  readonly dialect: string;
  readonly limits: Limits;
  readonly logLevel: number;
  readonly logKeepDays: number;
  readonly trace: { readonly enabled: boolean; readonly maxMb: number };
  /** How many dates keep their segments, whatever the bundle asks. */
  readonly keepDays: number;
  readonly configJson: Uint8Array;
}

/** The settings, or the number of the code that refuses the config, with a sentence for its author. */
export type PolicyOutcome =
  | { readonly type: "settings"; readonly settings: Settings }
  | { readonly type: "refused"; readonly code: number; readonly detail: string };

/**
 * The loader is ours and reads at most 64 KiB, which takes half a second. The deadline is wall time, so it leaves room
 * for a machine that is busy while a till starts. A missed deadline would read as `host-failed`, which points nobody to
 * a busy disk.
 */
const LOADER_LIMITS: Limits = { memoryMb: 16, stepMs: 30_000 };
/** The loader refuses more than 64 KiB. One byte more is enough for it to notice. */
const MAX_CONFIG_BYTES = 64 * 1024 + 1;
const NOTHING = new Uint8Array(0);
const HOST_FAILED: PolicyOutcome = { type: "refused", code: NUMBERS["host-failed"], detail: "" };

/** The config file's bytes, at most one more than allowed. */
export function readConfigFile(path: string): Uint8Array {
  return readNamed(path, MAX_CONFIG_BYTES);
}

/** Runs the loader over the config file's bytes, in an engine of its own that is dropped afterwards. */
export async function readSettings(maker: EngineMaker, file: Uint8Array): Promise<PolicyOutcome> {
  const policy = await runLoader(maker, file, NOTHING);
  if (policy === undefined) return HOST_FAILED;
  if (policy.code !== 0 || policy.tillSource === TILL_SOURCE.literal) return settingsOf(policy);
  const till = tillName(policy);
  if (till === "") return { type: "refused", code: NUMBERS["till-unresolved"], detail: latin1(policy.tillName) };
  const resolved = await runLoader(maker, file, Buffer.from(till, "utf8"));
  return resolved === undefined ? HOST_FAILED : settingsOf(resolved);
}

/** One run of the loader. Undefined unless it returns a record. */
async function runLoader(maker: EngineMaker, file: Uint8Array, till: Uint8Array): Promise<Policy | undefined> {
  const start = await maker.start(await loaderScript(maker), LOADER_LIMITS);
  if (start.type !== "ready") return undefined;
  const outcome = start.engine.step(loaderInput(file, till));
  return outcome.type === "batch" ? decodePolicy(outcome.bytes) : undefined;
}

/** The loader's input: `bytes till · bytes file`. */
export function loaderInput(file: Uint8Array, till: Uint8Array = NOTHING): Uint8Array<ArrayBuffer> {
  const input = Buffer.alloc(8 + till.length + file.length);
  input.writeUInt32LE(till.length, 0);
  input.set(till, 4);
  input.writeUInt32LE(file.length, 4 + till.length);
  input.set(file, 8 + till.length);
  return new Uint8Array(input);
}

/** The computer's name or an environment variable. Empty if there is none. */
function tillName({ tillSource, tillName: variable }: Policy): string {
  const computer = process.platform === "win32" ? process.env.COMPUTERNAME : hostname();
  const name = tillSource === TILL_SOURCE.env ? process.env[latin1(variable)] : computer;
  // only blanks and tabs, as in the shim
  return (name ?? "").replace(/^[ \t]+|[ \t]+$/g, "");
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** The host's own engine runs the loader as a module, so that it can be debugged and measured like the rest. */
async function loaderScript(maker: EngineMaker): Promise<Script> {
  if (maker.name === "direct") return { type: "live", bundle: { abi: ABI, version: "loader", step } };
  return { type: "text", text: await loaderText(), file: "loader.js" };
}

/** Reads the record. Undefined unless it has exactly the fields of boundary.json. */
export function decodePolicy(record: Uint8Array): Policy | undefined {
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  const fields = new Map<string, number | Uint8Array>();
  let at = 0;
  for (const { name, type } of POLICY) {
    const size = type === "u8" ? 1 : 4;
    if (at + size > record.length) return undefined;
    const value = type === "u8" ? view.getUint8(at) : view.getUint32(at, true);
    at += size;
    if (type !== "bytes") fields.set(name, value);
    else {
      if (value > record.length - at) return undefined;
      fields.set(name, new Uint8Array(record.subarray(at, at + value)));
      at += value;
    }
  }
  return at === record.length ? (Object.fromEntries(fields) as unknown as Policy) : undefined;
}

function settingsOf(policy: Policy): PolicyOutcome {
  if (policy.version !== POLICY_VERSION) return HOST_FAILED;
  if (policy.code !== 0) return { type: "refused", code: -policy.code, detail: latin1(policy.detail) };
  if (!isInRange(policy)) return HOST_FAILED;
  const settings: Settings = {
    endpoint: { address: addressText(policy.address), family: policy.family === 4 ? 4 : 6, port: policy.port },
    // the host can write the token's line only for our own protocol, so no other one gets the token
    token: Buffer.from(policy.dialect).toString("utf8") === OWN_DIALECT ? policy.token : NOTHING,
    dataDir: Buffer.from(policy.dataDir).toString("utf8"),
    bundleFile: Buffer.from(policy.bundleFile).toString("utf8"),
    bundleSha256: policy.bundleSha256,
    dialect: Buffer.from(policy.dialect).toString("utf8"),
    limits: { memoryMb: policy.memoryMb, stepMs: policy.stepMs },
    logLevel: policy.logLevel,
    logKeepDays: policy.logKeepDays,
    trace: { enabled: policy.traceEnabled === 1, maxMb: policy.traceMaxMb },
    till: policy.till,
    keepDays: policy.keepDays,
    configJson: policy.configJson,
  };
  return { type: "settings", settings };
}

/** The loader is trusted but still checked: only loopback, and nothing beyond the ranges. */
function isInRange(policy: Policy): boolean {
  const within = (path: keyof typeof CONFIG_RANGES, value: number): boolean =>
    value >= CONFIG_RANGES[path].min && value <= CONFIG_RANGES[path].max;
  return (
    isLoopback(policy.family, policy.address) &&
    within("rrpay.port", policy.port) &&
    within("limits.memoryMb", policy.memoryMb) &&
    within("limits.stepMs", policy.stepMs) &&
    within("log.keepDays", policy.logKeepDays) &&
    within("trace.maxMb", policy.traceMaxMb) &&
    within("journal.keepDays", policy.keepDays) &&
    policy.tillSource === TILL_SOURCE.literal &&
    policy.till.length > 0 &&
    [0, 32].includes(policy.bundleSha256.length) &&
    policy.dataDir.length > 0 &&
    policy.bundleFile.length > 0
  );
}

function isLoopback(family: number, address: Uint8Array): boolean {
  if (family === 4) return address.length === 4 && address[0] === 127;
  return family === 6 && address.length === 16 && address.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

function addressText(address: Uint8Array): string {
  return address.length === 4 ? address.join(".") : "::1";
}
