/** The policy record: what the host takes from the config file, as fixed binary fields whose ranges it checks. */
import { POLICY, POLICY_VERSION } from "../../schemas/generated/boundary.ts";

type Field = (typeof POLICY)[number];

/**
 * The record's fields by name. `code` 0 = fine; otherwise the absolute value of a number in codes.json, with an ASCII
 * `detail`.
 */
export type Policy = { readonly [F in Field as F["name"]]: F["type"] extends "bytes" ? Uint8Array : number };

const NOTHING = new Uint8Array(0);

/** A record that refuses the config. */
export function refusal(code: number, detail: Uint8Array): Policy {
  return {
    version: POLICY_VERSION,
    code,
    detail,
    family: 0,
    address: NOTHING,
    port: 0,
    token: NOTHING,
    dataDir: NOTHING,
    bundleFile: NOTHING,
    bundleSha256: NOTHING,
    memoryMb: 0,
    stepMs: 0,
    language: 0,
    logLevel: 0,
    logKeepDays: 0,
    traceEnabled: 0,
    traceMaxMb: 0,
    keepDays: 0,
    till: NOTHING,
    tillSource: 0,
    tillName: NOTHING,
    accessGroup: NOTHING,
    dialect: NOTHING,
    configJson: NOTHING,
  };
}

/** Writes the record: the fields of boundary.json in order, little-endian, `bytes` = u32 length + bytes. */
export function encodePolicy(policy: Policy): ArrayBuffer {
  const values = POLICY.map((field) => policy[field.name]);
  const sizes = POLICY.map((field, index) => (field.type === "u8" ? 1 : 4 + sizeOf(values[index])));
  const record = new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(record);
  let at = 0;
  POLICY.forEach((field, index) => {
    const value = values[index] as number | Uint8Array;
    if (typeof value !== "number") {
      view.setUint32(at, value.length, true);
      new Uint8Array(record).set(value, at + 4);
    } else if (field.type === "u8") view.setUint8(at, value);
    else view.setUint32(at, value, true);
    at += sizes[index] as number;
  });
  return record;
}

function sizeOf(value: number | Uint8Array | undefined): number {
  return typeof value === "object" ? value.length : 0;
}
