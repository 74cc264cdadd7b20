// The golden vectors of the loader's policy.
import type { BytesValue, Fields } from "./encoder.ts";

export const ascii = (text: string): BytesValue => ({ ascii: text });
export const hex = (digits: string): BytesValue => ({ hex: digits });

const POLICY = {
  version: 2,
  code: 0,
  detail: ascii(""),
  family: 4,
  address: hex("7f000001"),
  port: 8917,
  token: ascii("s3cret"),
  dataDir: ascii("C:\\ProgramData\\gama-rrpay\\1"),
  bundleFile: ascii("rrpay.plugin.js"),
  bundleSha256: ascii(""),
  memoryMb: 32,
  stepMs: 2000,
  language: 0,
  logLevel: 3,
  logKeepDays: 14,
  traceEnabled: 1,
  traceMaxMb: 16,
  keepDays: 90,
  till: ascii("1"),
  tillSource: 0,
  tillName: ascii(""),
  accessGroup: ascii(""),
  dialect: ascii("rrpay"),
  configJson: ascii(
    '{"till":"1","rrpay":{"port":8917,"token":"*"},"dataDir":"C:\\\\ProgramData\\\\gama-rrpay\\\\{till}"}',
  ),
} satisfies Fields;

export const POLICIES: readonly { name: string; fields: Fields }[] = [
  { name: "policy-windows", fields: POLICY },
  {
    name: "policy-ipv6-sealed",
    fields: {
      ...POLICY,
      family: 6,
      address: hex("00000000000000000000000000000001"),
      port: 65535,
      token: ascii(""),
      dataDir: hex("6b61736f732fc58d2f31"),
      bundleSha256: hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      language: 1,
      logLevel: 4,
      traceEnabled: 0,
      keepDays: 3650,
      till: hex("4b41c5a041"),
      accessGroup: hex("4b6173696e696e6b6173c497"),
    },
  },
  {
    name: "policy-till-of-the-environment",
    fields: {
      ...POLICY,
      dataDir: ascii("/var/lib/{till}"),
      till: ascii(""),
      tillSource: 2,
      tillName: ascii("TILL_NO"),
    },
  },
  {
    name: "policy-refused",
    fields: {
      ...POLICY,
      code: 21,
      detail: ascii("rrpay.port: must be 1...65535"),
      family: 0,
      address: ascii(""),
      port: 0,
      token: ascii(""),
      dataDir: ascii(""),
      bundleFile: ascii(""),
      memoryMb: 0,
      stepMs: 0,
      logLevel: 0,
      logKeepDays: 0,
      traceEnabled: 0,
      traceMaxMb: 0,
      keepDays: 0,
      till: ascii(""),
      dialect: ascii(""),
      configJson: ascii(""),
    },
  },
];
