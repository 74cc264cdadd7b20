// 13.7: full card numbers are in no trace, and what is blanked there replays as it was read.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { createBundle } from "../../plugin/bundle.ts";
import { stringifyAscii } from "../../plugin/text/ascii.ts";
import { decodeBatch as decodeHostBatch } from "../../runtime/node/batch.ts";
import { TraceHolder } from "../../runtime/node/trace-holder.ts";
import { EVENT } from "../../schemas/generated/boundary.ts";
import { decodeBatch, type Effect, encodeEvent } from "../support/boundary.ts";
import { sale } from "../support/sales.ts";
import { byCard, type Reaction } from "../support/scripted-rrpay.ts";
import { httpAnswer, type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("trace");

const MOMENT = { utcOffsetMin: 0, wallMs: 0, monoMs: 0, random: new Uint8Array(16) };
const PAN = "4111111111111111";
const latin1 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("latin1");

/** What the host writes of a till's events: held until an answer is complete, and blanked. */
function traced(till: StepTill): ArrayBuffer[] {
  const written = till.events.map((event) => event.slice(0));
  let waiting: ArrayBuffer[] = [];
  for (const [at, batch] of till.batches.entries()) {
    waiting.push(written[at]!);
    const effects = decodeBatch(batch);
    for (const effect of effects)
      if (effect.type === "blank") {
        const event = waiting.at(-1 - effect.back);
        if (!event) throw new Error(`nothing waits ${effect.back} back`);
        new Uint8Array(event).fill(0x2a, effect.from, effect.from + effect.length);
      }
    if (!effects.some(({ type }) => type === "hold")) waiting = [];
  }
  return written;
}

/** The same as the TypeScript host writes it, within its bounds. */
function written(till: StepTill): Buffer[] {
  const records: Buffer[] = [];
  const holder = new TraceHolder({
    step: ({ event }) => void records.push(Buffer.from(event)),
    lost: () => {},
    keep: () => {},
  });
  for (const [at, event] of till.events.entries()) {
    const bytes = Buffer.from(till.batches[at]!);
    const batch = decodeHostBatch(bytes);
    if (batch.type === "fault") throw new Error(batch.why);
    holder.step(new Uint8Array(event), bytes, batch.effects);
  }
  return records;
}

/** What came on the connections, one event behind the other. */
const received = (events: readonly Buffer[]): string =>
  events
    .filter((event) => event[0] === EVENT.data)
    .map((event) => event.subarray(44).toString("latin1"))
    .join("");

const isOfTrace = ({ type }: Effect) => type === "blank" || type === "hold";

/** A trace is replayed: the same effects, but for those that are about the trace. */
function assertReplays(till: StepTill): void {
  const bundle = createBundle();
  for (const [at, event] of traced(till).entries()) {
    const [told, replayed] = [till.batches[at]!, bundle.step(event)].map((batch) =>
      decodeBatch(batch).filter((effect) => !isOfTrace(effect)),
    );
    assert.equal(replayed, told, `step ${at}`);
  }
}

function assertHidden(till: StepTill, digits = PAN): void {
  for (const event of traced(till)) {
    assert.not.ok(latin1(event).includes(digits));
    assert.not.ok(
      latin1(event)
        .replace(/[^0-9]/g, "")
        .includes(digits),
      latin1(event).slice(36),
    );
  }
}

const paying = (card: object, message: string) => (request: Parameters<typeof byCard>[0]) => ({
  ...byCard(request),
  payments: [{ method: 2, name: "Kortelė", amountCents: request.totalCents, card }],
  message,
});

test("an answer's card number is in no trace, whatever field it stands in, and the trace replays", () => {
  for (const card of [{ maskedPan: PAN }, { authCode: PAN, rrn: "4111 1111 1111 1111" }, { terminalId: `T${PAN}` }])
    withTill((till) => {
      till.rrpay.outcome = paying(card, `Kortelė „ž“ 4111-1111 1111.1111 priimta, ${PAN}`);
      assert.is(till.call("init", sale()).outcome, "approved");
      assertHidden(till);
      assertReplays(till);
    });
});

test("a field that nobody knows may hold one too, as a text or as a number", () => {
  withTill((till) => {
    till.rrpay.instead = (asked) => {
      const told = till.rrpay.honest(asked);
      const body = typeof told === "object" && "body" in told ? (told.body as object) : {};
      return { status: 200, body: { ...body, cardNumber: PAN, track: { one: `%B${PAN}^X` }, raw: 4111111111111111 } };
    };
    till.call("init", sale());
    assertHidden(till);
  });
});

test("of a key that RRPay gives twice the last value counts, and the first one's card number is nowhere", () => {
  withTill((till) => {
    till.rrpay.instead = (asked) => {
      const told = till.rrpay.honest(asked);
      if (asked.action === "health" || typeof told !== "object" || !("body" in told)) return undefined;
      const json = `{"state":"declined","message":"${PAN}","payments":"${PAN}",${stringifyAscii(told.body).slice(1)}`;
      return { raw: `HTTP/1.1 ${told.status} X\r\nContent-Length: ${json.length}\r\n\r\n${json}` };
    };
    assert.is(till.call("init", sale()).outcome, "approved");
    assertHidden(till);
    assert.not.match(JSON.stringify(till.records), PAN);
    assertReplays(till);
  });
});

test("an answer that is broken hides it as well", () => {
  const reactions: Reaction[] = [
    { raw: `HTTP/1.1 200 X\r\nX-Card: ${PAN}\r\nContent-Length: 30\r\n\r\n{"message":"${PAN}"}` },
    { raw: `garbage ${PAN}` },
    { raw: `HTTP/1.1 200 X\r\nContent-Length: 900\r\n\r\n{"message":"${PAN}"` },
  ];
  for (const reaction of reactions)
    withTill((till) => {
      till.rrpay.instead = ({ action }) => (action === "post" || action === "get" ? reaction : undefined);
      till.call("init", sale());
      till.hear({ raw: `unasked ${PAN}` });
      assertHidden(till);
    });
});

/** One answer with a message, framed by its length or in chunks that a test chooses. */
function chunked(body: unknown, size: number): string {
  const json = Buffer.from(stringifyAscii(body));
  const chunks: string[] = [];
  for (let at = 0; at < json.length; at += size) {
    const piece = json.subarray(at, at + size);
    chunks.push(`${piece.length.toString(16)}\r\n${piece.toString("latin1")}\r\n`);
  }
  return `HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n`;
}

test("wherever an answer is cut into events or chunks, its card number is in none of them, and it replays", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });
  const gap = fc.constantFrom("", " ", "-", ". ", "__");
  fc.assert(
    fc.property(
      cuts,
      gap,
      // Not 0x11: what is left of this card, all ones, and the sizes between make it up again.
      fc.option(
        fc.integer({ min: 3, max: 90 }).filter((size) => size !== 0x11),
        { nil: undefined },
      ),
      (sizes, separator, chunk) => {
        withTill((till) => {
          till.rrpay.outcome = paying({ maskedPan: PAN }, `Nr. ${PAN.match(/..../g)!.join(separator)}!`);
          till.split = (bytes) => {
            const pieces: Uint8Array[] = [];
            for (let at = 0, turn = 0; at < bytes.length; turn++) {
              // an answer comes in at most some fifty pieces: a host waits for no more
              const size = Math.max(sizes[turn % sizes.length]!, Math.ceil(bytes.length / 50));
              pieces.push(bytes.subarray(at, at + size));
              at += size;
            }
            return pieces;
          };
          till.rrpay.instead = (asked) => {
            const told = till.rrpay.honest(asked);
            if (typeof told !== "object" || !("body" in told)) return told;
            return { raw: chunk === undefined ? httpAnswer(told.status, told.body) : chunked(told.body, chunk) };
          };
          assert.is(till.call("init", sale()).outcome, "approved");
          assertHidden(till);
          assertReplays(till);
        });
      },
    ),
    { numRuns: 25 },
  );
});

test("an answer of many card numbers that comes byte by byte is read, and hides them all", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({
      ...byCard(request),
      payments: Array.from({ length: 8 }, (_, at) => ({
        method: 2,
        name: `Kortelė ${PAN}`,
        amountCents: at === 0 ? request.totalCents : 0,
        card: { maskedPan: PAN, authCode: PAN },
      })),
      message: `${PAN} 4111 1111 1111 1111`,
    });
    till.split = (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte));
    assert.is(till.call("init", sale()).outcome, "approved");
    till.call("status", {});
    assert.not.ok(
      received(written(till))
        .replace(/[^0-9]/g, "")
        .includes(PAN),
    );
  }));

test("an engine that is lost in a number leaves none of it in the trace, whatever parts its digits", () => {
  const gaps = ["", " ", "-", " - ", "\u2009\u2009", "\r\n4\r\n"];
  for (const gap of gaps) {
    const text = Buffer.from(`{"m":"${PAN.match(/..../g)!.join(gap)}","rrn":"123456789012"}`);
    const records: Buffer[] = [];
    const holder = new TraceHolder({
      step: ({ event }) => void records.push(Buffer.from(event)),
      lost: () => {},
      keep: () => {},
    });
    for (const byte of text) {
      const event = encodeEvent(MOMENT, { type: "data", conn: 1, bytes: Uint8Array.of(byte) });
      holder.step(new Uint8Array(event), new Uint8Array(0), [{ type: "hold" }]);
    }
    holder.lost("memory");
    const kept = received(records);
    assert.is(kept.length, text.length);
    assert.is(kept.replace(/[^0-9]/g, ""), "123456789012", gap);
  }
});

test("many card numbers in pieces that wait are hidden in each, however many batches say so", () =>
  withTill((till) => {
    till.rrpay.outcome = (request) => ({
      ...byCard(request),
      message: `${PAN} ${PAN} ${PAN} ${PAN} ${PAN} ${PAN} ${PAN}`,
    });
    // the last hundred and some bytes come two by two: all of that still waits when it is known what they are
    till.split = (bytes) => {
      const tail = Math.max(0, bytes.length - 124);
      const pieces = Array.from({ length: 62 }, (_, at) => bytes.subarray(tail + 2 * at, tail + 2 * at + 2));
      return [bytes.subarray(0, tail), ...pieces].filter(({ length }) => length > 0);
    };
    assert.is(till.call("init", sale()).outcome, "approved");
    till.call("status", {});
    till.call("status", {});
    assert.not.ok(received(written(till)).includes(PAN));
    assertHidden(till);
  }));

test("a payload's card number is in no trace; keys, codes and barcodes stand there whole", () => {
  withTill((till) => {
    const request = sale(258, { saleKey: PAN, operator: `Ona 4111 1111 1111 1111` });
    request.lines[0]!.barcode = "5500000000000004";
    till.call("init", request);
    assert.not.ok(till.events.every((event) => !latin1(event).includes("4111 1111 1111 1111")));
    const trace = traced(till).map(latin1).join();
    assert.not.ok(trace.includes("4111 1111 1111 1111"));
    assert.ok(trace.includes(PAN) && trace.includes("5500000000000004"));
    assertReplays(till);
  });
});

test("a payload that is refused hides it in every field", () => {
  withTill((till) => {
    till.call("init", { ...sale(), cardNumber: PAN, operator: PAN });
    assertHidden(till);
    assert.not.ok(JSON.stringify(till.records).includes(PAN));
  });
});

test("a sale without card numbers blanks nothing and holds nothing", () => {
  withTill((till) => {
    till.call("init", sale());
    assert.equal(till.effects.filter(isOfTrace), []);
  });
});

test("while an answer is incomplete, whatever else happens waits with it", () => {
  withTill((till) => {
    const whole = JSON.stringify({ message: PAN });
    till.rrpay.instead = ({ action }) =>
      action === "post"
        ? { raw: `HTTP/1.1 500 X\r\nContent-Length: ${whole.length}\r\n\r\n${whole.slice(0, 20)}` }
        : undefined;
    const call = till.start("init", sale());
    till.start("status", {});
    till.hear({ raw: whole.slice(20) });
    till.end(call);
    assertHidden(till);
    assertReplays(till);
  });
});

test.run();
