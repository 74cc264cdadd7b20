/**
 * What a hostile text costs the engine of a till, counted in what QuickJS does and not in time: whoever has RRPay's port,
 * or writes the config, must not cost one engine after another (docs/edges.md). A step of some 850 is a second of a slow till.
 */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import type { Engine } from "../../../runtime/node/engine.ts";
import { quickjs } from "../../../runtime/node/quickjs.ts";
import { loaderText } from "../../../runtime/node/scripts.ts";
import { loaderInput } from "../../../runtime/node/settings.ts";
import { checkoutFile } from "../../support/checkout.ts";
import { sale } from "../../support/sales.ts";
import { config, StepTill } from "../../support/step-till.ts";
import { suite } from "../../support/suite.ts";

const test = suite("work of a hostile text");

/** Tens of thousands of calls and turns that one step may take. */
const WORK_MAX = 850;
/** RRPay's answers may have this many bytes, GAMA's payloads twice as many. */
const ANSWER_BYTES = 128 * 1024;
const PIECE_BYTES = 64 * 1024;
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

let work = 0;
const maker = quickjs(() => {
  work++;
});

async function started(text: string): Promise<Engine> {
  const start = await maker.start({ type: "text", text, file: "hostile.js" }, { memoryMb: 32, stepMs: 600_000 });
  assert.is(start.type, "ready");
  return (start as Extract<typeof start, { type: "ready" }>).engine;
}

/** The most that one of these steps costs, and whether each of them has a batch. */
function mostOf(engine: Engine, events: readonly ArrayBuffer[]): number {
  const costs = events.map((event) => {
    work = 0;
    assert.is(engine.step(new Uint8Array(event)).type, "batch");
    return work;
  });
  return Math.max(...costs);
}

const filled = (unit: string, bytes: number) => unit.repeat(Math.floor(bytes / unit.length));
const withLength = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
/** As many chunks as the trace follows. */
const inChunks = (body: string) =>
  `${CHUNKED}${body.replace(/[\s\S]{1,530}/g, (piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)}0\r\n\r\n`;
const textOf = (unit: string) => `["${filled(unit, ANSWER_BYTES - 8)}"]`;

const ANSWERS: Readonly<Record<string, string>> = {
  "of zeros": withLength(filled("0", ANSWER_BYTES)),
  "of zeros in many chunks": inChunks(filled("0", ANSWER_BYTES)),
  "of chunks of one byte": CHUNKED + filled("1\r\n0\r\n", 4 * PIECE_BYTES),
  "of digits that two characters part": withLength(textOf("4  ")),
  "of digits that two characters part, in many chunks": inChunks(textOf("4  ")),
  "of card numbers in many chunks": inChunks(textOf("4111111111111111    ")),
  "of escaped digits": withLength(textOf("\\u0034")),
  "of numbers": withLength(`[${filled("1,", ANSWER_BYTES - 8)}1]`),
  "of empty lists": withLength(`[${filled("[],", ANSWER_BYTES - 8)}1]`),
  "of card numbers under one key": withLength(`{${filled('"id":"4111111111111111",', ANSWER_BYTES - 8)}"a":1}`),
  "of stars and digits": withLength(textOf("111111**********")),
};

for (const [name, answer] of Object.entries(ANSWERS))
  test(`an answer ${name} costs no more than a slow till has time for`, async () => {
    const till = new StepTill().boot();
    till.rrpay.instead = () => "silence";
    till.start("init", sale(258));
    const bytes = Buffer.from(answer, "latin1");
    for (let at = 0; at < bytes.length && till.conn > 0; at += PIECE_BYTES)
      till.step({ type: "data", conn: till.conn, bytes: bytes.subarray(at, at + PIECE_BYTES) });
    const engine = await started(readFileSync(checkoutFile("dist/rrpay.plugin.js"), "utf8"));
    const most = mostOf(engine, till.events);
    assert.ok(most < WORK_MAX, String(most));
  });

for (const [name, text] of Object.entries({
  blanks: `a${" ".repeat(60_000)}b`,
  digits: "4".repeat(60_000),
  "brackets in a text": "[".repeat(60_000),
}))
  test(`a config of ${name} costs the loader no more than a slow till has time for`, async () => {
    const engine = await started(await loaderText());
    const file = Buffer.from(JSON.stringify({ ...config(), dataDir: text }));
    const most = mostOf(engine, [loaderInput(file).buffer]);
    assert.ok(most < WORK_MAX, String(most));
  });

test.run();
