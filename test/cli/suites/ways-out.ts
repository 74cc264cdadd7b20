/** Ways out of a journal that stands still, as a user takes them in any host of the command line. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as assert from "uvu/assert";
import { encodeLine } from "../../../runtime/node/store/segment.ts";
import type { InitSettlementRequest, ResolveResult, UnresolvedItem } from "../../../schemas/generated/types.ts";
import { engineOf } from "../../support/engines.ts";
import type { Ended, Program } from "../../support/programs.ts";
import { sale } from "../../support/sales.ts";
import { sampledSuite } from "../../support/tier.ts";
import { type Till, withTill } from "../../support/till.ts";

/** Ended so, and said why in one line without a trace of the program. */
function assertRefused({ code, stderr }: Ended, expected: number, why: RegExp): void {
  assert.is(code, expected, stderr);
  assert.is(stderr.trim().split("\n").length, 1, stderr);
  assert.match(stderr, why);
  assert.not.match(stderr, /\bat .*:\d+|Error:/);
}

/** A closed till with a sale whose end nobody knows: RRPay never read it. */
function withUnknown(body: (till: Till, bread: InitSettlementRequest, item: UnresolvedItem) => Promise<void>) {
  const options = {
    engine: engineOf("direct"),
    rrpay: { policy: "card" },
    config: { timeouts: { answerMs: 1500 } },
  } as const;
  return withTill(options, async (till) => {
    const bread = sale();
    till.rrpay.script([
      { on: "post", fault: { type: "cut-before-process" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ]);
    assert.is((await till.settle(bread)).outcome, "unknown");
    const item = (await till.pos()).unresolved[0] as UnresolvedItem;
    await till.close();
    await body(till, bread, item);
  });
}

const shapes = new Ajv2020({ strict: false }).addSchema(
  JSON.parse(readFileSync(new URL("../../../schemas/command-line.json", import.meta.url), "utf8")),
  "command-line",
);

function assertShape(command: string, value: unknown): void {
  const validate = shapes.getSchema(`command-line#/$defs/${encodeURIComponent(command)}`);
  assert.ok(validate?.(value), `${command}: ${JSON.stringify(validate?.errors)} ${JSON.stringify(value)}`);
}

/** The day on which a till has sold. */
function dayOf({ dataDir }: Till): string {
  const [name = ""] = readdirSync(join(dataDir, "journal"));
  return name.replace(/^\d{8}-(\d{4})(\d{2})(\d{2}).*/, "$1-$2-$3");
}

const lineOf = (json: string): Buffer => Buffer.from(encodeLine(Buffer.from(json)));

/** The suite over one host. */
export function waysOutSuite({ name, engine, sharesLocks, run }: Program): void {
  const test = sampledSuite(`the journal's ways out on ${name}`, 4);
  const journal = (...args: string[]) => run(["journal", ...args]);
  const resolve = (till: Till, ...args: string[]) =>
    journal("resolve", "--config", till.configPath, ...engine, "--operator", "Konsultantas", ...args);

  test("resolve records a decision by the key of its sale, with who and why", () =>
    withUnknown(async (till, bread, item) => {
      const ended = await resolve(
        till,
        "--key",
        bread.saleKey,
        "--decision",
        "nothing-happened",
        "--note",
        "Kvito nėra, žiūrėjau; ąčęėįšųūž",
      );
      assert.is(ended.code, 0, ended.stderr);
      assert.is((JSON.parse(ended.stdout) as ResolveResult).status, "recorded");
      const decision = till.journal().find(({ t }) => t === "decision");
      assert.ok(decision?.t === "decision");
      if (decision?.t !== "decision") return;
      const { attemptId, operator, note } = decision;
      assert.equal(
        { attemptId, operator, note },
        { attemptId: item.attemptId, operator: "Konsultantas", note: "Kvito nėra, žiūrėjau; ąčęėįšųūž" },
      );
      till.rrpay.script([]);
      await till.open();
      assert.is((await till.settle(bread)).outcome, "approved");
      assert.is(till.rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
    }));

  test("resolve records what a person reads off a receipt, when it balances", () =>
    withUnknown(async (till, _bread, { attemptId }) => {
      const receipt = ["--attempt", attemptId, "--decision", "receipt-printed", "--document", "D77"];
      const wrong = await resolve(till, ...receipt, "--payment", "2:200");
      assert.is(wrong.code, 1, wrong.stderr);
      assert.is((JSON.parse(wrong.stdout) as ResolveResult).code, "payments-unbalanced");
      const right = await resolve(
        till,
        ...receipt,
        "--payment",
        "2:200",
        "--payment",
        "0:100",
        "--rounding",
        "2",
        "--change",
        "40",
      );
      assert.is(right.code, 0, right.stdout);
      const { result } = JSON.parse(right.stdout) as ResolveResult;
      assert.is(result?.code, "manual-recorded");
    }));

  test("resolve asks RRPay first: what is paid meanwhile supersedes the decision", () =>
    withUnknown(async (till, bread, { attemptId, kind }) => {
      till.rrpay.script([]);
      const sent = till.journal().find(({ t }) => t === "sent");
      assert.ok(sent?.t === "sent");
      if (sent?.t !== "sent") return;
      await fetch(`${till.rrpay.url}/v1/transactions`, { method: "POST", body: sent.body });
      const ended = await resolve(till, "--attempt", attemptId, "--kind", kind, "--decision", "nothing-happened");
      assert.is(ended.code, 1, ended.stderr);
      const { status, result } = JSON.parse(ended.stdout) as ResolveResult;
      assert.equal([status, result?.outcome, result?.saleKey], ["superseded", "approved", bread.saleKey]);
    }));

  test("resolve names what waits, when nothing fits", () =>
    withUnknown(async (till, bread) => {
      const ended = await resolve(till, "--key", "K0", "--decision", "nothing-happened");
      assertRefused(
        ended,
        1,
        new RegExp(`K0 waits for no decision; waiting: sale ${bread.saleKey} .*nothing-happened`),
      );
    }));

  test("resolve says why, where the till refuses everything", () =>
    withUnknown(async (till, bread) => {
      const [name = ""] = readdirSync(join(till.dataDir, "journal"));
      const path = join(till.dataDir, "journal", name);
      writeFileSync(path, readFileSync(path, "latin1").replace("{", "["), "latin1");
      const ended = await resolve(till, "--key", bread.saleKey, "--decision", "nothing-happened");
      assertRefused(ended, 1, /waiting: nothing\. .*journal repair/);
    }));

  if (sharesLocks)
    test("a till that is running keeps resolve, repair and pair out", () =>
      withUnknown(async (till, bread) => {
        await till.open();
        const inUse = /^(?!GAMA or another).* has this till's data folder open\. Close it and repeat\.\n$/;
        assertRefused(await resolve(till, "--key", bread.saleKey, "--decision", "nothing-happened"), 69, inUse);
        assertRefused(await journal("repair", till.dataDir), 69, inUse);
        assertRefused(await journal("pair", till.dataDir), 69, inUse);
      }));

  test("pair ends with 1 while a payment is open, and with 0 by force, and says so", () =>
    withUnknown(async (till, bread) => {
      const refused = await journal("pair", till.dataDir);
      assert.is(refused.code, 1);
      assert.match(refused.stdout, new RegExp(`^Not done: 1 payments at .*\n.*${bread.saleKey}`));
      const forced = await journal("pair", till.dataDir, "--force");
      assert.is(forced.code, 0);
      assert.match(forced.stdout, /left to a person: .*\nThe pairing with RRPay's store .* is undone/);
    }));

  test("repair on the command line says that there was nothing to do", () =>
    withUnknown(async (till) => {
      const { code, stdout } = await journal("repair", till.dataDir);
      assert.is(code, 0);
      assert.is(stdout, "The till reads a sound journal: there was nothing to rebuild.\n");
    }));

  test("export writes the same bytes to a file as to standard output, and ends with 1 where lines are damaged", () =>
    withUnknown(async (till) => {
      const args = ["export", till.dataDir, "--day", dayOf(till)];
      const shown = await journal(...args);
      assert.is(shown.code, 0, shown.stderr);
      assert.match(shown.stderr, /1 attempts, 1 of them with an unknown outcome/);
      const out = join(till.folder, "day.csv");
      assert.is((await journal(...args, "--out", out)).stdout, "");
      assert.is(readFileSync(out, "utf8"), shown.stdout);
      assert.is(shown.stdout.codePointAt(0), 0xfeff);
      writeFileSync(join(till.dataDir, "journal", "00000009-20261123.jsonl.damaged"), "?\n");
      assert.is((await journal(...args)).code, 1);
    }));

  test("report writes the page to a file, and the same to standard output but for its time", () =>
    withUnknown(async (till, bread) => {
      const args = ["report", "--day", dayOf(till), "--dir", till.dataDir, "--language", "lt"];
      const shown = await run(args);
      assert.is(shown.code, 0, shown.stderr);
      assert.match(shown.stderr, /prieštaravimų 0, neužbaigta 1, kitomis dienomis 0/);
      const out = join(till.folder, "diena ąč.html");
      assert.is((await run([...args, "--out", out])).stdout, "");
      const bare = (page: string) => page.replace(/Parengta [^<]*/, "");
      assert.is(bare(readFileSync(out, "utf8")), bare(shown.stdout));
      assert.match(shown.stdout, bread.receiptNo);
      writeFileSync(join(till.dataDir, "journal", "00000009-20261123.jsonl.damaged"), "?\n");
      assert.is((await run(args)).code, 1);
    }));

  test("export and report take several tills, and refuse one that is named twice", () =>
    withUnknown(async (one, bread) =>
      withUnknown(async (other, milk) => {
        const both = ["--day", dayOf(one), "--dir", one.dataDir, `--dir=${other.dataDir}`];
        const csv = await journal("export", ...both);
        assert.is(csv.code, 0, csv.stderr);
        const page = await run(["report", ...both]);
        for (const { saleKey, receiptNo } of [bread, milk]) {
          assert.match(csv.stdout, saleKey);
          assert.match(page.stdout, receiptNo);
        }
        assertRefused(await journal("export", ...both, one.dataDir), 69, /hold the same sales/);
      }),
    ));

  for (const [what, args] of [
    ["resolve without a sale", ["resolve", "--config", "c.json", "--decision", "nothing-happened"]],
    ["resolve without a decision", ["resolve", "--config", "c.json", "--key", "K1", "--operator", "ONA"]],
    [
      "a payment that is none",
      [
        "resolve",
        "--config",
        "c",
        "--key",
        "K",
        "--operator",
        "O",
        "--decision",
        "receipt-printed",
        "--payment",
        "2,58",
      ],
    ],
    ["export without a day", ["export", "data"]],
    ["repair without a folder", ["repair"]],
    ["pair with two folders", ["pair", "a", "b"]],
  ] as const)
    test(`ends with 64 for ${what}`, async () =>
      assertRefused(await journal(...args), 64, /--help lists the arguments/));

  for (const command of ["repair", "pair", "export"] as const)
    test(`${command} of a folder that does not exist ends with 69`, async () => {
      const ended = await journal(command, "no-such-folder", ...(command === "export" ? ["--day", "2026-11-23"] : []));
      assertRefused(ended, 69, /no-such-folder (holds no journal|does not exist)/);
    });

  test("a hostile journal makes nothing appear outside its folder, and sends a terminal nothing to obey", () =>
    withUnknown(async (till) => {
      const [name = ""] = readdirSync(join(till.dataDir, "journal"));
      const path = join(till.dataDir, "journal", name);
      const evil = "..\\..\\evil\u001b[2J\u0007\u009b31m\u202e/../../evil";
      const record = { t: "refusal", atMs: 1, hook: "init", code: evil, saleKey: evil, path: evil };
      const damage = `00000000 {"t":"sent","attemptId":"${"0".repeat(36)}","saleKey":"../../evil \u001b[31m"}\n`;
      const raw = `{"t":"later\u001b]0;evil\u0007"}`;
      const lines = [JSON.stringify(record), JSON.stringify({ t: "later", evil }), raw].map((json) => lineOf(json));
      writeFileSync(
        path,
        Buffer.concat([readFileSync(path), lines[0] as Buffer, Buffer.from(damage), ...lines.slice(1)]),
      );
      const around = () => readdirSync(join(till.dataDir, "..")).sort();
      const before = around();
      const said: string[] = [];
      for (const command of [
        ["list"],
        ["show"],
        ["show", "--json"],
        ["repair", "--force"],
        ["list"],
        ["show", "--json"],
      ]) {
        const [action = "", ...rest] = command;
        const { stdout, stderr } = await journal(action, till.dataDir, ...rest);
        said.push(stdout + stderr);
      }
      for (const text of said) assert.not.match(text, /(?![\t\n])\p{Cc}|\u202e/u);
      assert.equal(around(), before);
      for (const file of readdirSync(join(till.dataDir, "journal")))
        assert.match(file, /^\d{8}-\d{8}\.jsonl(\.damaged)?$/);
    }));

  test("resolve without arguments lists what is open, and ends with 1 where nobody can be asked", () =>
    withUnknown(async (till, bread) => {
      const ended = await journal("resolve", "--config", till.configPath, ...engine, "--language", "lt");
      assert.is(ended.code, 1, ended.stderr);
      assert.match(ended.stdout, `Pardavimas, kvitas ${bread.saleKey}, `);
      assert.match(ended.stdout, "Nenuspręsta: 1.");
      const listed = await journal("resolve", "--config", till.configPath, ...engine, "--json");
      const { items } = JSON.parse(listed.stdout) as { items: { saleKey: string }[] };
      assert.equal(
        items.map(({ saleKey }) => saleKey),
        [bread.saleKey],
      );
    }));

  test("what --json prints has the shape that schemas/command-line.json gives it, in ASCII", () =>
    withUnknown(async (till) => {
      const commands: Record<string, readonly string[]> = {
        "journal list": [till.dataDir],
        "journal show": [till.dataDir],
        "journal repair": [till.dataDir],
        "journal pair": [till.dataDir],
        "journal export": [till.dataDir, "--day", dayOf(till)],
        report: ["--dir", till.dataDir, "--day", dayOf(till)],
        "journal resolve": ["--config", till.configPath, ...engine],
        doctor: ["--config", till.configPath, ...engine],
        verify: [till.configPath],
        install: ["--dir", till.folder, till.configPath],
        update: [till.configPath, "--dir", till.folder],
        rollback: ["--dir", till.folder],
        "--version": [],
      };
      for (const [command, args] of Object.entries(commands)) {
        const { stdout } = await run([...command.split(" "), ...args, "--json"]);
        assert.match(stdout, /^[ -~\n]+\n$/, command);
        for (const line of stdout.trimEnd().split("\n")) assertShape(command, JSON.parse(line));
      }
    }));

  test.run();
}
