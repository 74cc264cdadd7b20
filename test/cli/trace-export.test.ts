// What leaves the till holds no name, no card, no place; and it still does what the till did.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { stringifyAscii } from "../../plugin/text/ascii.ts";
import { type Run, readTrace } from "../../runtime/cli/trace/lines.ts";
import { effectsOf, eventOf } from "../../runtime/cli/trace/steps.ts";
import type { Config, InitSettlementRequest } from "../../schemas/generated/types.ts";
import { line, sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { config, httpAnswer, StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { cli, traceText, withTrace } from "../support/traces.ts";

const test = suite("trace export");

const SECRETS = [
  "Žygimantė",
  "Petraitienė-Ąžuolė",
  "PETRAITIENĖ",
  "LT100002345678",
  "KLIENTAS77",
  "rrn000000123",
  "AUTH9Z",
  "TERM0815",
  "411111******1111",
  "Kasininkai",
  "petraitis",
] as const;

const HOLDER = "Žygimantė Petraitienė-Ąžuolė";

function secretSale(changes: Partial<InitSettlementRequest> = {}): InitSettlementRequest {
  return sale(258, {
    operator: HOLDER,
    customer: { code: "KLIENTAS77", name: `UAB ${HOLDER}`, vatCode: "LT100002345678" },
    lines: [line(258, { name: `Tortas: PETRAITIENĖ ir 20 svečių` })],
    ...changes,
  });
}

function secretAnswers(till: StepTill): void {
  till.rrpay.outcome = (request) => ({
    ...byCard(request),
    message: `Ačiū, ${HOLDER}`,
    payments: [
      {
        ...{ method: 2, name: "Kortelė", amountCents: request.totalCents },
        card: { maskedPan: "411111******1111", authCode: "AUTH9Z", rrn: "rrn000000123", terminalId: "TERM0815" },
      },
    ],
  });
}

/** A till that has sold, has started anew on its journal, and has heard of the sale again. */
function sold(changes: Partial<Config>): StepTill {
  const till = new StepTill({
    access: { group: "Kasininkai" },
    dataDir: "C:\\Users\\petraitis\\data",
    ...changes,
  }).boot();
  secretAnswers(till);
  till.split = (bytes) => [bytes.subarray(0, 611), bytes.subarray(611)].filter(({ length }) => length > 0);
  const one = secretSale();
  const asText = changes.gama?.format === "lines" ? flat(one) : one;
  till.start("init", asText);
  till.pass(1000);
  till.boot();
  till.start("init", { window: "pos", till: "1", operator: HOLDER });
  till.start("status", {});
  return till;
}

function flat(value: object, prefix = ""): string {
  return Object.entries(value)
    .map(([name, inner]) =>
      typeof inner === "object" ? flat(inner, `${prefix}${name}.`) : `${prefix}${name}=${inner}\r\n`,
    )
    .join("");
}

/** A text with every escape read, however often it is escaped, and every code page tried. */
function readings(text: string): string[] {
  const plain = (escaped: string): string =>
    escaped.replace(/\\+u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const bytes = Buffer.from(plain(text), "latin1");
  return [plain(text), plain(plain(text)), bytes.toString("utf8"), new TextDecoder("windows-1257").decode(bytes)];
}

function assertWithout(text: string): void {
  for (const reading of readings(text))
    for (const secret of SECRETS)
      assert.is(
        reading.toLowerCase().includes(secret.toLowerCase()),
        false,
        `${secret}: ${reading.slice(Math.max(0, reading.toLowerCase().indexOf(secret.toLowerCase()) - 200)).slice(0, 300)}`,
      );
}

async function exported(text: string, body: (text: string, runs: readonly Run[]) => void): Promise<void> {
  await withTrace(text, async (folder) => {
    const out = join(folder, "out.jsonl");
    const told = await cli("trace", "export", folder, "--out", out);
    assert.is(told.code, 0, told.error);
    const written = readFileSync(out, "latin1");
    body(written, readTrace([{ text: written, follows: true }]).runs);
  });
}

const FORMS: readonly NonNullable<Config["gama"]>[] = [
  { codepage: "utf-8", format: "json" },
  { codepage: "utf-8", format: "lines" },
  { codepage: "windows-1257", format: "json" },
];

for (const gama of FORMS)
  test(`no planted secret is in it, and every step has as many bytes as before (${gama.codepage}, ${gama.format})`, async () => {
    const till = sold({ gama });
    const before = traceText(till);
    assert.ok(readings(before).some((reading) => reading.includes("LT100002345678")));
    await exported(before, (text, runs) => {
      assertWithout(text);
      const events = runs.flatMap(({ steps }) => steps.map(({ event }) => event.length));
      assert.equal(
        events,
        till.events.map(({ byteLength }) => byteLength),
      );
    });
  });

test("what the till answered, believed and sent is there as before, but for the words", async () => {
  const till = sold({});
  await exported(traceText(till), (_text, runs) => {
    const kinds = runs.flatMap(({ steps }) => steps.flatMap((step) => effectsOf(step).map(({ type }) => type)));
    assert.equal(
      kinds.filter((type) => type !== "blank" && type !== "hold"),
      till.effects.map(({ type }) => type).filter((type) => type !== "blank" && type !== "hold"),
    );
    assert.ok(runs.every(({ header }) => header.redacted === true));
  });
});

test("a word has the same token wherever it stands, in the request, the answer and the journal", async () => {
  await exported(traceText(sold({})), (text) => {
    const names = [...text.matchAll(/operator\\+":\\+"([^"]*?)\\+"/g)].map((found) =>
      (found[1] ?? "").replace(/\\+u00([0-9a-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    );
    const asText = names.map((name) => (/\\+u01/.test(name) ? name : Buffer.from(name, "latin1").toString("utf8")));
    const plain = asText.map((name) =>
      name.replace(/\\+u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
    assert.ok(plain.length >= 3, `${plain.length} operators`);
    assert.is(new Set(plain).size, 1, plain.join(" | "));
  });
});

test("an answer in chunks that end inside of a name is read and hidden", async () => {
  const till = new StepTill().boot();
  secretAnswers(till);
  till.rrpay.instead = (asked) => {
    const told = till.rrpay.honest(asked);
    if (typeof told !== "object" || !("body" in told)) return told;
    const json = stringifyAscii(told.body);
    const chunks = (json.match(/.{1,5}/g) ?? []).map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
    return { raw: `HTTP/1.1 ${told.status} X\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n` };
  };
  till.call("init", secretSale({ operator: "ONA", lines: [line(258)] }));
  assert.ok(till.records.some((record) => JSON.stringify(record).includes("AUTH9Z")));
  await exported(traceText(till), assertWithout);
});

test("an answer that breaks off, or is none, hides what it holds", async () => {
  for (const raw of [
    `HTTP/1.1 200 X\r\nContent-Length: 900\r\n\r\n{"payments":[{"card":{"rrn":"rrn000000123","authCode":"AUTH9Z"`,
    `{"operator":"Žygimantė","card":{"terminalId":"TERM0815"}} ${httpAnswer(200, {})}`,
  ]) {
    const till = new StepTill().boot();
    till.rrpay.instead = ({ action }) => (action === "post" ? { raw } : undefined);
    till.call("init", secretSale({ operator: HOLDER }));
    await exported(traceText(till), assertWithout);
  }
});

test("the word of a person's decision and note is hidden, and the decision is not", async () => {
  const till = new StepTill({ timeouts: { ...config().timeouts, manualAfterMs: 50 } }).boot();
  till.rrpay.instead = ({ action }) => (action === "health" ? undefined : "silence");
  const one = secretSale();
  const told = till.call("init", one) as { attemptId?: string } & Record<string, unknown>;
  till.pass(10_000);
  till.call("resolve", {
    ...{ kind: "sale", saleKey: one.saleKey, attemptId: String(told.attemptId) },
    ...{ operator: HOLDER, decision: "nothing-happened", note: `sakė ${HOLDER}` },
  });
  await exported(traceText(till), (text) => {
    assertWithout(text);
    assert.match(text, "nothing-happened");
  });
});

test("an operator whose name is a word of ours is hidden where it is a name, and the sale is still a sale", async () => {
  const till = new StepTill().boot();
  const one = sale(258, { operator: "approved" });
  till.call("init", one);
  await exported(traceText(till), (text, runs) => {
    assert.not.match(text, /operator\\+":\\+"approved/);
    const told = runs[0]?.steps.flatMap((step) => effectsOf(step)).filter(({ type }) => type === "reply") ?? [];
    assert.ok(told.some((reply) => "bytes" in reply && reply.bytes.includes('"outcome":"approved"')));
  });
});

test("a short name, of one letter or of digits alone, is hidden in its own field and breaks nothing else", async () => {
  for (const operator of ["1", "A", "258", "2026"]) {
    const till = new StepTill().boot();
    till.call("init", sale(258, { operator }));
    await exported(traceText(till), (text, runs) => {
      assert.not.match(text, new RegExp(`operator\\\\+":\\\\+"${operator}\\\\`));
      assert.ok(runs.every(({ steps }) => steps.every((step) => eventOf(step) !== undefined)));
      assert.match(text, /\\"outcome\\":\\"approved\\"/);
    });
  }
});

test("a folder that is called like a field of the config hides no field: the till still does what it did", async () => {
  const till = new StepTill({
    dataDir: "C:\\rrpay\\timeouts\\till\\Sodros",
    bundle: { file: "D:\\Sodros\\payments\\rrpay.plugin.js" },
  }).boot();
  till.call("init", sale(258));
  await exported(traceText(till), (text) => {
    assert.not.match(text, /Sodros/i);
    assert.match(text, /\\"outcome\\":\\"approved\\"/);
  });
});

test("a file that is no trace is refused in one sentence", () =>
  withTrace("\u0001\u0000binary", async (folder) => {
    const told = await cli("trace", "export", folder, "--out", join(folder, "out"));
    assert.is(told.code, 69);
    assert.match(told.error, "holds no trace");
  }));

test.run();
