// test/contract/boundary: golden vectors by which both hosts' codecs and the bundle's are measured.
import type { Boundary } from "./boundary.ts";
import { encodeBatch, encodeEvent, encodePolicy, type Fields } from "./encoder.ts";
import { invalidBatches } from "./invalid-batches.ts";
import { formatJson } from "./json.ts";
import type { Json } from "./schemas.ts";
import { ascii, hex, POLICIES } from "./vector-policies.ts";

/** Where the vectors are, from the root of the project. */
export const VECTOR_FOLDER = "test/contract/boundary";

type Effect = readonly [name: string, values: Fields];

/** Writes one `.hex` file a vector and the index `vectors.json`. */
export function generateVectors(boundary: Boundary): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const index: Json[] = [];
  const add = (name: string, about: Record<string, Json>, bytes: Uint8Array) => {
    files.set(`${VECTOR_FOLDER}/${name}.hex`, hexLines(bytes));
    index.push({ name, file: `${name}.hex`, ...about });
  };
  for (const { name, event, fields } of EVENTS) {
    const value = { ...HEADER, ...fields };
    add(name, { kind: "event", value: { event, ...value } }, encodeEvent(boundary, event, value));
  }
  for (const { name, effects } of BATCHES) {
    const value = { effects: effects.map(([effect, fields]) => ({ effect, ...fields })) };
    add(name, { kind: "batch", value }, encodeBatch(boundary, effects));
  }
  for (const { name, fields } of POLICIES) add(name, { kind: "policy", value: fields }, encodePolicy(boundary, fields));
  for (const { name, reason, bytes } of invalidBatches(boundary)) add(name, { kind: "batch", invalid: reason }, bytes);
  files.set(`${VECTOR_FOLDER}/vectors.json`, formatJson({ about: ABOUT, abi: boundary.abi, vectors: index }));
  return files;
}

const ABOUT =
  "Golden vectors of the boundary. Each .hex file holds the bytes as hexadecimal digits, 32 bytes a line; value is what they decode to, with bytes as ascii or hex; invalid says why a batch costs the engine.";

function hexLines(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/.{1,64}/g, "$&\n");
}

/** 2026-11-23 10:15:30.250 in Vilnius, as a till would see it. */
const HEADER = {
  utcOffsetMin: 120,
  wallMs: 1795421730250,
  monoMs: 8123456,
  random: hex("000102030405060708090a0b0c0d0e0f"),
};

const EVENTS: readonly { name: string; event: string; fields: Fields }[] = [
  {
    name: "event-boot-first",
    event: "boot",
    fields: {
      configJson: ascii('{"till":"1","rrpay":{"port":8917,"token":"*"}}'),
      till: ascii("1"),
      flags: 65,
      lossReason: 0,
      segment: 0,
      yyyymmdd: 0,
      badOffset: -1,
      size: 0,
      statedLink: ascii(""),
      measuredLink: ascii(""),
      lines: ascii(""),
    },
  },
  {
    name: "event-boot-journal",
    event: "boot",
    fields: {
      configJson: ascii('{"till":"{computer}"}'),
      till: hex("4b41c5a041"),
      flags: 33,
      lossReason: 0,
      segment: 7,
      yyyymmdd: 20261123,
      badOffset: -1,
      size: 128,
      statedLink: ascii(`00000006:${"ab".repeat(32)}`),
      measuredLink: ascii(`00000006:${"ab".repeat(32)}`),
      lines: ascii('{"type":"checkpoint"}\n{"type":"sent"}'),
    },
  },
  {
    name: "event-boot-tail-cut",
    event: "boot",
    fields: {
      configJson: ascii("{}"),
      till: ascii("1"),
      flags: 3,
      lossReason: 0,
      segment: 4294967295,
      yyyymmdd: 99991231,
      badOffset: 262144,
      size: 262144,
      statedLink: ascii(`00000001:${"00".repeat(32)} 00000002.damaged:${"ff".repeat(32)}`),
      measuredLink: ascii("00000001:- 00000002.damaged:-"),
      lines: ascii('{"type":"checkpoint"}'),
    },
  },
  {
    name: "event-boot-corrupt-after-loss",
    event: "boot",
    fields: {
      configJson: ascii("{}"),
      till: ascii("1"),
      flags: 156,
      lossReason: 8,
      segment: 2,
      yyyymmdd: 20250501,
      badOffset: 0,
      size: 0,
      statedLink: ascii(""),
      measuredLink: ascii(`00000001:${"cd".repeat(32)}`),
      lines: ascii(""),
    },
  },
  {
    name: "event-hook-lines",
    event: "hook",
    fields: { call: 1, hook: 1, payload: hex("77696e646f773d706f730d0a6f70657261746f723de0ebe8efeeb0f1fefb0d0a") },
  },
  { name: "event-hook-empty", event: "hook", fields: { call: 4294967295, hook: 6, payload: ascii("") } },
  {
    name: "event-hook-far-west",
    event: "hook",
    fields: { utcOffsetMin: -720, wallMs: 0, monoMs: 9007199254740991, call: 2, hook: 3, payload: ascii("{}") },
  },
  { name: "event-cancel", event: "cancel", fields: { call: 3 } },
  { name: "event-connected", event: "connected", fields: { conn: 1 } },
  {
    name: "event-data",
    event: "data",
    fields: { conn: 1, bytes: ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") },
  },
  { name: "event-data-binary", event: "data", fields: { conn: 2, bytes: hex("00ff80c4850d0a7f") } },
  { name: "event-closed-by-peer", event: "closed", fields: { conn: 1, reason: 0 } },
  { name: "event-closed-other", event: "closed", fields: { conn: 4294967295, reason: 4 } },
  { name: "event-timer", event: "timer", fields: { id: 16 } },
  {
    name: "event-hook-preview",
    event: "hook",
    fields: { call: 5, hook: 7, payload: ascii('{"window":"settlement"}') },
  },
  {
    name: "event-found-hits",
    event: "found",
    fields: {
      lookup: 1,
      state: 1,
      doneBytes: 262144,
      totalBytes: 262144,
      // segment 7 at offset 82, and segment 8 at 2 ** 32
      hits: hex("070000000000000000805440020000007b7d08000000000000000000f041020000007b7d"),
    },
  },
  {
    name: "event-found-progress",
    event: "found",
    fields: { lookup: 4294967295, state: 0, doneBytes: 1048576, totalBytes: 9007199254740991, hits: ascii("") },
  },
  {
    name: "event-found-failed",
    event: "found",
    fields: { lookup: 2, state: 2, doneBytes: 0, totalBytes: 0, hits: ascii("") },
  },
];

const SEND: Effect = [
  "send",
  {
    conn: 1,
    withToken: 1,
    head: ascii("GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
    rest: ascii("\r\n"),
  },
];

const BATCHES: readonly { name: string; effects: readonly Effect[] }[] = [
  { name: "batch-empty", effects: [] },
  {
    name: "batch-write-ahead",
    effects: [["append", { json: ascii('{"type":"sent","saleKey":"T1-20261123-000123"}') }], SEND],
  },
  {
    name: "batch-rotate",
    effects: [
      ["rotate", { segment: 8, yyyymmdd: 20261124, checkpoint: ascii('{"type":"checkpoint"}') }],
      ["remove", { segment: 1 }],
    ],
  },
  { name: "batch-truncate", effects: [["truncate", { segment: 7, offset: 262144 }]] },
  { name: "batch-truncate-to-nothing", effects: [["truncate", { segment: 1, offset: 0 }]] },
  {
    name: "batch-connect",
    effects: [
      ["connect", { conn: 1 }],
      ["timer", { id: 1, dueMonoMs: 8126456 }],
    ],
  },
  {
    name: "batch-send-without-token",
    effects: [["send", { conn: 2, withToken: 0, head: ascii("GET / HTTP/1.1\r\n\r\n"), rest: ascii("") }]],
  },
  {
    name: "batch-disconnect",
    effects: [
      ["disconnect", { conn: 1 }],
      ["timer", { id: 1, dueMonoMs: -1 }],
    ],
  },
  {
    name: "batch-answers",
    effects: [
      ["progress", { call: 1, bytes: hex("4c61756b69616d61206d6f6beb6a696d6f") }],
      ["reply", { call: 1, bytes: ascii("\r\noutcome=approved\r\n") }],
    ],
  },
  {
    name: "batch-ascii-answers",
    effects: [
      ["progress", { call: 300, bytes: ascii("Laukiama") }],
      ["reply", { call: 4294967295, bytes: ascii("\r\noutcome=approved\r\n") }],
    ],
  },
  {
    name: "batch-numbers",
    effects: [
      ["timer", { id: 4294967295, dueMonoMs: 9007199254740991 }],
      ["timer", { id: 128, dueMonoMs: 0 }],
      ["timer", { id: 0, dueMonoMs: 127 }],
      ["truncate", { segment: 16384, offset: 4294967296 }],
    ],
  },
  {
    name: "batch-find",
    effects: [
      ["find", { lookup: 1, needle: ascii('"saleKey":"T1-20261123-000123"'), from: 0, to: 0 }],
      ["find", { lookup: 2, needle: ascii("x".repeat(512)), from: 3, to: 4294967295 }],
    ],
  },
  {
    name: "batch-read",
    // segment 7 at offset 82, and segment 8 at 2 ** 32
    effects: [["read", { lookup: 3, places: hex("07000000000000000080544008000000000000000000f041") }]],
  },
  {
    name: "batch-blank-and-hold",
    effects: [
      ["blank", { back: 0, from: 4294967295, length: 0 }],
      ["blank", { back: 63, from: 44, length: 19 }],
      ["hold", {}],
    ],
  },
  { name: "batch-log", effects: [["log", { level: 3, text: ascii("sent T1-20261123-000123") }]] },
  {
    name: "batch-full",
    effects: Array.from({ length: 64 }, (_, index): Effect => ["reply", { call: index + 1, bytes: ascii("") }]),
  },
];
