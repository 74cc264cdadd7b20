// Time limit: 600 s
/**
 * `gama-rrpay conformance` always ends with its page, its JSON and an exit code: whatever RRPay answers, and whenever.
 * RRPay is a program without a socket here, and time passes only where the command waits.
 */
import fc from "fast-check";
import * as assert from "uvu/assert";
import { decodeAscii, parseJson } from "../../plugin/text/ascii.ts";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { CHECKS, measure } from "../../runtime/cli/conformance/command.ts";
import { jsonOf, pageOf, textOf } from "../../runtime/cli/conformance/report.ts";
import type { Target } from "../../runtime/cli/conformance/target.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { NET } from "../../schemas/generated/program.ts";
import { suite } from "../support/suite.ts";
import { oneIn, times } from "../support/tier.ts";

const test = suite("conformance and odd answers");

const TARGET: Target = {
  ...{ address: "127.0.0.1", port: 8917, till: "1", token: "secret", healthToken: false, answerMs: 50, longMs: 150 },
  ...{ cashMethods: [0], cardMethods: [2] },
};
const HEALTH = {
  ...{ name: "RRPay", version: "1", protocol: 1, ready: true, emulator: true, till: "1", storeId: "S", epoch: "E" },
  ...{ fiscal: { online: true }, lastTransactionId: "older" },
  features: ["status", "cancel", "tombstone", "print", "fiscal", "prepaid", "epoch-guard"],
};

/** JSON that no schema has, as it stands on the wire. */
const ODD = [
  ...["null", "true", "0", "-1", "1e308", "-0", "0.5", '""', '"2.58"', '"12"', "[]", "{}", "[null]", "[[[]]]"],
  ...['{"toString":null}', '{"toJSON":1}', '{"length":1e9}', '{"__proto__":{"state":1}}'],
  ...['{"__proto__":null}', '{"constructor":1,"hasOwnProperty":1}', '[{"amountCents":{"toString":1,"valueOf":1}}]'],
  ...['[{"amountCents":"12","method":"2"}]', '[{"method":[2],"amountCents":[12]}]', '{"state":{"state":1}}'],
  ...[
    '"\\ud800"',
    '"\\u0000\\u001b[2J\\u202e"',
    '"</pre><script>"',
    '"{sum}$&$1"',
    '"conformance-"',
    '"approved"',
    '"in-progress"',
  ],
  ...[`"${"x".repeat(5000)}"`, `"${"4".repeat(3000)}"`, `${"[".repeat(31)}${"]".repeat(31)}`, "9".repeat(400)],
  ...[`${'{"a":'.repeat(31)}1${"}".repeat(31)}`, `[${"{},".repeat(1000)}{}]`, '"9999-99-99T99:99:99Z"'],
] as const;
const FIELDS = [
  ...["id", "till", "kind", "saleKey", "state", "revision", "payments", "roundingCents", "changeCents", "totalCents"],
  ...["fiscal", "code", "message", "original", "currency", "error", "details", "storeId", "epoch", "features", "ready"],
  ...["lastTransactionId", "protocol", "__proto__", "toString", "name", "version"],
];
const STATUSES = [200, 201, 202, 404, 409, 412, 422, 423, 500];

type Fields = Readonly<Record<string, unknown>>;
type Dice = (sides: number) => number;

function diceOf(seed: number): Dice {
  let state = seed | 1;
  return (sides) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    return ((state ^ (state >>> 13)) >>> 0) % sides;
  };
}

/** What is no text and no number, and takes a program with it that makes one of it. */
const NASTY = '{"toString":1,"valueOf":1}';

interface Oddness {
  /** Of so many answers one is odd. */
  readonly oddOneIn: number;
  /** What stands in every answer, as JSON. */
  readonly always: ReadonlyMap<string, string>;
  /** Of so many cancels one is not heard. */
  readonly deafOneIn: number;
}

/** An RRPay that does what it can, and answers oddly. */
class OddRrpay {
  readonly #dice: Dice;
  readonly #oddness: Oddness;
  readonly #sales = new Map<string, Fields>();
  #latest = "";
  #count = 0;

  constructor(dice: Dice, oddness: Oddness) {
    [this.#dice, this.#oddness] = [dice, oddness];
  }

  /** A person does something at its screen: what is open is paid, or refused. */
  act(): void {
    const sale = this.#sales.get(this.#latest);
    if (sale?.state !== "in-progress") return;
    const payments = [{ method: this.#dice(2) * 2, name: "x", amountCents: sale.totalCents }];
    const fiscal = { state: "printed", documentNo: String(this.#dice(9)), printedAt: "2026-11-27T10:00:00Z" };
    const [isPaid, revision] = [this.#dice(3) > 0, Number(sale.revision) + 1];
    const end = isPaid ? { state: "approved", payments, fiscal } : { state: "declined" };
    this.#sales.set(this.#latest, { ...sale, ...end, revision });
  }

  /** The bytes of an answer. */
  answer(request: string): string {
    const [status, fields] = this.#honest(request);
    const isOdd = this.#dice(this.#oddness.oddOneIn) === 0;
    const texts = new Map(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value) ?? "null"]));
    const body = isOdd ? this.#bent(texts) : objectOf(texts, this.#oddness.always);
    // where the run's first answer, of health, is no 200, nothing is measured
    const told = isOdd && this.#count++ > 0 && this.#dice(3) === 0 ? STATUSES[this.#dice(STATUSES.length)] : status;
    const bytes = encodeUtf8(body);
    return `HTTP/1.1 ${told} X\r\nContent-Length: ${bytes.length}\r\n\r\n${decodeAscii(bytes)}`;
  }

  #honest(request: string): readonly [number, Fields] {
    const [, method, path = ""] = /^(\w+) (\S+)/.exec(request) ?? [];
    if (path.startsWith("/v1/health")) return [200, HEALTH];
    const [, id = "", act] = /^\/v1\/transactions\/([^/?]+)(?:\/(\w+))?/.exec(path) ?? [];
    if (method === "POST" && id === "") return this.#post(request.slice(request.indexOf("\r\n\r\n") + 4));
    const sale = this.#sales.get(id);
    if (sale === undefined) return [404, { error: "not-found", storeId: "S", epoch: "E" }];
    if (act === "cancel" && sale.state === "in-progress" && this.#dice(this.#oddness.deafOneIn) > 0)
      this.#sales.set(id, { ...sale, state: "cancelled", revision: 2 });
    return [act === undefined ? 200 : 202, this.#sales.get(id) ?? sale];
  }

  #post(body: string): readonly [number, Fields] {
    const parsed = parseJson(body);
    const order = (parsed.ok ? parsed.value : {}) as Fields;
    const { id, till, kind, saleKey, currency, totalCents, original } = order;
    const name = String(id);
    const known = this.#sales.get(name);
    if (known !== undefined) return [200, known];
    const nothing = { payments: [], roundingCents: 0, changeCents: 0, fiscal: { state: "unknown" } };
    const echo = { id, till, kind, saleKey, currency, totalCents, original };
    this.#sales.set(name, { ...echo, state: "in-progress", revision: 1, ...nothing });
    this.#latest = name;
    return [201, this.#sales.get(name) ?? {}];
  }

  /** The body as odd JSON: other fields, or no object at all. */
  #bent(texts: Map<string, string>): string {
    if (this.#dice(12) === 0) return oneOf(ODD, this.#dice);
    for (let left = 1 + this.#dice(3); left > 0; left--) texts.set(oneOf(FIELDS, this.#dice), oneOf(ODD, this.#dice));
    return objectOf(texts, this.#oddness.always);
  }
}

const oneOf = (list: readonly string[], dice: Dice): string => list[dice(list.length)] ?? "";

/** JSON of these fields, each already JSON; later ones take the place of earlier ones. */
function objectOf(...fields: readonly ReadonlyMap<string, string>[]): string {
  const all = new Map(fields.flatMap((one) => [...one]));
  return `{${[...all].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

type Heard = { readonly conn: number; readonly event: number; readonly bytes: Uint8Array };
const NOTHING = new Uint8Array(0);

/** Carries out what the command asks, with an RRPay of its own. Returns what the command returns. */
function played<Result>(talk: Generator<Request, Result, Reply>, rrpay: OddRrpay): Result {
  let wallMs = 1_800_000_000_000;
  let conns = 0;
  const heard: Heard[] = [];
  const requests = new Map<number, string>();
  const transmit = (conn: number, bytes: Uint8Array) => {
    const text = (requests.get(conn) ?? "") + decodeAscii(bytes);
    requests.set(conn, text);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    const head = text.indexOf("\r\n\r\n");
    if (head < 0 || text.length < head + 4 + length) return;
    requests.set(conn, "");
    const answer = Uint8Array.from(rrpay.answer(text), (one) => one.charCodeAt(0));
    heard.push({ conn, event: NET.bytes, bytes: answer });
  };
  const hear = (waitMs: number): Heard => {
    const next = heard.shift();
    if (next === undefined) wallMs += waitMs;
    return next ?? { conn: 0, event: NET.quiet, bytes: NOTHING };
  };
  const fieldsFor = (request: Request): object => {
    if (request.type === "clock") return { wallMs, utcOffsetMin: 120 };
    if (request.type === "dial") return { conn: ++conns };
    if (request.type === "hear") return hear(request.waitMs);
    if (request.type === "transmit") transmit(request.conn, request.bytes);
    if (request.type !== "ask") return {};
    rrpay.act();
    return { line: "y" };
  };
  for (let next = talk.next(undefined as never); ; ) {
    if (next.done) return next.value;
    next = talk.next({ status: 0, fields: fieldsFor(next.value) } as unknown as Reply);
  }
}

/** Measures such an RRPay: each check has its verdict, and page, text and JSON are whole and not too long. */
function measureWhole(dice: Dice, oddness: Oddness): void {
  const report = played(measure(TARGET, { language: "lt" }), new OddRrpay(dice, oddness));
  assert.is(report.rows.length, CHECKS.length);
  const page = pageOf(report, "lt");
  assert.match(page, /<\/html>$/);
  assert.not.match(page, /<script/);
  assert.ok(page.length < 4_000_000, `${page.length}`);
  assert.ok(textOf(report, "lt").length < 400_000);
  JSON.parse(JSON.stringify(jsonOf(report, "lt")));
}

/** With these nothing is measured at all: the run's first answer says that it is an RRPay, and that it is ready. */
const KEPT = ["ready", "protocol", "state", "id"];

for (const odd of oneIn(5, [NASTY, ...ODD], "runs with an odd field"))
  test(`a run ends as one where every field is ${odd.slice(0, 40)}, and nothing can be cancelled`, () => {
    const always = new Map(FIELDS.filter((name) => !KEPT.includes(name)).map((name) => [name, odd]));
    measureWhole(diceOf(odd.length), { oddOneIn: 1e9, always, deafOneIn: 1 });
  });

test("whatever is answered, and whenever, a run ends as one", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(1, 3, 10, 40), (seed, oddOneIn) => {
      const dice = diceOf(seed);
      const names = FIELDS.filter((name) => name !== "ready" && name !== "protocol" && dice(6) === 0);
      const always = new Map(names.map((name) => [name, dice(3) === 0 ? NASTY : oneOf(ODD, dice)]));
      measureWhole(dice, { oddOneIn, always, deafOneIn: 1 + dice(3) });
    }),
    { numRuns: times(5, 20) },
  );
});

test.run();
