/** What goes wrong at RRPay or on the way to it while one act is done. */
import type { Rule } from "../../emulator/rrpay/faults.ts";

export const MISHAPS = {
  nothing: [],
  "cut before it is accepted": [{ on: "post", fault: { type: "cut-before-process" } }],
  "cut after the request": [{ on: "post", fault: { type: "cut-after-request" } }],
  silence: [{ on: "post", fault: { type: "silence" } }],
  "printed, and silent for a while": [
    { on: "post", fault: { type: "printed-but-silent" } },
    { on: "get", times: 2, fault: { type: "silence" } },
  ],
  "printed, and silent": [
    { on: "post", fault: { type: "printed-but-silent" } },
    { on: "get", times: "always", fault: { type: "silence" } },
  ],
  "paid and not printed": [{ on: "post", fault: { type: "paid-but-not-printed" } }],
  "paid and never printed": [{ on: "post", fault: { type: "never-printed" } }],
  busy: [{ on: "post", fault: { type: "busy" } }],
  "error 500": [{ on: "post", fault: { type: "status", status: 500 } }],
  "error 500 of what is accepted": [{ on: "post", fault: { type: "status", status: 500, processed: true } }],
  "crash once paid": [{ on: "post", fault: { type: "crash", point: "after-pay", restart: "kept" } }],
  "crash before the answer": [{ on: "post", fault: { type: "crash", point: "before-answer", restart: "kept" } }],
  "crash once stored": [{ on: "post", fault: { type: "crash", point: "after-store", restart: "kept" } }],
  "health silent": [{ on: "health", fault: { type: "silence" } }],
  "out of reach": [{ on: "connect", fault: { type: "refuse-connection", forMs: 300 } }],
  "another sum": [{ on: "post", fault: { type: "wrong-amount" } }],
  "declined with money in it": [{ on: "post", fault: { type: "money-in-declined" } }],
  discount: [{ on: "post", fault: { type: "discount" } }],
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

export type Mishap = keyof typeof MISHAPS;
