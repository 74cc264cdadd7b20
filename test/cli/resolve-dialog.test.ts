// Only on Node: a till that is made for it runs there.
// Time limit: 600 s
/** `journal resolve` without arguments asks as GAMA's dialogs do: nobody types ids, and an empty answer puts it off. */
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { runInEngine } from "../../runtime/cli/host/engine.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { wordsOf } from "../../runtime/cli/journal/dialog.ts";
import type { Reply, Request, Start } from "../../runtime/cli/program/wire.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import type { InitSettlementRequest } from "../../schemas/generated/types.ts";
import { engineOf } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { sampledSuite } from "../support/tier.ts";
import { type Till, withTill } from "../support/till.ts";

const test = sampledSuite("the dialog of journal resolve", 2);

/** A closed till with a sale whose end nobody knows. */
function withUnknown(body: (till: Till, bread: InitSettlementRequest) => Promise<void>, timeouts = {}) {
  const options = {
    engine: engineOf("direct"),
    rrpay: { policy: "card" },
    config: { timeouts: { answerMs: 1500, ...timeouts } },
  } as const;
  return withTill(options, async (till) => {
    const bread = sale();
    till.rrpay.script([
      { on: "post", fault: { type: "cut-before-process" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ]);
    assert.is((await till.settle(bread)).outcome, "unknown");
    await till.close();
    await body(till, bread);
  });
}

interface Talked {
  readonly out: string;
  readonly error: string;
  readonly prompts: readonly string[];
  readonly code: number;
}

const IN_LITHUANIAN = ["--language", "lt"];

/** Runs the dialog with these answers; whoever runs out of them has left. */
async function talk(
  till: Till,
  answers: readonly string[],
  inEngine = false,
  more: readonly string[] = IN_LITHUANIAN,
): Promise<Talked> {
  const left = [...answers];
  const prompts: string[] = [];
  let [out, error] = ["", ""];
  const host = new NodeHost({
    print: (stream, text) => {
      if (stream === STREAM.error) error += text;
      else out += text;
    },
    ask: async (prompt) => {
      prompts.push(prompt);
      return left.shift();
    },
  });
  const args = ["journal", "resolve", "--config", till.configPath, "--engine", "quickjs", ...more];
  const start: Start = { args, language: "lt", isInteractive: 1, programFolder: "" };
  const code = inEngine ? await runInEngine(host, start) : await host.run(run(start));
  return { out, error, prompts, code };
}

/** A folder that this user may read and not write. */
class ReadOnly extends NodeHost {
  override async carryOut(request: Request): Promise<Reply> {
    const reply = await super.carryOut(request);
    return request.type === "lock" && reply.fields ? ({ status: 0, fields: { isWritable: 0 } } as Reply) : reply;
  }
}

const decisionsOf = (till: Till) => till.journal().flatMap((record) => (record.t === "decision" ? [record] : []));

/** The number that stands before a decision's words. */
function numberOf(out: string, words: string): string {
  return new RegExp(`^ {2}(\\d) - ${words}$`, "m").exec(out)?.[1] ?? "";
}

test("shows whose it is, what to do and the decisions in GAMA's words; an empty answer decides nothing", () =>
  withUnknown(async (till, bread) => {
    const { out, prompts, code } = await talk(till, [""]);
    assert.is(code, 1);
    assert.match(out, `Pardavimas, kvitas ${bread.saleKey}, 2,58 EUR\n`);
    assert.match(out, / {2}\d - kvito nėra, pinigai nepaimti\n/);
    assert.match(out, / {2}\d - RRPay kvitas atspausdintas\n/);
    assert.equal(prompts, ["Numeris (tuščia - vėliau): "]);
    assert.match(out, /Nenuspręsta: 1\.\n$/);
    assert.equal(decisionsOf(till), []);
  }));

test("where it is too early to decide, it is said when to come again", () =>
  withUnknown(
    async (till, bread) => {
      const { out, prompts, code } = await talk(till, []);
      // RRPay may well answer that it waits for the customer: then no time brings a decision
      assert.match(out, /Kol kas nieko spręsti negalima: .*atšaukite jį ten; .* pakartokite po \d+ s\./);
      assert.equal([prompts, code], [[], 1]);
      const decided = [
        "--key",
        bread.saleKey,
        "--decision",
        "nothing-happened",
        "--operator",
        "ONA",
        "--language",
        "en",
      ];
      assert.match((await talk(till, [], false, decided)).error, /Nothing can be decided yet: .* repeat in \d+ s\./);
      const { items } = JSON.parse((await talk(till, [], false, ["--json"])).out) as {
        items: { manualInMs: number }[];
      };
      assert.ok((items[0]?.manualInMs ?? 0) > 1000);
    },
    { manualAfterMs: 1_800_000 },
  ));

test("one language is spoken: the one that is asked for, else the till's own, with its sums", () =>
  withUnknown(async (till) => {
    const lithuanian = await talk(till, [""]);
    assert.match(lithuanian.out, "RRPay");
    assert.not.match(lithuanian.out, / (the|and|is) /);
    assert.match(lithuanian.out, "2,58 EUR");
    // the settings of this till say English, and the system Lithuanian
    const own = await talk(till, [""], false, []);
    assert.match(own.out, / (the|and|is) /);
    assert.match(own.out, "2.58 EUR");
    assert.not.match(own.out + own.prompts.join(), /[ąčęėįšųūž]/);
  }));

test("a decision that does not exist is told by name, beside those that do, and nothing reaches the journal", () =>
  withUnknown(async (till, bread) => {
    const decided = ["--key", bread.saleKey, "--decision", "printed", "--operator", "ONA", "--language", "en"];
    const { code, error } = await talk(till, [], false, decided);
    assert.is(code, 64);
    assert.match(error, /no decision "printed"; possible here: .*nothing-happened/);
    assert.not.ok(till.journal().some(({ t }) => t === "refusal"));
  }));

for (const [host, inEngine] of [
  ["Node", false],
  ["QuickJS", true],
] as const)
  test(`a number decides, and who decided is kept; the program runs on ${host}`, () =>
    withUnknown(async (till) => {
      const { out } = await talk(till, []);
      const number = numberOf(out, "kvito nėra, pinigai nepaimti");
      const { code, prompts } = await talk(till, [number, "Konsultantas"], inEngine);
      assert.is(code, 0);
      assert.is(prompts[1], "Kas sprendžia (vardas): ");
      const [decision] = decisionsOf(till);
      assert.equal([decision?.decision, decision?.operator], ["nothing-happened", "Konsultantas"]);
    }));

test("a printed receipt is typed row by row until it balances, and what is missing is said", () =>
  withUnknown(async (till) => {
    const { out } = await talk(till, []);
    const number = numberOf(out, "RRPay kvitas atspausdintas");
    // 2,00 by card first: 0,58 are missing, and GAMA took nothing before; then the whole, 3,00 in cash beyond the card with the change that was given.
    const rows = ["2", "2,00", "", "0"];
    const again = ["2", "2.00", "0", "1,00", "", "0,40"];
    const { code, out: said, prompts } = await talk(till, [number, "D77", ...rows, ...again, "Konsultantas"]);
    assert.match(said, "Trūksta 0,58 EUR.");
    assert.is(code, 0, said);
    assert.ok(prompts.includes("Grąža iš kvito, EUR (nėra - 0): "));
    const [decision] = decisionsOf(till);
    assert.is(decision?.decision, "receipt-printed");
    assert.is(decision?.operator, "Konsultantas");
  }));

test("an empty line costs nothing that was typed: a sum, the change and a name are asked again", () =>
  withUnknown(async (till) => {
    const { out } = await talk(till, []);
    const number = numberOf(out, "RRPay kvitas atspausdintas");
    const rows = ["2", "2,00", "0", "", "0", "1,00", ""];
    const { code, out: said, prompts } = await talk(till, [number, "D77", ...rows, "", "0,42", "", " ", "ONA"]);
    assert.is(code, 0, said);
    const asked = (words: string) => prompts.filter((prompt) => prompt.startsWith(words)).length;
    assert.equal([asked("Grąža iš kvito"), asked("Kas sprendžia")], [2, 3]);
    const [decision] = decisionsOf(till);
    assert.equal([decision?.documentNo, decision?.operator], ["D77", "ONA"]);
    assert.equal(
      decision?.payments?.map(({ method, amountCents }) => [method, amountCents]),
      [
        [2, 200],
        [0, 100],
      ],
    );
  }));

for (const [status, said] of [
  ["superseded", ["Its answer stands.", "Declined."]],
  ["recorded", ["Its answer stands."]],
] as const)
  test(`a decision that RRPay overtook tells what RRPay answered: ${status}`, () => {
    const result = { message: "Its answer stands.", "result.message": "Declined." };
    assert.equal(wordsOf(new Map(Object.entries({ status, ...result })), "en"), said);
  });

test("a wrong number, a sum that is none and a payment that there is not are asked again or put off", () =>
  withUnknown(async (till) => {
    assert.is((await talk(till, ["9"])).code, 1);
    assert.is((await talk(till, ["00"])).code, 1);
    const { out } = await talk(till, []);
    const number = numberOf(out, "RRPay kvitas atspausdintas");
    const { out: said, code } = await talk(till, [number, "D77", "77", "2", "trys", "", ""]);
    assert.is(code, 1);
    assert.match(said, "Tokio mokėjimo nėra: 77.");
    assert.match(said, "Tai ne suma.");
    assert.equal(decisionsOf(till), []);
  }));

test("where nothing can be written, nobody is asked to type a receipt, and the list can be read", () =>
  withUnknown(async (till) => {
    let asked = 0;
    let said = "";
    const host = new ReadOnly({
      print: (_, text) => {
        said += text;
      },
      ask: async () => {
        asked++;
        return undefined;
      },
    });
    const args = ["journal", "resolve", "--config", till.configPath, "--engine", "quickjs", ...IN_LITHUANIAN];
    const start = { args, language: "lt", isInteractive: 1, programFolder: "" };
    assert.is(await host.run(run(start)), 69);
    assert.match(said, "įrašyti nepavyksta");
    assert.is(await host.run(run({ ...start, isInteractive: 0 })), 1);
    assert.match(said, "Nenuspręsta: 1.");
    assert.is(asked, 0);
  }));

test("a number that no decision has is asked again, and decides nothing", () =>
  withUnknown(async (till) => {
    const { out, prompts, code } = await talk(till, ["9", "0", "ne", ""]);
    assert.equal([prompts.length, code], [4, 1]);
    for (const typed of ["9", "0", "ne"]) assert.match(out, `Tokio numerio nėra: ${typed}.`);
    assert.equal(decisionsOf(till), []);
  }));

test("a number or a name that the till would not take is asked for again, and nothing else anew", () =>
  withUnknown(async (till) => {
    const [long, odd] = ["1".repeat(65), "1\u001b[A"];
    const { out } = await talk(till, []);
    const printed = numberOf(out, "RRPay kvitas atspausdintas");
    const answers = [printed, long, odd, "000123", "2", "2,58", "", long, "", "ONA"];
    const { out: told, error, code } = await talk(till, answers);
    assert.equal([code, error], [0, ""], told);
    assert.is(told.match(/Per ilgas/g)?.length, 2);
    assert.is(told.match(/Yra ženklų, kurių įrašyti negalima/g)?.length, 1);
    const [{ documentNo, operator } = {}] = decisionsOf(till);
    assert.equal([documentNo, operator], ["000123", "ONA"]);
  }));

test.run();
